"""Room for 99.8% limits, target ranges, methods of comparison, control charts and outlooks."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ADDED: Mapping[str, Mapping[str, sa.types.TypeEngine[Any]]] = {
    "result": {"lower998": sa.Float(53), "upper998": sa.Float(53)},
    "judgement": {
        "target_high": sa.Float(53),
        "published_rating": sa.SmallInteger(),
        "chance": sa.Float(53),
    },
    "comparison": {
        "beside_period_id": sa.Integer(),
        "method_id": sa.Integer(),
        "rank": sa.Integer(),
        "out_of": sa.Integer(),
    },
    "series_fact": {
        "variation": sa.SmallInteger(),
        "assurance": sa.SmallInteger(),
        "trend": sa.SmallInteger(),
        "chart": sa.Text(),
        "outlook": sa.Text(),
    },
}


def upgrade() -> None:
    for table, columns in _ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind))


def downgrade() -> None:
    for table, columns in _ADDED.items():
        for name in columns:
            op.drop_column(table, name)
