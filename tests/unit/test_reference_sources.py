"""Every line of the reference of sources that has an example holds: written so, it becomes that."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from framework.errors import MeasureError, SourceError
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.model.results import SYMBOLS, Flag
from indicators.connect.reading import read_source
from indicators.connect.rows import SourceRows
from indicators.measures.computing import compute
from tests.workbooks_in_code import ods_book, ods_sheet

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "sources.md").read_text(encoding="utf-8")
BASE = read_config(ROOT / "tests" / "bad_config" / "base")
NOTES = re.search(r"^notes:\n(?:  .*\n)+", PAGE, re.MULTILINE)
TODAY = date(2026, 11, 12)

SOURCE = """\
source: shown
title: Shown values
owner: Insight Team
rows: {rows}
read: {{kind: csv, path: shown*.csv}}
columns:
  value: {{type: number}}
  numerator: {{type: number}}
  denominator: {{type: number}}
  lower: {{type: number}}
  upper: {{type: number}}
area_from: {area_from}
period_from:
  column: when
  shape: year
  year: calendar
  suffixes: {{prov: provisional, Rev: revised, Final: final, OT: outturn}}
missing: {missing}
{more}
"""
INDICATOR = """\
indicators:
  shown:
    title: Shown
    source: shown
    kind: context
    polarity: none
    unit: number
    grain: year
    {measure}
