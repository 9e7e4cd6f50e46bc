"""Where rows come from and what their columns mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from framework.model.engines import Engine
from framework.model.expectations import Expect, Then
from framework.model.expressions import Expression
from framework.model.periods import Basis, Grain, YearType
from framework.model.reads import Read
from framework.model.remote_reads import RemoteRead


class Rows(StrEnum):
    """What one row stands for."""

    EVENTS = "events"
    TALLIES = "tallies"
    PUBLISHED = "published"
    POPULATION = "population"


COUNTED: Final = (Rows.EVENTS, Rows.TALLIES)
"""Rows that are counted here, and not by whoever publishes them."""


class ColumnType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TRUTH = "yes or no"


class CellStatus(StrEnum):
    """Why a cell holds no value, or a value with a caution."""

    SUPPRESSED = "suppressed"
    UNAVAILABLE = "unavailable"
    NOT_APPLICABLE = "not applicable"
    ROUNDS_TO_ZERO = "rounds to zero"
    LOW_RELIABILITY = "low reliability"
    PROVISIONAL = "provisional"
    REVISED = "revised"
    FINAL = "final"
    OUTTURN = "outturn"
    ESTIMATED = "estimated"


class PeriodShape(StrEnum):
    """How a period column writes its periods. See docs/reference/periods.md."""

    DATE = "date"  # 2017-03-01 or 2017-03: the span that holds the day
    MONTH = "month"  # Apr 2024, April 2024, 2024-04
    QUARTER = "quarter"  # 2021/22 Q1, 2021 Q1
    YEAR = "year"  # 2019 (a calendar year), 2016-17, 2019/20 (a financial or academic year)
    YEAR_ENDING = (
        "year ending"  # 2025 is the year that ends in 2025; 2016-17 likewise by its last year
    )
    SIX_DIGITS = "six digits"  # 201920 is 2019/20
    POOLED = "pooled years"  # 2014-16, 2013/14-15/16: declared with their number
    ROLLING = "rolling 12 months"  # Aug 2017 - Jul 2018
    CUMULATIVE = "cumulative"  # 2021/22 Q1 - 2022/23 Q3: since a fixed start


_BASIS_OF_SHAPE: Final = {
    PeriodShape.POOLED: Basis.POOLED,
    PeriodShape.ROLLING: Basis.ROLLING_YEAR,
    PeriodShape.CUMULATIVE: Basis.CUMULATIVE,
}


@dataclass(frozen=True, slots=True)
class Band:
    """An inclusive span of whole numbers with its label. `high` None is open: '85+'."""

    label: str
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """One column as indicators see it, and the headers it may stand under in the files.

    `then` is what becomes of a row whose cell is not understood or not allowed; None: it is left
    out as a problem. With `then: warn` the row stays and the cell counts as empty.
    """

    name: str
    headers: tuple[str, ...]
    type: ColumnType = ColumnType.TEXT
    required: bool = False
    unique: bool = False
    private: bool = False
    one_of: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    decimals: int = 4
    low: Decimal | None = None
    high: Decimal | None = None
    labels: Mapping[str, str] | None = None
    order: tuple[str, ...] = ()
    day_first: bool = True
    percent_sign: bool = False
    missing: Mapping[str, CellStatus] | None = None
    then: Then | None = None


@dataclass(frozen=True, slots=True)
class AreaFrom:
    """Which column holds the area, in which codes, and what to do with one that is not known.

    `codes` names a lookup file (config/areas/codes/NAME.csv: code, area) or is None for the
    framework's own codes. `columns` are tried in order; the first that is not empty counts.
    `splits` is 'refuse' or 'by weight' (a row of an area that was split is shared among its parts).
    `joint` is 'refuse' or 'each' (a published value of several areas together stands for each).
    `unknown` is 'refuse' (the row is reported and left out), 'not known' (it counts in totals
    only) or 'leave out' (declared as not of interest: counted, not reported one by one).
    """

    columns: tuple[str, ...]
    codes: str | None = None
    unknown: str = "refuse"
    fixed: str | None = None
    splits: str = "refuse"
    joint: str = "refuse"


@dataclass(frozen=True, slots=True)
class PeriodFrom:
    """Which column holds the period and how it is written.

    `suffixes` gives a text that may follow a period its status ('prov' -> provisional); None for a
    remark without one ('baseline'). `footnotes` says that footnote marks are taken off. A pool
    holds `pooled_years`.
    """

    column: str
    shape: PeriodShape
    grain: Grain
    year_type: YearType = YearType.FINANCIAL
    suffixes: Mapping[str, CellStatus | None] | None = None
    footnotes: bool = False
    pooled_years: int = 1

    @property
    def basis(self) -> Basis:
        """Give the basis that the shape itself says; 'during' where it says none."""
        return _BASIS_OF_SHAPE.get(self.shape, Basis.DURING)


@dataclass(frozen=True, slots=True)
class Notes:
    """A column of notes beside published numbers, and what a note that begins so says of them.

    `of` names the number columns it speaks of. None is a remark that says nothing of the number.
    """

    column: str
    meanings: Mapping[str, CellStatus | None]
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Rows that are known and not wanted, with the reason."""

    where: Expression
    because: str


