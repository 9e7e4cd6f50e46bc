"""Are the files of a source the ones that were meant to come? An old delivery, or one twice, is not."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from framework.errors import SourceError
from framework.model.sources import Source
from framework.store.seen import SeenFile
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
    reasons = [*_older(files, last), *_twice(files)]
    if reasons:
        way = f"if this is right, run fingerpost accept {source.id} --reason WHY, and refresh again"
        raise SourceError(source.id, (*reasons, way))


def many_more(rows: "SourceRows", last: LastTime) -> str:
    """Say that a source has at least twice as many files as last time; nothing when it has not."""
    now, before = len(rows.files), len(last.files)
    if not before or now < _MANY * before:
        return ""
    return f"source '{rows.source_id}': {now} files match its path, and {before} did last time"


def _older(files: Mapping[str, SeenFile], last: LastTime) -> list[str]:
    reasons = []
    for path, seen in files.items():
        before = last.files.get(path)
        if before is None or before.sha256 in ("", seen.sha256):
            continue
        if seen.modified < before.modified:
            reasons.append(
                f"{path} was replaced by an older one: it was written on {_day(seen)}, and the one "
                f"read last on {_day(before)}"
            )
    return reasons


def _day(seen: SeenFile) -> str:
    return seen.modified[:16].replace("T", " at ")


def _twice(files: Mapping[str, SeenFile]) -> list[str]:
    first: dict[str, str] = {}
    reasons = []
    for path, seen in files.items():
        if seen.sha256 in first:
            reasons.append(f"{path} holds the very same bytes as {first[seen.sha256]}")
        first.setdefault(seen.sha256, path)
    return reasons
