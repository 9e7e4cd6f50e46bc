"""Is a source like last time? A file that is gone or cut short must not rewrite history in silence."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from framework.errors import SourceError
from framework.model.reads import FilesRead
from framework.model.remote_reads import OtherRead
from framework.model.sources import Source
from framework.store.seen import SeenFile
from indicators.refresh.standing import LastTime

if TYPE_CHECKING:
    from indicators.connect.rows import SourceRows

MOST_LOST: Final = 0.5
"""Without a declared `change_at_most`, a source that lost more than this share of its rows stops."""
_TOLD: Final = 3


def check_like_last_time(source: Source, rows: "SourceRows", last: LastTime) -> None:
    """Refuse a source that lost a file, or lost or gained more rows than it expects.

    Raises:
        SourceError: with every reason, and how to let it through if it is right.
    """
    reasons = [*_gone(source, rows, last), *_few(source, rows), *_changed(source, rows, last)]
    if reasons:
        way = f"if this is right, run fingerpost accept {source.id} --reason WHY, and refresh again"
        raise SourceError(source.id, (*reasons, way))


def _gone(source: Source, rows: "SourceRows", last: LastTime) -> list[str]:
    here = {one.path for one in rows.files}
    gone = [path for path in last.files if path not in here]
    moved = [path for path in gone if not _looks_for(source, path, last.files[path])]
    lost = [f"{path} was read last time and is not here" for path in gone if path not in moved]
    if not moved:
        return lost
    more = f" and {len(moved) - _TOLD} more" if len(moved) > _TOLD else ""
    was = f"{', '.join(moved[:_TOLD])}{more}"
    return [f"the declaration now reads {source.read.origin}; last time it read {was}", *lost]


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


def _few(source: Source, rows: "SourceRows") -> list[str]:
    least = source.expect.rows_at_least
    if rows.rows >= least:
        return []
    return [f"it holds {rows.rows:,} rows; at least {least:,} are expected"]


def _changed(source: Source, rows: "SourceRows", last: LastTime) -> list[str]:
    if not last.rows:
        return []
    change = (rows.rows - last.rows) / last.rows
    most = source.expect.change_at_most
    if (abs(change) <= most) if most is not None else (change >= -MOST_LOST):
        return []
    allowed = f"at most {most:.0%}" if most is not None else f"at most {MOST_LOST:.0%} fewer"
    return [
        f"it holds {rows.rows:,} rows, and {last.rows:,} last time: a change of {change:+.0%}, "
        f"where {allowed} is expected"
    ]
