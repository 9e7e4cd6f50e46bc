"""Words that other tools and new users have for our keys, and how each is said here."""

from collections.abc import Container
from typing import Final, NamedTuple


class _Way(NamedTuple):
    """How we say something, which words mean it elsewhere, and a key that stands only where that holds."""

    said: str
    words: str
    beside: str = ""


_OF_SOURCES: Final = (
    _Way(
        "read: {kind: csv, path: FILE.csv}",
        "connection file files filename location path query sql table url",
    ),
    _Way("columns: {NAME: {from: HEADER}}", "fields headers schema variables"),
    _Way("dated: COLUMN", "date date_column date_field event_date timestamp", "area_from"),
    _Way(
        "period_from: {column: HEADER, shape: month}",
        "period period_column time time_column time_period",
    ),
    _Way(
        "area_from: {column: HEADER}",
        "area area_code area_column geo geography location place",
    ),
    _Way(
        "leave_out: [{where: CONDITION, because: WHY}]",
        "drop exclude exclusions filter filters skip where",
    ),
    _Way(
        "disclosure: {suppress: 1-5, round_to: 5}",
        "masking round_to rounding small_numbers suppress suppression",
    ),
    _Way(
        "expect: {rows_at_least: 100, change_at_most: 40%}",
        "checks constraints quality rules tests validation validations",
    ),
    _Way("due: 30 days", "deadline expected frequency refresh sla update_frequency"),
    _Way('missing: {"*": suppressed}', "markers missing_values na na_values null_values nulls"),
    _Way("how_many: COLUMN", "count_column quantity"),
    _Way("from: HEADER", "column field header name source_column", "one_of"),
    _Way("one_of: [A, B]", "allowed allowed_values categories choices enum options values"),
    _Way("required: yes", "mandatory not_null", "one_of"),
    _Way("private: yes", "confidential personal pii sensitive"),
    _Way("labels: {F: Female}", "map mapping recode rename replace"),
    _Way("type: date", "data_type dtype format kind", "one_of"),
)
_OF_MEASURES: Final = (
    _Way(
        'derived: "100 * a / b", of the ids of other indicators',
        "calculated calculation compute computed equation expression formula",
    ),
    _Way(
        "proportion: {numerator: CONDITION, denominator: CONDITION}",
        "denominator numerator pct percent percentage share",
    ),
    _Way("population: SOURCE", "denominator", "numerator"),
    _Way("of: COLUMN", "column expression field value", "dated"),
    _Way(
        "rate: {numerator: all, population: SOURCE, per: 10000}",
        "crude_rate multiplier per population",
    ),
    _Way("per: 10000", "factor multiplier"),
    _Way("published: COLUMN", "column value values"),
    _Way("mean: COLUMN", "average avg", "polarity"),
    _Way("sum: COLUMN", "total", "polarity"),
    _Way("distinct: COLUMN", "count_distinct nunique unique unique_count"),
    _Way("count: {where: CONDITION, dated: COLUMN}", "date dated", "polarity"),
    _Way(
        "count: all, or another measure under its own name",
        "agg aggregate aggregation function measure measures metric metrics",
        "polarity",
    ),
    _Way(
        "where: \"reason = 'step up'\"",
        "condition conditions criteria filter filter_by filters having query select sql when",
    ),
)
_OF_RATINGS: Final = (
    _Way("value: 85", "goal target threshold", "amber"),
    _Way("for: 2026/27", "date financial_year month period quarter when year"),
    _Way("amber: 5 points", "margin tolerance"),
    _Way("floor: 60", "minimum"),
    _Way(
        "targets: [{for: 2026/27, value: 85, amber: 5 points}]",
        "amber amber_threshold goal goals green objective red target threshold thresholds tolerance",
    ),
    _Way(
        "rated_by: target, or {rules: [{green: value >= target}, {red: otherwise}]}",
        "color colors colour colours rag rag_rules rag_status rag_thresholds rating ratings status "
        "traffic_light traffic_lights",
    ),
)
_OF_INDICATORS: Final = (
    _Way(
        "grain: month, quarter or year",
        "frequency granularity period periodicity reporting_frequency reporting_period time_grain "
        "time_period",
    ),
    _Way(
        "polarity: high, low, plan or none",
        "better desired_direction direction good good_is high_is_good higher_is_better low_is_good "
        "lower_is_better",
    ),
    _Way(
        "compare: [England]",
        "benchmark benchmarks comparator comparators comparison comparisons peers",
    ),
    _Way(
        "by: [sex]",
        "breakdown breakdowns dimension dimensions disaggregate disaggregation group_by groups split",
        "polarity",
    ),
    _Way("title: WORDS", "caption display_name heading label name"),
    _Way("kind: performance", "category classification type", "polarity"),
    _Way(
        "definition: {why_it_matters: WORDS}",
        "about description meaning method methodology note notes purpose rationale",
    ),
    _Way("note: WORDS", "about comment comments description notes"),
    _Way("because: WORDS", "description rationale reason why"),
    _Way("decimals: 1", "decimal_places digits dp precision rounding"),
    _Way("owner: ROLE", "accountable author contact lead responsible responsible_officer steward"),
    _Way("source: SOURCE", "data data_source dataset file from sources table", "polarity"),
    _Way("next_review: 2027-04-01", "next_update review review_date review_due"),
    _Way("chart: xmr", "control_chart graph spc"),
    _Way("breaks: [{from: 2025-04, because: WHY}]", "break discontinuity series_break"),
    _Way("levels: [district]", "area_level geographies geography hierarchy", "polarity"),
)
_OF_FRAMEWORKS: Final = (
    _Way("home: CODE", "area areas home_area"),
    _Way("levels: [{district: [district, districts]}]", "geographies geography hierarchy", "home"),
    _Way("indicators, and below it the id of each", "kpis measures metrics"),
    _Way("outcomes, and below it the id of each", "goals objectives priorities themes"),
)
_WAYS: Final = (*_OF_SOURCES, *_OF_MEASURES, *_OF_RATINGS, *_OF_INDICATORS, *_OF_FRAMEWORKS)
"""Of two ways that may both be said in a place, the first."""

_NOT_NEEDED: Final = {"derived": frozenset({"source", "grain"})}
"""What an indicator need not say where one of our words was meant."""


def say_ours(key: str, known: Container[str]) -> str:
    """Give how we say what a key means elsewhere, as `polarity: high, low, plan or none`; or nothing.

    `known` are the keys that may stand in its place.
    """
    word = "_".join(key.casefold().replace("-", " ").split())
    fitting = (
        way.said
        for way in _WAYS
        if word in way.words.split()
        and _key(way.said) in known
        and (not way.beside or way.beside in known)
    )
    return next(fitting, "")


def meant_instead(key: str, known: Container[str]) -> frozenset[str]:
    """Give our key that was meant, and those that need not be said then. Empty where it is not known."""
    ours = _key(say_ours(key, known))
    return frozenset({ours}) | _NOT_NEEDED.get(ours, frozenset()) if ours else frozenset()


def _key(said: str) -> str:
    return said.partition(":")[0].partition(",")[0]
