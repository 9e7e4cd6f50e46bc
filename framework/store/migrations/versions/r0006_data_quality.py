"""Room for what was counted of each source's rows: its data quality, as of every generation."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "source_state", sa.Column("quality", sa.Text(), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("source_state", "quality")
