"""Rows that lie elsewhere: on a web server, in a database, with a partner, or behind another package."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final, Literal

from framework.model.reads import Read, ReadKind

SOURCE_SECRETS: Final = "FINGERPOST_SOURCE_"
"""How every variable begins that a declaration may name: no other leaves by way of a source."""


@dataclass(frozen=True, slots=True)
class SecretFrom:
    """Where a secret is: a variable of the environment, or a file in the operator's secrets folder."""

    place: Literal["env", "file"]
    name: str

    def __str__(self) -> str:
        """Say it as a declaration does."""
        return f"{self.place} {self.name}"


def is_for_sources(name: str) -> bool:
    """Say whether a variable of the environment is one that a declaration may name."""
    return name.startswith(SOURCE_SECRETS) and name != SOURCE_SECRETS


@dataclass(frozen=True, slots=True)
class HttpRead:
    """A file of a web server, read as a kind of file. The token goes to the origin of `url` alone."""

    kind: ClassVar[ReadKind] = ReadKind.HTTP

    url: str
    file: Read
    token_from: SecretFrom | None = None
    token_header: str = "Authorization"  # noqa: S105 (a name)
    unencrypted: bool = False
    seconds: int = 60
    megabytes: int = 100

    @property
    def origin(self) -> str:
        """Say where the rows come from, for people."""
        return self.url.partition("?")[0]


@dataclass(frozen=True, slots=True)
class SqlRead:
    """A table or view of a database. `changed_by` names a column that grows whenever a row changes."""

    kind: ClassVar[ReadKind] = ReadKind.SQL

    url_from: SecretFrom
    table: str
    schema: str | None = None
    changed_by: str | None = None
    seconds: int = 60
    megabytes: int = 1_000

    @property
    def origin(self) -> str:
        """Say where the rows come from, for people."""
        return f"table {'.'.join(filter(None, (self.schema, self.table)))}"


@dataclass(frozen=True, slots=True)
class DuckdbRead:
    """A table or view of a DuckDB file in the data directory. Its rows stay there."""

    kind: ClassVar[ReadKind] = ReadKind.DUCKDB

    path: str
    table: str
    schema: str = "main"

    @property
    def origin(self) -> str:
        """Say where the rows come from, for people."""
        return f"table {self.table} of {self.path}"


@dataclass(frozen=True, slots=True)
class UploadRead:
    """A file that a partner hands in, read as a kind of file."""

    kind: ClassVar[ReadKind] = ReadKind.UPLOAD

    file: Read

    @property
    def origin(self) -> str:
        """Say where the rows come from, for people."""
        return "an uploaded file"


@dataclass(frozen=True, slots=True)
class AssessmentsRead:
    """Rows of a form that the project keeps itself. `file` says how a file of them is read when it is added.

    A row is erased when it was left alone for `keep_months`.
    """

    kind: ClassVar[ReadKind] = ReadKind.ASSESSMENTS

    form: str
    keep_months: int
    file: Read

    @property
    def origin(self) -> str:
        """Say where the rows come from, for people."""
        return f"the assessments of form {self.form}"


@dataclass(frozen=True, slots=True)
class OtherRead:
    """Rows that a connector of another package fetches. `settings` are the keys it was given."""

    kind: ClassVar[ReadKind] = ReadKind.OTHER

    connector: str
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Say where the rows come from, for people."""
        return f"connector {self.connector}"


RemoteRead = HttpRead | SqlRead | DuckdbRead | UploadRead | AssessmentsRead | OtherRead
