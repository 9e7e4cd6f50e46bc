"""Early help episodes as a case management system extracts them: one row an episode of one child."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from indicators.demonstration.children import (
    Children,
    age_cells,
    draw_children,
    repeat_months,
    ward_cells,
)
from indicators.demonstration.dice import Dice, Floats, Truths, Wholes
from indicators.demonstration.months import (
    LAST,
    LAST_DAY,
    Curve,
    Days,
    follow,
    later_by_days,
    later_by_working_days,
    months_on,
    season,
    span,
    working_day,
)
from indicators.demonstration.places import is_worst
from indicators.demonstration.writing import Columns, day_first, iso, numbered, write_csv

FIRST_START: Final = np.datetime64("2021-01", "M")
KEPT_SINCE: Final = np.datetime64("2022-11-01", "D")
"""Episodes that ended before are not in the extract: nothing of them is reported any more."""
NEVER: Final = np.datetime64("NaT", "D")

STARTS: Final[Curve] = {"2021-01": 425, "2023-11": 440, "2025-06": 462, "2026-10": 470}
STARTS_SEASON: Final = {1: 1.04, 4: 0.93, 8: 0.68, 9: 1.08, 10: 1.1, 11: 1.08, 12: 0.80}

IN_TIME: Final[Curve] = {"2023-11": 0.845, "2025-07": 0.885, "2026-09": 0.68}
"""Assessed within 45 working days, by month of start: it worsens for a whole year."""
IN_TIME_WORST: Final = -0.10
PLAN_DAYS: Final[Curve] = {"2023-11": 7.6, "2025-06": 8.2, "2026-10": 8.4}
"""Median working days from assessment to the draft of a plan."""
SIGNED_FROM: Final = np.datetime64("2025-04-01", "D")
UNTIL_SIGNED: Final = 1.38
"""From that day a plan is dated when the family signs it, which takes so much longer."""
STRETCH: Final[Curve] = {"2021-01": 0.84, "2024-06": 0.90, "2025-10": 0.99}
"""How long episodes last against the usual: they have grown longer."""
BACK: Final[Curve] = {"2022-11": 0.137, "2024-06": 0.142, "2025-10": 0.150}
ESCALATED: Final[Curve] = {"2022-11": 0.103, "2024-06": 0.094, "2026-04": 0.080}
GOALS_MET: Final[Curve] = {"2022-11": 0.655, "2024-11": 0.692, "2026-10": 0.681}
STEP_UP: Final[Curve] = {"2022-11": 0.106, "2026-10": 0.088}
LATEST_STAR: Final[Curve] = {"2022-11": 0.61, "2026-10": 0.76}
BETTER_STAR: Final[Curve] = {"2022-11": 0.70, "2026-10": 0.752}
COST: Final[Curve] = {"2022-11": 2_290, "2026-10": 2_440}
PARTNER_LED: Final[Curve] = {"2021-01": 0.305, "2024-04": 0.335, "2026-10": 0.395}

DURATION: Final = ((0.0, 32), (0.25, 105), (0.5, 172), (0.75, 258), (0.9, 365), (1.0, 720))
WAIT_SHAPE: Final = ((0.0, 0.1), (0.1, 0.4), (0.5, 1.0), (0.9, 2.1), (1.0, 3.6))
COST_SHAPE: Final = ((0.0, 0.3), (0.5, 0.92), (0.9, 1.5), (1.0, 2.6))

COUNCIL: Final = "Council family support"
PARTNERS: Final = {
    "School or college": 0.42,
    "Health visiting and school nursing": 0.25,
    "Voluntary or community group": 0.21,
    "Housing": 0.07,
    "Police": 0.05,
}
REASONS: Final = {
    "behaviour": 20, "parenting": 22, "school attendance": 17, "emotional wellbeing": 16,
    "domestic abuse": 10, "housing or money": 8, "disability": 7,
}  # fmt: skip
END_REASONS: Final = (
    "outcomes met",
    "step up",
    "no further action",
    "family withdrew",
    "moved away",
)


@dataclass(slots=True)
class Episodes:
    """All episodes in the order in which they started."""

    children: Children
    started: Days
    assessed: Days
    planned: Days
    ended: Days
    persons: Wholes


def write_episodes(data_dir: Path, dice: Dice) -> list[Path]:
    """Write one file a year of start: 2022's under an older header, 2024's with days first."""
    episodes = _episodes(dice)
    _send_back(dice, episodes)
    columns = _columns(dice, episodes)
    kept = np.isnat(episodes.ended) | (episodes.ended >= KEPT_SINCE)
    years = episodes.started.astype("datetime64[Y]")
    return [
        _write_year(data_dir, columns, kept & (years == year), int(str(year)))
        for year in np.unique(years[kept])
    ]


def _episodes(dice: Dice) -> Episodes:
    months = span(FIRST_START, LAST)
    counts = dice.around(follow(STARTS, months) * season(STARTS_SEASON, months))
    started = np.sort(working_day(repeat_months(months, counts), dice))
    children = draw_children(dice, started.size)
    worst = is_worst(children.wards)
    lasted = dice.from_quantiles(DURATION, started.size) * follow(STRETCH, started)
    ended = later_by_days(started, np.round(lasted * (1 + 0.08 * worst)))
    assessed = _assessed(dice, started, worst)
    planned = _planned(dice, assessed)
    return Episodes(
        children=children,
        started=started,
        assessed=_until(assessed, ended),
        planned=_until(planned, ended),
        ended=_until(ended, ended),
        persons=np.arange(started.size),
    )


def _until(days: Days, ended: Days) -> Days:
    """Leave out what lies after the extract or after the episode's own end."""
    return np.where((days <= LAST_DAY) & (days <= ended), days, NEVER)


