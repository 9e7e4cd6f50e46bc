"""Room for the assessments that the project keeps itself, and the record of what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("cells", sa.Text, nullable=False),
        sa.Column("changed", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.UniqueConstraint("form", "reference", name="uq_assessment_form"),
    )
    op.create_table(
        "assessment_record",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("erased", sa.Integer, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessment_record"),
    )


def downgrade() -> None:
    op.drop_table("assessment_record")
    op.drop_table("assessment")
