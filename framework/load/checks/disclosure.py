"""Small counts: none of people is shown unawares, and what one indicator hides no other shows."""

from framework.load.building.declared import Declaration, DeclaredSource
from framework.load.mistakes import Mistakes
from framework.model.measures import LifeExpectancy, StandardisedRate, StandardisedRatio
from framework.model.sources import COUNTED, Disclosure, Rows, Source


def check_disclosure(declaration: Declaration, mistakes: Mistakes) -> None:
    """Warn where small counts of people are shown, and where others may show what is hidden."""
    used: dict[str, int] = {}
    for _, _, counted in declaration.understood():
        used[counted.id] = used.get(counted.id, 0) + 1
    for declared in declaration.sources.values():
        shared, source = used.get(declared.id, 0), declared.source
        if source is not None:
            _check_people(declared, source, mistakes)
        if source is None or source.rows is Rows.PUBLISHED or shared < 2:
            continue
        rule = source.disclosure
        if rule.shows_exactly:
            message = (
                f"{shared} indicators count these rows and nothing is rounded, so more figures must "
                f"be hidden beside the small ones; say round_to: {rule.wide_enough}"
            )
            if rule.round_to > 1:
                message = message.replace(
                    "nothing is rounded", f"round_to: {rule.round_to} is narrow"
                )
            mistakes.warn("F559", declared.at("disclosure", "suppress"), message)
    _check_made_by_age(declaration, mistakes)


def _check_people(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    """Warn where cases, or rows with a column about people, are counted and every count is shown as it is.

    No column need be private for that: a day and a ward are enough to know a child by.
    """
    private = next((column.name for column in source.columns if column.private), None)
    is_about_people = source.rows is Rows.EVENTS or (private and source.rows in COUNTED)
    if is_about_people and source.disclosure == Disclosure():
        why = f"about people (column '{private}' is private)" if private else "of single cases"
        message = (
            f"the rows of source '{source.id}' are {why} and counts of 1 and 2 would be shown; "
            "delete 'disclosure', or say suppress: 1-5"
        )
        mistakes.warn("F640", declared.at("disclosure", "suppress"), message)


def _check_made_by_age(declaration: Declaration, mistakes: Mistakes) -> None:
    """Warn where every value would be hidden because it names the counts of its bands."""
    for declared, indicator, source in declaration.understood():
        by_age = StandardisedRate | StandardisedRatio | LifeExpectancy
        if isinstance(indicator.measure, by_age) and source.disclosure.shows_exactly:
            message = (
                "every value will be hidden, because a value made by age names the small counts of "
                f"its bands; say round_to: {source.disclosure.wide_enough} in source '{source.id}'"
            )
            mistakes.warn("F581", declared.in_measure(), message)
