"""The first shape: facts with generation ranges, what they are looked up by, and who published."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "series_fact",
    "comparison",
    "judgement",
    "result",
    "content",
    "source_state",
    "pointer",
    "generation",
    "holder",
    "run",
    "definition",
    "framework_version",
    "period",
    "source",
    "word",
    "breakdown",
    "indicator",
    "area",
)


def upgrade() -> None:
    _make_lookups()
    _make_records()
    _make_facts()
    op.execute(sa.text("INSERT INTO pointer (id, generation) VALUES (1, NULL)"))
    op.execute(sa.text("INSERT INTO breakdown (id, code) VALUES (0, '')"))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _unique(name: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, unique=True)]


def _keys(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, primary_key=True, autoincrement=False) for name in names]


def _standing(*names: str) -> list[sa.Column[int]]:
    """The key of a fact and the generations it stands in."""
    until = sa.Column("valid_to", sa.Integer, nullable=False)
    return [*_keys(*names, "valid_from"), until]


def _numbers(*names: str) -> list[sa.Column[float]]:
    return [sa.Column(name, sa.Float(53)) for name in names]


def _small(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.SmallInteger) for name in names]


def _moment(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), nullable=nullable)


def _make_lookups() -> None:
    op.create_table("area", _id(), *_unique("code"), *_text("name", "level"))
    op.create_table("indicator", _id(), *_unique("key"))
    op.create_table("breakdown", _id(), *_unique("code"))
    op.create_table("word", _id(), *_unique("text"))
    op.create_table("source", _id(), *_unique("key"))
    op.create_table(
        "period",
        _id(),
        *_unique("code"),
        sa.Column("start", sa.Date, nullable=False),
        sa.Column("end_", sa.Date, nullable=False),
        *_text("grain", "basis", "year_type", "label"),
    )


def _make_records() -> None:
    op.create_table(
        "framework_version",
        _id(),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("files", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "definition",
        _id(),
        sa.Column("indicator_id", sa.Integer, sa.ForeignKey("indicator.id"), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        *_text("text"),
        sa.Column("first_generation", sa.Integer, nullable=False),
        sa.UniqueConstraint("indicator_id", "version"),
    )
    op.create_table(
        "run",
        _id(),
        _moment("started"),
        _moment("finished", nullable=True),
        *_text("state", "host"),
        sa.Column("pid", sa.Integer, nullable=False),
        *_text("message"),
        sa.Column("generation", sa.Integer),
    )
    op.create_table("holder", _id(), *_text("who", "since"))
    op.create_table(
        "generation",
        _id(),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("run.id"), nullable=False),
        sa.Column(
            "framework_version_id",
            sa.Integer,
            sa.ForeignKey("framework_version.id"),
            nullable=False,
        ),
        _moment("published_at"),
        sa.Column("published_hash", sa.String(64), nullable=False),
        *_text("code_version"),
        sa.Column("duration_seconds", sa.Float(53), nullable=False),
        sa.Column("results", sa.Integer, nullable=False),
        sa.Column("indicators", sa.Integer, nullable=False),
        *_text("warnings", "plan"),
    )
    op.create_table("pointer", _id(), sa.Column("generation", sa.Integer))
    op.create_table(
        "source_state",
        sa.Column("generation", sa.Integer, sa.ForeignKey("generation.id"), primary_key=True),
        sa.Column("source_id", sa.Integer, sa.ForeignKey("source.id"), primary_key=True),
        *_text("state", "as_at", "fingerprint"),
        sa.Column("rows", sa.Integer, nullable=False),
        *_text("reason", "since"),
    )


def _make_facts() -> None:
    place = ("indicator_id", "area_id", "breakdown_id")
    op.create_table(
        "content",
        *_standing("indicator_id"),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("results", sa.Integer, nullable=False),
    )
    op.create_table(
        "result",
        *_standing(*place, "period_id"),
        *_numbers("value", "numerator", "denominator", "lower", "upper"),
        sa.Column("flags", sa.SmallInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    everybody = sa.text("breakdown_id = 0")
    op.create_index(
        "result_period",
        "result",
        ["period_id", "area_id"],
        sqlite_where=everybody,
        postgresql_where=everybody,
    )
    op.create_table(
        "judgement",
        *_standing(*place, "period_id"),
        *_small("rating", "reason"),
        sa.Column("rule_id", sa.Integer),
        *_numbers("target"),
        sa.Column("target_word_id", sa.Integer),
        *_numbers("amber_edge", "short_change"),
        *_small("short_travel", "short_real"),
        *_numbers("long_change"),
        *_small("long_travel", "long_real"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comparison",
        *_standing(*place, "period_id", "comparator_id"),
        *_numbers("value"),
        *_small("outcome"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "series_fact",
        *_standing(*place),
        *[sa.Column(name, sa.Integer) for name in ("points", "first_period_id", "last_period_id")],
        *_numbers("typical_change"),
        sqlite_with_rowid=False,
    )
