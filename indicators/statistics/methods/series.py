"""The methods of trends, forecasts and progress, for the reference pages."""

from typing import Final

from indicators.statistics.methods.method import Example, Method

_TRENDS = "indicators.statistics.trends"
_RANKED = "indicators.statistics.trends_ranked"
_SHARES = "indicators.statistics.trends_of_proportions"
_FORECASTS = "indicators.statistics.forecasts"
_SMOOTHED = "indicators.statistics.forecasts_smoothed"

METHODS: Final[tuple[Method, ...]] = (
    Method(
        id="recent_trend",
        title="Recent trend of rates",
        formula="""\
the last 5 years, t = 1..5;  weight w = 1 / se^2, se = (upper - lower) / 3.92
slope b = (sum w x sum wyt - sum wt x sum wy) / (sum w x sum wt^2 - (sum wt)^2)
chi-squared = b^2 x (sum w x sum wt^2 - (sum wt)^2) / sum w
a trend: chi-squared above 9.5495 (p < 0.002), and b keeps its sign with any one point left out""",
        source="Office for Health Improvement and Disparities, Fingertips recent trends.",
        example=Example(
            call="recent_trend([[24.67, 24.6, 28, 30.2, 30.6]], [[23.16, 23.15, 26.44, 28.63, 28.98]],"
            " [[26.25, 26.19, 29.64, 31.90, 32.25]]).chi_squared",
            names=(f"{_TRENDS}:recent_trend",),
            expected=(46.77,),
            digits=4,
        ),
        use_when="One figure a year with a 95% interval, five years without a gap.",
        not_when="A point pools several years, or there are fewer than five: it says so.",
    ),
    Method(
        id="recent_trend_of_proportions",
        title="Recent trend of proportions",
        formula="""\
the last 5 years, t = 1..5;  N = sum n, R = sum x
chi-squared = N (N sum xt - R sum nt)^2 / (R (N - R) (N sum nt^2 - (sum nt)^2))
slope: least squares on ln(x / (n - x));  the same two conditions as for rates""",
        source="Cochran (1954), Biometrics 10; Armitage (1955), Biometrics 11; OHID, Fingertips.",
        example=Example(
            call="recent_trend_of_proportions([[994, 1023, 1199, 1332, 1367]],"
            " [[40299, 41527, 42811, 44064, 44701]]).chi_squared",
            names=(f"{_TRENDS}:recent_trend_of_proportions",),
            expected=(47.90,),
            digits=4,
        ),
        use_when="Yearly shares with their numerators and denominators.",
        not_when="A numerator is 0 or equals its denominator: the log odds have no end.",
    ),
    Method(
        id="two_point_change",
        title="Change between two points",
        formula="higher where the new interval lies above the old one, lower where below, else no change",
        source="Office for Health Improvement and Disparities, Fingertips.",
        example=Example(
            call="two_point_change(([1.0, 5], [2.0, 6]), ([2.5, 3], [3.0, 4]))",
            names=(f"{_TRENDS}:two_point_change",),
            expected=(2.0, 3.0),
        ),
        use_when="There are two figures with intervals and no more.",
        not_when="A series is at hand; overlap is a hard test and misses real change.",
    ),
    Method(
        id="trend_of_proportions",
        title="Chi-squared for trend in proportions, and for differences",
        formula="""\
p = sum x / sum n;  T = sum n(t - mean t)^2, mean t weighted by n
trend = (sum (x - np)(t - mean t))^2 / (p(1 - p) T), 1 degree of freedom
differences = sum (x - np)^2 / n / (p(1 - p)), groups - 1 degrees of freedom
slope = sum (x - np)(t - mean t) / T""",
        source="Cochran (1954), Biometrics 10; Armitage (1955), Biometrics 11; Pearson (1900).",
        example=Example(
            call="(lambda r: (r.chi_squared[0], r.slope[0], r.heterogeneity[0]))("
            "trend_of_proportions([[10, 20, 30]], [[100, 100, 100]]))",
            names=(f"{_SHARES}:trend_of_proportions",),
            expected=(12.5, 0.1, 12.5),
        ),
        use_when="Shares over ordered groups: deciles of deprivation, ages, years.",
        not_when="The groups have no order (look at the differences only).",
    ),
    Method(
        id="mann_kendall",
        title="Mann-Kendall test for trend",
        formula="""\
S = pairs that rise - pairs that fall;  tau-b = S / sqrt(pairs x pairs not tied)
z = S / sqrt((n(n-1)(2n+5) - sum t(t-1)(2t+5)) / 18), t the sizes of ties
with correction for continuity: |S| - 1;  exact p below 50 points without ties""",
        source="Mann (1945), Econometrica 13; Kendall (1970), Rank correlation methods.",
        example=Example(
            call="(lambda r: (r.score[0], r.tau_b[0], r.p_exact[0]))(mann_kendall([[1, 2, 3, 4, 5]]))",
            names=(f"{_RANKED}:mann_kendall",),
            expected=(10.0, 1.0, 0.0166667),
        ),
        use_when="A rise or fall of any shape is asked for, and outliers should not decide.",
        not_when="Each point hangs on the one before: it then finds trends too easily.",
    ),
    Method(
        id="theil_sen",
        title="Theil-Sen line",
        formula="slope = median of the slopes of all pairs;  intercept = median of what is left over",
        source="Sen (1968), JASA 63; Conover (1980).",
        example=Example(
            call="(lambda r: (r.slope[0], r.intercept[0]))(theil_sen([[2, 4, 6, 800, 10, 12, 14]]))",
            names=(f"{_RANKED}:theil_sen",),
            expected=(2.0, 0.0),
        ),
        use_when="The size of a trend is wanted and a wild point should not move it.",
        not_when="The series turns: one line cannot say so.",
    ),
    Method(
        id="forecasts",
        title="Forecasts with an interval",
        formula="""\
h steps ahead of n points; q a quantile of the named distribution
naive:  last;  error = rms of the steps x sqrt(h);  normal
mean:   mean;  error = sd x sqrt(1 + 1/n);  Student's t, n - 1
drift:  last + h x mean step;  error = sd of the steps x sqrt(h (1 + h/(n - 1)));  normal
linear: least squares;  error = s x sqrt(1 + 1/n + (t - mean t)^2 / sum (t - mean t)^2);  t, n - 2
limits = forecast +- q x error

chosen: seasonal (its own page) where that is real; drift where what a line leaves over has a first
autocorrelation above 2/sqrt(n);
otherwise linear where Mann-Kendall has p < 0.05; otherwise mean
a first point further from the second than 3.267 x the mean of the other steps is left out""",
        source="Hyndman and Athanasopoulos, Forecasting: principles and practice.",
        example=Example(
            call="(lambda f: (f.mean[0, 0], f.lower_95[0, 0], f.upper_95[0, 0]))("
            "forecast([[3, 5, 4, 8, 7, 9, 8, 12]], 1, Method.LINEAR))",
            names=(f"{_FORECASTS}:forecast", f"{_FORECASTS}:Method"),
            expected=(11.928571, 8.000893, 15.8562503),
        ),
        use_when="8 or more even periods without a gap, and a date not far off.",
        not_when="Fewer points or a gap (refused by name), or what drives the series has changed.",
    ),
    Method(
        id="exponential_smoothing",
        title="Exponential smoothing",
        formula="""\
e = y - (level + slope);  level = level + slope + a e;  slope = slope + a b e
start: the first value, and for Holt the first step;  a, b: least sum of e^2
error h ahead = s x sqrt(1 + sum over j < h of (a (1 + b j))^2), b = 0 for simple smoothing""",
        source="Brown (1959); Holt (1957); Hyndman and others (2008).",
        example=Example(
            call="smooth([[3, 5, 4, 8]], with_slope=False, weights=(0.5, 0)).level",
            names=(f"{_SMOOTHED}:smooth",),
            expected=(6.0,),
        ),
        use_when="The level moves and the newest points should count most.",
        not_when="There are seasons: none is modelled.",
    ),
    Method(
        id="seasonal_forecast",
        title="Seasonal forecast",
        formula="""\
y = a level for each month (or quarter) of the year + b t, least squares
error = s x sqrt(1 + x' (X'X)^-1 x);  Student's t, n - periods of a year - 1
chosen: three whole years or more, F test of the levels against one line p < 0.01, and what is left
over has a first autocorrelation of at most 2/sqrt(n)""",
        source="Hyndman and Athanasopoulos, Forecasting: principles and practice, chapter 7.",
        example=Example(
            call="forecast([[10, 20, 13, 19, 13, 23, 16, 22, 16, 26, 19, 25]], 4, Method.SEASONAL,"
            " season=4).mean[0]",
            names=(f"{_FORECASTS}:forecast", f"{_FORECASTS}:Method"),
            expected=(19.0, 29.0, 22.0, 28.0),
        ),
        use_when="The same months of each year are alike, such as those of school holidays.",
        not_when="Fewer than two whole years, or years.",
    ),
    Method(
        id="year_end",
        title="Where a year to date will end",
        formula="""\
shape: r_j = log(end / now) of each whole earlier year j at this stage (shares and means: end - now)
now x exp(mean r +- t(n - 1) x sd r x sqrt(1 + 1/n)),  n years, at least 3
profile: share = target now / target at the end; to come ~ negative binomial(now + 0.5, share)""",
        source="Prediction interval of a mean; Gelman and others, Bayesian Data Analysis, 2.6 (Jeffreys).",
        example=Example(
            call="(lambda f: (f.mean[0], f.lower[0], f.upper[0]))(by_profile([130], [150 / 400]))",
            names=("indicators.statistics.forecasts_year_end:by_profile",),
            expected=(347.5, 302.0, 397.0),
        ),
        use_when="A Board asks in October whether 400 will be reached by March.",
        not_when="The year is over, or how the year goes has changed.",
    ),
    Method(
        id="chance_of_meeting_by_forecast",
        title="Chance that a forecast meets its target",
        formula="""\
more is better: P(T > (target - forecast) / error), T normal or Student's t as the method has it
less is better: the rest""",
        source="The predictive distribution of the forecast.",
        example=Example(
            call="chance_of_meeting(forecast([[3, 5, 4, 8, 7, 9, 8, 12]], 1, Method.NAIVE), 12, 1)[0]",
            names=(
                f"{_FORECASTS}:chance_of_meeting",
                f"{_FORECASTS}:forecast",
                f"{_FORECASTS}:Method",
            ),
            expected=(0.5,),
        ),
        use_when="A Board asks how likely a dated target is.",
        not_when="The forecast has no interval.",
    ),
)
