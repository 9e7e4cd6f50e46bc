"""What a refresh gives: values with flags, then what was judged of them. Frames have named columns.

A result frame (polars) has RESULT_COLUMNS, one row an indicator x area x breakdown x period.
Counts stay exact until the value is made: `numerator` and `denominator` are whole numbers where
rows were counted. A missing value is null with a flag that says why, never zero.
"""

from enum import IntFlag, StrEnum
from typing import Final

TOTAL: Final = ""
"""The breakdown of everybody. Others read 'age_band=0-4' or 'age_band=0-4;sex=Female'."""

NOT_KNOWN_MEMBER: Final = "Not known"
"""The member that takes rows whose place in a dimension is missing. It counts, and it shows."""

RESULT_COLUMNS: Final = (
    "indicator",  # str
    "area",  # str, an area code
    "breakdown",  # str, TOTAL or dimension=member joined by ';' in the order of `by`
    "period",  # str, Period.code
    "value",  # f64 or null
    "numerator",  # f64 or null
    "denominator",  # f64 or null
    "lower",  # f64 or null, 95%
    "upper",  # f64 or null, 95%
    "lower998",  # f64 or null, 99.8%
    "upper998",  # f64 or null, 99.8%
    "flags",  # i32, Flag
)


class Flag(IntFlag):
    """Why a value is missing, or what a reader must know of it."""

    NONE = 0
    SUPPRESSED = 1  # [c]
    UNAVAILABLE = 2  # [x]
    NOT_APPLICABLE = 4  # [z], also 0/0
    ROUNDS_TO_ZERO = 8  # [low]
    LOW_RELIABILITY = 16  # [u]
    PROVISIONAL = 32  # [p]
    REVISED = 64  # [r]
    BREAK = 128  # [b] the first period of a new series
    PUBLISHED_INTERVAL = 256  # lower and upper came with the data
    FILLED_ZERO = 512  # a true zero in a series that has other values
    ESTIMATED = 1024  # [e]
    INCOMPLETE = 2048  # [u] some of its rows could not be used, or with UNAVAILABLE all


SYMBOLS: Final = {
    Flag.SUPPRESSED: "[c]",
    Flag.UNAVAILABLE: "[x]",
    Flag.NOT_APPLICABLE: "[z]",
    Flag.ROUNDS_TO_ZERO: "[low]",
    Flag.LOW_RELIABILITY: "[u]",
    Flag.PROVISIONAL: "[p]",
    Flag.REVISED: "[r]",
    Flag.BREAK: "[b]",
    Flag.ESTIMATED: "[e]",
    Flag.INCOMPLETE: "[u]",
}


class Rating(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NOT_RATED = "not rated"


class NotRated(StrEnum):
    """Why a result has no rating."""

    CONTEXT = "context, shown for information"
    NO_TARGET = "no target is in force"
    NO_VALUE = "no value"
    SUPPRESSED = "the number is too small to show"
    PROVISIONAL = "the figure is provisional"
    SMALL_DENOMINATOR = "too few cases to rate"
    NO_POLARITY = "neither up nor down is good"
    STALE = "the figure is out of date"
    UNAVAILABLE = "the figure is not available"
    NO_INTERVAL = "how sure the figure is, is not known"
    NO_COMPARATOR = "there is nothing to compare it with"
    TOO_FEW_AREAS = "too few areas to compare"
    NO_EARLIER = "there is no earlier figure to hold it against"
    NO_RULE = "no declared rule fits this figure"
    UNRELIABLE = "too few cases for a figure to rely on"
    NOT_CALCULABLE = "it cannot be calculated"
    IMPOSSIBLE = "its counts cannot be right"


class Travel(StrEnum):
    """Whether a change is good. The number's own direction is the sign of the change."""

    BETTER = "better"
    WORSE = "worse"
    UP = "up"  # no polarity: the number only
    DOWN = "down"
    SAME = "no change"  # it rounds to nothing
    CANNOT_SAY = "cannot say"  # no earlier value, or a break between


class Comparison(StrEnum):
    """Where an area stands beside a comparator, by the declared method.

    BEST, WORST, HIGHEST and LOWEST are beyond the 99.8% limit where two levels are told apart.
    BAND_1 is the best quarter or fifth of a set of areas (the lowest where neither way is good).
    """

    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"
    HIGHER = "higher"  # no polarity
    LOWER = "lower"
    NOT_COMPARED = "not compared"
    BEST = "much better"
    WORST = "much worse"
    HIGHEST = "much higher"
    LOWEST = "much lower"
    BAND_1 = "band 1"
    BAND_2 = "band 2"
    BAND_3 = "band 3"
    BAND_4 = "band 4"
    BAND_5 = "band 5"


class Variation(StrEnum):
    """What a control chart says of the latest point: is it really changing."""

    IMPROVING_HIGH = "improving, and high"
    IMPROVING_LOW = "improving, and low"
    CONCERNING_HIGH = "of concern, and high"
    CONCERNING_LOW = "of concern, and low"
    CHANGING_HIGH = "changing, and high"  # no polarity
    CHANGING_LOW = "changing, and low"
    COMMON_CAUSE = "no real change"


class Assurance(StrEnum):
    """What the limits of a control chart say of the latest target: will it be met again and again."""

    PASSES = "will keep meeting the target"
    FAILS = "will keep missing the target"
    HIT_AND_MISS = "may meet or miss the target"


class Trend(StrEnum):
    """Which way the recent points go, where a test says that they do."""

    INCREASING = "increasing"
    DECREASING = "decreasing"
    NO_CHANGE = "no significant change"
    CANNOT_SAY = "cannot be calculated"


JUDGEMENT_COLUMNS: Final = (
    "indicator",
    "area",
    "breakdown",
    "period",
    "rating",  # str, Rating
    "reason",  # str or null, NotRated when not rated
    "rule",  # str, the rule that gave it: 'target' ...
    "target",  # f64 or null, in force at that period (profiled where declared)
    "target_id",  # str or null
    "amber_edge",  # f64 or null, the inclusive edge between amber and red
    "short_change",  # f64 or null, value - value one period before, unrounded
    "short_travel",  # str, Travel
    "short_real",  # bool or null: the two 95% intervals do not overlap
    "long_change",  # f64 or null, value - value of the same period last year
    "long_travel",
    "long_real",
    "target_high",  # f64 or null, the upper end where the target is a range
    "published_rating",  # str or null, Rating that the source itself gave
    "chance",  # f64 or null, 0-1: that the true value meets the target
)

COMPARISON_COLUMNS: Final = (
    "indicator",
    "area",
    "breakdown",
    "period",
    "comparator",  # str, Comparator.id
    "value",  # f64 or null, the comparator's own value
    "outcome",  # str, Comparison
    "beside_period",  # str or null, the comparator's own period
    "method",  # str, the id of the method of comparison
    "rank",  # i32 or null, 1 is best (lowest where neither way is good)
    "out_of",  # i32 or null, how many areas were ranked
)

SERIES_COLUMNS: Final = (
    "indicator",
    "area",
    "breakdown",
    "points",  # i32, how many periods have a value
    "first_period",  # str
    "last_period",  # str
    "typical_change",  # f64 or null, the mean absolute change from one period to the next
    "variation",  # str or null, Variation
    "assurance",  # str or null, Assurance
    "trend",  # str or null, Trend
    "chart",  # str or null, framework.model.series.ControlChart as text
    "outlook",  # str or null, framework.model.series.Outlook as text
)
