"""Areas and periods that should have rows and have none."""

import polars as pl

from framework.model.expectations import ALL_AREAS
from framework.model.frameworks import Framework
from framework.model.periods import period_from_code
from framework.model.sources import Source
from indicators.quality.catalogue import RULES
from indicators.quality.findings import PLACES, Asked, Check
from indicators.quality.places import expected_areas, home_periods, laid_out, rolled_up

_TOLD = 3


def ask_gaps(rows: pl.LazyFrame, source: Source, framework: Framework) -> Asked | None:
    """Say which expected area, period, or area in a period has no row; None where none is expected."""
    expect = source.expect
    if not (expect.areas or expect.no_gaps):
        return None
    held = laid_out(rows, source).select("area", "period").unique().collect()
    level = None if expect.areas in (None, ALL_AREAS) else expect.areas
    areas: list[str | None] = [None]
    if expect.areas:
        areas = [*expected_areas(framework, held["area"].unique().drop_nulls(), level)]
    spans = home_periods(source, held["period"].drop_nulls().unique()) if expect.no_gaps else [None]
    there = _there(held, framework, level, by_area=bool(expect.areas), by_period=expect.no_gaps)
    missing = [
        (area, span.code if span else None)
        for area in areas
        for span in spans
        if (area, span.start if span else None) not in there
    ]
    failing = pl.DataFrame(missing, schema=PLACES, orient="row")
    what = " and ".join(
        [*(["areas"] if expect.areas else []), *(["periods"] if expect.no_gaps else [])]
    )
    check = Check("S131", what, expect.gaps.value, len(areas) * len(spans), len(missing))
    return Asked(check, failing, "", RULES["S131"].found, _said(check, missing, framework))


def _there(
    held: pl.DataFrame, framework: Framework, level: str | None, *, by_area: bool, by_period: bool
) -> set[tuple[object, object]]:
    up = rolled_up(framework, held["area"].unique().drop_nulls(), level) if level else {}
    start = {code: period_from_code(code).start for code in held["period"].drop_nulls().unique()}
    return {
        (one if by_area else None, start.get(period) if by_period else None)
        for area, period in held.iter_rows()
        for one in (up.get(area, []) if level else [area])
    }


def _said(check: Check, missing: list[tuple[str | None, str | None]], framework: Framework) -> str:
    names = {area.code: area.name for area in framework.geography.areas}
    told = [
        " in ".join(part for part in (names.get(area or "", ""), period) if part)
        for area, period in missing[:_TOLD]
    ]
    more = f" and {len(missing) - _TOLD:,} more" if len(missing) > _TOLD else ""
    whole = {"areas": "areas", "periods": "periods"}.get(check.name, "areas in a period")
    have = "has" if check.failed == 1 else "have"
    return f"{check.failed:,} of {check.asked:,} {whole} {have} no row: {', '.join(told)}{more}"
