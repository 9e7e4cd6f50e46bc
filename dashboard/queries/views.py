"""What pages, packs and spreadsheets get: frozen, disclosed, already in words and rounded once.

Numbers for drawing are floats; every figure a person reads is text made here. A template only
places them. `None` for a number means there is none, and the text beside it says why.
"""

from dataclasses import dataclass

from dashboard.queries.chart_views import NO_CHART, Answer, ChartView, FunnelView
from dashboard.queries.follow_up_views import FollowUp
from framework.model.areas import Outline
from framework.model.results import Comparison, Rating, Travel


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a selector: what stands in the URL, what the reader sees."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chrome:
    """What stands round every page."""

    framework: str  # "Midshire Early Help Partnership"
    board: str  # "Early Help Board"
    notice: str  # "Made-up data, shown as if today were 12 November 2026." or ""
    generation: int
    published: str  # "Published 12 November 2026"
    months: tuple[Choice, ...]  # newest first; value "2026-10", label "October 2026"
    areas: tuple[Choice, ...]  # the home area and those of the next levels, as may be seen
    month: str  # the chosen month's label
    area: str  # the chosen area's name
    query: str  # "month=2026-10&area=E10000099", to keep in links
    may_upload: bool = False  # the viewer may hand in files, and some source takes them
    sources: tuple[str, ...] = ()  # "Absence (owner, licence)", of everything shown


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePoint:
    """One period of a small line: what is drawn, and its words."""

    period: str  # code
    label: str  # "Oct 2026"
    long_label: str  # "October 2026"
    value: float | None
    target: float | None
    text: str  # "76.1%" or "[c]"
    target_text: str  # "95.0%" or ""
    rating: Rating
    provisional: bool
    breaks: str  # why a new series begins here, else ""
    target_high: float | None = None  # the upper end where the target is a range
    counts_from: str = ""  # of a year to date the first day it counts, else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(LinePoint):
    """One period of a series."""

    lower: float | None
    upper: float | None
    count_text: str  # "305 of 401" or "305" or ""
    interval_text: str  # "71.7% to 80.0%" or ""
    note: str  # why there is no value, in words, else ""


@dataclass(frozen=True, slots=True)
class Change:
    """One travel: short (since the last period) or long (since the same period last year)."""

    since: str  # "since September 2026"
    travel: Travel
    text: str  # "Worse: down 2.1 points" | "No change" | "Up 12" | "No earlier figure"
    arrow: str  # "up" | "down" | "level" | ""
    real: bool | None
    real_text: str  # "more than chance would explain" | "could be chance" | ""
    brief: str = (
        ""  # "Down 2.1" | "No change", where there is little room; "" where it cannot be said
    )

    @property
    def told(self) -> str:
        """Say it with whether it is more than chance: 'Better: up 2.1 points, could be chance'."""
        return f"{self.text}, {self.real_text}" if self.real_text else self.text

    @property
    def in_full(self) -> str:
        """Say it with since when: 'Better: up 2.1 points since June 2026, could be chance'."""
        return ", ".join(filter(None, (f"{self.text} {self.since}".strip(), self.real_text)))


@dataclass(frozen=True, slots=True)
class Beside:
    """One comparator."""

    title: str  # "England", "Midshire"
    text: str  # "18.6%"
    value: float | None
    period: str  # "2024/25"
    outcome: Comparison
    words: str  # "worse than England" | "no comparator because ..."
    method: str = ""  # how better and worse were told, in words
    drawn: bool = True  # whether it has a line of its own on the trend


@dataclass(frozen=True, slots=True)
class Freshness:
    state: str  # "fresh" | "due" | "late" | "no data"
    text: str  # "As at 31 October 2026" | "Late: October was due by 10 November"


@dataclass(frozen=True, slots=True)
class CommentView:
    """What people said of a figure. `earlier`: of a month before the page's. Texts may be empty."""

    cause: str
    action: str
    due: str  # "By 1 December 2026" | "By 1 October 2026, which has passed" | ""
    owner: str
    asked: str  # "The Board is asked to decide." | ""
    month: str  # "Said of October 2026"
    earlier: bool
    overdue: bool
    decided: str = ""  # what the Board decided
    done: str = ""  # what came of it


