"""How an indicator would be counted: its scans, an engine's statements, the rows expected. Nothing is counted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from framework.errors import MeasureError
from framework.model.expressions import Expression
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.periods import Period
from framework.model.sources import AREA
from framework.model.written import written
from indicators.engines.held_rows import HeldRows
from indicators.engines.scanning import EngineScan
from indicators.measures.counting import Laid, lay_out
from indicators.measures.coverage import find_coverage
from indicators.measures.elsewhere import AnyRows
from indicators.measures.event_windows import with_windows
from indicators.measures.intake import Intake
from indicators.measures.places import Places
from indicators.measures.planning import Group
from indicators.measures.scanning import Scan
from indicators.measures.tasks import Ground, asked_by, dimension_names


@dataclass(frozen=True, slots=True)
class PlannedScan:
    """One pass over rows. `of` says which rows, `expected` about how many; `cells` bounds what comes back.

    `sql` is the statement of an engine; polars has none.
    """

    of: str
    sums: int
    expected: int
    cells: int
    sql: str = ""


@dataclass(frozen=True, slots=True)
class CountingPlan:
    """How an indicator would be counted. `asked` are the statements that a plan itself needs."""

    indicator: str
    source: str
    engine: str
    rows: int
    months: tuple[Period, Period]
    scans: tuple[PlannedScan, ...]
    asked: tuple[str, ...] = ()


def plan_of(
    framework: Framework,
    indicator: Indicator,
    rows: AnyRows,
    files: Mapping[str, Path],
    cutoff: date,
    today: date | None = None,
) -> CountingPlan:
    """Say how an indicator of counted rows would be counted.

    Args:
        framework: where its source, areas and calendars are.
        indicator: one that is made of rows.
        rows: those of its source.
        files: where the rows of sources lie that are files, for windows that look into them.
        cutoff: periods that end after this day are not given.
        today: rows dated after it say nothing of the months before it.

    Raises:
        MeasureError: it cannot be made from these rows.
    """
    source = framework.source(indicator.source)
    found = find_coverage(framework, source, rows, cutoff, today)
    if found.coverage is None:
        raise MeasureError(indicator.id, f"'{source.id}' has no dated row up to {cutoff}")
    texts = rows.texts_in([AREA, *dimension_names([indicator])])
    named: tuple[Indicator, ...] = (indicator,)
    if isinstance(rows, Intake):
        source, rows, named = with_windows(framework, source, rows, files, named)
    ground = Ground(framework, source, rows, texts, found.coverage, Places(framework))
    laid = lay_out(ground, named)
    if isinstance(rows, HeldRows):
        scans = tuple(_in_engine(rows, laid))
    elif isinstance(rows, Intake):
        scans = tuple(_in_process(rows, laid))
    else:
        raise TypeError("rows lie in a file or in an engine")
    asked = tuple(rows.asked) if isinstance(rows, HeldRows) else ()
    found_in = indicator.id, source.id, source.engine.value, rows.rows
    return CountingPlan(*found_in, found.coverage.periods(), scans, asked)


def _in_process(rows: Intake, laid: Laid) -> Iterator[PlannedScan]:
    scan = Scan(laid.layer, laid.renderer, asked_by(laid.tasks))
    groups, shares = scan.groups(rows, laid.wanted) if rows.rows else ((), {})
    for group in groups:
        yield _planned(group, shares, rows.rows, laid)
    for table in laid.tables().values():
        yield PlannedScan(f"the values of {_which(table.wanted.where)}", 0, rows.rows, rows.rows)


def _planned(
    group: Group, shares: Mapping[Expression, float], rows: int, laid: Laid
) -> PlannedScan:
    which = _which((group.shared,) if group.shared is not None else ())
    cubes = {cube for one in group.primitives for cube in laid.wanted[one]}
    return PlannedScan(
        f"{which}, month by month" if group.monthly else which,
        len(group.primitives),
        _expected(group.shared, shares, rows),
        sum(laid.cubes.all[cube].cells for cube in cubes) or 1,
    )


def _in_engine(rows: HeldRows, laid: Laid) -> Iterator[PlannedScan]:
    scan = EngineScan(rows, laid.layer, asked_by(laid.tasks))
    shares = scan.shares(laid.wanted)
    for one in scan.statements(laid.wanted, shares):
        # what is only counted as a whole comes by area and month, to say which rows lie nowhere
        cells = len(rows.areas.meaning) * laid.layer.coverage.months
        if one.cube is not None:
            cells = laid.cubes.all[one.cube].cells
        which = _which((one.shared,) if one.shared is not None else ())
        expected = _expected(one.shared, shares, rows.rows)
        yield PlannedScan(which, len(one.sums), expected, cells, rows.sql_of(one.said))
    for table in laid.tables().values():
        which = f"the different values of {_which(table.wanted.where)}"
        said = rows.sql_of(scan.gathering(table))
        yield PlannedScan(which, 0, rows.rows, rows.rows, said)


def _expected(shared: Expression | None, shares: Mapping[Expression, float], rows: int) -> int:
    return rows if shared is None else round(rows * shares.get(shared, 1.0))


def _which(parts: Sequence[Expression]) -> str:
    return f"rows where {' and '.join(map(written, parts))}" if parts else "all rows"
