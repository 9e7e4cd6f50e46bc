"""Who schedules and when last seen, what was run by the clock, what is wrong, who was told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.String(32)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "scheduler",
        _id(),
        *map(_text, ("kind", "host")),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("next_run", _MOMENT),
        _text("next_what"),
    )
    op.create_table(
        "scheduled_run",
        _id(),
        sa.Column("due", _MOMENT, nullable=False),
        _text("what"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("started", _MOMENT, nullable=False),
        sa.Column("finished", _MOMENT),
        sa.Column("exit_code", sa.Integer()),
    )
    op.create_table(
        "concern",
        _id(),
        *map(_text, ("subject", "trouble", "words")),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("ended", _MOMENT),
    )
    op.create_table(
        "message",
        _id(),
        sa.Column("concern_id", sa.Integer(), sa.ForeignKey("concern.id"), nullable=False),
        _text("occasion"),
        _text("role"),
        *map(_text, ("title", "body")),
        sa.Column("made", _MOMENT, nullable=False),
        sa.Column("sent", _MOMENT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", _MOMENT),
        _text("problem"),
    )


def downgrade() -> None:
    for name in ("message", "concern", "scheduled_run", "scheduler"):
        op.drop_table(name)
