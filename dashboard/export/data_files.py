"""A folder of published results: tidy CSV, Parquet, or tables as Explore Education Statistics lays them out."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dashboard.access.viewers import Viewer
from dashboard.export.about import about_text, csvw, data_package
from dashboard.export.columns import AREAS, INDICATORS, RESULTS, Column
from dashboard.export.csv_text import csv_rows, csv_text
from dashboard.export.ees import write_ees
from dashboard.export.tables import Rows, area_rows, indicator_rows, result_rows
from dashboard.queries.library import Reading
from framework.errors import UserError
from framework.model.visible import visible, visible_texts

if TYPE_CHECKING:
    import pyarrow as pa


def write_data(reading: Reading, viewer: Viewer, form: str, folder: Path) -> list[Path]:
    """Write what a viewer may see of a generation into a new or empty folder, and give the files.

    Raises:
        UserError: the folder holds files already, or cannot be written to.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserError(
                f"{folder} is there already; name a new folder, so that nothing is overwritten"
            )
        folder.mkdir(parents=True, exist_ok=True)
        written = list(FORMS[form](reading, viewer, folder))
        about = folder / "about.txt"
        about.write_text(visible(about_text(reading)), encoding="utf-8")
    except OSError as error:
        raise UserError(f"{folder} cannot be written to ({error.strerror})") from None
    return [*written, about]


def _write_tidy(reading: Reading, viewer: Viewer, folder: Path) -> Iterator[Path]:
    tables: dict[str, tuple[Column, ...]] = {
        "results.csv": RESULTS,
        "indicators.csv": INDICATORS,
        "areas.csv": AREAS,
    }
    results = folder / "results.csv"
    with results.open("w", encoding="utf-8", newline="") as file:
        file.write(csv_rows([[column.name for column in RESULTS]]))
        for rows in result_rows(reading, viewer):
            file.write(csv_rows(rows))
    yield results
    yield _csv(folder / "indicators.csv", INDICATORS, indicator_rows(reading))
    yield _csv(folder / "areas.csv", AREAS, area_rows(reading, viewer))
    yield _json(folder / "datapackage.json", data_package(reading, tables, "csv"))
    for name, columns in tables.items():
        yield _json(folder / f"{name}-metadata.json", csvw(reading, name, columns))


def _write_parquet(reading: Reading, viewer: Viewer, folder: Path) -> Iterator[Path]:
    import pyarrow.parquet as pq

    path = folder / "results.parquet"
    schema = _schema(RESULTS)
    with pq.ParquetWriter(path, schema) as writer:
        for rows in result_rows(reading, viewer):
            writer.write_table(_arrow(rows, RESULTS, schema))
    yield path
    for name, columns, rows in (
        ("indicators.parquet", INDICATORS, indicator_rows(reading)),
        ("areas.parquet", AREAS, area_rows(reading, viewer)),
    ):
        pq.write_table(_arrow(rows, columns, _schema(columns)), folder / name)
        yield folder / name
    tables = {"results.parquet": RESULTS, "indicators.parquet": INDICATORS, "areas.parquet": AREAS}
    yield _json(folder / "datapackage.json", data_package(reading, tables, "parquet"))


def _schema(columns: Sequence[Column]) -> "pa.Schema":
    import pyarrow as pa

    kinds: Mapping[str, pa.DataType] = {
        "string": pa.string(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    return pa.schema(
        [
            pa.field(column.name, kinds[column.type], metadata={"description": column.words})
            for column in columns
        ]
    )


def _arrow(rows: Rows, columns: Sequence[Column], schema: "pa.Schema") -> "pa.Table":
    import pyarrow as pa

    by_column = zip(*rows, strict=True) if rows else ((),) * len(columns)
    arrays = [
        pa.array([_value(cell) for cell in cells], type=field.type)
        for cells, field in zip(by_column, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _value(cell: object) -> object:
    """Give a word of an enumeration as the text that it is, and a text as it can be seen."""
    return visible(str(cell)) if isinstance(cell, str) else cell


def _csv(path: Path, columns: Sequence[Column], rows: Rows) -> Path:
    text = csv_text([column.name for column in columns], rows)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def _json(path: Path, document: object) -> Path:
    text = json.dumps(visible_texts(document), indent=2, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


FORMS: Final[Mapping[str, Callable[[Reading, Viewer, Path], Iterator[Path]]]] = {
    "tidy": _write_tidy,
    "ees": write_ees,
    "parquet": _write_parquet,
}
