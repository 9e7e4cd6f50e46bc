"""Spreadsheets of indicators, from files to figures."""

import shutil
from pathlib import Path

from tests.imported import figures, imported, run, write
from tests.refresh_desk import COUNTY, TINY
from tests.workbooks_in_code import as_ods

QUARTERS = "Ref,KPI,Good is,Target,Owner,Q1 2025/26,Q2 2025/26,2025/26 Q3\n"


def test_a_spreadsheet_of_kpis(tmp_path: Path) -> None:
    sheet = write(
        tmp_path,
        "kpis.csv",
        "Ref,Performance indicator,Good is,Unit,Theme,Lead,Target,Colour,Apr-25,May-25,Jun-25\n"
        "EH1,Assessments in time,High,%,Right help,Head of Early Help,85,red,81.2,83,84\n"
        "EH2,Days to first plan,,days,Right help,a@example.org,under 20,,25,-,0\n",
    )
    framework, notes = imported(tmp_path, "spreadsheet", sheet)
    first, second = framework.indicators
    assert (first.title, first.unit, first.polarity, first.owner) == (
        *("Assessments in time", "percent", "high", "Head of Early Help"),
    )
    assert [target.value for target in first.targets] == [85]
    assert (second.kind, second.polarity, second.owner, second.targets) == (
        "context",
        "none",
        "",
        (),
    )
    assert figures(tmp_path) == {
        ("eh1", "HOME", "", "2025-04"): 81.2,
        ("eh1", "HOME", "", "2025-05"): 83,
        ("eh1", "HOME", "", "2025-06"): 84,
        ("eh2", "HOME", "", "2025-06"): 0,
        ("eh2", "HOME", "", "2025-04"): 25,
        ("eh2", "HOME", "", "2025-05"): None,
    }
    told = {note[:3]: note[4] for note in notes}
    because = "'Good is' does not say it: shown as context until somebody does"
    assert told["Days to first plan", "polarity", "changed"] == because
    assert told["Assessments in time", "polarity", "carried"] == ""
    assert told["Days to first plan", "target", "not carried"] == "'under 20' is not one number"
    assert told["kpis.csv", "Colour", "not carried"] == "it is not known what the column holds"
    because = "years are taken as financial, April to March; "
    because += "where the partnership counts by another, write it here"
    assert told["framework.yaml", "year", "changed"] == because
    flat = write(tmp_path, "flat.csv", "Indicator,This quarter\nOne,1\nTwo,2\n")
    refused = run("import", "spreadsheet", flat, "--into", tmp_path / "flat")
    assert "say --period" in str(refused.exception)
    said = run("import", "spreadsheet", flat, "--into", tmp_path / "flat", "--period", "2025/26 Q1")
    assert said.exit_code == 0, said.output


def test_a_new_framework_of_a_spreadsheet_has_the_name_of_its_area_and_a_store_of_its_own(
    tmp_path: Path,
) -> None:
    rows = "Indicator,Good is,Target,Apr-25,May-25,Jun-25\nPlans in time,,80,78.2%,79%,80%\n"
    rows += "Vis\u202eits \x9b31m,Low,3,1,2,3\n"
    sheet = write(tmp_path, "kpis.csv", rows)
    said = run("import", "spreadsheet", sheet, "--into", tmp_path / "kp", "--home", "E08000035")
    assert "E08000035,Leeds," in (tmp_path / "kp" / "areas" / "areas.csv").read_text()
    assert f"--store sqlite:///{(tmp_path / 'kp').as_posix()}.db" in said.output
    assert "figures such as '78.2%' are read without the sign" in said.output
    assert "80: it waits until it is said what is good" in said.output
    assert said.output.replace("\n", "").isprintable()


def test_figures_with_a_sign_of_money_are_told_to_be_left_out(tmp_path: Path) -> None:
    sheet = write(
        tmp_path,
        "kpis.csv",
        'Indicator,Target,Apr-25,May-25,Jun-25\nCost per family,"£3,000","£3,410",£900,£1\nVisits,1,1,0,2\n',
    )
    _, notes = imported(tmp_path, "spreadsheet", sheet)
    told = {note[:2]: (note[2], note[4]) for note in notes}
    fate, because = told["Cost per family", "figures"]
    assert fate == "not carried"
    assert because.startswith(
        "figures such as '£3,410' cannot be read, and their rows are left out:"
    )


