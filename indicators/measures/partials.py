"""Sums of the rows of single files, kept so that only new files and new conditions are counted.

A partial is the planes of one primitive in one cube over the rows of one piece (a file of a source).
Its key is all it follows from: which rows they are (the file and the declaration they were read by),
the primitive, the cube, the calendar, and the months in which those rows can lie. No name, title or
target of an indicator is in it. One Parquet file holds the partials that one run made of a piece.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkstemp
from typing import Any, Final

import numpy as np

from indicators.measures.exact import Ints
from indicators.measures.groupwork import RowCounts
from indicators.measures.sum_limits import SumLimits

FOLDER: Final = "partials"
SEMANTICS: Final = 1
"""Counts up whenever the same rows and the same primitive give other sums than before."""

Atoms = tuple[tuple[str, ...], ...]

_FILES_OF_A_PIECE: Final = 8
_ABOUT: Final = b"fingerpost"


@dataclass(frozen=True, slots=True)
class RowsOfFile:
    """Some rows of a source that follow one another, and a key that says which rows they are."""

    key: str
    rows: int


@dataclass(frozen=True, slots=True)
class Partial:
    """The sums of one primitive over a piece. `planes` are [1 + cells] in cubes of `months` months.

    The first of those months is `first`, counted from year 0. `atoms` are the codes that are lumped
    together in each of the places along the first axis of the cube.
    """

    counts: RowCounts
    first: int
    months: int
    planes: list[Ints]
    atoms: Atoms


@dataclass(frozen=True, slots=True)
class Partials:
    """Where partials are kept, of which pieces each source consists, and which sources are declared."""

    folder: Path
    pieces: Mapping[str, tuple[RowsOfFile, ...]] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    limits: SumLimits = field(default_factory=SumLimits)

    def pieces_of(self, source: str, rows: int) -> tuple[RowsOfFile, ...]:
        """Give the pieces of a source; none where they are not worth keeping sums of."""
        found = self.pieces.get(source, ())
        whole = sum(piece.rows for piece in found) == rows
        return found if whole and rows >= self.limits.least_rows else ()

    def of(self, source: str, piece: RowsOfFile) -> "Kept":
        return Kept(tuple(sorted(self.folder.glob(f"{_stem(source, piece)}-*.parquet"))))

    def keep(self, source: str, piece: RowsOfFile, made: Mapping[str, Partial]) -> None:
        """Write what was made of a piece. It is there whole or not at all, under its own hash.

        A folder that cannot be written to only makes the next run slower.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = mkstemp(prefix=".new-", dir=self.folder)
        except OSError:
            return
        os.close(handle)
        new = Path(name)
        try:
            _write(new, made)
            new.replace(self.folder / f"{_stem(source, piece)}-{_sha256(new)}.parquet")
        except OSError:
            _forget(new)

    def prune(self) -> None:
        """Forget what is of no use: what is half written, pieces and sources that are no more, and the
        oldest where it is too much.
        """
        stems = {_stem(name, piece) for name, pieces in self.pieces.items() for piece in pieces}
        others = self.declared - self.pieces.keys()  # not read in this run
        for path in list(self.folder.iterdir()) if self.folder.is_dir() else ():
            stem = path.name.rpartition("-")[0]
            if stem not in stems and path.name.partition("-")[0] not in others:
                _forget(path)
        for stem in stems:
            for path in _newest_first(self.folder.glob(f"{stem}-*"))[_FILES_OF_A_PIECE:]:
                _forget(path)
        room = self.limits.most_bytes
        for path in _newest_first(self.folder.iterdir() if self.folder.is_dir() else ()):
            room -= path.stat().st_size
            if room < 0:
                _forget(path)


@dataclass(slots=True)
class Kept:
    """What is kept of one piece. Each file is held against its hash before it is believed."""

    paths: tuple[Path, ...]
    _about: dict[Path, Mapping[str, Any]] | None = None

    def partials(self, keys: Sequence[str]) -> Mapping[str, Partial]:
        """Give those of some partials that are kept."""
        import pyarrow.parquet as pq

        found: dict[str, Partial] = {}
        for path, about in self._files().items():
            wanted = [key for key in keys if key in about["held"] and key not in found]
            if not wanted:
                continue
            path.touch()
            names = [n for key in wanted for n in _columns(key, about["held"][key]["planes"])]
            table = pq.read_table(path, columns=names) if names else None
            for key in wanted:
                said = about["held"][key]
                planes = [
                    table.column(name).to_numpy().astype(np.int64)
                    for name in _columns(key, said["planes"])
                    if table is not None
                ]
                counts = RowCounts(said["rows"], said["outside"])
                atoms = about["atoms"][said["atoms"]]
                found[key] = Partial(counts, about["first"], about["months"], planes, atoms)
        return found

    def _files(self) -> Mapping[Path, Mapping[str, Any]]:
        import pyarrow.parquet as pq

        if self._about is None:
            self._about = {}
            for path in self.paths:
                if _is_sound(path):
                    metadata = pq.read_schema(path).metadata or {}
                    about = json.loads(metadata[_ABOUT])
                    about["atoms"] = [tuple(map(tuple, atoms)) for atoms in about["atoms"]]
                    self._about[path] = about
                else:
                    path.unlink(missing_ok=True)
        return self._about


def _write(path: Path, made: Mapping[str, Partial]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    one = next(iter(made.values()))
    atoms = list(dict.fromkeys(each.atoms for each in made.values()))
    held = {
        key: {
            "rows": each.counts.rows,
            "outside": each.counts.outside,
            "planes": len(each.planes),
            "atoms": atoms.index(each.atoms),
        }
        for key, each in made.items()
    }
    columns = {
        name: plane
        for key, each in made.items()
        for name, plane in zip(_columns(key, len(each.planes)), each.planes, strict=True)
    }
    about = json.dumps({"first": one.first, "months": one.months, "atoms": atoms, "held": held})
    table = pa.table(columns).replace_schema_metadata({_ABOUT: about.encode()})
    pq.write_table(table, path, compression="zstd")


def _columns(key: str, planes: int) -> list[str]:
    return [f"{key} {place}" for place in range(planes)]


def _stem(source: str, piece: RowsOfFile) -> str:
    return f"{source}-{piece.key[:40]}"


def _is_sound(path: Path) -> bool:
    try:
        return path.stem.rpartition("-")[2] == _sha256(path)
    except OSError:
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _forget(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _newest_first(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: (-path.stat().st_mtime_ns, path.name))
