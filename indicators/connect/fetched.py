"""Files that were fetched from elsewhere, as the intake keeps them: by their sha256, with a record.

The record is written last, so that files count only when all of them are whole. The files of the
fetch before stay beside them.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from indicators.connect.errands import Brought

_FOLDER: Final = "fetched"
_RECORD: Final = "record.json"
_OURS: Final = 0o600


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file in the intake. `name` stands in messages and in the FILE column."""

    name: str
    sha256: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched last. `asked` is a hash of what was asked for, `marks` tell of changes."""

    asked: str
    files: tuple[FetchedFile, ...]
    marks: Mapping[str, str] = field(default_factory=dict)


def folder_of(intake_dir: Path, source_id: str) -> Path:
    """Say where the fetched files of a source are kept."""
    return intake_dir / _FOLDER / source_id


def path_of(intake_dir: Path, source_id: str, file: FetchedFile) -> Path:
    """Say where a fetched file is kept."""
    return folder_of(intake_dir, source_id) / file.sha256


def last_fetched(intake_dir: Path, source_id: str) -> Fetched | None:
    """Give what was fetched last, None when nothing is there or it is not whole."""
    try:
        found = json.loads((folder_of(intake_dir, source_id) / _RECORD).read_text(encoding="utf-8"))
        files = tuple(FetchedFile(**one) for one in found["files"])
        fetched = Fetched(str(found["asked"]), files, dict(found["marks"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    whole = all(path_of(intake_dir, source_id, file).is_file() for file in files)
    return fetched if whole and files else None


def keep_fetched(intake_dir: Path, source_id: str, asked: str, brought: Brought) -> Fetched:
    """Keep what was brought in place of what was kept.

    Raises:
        OSError: the intake cannot be written to.
    """
    before = last_fetched(intake_dir, source_id)
    folder = folder_of(intake_dir, source_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = []
    for one in brought.files:
        file = FetchedFile(one.name, _sha256(one.path), one.kind)
        one.path.chmod(_OURS)
        one.path.replace(folder / file.sha256)
        files.append(file)
    fetched = Fetched(asked, tuple(files), dict(brought.marks))
    _write(folder, fetched)
    stays = {file.sha256 for each in (before, fetched) if each for file in each.files}
    for path in folder.iterdir():
        if path.name not in {*stays, _RECORD}:
            path.unlink(missing_ok=True)
    return fetched


def share_fetched(intake_dir: Path, beside: Path) -> None:
    """Let what was fetched be found in another folder too, which is gone afterwards."""

    def link(kept: str, shared: str) -> None:
        try:
            os.link(kept, shared)
        except OSError:  # where links are not possible
            shutil.copy2(kept, shared)

    if (intake_dir / _FOLDER).is_dir():
        shutil.copytree(intake_dir / _FOLDER, beside / _FOLDER, copy_function=link)


def _write(folder: Path, fetched: Fetched) -> None:
    new = folder / f".{os.getpid()}.json"
    new.write_text(json.dumps(asdict(fetched)), encoding="utf-8")
    new.chmod(_OURS)
    new.replace(folder / _RECORD)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
