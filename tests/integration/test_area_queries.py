"""Areas beside one another, outcomes and real changes, from the rows of a small refreshed store."""

import re
from collections.abc import Iterator

import pytest

from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, Viewer
from dashboard.queries.area_profile import read_area_profile
from dashboard.queries.area_views import ProfileRow, ProfileView
from dashboard.queries.compared_areas import read_compared_areas
from dashboard.queries.comparing_views import ComparedRow, CompareView
from dashboard.queries.contents import read_contents
from dashboard.queries.context import read_context
from dashboard.queries.heat import read_heat_map
from dashboard.queries.indicator import read_indicator
from dashboard.queries.library import Library
from dashboard.queries.outcome import read_outcome
from dashboard.queries.panel import read_panel
from dashboard.queries.signals import read_signals
from framework.errors import PermissionDeniedError
from framework.model.results import Comparison, Rating
from tests.frameworks.made_stores import STARTER, Desk, starter_desk

MONTH = "2026-09"
DISTRICTS = ("D01", "D02", "D03", "D04", "D05")


def more_areas(text: str) -> str:
    names = "".join(f"{one},{one} district,district,C01,,\n" for one in DISTRICTS[2:])
    return text.rstrip("\n") + "\n" + names


def compared(text: str) -> str:
    beside = "    compare: [parent, {among: district}]\n    owner:"
    other = (
        "    compare: [{among: district}, {none: Ourshire, because: a county counts otherwise}]\n"
    )
    head, name, rest = text.replace("    owner:", beside).partition("  stepped_up:")
    return head + name + rest.replace(beside, f"{other}    owner:", 1)


def spread_out(text: str) -> str:
    """Give each of five districts its share of the rows, in turn."""
    head, *rows = text.splitlines()
    kept = [re.sub(r"D0\d$", DISTRICTS[at % 5], row) for at, row in enumerate(rows)]
    return "\n".join([head, *kept]) + "\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    desk = Desk(tmp_path_factory.mktemp("areas"))
    changes = {"areas.csv": more_areas, "early_help.yaml": compared, "episodes.csv": spread_out}
    for path in STARTER.rglob("*"):
        if path.suffix in {".yaml", ".csv"}:
            change = changes.get(path.name, lambda text: text)
            desk.write(path.relative_to(STARTER).as_posix(), change)
    yield desk.refresh()
    for engine in desk.engines:
        engine.dispose()


def rows_of(view: ProfileView) -> dict[str, ProfileRow]:
    return {row.id: row for part in view.parts for row in part.rows}


def profile(library: Library, area: str, beside: str | None = None) -> ProfileView:
    return read_area_profile(library, OPEN_DEMO_VIEWER, MONTH, area, beside)


def test_the_spread_is_that_of_the_areas_own_values(library):
    values = [rows_of(profile(library, one))["assessed_in_time"].spread.value for one in DISTRICTS]
    spread = rows_of(profile(library, "D01"))["assessed_in_time"].spread
    ordered = sorted(values)
    assert (spread.low, spread.high) == (ordered[0], ordered[-1])
    # Of five values the quartiles of R's type 7 are the second and the fourth.
    assert (spread.lower_quarter, spread.upper_quarter) == (ordered[1], ordered[3])


def test_worse_is_named_by_what_is_good(library):
    rows = rows_of(profile(library, "D02"))
    low, high = rows["days_to_assessment"], rows["assessed_in_time"]
    assert low.spread.turned
    assert not high.spread.turned
    assert low.ends[0] == ("Worst", f"{low.spread.high:.0f} days")
    assert high.ends[0] == ("Worst", f"{high.spread.low:.1f}%")


def test_the_chosen_comparator_is_the_centre(library):
    beside_county = profile(library, "D01")
    assert [one.label for one in beside_county.beside] == [
        "Ourshire",
        "The middle of all districts",
    ]
    assert [one.chosen for one in beside_county.beside] == [True, False]
    county = rows_of(profile(library, "C01"))["assessed_in_time"]
    assert rows_of(beside_county)["assessed_in_time"].beside_text == f"Ourshire {county.text}"
    middle = rows_of(profile(library, "D01", "among_district"))["assessed_in_time"].spread
    values = sorted(
        rows_of(profile(library, one))["assessed_in_time"].spread.value for one in DISTRICTS
    )
    assert middle.middle == values[2]
    with pytest.raises(KeyError):
        profile(library, "D01", "nobody")


def median_alone_compared(text: str) -> str:
    """Hold a median, which has no interval, against the county and among the districts."""
    head, name, rest = text.partition("  days_to_assessment:")
    beside = "    compare: [parent, {among: district}]\n    owner:"
    return head + name + rest.replace("    owner:", beside, 1)


