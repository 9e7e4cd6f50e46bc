"""What the pages are told, from rows to words: the starter and small twists of it, refreshed for real."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, Viewer
from dashboard.queries.explain import explain, read_explanation
from dashboard.queries.fact_kinds import Asked
from dashboard.queries.facts import result_facts
from dashboard.queries.heat import read_heat_map
from dashboard.queries.indicator import read_indicator
from dashboard.queries.library import Library
from dashboard.queries.panel import read_panel
from dashboard.queries.status import read_status
from dashboard.queries.views import Fact
from framework.errors import PermissionDeniedError, UserError
from framework.model.results import Rating, Travel
from tests.frameworks.made_stores import Desk, starter_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with starter_desk(tmp_path) as made:
        yield made


@pytest.fixture
def library(desk: Desk) -> Library:
    return desk.refresh()


def test_the_panel_counts_what_its_cards_show(library):
    view = read_panel(library, OPEN_DEMO_VIEWER, "2026-09")
    cards = [card for part in view.outcomes for card in part.cards]
    shown = {rating: sum(card.rating is rating for card in cards) for rating in Rating}
    assert (view.counts.red, view.counts.amber, view.counts.green, view.counts.not_rated) == (
        shown[Rating.RED],
        shown[Rating.AMBER],
        shown[Rating.GREEN],
        shown[Rating.NOT_RATED],
    )
    assert [card.id for card in view.attention] == [c.id for c in cards if c.rating is Rating.RED]
    assert view.late_sources == ()


def test_a_card_and_its_page_and_its_explanation_say_the_same(library):
    month = "2026-09"
    panel = read_panel(library, OPEN_DEMO_VIEWER, month)
    card = next(c for part in panel.outcomes for c in part.cards if c.id == "assessed_in_time")
    page = read_indicator(library, OPEN_DEMO_VIEWER, "assessed_in_time", month)
    told = explain(library, OPEN_DEMO_VIEWER, "assessed_in_time", month=month)
    assert card == page.card
    assert told.value == card.text
    assert told.rating == card.rating.value
    assert page.trend[-1].text == card.text
    assert any(step.startswith(f"So {card.text} is {card.rating.value}") for step in page.why)
    assert told.steps == page.why
    assert [one.split("? ")[0] for one in told.trend if "? " in one] == [
        one.question.removesuffix("?") for one in page.answers
    ]
    assert set(page.chart.notes) & set(told.trend) == {
        "Its usual range is made of few figures, so it will move as more come."
    }


def test_why_a_figure_is_rated_so_names_the_target_that_follows(desk):
    def with_another(text):
        one, later = "2025-04 to 2028-03, value: 85", "2028-04 to 2029-03, value: 90"
        line = next(line for line in text.splitlines() if one in line)
        return text.replace(line, f"{line}\n{line.replace(one, later)}")

    desk.write("config/indicators/early_help.yaml", with_another)
    told = explain(desk.refresh(), OPEN_DEMO_VIEWER, "assessed_in_time", month="2026-09")
    (in_force,) = (
        one for one in told.steps if one.startswith("The local target in force is 85.0%")
    )
    assert in_force.endswith("From 1 April 2028 it is 90.0%.")


def test_who_has_no_role_is_given_no_result(library):
    nobody = Viewer("nobody", frozenset(), None)
    with library.open() as reading, pytest.raises(PermissionDeniedError):
        result_facts(reading, nobody, Asked())


def test_an_explanation_leads_from_the_figure_to_the_rows(library):
    view = read_explanation(library, OPEN_DEMO_VIEWER, "assessed_in_time", "2026-09")
    assert view.found == explain(library, OPEN_DEMO_VIEWER, "assessed_in_time", month="2026-09")
    assert view.found.declared == (
        "numerator: days(started, assessed) <= 45",
        "denominator: assessed is not null",
        "a row counts in the period of: assessed",
    )
    assert [source.path for source in view.found.sources] == ["episodes.csv"]
    steps = view.found.sources[0].steps
    assert [(one.what, one.kept_words, one.dropped_words) for one in steps] == [
        ("denominator: assessed is not null", "", ""),
        ("of those, numerator: days(started, assessed) <= 45", "", ""),
    ]
    officer = Viewer("Ada", frozenset({Role.BOARD_MEMBER, Role.OFFICER}), None)
    exact = read_explanation(library, officer, "assessed_in_time", "2026-09").found.sources[0]
    assert [(one.kept, one.dropped) for one in exact.steps[:2]] == [(1400, 0), (1305, 95)]
    with pytest.raises(KeyError):
        read_explanation(library, OPEN_DEMO_VIEWER, "nothing", "2026-09")


def test_the_day_that_a_demonstration_pretends_stands_beside_the_day_of_publication(desk):
    desk.write("config/framework.yaml", lambda text: text + "today: 2026-10-20\n")
    library = desk.refresh()
    page = read_indicator(library, OPEN_DEMO_VIEWER, "assessed_in_time")
    assert page.chrome.published.endswith("(shown as at 20 October 2026)")
    published = next(fact.text for fact in page.data_quality if fact.label == "Published")
    assert "(shown as at 20 October 2026), generation 1" in published


def test_explain_takes_the_name_of_an_area_and_knows_what_was_meant(library):
    month = "2026-09"
    named = explain(
        library, OPEN_DEMO_VIEWER, "assessed_in_time", area="north district", month=month
    )
    assert (named.area, named.area_code) == ("North district", "D01")
    coded = explain(library, OPEN_DEMO_VIEWER, "assessed_in_time", area="d01", month=month)
    assert coded.area_code == "D01"
    for indicator, area, words in (
        (
            "assesed_in_time",
            None,
            "no indicator 'assesed_in_time'; did you mean 'assessed_in_time'?",
        ),
        ("assessed_in_time", "North distrct", "did you mean 'North district'?"),
        ("assessed_in_time", "<script>", "no area '<script>'"),
    ):
        with pytest.raises(UserError, match=re.escape(words)):
            explain(library, OPEN_DEMO_VIEWER, indicator, area=area, month=month)
    with pytest.raises(UserError, match="write a month of the last two years as 2026-10"):
        explain(library, OPEN_DEMO_VIEWER, "assessed_in_time", month="Octember")


@pytest.mark.parametrize("name", ["South district", "D02", "d02", "Suth district", "Atlantis"])
def test_who_may_not_see_an_area_is_not_told_by_its_name_that_it_is_there(library, name):
    reader = Viewer("reader", frozenset({Role.BOARD_MEMBER}), frozenset({"D01"}))
    with pytest.raises(PermissionDeniedError, match=r"^this area is not yours to see$"):
        explain(library, reader, "assessed_in_time", area=name, month="2026-09")
    mine = explain(library, reader, "assessed_in_time", area="north district", month="2026-09")
    assert mine.area_code == "D01"


def test_an_explanation_says_by_which_method_better_and_worse_are_told(desk):
    desk.write(
        "config/indicators/early_help.yaml",
        lambda text: text.replace(
            'days(started, assessed) <= 45", dated: assessed}',
            'days(started, assessed) <= 45", dated: assessed}\n    compare: [parent, own history]',
        ),
    )
    library, month = desk.refresh(), "2026-09"
    told = explain(
        library, OPEN_DEMO_VIEWER, "assessed_in_time", area="North district", month=month
    )
    assert [one.partition(". ")[2] for one in told.comparisons] == [
        "Told by whether it lies outside the 95% interval of this figure.",
        "Told by whether the two 95% intervals lie apart.",
    ]


def test_explain_shows_no_area_that_its_viewer_may_not_see(library):
    reader = Viewer("reader", frozenset({Role.BOARD_MEMBER}), frozenset({"D01"}))
    with pytest.raises(PermissionDeniedError):
        explain(library, reader, "assessed_in_time", area="South district", month="2026-09")


def test_districts_stand_beside_one_another_with_the_county_as_their_line(library):
    page = read_indicator(library, OPEN_DEMO_VIEWER, "assessed_in_time", "2026-09")
    assert [bar.name for bar in page.areas] == ["North district", "South district"]
    assert page.area_title == "Districts of Ourshire"
    assert page.benchmark_text == f"Ourshire {page.card.text}"


def test_the_heat_map_has_every_indicator_and_area(library):
    view = read_heat_map(library, OPEN_DEMO_VIEWER, "2026-09")
    assert view.areas == ("Ourshire", "North district", "South district")
    assert sum(len(part.rows) for part in view.parts) == 4
    worst = read_heat_map(library, OPEN_DEMO_VIEWER, "2026-09", sort="worst")
    assert len(worst.parts) == 1


def test_a_source_that_is_behind_its_promise_is_late_on_the_page_and_in_status(desk):
    desk.today = date(2027, 2, 20)
    library = desk.refresh()
    view = read_panel(library, OPEN_DEMO_VIEWER, "2027-01")
    assert view.counts.not_rated == 4
    assert view.late_sources[0].startswith("Late: figures for October to December 2026")
    assert read_status(library, OPEN_DEMO_VIEWER).sources[0].state == "late"


def test_what_was_late_in_the_month_before_was_not_rated_then(desk):
    desk.today = date(2027, 3, 20)
    counts = read_panel(desk.refresh(), OPEN_DEMO_VIEWER, "2027-02").counts
    assert (counts.not_rated, counts.not_rated_change) == (4, 0)


def test_what_never_happened_is_not_called_late(desk):
    desk.write(
        "config/indicators/early_help.yaml",
        lambda text: (
            text
            + "  moved_away:\n    title: Families who moved away\n    kind: outcome\n"
            + "    polarity: low\n    unit: families\n    decimals: 0\n"
            + "    count: {where: \"reason = 'moved away' and started < date '2000-01-01'\", "
            + "dated: ended}\n    owner: Head of Early Help\n"
        ),
    )
    desk.write(
        "config/outcomes.yaml", lambda text: text.replace("stepped_up]", "stepped_up, moved_away]")
    )
    view = read_panel(desk.refresh(), OPEN_DEMO_VIEWER, "2026-09")
    card = next(c for part in view.outcomes for c in part.cards if c.id == "moved_away")
    assert view.late_sources == ()
    assert card.freshness.state != "late"
    assert card.text == "0"
    assert "the figure is 0" in card.sentence


def test_a_reader_of_one_district_cannot_see_another(library):
    reader = Viewer("reader", frozenset({Role.BOARD_MEMBER}), frozenset({"D01"}))
    assert read_panel(library, reader, "2026-09", "D01").chrome.area == "North district"
    for refused in ("D02", None):
        with pytest.raises(PermissionDeniedError):
            read_panel(library, reader, "2026-09", refused)
    page = read_indicator(library, reader, "assessed_in_time", "2026-09", "D01")
    assert [bar.code for bar in page.areas] == ["D01"]


def test_nobody_sees_nothing(library):
    nobody = Viewer("nobody", frozenset())
    with pytest.raises(PermissionDeniedError):
        read_panel(library, nobody)
    with pytest.raises(PermissionDeniedError):
        read_status(library, nobody)


def test_an_area_or_month_that_is_not_there_is_not_found(library):
    for month, area in (("2026-09", "nowhere"), ("1999-01", None), ("Octember", None)):
        with pytest.raises((KeyError, PermissionDeniedError)):
            read_panel(library, OPEN_DEMO_VIEWER, month, area)


def test_a_change_since_last_quarter_is_the_difference_of_the_two_figures_shown(library):
    page = read_indicator(library, OPEN_DEMO_VIEWER, "days_to_assessment", "2026-09")
    now, before = page.trend[-1].value, page.trend[-2].value
    assert now is not None
    assert before is not None
    good = Travel.BETTER if now < before else Travel.WORSE  # fewer days are better
    same = page.trend[-1].text == page.trend[-2].text
    assert page.card.short.travel is (Travel.SAME if same else good)


def test_contradicting_published_rows_keep_one_indicator_and_publish_the_rest(desk):
    desk.write("config/sources/episodes.yaml")
    (desk.folder / "config/sources/official.yaml").write_text(
        "source: official\ntitle: Official figures\nowner: A department\nrows: published\n"
        "read: {kind: csv, path: official.csv}\n"
        "columns:\n  value: {type: number}\n"
        "area_from: {column: area}\n"
        "period_from: {column: year, shape: year, grain: year, year: calendar}\n"
    )
    (desk.folder / "data/official.csv").write_text("area,year,value\nC01,2024,1\nC01,2024,2\n")
    (desk.folder / "config/indicators/official.yaml").write_text(
        "indicators:\n  told:\n    title: Told\n    source: official\n    kind: context\n"
        "    polarity: none\n    unit: children\n    grain: year\n    year: calendar\n"
        "    published: value\n    owner: Head of Early Help\n"
    )
    desk.write(
        "config/outcomes.yaml", lambda text: text.replace("stepped_up]", "stepped_up, told]")
    )
    view = read_status(desk.refresh(), OPEN_DEMO_VIEWER)
    assert view.indicators == 4
    assert any("'told' has no figures yet" in warning for warning in view.warnings)


def test_a_rating_of_the_source_and_the_chance_stand_beside_ours(desk):
    (desk.folder / "config/sources/official.yaml").write_text(
        "source: official\ntitle: Official figures\nowner: A department\nrows: published\n"
        "read: {kind: csv, path: official.csv}\n"
        "columns:\n  value: {type: number}\n  low: {type: number}\n  high: {type: number}\n"
        "  light: {type: text, one_of: [G, A, R]}\n"
        "area_from: {column: area}\n"
        "period_from: {column: year, shape: year, grain: year, year: calendar}\n"
    )
    (desk.folder / "data/official.csv").write_text(
        "area,year,value,low,high,light\nC01,2024,70,62,78,A\nC01,2025,71,63,79,G\n"
    )
    (desk.folder / "config/indicators/official.yaml").write_text(
        "indicators:\n  told:\n    title: Told\n    source: official\n    kind: outcome\n"
        "    polarity: high\n    unit: percent\n    grain: year\n    year: calendar\n"
        "    published: {value: value, lower: low, upper: high, rating: light, "
        "ratings: {G: green, A: amber, R: red}}\n    interval: published\n"
        "    targets:\n      - {for: 2025, value: 75, amber: 2 points, set_by: The Board}\n"
        "    owner: Head of Early Help\n"
    )
    desk.write(
        "config/outcomes.yaml", lambda text: text.replace("stepped_up]", "stepped_up, told]")
    )
    library = desk.refresh()
    page = read_indicator(library, OPEN_DEMO_VIEWER, "told", "2026-09")
    assert page.card.rating is Rating.RED
    assert "Its 95% interval is 63.0% to 79.0%, as published with the data." in page.why
    assert "The chance that the true value meets the target is 2 in 10." in page.why
    assert page.why[-1] == "Whoever published the figure rates it green; the rating here is ours."
    ours = "Green; here it is rated red, by our own target and rule"
    assert Fact("Rating as published", ours) in page.data_quality
    told = explain(library, OPEN_DEMO_VIEWER, "told", month="2026-09")
    assert (told.published_rating, told.rating) == ("green", "red")
    assert told.chance == pytest.approx(0.16, abs=0.02)


def test_an_outcome_is_rated_only_where_it_declares_a_rule(desk):
    before = read_panel(desk.refresh(), OPEN_DEMO_VIEWER, "2026-09").outcomes
    assert [part.rating for part in before] == [None, None]
    desk.write(
        "config/outcomes.yaml",
        lambda text: text.replace(
            "days_to_assessment]\n", "days_to_assessment]\n    rating: worst\n"
        ),
    )
    first, second = read_panel(desk.refresh(), OPEN_DEMO_VIEWER, "2026-09").outcomes
    order = [Rating.RED, Rating.AMBER, Rating.GREEN]
    worst = min((one for one in first.ratings if one in order), key=order.index)
    assert (first.rating, second.rating) == (worst, None)
    assert "Rated by the worst of its indicators" in first.rating_text


def test_the_rule_that_gave_a_colour_is_read_back_and_quoted(desk):
    rules = (
        "    rated_by: {rules: [{green: value > 2 * target}, {amber: previous is null}, "
        "{red: otherwise}]}\n"
    )
    desk.write(
        "config/indicators/early_help.yaml",
        lambda text: text.replace('    median: {of: "days', f'{rules}    median: {{of: "days'),
    )
    library = desk.refresh()
    page = read_indicator(library, OPEN_DEMO_VIEWER, "days_to_assessment", "2026-09")
    assert page.card.rating is Rating.RED
    assert "Rule 3 of 3 is the first that fits: red otherwise." in page.why


def test_a_number_that_is_missing_on_a_panel_says_where_its_figures_are(desk):
    desk.write(
        "config/indicators/early_help.yaml",
        lambda text: text.replace(
            "  days_to_assessment:\n", "  days_to_assessment:\n    levels: [district]\n"
        ),
    )
    library = desk.refresh()
    here = read_panel(library, OPEN_DEMO_VIEWER, "2026-09")
    (said,) = [one for part in here.outcomes for one in part.elsewhere]
    assert re.fullmatch(r"1\.2 .+ has figures for districts only", said)
    there = read_panel(library, OPEN_DEMO_VIEWER, "2026-09", area="D01")
    assert not [one for part in there.outcomes for one in part.elsewhere]


def test_declared_links_stand_on_the_page_of_the_indicator(desk):
    address = "https://example.org/early-help?a=1"
    desk.write("config/sources/episodes.yaml", lambda text: text + f"link: {address}\n")
    page = read_indicator(desk.refresh(), OPEN_DEMO_VIEWER, "assessed_in_time", "2026-09")
    assert [fact.label for fact in page.data_quality if fact.href == address] == ["Source"]


def test_what_is_taken_away_names_the_licence_of_its_sources(desk):
    desk.write(
        "config/sources/episodes.yaml",
        lambda text: f"{text}licence: Open Government Licence v3.0\n",
    )
    view = read_indicator(desk.refresh(), OPEN_DEMO_VIEWER, "assessed_in_time", "2026-09")
    assert view.sources[0].endswith("Open Government Licence v3.0)")
    assert view.sources[0] in view.chrome.sources
