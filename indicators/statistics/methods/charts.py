"""The methods of control charts and runs, for the reference pages."""

from typing import Final

from indicators.statistics.methods.method import Example, Method

_CHARTS = "indicators.statistics.control_charts"
_COUNTS = "indicators.statistics.control_charts_counts"
_RUNS = "indicators.statistics.control_charts_runs"

METHODS: Final[tuple[Method, ...]] = (
    Method(
        id="xmr_chart",
        title="XmR control chart with the NHS rules",
        formula="""\
mean = the mean of the baseline
range of a point = |value - value before|
limits = mean +- 2.66 x mean range;  warning lines = mean +- 2/3 of that
screened: ranges of 3.267 x mean range or more are left out once, and the mean range taken again

special cause, the first that holds:
1. a point outside a limit
2. trend: 7 points, each higher than the one before, or each lower
3. 2 of 3 points in a row beyond a warning line, all 3 on one side of the mean
4. shift: 7 points in a row on one side of the mean

A tie ends a trend. A point on the mean ends a shift. A missing point, or a re-base, ends both.
Where two trends meet, the turning point belongs to the earlier one.""",
        source="Shewhart (1931); Wheeler (1993), Understanding variation; NHS England, Making Data Count.",
        example=Example(
            call="(lambda c: (c.mean[0, 0], c.lower[0, 0], c.upper[0, 0]))("
            "xmr_chart([[1, 2, 1, 2, 10] + [1, 2] * 6 + [1]], screen=True))",
            names=(f"{_CHARTS}:xmr_chart",),
            expected=(1.944444, -0.715556, 4.604444),
        ),
        use_when="Single figures in order of time, 12 or more; with 5 to 11 the limits are on trial.",
        not_when="Denominators differ much (use p or u), or most counts are under 5 (use g or t).",
    ),
    Method(
        id="variation_and_assurance",
        title="Is it changing, and will it meet its target",
        formula="""\
variation: the special cause of the last point, and whether its side is the good one
assurance, more is better: target above the upper limit fails, below the lower limit passes,
between them is hit and miss; mirrored where less is better
The latest target is held against the latest lines.""",
        source="NHS England, Making Data Count.",
        example=Example(
            call="assurance(xmr_chart([[10, 12, 9, 11, 10, 13, 8, 11, 10, 12, 9, 11]]), 20, 1)",
            names=(f"{_CHARTS}:xmr_chart", f"{_CHARTS}:assurance"),
            expected=(2.0,),
        ),
        use_when="A Board asks whether the target will be met as things now run.",
        not_when="Neither way is good, or there is no target: it cannot say.",
    ),
    Method(
        id="p_chart",
        title="Control chart of shares",
        formula="""\
centre = sum of numerators / sum of denominators
limits = centre +- 3 x sqrt(centre x (1 - centre) / denominator), never below 0 or above 1""",
        source="Shewhart (1931).",
        example=Example(
            call="(lambda c: (c.mean[0, 0], c.upper[0, 1], c.lower[0, 1]))("
            "p_chart([[50, 5, 45]], [[100, 10, 90]]))",
            names=(f"{_COUNTS}:p_chart",),
            expected=(0.5, 0.974342, 0.0256584),
        ),
        use_when="A share of cases, with 5 or more expected in and out of the numerator.",
        not_when="Denominators run to thousands: limits get too narrow (use the prime chart).",
    ),
    Method(
        id="u_chart",
        title="Control chart of rates",
        formula="""\
centre = sum of counts / sum of denominators
limits = centre +- 3 x sqrt(centre / denominator), never below 0""",
        source="Shewhart (1931).",
        example=Example(
            call="(lambda c: (c.mean[0, 0], c.upper[0, 0]))(u_chart([[30, 10]], [[10, 10]]))",
            names=(f"{_COUNTS}:u_chart",),
            expected=(2.0, 3.341641),
        ),
        use_when="Events that one person may have more than once, over a known number of people.",
        not_when="Fewer than 5 events are expected in a period.",
    ),
    Method(
        id="c_chart",
        title="Control chart of counts",
        formula="""\
centre = mean count
limits = centre +- 3 x sqrt(centre), never below 0""",
        source="Shewhart (1931).",
        example=Example(
            call="(lambda c: (c.mean[0, 0], c.lower[0, 0], c.upper[0, 0]))(c_chart([[9, 7, 11, 9]]))",
            names=(f"{_COUNTS}:c_chart",),
            expected=(9.0, 0.0, 18.0),
        ),
        use_when="Counts in equal spans of an unchanging population.",
        not_when="The population changes (use u), or the mean is under 5 (use g or t).",
    ),
    Method(
        id="prime_charts",
        title="Prime charts of shares and rates",
        formula="""\
z = (share - centre) / sd of the share by chance
sigma z = mean range of z, screened, / 1.128
limits = centre +- 3 x sd x sigma z""",
        source="Laney (2002), Quality Engineering 14(4).",
        example=Example(
            call="(lambda c: c.upper[0, 0])("
            "p_chart([[5000, 5600, 4700, 5500]], [[10000] * 4], prime=True))",
            names=(f"{_COUNTS}:p_chart",),
            expected=(0.723901,),
        ),
        use_when="Denominators are so large that chance alone explains hardly any of the movement.",
        not_when="There are fewer than 12 points: sigma z is then a guess.",
    ),
    Method(
        id="g_chart",
        title="Cases or days between rare events, geometric",
        formula="""\
m = mean gap;  centre = median gap
limits = m +- 3 x sqrt(m x (m + 1)), never below 0""",
        source="Benneyan (2001), Health Care Management Science 4.",
        example=Example(
            call="(lambda c: (c.mean[0, 0], c.upper[0, 0]))(g_chart([[1, 2, 30]]))",
            names=(f"{_COUNTS}:g_chart",),
            expected=(2.0, 45.467376),
        ),
        use_when="Whole gaps between events too rare to count by month.",
        not_when="Events come most months.",
    ),
    Method(
        id="t_chart",
        title="Time between rare events",
        formula="""\
x = gap ^ (1 / 3.6);  limits = mean x +- 3 x mean range of x, screened, / 1.128
all lines are raised to the power 3.6 again""",
        source="Nelson (1994), Journal of Quality Technology 26(3).",
        example=Example(
            call="(lambda c: (c.mean[0, 0], c.upper[0, 0]))(t_chart([[1, 2 ** 3.6, 1, 2 ** 3.6]]))",
            names=(f"{_COUNTS}:t_chart",),
            expected=(4.304558, 169.268464),
        ),
        use_when="Gaps measured in parts of a day, or where days between events matter themselves.",
        not_when="Events come most months.",
    ),
    Method(
        id="runs",
        title="Runs and crossings of the centre line",
        formula="""\
n = points off the line
signal: the longest run is over round(log2 n) + 3,
or the crossings are fewer than the 5% point of a binomial with n - 1 throws and chance 1/2""",
        source="Anhoej and Olesen (2014), PLoS ONE 9(11).",
        example=Example(
            call="(lambda r: (r.longest[0], r.longest_by_chance[0], r.crossings_by_chance[0]))("
            "runs_about([[1, -1] * 5 + [1] * 10], 0))",
            names=(f"{_RUNS}:runs_about",),
            expected=(10.0, 7.0, 6.0),
        ),
        use_when="Limits are in doubt: it needs only a median.",
        not_when="One extreme point matters: a run chart does not see it.",
    ),
)