def _assessed(dice: Dice, started: Days, worst: Floats) -> Days:
    in_time = dice.chance(follow(IN_TIME, started) + IN_TIME_WORST * worst, started.size)
    quick = np.maximum(dice.whole(10, 45, started.size), dice.whole(10, 45, started.size))
    slow = np.minimum(dice.whole(46, 78, started.size), dice.whole(46, 78, started.size))
    done = dice.chance(0.94, started.size)
    days = later_by_working_days(started, np.where(in_time, quick, slow))
    return np.where(done, days, NEVER)


def _planned(dice: Dice, assessed: Days) -> Days:
    known = np.where(np.isnat(assessed), LAST_DAY, assessed)
    steps = follow(PLAN_DAYS, known) * dice.from_quantiles(WAIT_SHAPE, assessed.size)
    drafted = later_by_working_days(known, np.round(steps).astype(np.int64))
    signed = later_by_working_days(known, np.round(steps * UNTIL_SIGNED).astype(np.int64))
    made = dice.chance(0.95, assessed.size) & ~np.isnat(assessed)
    return np.where(made, np.where(drafted >= SIGNED_FROM, signed, drafted), NEVER)


def _send_back(dice: Dice, episodes: Episodes) -> None:
    """Let some children come back: a later episode in their ward within 12 months becomes theirs.

    Episodes are worked through in the order in which they ended, so that a child who came back
    once may come back again.
    """
    size = episodes.started.size
    known = np.where(np.isnat(episodes.ended), LAST_DAY, episodes.ended)
    odds = follow(BACK, known) + 0.035 * is_worst(episodes.children.wards)
    returns = dice.chance(odds, size) & ~np.isnat(episodes.ended)
    wished = known + dice.whole(10, 320, size)
    limit = months_on(known, 12)
    by_ward = {
        ward: np.flatnonzero(episodes.children.wards == ward)
        for ward in np.unique(episodes.children.wards).tolist()
    }
    taken = np.zeros(size, dtype=np.bool_)
    in_order = np.argsort(known, kind="stable")
    for row in in_order[returns[in_order]].tolist():
        choice = by_ward[int(episodes.children.wards[row])]
        at = int(np.searchsorted(episodes.started[choice], wished[row]))
        later = next((int(one) for one in choice[at : at + 40] if not taken[one]), None)
        if later is not None and episodes.started[later] < limit[row]:
            taken[later] = True
            _become(episodes, row=row, later=later)


def _become(episodes: Episodes, *, row: int, later: int) -> None:
    children, started = episodes.children, episodes.started
    years = (started[later].astype("datetime64[M]") - started[row].astype("datetime64[M]")).astype(
        int
    ) // 12
    episodes.persons[later] = episodes.persons[row]
    children.sexes[later] = children.sexes[row]
    children.ages[later] = min(int(children.ages[row]) + years, 17)


def _came_back(episodes: Episodes) -> list[str]:
    """Say for each episode, 12 months after its end, whether the child has had another since."""
    starts: dict[int, list[np.datetime64]] = defaultdict(list)
    for person, day in zip(episodes.persons.tolist(), episodes.started, strict=True):
        starts[person].append(day)
    limits = months_on(np.where(np.isnat(episodes.ended), LAST_DAY, episodes.ended), 12)
    answers: list[str] = []
    for person, end, limit in zip(episodes.persons.tolist(), episodes.ended, limits, strict=True):
        if np.isnat(end) or limit > LAST_DAY:
            answers.append("")
        else:
            again = any(end < day < limit for day in starts[person])
            answers.append("yes" if again else "no")
    return answers


