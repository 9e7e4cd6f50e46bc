"""A source whose rows lie in an engine, opened for one run: its rows are surveyed, and none is fetched."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from framework.errors import SourceError
from framework.model.frameworks import Framework
from framework.model.sources import Source
from indicators.connect.fingerprints import fingerprint_of
from indicators.connect.refusals import RefusedError
from indicators.connect.rows import ReadFile, SourceRows
from indicators.connect.tallying import Tally, notes_on_cells, refuse_unusable
from indicators.engines.clean_rows import typed_rows
from indicators.engines.compiling import sql_of
from indicators.engines.held_rows import TOO_LARGE, HeldRows
from indicators.engines.opening import open_session
from indicators.engines.sessions import Session, TooLargeError, Whereabouts
from indicators.engines.survey import Surveyed, survey_statement, surveyed
from indicators.engines.unread_tables import UnreadTable
from indicators.quality.catalogue import RULES
from indicators.quality.findings import LEFT_OUT
from indicators.quality.report import write_report
from indicators.quality.words import how_many


def read_rows(
    source: Source,
    framework: Framework,
    whereabouts: Whereabouts,
    intake: Path,
    hashes: Mapping[str, str],
) -> tuple[SourceRows, HeldRows]:
    """Open an engine and count what becomes of the rows of a source; `close` of what is held ends it.

    Raises:
        SourceError: the engine cannot be reached, or too many rows cannot be used.
    """
    fingerprint = fingerprint_of(source, framework, hashes)
    held, tally = open_rows(source, framework, whereabouts)
    try:
        refuse_unusable(tally)
    except SourceError as error:
        held.close()
        write_report(intake, tally.report(fingerprint, error.reasons))
        raise
    write_report(intake, tally.report(fingerprint))
    files = tuple(ReadFile(name, mark, tally.read) for name, mark in hashes.items())
    rows = SourceRows(
        source.id,
        Path(),
        tally.kept,
        fingerprint,
        files[:1] + tuple(replace(one, rows=0) for one in files[1:]),
        left_out=dict(sorted(tally.left_out.items())),
        problem_rows=tally.problem_rows,
        notes=(*_failed(tally), *notes_on_cells(tally)),
        counts=tally.counts(),
    )
    return rows, held


def open_rows(
    source: Source, framework: Framework, whereabouts: Whereabouts
) -> tuple[HeldRows, Tally]:
    """Open an engine and ask what its rows are like.

    Raises:
        SourceError: the engine cannot be reached or does not answer.
    """
    with ExitStack() as stack:
        session = stack.enter_context(open_session(source, whereabouts))
        statement, found = _surveyed(source, framework, session)
        typed = typed_rows(source, framework, session.table, found.careful)
        gone = found.tally.problem_rows + found.tally.quarantined
        unread = typed.unread(tuple(found.areas.refused)) if gone else None
        held = HeldRows(
            source,
            framework,
            session,
            typed.kept(found.unknown),
            found.areas,
            found.periods,
            found.tally.kept,
            stack.pop_all().close,
            None if unread is None else UnreadTable(unread, typed.failed),
            [statement],
        )
        return held, found.tally
    raise AssertionError("a session ends by an error or by what is held")


def _surveyed(source: Source, framework: Framework, session: Session) -> tuple[str, Surveyed]:
    try:
        typed = typed_rows(source, framework, session.table)
        statement = sql_of(survey_statement(typed), source.engine)
        return statement, surveyed(typed, session.run(statement), framework)
    except RefusedError as refused:
        raise SourceError(source.id, refused.reasons) from None
    except TooLargeError:
        raise SourceError(source.id, (TOO_LARGE,)) from None


def _failed(tally: Tally) -> tuple[str, ...]:
    """Say why rows are left out, a sentence a column: no row of a table has a number to be found by."""
    return tuple(
        f"'{header}': {RULES[code].found} in {how_many(count, 'row')} [{code}]"
        for (code, header, then), count in sorted(tally.failed.items())
        if then == LEFT_OUT
    )
