"""Rows that wait on the disk while others are gathered, in a file without a name: it ends with the process."""

from collections.abc import Iterator
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO

import polars as pl


class PutAside:
    """Frames of one schema. Nothing is written before the first is put."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._sizes: list[int] = []

    def put(self, frame: pl.DataFrame) -> None:
        """Write a frame.

        Raises:
            OSError: the disk is full.
        """
        packed = BytesIO()
        frame.write_ipc(packed, compression="lz4")
        if self._file is None:
            # No name: whatever ends the process, nothing of these rows stays behind.
            self._file = TemporaryFile()  # noqa: SIM115 (it is closed once it was read)
        self._file.write(packed.getbuffer())
        self._sizes.append(packed.getbuffer().nbytes)

    def taken(self) -> Iterator[pl.DataFrame]:
        """Give every frame in the order they were put, once, and let go of the file."""
        if self._file is None:
            return
        with self._file as file:
            file.seek(0)
            for size in self._sizes:
                yield pl.read_ipc(BytesIO(file.read(size)))
        self._file, self._sizes = None, []
