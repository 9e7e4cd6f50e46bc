"""Made-up indicators and their series, from made_indicators.csv: the stuff of the hand-made views."""

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.queries.views import Point
from framework.model.results import Rating

MONTHS = "January February March April May June July August September October November December"
LONG = MONTHS.split()

FORMS: dict[str, Callable[[float], str]] = {
    "percent": "{:.1f}%".format,
    "pounds": "£{:,.0f}".format,
    "whole": "{:,.0f}".format,
    "days": "{:.0f} working days".format,
    "rate": "{:.1f}".format,
}


@dataclass(frozen=True, slots=True)
class Spec:
    """One made-up indicator: where it began, where it is, and what is special about it."""

    outcome: str
    id: str
    title: str
    start: float
    end: float
    target: float | None
    amber: float
    better: str  # high | low | none
    form: Callable[[float], str]
    unit: str
    of: int  # the denominator; 0 for a bare count
    grain: str  # month | quarter | year
    england: float | None
    gap: str  # the text in place of the latest figure
    because: str  # why it is not rated
    late: str
    provisional: bool
    breaks: str
    flags: tuple[str, ...]
    swing: float
    owner: str
    was: Rating | None
    holes: tuple[int, ...]


def read_specs() -> tuple[Spec, ...]:
    with Path(__file__).with_name("made_indicators.csv").open(encoding="utf-8") as file:
        return tuple(_spec(row) for row in csv.DictReader(file))


def _spec(row: dict[str, str]) -> Spec:
    return Spec(
        outcome=row["outcome"],
        id=row["id"],
        title=row["title"],
        start=float(row["start"]),
        end=float(row["end"]),
        target=float(row["target"]) if row["target"] else None,
        amber=float(row["amber"]),
        better=row["better"],
        form=FORMS[row["form"]],
        unit=row["unit"],
        of=int(row["of"]),
        grain=row["grain"],
        england=float(row["england"]) if row["england"] else None,
        gap=row["gap"],
        because=row["because"],
        late=row["late"],
        provisional=row["provisional"] == "yes",
        breaks=row["breaks"],
        flags=tuple(flag for flag in row["flags"].split("|") if flag),
        swing=float(row["swing"]),
        owner=row["owner"],
        was=Rating(row["was"]) if row["was"] else None,
        holes=tuple(int(hole) for hole in row["holes"].split()),
    )


def series(spec: Spec, shift: float = 0.0) -> tuple[Point, ...]:
    """Give the spec's points, drifting from start to end with a steady swing; no randomness."""
    spans = _periods(spec.grain)
    count = len(spans)
    found = []
    for index, labels in enumerate(spans):
        share = index / (count - 1)
        noise = math.sin(index * 2.1 + len(spec.id)) + 0.6 * math.sin(index * 5.3 + len(spec.title))
        drift = 0.0 if index == count - 1 else noise * spec.swing * spec.end
        value = spec.start + (spec.end - spec.start) * share**1.4 + drift + shift
        found.append(_point(spec, index, value, labels, last=index == count - 1))
    return tuple(found)


def count_text(spec: Spec, value: float) -> str:
    if not spec.of:
        return "" if spec.unit == "pounds" else spec.unit
    if spec.unit != "percent":
        return f"from {spec.of:,} cases"
    return f"{round(value * spec.of / 100):,} of {spec.of:,}"


def rated(spec: Spec, value: float | None) -> Rating:
    if value is None or spec.target is None or spec.better == "none":
        return Rating.NOT_RATED
    short = spec.target - value if spec.better == "high" else value - spec.target
    if short <= 0:
        return Rating.GREEN
    return Rating.AMBER if short <= spec.amber else Rating.RED


def _periods(grain: str) -> list[tuple[str, str, str]]:
    """Give (code, short label, label) of the periods up to October 2026."""
    if grain == "year":
        years = [f"{year}/{year % 100 + 1:02d}" for year in range(2020, 2026)]
        return [(code, code, f"{code} school year") for code in years]
    if grain == "quarter":
        return [_quarter(2024 + index // 4, index % 4 + 1) for index in range(10)]
    months = [(2024 + (10 + i) // 12, (10 + i) % 12) for i in range(24)]
    return [(f"{y}-{m + 1:02d}", f"{LONG[m][:3]} {y}", f"{LONG[m]} {y}") for y, m in months]


def _quarter(year: int, quarter: int) -> tuple[str, str, str]:
    span = f"{year}/{year % 100 + 1:02d}"
    month = quarter * 3 % 12
    shown = year + (quarter == 4)
    label = f"{LONG[month]} to {LONG[month + 2]} {shown} (Q{quarter} {span})"
    return f"{span} Q{quarter}", f"Q{quarter} {span}", label


def _point(
    spec: Spec, index: int, value: float, labels: tuple[str, str, str], *, last: bool
) -> Point:
    value = min(value, 99.4) if spec.unit == "percent" else value
    hole = index in spec.holes
    lower, upper = (None, None) if hole else _interval(spec, value)
    target = spec.target
    if target is not None and index < 12 and spec.grain == "month":
        target *= 0.97 if spec.better == "high" else 1.03
    return Point(
        period=labels[0],
        label=labels[1],
        long_label=labels[2],
        value=None if hole else value,
        lower=lower,
        upper=upper,
        target=target,
        text=((spec.gap if last else "") or "[c]") if hole else spec.form(value),
        count_text="" if hole else count_text(spec, value),
        interval_text=_between(spec, lower, upper),
        target_text="" if target is None else spec.form(target),
        rating=rated(spec, None if hole else value),
        provisional=last and spec.provisional,
        breaks=spec.breaks if index == 17 else "",
        note="hidden because the number is small" if hole else "",
    )


def _interval(spec: Spec, value: float) -> tuple[float | None, float | None]:
    if not spec.of:
        return None, None
    if spec.unit != "percent":
        return value * 0.93, value * 1.07
    half = 196 * math.sqrt(max(value, 1) * max(100 - value, 1) / 1e4 / spec.of)
    return max(0.0, value - half), min(100.0, value + half)


def _between(spec: Spec, lower: float | None, upper: float | None) -> str:
    return "" if lower is None or upper is None else f"{spec.form(lower)} to {spec.form(upper)}"


def point(value: float | None, label: str = "Oct 2026", **more: object) -> Point:
    """Give one bare point, for tests of charts."""
    plain = Point(
        period=label,
        label=label,
        long_label=label,
        value=value,
        lower=None,
        upper=None,
        target=None,
        text="[c]" if value is None else f"{value:g}",
        count_text="",
        interval_text="",
        target_text="",
        rating=Rating.NOT_RATED,
        provisional=False,
        breaks="",
        note="",
    )
    return replace(plain, **more)  # type: ignore[arg-type]
