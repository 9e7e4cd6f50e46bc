"""What `add` writes is good as it stands, and what would be a mistake is not written."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.cli.commands import cli
from framework.errors import UserError
from framework.load.drafting import with_listed, with_outcome, with_row
from framework.load.files import read_config
from framework.load.framework import Loaded, load_framework

TINY = Path(__file__).parents[1] / "frameworks" / "tiny"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "config"))


def add(config: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["add", *words, "--config", str(config)])


def loaded(config: Path) -> Loaded:
    return load_framework(read_config(config))


@pytest.mark.parametrize("source", ["episodes", "official"])
def test_a_new_indicator_is_good_and_stands_under_its_outcome(config: Path, source: str) -> None:
    outcome = loaded(config).framework.outcomes[0].id
    said = add(config, "indicator", "waiting", "--source", source, "--outcome", outcome)
    assert said.exit_code == 0, said.output
    framework = loaded(config).framework
    assert framework.indicator("waiting").source == source
    assert framework.outcomes[0].indicators[-1] == "waiting"


def test_a_new_indicator_may_be_like_another(config: Path) -> None:
    add(config, "indicator", "in_20", "--like", "assessed_in_time", "--title", 'In "20" days')
    found = loaded(config).framework
    assert found.indicator("in_20").title == 'In "20" days'
    assert found.indicator("in_20").measure == found.indicator("assessed_in_time").measure


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("indicator", "assessed_in_time"), "choose another id, such as 'assessed_in_time_2'"),
        (("indicator", "In-Time"), "did you mean 'in_time'"),
        (("indicator", "new"), "say --source: there are episodes, mid_year and official"),
        (("indicator", "new", "--source", "episode"), "did you mean 'episodes'"),
        (("indicator", "new", "--source", "mid_year"), "holds the people that rates divide by"),
        (("indicator", "new", "--source", "episodes", "--outcome", "x"), "there is no outcome 'x'"),
        (("indicator", "new", "--like", "assesed_in_time"), "did you mean 'assessed_in_time'"),
        (("source", "episodes"), "there is a source 'episodes' already"),
        (("target", "spent", "--for", "2026/27", "--value", "1"), "there is no indicator 'spent'"),
        (("target", "days_to_plan", "--for", "2026", "--value", "x"), "write 2026/27"),
        (
            ("target", "days_to_pln", "--for", "2026/27", "--value", "1"),
            "did you mean 'days_to_plan'",
        ),
        (
            ("target", "days_to_plan", "--for", "2026/27", "--value", "1", "--area", "Tinyshir"),
            "there is no area 'Tinyshir'; did you mean 'Tinyshire'?",
        ),
        (("area", "Leeds"), "Leeds is of level 'authority' and framework.yaml has"),
        (("area", "Leedz", "--level", "district"), "did you mean Leeds"),
        (("area", "Up=E10900001", "--level", "district"), "is there already"),
        (("area", "Up=X1", "--level", "ward", "--parent", "NO"), "'NO' is no area of areas"),
    ],
)
def test_what_would_be_a_mistake_is_not_written(
    config: Path, words: tuple[str, ...], told: str
) -> None:
    before = read_config(config)
    said = add(config, *words)
    assert told in f"{said.output}{said.exception}"
    assert isinstance(said.exception, UserError)
    assert read_config(config) == before


def test_a_source_is_written_and_never_over_another(config: Path) -> None:
    said = add(config, "source", "attendance", "--title", "School attendance")
    assert "no indicator uses source 'attendance'" in said.output
    assert loaded(config).framework.source("attendance").title == "School attendance"


def test_a_source_whose_file_names_areas_has_a_lookup_of_their_codes(
    config: Path, tmp_path: Path
) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("came,Ward\n2025-05-01,Abbey\n2025-05-02,castle\n2025-05-03,Dale\n")
    said = add(config, "source", "visits", "--file", str(file))
    assert said.exit_code == 0, said.output
    assert "1 of 3 different texts of 'Ward' is the name of no one area here" in said.output
    framework = loaded(config).framework
    assert framework.source("visits").area_from.codes == "visits"
    assert framework.codes["visits"] == {"Abbey": "E05900001", "castle": "E05900003"}


def test_a_source_is_written_from_what_its_file_holds(config: Path) -> None:
    add(
        config,
        "source",
        "more",
        "--file",
        str(TINY / "data" / "episodes.csv"),
        "--owner",
        "Schools",
    )
    found = loaded(config).framework.source("more")
    assert found.owner == "Schools"
    assert "start_date" in [column.name for column in found.columns]


def test_an_outcome_and_a_target_and_an_area_are_added_to_what_is_there(config: Path) -> None:
    assert add(config, "outcome", "safe", "--title", "Children are safe").exit_code == 0
    assert (
        add(config, "area", "Leeds", "--level", "district", "--parent", "E10900001").exit_code == 0
    )
    words = ("--for", "2026/27", "--value", "20", "--amber", "10%", "--set-by", "Board, the")
    assert add(config, "target", "days_to_plan", *words).exit_code == 0
    framework = loaded(config).framework
    assert framework.outcomes[-1].title == "Children are safe"
    assert framework.geography.by_code["E08000035"].name == "Leeds"
    assert [one.set_by for one in framework.indicator("days_to_plan").targets][-1] == "Board, the"


def test_a_target_takes_the_name_of_an_area_and_writes_its_code(config: Path) -> None:
    words = ("--for", "2026/27", "--value", "20", "--area", "northing")
    assert add(config, "target", "days_to_plan", *words).exit_code == 0
    targets = loaded(config).framework.indicator("days_to_plan").targets
    assert [one.area for one in targets if one.area] == ["E07900001"]


def test_an_area_of_england_is_put_below_the_one_that_it_lies_in(config: Path) -> None:
    before = read_config(config)
    said = add(config, "area", "Malvern Hills")
    assert str(said.exception) == (
        "Malvern Hills lies in Worcestershire (E10000034), which is not in areas/areas.csv. Run "
        "fingerpost add area E10000034 first, and then this again; or say --parent CODE for another "
        "area that it lies in here, or --parent none"
    )
    assert read_config(config) == before
    assert add(config, "area", "E10000034").exit_code == 0
    assert add(config, "area", "Malvern Hills").exit_code == 0
    assert add(config, "area", "Wychavon", "--parent", "none").exit_code == 0
    geography = loaded(config).framework.geography
    assert geography.parents_of("E10000034") == ("E92000001",)
    assert geography.parents_of("E07000235") == ("E10000034",)
    assert geography.parents_of("E07000238") == ()


def test_counties_that_stand_beside_other_authorities_are_added_as_they_are(config: Path) -> None:
    file = config / "framework.yaml"
    text = file.read_text().replace(
        "{county: [county, counties]}", "{authority: [council, councils]}"
    )
    file.write_text(text)
    areas = config / "areas" / "areas.csv"
    areas.write_text(areas.read_text().replace(",county,", ",authority,"))
    said = add(config, "area", "Malvern Hills")
    assert "Run fingerpost add area E10000034 --level authority first" in str(said.exception)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("outcomes:\n  a: {title: A, indicators: [x]}\n", "[x, y]"),
        ("outcomes:\n  a: {title: A, indicators: [ 'x' ] }  # why\n", "[ 'x', y ] }  # why"),
        ("outcomes:\n  a:\n    indicators: []\n", "[y]"),
        ("outcomes:\n  a:\n    indicators:\n      - x\n    title: A\n", "      - x\n      - y\n"),
        ("outcomes:\r\n  a:\r\n    indicators:\r\n    - x\r\n", "    - x\r\n    - y\r\n"),
    ],
)
def test_an_indicator_is_listed_however_the_list_is_written(text: str, then: str) -> None:
    assert then in with_listed(text.encode(), "a", "y").decode()


def test_an_outcome_is_indented_as_the_others_are() -> None:
    text = "outcomes:\n    a:\n       title: A\n       indicators: [x]"
    added = with_outcome(text.encode(), "b", "B").decode()
    assert '\n    b:\n       title: "B"\n' in added


def test_a_row_keeps_the_line_ends_and_the_mark_of_a_file() -> None:
    before = b"\xef\xbb\xbfcode,name\r\n1,One"
    assert with_row(before, {"name": "Two, too", "code": "2"}) == before + b'\r\n2,"Two, too"\r\n'
    with pytest.raises(UserError, match="no column 'level'"):
        with_row(before, {"level": "ward"})
