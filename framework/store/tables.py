"""What the store keeps, as tables.

A fact (result, judgement, comparison, series) stands from generation `valid_from` up to, but not
including, `valid_to`; what still stands has `valid_to` CURRENT. Facts hold numbers only: places,
periods and words are looked up by id, so a row is narrow and a comparison of rows is cheap.
Facts carry no foreign keys: every id in them is made in the transaction that writes them, and a
check a row would cost more than the row.
"""

from typing import Final

from sqlalchemy import (
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from framework.store.moments import Moment
from framework.store.table_parts import id_column, metadata

CURRENT: Final = 2**31 - 1
"""`valid_to` of a row that no later generation has closed."""

TOTAL_ID: Final = 0
"""The id of the breakdown of everybody. It is fixed, so that an index can name it."""


def _range() -> tuple[Column[int], Column[int]]:
    return (
        Column("valid_from", Integer, primary_key=True, autoincrement=False),
        Column("valid_to", Integer, nullable=False),
    )


def _key(*names: str) -> tuple[Column[int], ...]:
    return tuple(Column(name, Integer, primary_key=True, autoincrement=False) for name in names)


def _number(name: str) -> Column[float]:
    return Column(name, Float(53))


area = Table(
    "area",
    metadata,
    id_column(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("level", Text, nullable=False),
)
indicator = Table(
    "indicator", metadata, id_column(), Column("key", Text, nullable=False, unique=True)
)
breakdown = Table(
    "breakdown", metadata, id_column(), Column("code", Text, nullable=False, unique=True)
)
word = Table("word", metadata, id_column(), Column("text", Text, nullable=False, unique=True))
source = Table("source", metadata, id_column(), Column("key", Text, nullable=False, unique=True))
period = Table(
    "period",
    metadata,
    id_column(),
    Column("code", Text, nullable=False, unique=True),
    Column("start", Date, nullable=False),
    Column("end_", Date, nullable=False),
    Column("grain", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("year_type", Text, nullable=False),
    Column("label", Text, nullable=False),
)

framework_version = Table(
    "framework_version",
    metadata,
    id_column(),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("files", LargeBinary, nullable=False),
)
definition = Table(
    "definition",
    metadata,
    id_column(),
    Column("indicator_id", Integer, ForeignKey("indicator.id"), nullable=False),
    Column("version", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("first_generation", Integer, nullable=False),
    UniqueConstraint("indicator_id", "version"),
)
run = Table(
    "run",
    metadata,
    id_column(),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("state", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("generation", Integer),
    Column("time_spent", Text, nullable=False, server_default=""),
)
holder = Table(
    "holder",
    metadata,
    id_column(),
    Column("who", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("host", Text),
    Column("pid", Integer),
    Column("beat", Moment),
)
generation = Table(
    "generation",
    metadata,
    id_column(),
    Column("run_id", Integer, ForeignKey("run.id"), nullable=False),
    Column("framework_version_id", Integer, ForeignKey("framework_version.id"), nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("published_hash", String(64), nullable=False),
    Column("code_version", Text, nullable=False),
    Column("duration_seconds", Float(53), nullable=False),
    Column("results", Integer, nullable=False),
    Column("indicators", Integer, nullable=False),
    Column("warnings", Text, nullable=False),
    Column("plan", Text, nullable=False),
)
pointer = Table("pointer", metadata, id_column(), Column("generation", Integer))
source_state = Table(
    "source_state",
    metadata,
    Column("generation", Integer, ForeignKey("generation.id"), primary_key=True),
    Column("source_id", Integer, ForeignKey("source.id"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("as_at", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("quality", Text, nullable=False, server_default=""),
)
content = Table(
    "content",
    metadata,
    *_key("indicator_id"),
    *_range(),
    Column("sha256", String(64), nullable=False),
    Column("results", Integer, nullable=False),
)

result = Table(
    "result",
    metadata,
    *_key("indicator_id", "area_id", "breakdown_id", "period_id"),
    *_range(),
    _number("value"),
    _number("numerator"),
    _number("denominator"),
    _number("lower"),
    _number("upper"),
    _number("lower998"),
    _number("upper998"),
    Column("flags", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)
# The heat map asks for one period of its indicators in all areas; the key alone would walk every
# area's every period. On both engines it holds the breakdown of everybody alone, which its revision
# says: to say it here too would load PostgreSQL's dialect in every process.
Index("result_period", result.c.period_id, result.c.indicator_id, result.c.area_id)
judgement = Table(
    "judgement",
    metadata,
    *_key("indicator_id", "area_id", "breakdown_id", "period_id"),
    *_range(),
    Column("rating", SmallInteger),
    Column("reason", SmallInteger),
    Column("rule_id", Integer),
    _number("target"),
    Column("target_word_id", Integer),
    _number("amber_edge"),
    _number("short_change"),
    Column("short_travel", SmallInteger),
    Column("short_real", SmallInteger),
    _number("long_change"),
    Column("long_travel", SmallInteger),
    Column("long_real", SmallInteger),
    _number("target_high"),
    Column("published_rating", SmallInteger),
    _number("chance"),
    sqlite_with_rowid=False,
)
comparison = Table(
    "comparison",
    metadata,
    *_key("indicator_id", "area_id", "breakdown_id", "period_id", "comparator_id"),
    *_range(),
    _number("value"),
    Column("outcome", SmallInteger),
    Column("beside_period_id", Integer),
    Column("method_id", Integer),
    Column("rank", Integer),
    Column("out_of", Integer),
    sqlite_with_rowid=False,
)
series_fact = Table(
    "series_fact",
    metadata,
    *_key("indicator_id", "area_id", "breakdown_id"),
    *_range(),
    Column("points", Integer),
    Column("first_period_id", Integer),
    Column("last_period_id", Integer),
    _number("typical_change"),
    Column("variation", SmallInteger),
    Column("assurance", SmallInteger),
    Column("trend", SmallInteger),
    Column("chart", Text),
    Column("outlook", Text),
    sqlite_with_rowid=False,
)

scheduler = Table(
    "scheduler",
    metadata,
    id_column(),
    Column("kind", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("since", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("next_run", Moment),
    Column("next_what", Text, nullable=False),
)
scheduled_run = Table(
    "scheduled_run",
    metadata,
    id_column(),
    Column("due", Moment, nullable=False),
    Column("what", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("exit_code", Integer),
)
concern = Table(
    "concern",
    metadata,
    id_column(),
    Column("subject", Text, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("ended", Moment),
)
message = Table(
    "message",
    metadata,
    id_column(),
    Column("concern_id", Integer, ForeignKey("concern.id"), nullable=False),
    Column("occasion", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("made", Moment, nullable=False),
    Column("sent", Moment),
    Column("tries", Integer, nullable=False),
    Column("next_try", Moment),
    Column("problem", Text, nullable=False),
)