def test_percent_signs_are_read_and_make_a_unit(tmp_path: Path) -> None:
    sheet = write(
        tmp_path,
        "kpis.csv",
        "Indicator,Target,Apr-25,May-25,Jun-25\n"
        'Plans in time,80%,78.2%,79 %,"1,000"\nVisits to hubs,1,1,0,1\n',
    )
    framework, notes = imported(tmp_path, "spreadsheet", sheet)
    assert [one.unit for one in framework.indicators] == ["percent", "number"]
    assert [one.targets[0].value for one in framework.indicators] == [80, 1]
    found = figures(tmp_path)
    months = ("2025-04", "2025-05", "2025-06")
    assert [found["plans_in_time", "HOME", "", one] for one in months] == [78.2, 79, 1000]
    told = {note[:2]: note[4] for note in notes}
    assert "others have none: check that all are of 0 to 100" in told["Plans in time", "figures"]


def test_a_workbook_keeps_a_percentage_as_a_share_and_so_does_its_target(tmp_path: Path) -> None:
    heads = ("Indicator", "Unit", "Target", "Apr-25", "May-25", "Jun-25")
    rows = [("Plans in time", "%", 0.85, 0.782, 1, 0.5), ("Visits", "visits", 1, 1, 0, 1)]
    book = tmp_path / "kpis.ods"
    book.write_bytes(as_ods([dict(zip(heads, row, strict=True)) for row in rows]))
    framework, notes = imported(tmp_path, "spreadsheet", str(book))
    assert [one.targets[0].value for one in framework.indicators] == [85, 1]
    found = figures(tmp_path)
    months = ("2025-04", "2025-05", "2025-06")
    assert [found["plans_in_time", "HOME", "", one] for one in months] == [78.2, 100, 50]
    assert [found["visits", "HOME", "", one] for one in months] == [1, 0, 1]
    told = {note[:2]: note[4] for note in notes}
    assert "taken for shares, 0.782 for 78.2%; check it" in told["Plans in time", "figures"]
    assert told["Plans in time", "target"] == "0.85 is taken for 85, as its figures are shares"


def test_a_sheet_with_codes_and_names_is_read_without_a_row_left_over(tmp_path: Path) -> None:
    rows = "EH1,Assessed in time (%),High,85%,Head of Early Help,78,79,80\n"
    sheet = write(tmp_path, "kpis.csv", QUARTERS + rows)
    imported(tmp_path, "spreadsheet", sheet)
    config, store = tmp_path / "ours", f"sqlite:///{tmp_path / 'kpis.db'}"
    said = run("refresh", "--config", config, "--data", tmp_path, "--store", store)
    assert "1 indicator, 3 results" in said.output
    assert "S1" not in said.output + said.stderr, said.stderr


def test_figures_between_0_and_1_of_no_known_unit_are_told_beside_their_target(
    tmp_path: Path,
) -> None:
    heads = ("KPI", "Target", "Apr-25", "May-25", "Jun-25")
    rows = [("Re-referrals", 0.2, 0.22, 0.21, 0.188), ("Plans in time", "85%", 0.5, 0.6, 0.7)]
    book = tmp_path / "kpis.ods"
    book.write_bytes(
        as_ods([dict(zip(heads, row, strict=True)) for row in (*rows, ("Visits", 1, 1, 0, 1))])
    )
    framework, notes = imported(tmp_path, "spreadsheet", str(book))
    assert [one.unit for one in framework.indicators] == ["number", "percent", "number"]
    assert framework.indicators[1].targets[0].value == 85
    assert figures(tmp_path)["plans_in_time", "HOME", "", "2025-06"] == 70
    told = {note[:2]: note[4] for note in notes}
    assert told["Re-referrals", "figures"] == (
        "between 0 and 1, beside a target of 0.2: if they are percentages, write unit: percent and "
        "scale: percent 0-1, and the target as it is spoken, 20 for 0.2"
    )
    assert told["Plans in time", "unit"] == "not said: percent, as its target says"
    assert ("Visits", "figures") not in told


