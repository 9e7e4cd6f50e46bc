"""Room for what the Board decided about a figure, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COLUMNS = ("decided", "done")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("comment", sa.Column(name, sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("comment", name)
