"""Methods for single figures and for standardised ones."""

from typing import Final

from indicators.statistics.methods.method import Example, Method

_INTERVALS: Final = "indicators.statistics.intervals"
_STANDARD: Final = "indicators.statistics.standardising"

METHODS: Final[tuple[Method, ...]] = (
    Method(
        "wilson",
        "Wilson's limits of a share",
        "z = normal quantile of 1 - a/2\n"
        "limits = (2x + z^2 -/+ z sqrt(z^2 + 4x(1 - x/n))) / (2(n + z^2))",
        "Wilson (1927), Journal of the American Statistical Association 22, 209-212.",
        Example(
            "wilson_interval(81, 263)", (f"{_INTERVALS}:wilson_interval",), (0.255289, 0.36621)
        ),
        "A proportion: each of n people has it or has not.",
        "The numerator is no part of the denominator (use a rate), or people count twice.",
    ),
    Method(
        "poisson",
        "Limits of a count or rate: exact below 10 cases, Byar's from 10",
        "exact: lower = chi2(a/2; 2x)/2, upper = chi2(1 - a/2; 2x + 2)/2\n"
        "Byar: lower = x (1 - 1/(9x) - z/(3 sqrt x))^3, "
        "upper = y (1 - 1/(9y) + z/(3 sqrt y))^3 with y = x + 1\n"
        "a rate's limits are those of its count, by the denominator, times the multiplier",
        "Garwood (1936), Biometrika 28; Breslow and Day (1987), IARC Scientific Publications 82.",
        Example(
            "poisson_interval([5, 40])",
            (f"{_INTERVALS}:poisson_interval",),
            (1.62349, 28.5733, 11.6683, 54.4701),
        ),
        "A rate per people or per time, of events that come one by one.",
        "Events come in clusters, such as several for one family: the limits are then too narrow.",
    ),
    Method(
        "mean",
        "Student's limits of a mean",
        "limits = mean -/+ t(1 - a/2; n - 1) sqrt(S / (n - 1) / n), S = sum of squared deviations",
        "Student (1908), Biometrika 6, 1-25.",
        Example(
            "mean_interval(3.0, 10.0, 5)", (f"{_INTERVALS}:mean_interval",), (1.03676, 4.96324)
        ),
        "A mean of values that are not very skewed, or of many values.",
        "Few very skewed values, such as waiting times: show the median.",
    ),
    Method(
        "directly_standardised_rate",
        "Directly standardised rate",
        "rate = sum(w x/n) / sum(w)\n"
        "variance = sum(w^2 x/n^2) / sum(w)^2\n"
        "limits = rate + sqrt(variance / X) (limit of X - X), X = all cases; never below 0",
        "Dobson, Kuulasmaa, Eberle and Scherer (1991), Statistics in Medicine 10, 457-462.",
        Example(
            "directly_standardised_rate([20, 30], [1000, 2000], [60, 40], 1000).value",
            (f"{_STANDARD}:directly_standardised_rate",),
            (18.0,),
        ),
        "Areas of different age are compared, and cases are known by age.",
        "There are fewer than 10 cases (none is given), or many ages have nobody.",
    ),
    Method(
        "rate_of_repeated_events",
        "Directly standardised rate of repeated events",
        "as the directly standardised rate, with x = sum(k x_k) events of people who had k each\n"
        "variance = sum over k of k^2 sum(w^2 x_k/n^2) / sum(w)^2",
        "Stukel, Glynn, Fisher, Sharp, Lu-Yao and Wennberg (1994), Statistics in Medicine 13.",
        Example(
            "rate_of_repeated_events([[12, 4]], [1, 2], [1000], [1], 1000).upper",
            (f"{_STANDARD}:rate_of_repeated_events",),
            (32.8851,),
        ),
        "One person may have several events, such as admissions, and it is known how many.",
        "Only the number of events is known: its limits would be too narrow; say so.",
    ),
    Method(
        "indirectly_standardised",
        "Indirectly standardised ratio and rate",
        "expected = sum(n x_ref/n_ref), ratio = observed / expected\n"
        "rate = ratio times the reference rate; limits are those of the observed count",
        "Breslow and Day (1987), IARC Scientific Publications 82, chapter 2.",
        Example(
            "indirectly_standardised([5, 10], [100, 200], [10, 20], [1000, 1000]).ratio",
            (f"{_STANDARD}:indirectly_standardised",),
            (3.0,),
        ),
        "Cases by age are few or unknown, and an area is held against a reference population.",
        "Two areas are compared with each other: their ratios have different weights.",
    ),
    Method(
        "life_expectancy",
        "Life expectancy from an abridged life table",
        "q = w m / (1 + w (1 - a) m), m = deaths/people, w = years in the band, a = 1/2 (1/10 under 1)\n"
        "L = w (l[next] + a l q), last band l/m; expectancy = sum of L from the age on / l\n"
        "variance = sum(l^2 ((1 - a) w + e[next])^2 q^2 (1 - q)/deaths) / l^2, last band l^2/(m^2 deaths)",
        "Chiang (1984), The life table and its applications; Silcocks, Jenner and Reza (2001), "
        "Journal of Epidemiology and Community Health 55, 38-43.",
        Example(
            "life_expectancy([10, 20, 900], [5000, 20000, 10000], [0, 50, 80]).value",
            ("indicators.statistics.life_expectancy:life_expectancy",),
            (82.5101, 40.3394, 11.1111),
        ),
        "Deaths and people are known by age for one place over one to three years.",
        "Fewer than 5,000 people, or nobody died in the last band: none is given.",
    ),
)
