"""What all tables of the store share: their names' form, their ids, and who said what when."""

from typing import Any

from sqlalchemy import Column, Integer, MetaData, Text

from framework.store.moments import Moment

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def id_column() -> Column[int]:
    # Ids are given by the publishing transaction, so that both engines number alike.
    return Column("id", Integer, primary_key=True, autoincrement=False)


def said_columns() -> tuple[Column[Any], ...]:
    """Give the columns of what somebody did on purpose: when, who and why."""
    return (
        Column("at", Moment, nullable=False),
        Column("who", Text, nullable=False),
        Column("reason", Text, nullable=False),
    )
