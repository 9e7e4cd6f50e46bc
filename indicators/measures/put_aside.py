"""Numbers that wait on the disk while others are gathered, in a file without a name: it ends with the process."""

from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Columns = Sequence[NDArray[Any]]


class PutAside:
    """Columns of numbers, part after part. Nothing is written before the first is put."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._shapes: list[list[tuple[np.dtype[Any], int]]] = []

    def put(self, columns: Columns) -> None:
        """Write a part.

        Raises:
            OSError: the disk is full.
        """
        if self._file is None:
            # No name: whatever ends the process, nothing of these rows stays behind.
            self._file = TemporaryFile()  # noqa: SIM115 (it is closed once it was read)
        for column in columns:
            self._file.write(np.ascontiguousarray(column).data)
        self._shapes.append([(column.dtype, len(column)) for column in columns])

    def taken(self) -> Iterator[Columns]:
        """Give every part in the order they were put, once, and let go of the file."""
        if self._file is None:
            return
        with self._file as file:
            file.seek(0)
            for shapes in self._shapes:
                yield [
                    np.frombuffer(file.read(kind.itemsize * size), kind) for kind, size in shapes
                ]
        self._file, self._shapes = None, []
