"""What a refresh that found nothing to do had looked at, noted for the next one.

To load a framework and to plan is most of the work of such a refresh, and the next night it would be
done again for the same answer. The note names everything that the answer rests on: our own code, the
framework's files, the files of every source as the system describes them, the generation, and the
days between which nothing changes by itself. Where anything of it is otherwise, or in doubt, the whole
look is taken again. The note lies in the intake, which may be deleted at any time.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from os import stat_result
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from framework import __version__
from framework.model.versions import version_of

_NOTE: Final = "last_look.json"
_HERE: Final = Path(__file__).parents[2]
_OURS: Final = ("framework", "indicators")
_SETTLED: Final = timedelta(seconds=60)
"""A file that was written to later than this before a look may be written again and look the same: within
one tick of the clock, or in mapped memory, of which its times tell nothing until its page is written back."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Where a look goes: the data folder, and each source's pattern with the ending of its markers."""

    data: Path
    patterns: tuple[tuple[str, str], ...]

    def seen(self) -> dict[str, str]:
        """Give every name with its file as the system describes it: size, times and number, and where it lies.

        A name may be a link: what it points to is described, and it itself.

        Raises:
            OSError: one cannot be looked at.
        """
        found: dict[str, str] = {}
        for pattern, marker in self.patterns:
            for ending in {"", marker}:
                for path in self.data.glob(pattern + ending):
                    states = " ".join(_told(state) for state in (path.stat(), path.lstat()))
                    found[str(path)] = f"{states} {path.resolve()}"
        return found


@dataclass(frozen=True, slots=True)
class Note:
    """All that the answer "nothing to do" rested on. It holds from the day `first` until the day `until`.

    `late` are the sources that were late: people have heard of them, and hear no more before `until`.
    """

    code: str
    framework: str
    data: str
    patterns: tuple[tuple[str, str], ...]
    seen: Mapping[str, str]
    first: date
    until: date
    generation: int
    published_hash: str
    warnings: tuple[str, ...]
    late: tuple[str, ...]

    def still_holds(self, files: Mapping[str, bytes], data: Path, today: date) -> bool:
        """Say whether a look would find what the one of this note found. The store is not asked here."""
        try:
            return (
                self.first <= today < self.until
                and self.data == str(data.resolve())
                and self.code == code_stamp()
                and self.framework == version_of(files)
                and self.seen == Looked(data, self.patterns).seen()
            )
        except OSError:
            return False


def code_stamp() -> str:
    """Give a hash of what our own files look like: any change of the code makes it another."""
    whole = sha256(__version__.encode())
    for package in _OURS:
        for path in sorted((_HERE / package).rglob("*.py")):
            state = path.stat()
            whole.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return whole.hexdigest()


def is_settled(seen: Iterable[str], moment: datetime) -> bool:
    """Say whether files had been left alone for a while when they were looked at."""
    latest = 1e9 * (moment - _SETTLED).timestamp()
    return all(max(int(time) for time in one.split()[1:3]) < latest for one in seen)


def _told(state: stat_result) -> str:
    return f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}"


def keep_note(intake: Path, note: Note) -> None:
    """Write a note for the next refresh. One that cannot be written only makes that slower."""
    text = json.dumps(asdict(note), default=str)
    try:
        intake.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile("w", dir=intake, delete=False, encoding="utf-8") as new:
            new.write(text)
        Path(new.name).replace(intake / _NOTE)
    except OSError:
        return


def forget_note(intake: Path) -> None:
    """Have the next refresh take the whole look.

    Raises:
        OSError: the note is there and cannot be removed.
    """
    (intake / _NOTE).unlink(missing_ok=True)


def last_note(intake: Path) -> Note | None:
    """Give the note of the last look, or None where there is none that can be read."""
    try:
        said = json.loads((intake / _NOTE).read_text(encoding="utf-8"))
        return Note(
            code=str(said["code"]),
            framework=str(said["framework"]),
            data=str(said["data"]),
            patterns=tuple((str(one), str(marker)) for one, marker in said["patterns"]),
            seen={str(path): str(state) for path, state in said["seen"].items()},
            first=date.fromisoformat(said["first"]),
            until=date.fromisoformat(said["until"]),
            generation=int(said["generation"]),
            published_hash=str(said["published_hash"]),
            warnings=tuple(str(one) for one in said["warnings"]),
            late=tuple(str(one) for one in said["late"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
