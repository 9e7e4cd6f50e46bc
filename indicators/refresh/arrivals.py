"""Are the files of a source the ones that were meant to come? An old delivery, or one twice, is not."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from framework.model.sources import Source
from framework.store.seen import SeenFile
from indicators.refresh.guarding import Told, refuse_unless_accepted
from indicators.refresh.standing import LastTime

if TYPE_CHECKING:
    from indicators.connect.rows import SourceRows

_MANY: Final = 2
"""So many times the files of last time are told."""


def check_arrivals(source: Source, files: Mapping[str, SeenFile], last: LastTime) -> None:
    """Refuse a file that was replaced by one written earlier, and two of the very same bytes.

    Raises:
        SourceError: with every reason, and how to let it through if it is right.
    """
    refuse_unless_accepted(source, [*_older(files, last), *_twice(files)])


def many_more(rows: "SourceRows", last: LastTime) -> str:
    """Say that a source has at least twice as many files as last time; nothing when it has not."""
    now, before = len(rows.files), len(last.files)
    if not before or now < _MANY * before:
        return ""
    return f"source '{rows.source_id}': {now} files match its path, and {before} did last time"


def _older(files: Mapping[str, SeenFile], last: LastTime) -> Iterator[Told]:
    for path, seen in files.items():
        before = last.files.get(path)
        if before is None or before.sha256 in ("", seen.sha256):
            continue
        if seen.modified < before.modified:
            yield (
                "S137",
                f"{path} was replaced by an older one: it was written on {_day(seen)}, and the one "
                f"read last on {_day(before)}",
            )


def _day(seen: SeenFile) -> str:
    return seen.modified[:16].replace("T", " at ")


def _twice(files: Mapping[str, SeenFile]) -> Iterator[Told]:
    first: dict[str, str] = {}
    for path, seen in files.items():
        if seen.sha256 in first:
            yield "S138", f"{path} holds the very same bytes as {first[seen.sha256]}"
        first.setdefault(seen.sha256, path)