"""


def rows(*heads: str) -> list[tuple[str, ...]]:
    """The rows of the table that has these heads."""
    return list(_rows(heads))


def _rows(heads: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    inside = False
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
        if [cell.strip("`") for cell in cells] == list(heads):
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|---"):
            yield tuple(cells)


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def declared(measure: str, *, changes: str = "", **said: str) -> Framework:
    plain = {"rows": "published", "area_from": "{column: code}", "missing": '{"?": unavailable}'}
    files: dict[str, bytes] = {
        **BASE,
        "sources/shown.yaml": SOURCE.format(**(plain | {"more": ""} | said)).encode(),
        "indicators/shown.yaml": INDICATOR.format(measure=measure).encode(),
    }
    if changes:
        head = "kind,old,new,on,weight\n"
        files["areas/changes.csv"] = (head + "\n".join(quoted(changes)) + "\n").encode()
    found = load_framework(files).framework
    return replace(found, geography=found.geography.as_at(TODAY))


def shown(
    folder: Path, framework: Framework, lines: list[Mapping[str, str]]
) -> tuple[pl.DataFrame, SourceRows]:
    """Read and compute one row a line, each in a file of its own."""
    heads = ["code", "when", "value", "numerator", "denominator", "lower", "upper", "Value note"]
    plain = {"code": "E10", "when": "2020"}
    (folder / "data").mkdir()
    for place, line in enumerate(lines):
        text = ",".join(heads) + "\n" + ",".join((plain | line).get(head, "") for head in heads)
        (folder / "data" / f"shown{place}.csv").write_text(text + "\n", encoding="utf-8")
    source = framework.source("shown")
    read = read_source(source, framework, folder / "data", folder / "intake")
    found = compute(
        framework,
        {"shown": read.path},
        [framework.indicator("shown")],
        cutoff=TODAY,
        progress=lambda *_: None,
    )
    return found.frame, read


def words(number: Any, flags: int) -> str:
    known = [SYMBOLS[flag] for flag in Flag(flags & ~Flag.FILLED_ZERO & ~Flag.PUBLISHED_INTERVAL)]
    return " ".join(filter(None, ["" if number is None else f"{number:g}", *known]))


def as_kept(said: str) -> str:
    """'4.5 low reliability [u]' as values are worded here: '4.5 [u]'."""
    return " ".join(re.findall(r"^[0-9.]+|\[\w+\]", said))


@pytest.mark.parametrize(("missing", "written", "kept"), rows("missing", "written", "kept as"))
def test_markers(tmp_path: Path, missing: str, written: str, kept: str) -> None:
    framework = declared("published: value", missing=missing.strip("`"))
    lines = [{"when": str(2000 + place), "value": one} for place, one in enumerate(quoted(written))]
    frame, _ = shown(tmp_path, framework, lines)
    found = {words(*row) for row in frame.select("value", "flags").rows()}
    assert found == {as_kept(kept)}
    assert frame.height == len(lines)
    why = re.sub(r" ?\[\w+\]", "", kept)
    read = pl.read_parquet(next((tmp_path / "intake").glob("*.parquet")))
    assert set(read["_status_value"].to_list()) == {None if why.isdigit() else why}


@pytest.mark.parametrize(("note", "number", "kept"), rows("note", "number", "kept as"))
def test_notes(tmp_path: Path, note: str, number: str, kept: str) -> None:
    assert NOTES is not None
    framework = declared("published: value", more=NOTES[0])
    line = {"value": number.strip("`"), "Value note": note.strip("`")}
    frame, read = shown(tmp_path, framework, [line, {"code": "E07A", "value": "1"}])
    frame = frame.filter(pl.col("area") == "E10")
    if kept.startswith("told: "):
        assert [one.what for one in read.problems] == [kept.removeprefix("told: ")]
        assert frame["value"].drop_nulls().is_empty()
    else:
        assert words(*frame.select("value", "flags").row(0)) == as_kept(kept)


@pytest.mark.parametrize(("written", "stands"), rows("written", "stands"))
@pytest.mark.parametrize("turned", [False, True])
def test_revisions(tmp_path: Path, written: str, stands: str, turned: bool) -> None:
    lines = [
        dict(zip(("when", "value"), one.rsplit(" ", 1), strict=True)) for one in quoted(written)
    ]
    framework = declared("published: value")
    lines = lines[::-1] if turned else lines
    if stands == "refused":
        with pytest.raises(MeasureError):
            shown(tmp_path, framework, lines)
        return
    frame, _ = shown(tmp_path, framework, lines)
    assert [words(*row) for row in frame.select("value", "flags").rows()] == [stands]


def told_and_shown(cell: str) -> tuple[list[str], list[str]]:
    """'E07A 1, E07B 2, told: why' in its parts."""
    values, _, why = cell.partition("told: ")
    return [why] if why else [], [one for one in values.strip(", ").split(", ") if one]


@pytest.mark.parametrize(
    ("changes", "area_from", "written", "becomes"),
    rows("areas/changes.csv", "area_from", "tallies written", "count in"),
)
def test_tallies_of_old_areas(
    tmp_path: Path, changes: str, area_from: str, written: str, becomes: str
) -> None:
    framework = declared(
        "count: {where: all}",
        changes=changes,
        rows="tallies",
        area_from=area_from.strip("`"),
        more="how_many: value",
    )
    lines = [
        dict(zip(("code", "value"), one.rsplit(" ", 1), strict=True)) for one in quoted(written)
    ]
    frame, read = shown(tmp_path, framework, lines)
    # Where nothing but unused rows is known of an area, a nought is kept that no page shows.
    districts = frame.filter(pl.col("area").str.starts_with("E07"), pl.col("numerator") != 0)
    told, counts = told_and_shown(becomes)
    assert [one.what for one in read.problems] == told
    assert [
        f"{area} {number:g}" for area, number in districts.select("area", "numerator").rows()
    ] == counts


@pytest.mark.parametrize(
    ("changes", "area_from", "written", "becomes"),
    rows("areas/changes.csv", "area_from", "published values written", "shown"),
)
def test_published_values_of_old_areas(
    tmp_path: Path, changes: str, area_from: str, written: str, becomes: str
) -> None:
    lines: list[Mapping[str, str]] = []
    counts = "/" in quoted(written)[0].rsplit(" ", 1)[1]
    for one in quoted(written):
        code, number = one.rsplit(" ", 1)
        parts = number.split("/")
        heads = ("numerator", "denominator") if counts else ("value",)
        lines.append({"code": code, **dict(zip(heads, parts, strict=True))})
    measure = "{numerator: numerator, denominator: denominator, per: 1}" if counts else "value"
    framework = declared(f"published: {measure}", changes=changes, area_from=area_from.strip("`"))
    frame, read = shown(tmp_path, framework, lines)
    told, values = told_and_shown(becomes)
    assert [one.what for one in read.problems] == told
    found = []
    for row in frame.sort("area").to_dicts():
        number = words(row["numerator"] if counts else row["value"], row["flags"])
        under = f"/{row['denominator']:g}" if row["denominator"] is not None else ""
        found.append(f"{row['area']} {number}{under}")
    assert found == values


@pytest.mark.parametrize(("read", "written", "found"), rows("read", "written", "rows of a and b"))
def test_tables_that_people_laid_out(tmp_path: Path, read: str, written: str, found: str) -> None:
    text = (
        f"source: shown\ntitle: Shown\nowner: Insight Team\nrows: events\n"
        f"read: {{kind: csv, path: shown.csv, {read.strip('`')}}}\n"
        "columns: {a: {}, b: {}}\narea_from: {fixed: E10}\n"
    )
    framework = load_framework({**BASE, "sources/shown.yaml": text.encode()}).framework
    (tmp_path / "shown.csv").write_text(re.sub(r" ?/ ", "\n", written.strip("`")))
    try:
        kept = read_source(framework.source("shown"), framework, tmp_path, tmp_path / "intake")
    except SourceError as error:
        told = ", ".join(why.removeprefix("shown.csv: ") for why in error.reasons)
        assert f"told: {told}" == found
        return
    frame = pl.read_parquet(kept.path).select("a", "b")
    assert [" ".join(cell or "" for cell in row).strip() for row in frame.rows()] == [
        one.strip() for one in found.split(",")
    ]


def test_the_page_has_every_table() -> None:
    assert len(rows("read", "written", "rows of a and b")) > 14
    assert len(rows("missing", "written", "kept as")) > 8
    assert len(rows("note", "number", "kept as")) > 7
    assert len(rows("written", "stands")) > 5
    assert len(rows("areas/changes.csv", "area_from", "tallies written", "count in")) > 8
    assert len(rows("areas/changes.csv", "area_from", "published values written", "shown")) > 5


def test_the_source_of_the_guide_to_awkward_workbooks_is_read(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "how-to" / "read-an-awkward-workbook.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", guide, flags=re.DOTALL)
    names = b"code,area\nNorthing,E07A\nSouthing,E07B\n"
    extra = {"sources/appeals.yaml": text.encode(), "areas/codes/names.csv": names}
    framework = load_framework({**BASE, **extra}).framework
    rows = [
        ["Appeals"],
        ["Local Authority", 2021, None, 2022, None],
        [None, *["Appeals registered4", "SEND Tribunal Appeal Rate"] * 2],
        ["Northing", 4, 0.5, "..", 0.6],
        ["Southing", 7, 0.8, 9, 1.0],
        ["Sources: a register"],
    ]
    (tmp_path / "appeals_2022.ods").write_bytes(ods_book(ods_sheet("SEND_2", rows)))
    read = read_source(framework.source("appeals"), framework, tmp_path, tmp_path / "intake")
    kept = pl.read_parquet(read.path).select("_area", "_period", "appeals", "rate").rows()
    assert kept == [
        ("E07A", "2021", 4.0, 0.5),
        ("E07A", "2022", None, 0.6),
        ("E07B", "2021", 7.0, 0.8),
        ("E07B", "2022", 9.0, 1.0),
    ]