def test_a_sheet_without_figures_by_period_is_told_its_headings_and_what_is_understood(
    tmp_path: Path,
) -> None:
    sheet = write(tmp_path, "kpis.csv", "KPI,Spring,Summer,Autumn\nVisits,1,2,3\n")
    said = run("import", "spreadsheet", sheet, "--into", tmp_path / "ours")
    assert str(said.exception) == (
        "kpis.csv: no columns hold figures; head three or more with their periods: Apr 2025, Apr-25, "
        "2025/26 Q1, Q1 2025/26 or 2025/26. Its headings are 'KPI', 'Spring', 'Summer', 'Autumn'"
    )
    mixed = write(tmp_path, "mixed.csv", "KPI,Apr 2025,May 2025,Q1 2025/26\nVisits,1,2,3\n")
    said = run("import", "spreadsheet", mixed, "--into", tmp_path / "ours")
    assert str(said.exception).endswith(". They are 'Apr 2025', 'May 2025', 'Q1 2025/26'")


def test_a_target_may_say_its_unit_and_no_amber_is_told(tmp_path: Path) -> None:
    rows = "KPI,Good is,Unit,Target,Apr-25,May-25,Jun-25\n"
    rows += "Days to allocate,Low,,5 days,6,5,4\nVisits,High,visits,1 visit,1,2,3\n"
    rows += "Time to plan,Low,days,2 weeks,6,5,4\nIn time,High,%,85 per cent,81,82,83\n"
    framework, notes = imported(
        tmp_path, "spreadsheet", write(tmp_path, "kpis.csv", rows + "Calls,High,,,1,2,3\n")
    )
    targets = [[target.value for target in one.targets] for one in framework.indicators]
    assert targets == [[5], [1], [], [85], []]
    told = {note[:2]: note[4] for note in notes}
    assert told["Time to plan", "target"] == "'2 weeks' is not one number"
    assert told["In time", "amber"] == (
        "none: anything short of the target is red; write amber: into it, such as amber: 5%"
    )
    assert {item for item, field in told if field == "amber"} == {
        *("Days to allocate", "Visits", "In time"),
    }


def test_a_spreadsheet_joins_a_framework_that_is_there(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "ours", ignore=shutil.ignore_patterns("data"))
    sheet = write(tmp_path, "kpis.csv", "Indicator,Apr-25,May-25,Jun-25\nVisits to hubs,1,2,3\n")
    framework, notes = imported(tmp_path, "spreadsheet", sheet)
    assert framework.home_area == COUNTY
    assert framework.source("kpis").area_from.fixed == COUNTY
    assert "visits_to_hubs" in {one.id for one in framework.indicators}
    stays = "a file of this name is there already: list the new indicators in it"
    assert ("outcomes.yaml", "the whole file", "not carried", "outcomes.yaml", stays) in notes


def test_rows_of_a_spreadsheet_without_a_code_or_with_that_of_another_are_told(
    tmp_path: Path,
) -> None:
    sheet = write(
        tmp_path,
        "kpis.csv",
        "Ref,Performance indicator,Unit,Apr-25,May-25,Jun-25\n"
        "EH1,Assessments in time,%,81,82,83\n,Visits to hubs,visits,5,6,7\n"
        "EH1,Plans in time,%,71,72,73\nEH2,Calls,calls,1,2,3\nEH2,Calls,calls,1,2,3\n,,,91,92,93\n",
    )
    framework, notes = imported(tmp_path, "spreadsheet", sheet)
    assert [one.title for one in framework.indicators] == [
        *("Assessments in time", "Visits to hubs", "Plans in time", "Calls"),
    ]
    found = figures(tmp_path)
    assert found["eh1", "HOME", "", "2025-04"] == 81
    assert found["visits_to_hubs", "HOME", "", "2025-06"] == 7
    assert found["eh1_2", "HOME", "", "2025-06"] == 73
    because = "'Assessments in time' has the same code: found by its name too"
    assert ("Plans in time", "code", "changed", "where", because) in notes
    left = {(note[0], note[4]) for note in notes if note[4].startswith("the whole row")}
    assert left == {
        ("Calls", "the whole row: another one has the same code and name; delete either"),
        ("kpis.csv", "the whole row: it has figures, and neither a code nor a name"),
    }


def test_a_name_that_changes_from_one_period_to_the_next_is_one_indicator(tmp_path: Path) -> None:
    sheet = write(
        tmp_path,
        "kpis.csv",
        "Ref,Indicator,Month,Value\nEH1,In time,Apr-25,81\nEH1,Assessed in time,May-25,82\n",
    )
    framework, notes = imported(tmp_path, "spreadsheet", sheet)
    assert [one.title for one in framework.indicators] == ["In time"]
    assert set(figures(tmp_path).values()) == {81, 82}
    because = "rows of another period: they count for 'In time', which has the same code"
    assert ("Assessed in time", "name", "changed", "title", because) in notes
