"""What is given away: tables that machines can check, no more than a viewer may see, and a handbook."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, Viewer
from dashboard.cli.commands import cli
from dashboard.export.data_files import write_data
from dashboard.queries.library import Library
from framework.model.periods import Grain, YearType
from tests.refresh_desk import NOON, Desk, tiny

KINDS = {"string": str, "number": float, "integer": int, "date": date.fromisoformat}


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = tiny(tmp_path_factory.mktemp("exports"))
    licensed = "source: official\nlicence: Open Government Licence v3.0\n"
    desk.exchange("sources/official.yaml", "source: official\n", licensed)
    desk.refresh()
    return desk


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exported(desk: Desk, form: str, folder: Path, viewer: Viewer = OPEN_DEMO_VIEWER) -> Path:
    with Library(desk.engine, NOON.date).open() as reading:
        write_data(reading, viewer, form, folder)
    return folder


def test_the_tidy_files_are_what_their_descriptions_say(desk: Desk, tmp_path: Path) -> None:
    folder = exported(desk, "tidy", tmp_path / "tidy")
    package = json.loads((folder / "datapackage.json").read_text())
    keys: dict[str, set[str]] = {}
    for resource in package["resources"]:
        rows = rows_of(folder / resource["path"])
        fields = resource["schema"]["fields"]
        assert rows
        assert list(rows[0]) == [field["name"] for field in fields]
        for field in fields:
            written = {row[field["name"]] for row in rows} - {""}
            if field["type"] == "boolean":
                assert written <= {"yes", "no"}
            else:
                assert all(KINDS[field["type"]](text) is not None for text in written)
        for key in resource["schema"].get("primaryKey", ()):
            keys[resource["name"]] = {row[key] for row in rows}
            assert len(keys[resource["name"]]) == len(rows)
        beside = json.loads((folder / f"{resource['path']}-metadata.json").read_text())
        assert beside["url"] == resource["path"]
        names = [column["name"] for column in beside["tableSchema"]["columns"]]
        assert names == [field["name"] for field in fields]
        assert beside["dc:license"] == "Open Government Licence v3.0"
    (licence,) = package["licenses"]
    assert licence == {"name": "Open-Government-Licence-v3.0", "title": beside["dc:license"]}
    results = rows_of(folder / "results.csv")
    assert {row["indicator"] for row in results} <= keys["indicators"]
    assert {row["area"] for row in results} <= keys["areas"]
    about = (folder / "about.txt").read_text()
    assert "Sources:" in about
    assert "Licence: Open Government Licence v3.0." in about


def test_a_period_of_a_result_is_all_that_was_counted(desk: Desk, tmp_path: Path) -> None:
    rows = rows_of(exported(desk, "tidy", tmp_path / "spans") / "results.csv")
    spans = {row["period_label"]: (row["period_start"], row["period_end"]) for row in rows}
    assert spans["April to September 2025"] == ("2025-04-01", "2025-10-01")
    assert spans["September 2025"] == ("2025-09-01", "2025-10-01")


def test_a_table_with_sums_since_a_start_is_in_the_order_of_time(
    desk: Desk, tmp_path: Path
) -> None:
    (path,) = exported(desk, "ees", tmp_path / "ees").glob("*_quarter_financial.csv")
    times = [(row["time_period"], row["time_identifier"]) for row in rows_of(path)]
    assert len(set(times)) > 1
    assert times == sorted(times)


def test_every_form_gives_the_figures_of_the_store_and_hides_what_is_hidden(
    desk: Desk, tmp_path: Path
) -> None:
    tidy = rows_of(exported(desk, "tidy", tmp_path / "t") / "results.csv")
    parquet = pl.read_parquet(exported(desk, "parquet", tmp_path / "p") / "results.parquet")
    assert [float(row["value"]) if row["value"] else None for row in tidy] == parquet[
        "value"
    ].to_list()
    hidden = [row for row in tidy if "[c]" in row["symbols"]]
    assert hidden
    assert {(row["value"], row["numerator"], row["lower_95"]) for row in hidden} == {("", "", "")}
    wide = exported(desk, "ees", tmp_path / "e")
    cells: set[str] = set()
    given: list[str] = []
    for meta in wide.glob("*.meta.csv"):
        columns = {row["col_name"]: row for row in rows_of(meta)}
        rows = rows_of(meta.with_name(meta.name.replace(".meta", "")))
        assert set(columns) <= set(rows[0])
        numbers = [name for name, row in columns.items() if row["col_type"] == "Indicator"]
        given += numbers
        cells |= {row[name] for row in rows for name in numbers}
        assert all(row["time_period"].isdigit() and row["geographic_level"] for row in rows)
    assert "c" in cells
    assert sorted(given) == sorted(row["id"] for row in rows_of(tmp_path / "t" / "indicators.csv"))
    assert "%" in {row["indicator_unit"] for row in columns.values()}
    assert all(cell in {"c", "x", "z", "low", "u"} or float(cell) is not None for cell in cells)


def test_a_viewer_gets_only_the_areas_that_are_theirs(desk: Desk, tmp_path: Path) -> None:
    every = rows_of(exported(desk, "tidy", tmp_path / "every") / "results.csv")
    mine = sorted({row["area"] for row in every})[0]
    viewer = Viewer("One district", frozenset({Role.BOARD_MEMBER}), frozenset({mine}))
    for form, name in (("tidy", "results.csv"), ("parquet", "results.parquet")):
        folder = exported(desk, form, tmp_path / form, viewer)
        path = folder / name
        seen = (
            {row["area"] for row in rows_of(path)}
            if form == "tidy"
            else set(pl.read_parquet(path)["area"])
        )
        assert seen == {mine}
    folder = exported(desk, "ees", tmp_path / "ees", viewer)
    rows = [
        row for path in folder.glob("*.csv") if ".meta" not in path.name for row in rows_of(path)
    ]
    assert rows
    assert all(mine in row.values() for row in rows)


def test_the_command_names_its_files_and_overwrites_none(desk: Desk, tmp_path: Path) -> None:
    store = ["--store", str(desk.engine.url), "--config", desk.folder]
    said = run("export", "data", "--format", "ees", "--out", tmp_path / "out", *store)
    assert said.exit_code == 0, said.output
    assert "about.txt first." in said.output
    again = run("export", "data", "--out", tmp_path / "out", *store)
    assert "is there already; name a new folder" in str(again.exception)


def test_the_handbook_holds_everything_that_is_declared(desk: Desk, tmp_path: Path) -> None:
    page, paper = tmp_path / "book.html", tmp_path / "book.pdf"
    for out in (page, paper):
        said = run("export", "handbook", "--config", desk.folder, "--out", out)
        assert said.exit_code == 0, (said.output, said.exception)
    text = page.read_text(encoding="utf-8")
    with Library(desk.engine, NOON.date).open() as reading:
        framework = reading.framework
    for one in (*framework.outcomes, *framework.indicators):
        assert f'id="{one.id}"' in text or f'id="outcome-{one.id}"' in text
        assert f'href="#{one.id}"' in text or f'href="#outcome-{one.id}"' in text
    assert all(f'id="source-{source.id}"' in text for source in framework.sources)
    assert "Open Government Licence v3.0" in text
    assert "<script" not in text
    assert "http" not in text.split("<style>")[1].split("</style>")[0]
    assert paper.read_bytes().startswith(b"%PDF-")
    assert "nothing was written" in str(
        run("export", "handbook", "--config", desk.folder, "--out", page).exception
    )
    wrong = run("export", "handbook", "--config", desk.folder, "--out", tmp_path / "book.doc")
    assert "let its name end in .html or .pdf" in str(wrong.exception)


def test_months_of_different_years_share_one_table(desk: Desk, tmp_path: Path) -> None:
    with Library(desk.engine, NOON.date).open() as reading:
        months = [one for one in reading.framework.indicators if one.grain is Grain.MONTH]
        first = replace(months[0], year_type=YearType.ACADEMIC)
        others = tuple(one for one in reading.framework.indicators if one.id != first.id)
        mixed = replace(reading.framework, indicators=(*others, first))
        write_data(replace(reading, framework=mixed), OPEN_DEMO_VIEWER, "ees", tmp_path / "e")
    table = rows_of(tmp_path / "e" / f"{mixed.id}_month.csv")
    assert {one.id for one in months} <= set(table[0])
