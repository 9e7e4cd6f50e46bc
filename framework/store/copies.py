"""Copies of the files that generations were made of, each kept once under the hash of its bytes.

They hold rows about people: only the account that runs the refresh may read them, and pruning
forgets those of which no kept generation was made.
"""

import gzip
import hashlib
import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from framework.errors import StoreError
from framework.store.seen import SeenFile

_BLOCK: Final = 1 << 20
_LEVEL: Final = 4


def keep_copies(
    kept: Path, source: str, files: Mapping[str, SeenFile], places: Mapping[str, Path]
) -> tuple[str, ...]:
    """Keep a copy of each file of a source that is not kept yet. Give a sentence for each that cannot be.

    `places` says where each lies now. A file that changed since it was read is not the one to keep,
    so it is told too.
    """
    problems = []
    for name, seen in files.items():
        if copy_of(kept, seen.sha256).exists():
            continue
        try:
            whole = name in places and _copy(places[name], kept, seen.sha256)
            why = "" if whole else "it changed while it was read"
        except OSError as error:
            why = error.strerror or type(error).__name__
        if why:
            problems.append(f"source '{source}': no copy of {name} is kept ({why})")
    return tuple(problems)


def put_back(kept: Path, files: Mapping[str, SeenFile], places: Mapping[str, Path]) -> None:
    """Write the copies of files where `places` says.

    Raises:
        StoreError: a copy is not kept, or is not what it was.
    """
    for path, seen in files.items():
        target = places[path]
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with gzip.open(copy_of(kept, seen.sha256)) as packed, target.open("wb") as out:
                shutil.copyfileobj(packed, out, _BLOCK)
        except FileNotFoundError:
            raise StoreError(
                f"no copy of {path} (sha256 {seen.sha256[:16]}) is kept. With keep: {{files: yes}} in "
                "framework.yaml, each refresh keeps copies of the files it reads from then on"
            ) from None
        except (OSError, EOFError) as error:
            raise StoreError(f"the copy of {path} cannot be read: {error}") from error
        with target.open("rb") as written:
            if hashlib.file_digest(written, "sha256").hexdigest() != seen.sha256:
                raise StoreError(f"the copy of {path} is damaged: it is not what was read")


def forget_copies(kept: Path, needed: Collection[str], *, dry_run: bool) -> int:
    """Delete every copy that no kept generation was made of. Give how many there were."""
    gone = [path for path in _copies(kept) if path.name.removesuffix(".gz") not in needed]
    for path in [] if dry_run else gone:
        path.unlink(missing_ok=True)
    return len(gone)


def copy_of(kept: Path, sha256: str) -> Path:
    """Say where the copy of one file lies, if it is kept."""
    return kept / sha256[:2] / f"{sha256}.gz"


def _copies(kept: Path) -> Iterator[Path]:
    return kept.glob("??/*.gz")


def _copy(path: Path, kept: Path, sha256: str) -> bool:
    """Copy a file under its hash; False when it is another file by now."""
    place = copy_of(kept, sha256)
    kept.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.parent.mkdir(exist_ok=True, mode=0o700)
    found = hashlib.sha256()
    # A temporary file is readable by its owner only, and so is the copy that it becomes.
    with NamedTemporaryFile(dir=place.parent, prefix=".new-", delete=False) as new:
        try:
            with path.open("rb") as stream, gzip.GzipFile("", "wb", _LEVEL, new, 0) as packed:
                while block := stream.read(_BLOCK):
                    found.update(block)
                    packed.write(block)
            if found.hexdigest() != sha256:
                return False
            Path(new.name).replace(place)
        finally:
            Path(new.name).unlink(missing_ok=True)
    return True
