"""Room for released months, accepted files and the signs of life of who holds the lock."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OF_HOLDER: Mapping[str, sa.types.TypeEngine[Any]] = {
    "host": sa.Text(),
    "pid": sa.Integer(),
    "beat": sa.String(32),
}


def upgrade() -> None:
    op.create_table(
        "release",
        _id(),
        _text("month"),
        sa.Column(
            "generation",
            sa.Integer,
            sa.ForeignKey("generation.id", name="fk_release_generation"),
            nullable=False,
        ),
        *_said(),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
    )
    op.create_table(
        "acceptance",
        _id(),
        _text("source"),
        _text("files"),
        sa.Column("sha256", sa.String(64), nullable=False),
        *_said(),
        sa.PrimaryKeyConstraint("id", name="pk_acceptance"),
    )
    for name, kind in _OF_HOLDER.items():
        op.add_column("holder", sa.Column(name, kind))


def downgrade() -> None:
    for name in _OF_HOLDER:
        op.drop_column("holder", name)
    op.drop_table("acceptance")
    op.drop_table("release")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, autoincrement=False, nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _said() -> list[sa.Column[str]]:
    return [sa.Column("at", sa.String(32), nullable=False), _text("who"), _text("reason")]