def test_what_no_figure_can_be_held_against_is_not_the_first_choice(tmp_path):
    with starter_desk(tmp_path) as desk:
        changes = {
            "config/areas/areas.csv": more_areas,
            "config/indicators/early_help.yaml": median_alone_compared,
            "data/episodes.csv": spread_out,
        }
        for path, change in changes.items():
            desk.write(path, change)
        made = desk.refresh()
        view = profile(made, "D01")
        assert [(one.label, one.chosen) for one in view.beside] == [
            ("Ourshire", False),
            ("The middle of all districts", True),
        ]
        assert view.lead.startswith("1 figure is held against the middle of all districts: ")
        county = profile(made, "D01", "parent").lead
    assert county == "No figure of North district can be held against Ourshire in September 2026."


def test_the_worst_stands_first_in_its_outcome(library):
    seen = set()
    for area in DISTRICTS:
        for part in profile(library, area, "among_district").parts:
            bands = [row.outcome.value for row in part.rows if row.outcome.value.startswith("band")]
            assert bands == sorted(bands, reverse=True)
            seen.update(bands)
    assert len(seen) > 2


def test_areas_stand_worst_first_each_with_its_place(library):
    for key, best in (("assessed_in_time", max), ("days_to_assessment", min)):
        view = read_indicator(library, OPEN_DEMO_VIEWER, key, MONTH, "C01")
        values = [one.value for one in view.areas]
        assert len(values) == len(DISTRICTS)
        assert values[-1] == best(values)
        assert values == sorted(values, reverse=best is min)
        texts = [one.text for one in view.areas]
        for at, one in enumerate(view.areas):
            place = len(texts) - max(n for n, text in enumerate(texts) if text == one.text)
            words = {1: "best", 2: "2nd best", 3: "3rd best", 4: "4th best", 5: "worst"}[place]
            equal = "equal " if texts.count(one.text) > 1 else ""
            assert (at, one.rank_text) == (at, f"{equal}{words} of 5")


def test_a_row_says_its_target_and_why_it_is_not_compared(library):
    row = rows_of(profile(library, "D01"))["stepped_up"]
    assert row.verdict == "No comparison with Ourshire: a county counts otherwise"
    assert rows_of(profile(library, "C01"))["assessed_in_time"].target_text == "Target 85.0%"


def test_the_lead_counts_the_verdicts(library):
    view = profile(library, "D01", "among_district")
    rows = rows_of(view).values()
    held = sum(row.outcome is not Comparison.NOT_COMPARED for row in rows)
    assert view.lead.startswith(f"{held} figures are held against the middle of all districts: ")


def test_an_area_without_equals_says_so(library):
    view = profile(library, "C01")
    assert view.field == ""
    assert "No other area of its kind can be shown beside Ourshire" in view.notes[0]
    assert all(row.spread is None for row in rows_of(view).values())


def test_a_reader_of_one_area_sees_no_other_in_the_spread(library):
    only = Viewer("one", frozenset({Role.BOARD_MEMBER}), frozenset({"D01"}))
    view = read_area_profile(library, only, MONTH, "D01")
    assert view.field == ""
    assert all(row.spread is None for row in rows_of(view).values())
    for ask in (read_area_profile, read_signals):
        with pytest.raises(PermissionDeniedError):
            ask(library, only, MONTH, "D02")
    with pytest.raises(PermissionDeniedError):
        read_outcome(library, only, "right_help", MONTH, "D02")


def test_an_outcome_has_the_cards_that_the_panel_has(library):
    panel = read_panel(library, OPEN_DEMO_VIEWER, MONTH, "D01")
    for part in panel.outcomes:
        view = read_outcome(library, OPEN_DEMO_VIEWER, part.id, MONTH, "D01")
        assert view.outcome == part
        counted = (view.counts.red, view.counts.amber, view.counts.green, view.counts.not_rated)
        assert counted == tuple(
            sum(card.rating is one for card in part.cards)
            for one in (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.NOT_RATED)
        )
        assert [one.id for one in view.others] == [o.id for o in panel.outcomes if o.id != part.id]
    with pytest.raises(KeyError):
        read_outcome(library, OPEN_DEMO_VIEWER, "nothing", MONTH)


def test_changes_answer_as_the_page_of_the_indicator_does(library):
    view = read_signals(library, OPEN_DEMO_VIEWER, MONTH, "D01")
    rows = [row for part in view.parts for row in part.rows]
    assert {row.id for row in rows} == set(rows_of(profile(library, "D01")))
    for row in rows:
        assert bool(row.note) != any(row.answers)
    looks = read_signals(library, OPEN_DEMO_VIEWER, MONTH, "D01", "look")
    kept = [row for part in looks.parts for row in part.rows]
    assert kept == [row for row in rows if row.needs_look]


def test_figures_of_districts_alone_are_shown_where_the_county_has_none(tmp_path):
    with starter_desk(tmp_path) as desk:
        desk.write("config/indicators/early_help.yaml", of_districts_alone)
        view = read_indicator(desk.refresh(), OPEN_DEMO_VIEWER, "assessed_in_time", MONTH, "C01")
    assert not view.trend
    assert view.area_title == "Districts of Ourshire"
    assert view.area_period == "July to September 2026 (Q2 2026/27)"
    assert any(one.value is not None for one in view.areas)


