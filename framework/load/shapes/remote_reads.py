"""What `read:` may say of rows that lie elsewhere: on a web server, in a database, with a partner."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from marshmallow import ValidationError, post_load, validates_schema

from framework.load.mistakes import shown
from framework.load.shapes.fields import Id, OneOf, Said, Text, Whole, YesNo, refuse
from framework.load.shapes.reads import FILE_SHAPES, PathField, ReadShape
from framework.load.syntax.documents import Table, Word, make_table, make_word
from framework.model.reads import Read, ReadKind
from framework.model.remote_reads import (
    SOURCE_SECRETS,
    AssessmentsRead,
    DuckdbRead,
    HttpRead,
    SecretFrom,
    SqlRead,
    UploadRead,
    is_for_sources,
)

_ADDRESS: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?P<port>:\d{1,5})?"
    r"(?:[/?][^\s\"'<>`\\{}|^#]*)?",
    re.IGNORECASE,
)
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?", re.IGNORECASE)
_SECRET: Final = re.compile(
    r"(env) ([A-Za-z_][A-Za-z0-9_]{0,99})|(file) ([a-z0-9][a-z0-9._-]{0,99})"
)
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,49}")
_SQL_TEXT: Final = re.compile(
    r"[;()'\"`\\\n]|--|/\*|^\s*(?:select|with|insert|exec)\s", re.IGNORECASE
)
_USUAL: Final = {"https": ":443", "http": ":80"}


_FILES: Final = {kind.value: shape for kind, shape in FILE_SHAPES.items()}


def host_of(url: str) -> str:
    """Give the host of an address as `fetch_from` lists it: with a port that is not the usual one."""
    found = _ADDRESS.fullmatch(url)
    if found is None:
        return ""
    port = found["port"] or ""
    usual = _USUAL[found["scheme"].lower()]
    return f"{found['host'].lower()}{'' if port == usual else port}"


class Host(Said[str]):
    """A host that files may be fetched from, with its port when that is not the usual one."""

    def read_word(self, word: Word) -> str:
        if not _HOST.fullmatch(word):
            message = (
                f"{shown(word)} is not a host; write its name alone, such as data.example.gov.uk or "
                "data.example.gov.uk:8443"
            )
            raise refuse("F606", message)
        return word.lower()


class Address(Said[str]):
    """The address of a file."""

    def some(self) -> Iterable[str]:
        """Give an address of nothing."""
        return ("https://data.example.gov.uk/rows.csv",)

    def read_word(self, word: Word) -> str:
        if not _ADDRESS.fullmatch(word) or not word.isascii():
            raise refuse("F600", "this is not an address of a file; write it as https://host/path")
        return str(word)


class Secret(Said[SecretFrom]):
    """The name of a secret, never the secret."""

    def some(self) -> Iterable[str]:
        """Give a name of the right form."""
        return (f"env {SOURCE_SECRETS}NAME",)

    def read_word(self, word: Word) -> SecretFrom:
        found = _SECRET.fullmatch(word)
        if found is None:
            message = (
                "a secret is named here and never written: say 'env FINGERPOST_SOURCE_NAME' for a "
                "variable of the environment, or 'file NAME' for a file in the operator's secrets folder"
            )
            raise refuse("F602", message)
        if found[1] and not is_for_sources(found[2]):
            message = (
                f"{shown(found[2])} is not meant for sources: a declaration may name no other "
                f"variables than those that begin with {SOURCE_SECRETS}, such as {SOURCE_SECRETS}CASES"
            )
            raise refuse("F602", message)
        return SecretFrom("env", found[2]) if found[1] else SecretFrom("file", found[4])


class TableName(Said[str]):
    """The name of a table, view, schema or column. Never SQL."""

    def some(self) -> Iterable[str]:
        """Give a name."""
        return ("rows",)

    def read_word(self, word: Word) -> str:
        if _SQL_TEXT.search(word) or len(word) > 128:
            raise refuse("F603", "this is no name; write the name of a table or view, not SQL")
        return str(word)


class HeaderName(Said[str]):
    """The name of a header of a request."""

    def read_word(self, word: Word) -> str:
        if not _HEADER.fullmatch(word):
            raise refuse("F209", f"{shown(word)} is not a header; write it as X-Api-Key")
        return str(word)


class FetchedShape(ReadShape):
    """The keys of a file that lies elsewhere: its own, and those of the kind of file that it is."""

    as_ = OneOf(_FILES, data_key="as", required=True)

    def type_table(self, table: Table) -> Any:
        kind = table.get(Word("as"))
        if not isinstance(kind, Word) or kind not in _FILES:
            return super().type_table(table)
        shape = _FILES[kind]
        own, rest = _parted(table, {*self.known, "path"}, kind)
        errors: dict[Any, Any] = {}
        said: dict[str, Any] = {}
        for part, of in (("own", own), ("file", rest)):
            try:
                typed = super().type_table(of) if part == "own" else shape.type_table(of)
                said[part] = typed
            except ValidationError as error:
                errors |= error.messages if isinstance(error.messages, dict) else {}
        if errors:
            raise ValidationError(errors)
        return self.join(said["own"], said["file"])

    def join(self, own: Any, file: Read) -> Any:
        raise NotImplementedError

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Any:
        """Give the keys as they are: they are joined with those of the file."""
        return {key: value for key, value in said.items() if key not in ("kind", "as_")}


def _parted(table: Table, known: set[str], kind: Word) -> tuple[Table, Table]:
    """Part a table in our own keys and those of the file, which gets a kind and a path to be whole."""
    own, rest = make_table(table.document, table.start), make_table(table.document, table.start)
    for key, value in table.items():
        (own if key in known else rest)[key] = value
    rest[Word("kind")] = kind
    rest[Word("path")] = make_word("fetched", table.document, table.start, table.start)
    return own, rest


class HttpShape(FetchedShape):
    """A file of a web server."""

    makes: ClassVar[ReadKind] = ReadKind.HTTP

    url = Address(required=True)
    token_from = Secret(load_default=None)
    token_header = HeaderName(load_default="Authorization")
    unencrypted = YesNo(load_default=False)
    seconds = Whole(1, 60, load_default=60)
    megabytes = Whole(1, 2_048, load_default=100)

    @validates_schema(pass_original=True)
    def refuse_plain_http(self, said: Any, original: Any, **_kwargs: Any) -> None:
        if said["url"].lower().startswith("http:") and not said["unencrypted"]:
            message = (
                "what comes over http: can be read and changed on its way; write https:, or say "
                "unencrypted: yes"
            )
            raise refuse("F600", message, original[Word("url")], meant=Address().some())

    def join(self, own: Any, file: Read) -> HttpRead:
        return HttpRead(file=file, **own)


class UploadShape(FetchedShape):
    """A file that a partner hands in."""

    makes: ClassVar[ReadKind] = ReadKind.UPLOAD

    def join(self, own: Any, file: Read) -> UploadRead:
        return UploadRead(file=file, **own)


class AssessmentsShape(FetchedShape):
    """Rows of a form that the project keeps itself."""

    makes: ClassVar[ReadKind] = ReadKind.ASSESSMENTS

    form = Id(required=True)
    keep_months = Whole(1, 1_200, required=True)

    def join(self, own: Any, file: Read) -> AssessmentsRead:
        return AssessmentsRead(str(own["form"]), own["keep_months"], file)


class SqlShape(ReadShape):
    """A table or view of a database."""

    makes: ClassVar[ReadKind] = ReadKind.SQL

    url_from = Secret(required=True)
    table = TableName(required=True)
    schema = TableName(load_default=None)
    changed_by = Text(load_default=None)
    seconds = Whole(1, 3_600, load_default=60)
    megabytes = Whole(1, 8_192, load_default=1_000)

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Any:
        return SqlRead(**{key: value for key, value in said.items() if key != "kind"})


class DuckdbShape(ReadShape):
    """A table or view of a DuckDB file in the data folder."""

    makes: ClassVar[ReadKind] = ReadKind.DUCKDB

    path = PathField(required=True)
    table = TableName(required=True)
    schema = TableName(load_default="main")

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Any:
        return DuckdbRead(**{key: value for key, value in said.items() if key != "kind"})


REMOTE_SHAPES: Final[Mapping[ReadKind, ReadShape]] = {
    shape.makes: shape
    for shape in (HttpShape(), SqlShape(), DuckdbShape(), UploadShape(), AssessmentsShape())
}