@dataclass(frozen=True, slots=True)
class LateStep:
    """Which roles are told once a source has been late for so many days."""

    after_days: int
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """How many days after a period ends its rows should be here, and who is told when they are not."""

    days: int
    late: tuple[LateStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Covers:
    """Which days a source speaks of. None: the months of its own dates, first to last."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Counts from 1 to `suppress_to` are hidden; the others are rounded to `round_to`."""

    suppress_to: int = 0
    round_to: int = 1

    @property
    def wide_enough(self) -> int:
        """Give the base to which counts must be rounded for no difference to name a small one.

        A hidden count between two rounded ones keeps `round_to` - 1 possible values or more.
        """
        return max(self.suppress_to, min(self.suppress_to, 3) + 1)

    @property
    def must_stay_possible(self) -> int:
        """Give how many values each hidden count must keep for whoever sees all that is shown."""
        return max(2, min(3, self.suppress_to))

    @property
    def shows_exactly(self) -> bool:
        """Say whether small counts are hidden among figures exact enough to work them out."""
        return self.suppress_to > 0 and self.round_to < self.wide_enough


SAFE_DISCLOSURE: Final = Disclosure(suppress_to=5, round_to=5)
"""The rule for rows that are counted where their source does not say another."""


@dataclass(frozen=True, slots=True)
class Arrives:
    """When a file counts as here: left alone for so many minutes, with a marker file beside it.

    The marker of `rows.csv` is named `rows.csv` with `marker` behind it. Nothing said: as it is.
    """

    settled_minutes: int = 0
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A declared source. Rows reach indicators only through its columns and named terms.

    `link` is a plain http, https or mailto address of whoever publishes it, or empty. `releases`
    are moments, in the schedule's time zone, at which new rows are looked for. `engine` counts the
    rows; one that is not polars counts them where they lie.
    """

    id: str
    title: str
    owner: str
    rows: Rows
    read: Read | RemoteRead
    columns: tuple[SourceColumn, ...]
    area_from: AreaFrom
    period_from: PeriodFrom | None = None
    terms: Mapping[str, Expression] | None = None
    missing: Mapping[str, CellStatus] | None = None
    notes: Notes | None = None
    leave_out: tuple[LeaveOut, ...] = ()
    how_many: str | None = None
    dated: str | None = None
    due: Due | None = None
    covers: Covers = Covers()
    disclosure: Disclosure = Disclosure()
    expect: Expect = field(default_factory=Expect)
    arrives: Arrives = Arrives()
    note: str = ""
    link: str = ""
    licence: str = ""
    releases: tuple[datetime, ...] = ()
    engine: Engine = Engine.POLARS

    def column(self, name: str) -> SourceColumn:
        """Give a declared column.

        Raises:
            KeyError: no column of that name is declared (the checks rule this out).
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


AREA: Final = "_area"
"""The resolved area code of a row, in every frame that connect gives."""
PERIOD: Final = "_period"
"""The code of a row's period, where the source declares period_from. Its basis is that of the shape:
'during', save for pools, rolling years and what is cumulative."""
STATUS: Final = "_status"
"""The status that a period's suffix gave a row, else null."""
ROW: Final = "_row"
"""The row's number in its file, counted from 1 at the header as spreadsheets show it."""
FILE: Final = "_file"
"""The file a row came from, relative to the data directory."""
STATUS_SUFFIX: Final = "_status_"
"""`_status_NAME` says why the number column NAME is null, or what is to be known of it: a CellStatus."""
AREA_WAS: Final = "_area_was"
"""In published rows the code that was merged into the area of the row, else null."""
JOINT: Final = " / "
"""Stands in AREA between the areas of a published row that speaks of several together."""