def of_districts_alone(text: str) -> str:
    return text.replace("    owner:", "    levels: [district]\n    owner:")


def compared_rows(view: CompareView) -> dict[str, ComparedRow]:
    return {row.id: row for part in view.parts for row in part.rows}


def test_compared_areas_have_the_figures_of_their_own_pages(library):
    view = read_compared_areas(library, OPEN_DEMO_VIEWER, MONTH, "D01", ["D02", "D04"])
    row = compared_rows(view)["assessed_in_time"]
    own = {
        code: read_indicator(library, OPEN_DEMO_VIEWER, "assessed_in_time", MONTH, code).card.text
        for code in ("D01", "D02", "D04")
    }
    assert {bar.code: bar.text for bar in row.bars} == own
    assert [bar.chosen for bar in row.bars] == [True, False, False]


def test_a_difference_says_which_way_is_better(library):
    view = read_compared_areas(library, OPEN_DEMO_VIEWER, MONTH, "D01", ["D02"])
    told = [row for row in compared_rows(view).values() if row.differences]
    assert told
    for row in told:
        first, second = (bar.value for bar in row.bars)
        (said,) = row.differences
        assert ("higher" in said) is (second > first)
        good = "higher" if row.good == "Higher is better" else "lower"
        assert ("better" in said) is (f"{good}," in said)


def test_nobody_is_compared_with_who_may_not_be_seen(library):
    only = Viewer("Ashby", frozenset({Role.BOARD_MEMBER}), frozenset({"D01"}))
    with pytest.raises(PermissionDeniedError):
        read_compared_areas(library, only, MONTH, "D01", ["D02"])
    alone = read_compared_areas(library, only, MONTH, "D01")
    assert {choice.value for choice in alone.others[0]} == {""}
    assert alone.lead.startswith("No other area can be shown beside North district. Ask ")


def test_compared_areas_may_be_narrowed_to_an_outcome(library):
    whole = read_compared_areas(library, OPEN_DEMO_VIEWER, MONTH, "D01", ["D02"])
    offered = read_heat_map(library, OPEN_DEMO_VIEWER, MONTH).outcomes
    assert whole.outcomes == offered
    for part in whole.parts:
        (key,) = (one.value for one in offered if one.label == part.title)
        view = read_compared_areas(library, OPEN_DEMO_VIEWER, MONTH, "D01", ["D02"], key)
        assert view.parts == (part,)
        assert [one.value for one in view.outcomes if one.chosen] == [key]
    with pytest.raises(KeyError):
        read_compared_areas(library, OPEN_DEMO_VIEWER, MONTH, "D01", ["D02"], "nothing")


def test_the_search_takes_no_notice_of_case_and_accents_and_wants_every_word(library):
    def found(asked: str) -> list[str]:
        view = read_contents(library, OPEN_DEMO_VIEWER, MONTH, asked=asked)
        return [one.id for outcome in view.outcomes for one in outcome.indicators]

    assert "assessed_in_time" in found("ASSESSMENTS")
    assert "assessed_in_time" in found("ÁSSESSMENTS") == found("assessments")
    assert found("assessments zebra") == []
    view = read_contents(library, OPEN_DEMO_VIEWER, MONTH, asked="D03")
    assert [one.code for one in view.areas] == ["D03"]


def test_areas_that_may_not_be_seen_are_not_found(library):
    only = Viewer("Ashby", frozenset({Role.BOARD_MEMBER}), frozenset({"D01"}))
    found = read_contents(library, only, MONTH, "D01", "district").areas
    assert [one.code for one in found] == ["D01"]


def test_context_holds_what_is_never_rated(library):
    view = read_context(library, OPEN_DEMO_VIEWER, MONTH)
    cards = [card for part in view.parts for card in part.cards]
    assert all(card.rating is Rating.NOT_RATED for card in cards)
    assert bool(cards) is ("figure" in view.lead and "No figure" not in view.lead)


def test_an_area_beside_one_that_it_lies_in_says_nothing_of_chance(library):
    home = read_panel(library, OPEN_DEMO_VIEWER, MONTH).chrome
    county = next(one.value for one in home.areas if one.chosen)
    said = compared_rows(read_compared_areas(library, OPEN_DEMO_VIEWER, MONTH, county, ["D02"]))
    words = " ".join(text for row in said.values() for text in row.differences)
    assert "lower" in words or "higher" in words
    assert "chance" not in words


def test_a_search_for_a_misspelt_word_suggests_the_nearest(library):
    assert read_contents(library, OPEN_DEMO_VIEWER, MONTH, asked="asessments").lead.endswith(
        " Did you mean “assessments”?"
    )
    found = read_contents(library, OPEN_DEMO_VIEWER, MONTH, asked="D03")
    assert found.lead == "No indicator speaks of “D03”, but it is found in what stands below."
