"""Each kind of original, from a small file of our own to figures: imported, checked, refreshed."""

import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from dashboard.cli.commands import cli
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.store.engines import open_store
from framework.store.reading import open_snapshot
from indicators.importers.importing import KINDS
from tests.refresh_desk import COUNTY, TINY
from tests.workbooks_in_code import as_ods

REAL = Path(__file__).parents[3] / "shared" / "data"


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def imported(tmp_path: Path, kind: str, *words: object) -> tuple[Framework, set[tuple[str, ...]]]:
    """Import, check, and give the framework and what the report says of each field of each item."""
    report = tmp_path / "report.json"
    said = run("import", kind, *words, "--into", tmp_path / "ours", "--report", report)
    assert said.exit_code == 0, (said.output, said.exception)
    checked = run("check", tmp_path / "ours")
    assert checked.exit_code == 0, checked.output
    notes = {tuple(note.values()) for note in json.loads(report.read_text())}
    return load_framework(read_config(tmp_path / "ours")).framework, notes


def figures(tmp_path: Path) -> dict[tuple[str, str, str, str], float | None]:
    store = f"sqlite:///{tmp_path / 'store.db'}"
    said = run("refresh", "--config", tmp_path / "ours", "--data", tmp_path, "--store", store)
    assert said.exit_code == 0, said.output
    engine = open_store(store)
    with open_snapshot(engine) as snapshot:
        rows = snapshot.points(None, None, breakdowns=None, since=None)
    engine.dispose()
    return {(row.indicator, row.area, row.breakdown, row.period): row.value for row in rows}


