"""An indicator's page: the figure, the trend, why it is rated so, its areas and groups, its meaning."""

import re
from dataclasses import replace

import pytest

from dashboard.queries.chart_views import NO_CHART
from dashboard.queries.views import IndicatorView
from tests.frameworks.made_apps import explore_body, make_client, post, read
from tests.frameworks.made_indicators import indicator
from tests.frameworks.made_series import read_specs
from tests.frameworks.views import HandMadePages


def words_of(path: str) -> str:
    return read(make_client().get(path))[0]


@pytest.mark.parametrize("key", [spec.id for spec in read_specs()])
def test_every_kind_of_indicator_has_a_page(key: str) -> None:
    answer = make_client().get(f"/indicator/{key}")
    assert answer.status_code == 200
    assert f"<h1>{indicator(key).card.title}</h1>" in answer.text


def test_it_says_why_it_is_rated_so() -> None:
    words = words_of("/indicator/answered_in_time")
    assert "Why this rating" in words
    for step in indicator("answered_in_time").why:
        assert step in words


def test_every_figure_of_the_trend_stands_in_a_table_with_counts_interval_and_target() -> None:
    words = words_of("/indicator/answered_in_time")
    for point in indicator("answered_in_time").trend:
        row = f"{point.long_label} {point.text} {point.count_text} {point.interval_text}"
        assert f"{row} {point.target_text}" in words


def test_the_table_says_the_usual_range_and_what_is_more_than_chance() -> None:
    view, words = indicator("answered_in_time"), words_of("/indicator/answered_in_time")
    signals = [mark for mark in view.chart.marks if mark and mark.signal]
    assert signals
    for mark in signals:
        assert f"{mark.range_text} {mark.signal_text}" in words


def test_what_lies_ahead_is_called_a_forecast_with_its_interval() -> None:
    view, words = indicator("answered_in_time"), words_of("/indicator/answered_in_time")
    for one in view.chart.ahead:
        assert (
            f"{one.long_label} {one.text} {one.interval_text} {one.target_text} Forecast" in words
        )


def test_the_questions_are_answered_or_say_why_not() -> None:
    words = words_of("/indicator/answered_in_time")
    for one in indicator("answered_in_time").answers:
        assert f"{one.question} {one.text}" in words
    assert "Cannot be said: too few years" in words_of("/indicator/good_level")


def test_a_chart_that_is_not_drawn_says_why_and_shows_the_intervals_instead() -> None:
    words = words_of("/indicator/good_level")
    assert "No usual range is drawn: years are too few for limits." in words
    assert "Usual range and mean" not in words
    assert "95% interval" in words


def test_a_range_made_anew_says_since_when_and_why() -> None:
    words = words_of("/indicator/assessed_in_time")
    assert "New usual range from April 2026: the team was merged." in words


def test_comparisons_say_verdict_period_and_how_it_was_told() -> None:
    words = words_of("/indicator/answered_in_time")
    told = "Is it outside the 95% interval of this figure?"
    assert f"England 99.0% 2024/25 Worse than England {told}" in words


def test_days_between_events_have_a_chart_and_a_table() -> None:
    words = words_of("/indicator/temporary_homes")
    assert "Usual range and mean" in words.partition("Days between events")[2]
    assert "Gap 5 190 days 2 days to 95 days Above its usual range" in words


def test_a_funnel_says_its_finding_and_names_who_is_outside() -> None:
    answer = make_client().get("/indicator/answered_in_time")
    assert "below: Place 0." in read(answer)[0]
    assert ">Place 0<" in answer.text
    assert ">Place 5<" not in answer.text


def test_members_read_no_jargon() -> None:
    for spec in read_specs():
        words = words_of(f"/indicator/{spec.id}").lower()
        assert not any(word in words for word in ("xmr", "sigma", "common cause", "special cause"))


def test_tables_have_captions_and_their_headings_say_what_they_head() -> None:
    _, tags = read(make_client().get("/indicator/answered_in_time"))
    tables = sum(tag == "table" for tag, _ in tags)
    assert tables == 5
    assert sum(tag == "caption" for tag, _ in tags) == tables
    assert all(found.get("scope") for tag, found in tags if tag == "th")


def test_areas_and_groups_carry_their_counts_and_intervals() -> None:
    view = indicator("answered_in_time")
    words = words_of("/indicator/answered_in_time")
    for area in view.areas:
        assert f"{area.name} {area.rank_text} {area.text} {area.count_text}" in words
        assert area.interval_text in words
    for part in view.breakdowns:
        assert part.dimension in words
        for row in part.rows:
            assert f"{row.member} {row.text} {row.count_text}" in words


def test_the_line_of_the_parent_and_of_the_target_are_named() -> None:
    words = words_of("/indicator/answered_in_time")
    assert "Target 95.0%" in words
    assert "Midshire 76.1%" in words


def test_a_break_is_said_beside_the_chart() -> None:
    words = words_of("/indicator/assessed_in_time")
    assert "New series from 1 April 2026: the standard changed" in words


def test_a_late_figure_is_not_called_the_latest() -> None:
    words = words_of("/indicator/attendance_gain")
    assert "Last figure 54.8% September 2026" in words
    assert "Latest" not in words


def test_a_hidden_figure_says_so_and_has_no_number() -> None:
    words = words_of("/indicator/exploitation_plan")
    assert "Latest [c] October 2026 hidden because the number is small" in words


def test_the_way_back_leads_to_the_outcome_on_the_panel() -> None:
    html = make_client().get("/indicator/rereferred?month=2026-10&area=E07000901").text
    assert 'href="/?month=2026-10&amp;area=E07000901#outcome-right_help"' in html


def test_an_area_without_figures_still_has_a_page() -> None:
    def bare(view: object) -> object:
        assert isinstance(view, IndicatorView)
        card = replace(view.card, spark=(), beside=(), text="No data", count_text="")
        plain = replace(view, chart=NO_CHART, answers=(), gaps=None, funnel=None)
        return replace(plain, card=card, trend=(), areas=(), breakdowns=(), definition=())

    words = read(make_client(HandMadePages(change=bare)).get("/indicator/rereferred"))[0]
    assert "No figures have been published for Midshire yet" in words
    assert "Explore this chart" not in words


def test_the_chart_for_exploring_comes_when_it_is_asked_for() -> None:
    client = make_client()
    assert "plotly" not in client.get("/indicator/rereferred").text.split("_dash-config")[0]
    asked = {"indicator": "rereferred", "search": "?month=2026-10", "theme": "dark", "time": 1}
    answer = post(client, explore_body(asked)).get_json()
    children = answer["response"]["explorer-content"]["children"]
    assert children[0]["props"]["children"] == indicator("rereferred").card.title
    described = children[2]["props"]
    assert described["role"] == "img"
    graph = described["children"]["props"]
    assert graph["config"]["displayModeBar"] is False
    assert graph["figure"]["layout"]["paper_bgcolor"] == "#161b22"


def test_a_chart_that_does_not_exist_says_so() -> None:
    asked = {"indicator": "no_such", "search": "", "theme": "light"}
    assert "cannot be shown" in post(make_client(), explore_body(asked)).text


def test_text_is_never_smaller_than_fourteen_pixels() -> None:
    html = make_client().get("/indicator/answered_in_time").text + make_client().get("/").text
    sizes = [float(size) for size in re.findall(r'font-size="([0-9.]+)"', html)]
    assert sizes
    assert min(sizes) >= 14
