"""Files of one source that arrive at the same time never mix, and each is kept under its own hash."""

import hashlib
import io
import os
from pathlib import Path

import pytest

from indicators.connect.refusals import RefusedError
from indicators.connect.uploads import Handed, keep_waiting, waiting_upload

FIRST, SECOND = b"area,x\nE05000001,1\n", b"area,x\nE05000002,22\n"


class Slow(io.BytesIO):
    """A file of which half has arrived when another upload comes and goes."""

    def __init__(self, body: bytes, folder: Path) -> None:
        super().__init__(body)
        self.folder = folder
        self.between: Handed | None = None

    def read(self, _size: int | None = -1) -> bytes:
        """Give ten bytes at a time."""
        if self.tell() == 10:
            self.between = keep_waiting(io.BytesIO(SECOND), self.folder, "episodes", "csv")
        return super().read(10)


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def waiting(folder: Path) -> list[Path]:
    return sorted((folder / "uploads" / "episodes" / "waiting").iterdir())


def test_two_uploads_at_once_are_two_files(tmp_path: Path) -> None:
    slow = Slow(FIRST, tmp_path)
    last = keep_waiting(slow, tmp_path, "episodes", "csv")
    assert slow.between is not None
    assert (slow.between.sha256, last.sha256) == (sha256(SECOND), sha256(FIRST))
    assert last.path.read_bytes() == FIRST
    # the one that came last waits; what it replaced is gone, and nothing half arrived is left
    assert waiting(tmp_path) == [last.path]


def test_a_file_on_its_way_is_left_alone_until_it_must_have_broken_off(tmp_path: Path) -> None:
    keep_waiting(io.BytesIO(FIRST), tmp_path, "episodes", "csv")
    broken = waiting(tmp_path)[0].parent / ".broken"
    broken.touch()
    keep_waiting(io.BytesIO(FIRST), tmp_path, "episodes", "csv")
    assert broken.exists()
    os.utime(broken, (0, 0))
    keep_waiting(io.BytesIO(SECOND), tmp_path, "episodes", "csv")
    assert not broken.exists()


def test_a_file_that_is_not_what_its_name_says_is_never_used(tmp_path: Path) -> None:
    handed = keep_waiting(io.BytesIO(FIRST), tmp_path, "episodes", "csv")
    assert waiting_upload(tmp_path, "episodes", handed.sha256) == handed
    handed.path.write_bytes(SECOND)
    with pytest.raises(RefusedError, match="send it again"):
        waiting_upload(tmp_path, "episodes", handed.sha256)


@pytest.mark.parametrize("body", [b"", b"x" * 5])
def test_what_is_refused_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    monkeypatch.setattr("indicators.connect.uploads.MOST_UPLOAD_BYTES", 4)
    with pytest.raises(RefusedError):
        keep_waiting(io.BytesIO(body), tmp_path, "episodes", "csv")
    assert waiting(tmp_path) == []
