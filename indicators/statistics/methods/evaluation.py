"""Methods that ask whether a change of practice, or help, made a difference."""

from typing import Final

from indicators.statistics.methods.method import Example, Method

_PAIRED: Final = "indicators.statistics.paired"
_AGREEMENT: Final = "indicators.statistics.agreement"
_LINES: Final = "indicators.statistics.before_and_after"

METHODS: Final[tuple[Method, ...]] = (
    Method(
        "interrupted_series",
        "Interrupted series",
        "y = a + b t + c [t > T] + d (t - T)[t > T], by least squares\n"
        "c = the step at the change, d = the change of slope; errors by Newey and West",
        "Wagner and others (2002), Journal of Clinical Pharmacy and Therapeutics 27; Newey and West "
        "(1987), Econometrica 55.",
        Example(
            "interrupted_series([2, 3, 4.5, 5, 9, 11, 13.5, 15], 4).coefficients",
            (f"{_LINES}:interrupted_series",),
            (1.0, 1.05, 1.8, 1.0),
        ),
        "A change began on a known day, with at least 8 points before and after.",
        "The day was chosen after looking at the figures, or something else changed on it.",
    ),
    Method(
        "difference_in_differences",
        "Difference in differences",
        "y = a + b treated + c post + d treated x post, by least squares; d is the difference\n"
        "errors hang together within an area: sum over areas, times G / (G - 1)",
        "Angrist and Pischke (2009), Mostly Harmless Econometrics, chapter 5; Liang and Zeger (1986), "
        "Biometrika 73.",
        Example(
            "difference_in_differences([10, 12, 10, 12, 20, 26, 20, 26], [0] * 4 + [1] * 4, [0, 1] * 4)"
            ".coefficients[-1]",
            (f"{_LINES}:difference_in_differences",),
            (4.0,),
        ),
        "Areas with and without a change ran alike before it.",
        "The lines ran apart before, or areas were chosen for being worst: they would have come back.",
    ),
    Method(
        "kappa",
        "Cohen's kappa",
        "po = share rated alike, pc = share alike by chance; kappa = (po - pc) / (1 - pc)\n"
        "near misses may count: weights 1 - d/(k - 1) or 1 - (d/(k - 1))^2 for d steps apart",
        "Cohen (1960), Educational and Psychological Measurement 20; Fleiss, Cohen and Everitt (1969), "
        "Psychological Bulletin 72.",
        Example("kappa([[20, 5], [10, 15]])", (f"{_AGREEMENT}:kappa",), (0.4, 0.126996)),
        "Two people or agencies rate the same things.",
        "Nearly everything gets one grade: then it is low however well they agree.",
    ),
    Method(
        "mcnemar",
        "McNemar's test",
        "chi-squared = (|b - c| - 1)^2 / (b + c) for b who went up and c who went down",
        "McNemar (1947), Psychometrika 12.",
        Example("mcnemar(15, 5)", (f"{_AGREEMENT}:mcnemar",), (4.05, 0.0441713)),
        "The same people answered yes or no twice.",
        "Fewer than about 10 changed: use the sign test.",
    ),
    Method(
        "signed_ranks",
        "Wilcoxon's signed ranks",
        "rank |last - first| of those who changed; V = sum of the ranks of those who went up\n"
        "z = (V - n(n + 1)/4) / sqrt(n(n + 1)(2n + 1)/24 - sum(t^3 - t)/48); exact below 50 pairs",
        "Wilcoxon (1945), Biometrics Bulletin 1.",
        Example(
            "signed_ranks([1, 2, 3, 4, 5], [2, 4, 6, 8, 10]).p_exact",
            (f"{_PAIRED}:signed_ranks",),
            (0.0625,),
        ),
        "First and last readings on a scale whose steps are in order but not of one size.",
        "Most readings are unchanged, or first readings were given from memory.",
    ),
    Method(
        "mean_change",
        "Paired t test",
        "mean of last - first, -/+ t s/sqrt(n) with n - 1 degrees of freedom",
        "Student (1908), Biometrika 6.",
        Example(
            "mean_change([1, 2, 3, 4], [2, 4, 4, 6]).t", (f"{_PAIRED}:mean_change",), (5.196152,)
        ),
        "Changes are numbers on a real scale: days, pounds, school sessions.",
        "Readings are grades: use signed ranks or the sign test.",
    ),
    Method(
        "sign_test",
        "Sign test",
        "p = twice the chance of as few as min(up, down) heads in up + down throws of a coin",
        "Arbuthnott (1710), Philosophical Transactions 27; Conover (1999), Practical Nonparametric "
        "Statistics.",
        Example("changes([1, 1, 1, 1, 1], [2, 2, 2, 2, 1]).p", (f"{_PAIRED}:changes",), (0.125,)),
        "How many families went up and how many down is all that is known.",
        "The size of changes matters and is known.",
    ),
)
