"""The columns of tables that are given away: name, type and meaning, for people and for machines."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `type` is string, number, integer, boolean or date."""

    name: str
    type: str
    words: str


def _columns(*columns: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*each) for each in columns)


RESULTS: Final = _columns(
    ("indicator", "string", "Id of the indicator, as in indicators.csv"),
    ("area", "string", "Code of the area, as in areas.csv"),
    ("area_name", "string", "Name of the area"),
    ("breakdown", "string", "Empty for everybody, else dimension=member; several are parted by ;"),
    ("period", "string", "Code of the period"),
    ("period_label", "string", "The period as people write it"),
    (
        "period_start",
        "date",
        "The first day that is counted, of a pool of years that of its first year; of what is counted on "
        "one day, that of the span that ends with it",
    ),
    ("period_end", "date", "The first day after the period"),
    ("value", "number", "The published figure; empty where it is hidden or missing: see symbols"),
    ("numerator", "number", "Numerator, as it is published"),
    ("denominator", "number", "Denominator, as it is published"),
    ("lower_95", "number", "Lower 95% limit"),
    ("upper_95", "number", "Upper 95% limit"),
    ("lower_998", "number", "Lower 99.8% limit"),
    ("upper_998", "number", "Upper 99.8% limit"),
    ("interval_was_published", "boolean", "yes where the limits are those of the source"),
    ("symbols", "string", "What is to be known of the figure: see about.txt"),
    ("rating", "string", "green, amber, red or not rated"),
    ("not_rated_because", "string", "Why it is not rated"),
    ("rule", "string", "The rule that gave the rating"),
    ("target", "number", "The target in force, or the lower end of its range"),
    ("target_high", "number", "The upper end of a range"),
    ("amber_edge", "number", "Where amber ends"),
    ("published_rating", "string", "The source's own rating"),
    ("chance_of_target", "number", "The chance that the target is truly met, from 0 to 1"),
    ("change", "number", "Change since the period before"),
    ("change_is", "string", "Whether that is better or worse"),
    ("change_is_real", "boolean", "Whether it is more than chance"),
    ("change_in_a_year", "number", "Change since the same period last year"),
    ("change_in_a_year_is", "string", "Whether that is better or worse"),
    ("change_in_a_year_is_real", "boolean", "Whether it is more than chance"),
)
INDICATORS: Final = _columns(
    ("id", "string", "Id of the indicator"),
    ("title", "string", "Its title"),
    ("kind", "string", "outcome, performance or context"),
    ("polarity", "string", "Which way is good: high, low, plan or none"),
    ("unit", "string", "Unit of its values"),
    ("grain", "string", "month, quarter or year"),
    ("basis", "string", "What of the period a value speaks of"),
    ("decimals", "integer", "With how many decimals it is shown"),
    ("outcomes", "string", "Ids of the outcomes that it speaks of"),
    ("sources", "string", "Ids of its sources"),
    ("breakdowns", "string", "What it is broken down by"),
    ("owner", "string", "Who answers for it"),
    ("numerator", "string", "What is counted"),
    ("denominator", "string", "Out of what"),
    ("why_it_matters", "string", "Why it matters"),
    ("caveats", "string", "What to take care of"),
    ("link", "string", "Where to read more"),
    ("next_review", "date", "When its declaration is looked at again"),
)
AREAS: Final = _columns(
    ("code", "string", "Code of the area"),
    ("name", "string", "Its name"),
    ("level", "string", "Its level"),
    ("parents", "string", "Codes of the areas in which it lies"),
)
