"""Pages and tables of Open SDG, from files to figures."""

from pathlib import Path

from tests.imported import figures, imported, run, write


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


PAGE = "indicator_number: 3.3.3\nindicator_available: Malaria\nreporting_status: complete\n"
STARTS = "data_start_values:\n  - {field: series, value: Rate}\n"
TABLE = "Year,Series,Age,Value\n2018,Rate,,7\n2019,Rate,,8\n2019,Cases,,90\n2020,Cases,,95\n"


def told_of(notes: set[tuple[str, ...]], field: str) -> list[str]:
    return [note[4] for note in notes if note[1] == field]


def test_of_two_series_the_newer_one_is_taken_and_told(tmp_path: Path) -> None:
    files = write(tmp_path, "3-3-3.yml", PAGE), write(tmp_path, "indicator_3-3-3.csv", TABLE)
    _, notes = imported(tmp_path, "open-sdg", *files)
    assert told_of(notes, "Series") == [
        "'Cases', which alone reaches the newest year; there is 'Rate' too"
    ]
    assert {key[3]: value for key, value in figures(tmp_path).items()} == {"2019": 90, "2020": 95}


def test_the_series_with_which_the_page_starts_goes_before_a_newer_one(tmp_path: Path) -> None:
    titles = "graph_titles:\n  - {series: Rate, title: 'Malaria for every 100,000 people'}\n"
    page = write(tmp_path, "3-3-3.yml", PAGE + STARTS + titles)
    framework, notes = imported(
        tmp_path, "open-sdg", page, write(tmp_path, "indicator_3-3-3.csv", TABLE)
    )
    assert told_of(notes, "Series") == ["'Rate', with which its page starts; there is 'Cases' too"]
    assert framework.indicators[0].title == "Malaria for every 100,000 people"
    assert {key[3]: value for key, value in figures(tmp_path).items()} == {"2018": 7, "2019": 8}


def test_where_several_series_are_as_new_the_report_says_how_to_choose(tmp_path: Path) -> None:
    page = write(tmp_path, "3-3-3.yml", PAGE)
    table = write(tmp_path, "indicator_3-3-3.csv", TABLE + "2020,Rate,,9\n")
    _, notes = imported(tmp_path, "open-sdg", page, table)
    assert told_of(notes, "Series") == [
        "'Rate', the first of 2 that reach the newest year (for another say --series '3-3-3=NAME'); "
        "there is 'Cases' too"
    ]
    chosen = run(
        "import", "open-sdg", page, table, "--into", tmp_path / "b", "--series", "3.3.3=Cases"
    )
    assert chosen.exit_code == 0, chosen.output
    assert "'Cases', as --series says" in chosen.output
    for wished, why in (
        ("3-3-3=Case", "--series 3-3-3: there is no 'Case'; there is 'Rate', 'Cases'"),
        ("3-3-4=Cases", "--series 3-3-4: no page of metadata and table of that number"),
        ("Cases", "write it as 3-3-3='Number of cases'"),
    ):
        said = run("import", "open-sdg", page, table, "--into", tmp_path / "c", "--series", wished)
        assert why in str(said.exception)


def test_the_type_of_years_is_told_and_is_what_the_page_says(tmp_path: Path) -> None:
    academic = PAGE + "computation_definitions: Pupils of the academic year\n"
    for number, page, year in (
        ("3-3-3", PAGE, "2019"),
        ("4-1-1", PAGE.replace("3.3.3", "4.1.1"), "2019/20"),
        ("4-2-1", academic.replace("3.3.3", "4.2.1"), "2019/20"),
    ):
        write(tmp_path, f"{number}.yml", page)
        write(tmp_path, f"indicator_{number}.csv", f"Year,Value\n{year},7\n")
    framework, notes = imported(tmp_path, "open-sdg", *sorted(tmp_path.glob("*-*")))
    assert [str(one.year_type) for one in framework.indicators] == [
        *("calendar", "financial", "academic"),
    ]
    calendar, academic_years, financial = sorted(told_of(notes, "Year"))
    assert calendar == "years such as 2019 are read as calendar years"
    assert academic_years == "years such as 2019/20 are read as academic: its page speaks of them"
    assert "read as financial, April to March: nothing says which they are" in financial
    assert told_of(notes, "year") == [
        "calendar, as most of the tables: targets and pages speak of such years"
    ]
    assert str(framework.year_type) == "calendar"