@dataclass(frozen=True, slots=True)
class Card:
    """An indicator on the panel."""

    id: str
    number: str  # "1.3"
    title: str
    rating: Rating
    rating_words: str  # "Red, off track" | "Not rated: the figure is provisional"
    good: str  # "Higher is better" | "Close to plan is best" | "Shown for information, not rated"
    text: str  # "76.1%" | "[c]" | "No data"
    count_text: str  # "305 of 401"
    period: str  # "October 2026"
    target_text: str  # "Target 95.0%" | "No target"
    short: Change
    long: Change
    beside: tuple[Beside, ...]
    freshness: Freshness
    spark: tuple[LinePoint, ...]
    spark_text: str  # "From 88.2% in Oct 2024 to 76.1% in Oct 2026; lowest 75.9%, highest 88.9%"
    sentence: str  # "Red, and getting worse; more than chance would explain."
    owner: str
    flags: tuple[str, ...]  # "Provisional", "Revised", "New definition from April 2024"
    because: str = ""  # "76.1% is 18.9 points short of the target. Red begins below 90.0%."
    sign: str = ""  # which sign of a control chart stands on it: "concerning_low"; or none
    sign_text: str = ""  # "Changing for the worse"
    said: CommentView | None = None
    unit: str = (
        ""  # what a bare figure is of, where there is room for nothing more: "thousand pounds"
    )

    @property
    def calm(self) -> bool:
        """Say whether a small screen may keep it behind a line: neither off track nor at risk."""
        return self.rating in (Rating.GREEN, Rating.NOT_RATED)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many indicators have each rating, with the change on the month before."""

    red: int
    amber: int
    green: int
    not_rated: int
    red_change: int | None
    amber_change: int | None
    green_change: int | None
    not_rated_change: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """An indicator whose rating is another than the month before."""

    id: str
    title: str
    before: Rating
    now: Rating


@dataclass(frozen=True, slots=True)
class OutcomePart:
    """An outcome with its cards, worst first. `rating` is set where the outcome declares a rule."""

    id: str
    number: int
    title: str
    counts_text: str  # "1 off track, 1 at risk, 4 on track"
    ratings: tuple[Rating, ...]
    cards: tuple[Card, ...]
    rating: Rating | None = None
    rating_text: str = ""  # "Red, off track. Rated by the worst of its indicators."
    elsewhere: tuple[str, ...] = ()  # "1.2 School attendance has figures for districts only"


@dataclass(frozen=True, slots=True)
class PanelView:
    chrome: Chrome
    verdict: str  # "4 of 31 indicators are off track and 9 are at risk. Since last month 3 ..."
    counts: Counts
    attention: tuple[Card, ...]  # red, worst first
    got_worse: tuple[Moved, ...]
    improved: tuple[Moved, ...]
    outcomes: tuple[OutcomePart, ...]
    context: tuple[Card, ...]  # kind context
    late_sources: tuple[str, ...]  # sentences
    follow_ups: tuple[FollowUp, ...] = ()  # what was asked before: overdue first


@dataclass(frozen=True, slots=True)
class AreaBar:
    """One area beside its siblings in the period of the page."""

    code: str
    name: str
    chosen: bool
    value: float | None
    lower: float | None
    upper: float | None
    text: str
    count_text: str
    interval_text: str
    rating: Rating
    note: str
    rank_text: str = ""  # "2nd best of 6", where figures of areas can be held against one another


@dataclass(frozen=True, slots=True)
class MappedArea:
    bar: AreaBar
    outline: Outline


@dataclass(frozen=True, slots=True)
class AreaMap:
    """`text` says in words what is drawn; `missing` names the areas that have no outline."""

    areas: tuple[MappedArea, ...]
    rated: bool
    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    member: str
    text: str
    count_text: str
    interval_text: str
    value: float | None
    lower: float | None
    upper: float | None
    change_text: str
    note: str = ""  # why there is no value, in words


@dataclass(frozen=True, slots=True)
class BreakdownPart:
    dimension: str  # "Age band"
    rows: tuple[BreakdownRow, ...]
    gap_text: str = ""  # "Highest for 16-17, 42.1%; lowest for 0-4, 31.0%: 11.1 points apart"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its words, for definition lists. `href` is a declared link, checked when read."""

    label: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class GapsView:
    """The chart of days between rare events, which are not the indicator's own values."""

    points: tuple[Point, ...]
    chart: ChartView
    text: str


@dataclass(frozen=True, slots=True)
class IndicatorView:
    chrome: Chrome
    card: Card
    outcome: str
    outcome_id: str
    unit: str  # "percent"
    trend: tuple[Point, ...]
    trend_text: str
    area_title: str  # "Districts of Midshire"
    areas: tuple[AreaBar, ...]
    area_target: float | None
    area_target_text: str
    benchmark: float | None  # the parent's value, drawn as a line
    benchmark_text: str  # "Midshire 76.1%"
    breakdowns: tuple[BreakdownPart, ...]
    definition: tuple[Fact, ...]
    why: tuple[str, ...]  # the arithmetic of the rating, one sentence a step
    data_quality: tuple[Fact, ...]
    sources: tuple[str, ...]  # those that `data_quality` speaks of, as in the frame
    breaks: tuple[str, ...]
    chart: ChartView = NO_CHART
    answers: tuple[Answer, ...] = ()
    gaps: GapsView | None = None
    funnel: FunnelView | None = None
    area_map: AreaMap | None = None
    area_period: str = ""  # of which `areas` are, where the page's own area has no figure
