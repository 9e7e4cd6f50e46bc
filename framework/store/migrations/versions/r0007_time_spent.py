"""Room for where the time of a run went."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run", sa.Column("time_spent", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("run", "time_spent")
