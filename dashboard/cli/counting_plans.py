"""`explain --plan`: how an indicator would be counted, by which scans and, in an engine, by which SQL."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from dashboard.cli.counts import counted
from dashboard.cli.saying import say, say_json
from dashboard.cli.stores import outside, today
from framework.errors import UserError
from framework.settings import Settings

if TYPE_CHECKING:
    from framework.model.frameworks import Framework
    from framework.model.indicators import Indicator
    from framework.model.sources import Source
    from indicators.engines.plans import CountingPlan


def show_counting_plan(settings: Settings, indicator: str, *, as_json: bool) -> None:
    """Print how an indicator would be counted from the rows as they are now. Nothing is counted or kept.

    Raises:
        UserError: there is no such indicator, or it is not counted from rows.
        SourceError: its rows cannot be read.
        MeasureError: it cannot be made from them.
    """
    from framework.load.files import read_config
    from framework.load.framework import load_framework
    from indicators.refresh.planning import Choice
    from indicators.refresh.tasks import as_at, day_of

    loaded = load_framework(read_config(settings.config))
    day = day_of(loaded, Choice(), today())
    framework = as_at(loaded, day).framework
    found = _counted(framework, indicator)
    source = framework.source(found.source)
    plan = _plan(settings, framework, found, source, day)
    if as_json:
        said = asdict(plan) | {"months": [one.code for one in plan.months]}
        say_json(said)
        return
    for line in _lines(plan, source):
        say(line)


def _counted(framework: "Framework", indicator: str) -> "Indicator":
    from framework.load.mistakes import listed, shown, suggestion
    from framework.model.sources import Rows

    known = {one.id: one for one in framework.indicators}
    if indicator not in known:
        near = suggestion(indicator, list(known))
        raise UserError(f"there is no indicator {shown(indicator)} in this framework{near}")
    found = known[indicator]
    if found.is_derived:
        parts = listed([one.id for one in framework.rests_on(found) if not one.is_derived])
        raise UserError(f"'{indicator}' is made of others and not counted: ask for {parts}")
    if framework.source(found.source).rows is Rows.PUBLISHED:
        raise UserError(f"'{indicator}' is read as it was published and not counted")
    return found


def _plan(
    settings: Settings,
    framework: "Framework",
    indicator: "Indicator",
    source: "Source",
    day: date,
) -> "CountingPlan":
    from framework.model.engines import Engine
    from framework.model.measures import windows_in
    from framework.model.periods import month_start
    from indicators.connect.reading import read_source
    from indicators.engines.plans import plan_of
    from indicators.engines.reading import open_rows
    from indicators.engines.sessions import Whereabouts
    from indicators.measures.intake import open_intake

    if source.engine is not Engine.POLARS:
        held, _ = open_rows(source, framework, Whereabouts(settings.data, outside(settings.store)))
        try:
            return plan_of(framework, indicator, held, {}, month_start(day), day)
        finally:
            held.close()
    names = dict.fromkeys((source.id, *(one.source for one in windows_in(indicator.measure))))
    settings.intake.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = {
        name: read_source(framework.source(name), framework, settings.data, settings.intake).path
        for name in names
    }
    rows = open_intake(source.id, files[source.id])
    return plan_of(framework, indicator, rows, files, month_start(day), day)


def _lines(plan: "CountingPlan", source: "Source") -> Iterator[str]:
    first, last = plan.months
    yield f"{plan.indicator}: {plan.engine} counts {counted(plan.rows, 'row')} of {source.read.origin}"
    yield f"They speak of {first.label} to {last.label}."
    if plan.asked:
        count = counted(len(plan.asked), "statement")
        yield f"To know this much, {count} were run: types, what becomes of rows, dates, a sample."
    for place, scan in enumerate(plan.scans, start=1):
        yield ""
        sums = f"{counted(scan.sums, 'sum')} of " if scan.sums else ""
        yield f"Scan {place} of {len(plan.scans)}: {sums}{scan.of}"
        yield f"  about {counted(scan.expected, 'row')} looked at, at most {counted(scan.cells, 'row')} come back"
        for line in scan.sql.splitlines():
            yield f"    {line}"
    if not any(scan.sql for scan in plan.scans):
        yield ""
        yield "Scans share one pass over the typed copy of the rows; what comes out are cells of arrays."
