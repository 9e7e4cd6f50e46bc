"""`fingerpost inspect`: what any file holds, never whom it is about, and never a traceback."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Final

import psutil
import pytest
import xlsxwriter

from framework.errors import ConfigurationError
from framework.load.files import read_config
from framework.load.framework import load_framework
from indicators.connect.drafting import draft_source
from indicators.connect.inspecting import inspect_file
from indicators.connect.refusals import RefusedError
from tests.commands import Ended, run_command
from tests.workbooks_in_code import ods_book, ods_sheet, zip_of

SHARED: Final = Path(__file__).parents[3] / "shared"
BASE: Final = Path(__file__).parents[1] / "bad_config" / "base"
MOST_GROWTH: Final = 100 << 20

PUBLISHED = (
    "Area Code,Year,Pupil Name,Value\n"
    "E06000001,2019/20,Ann Onymous,1.5\n"
    "E06000002,2020/21,Bea Nobody,c\n"
    "E06000003,2021/22,Cy Pher,-2.25\n"
)


def inspect(*words: str | Path, code: int = 0) -> Ended:
    done = run_command("inspect", *words, cwd=Path.cwd())
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == code, done.stdout + done.stderr
    return done


def put(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def mistakes_of(draft: str) -> list[str]:
    """What `check` says of a draft beside a framework that is well, save of indicators."""
    name = next(line for line in draft.splitlines() if line.startswith("source: "))[8:]
    files = {**read_config(BASE), f"sources/{name}.yaml": draft.encode()}
    try:
        return [str(each) for each in load_framework(files).warnings if each.code != "F555"]
    except ConfigurationError as error:
        return [str(each) for each in error.issues]


def test_percent_signs_are_counted_and_declared(tmp_path: Path) -> None:
    rows = "".join(f"E06000001,2019/20,{share}\n" for share in ("7.6%", "78.25 %", "9"))
    file = put(tmp_path / "shares.csv", f"Area Code,Year,Share\n{rows}")
    said = inspect(file).stdout
    assert "Share: number; 3 filled; all differ; 7.6 to 78.25; 2 with a percent sign" in said
    assert 'share: {from: "Share", type: number, decimals: 2, percent_sign: yes}' in said
    assert mistakes_of(draft_source(inspect_file(file))) == []


def test_a_sheet_of_measures_with_targets_is_pointed_to_its_importer(tmp_path: Path) -> None:
    path = put(
        tmp_path / "kpis of us;.csv",
        "KPI,Target,This quarter\nCalls answered,80,78\nOpen cases,40,55\n",
    )
    told = inspect(path).stdout
    # a name that a shell would take apart stands in quotes
    assert f"fingerpost import spreadsheet '{path}' --into config" in told
    plain = put(tmp_path / "rates.csv", PUBLISHED)
    assert "fingerpost import" not in inspect(plain).stdout


def test_columns_markers_areas_and_periods_are_told(tmp_path):
    seen = json.loads(inspect(put(tmp_path / "rates.csv", PUBLISHED), "--json").stdout)
    value = seen["columns"][3]
    assert (value["type"], value["lowest"], value["highest"]) == ("number", "-2.25", "1.5")
    assert value["markers"] == {"c": 1}
    assert [each["header"] for each in seen["areas"]] == ["Area Code"]
    assert (seen["period"]["header"], seen["period"]["shape"]) == ("Year", "year")
    assert mistakes_of(seen["declaration"]) == []
    assert 'missing: {"c": suppressed}' in seen["declaration"]


def test_nobody_is_named(tmp_path):
    people = "nhs_number,date_of_birth,remarks\n" + "".join(
        f"94347651{number},2015-03-{number},Ann of number {number}\n" for number in range(10, 31)
    )
    for content in (PUBLISHED, people):
        path = put(tmp_path / "people.csv", content)
        told = inspect(path).stdout + inspect(path, "--json").stdout
        for secret in ("Onymous", "Nobody", "94347651", "2015-03", "Ann of"):
            assert secret not in told
        assert "private: yes" in told


def test_a_file_without_a_header_does_not_show_its_first_row(tmp_path):
    said = inspect(
        put(tmp_path / "rows.csv", "Ann,ann@example.org\nBea,bea@example.org\n"), code=11
    )
    assert "looks like data and not like a header" in said.stderr
    assert "ann" not in said.stderr.casefold()
    assert said.stdout == ""


def test_wrong_cells_are_told_by_row_and_not_by_what_they_say(tmp_path):
    good = "".join(f"{number}\n" for number in range(40))
    said = inspect(put(tmp_path / "rows.csv", "count\n" + good + "forty\n")).stdout
    assert "count: 1 cell: is not a number (row 42)" in said
    assert "forty" not in said


def test_text_in_another_encoding_delimiter_and_place_is_declared_as_it_is(tmp_path):
    text = "Report\n\ncode;né le;n\nE06000001;01/13/2025;1\nE06000002;02/14/2025;2\n"
    seen = json.loads(inspect(put(tmp_path / "r.csv", text.encode("cp1252")), "--json").stdout)
    assert (seen["encoding"], seen["delimiter"], seen["header_row"]) == ("cp1252", ";", 3)
    assert "day_first: no" in seen["declaration"]
    assert "header_row: 3" in seen["declaration"]
    assert mistakes_of(seen["declaration"]) == []


def test_sheets_of_a_workbook_are_listed_and_the_fullest_is_looked_at(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        book.add_worksheet("Cover").write_column(0, 0, ["About this", "It is made up"])
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["Title of the table"])
        for row, cells in enumerate((["ward", "n"], ["E05000001", 3], ["E05000002", 4]), start=2):
            sheet.write_row(row, 0, cells)
    seen = json.loads(inspect(tmp_path / "book.xlsx", "--json").stdout)
    sizes = [(each["name"], each["rows"], each["columns"]) for each in seen["sheets"]]
    assert sizes == [("Cover", 2, 1), ("Data", 5, 2)]
    assert (seen["sheet"], seen["header_row"], seen["rows"]) == ("Data", 3, 2)
    assert mistakes_of(seen["declaration"]) == []
    assert (
        "there is no sheet 'Dat'"
        in inspect(tmp_path / "book.xlsx", "--sheet", "Dat", code=11).stderr
    )


def workbook(folder: Path) -> bytes:
    with xlsxwriter.Workbook(folder / "made.xlsx") as book:
        book.add_worksheet("Data").write_row(0, 0, ["ward", "n"])
    return (folder / "made.xlsx").read_bytes()


def test_what_is_not_read_says_why_in_one_line(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as packed:
        packed.writestr("a.csv", "x")
    wanted = {
        tmp_path / "two.zip": "it has a header but no rows",
        tmp_path / "gone.csv": "there is no such file",
        put(tmp_path / "w.csv", workbook(tmp_path)): "an Excel workbook: say kind: excel",
        put(tmp_path / "x.doc", "PK"): "a file of this name is not read",
        put(tmp_path / "x.ods", "PK"): "it is not an .ods workbook",
        put(tmp_path / "bomb.csv.gz", gzip.compress(b"a\n" * (9 << 20))): "too big when unpacked",
    }
    for path, words in wanted.items():
        said = inspect(path, code=11).stderr
        assert words in said
        assert said.count("\n") == 1


@pytest.mark.parametrize("folder", ["attacks", "data"])
def test_no_shared_file_brings_it_down(folder):
    """A file is told of or refused in words, with its declaration in order.

    Of some hundred files alike one of every publisher and kind is taken.
    """
    if not (SHARED / folder).is_dir():
        pytest.skip(f"{SHARED / folder} is not there")
    files = [path for path in sorted((SHARED / folder).rglob("*")) if path.suffix != ".json"]
    before, told, wrong = psutil.Process().memory_info().rss, 0, {}
    small = [each for each in files if each.is_file() and each.stat().st_size < (1 << 20)]
    if len(small) > 300:
        kinds = {(path.relative_to(SHARED / folder).parts[0], path.suffix): path for path in small}
        small = list(kinds.values())
    for path in small:
        try:
            draft = draft_source(inspect_file(path))
        except RefusedError:
            continue
        told += 1
        if told % 5 == 1 and (mistakes := mistakes_of(draft)):
            wrong[path.name] = mistakes
    assert told
    assert wrong == {}
    assert psutil.Process().memory_info().rss - before < MOST_GROWTH


def test_a_workbook_of_two_header_rows_and_years_side_by_side_is_drafted_whole(tmp_path):
    rows = [
        ["Appeals by council"],
        ["Council", "2021", None, "2022", None, "2023", None],
        [None, *["Number", "Rate"] * 3],
        ["Northing", 4, 0.5, 5, 0.6, 6, 0.7],
        ["Southing", 7, 0.8, "..", "..", 9, 1.0],
        ["Sources: a register"],
    ]
    path = put(tmp_path / "appeals.ods", ods_book(ods_sheet("Cover", []), ods_sheet("T1", rows)))
    seen = json.loads(inspect(path, "--json").stdout)
    assert [column["header"] for column in seen["columns"]] == [
        "Council",
        "period",
        "Number",
        "Rate",
    ]
    assert seen["rows"] == 6
    draft = seen["declaration"]
    assert 'header: {row: 3, above: 1}, until: "Sources", melt: {names: "period"' in draft
    assert mistakes_of(draft) == []


def test_rows_that_leave_out_empty_cells_at_their_ends_are_told_and_declared(tmp_path):
    rows = "code,n,note\nE06000001,1\nE06000002,2\nE06000003,3,late\n"
    path = put(tmp_path / "short.csv.gz", gzip.compress(rows.encode()))
    seen = json.loads(inspect(path, "--json").stdout)
    assert seen["rows"] == 3
    assert "short_rows: fill" in seen["declaration"]
    assert mistakes_of(seen["declaration"]) == []
    assert "most rows have fewer cells than the header" in inspect(path).stdout
    one = put(tmp_path / "one.csv", "a,b\n1,2\n3\n4,5\n")
    assert "row 3 has 1; if only empty cells" in inspect(one, code=11).stderr


def test_a_zip_file_is_listed_and_its_first_table_looked_at(tmp_path):
    path = put(tmp_path / "all.zip", zip_of({"readme.pdf": "x", "in/rates.csv": PUBLISHED}))
    out = inspect(path).stdout
    assert "  file 'readme.pdf'" in out
    assert "  file 'in/rates.csv' (looked at)" in out
    assert 'read: {kind: csv, path: "all.zip", member: "in/rates.csv"}' in out
    assert mistakes_of(out[out.index("# Save as") :]) == []


def test_every_file_of_a_zip_file_has_a_declaration_in_one_run(tmp_path):
    inside = {"readme.txt": "About this", "a/rates.csv": PUBLISHED, "b/rates.csv": PUBLISHED}
    path = put(tmp_path / "all.zip", zip_of(inside))
    out = inspect(path).stdout
    drafts = [f"# Save as{part}" for part in out.split("# Save as")[1:]]
    drafts = [part.split("\n\n")[0].rstrip("\n") + "\n" for part in drafts]
    assert [draft.splitlines()[1] for draft in drafts] == ["source: rates", "source: rates_2"]
    assert 'path: "all.zip", member: "b/rates.csv"' in drafts[1]
    assert [mistakes_of(draft) for draft in drafts] == [[], []]
    assert "\nreadme.txt is not read: " in out
    seen = json.loads(inspect(path, "--json").stdout)
    assert [one["member"] for one in seen["others"]] == ["readme.txt", "b/rates.csv"]
    assert seen["others"][1]["declaration"] == drafts[1]


def test_another_file_of_a_zip_file_is_looked_at_by_its_name(tmp_path):
    rows = zip_of({"a.csv": "x,y\n1,2\n", "in/rates.csv": PUBLISHED})
    path = put(tmp_path / "all.zip", rows)
    out = inspect(path, "--member", "in/rates.csv").stdout
    assert "  file 'in/rates.csv' (looked at)" in out
    assert 'member: "in/rates.csv"' in out
    said = inspect(path, "--member", "rates.csv", code=11).stderr
    assert (
        "there is no 'rates.csv' to read inside the zip file; there is 'a.csv', 'in/rates.csv'"
        in said
    )
    plain = put(tmp_path / "a.csv", "x,y\n1,2\n")
    assert "it is no zip file" in inspect(plain, "--member", "a.csv", code=11).stderr


def test_a_header_that_stands_twice_is_numbered(tmp_path):
    out = inspect(put(tmp_path / "twice.csv", "a,b,b\n1,2,3\n3,4,5\n")).stdout
    assert "header: {row: 1, repeated: number}" in out
    assert 'b_2: {from: "b (2)"' in out


def test_json_is_looked_into_for_its_records(tmp_path):
    records = [{"area": {"code": f"E0600000{n}"}, "year": "2019/20", "value": n} for n in (1, 2)]
    path = put(tmp_path / "rates.json", json.dumps({"meta": {}, "data": {"rows": records}}))
    out = inspect(path).stdout
    assert 'read: {kind: json, path: "rates.json", records: "data.rows"}' in out
    assert 'area_from: {column: ["area.code"]}' in out
    assert mistakes_of(out[out.index("# Save as") :]) == []
    lines = put(tmp_path / "rates.jsonl", "\n".join(map(json.dumps, records)))
    assert 'kind: json lines, path: "rates.jsonl"' in inspect(lines).stdout


def test_a_file_that_is_refused_says_why_in_one_line(tmp_path):
    for name, content in (
        ("deep.json", "[" * 100_000),
        ("not.ods", "x"),
        ("not.zip", "x"),
        ("slip.zip", zip_of({"../a.csv": "a\n1\n"})),
    ):
        done = inspect(put(tmp_path / name, content), code=11)
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1
        assert f"{name} is not read: " in done.stderr
