"""The tables of what people decide, hand in and say. They are only added to, save assessments."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from framework.store.moments import Moment
from framework.store.table_parts import id_column, metadata, said_columns
from framework.store.tables import generation

release = Table(
    "release",
    metadata,
    id_column(),
    Column("month", Text, nullable=False),
    Column("generation", Integer, ForeignKey(generation.c.id), nullable=False),
    *said_columns(),
)
acceptance = Table(
    "acceptance",
    metadata,
    id_column(),
    Column("source", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    *said_columns(),
)
upload = Table(
    "upload",
    metadata,
    id_column(),
    Column("source", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("problem_rows", Integer, nullable=False),
)
assessment = Table(
    "assessment",
    metadata,
    id_column(),
    Column("form", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("cells", Text, nullable=False),
    Column("changed", Moment, nullable=False),
    UniqueConstraint("form", "reference"),
)
assessment_record = Table(
    "assessment_record",
    metadata,
    id_column(),
    Column("form", Text, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("erased", Integer, nullable=False),
    *said_columns(),
)
comment = Table(
    "comment",
    metadata,
    id_column(),
    Column("indicator", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("asks", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("decided", Text, nullable=False, server_default=""),
    Column("done", Text, nullable=False, server_default=""),
    Index("ix_comment_area", "area", "month"),
)
