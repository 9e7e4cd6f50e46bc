"""The clean rows of each file of a source, kept so that only files that changed are read again.

One Parquet file a piece (a file that is hashed: a zip file is one), with a note beside it that is
written last and holds the hash of the rows: what is not whole, or was damaged, is read again. Only
pieces of the files as they are now are kept, and none of a source that is a single file.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from framework.model.frameworks import Framework
from framework.model.sources import Source
from indicators.connect.fingerprints import fingerprint_of
from indicators.connect.rows import RowProblem
from indicators.connect.sorting import RowEnds
from indicators.quality.unread import unread_path

FOLDER: Final = "pieces"
_PRIVATE: Final = 0o700
_OURS: Final = 0o600


@dataclass(frozen=True, slots=True)
class Piece:
    """The clean rows of one file at `path`, and what became of all.

    `unread` counts the rows that lie at `unread_path`: those of a known area in which a cell failed.
    `members` gives, by the name that its rows go by, how many were read: more than one in a zip file.
    """

    path: Path
    members: Mapping[str, int]
    ends: RowEnds
    unread: int = 0


def piece_path(
    intake_dir: Path, source: Source, framework: Framework, hashed: tuple[str, str]
) -> Path:
    """Name the Parquet file of a piece, given the file's name and hash."""
    key = piece_key(source, framework, hashed)
    return intake_dir / FOLDER / f"{source.id}-{key[:40]}.parquet"


def piece_key(source: Source, framework: Framework, hashed: tuple[str, str]) -> str:
    """Hash what the clean rows of a file depend on: its name, its bytes, the source's declaration."""
    return fingerprint_of(source, framework, dict([hashed]))


def kept_piece(path: Path) -> Piece | None:
    """Give a piece as it was kept, None where it is not there or not as it was written."""
    try:
        note = json.loads(_note_of(path).read_text(encoding="utf-8"))
        if _sha256(path) != note["sha256"]:
            return None
        unread = int(note["unread"])
        if unread and _sha256(unread_path(path)) != note["unread_sha256"]:
            return None
        return Piece(path, note["members"], _ends_of(note["ends"]), unread)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_piece(piece: Piece, path: Path) -> Piece:
    """Put a finished piece in its place, its note last.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    note = {
        "sha256": _sha256(piece.path),
        "members": dict(piece.members),
        "unread": piece.unread,
        "unread_sha256": _sha256(unread_path(piece.path)) if piece.unread else "",
        "ends": asdict(piece.ends)
        | {"failed": [[*key, n] for key, n in piece.ends.failed.items()]},
    }
    new = piece.path.with_suffix(".json")
    new.write_text(json.dumps(note), encoding="utf-8")
    unread = [unread_path(piece.path)] if piece.unread else []
    for file in (piece.path, *unread, new):
        file.chmod(_OURS)
    # A note of before speaks of other bytes, so it goes first.
    _note_of(path).unlink(missing_ok=True)
    piece.path.replace(path)
    for file in unread:
        file.replace(unread_path(path))
    new.replace(_note_of(path))
    return Piece(path, piece.members, piece.ends, piece.unread)


def pieces_there(intake_dir: Path, source_id: str) -> tuple[Path, ...]:
    """Give the files of the pieces that are kept of a source, with their notes."""
    found = (intake_dir / FOLDER).glob(f"{source_id}-*")
    return tuple(path for path in found if path.name.split("-")[0] == source_id)


def forget_pieces(older: Iterable[Path], *, but: Iterable[Path] = ()) -> None:
    """Remove pieces, of files that are there no more or are other files now; but those of some paths."""
    kept = {path.stem for path in but}
    for old in older:
        if old.name.split(".")[0] not in kept:
            old.unlink(missing_ok=True)


def _note_of(path: Path) -> Path:
    return path.with_suffix(".json")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _ends_of(plain: dict[str, Any]) -> RowEnds:
    problems = tuple(RowProblem(**one) for one in plain["problems"])
    failed = {(code, header, then): n for code, header, then, n in plain["failed"]}
    return RowEnds(**{**plain, "problems": problems, "failed": failed})
