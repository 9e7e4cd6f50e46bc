"""An indicator's page, made by hand."""

import math
from dataclasses import replace
from functools import lru_cache

from dashboard.queries.views import AreaBar, BreakdownPart, BreakdownRow, Fact, IndicatorView
from framework.model.results import Rating
from tests.frameworks.made_cards import card
from tests.frameworks.made_charts import answers, chart, funnel, gaps
from tests.frameworks.made_comparing import mapped
from tests.frameworks.made_midshire import AREAS, HOME, OUTCOMES, SPECS, chrome, number_of
from tests.frameworks.made_series import Spec, series


@lru_cache
def indicator(key: str, month: str | None = None, area: str | None = None) -> IndicatorView:
    spec = {one.id: one for one in SPECS}[key]
    shown = card(spec, number_of(spec))
    target = shown.target_text.removeprefix("Target ")
    places = tuple(area_bar(spec, code) for code in AREAS if code != HOME)
    return IndicatorView(
        chrome=chrome(month, area),
        card=shown,
        outcome=OUTCOMES.get(spec.outcome, ""),
        outcome_id=spec.outcome,
        unit=spec.unit,
        trend=shown.spark,
        trend_text=shown.spark_text,
        area_title="Districts of Midshire",
        areas=places,
        area_map=mapped(places),
        area_target=spec.target,
        area_target_text=shown.target_text,
        benchmark=spec.end,
        benchmark_text=f"Midshire {spec.form(spec.end)}",
        breakdowns=_breakdowns(spec),
        definition=(
            Fact("What is counted", "Requests answered by the end of the second working day."),
            Fact("Out of what", "All requests for help received in the month."),
            Fact("Why it matters", "Families who wait longer are more likely to reach a crisis."),
            Fact("Take care", "Requests by telephone are dated when they are written down."),
            Fact("Owner", spec.owner),
            Fact("Next review", "1 April 2027"),
        ),
        why=(
            f"{shown.period}: {shown.count_text} gives {shown.text}.",
            f"The local target in force is {target}, set by the Early Help Board (minute EHB "
            "2026/04/7), from 1 April 2026 until 31 March 2027.",
            f"So {shown.text} is {shown.rating.value}.",
        )
        if target
        else (f"{shown.rating_words}.",),
        data_quality=(
            Fact("Source", "Early help episodes from case management"),
            Fact("Supplied by", "Early Help Service"),
            Fact("Rows read", "48,112"),
            Fact("How new", shown.freshness.text),
            Fact("Small numbers", "Counts of 1 to 5 are hidden; others are rounded to 5"),
            Fact("Published", "12 November 2026, generation 7"),
        ),
        sources=("Early help episodes from case management",),
        breaks=(
            (f"1 April 2026: {spec.breaks}. Changes are not measured across this day.",)
            if spec.breaks
            else ()
        ),
        chart=chart(spec, shown.spark),
        answers=() if spec.late else answers(spec),
        gaps=gaps() if spec.id == "temporary_homes" else None,
        funnel=funnel() if spec.id == "answered_in_time" else None,
    )


def area_bar(spec: Spec, code: str) -> AreaBar:
    place = list(AREAS).index(code)
    swing = math.sin(place * 2.4 + len(spec.id)) * 0.12 * spec.end
    now = series(replace(spec, of=spec.of // 8), swing)[-1]
    if place == 4 and 0 < spec.of < 120:
        now = replace(now, value=None, lower=None, upper=None, text="[c]", count_text="")
        now = replace(now, interval_text="", rating=Rating.NOT_RATED, note="hidden, small number")
    return AreaBar(
        code=code,
        name=AREAS[code],
        chosen=False,
        value=now.value,
        lower=now.lower,
        upper=now.upper,
        text=now.text,
        count_text=now.count_text,
        interval_text=now.interval_text,
        rating=now.rating,
        note=now.note,
        rank_text="2nd best of 8",
    )


def _breakdowns(spec: Spec) -> tuple[BreakdownPart, ...]:
    parts = (("Age band", ("0-4", "5-10", "11-15", "16-17")), ("Sex", ("Female", "Male")))
    return tuple(
        BreakdownPart(
            title,
            tuple(_member(spec, name, i) for i, name in enumerate(members)),
            f"Highest for {members[0]}, 80.0%; lowest for {members[-1]}, 70.0%: 10.0 points apart",
        )
        for title, members in parts
        if 0 < spec.of < 1_000
    )


def _member(spec: Spec, member: str, place: int) -> BreakdownRow:
    now = series(replace(spec, of=spec.of // 3), spec.end * (0.06 - 0.04 * place))[-1]
    return BreakdownRow(
        member=member,
        text=now.text,
        count_text=now.count_text,
        interval_text=now.interval_text,
        value=now.value,
        lower=now.lower,
        upper=now.upper,
        change_text="Worse: down 2.3 points" if place else "Better: up 0.4 points",
    )