def write(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_explore_education_statistics(tmp_path: Path) -> None:
    meta = write(
        tmp_path,
        "absence.meta.csv",
        "col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint\n"
        "sex,Filter,Sex,,,,Choose\nschool,Filter,School type,,,,\n"
        "rate,Indicator,Absence rate,Absence,%,2,\ncount,Indicator,Number of pupils,Absence,,,\n",
    )
    head = (
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
        "region_name,new_la_code,la_name,sex,school,rate,count\n"
    )
    england, area = (
        "E92000001,England,,,,",
        "E92000001,England,E12000005,West Midlands,E10000034,Worcs",
    )
    rows = [
        f"202425,Academic year,{level},{place},{sex},{school},{rate},{count}"
        for level, place in (("National", england), ("Local authority", area))
        for sex, school, rate, count in (
            ("Total", "Primary", "5.25", "9"), ("Boys", "Primary", "5.5", "c"), ("Total", "Special", "x", "1")
        )
    ]  # fmt: skip
    london = "202425,Academic year,Regional,E92000001,England,E12000007"
    rows += [
        f"{london},{half} London,,,Total,Primary,{at},9"
        for half, at in (("Inner", 4), ("Outer", 6))
    ]
    data = write(tmp_path, "absence.csv", head + "\n".join(rows) + "\n")
    framework, notes = imported(tmp_path, "ees", data, meta)
    assert [one.id for one in framework.indicators] == [
        *("rate_primary", "rate_special", "count_primary", "count_special")
    ]
    rate = framework.indicators[0]
    assert (rate.title, rate.unit, rate.decimals, rate.kind) == (
        *("Absence rate, Primary", "percent", 2, "context"),
    )
    found = figures(tmp_path)
    assert found["rate_primary", "E10000034", "", "2024/25 ac"] == 5.25
    assert found["rate_primary", "E10000034", "sex=Boys", "2024/25 ac"] == 5.5
    assert found["rate_special", "E92000001", "", "2024/25 ac"] is None
    assert {area for _, area, _, _ in found} == {"E92000001", "E10000034"}
    unit = "not said: number, read from the label"
    assert ("absence, count", "indicator_unit", "changed", "unit", unit) in notes
    because = "E12000007 stands for Inner London and Outer London: their rows are left out"
    assert ("absence.csv", "region_code", "not carried", "", because) in notes
    assert ("absence, sex", "filter_hint", "not carried", "", "a hint for a form") in notes
    alone = run("import", "ees", data, "--into", tmp_path / "other")
    assert "absence.meta.csv is not among the files" in str(alone.exception)


def test_a_table_of_groups_alone_is_told(tmp_path: Path) -> None:
    meta = write(
        tmp_path,
        "groups.meta.csv",
        "col_name,col_type,label\nsex,Filter,Sex\nneed,Filter,Need\ncount,Indicator,Pupils\n",
    )
    row = "202425,Academic year,National,E92000001,England"
    data = write(
        tmp_path,
        "groups.csv",
        "time_period,time_identifier,geographic_level,country_code,country_name,sex,need,count\n"
        f"{row},Boys,Total,5\n{row},Total,Yes,6\n",
    )
    _, notes = imported(tmp_path, "ees", data, meta)
    because = "no row is the total of all filters: there are figures of groups alone"
    assert ("groups", "col_name", "changed", "by", because) in notes


def test_an_extract_of_fingertips_with_metadata(tmp_path: Path) -> None:
    extract = write(
        tmp_path,
        "extract.csv",
        "Indicator ID,Indicator Name,Parent Code,Area Code,Area Name,Area Type,Sex,Age,Category Type,"
        "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Value note,New data\n"
        '1,"Injuries, rate per 10,000",,E92000001,England,England,Persons,<15 yrs,,2023/24,90,88,92,\n'
        '1,"Injuries, rate per 10,000",,E92000001,England,England,Male,<15 yrs,,2023/24,95,90,99,\n'
        '1,"Injuries, rate per 10,000",E92000001,E10000034,Worcs,Counties & UAs (from Apr 2023),Persons,'
        "<15 yrs,,2023/24,80,70,85,Should be treated with caution\n"
        '1,"Injuries, rate per 10,000",E92000001,E10000034,Worcs,Counties & UAs (from Apr 2023),Male,'
        "<15 yrs,,2023/24,,,,Value suppressed for disclosure control\n"
        '1,"Injuries, rate per 10,000",,E92000001,England,England,Persons,<15 yrs,Deprivation,2023/24,7,6,8,\n'
        "2,Years of life,,E92000001,England,England,Female,All ages,,2020 - 22,83,82,84,\n",
    )
    meta = write(
        tmp_path,
        "metadata.json",
        json.dumps(
            [
                {"indicatorID": 1, "indicatorName": "Injuries", "polarity": "Low is good", "rounding": "1",
                 "unitLabel": "per 10,000", "rationale": "<b>Most</b> can be prevented.", "unknown": "x"},
                {"indicatorID": 3, "indicatorName": "Not here"},
            ]
        ),
    )  # fmt: skip
    framework, notes = imported(tmp_path, "fingertips", extract, meta)
    injuries = framework.indicators[0]
    assert (injuries.polarity, injuries.unit) == ("low", "per 10,000")
    assert injuries.definition.why_it_matters == "Most can be prevented."
    found = figures(tmp_path)
    name = injuries.id
    assert found[name, "E10000034", "", "2023/24"] == 80
    assert found[name, "E10000034", "sex=Male", "2023/24"] is None
    assert found[name, "E92000001", "", "2023/24"] == 90
    assert [value for key, value in found.items() if key[0] != name] == [83]
    gone = "no extract with its rows was given"
    assert ("3 Not here", "Indicator ID", "not carried", "", gone) in notes
    assert any(note[1:3] == ("unknown", "not carried") for note in notes)


def test_pages_and_tables_of_open_sdg(tmp_path: Path) -> None:
    page = write(
        tmp_path,
        "3-1-1.md",
        "---\r\nindicator_number: 3.1.1\r\nindicator_available: Mothers who died\r\n"
        "computation_units: Rate per 100,000\r\nreporting_status: complete\r\ngraph_type: line\r\n"
        "data_footnote: <p>A note.</p>\r\n---\r\n",
    )
    table = write(
        tmp_path,
        "indicator_3-1-1.csv",
        "Year,Series,Age,Units,GeoCode,Value\n2019,Deaths,,Rate,,7\n2020,Deaths,,Rate,,8\n"
        "2020,Deaths,Under 20,Rate,,9\n2020,Deaths,,Rate,E92000001,10\n2020,Ratio,,Rate,,11\n",
    )
    none = write(tmp_path, "1-1-1.yml", "indicator_number: 1.1.1\nreporting_status: notstarted\n")
    broken = write(tmp_path, "2-1-1.yml", "a: &x [*x]\n")
    framework, notes = imported(tmp_path, "open-sdg", page, table, none, broken)
    assert [one.title for one in framework.indicators] == ["Mothers who died"]
    assert framework.indicators[0].definition.caveats == "A note."
    assert framework.outcomes[0].title == "Goal 3"
    assert {key[3]: value for key, value in figures(tmp_path).items()} == {"2019": 7, "2020": 8}
    assert any(note[0] == "2-1-1.yml" and note[2] == "not carried" for note in notes)


def test_a_headline_with_several_values_is_told(tmp_path: Path) -> None:
    page = write(tmp_path, "4-3-1.yml", "indicator_number: 4.3.1\nindicator_available: Learners\n")
    rows = "Year,Age,Value\n2019,,7\n2020,,8\n2020,Under 20,9\n2020,,10\n"
    table = write(tmp_path, "indicator_4-3-1.csv", rows)
    _, notes = imported(tmp_path, "open-sdg", page, table)
    (told,) = [
        because for _, field, fate, _, because in notes if (field, fate) == ("Value", "not carried")
    ]
    assert told.startswith("the headline has several values of 2020, so none is published")


def test_an_export_of_dhis2(tmp_path: Path) -> None:
    export = {
        "indicatorTypes": [{"id": "hmSnCXmLYwt", "name": "Percentage", "factor": 100}],
        "indicatorGroups": [{"name": "Births", "indicators": [{"id": "Uvn6LCg7dVU"}]}],
        "organisationUnits": [{"id": "ImspTQPwCqd", "name": "Midshire", "level": 1}],
        "indicators": [
            {"id": "Uvn6LCg7dVU", "name": "Visits", "indicatorType": {"id": "hmSnCXmLYwt"},
             "numerator": "#{fbfJHSPpUQD.pq2XI5kz2BY} + #{fbfJHSPpUQD.PT59n8BQbqM}",
             "denominator": "#{h0xKKjijTdI}"},
            {"id": "b", "name": "Constant", "numerator": "#{fbfJHSPpUQD} * C{Gfd3ppDfq8E}", "denominator": "1"},
            {"id": "c", "name": "Function", "numerator": "if(isNull(#{fbfJHSPpUQD}),1,2)", "denominator": "1"},
            {"id": "d", "name": "Program", "numerator": "I{fbfJHSPpUQD}", "denominator": "1"},
        ],
    }  # fmt: skip
    write(
        tmp_path,
        "dhis2.csv",
        "organisationunitid,periodname,fbfJHSPpUQD.pq2XI5kz2BY,fbfJHSPpUQD.PT59n8BQbqM,h0xKKjijTdI\n"
        "ImspTQPwCqd,January 2025,10,20,400\n",
    )
    _, notes = imported(tmp_path, "dhis2", write(tmp_path, "export.json", json.dumps(export)))
    assert figures(tmp_path) == {("visits", "ImspTQPwCqd", "", "2025-01"): 7.5}
    left = {note[0]: note[4] for note in notes if note[1] == "numerator" and note[2] != "changed"}
    assert left == {
        "Constant": "the whole indicator: constants (C{...}) stand in DHIS2 only",
        "Function": "the whole indicator: functions",
        "Program": "the whole indicator: programme data (D{...}, A{...}, I{...})",
    }


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


QUARTERS = "Ref,KPI,Good is,Target,Owner,Q1 2025/26,Q2 2025/26,2025/26 Q3\n"


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


FINGERTIPS = "Indicator ID,Indicator Name,Area Code,Area Type,Time period,Value,Value note\n"


def test_an_extract_without_age_and_sex_has_conditions_of_neither(tmp_path: Path) -> None:
    rows = "1,Change in spend,E92000001,England,2022/23,-1,\n"
    rows += "1,Change in spend,E92000001,England,2023/24,-1,Value missing at source\n"
    extract = write(tmp_path, "extract.csv", FINGERTIPS + rows)
    _, notes = imported(tmp_path, "fingertips", extract)
    found = {key[3]: value for key, value in figures(tmp_path).items()}
    assert found == {"2022/23": -1, "2023/24": None}
    because = "-1 is a figure where no note says that there is none; check it"
    assert ("1 Change in spend", "Value", "changed", "value", because) in notes


def test_an_extract_without_a_usable_area_is_refused_in_words(tmp_path: Path) -> None:
    rows = "1,Change in spend,,England,2022/23,3,\n"
    extract = write(tmp_path, "extract.csv", FINGERTIPS + rows)
    said = run("import", "fingertips", extract, "--into", tmp_path / "ours")
    assert str(said.exception) == "extract.csv: no row has the code of an area, such as E92000001"


def test_a_table_of_ees_that_never_says_what_its_periods_are_is_refused_in_words(
    tmp_path: Path,
) -> None:
    meta = write(tmp_path, "a.meta.csv", "col_name,col_type,label\nrate,Indicator,Rate\n")
    for blank in ("", " "):
        data = write(
            tmp_path,
            "a.csv",
            "time_period,time_identifier,geographic_level,country_code,country_name,rate\n"
            f"202425,{blank},National,E92000001,England,5\n",
        )
        said = run("import", "ees", data, meta, "--into", tmp_path / "ours")
        assert str(said.exception) == (
            "a.csv: no row says in time_identifier what its period is, such as Academic year"
        )


def test_every_kind_has_a_test_here() -> None:
    assert set(KINDS) == {"lait", "ees", "fingertips", "open-sdg", "dhis2", "spreadsheet"}


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_dir(), reason=f"no published files: {REAL} is not there")
@pytest.mark.parametrize(
    ("kind", "words", "indicators"),
    [
        ("fingertips", ("fingertips_native/*2324.csv.gz", "fingertips_indicator_declarations/*.json"), 1),
        ("open-sdg", ("sdg_starter/meta/*.yml", "sdg_starter/data/*.csv"), 1),
        ("open-sdg", ("sdg_ons/meta/3-*.md", "sdg_ons/data/indicator_3-*.csv"), 10),
        ("spreadsheet", ("district_kpis_hart/*.csv", "--period", "2013/14 Q4"), 45),
    ],
)  # fmt: skip
def test_open_sets_become_declarations_that_pass_check(
    tmp_path: Path, kind: str, words: tuple[str, ...], indicators: int
) -> None:
    files = [path for word in words for path in sorted(REAL.glob(word))]
    options = [word for word in words if not list(REAL.glob(word))]
    framework, _ = imported(tmp_path, kind, *files, *options)
    assert len(framework.indicators) == indicators


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_dir(), reason=f"no published files: {REAL} is not there")
@pytest.mark.parametrize(
    ("name", "indicators"), [("SEN2_MI", 42), ("absence_by_term", 69), ("exclusions_by_reason", 24)]
)
def test_published_tables_of_ees_are_declared_by_their_metadata(
    tmp_path: Path, name: str, indicators: int
) -> None:
    with ZipFile(REAL / "ees_eyfs_absence_meta" / "ees-test-data" / f"{name}.zip") as packed:
        packed.extractall(tmp_path)
    files = tmp_path / f"{name}.csv", tmp_path / f"{name}.meta.csv"
    framework, _ = imported(tmp_path, "ees", *files)
    assert len(framework.indicators) == indicators
