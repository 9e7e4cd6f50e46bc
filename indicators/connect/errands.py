"""What a connector is asked and what it brings: files that the kinds of files then read.

This is also what a connector of another package sees. See docs/how-to/write-a-connector.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, Protocol

from framework.model.remote_reads import SecretFrom
from indicators.connect.outside import Outside
from indicators.connect.refusals import RefusedError


@dataclass(frozen=True, slots=True)
class Errand:
    """One source to fetch.

    `read` is what the declaration says of it. `wanted` holds, for each column, the headers it may
    stand under. `folder` is where files are put. `before` are the marks that were brought last
    time, empty when all must be fetched anew. `hosts` are those that framework.yaml lists.
    """

    read: Any
    wanted: tuple[tuple[str, ...], ...]
    folder: Path
    before: Mapping[str, str] = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()
    outside: Outside = field(default_factory=Outside)

    def secret(self, said: str) -> str:
        """Give a secret by its name in a declaration: 'env FINGERPOST_SOURCE_NAME' or 'file NAME'.

        Raises:
            RefusedError: it is not set, or the name is written otherwise.
        """
        place, _, name = said.partition(" ")
        if place == "env" and name:
            return self.outside.secret(SecretFrom("env", name))
        if place == "file" and name and PurePath(name).name == name:
            return self.outside.secret(SecretFrom("file", name))
        raise RefusedError("a secret is named 'env FINGERPOST_SOURCE_NAME' or 'file NAME'")


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """A file in the folder of the errand. `name` stands in messages, the same at every refresh.

    `kind` is 'csv' (UTF-8, commas, one header row) or 'parquet'; a declaration that says how its
    file is read goes before it.
    """

    name: str
    path: Path
    kind: str = "parquet"


@dataclass(frozen=True, slots=True)
class Brought:
    """The files of a source, and marks by which to tell next time whether anything changed."""

    files: Sequence[BroughtFile]
    marks: Mapping[str, str] = field(default_factory=dict)


class Fetcher(Protocol):
    """How files of one kind are fetched. A function of one errand does."""

    def __call__(self, errand: Errand) -> Brought | None:
        """Bring the files of a source, or None when nothing changed since `before`.

        Raises:
            RefusedError: with every reason, in plain words, without secrets and cell values.
        """
