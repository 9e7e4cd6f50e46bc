"""Methods that hold figures beside others."""

from typing import Final

from indicators.statistics.methods.method import Example, Method

_FUNNELS: Final = "indicators.statistics.funnels"
_PLACING: Final = "indicators.statistics.placing"
_CHANCE: Final = "indicators.statistics.chance"
_COMBINING: Final = "indicators.statistics.combining"
_TWO: Final = "indicators.statistics.two_groups"

METHODS: Final[tuple[Method, ...]] = (
    Method(
        "slope_index",
        "Slope and relative index of inequality",
        "place = share of people in the groups before, and half of the own\n"
        "line of the values on place, weighted by people; slope = its rise from 0 to 1\n"
        "ratio = its end by its start; limits = quantiles of lines through random values, fixed seed",
        "Wagstaff, Paci and van Doorslaer (1991), Social Science and Medicine 33; Low and Low (2004), "
        "Journal of Public Health 26.",
        Example(
            "slope_index([[1, 2, 3, 4]], ([[0.9, 1.9, 2.9, 3.9]], [[1.1, 2.1, 3.1, 4.1]]), 100).slope",
            ("indicators.statistics.inequality:slope_index",),
            (4.0,),
        ),
        "Groups stand in order, such as tenths by deprivation, and the gap runs through all of them.",
        "There are fewer than five groups, or the values do not follow a line: show the groups.",
    ),
    Method(
        "two_groups",
        "Two groups: ratio of risks, ratio of odds, difference",
        "risk ratio RR = (x/n)/(x0/n0), log RR -/+ z sqrt(1/x - 1/n + 1/x0 - 1/n0)\n"
        "odds ratio OR, log OR -/+ z sqrt(1/x + 1/(n - x) + 1/x0 + 1/(n0 - x0))\n"
        "difference -/+ z sqrt(p(1 - p)/n + p0(1 - p0)/n0)",
        "Katz and others (1978), Biometrics 34; Woolf (1955), Annals of Human Genetics 19.",
        Example(
            "two_groups(30, 100, 20, 100).risk_ratio_lower", (f"{_TWO}:two_groups",), (0.915961,)
        ),
        "Two groups of different people are compared once.",
        "The same people twice, or many pairs until one differs.",
    ),
    Method(
        "fisher",
        "Fisher's exact test",
        "p = sum of the chances of all tables with the same margins that are no likelier than this one",
        "Fisher (1935), Journal of the Royal Statistical Society 98.",
        Example("fisher_p(3, 4, 1, 4)", (f"{_TWO}:fisher_p",), (0.485714,)),
        "Two groups so small that chi-squared is rough (fewer than 5 expected anywhere).",
        "Counts were rounded.",
    ),
    Method(
        "quantile_bands",
        "Quantiles, quartile and quintile bands",
        "place in the ordered values = (n - 1) p, linear between neighbours (type 7)\n"
        "a value on a bound is in the lower band; band 1 is the best by the indicator's polarity",
        "Hyndman and Fan (1996), The American Statistician 50, 361-365.",
        Example("bands([[1, 2, 3, 4, 5]], [-1])", (f"{_PLACING}:bands",), (1, 1, 2, 3, 4)),
        "It is asked whether an area is among the best or the worst of its kind.",
        "Fewer than 4 areas (no band is given), or areas so alike that chance orders them.",
    ),
    Method(
        "ranks",
        "Ranks",
        "1 = the best by polarity; equal values share the better rank; areas without a value have none",
        "Convention of England's Local Authority Interactive Tool.",
        Example("ranks([[5, 7, 7, 1]], [1])", (f"{_PLACING}:ranks",), (3, 1, 1, 4)),
        "A reader will ask anyway, and the interval stands beside it.",
        "To judge an area: neighbouring ranks are mostly chance.",
    ),
    Method(
        "equal_groups",
        "Areas in groups of one size",
        "group = floor(k + 1 - ceil((n + 1 - rank) / (n / k))), equal values by their lowest rank",
        "Convention of England's public health profiles (deciles of deprivation).",
        Example(
            "equal_groups([10, 20, 30, 40], 2, highest_first=False)",
            (f"{_PLACING}:equal_groups",),
            (1, 1, 2, 2),
        ),
        "Small areas are put in tenths or fifths, such as by deprivation.",
        "There are fewer areas than groups (none is given).",
    ),
    Method(
        "funnel",
        "Funnel limits",
        "shares: Wilson's limits with x = n p, p the baseline\n"
        "rates: exact Poisson limits of n times the baseline, by n\n"
        "contours: the shares and rates whose own limits just reach the baseline\n"
        "exact limits are quantiles of chi-squared: beyond them lies half of 1 - confidence, to 12 digits;\n"
        "for one event the smaller number is -ln(0.975) or -ln(0.999), 0.00100050033\n"
        "PHEindicatormethods looks for them in steps, until it is within 1e-7: of one event at 99.8% it has\n"
        "0.00100054703, which is 4.7e-5 of it; all its other limits in the vectors are within 1e-5 of ours",
        "Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.",
        Example(
            "proportion_limits(0.2, [50, 500])",
            (f"{_FUNNELS}:proportion_limits",),
            (0.112438, 0.167285, 0.330371, 0.237289),
        ),
        "Many areas of different size are held against one baseline.",
        "Areas differ far more than chance would have it: most then lie outside, which says little.",
    ),
    Method(
        "comparison",
        "Better, similar or worse by intervals",
        "one interval: the other value outside the 95% limits; outside the 99.8% limits: much\n"
        "two intervals: the two 95% intervals do not overlap\n"
        "counts: the expected number outside the exact limits of the observed",
        "Methods of England's public health profiles (Fingertips).",
        Example(
            "place_by_interval([5, 9, 12], (6, 10), (4, 11.5))",
            (f"{_FUNNELS}:place_by_interval",),
            (3, 1, 4),
        ),
        "An area is held against a much larger one, whose value has next to no error.",
        "Both have errors of one size: intervals may overlap though the difference is real.",
    ),
    Method(
        "composite",
        "Composite score",
        "z = (value - mean of the areas) / their standard deviation, or rank from 0 to 1\n"
        "score = sum(direction weight z) / sum(weight), over the parts that an area has",
        "OECD and JRC (2008), Handbook on constructing composite indicators.",
        Example(
            "combine(z_scores([[1, 9], [3, 1]]), [1, 3], [1, 1]).score",
            (f"{_COMBINING}:combine", f"{_COMBINING}:z_scores"),
            (0.5, -0.5),
        ),
        "Need is compared over many indicators to say where to look first.",
        "A single figure would hide that parts pull apart; show the contributions with it.",
    ),
    Method(
        "chance_of_share",
        "Chance that a share meets its target",
        "P(true share >= target) with a beta(x + 1/2, n - x + 1/2) distribution",
        "Jeffreys (1946); Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133.",
        Example("chance_of_share(8, 10, 0.5, 1)", (f"{_CHANCE}:chance_of_share",), (0.973963,)),
        "It is asked how sure a rating against a target is.",
        "The figure is a whole count with nothing left to chance, such as money spent.",
    ),
    Method(
        "chance_of_rate",
        "Chance that a rate or count meets its target",
        "P(true rate >= target) with a gamma(x + 1/2, 1/n) distribution",
        "Jeffreys (1946), Proceedings of the Royal Society A 186.",
        Example("chance_of_rate(0, 1, 1, -1)", (f"{_CHANCE}:chance_of_rate",), (0.842701,)),
        "As for a share, of events counted per people or per time.",
        "Events come in clusters: the chance is then overstated.",
    ),
    Method(
        "chance_by_interval",
        "Chance of meeting a target, from an interval alone",
        "P(true value >= target) with a normal distribution about the value;\n"
        "its deviation is the distance to the limit on the target's side by z",
        "The normal approximation, on each side its own.",
        Example(
            "chance_by_interval(10, (8, 12), 8, 1)",
            (f"{_CHANCE}:chance_by_interval",),
            (0.975,),
        ),
        "A published value came with its limits and without its counts.",
        "Counts are known: use them.",
    ),
)