def _columns(dice: Dice, episodes: Episodes) -> Columns:
    ended, size = episodes.ended, episodes.started.size
    worst = is_worst(episodes.children.wards)
    closed = ~np.isnat(ended)
    known = np.where(closed, ended, LAST_DAY)
    reasons = _end_reasons(dice, known, worst)
    first, latest = _stars(dice, known, worst, closed)
    half_year = np.where(closed & (months_on(known, 6) <= LAST_DAY), months_on(known, 6), NEVER)
    whole_year = np.where(closed & (months_on(known, 12) <= LAST_DAY), months_on(known, 12), NEVER)
    escalated = dice.chance(follow(ESCALATED, known) + 0.03 * worst, size)
    cost = follow(COST, known) * dice.from_quantiles(COST_SHAPE, size)
    return {
        "earl_episode_id": numbered("EH", size),
        "earl_person_id": [f"P{person:07d}" for person in episodes.persons.tolist()],
        "earl_episode_start_date": episodes.started,
        "earl_episode_end_date": ended,
        "earl_episode_reason": _reasons(dice, size),
        "earl_episode_end_reason": [
            text if done else "" for text, done in zip(reasons, closed, strict=True)
        ],
        "earl_episode_organisation": _organisations(dice, episodes.started, worst),
        "earl_episode_worker_id": [f"W{one:04d}" for one in dice.whole(1, 240, size).tolist()],
        "assessment_date": episodes.assessed,
        "plan_date": episodes.planned,
        "six_months_on": half_year,
        "escalated_6m": [
            "" if np.isnat(day) else ("yes" if up else "no")
            for day, up in zip(half_year, escalated, strict=True)
        ],
        "twelve_months_on": whole_year,
        "re_referred_12m": _came_back(episodes),
        "family_star_first": first,
        "family_star_latest": latest,
        "cost_of_support": [
            f"{amount:.2f}" if done else "" for amount, done in zip(cost, closed, strict=True)
        ],
        "age": age_cells(dice, episodes.children.ages),
        "sex": episodes.children.sexes,
        "ward_code": ward_cells(dice, episodes.children, episodes.started),
    }


def _reasons(dice: Dice, size: int) -> list[str]:
    reasons = dice.choose(REASONS, size)
    # Practice rows that trainers left in the live system: the source declares them left out.
    for row in np.linspace(800, size - 300, 7).astype(int).tolist():
        reasons[row] = "test record"
    return reasons


def _end_reasons(dice: Dice, known: Days, worst: Floats) -> list[str]:
    met = follow(GOALS_MET, known) - 0.09 * worst
    up = follow(STEP_UP, known) + 0.035 * worst
    rest = 1.0 - met - up
    weights = np.column_stack([met, up, 0.42 * rest, 0.36 * rest, 0.22 * rest])
    return [END_REASONS[place] for place in dice.pick(weights, known.size)]


def _stars(
    dice: Dice, known: Days, worst: Floats, closed: Truths
) -> tuple[list[object], list[object]]:
    """Give first and latest readings on the chosen scale of the Family Star, 1 to 10."""
    size = known.size
    first = np.minimum(dice.whole(2, 6, size), dice.whole(2, 7, size))
    up = dice.chance(follow(BETTER_STAR, known) - 0.06 * worst, size)
    level = dice.chance(0.7, size)
    step = np.where(up, dice.whole(1, 4, size), np.where(level, 0, -1))
    has_first = dice.chance(0.93, size)
    has_latest = has_first & closed & dice.chance(follow(LATEST_STAR, known) / 0.93, size)
    latest = np.clip(first + step, 1, 10)
    return _present(first, has_first), _present(latest, has_latest)


def _present(numbers: Wholes, there: Truths) -> list[object]:
    return [int(one) if is_there else "" for one, is_there in zip(numbers, there, strict=True)]


def _organisations(dice: Dice, started: Days, worst: Floats) -> list[str]:
    partner = dice.chance(follow(PARTNER_LED, started) - 0.08 * worst, started.size)
    others = dice.choose(PARTNERS, started.size)
    return [other if led else COUNCIL for other, led in zip(others, partner, strict=True)]


def _write_year(data_dir: Path, columns: Columns, rows: Truths, year: int) -> Path:
    places = np.flatnonzero(rows).tolist()
    written = day_first if year == 2024 else iso
    part: dict[str, Sequence[object]] = {}
    for name, cells in columns.items():
        header = "plan_start" if name == "plan_date" and year <= 2022 else name
        if isinstance(cells, np.ndarray):
            part[header] = written(cells[rows])
        else:
            part[header] = [cells[place] for place in places]
    return write_csv(data_dir / f"early_help_episodes_{year}.csv", part)
