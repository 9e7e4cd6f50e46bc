"""The assessments that the project keeps itself: rows of a form, each under a reference of its own.

Rows are text as it was handed in. What was done with them is recorded in numbers only.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update

from framework.store.people_tables import assessment, assessment_record
from framework.store.transactions import next_id, reading, writing

Cells = Mapping[str, str]
"""A row: its texts by the headers they stood under."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did with the assessments of a form, in numbers."""

    form: str
    at: datetime
    who: str
    reason: str = ""
    added: int = 0
    changed: int = 0
    erased: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """How many assessments of a form are kept, and when the one left alone the longest changed last."""

    form: str
    rows: int
    oldest: datetime | None


def keep_assessments(
    engine: Engine, form: str, rows: Mapping[str, Cells], *, at: datetime, who: str
) -> Deed:
    """Keep rows by their references. One that is there is replaced; one that is the same stays as it is.

    Raises:
        StoreError: the store cannot be written.
    """
    texts = {reference: json.dumps(cells, sort_keys=True) for reference, cells in rows.items()}
    with writing(engine) as connection:
        known = _known(connection, form)
        new = {one: text for one, text in texts.items() if one not in known}
        other = {one: text for one, text in texts.items() if known.get(one, text) != text}
        first = next_id(connection, assessment)
        if new:
            connection.execute(
                insert(assessment),
                [
                    {"id": number, "form": form, "reference": one, "cells": text, "changed": at}
                    for number, (one, text) in enumerate(new.items(), start=first)
                ],
            )
        if other:
            connection.execute(
                update(assessment)
                .where(assessment.c.form == form, assessment.c.reference == bindparam("one"))
                .values(cells=bindparam("text"), changed=bindparam("moment")),
                [{"one": one, "text": text, "moment": at} for one, text in other.items()],
            )
        deed = Deed(form, at, who, added=len(new), changed=len(other))
        if new or other:
            _record(connection, deed)
    return deed


def assessments_of(engine: Engine, form: str) -> tuple[Cells, ...]:
    """Give every row of a form, in the order of the references.

    Raises:
        StoreError: there is no store of this version.
    """
    with reading(engine) as connection:
        known = _known(connection, form)
    return tuple(json.loads(known[reference]) for reference in sorted(known))


def erase_assessments(
    engine: Engine,
    form: str,
    which: Callable[[Cells, datetime], bool],
    *,
    at: datetime,
    who: str,
    reason: str,
    dry_run: bool = False,
) -> Deed:
    """Erase the rows that are meant, and record how many and why.

    Args:
        engine: the store.
        form: the form.
        which: says of a row, and of the moment when it changed last, whether it is meant.
        at: the moment.
        who: who erases.
        reason: why.
        dry_run: only count them.

    Raises:
        StoreError: the store cannot be written.
    """
    with writing(engine) as connection:
        query = select(assessment.c.id, assessment.c.cells, assessment.c.changed)
        rows = connection.execute(query.where(assessment.c.form == form)).all()
        found = [{"one": row.id} for row in rows if which(json.loads(row.cells), row.changed)]
        deed = Deed(form, at, who, reason, erased=len(found))
        if found and not dry_run:
            connection.execute(delete(assessment).where(assessment.c.id == bindparam("one")), found)
            _record(connection, deed)
    return deed


def kept_forms(engine: Engine) -> tuple[Kept, ...]:
    """Count the rows of every form that has any.

    Raises:
        StoreError: there is no store of this version.
    """
    query = (
        select(assessment.c.form, func.count(), func.min(assessment.c.changed))
        .group_by(assessment.c.form)
        .order_by(assessment.c.form)
    )
    with reading(engine) as connection:
        return tuple(Kept(*row) for row in connection.execute(query))


def deeds_of(engine: Engine, *, limit: int = 20) -> tuple[Deed, ...]:
    """Give what was done with assessments, the newest first.

    Raises:
        StoreError: there is no store of this version.
    """
    table = assessment_record
    query = select(table).order_by(table.c.id.desc()).limit(limit)
    with reading(engine) as connection:
        found = connection.execute(query).all()
    return tuple(Deed(*(getattr(row, name) for name in Deed.__slots__)) for row in found)


def _known(connection: Connection, form: str) -> dict[str, str]:
    query = select(assessment.c.reference, assessment.c.cells).where(assessment.c.form == form)
    return {row.reference: row.cells for row in connection.execute(query)}


def _record(connection: Connection, deed: Deed) -> None:
    values = {name: getattr(deed, name) for name in Deed.__slots__}
    number = next_id(connection, assessment_record)
    connection.execute(insert(assessment_record).values(id=number, **values))
