"""Is a source as it should be as a whole: like last time, and as new as it promises?

A file that is gone or cut short must not rewrite history in silence.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from framework.errors import SourceError
from framework.model.expectations import Then
from framework.model.promises import newest_due
from framework.model.reads import FilesRead
from framework.model.remote_reads import OtherRead
from framework.model.sources import Source
from framework.store.seen import SeenFile
from indicators.quality.words import coded
from indicators.refresh.spoken import Spoken
from indicators.refresh.standing import LastTime

if TYPE_CHECKING:
    from indicators.connect.rows import SourceRows

MOST_LOST: Final = 0.5
"""Without a declared `change_at_most`, a source that lost more than this share of its rows stops."""
_TOLD: Final = 3

Told = tuple[str, str]
"""A code of data and the sentence that goes with it."""


def check_like_last_time(source: Source, rows: "SourceRows", last: LastTime) -> None:
    """Refuse a source that lost a file, or lost or gained more rows than it expects.

    Raises:
        SourceError: with every reason, and how to let it through if it is right.
    """
    told = [*_gone(source, rows, last), *_few(source, rows), *_changed(source, rows, last)]
    refuse_unless_accepted(source, told)


def refuse_unless_accepted(source: Source, told: Sequence[Told]) -> None:
    """Refuse a source for reasons that somebody may let through.

    Raises:
        SourceError: with every reason, and how to let it through if it is right.
    """
    if told:
        way = f"if this is right, run fingerpost accept {source.id} --reason WHY, and refresh again"
        raise SourceError(source.id, (*(coded(*one) for one in told), way))


def check_as_new_as_promised(source: Source, spoken: Spoken, today: date) -> tuple[str, ...]:
    """Hold a source that declares `late` against its `due`. Give what is to be said of it.

    Raises:
        SourceError: it is late, and declares that it stops then.
    """
    told = tuple(coded(*one) for one in _late(source, spoken, today))
    if told and source.expect.late is Then.STOP:
        raise SourceError(source.id, told)
    return told


def _gone(source: Source, rows: "SourceRows", last: LastTime) -> Iterator[Told]:
    here = {one.path for one in rows.files}
    gone = [path for path in last.files if path not in here]
    moved = [path for path in gone if not _looks_for(source, path, last.files[path])]
    if moved:
        more = f" and {len(moved) - _TOLD} more" if len(moved) > _TOLD else ""
        was = f"{', '.join(moved[:_TOLD])}{more}"
        yield "S134", f"the declaration now reads {source.read.origin}; last time it read {was}"
    for path in gone:
        if path not in moved:
            yield "S134", f"{path} was read last time and is not here"


def _looks_for(source: Source, path: str, seen: SeenFile) -> bool:
    """Say whether a file of last time is one that the declaration still reads, so that it is lost.

    A file, table or address has the one name that the declaration gives it. A connector of another
    package names as it likes, but what it brings was never written in the data folder.
    """
    match source.read:
        case FilesRead(path=pattern):
            return path.count("/") == pattern.count("/") and PurePosixPath(path).match(pattern)
        case OtherRead():
            return not seen.modified
        case _:
            return False


def _few(source: Source, rows: "SourceRows") -> Iterator[Told]:
    least = source.expect.rows_at_least
    if rows.rows < least:
        yield "S132", f"it holds {rows.rows:,} rows; at least {least:,} are expected"


def _changed(source: Source, rows: "SourceRows", last: LastTime) -> Iterator[Told]:
    if not last.rows:
        return
    change = (rows.rows - last.rows) / last.rows
    most = source.expect.change_at_most
    if (abs(change) <= most) if most is not None else (change >= -MOST_LOST):
        return
    allowed = f"at most {most:.0%}" if most is not None else f"at most {MOST_LOST:.0%} fewer"
    yield (
        "S133",
        f"it holds {rows.rows:,} rows, and {last.rows:,} last time: a change of {change:+.0%}, "
        f"where {allowed} is expected",
    )


def _late(source: Source, spoken: Spoken, today: date) -> Iterator[Told]:
    want = newest_due(source, today)
    if source.expect.late is None or want is None:
        return
    newest = spoken.newest(today)
    if newest is not None and newest < want.last_day:
        ends = f"{newest.day} {newest:%B %Y}"
        yield "S135", f"rows for {want.label} are due, and its newest speak of the time to {ends}"
