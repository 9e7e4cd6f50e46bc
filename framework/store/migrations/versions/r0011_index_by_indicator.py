"""One month of one indicator in every area is one search: the index of months names the indicator next.

A store that was filled by an earlier version has this index over every breakdown, not over the totals alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _index_by("period_id", "indicator_id", "area_id")


def downgrade() -> None:
    _index_by("period_id", "area_id")


def _index_by(*columns: str) -> None:
    everybody = sa.text("breakdown_id = 0")
    op.drop_index("result_period", "result")
    op.create_index(
        "result_period",
        "result",
        list(columns),
        sqlite_where=everybody,
        postgresql_where=everybody,
    )
