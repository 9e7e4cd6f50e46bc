"""Every kind of read and its connector: what a refresh asks of a source, wherever its rows are kept."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from framework.model.reads import ReadKind
from framework.model.sources import Source
from indicators.connect.children import Parsed
from indicators.connect.databases import hash_database, refuse_database
from indicators.connect.hashing import hash_files
from indicators.connect.parsing import parse_files
from indicators.connect.remote import hash_remote, parse_remote


@dataclass(frozen=True, slots=True)
class Connector:
    """How the rows of one kind are found and fetched.

    `hashes(source, data_dir, intake_dir)` gives a hash of each piece that the rows come from, by the
    name that messages and the FILE column use; equal hashes mean equal rows. `parse(source, data_dir,
    folder, names)` puts the wanted columns of each named piece into the folder as blocks of text, by
    the same names. Both raise SourceError with every reason found.
    """

    hashes: Callable[[Source, Path, Path | None], Mapping[str, str]]
    parse: Callable[[Source, Path, Path, Collection[str]], Mapping[str, Parsed]]


FILES: Final = Connector(hash_files, parse_files)
IN_ENGINES: Final = Connector(hash_database, refuse_database)
"""Tables whose rows an engine counts where they lie: only their file is looked at."""
REMOTE: Final = Connector(hash_remote, parse_remote)
"""What `fetching.fetch_source` brought, or a person handed in."""

CONNECTORS: Final[Mapping[ReadKind, Connector]] = {
    ReadKind.CSV: FILES,
    ReadKind.EXCEL: FILES,
    ReadKind.ODS: FILES,
    ReadKind.PARQUET: FILES,
    ReadKind.JSON: FILES,
    ReadKind.JSON_LINES: FILES,
    ReadKind.HTTP: REMOTE,
    ReadKind.SQL: REMOTE,
    ReadKind.DUCKDB: IN_ENGINES,
    ReadKind.UPLOAD: REMOTE,
    ReadKind.ASSESSMENTS: REMOTE,
    ReadKind.OTHER: REMOTE,
}
