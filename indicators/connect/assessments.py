"""Assessments that the project keeps itself: what is taken of a file of them, and how they are read again.

A cell is kept under the first header that its column may have, so that rows of years with other
headers stand in one column. What no column of the source names is not kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from typing import Final

import polars as pl

from framework.errors import SourceError
from framework.model.frameworks import Framework
from framework.model.remote_reads import AssessmentsRead
from framework.model.sources import Source, SourceColumn
from indicators.connect.errands import Brought, BroughtFile, Errand
from indicators.connect.fetched import folder_of
from indicators.connect.headers import find_headers
from indicators.connect.intake import rows_there, working_folder
from indicators.connect.layout import layout_of
from indicators.connect.parsing import parse_named
from indicators.connect.pieces import pieces_there
from indicators.connect.raw import RAW_ROW, raw_name
from indicators.connect.reading import read_source
from indicators.connect.refusals import RefusedError
from indicators.connect.rows import SourceRows

_COPY: Final = "file"


def reference_of(source: Source) -> SourceColumn:
    """Give the column by which an assessment is known: the one that differs in every row."""
    return next(column for column in source.columns if column.unique)


def read_of(source: Source) -> AssessmentsRead:
    """Give how the assessments of a source are kept.

    Raises:
        TypeError: it reads something else.
    """
    if not isinstance(source.read, AssessmentsRead):
        raise TypeError(source.id)
    return source.read


def take_in(
    source: Source, framework: Framework, file: Path, intake: Path
) -> tuple[SourceRows, Mapping[str, Mapping[str, str]]]:
    """Read a file as a refresh would, and give each of its rows as it is written, by its reference.

    Raises:
        SourceError: it cannot be used, or a row has no reference or that of another.
        OSError: it cannot be opened.
    """
    with working_folder(intake, source.id) as folder:
        data = folder / "data"
        data.mkdir()
        # A name of ours: what stands in the file's own could be a pattern.
        path = Path(copyfile(file, data / _COPY))
        read = replace(read_of(source).file, path=_COPY)
        near = replace(source, read=read)
        rows = read_source(near, framework, data, folder / "intake")
        (parsed,) = parse_named(near, {_COPY: (path, read)}, folder).values()
        texts = pl.col(pl.Categorical).cast(pl.String)
        frame = pl.concat([pl.read_ipc(block).with_columns(texts) for block in parsed.blocks])
    return rows, _by_reference(source, frame)


def _by_reference(source: Source, frame: pl.DataFrame) -> dict[str, Mapping[str, str]]:
    wanted = [headers[0] for headers in layout_of(source).wanted]
    place = source.columns.index(reference_of(source))
    found: dict[str, Mapping[str, str]] = {}
    rows: dict[str, int] = {}
    for row in frame.iter_rows(named=True):
        texts = [row[raw_name(one)] for one in range(len(wanted))]
        # An empty cell is kept as such: a column that nobody has filled yet is there all the same.
        cells = {name: text or "" for name, text in zip(wanted, texts, strict=True)}
        reference, number = " ".join((texts[place] or "").split()), int(row[RAW_ROW])
        if not reference:
            raise SourceError(source.id, (f"row {number:,} has no '{wanted[place]}'",))
        if reference in found:
            reason = f"rows {rows[reference]:,} and {number:,} have the same '{wanted[place]}'"
            raise SourceError(source.id, (reason,))
        found[reference], rows[reference] = cells, number
    return found


def fetch_assessments(errand: Errand) -> Brought:
    """Bring the rows of a form that are kept now.

    Raises:
        RefusedError: there are none, or none of them has a column that is wanted.
    """
    read: AssessmentsRead = errand.read
    rows = errand.outside.kept(read.form)
    if not rows:
        raise RefusedError(
            f"no assessment of form '{read.form}' is kept; add some with "
            f"fingerpost assessments add {read.form} FILE --who NAME"
        )
    name = f"assessments/{read.form}"
    try:
        find_headers(sorted({header for row in rows for header in row}), errand.wanted)
    except RefusedError as refused:
        raise RefusedError(*(f"{name}: {reason}" for reason in refused.reasons)) from None
    columns = {
        headers[0]: [next((row[one] for one in headers if row.get(one)), None) for row in rows]
        for headers in errand.wanted
    }
    path = errand.folder / "rows.parquet"
    pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).write_parquet(path)
    return Brought((BroughtFile(name, path),))


def copies_there(source_id: str, intake: Path) -> tuple[Path, ...]:
    """Give every file of the intake that holds rows of a source.

    Raises:
        OSError: a folder of it cannot be looked into.
    """
    folder = folder_of(intake, source_id)
    fetched = tuple(folder.iterdir()) if folder.exists() else ()
    return (*fetched, *pieces_there(intake, source_id), *rows_there(intake, source_id))
