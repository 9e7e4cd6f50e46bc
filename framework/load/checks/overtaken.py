"""What the calendar has overtaken: reviews that are due, targets that have ended."""

from datetime import date

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.mistakes import Mistakes
from framework.model.indicators import Indicator, Kind
from framework.model.periods import previous


def check_overtaken(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every day by which something should have been done. Nothing to say without a today."""
    today = declaration.today
    if today is None:
        return
    for declared in declaration.indicators.values():
        if declared.indicator is not None:
            _check_review(declared, declared.indicator, today, mistakes)
            _check_targets(declared, declared.indicator, today, mistakes)


def _check_review(
    declared: DeclaredIndicator, indicator: Indicator, today: date, mistakes: Mistakes
) -> None:
    due = indicator.next_review
    if due is not None and due < today:
        message = (
            f"the definition was to be reviewed by {due}; review it and write the next day, "
            "such as a year from now"
        )
        mistakes.warn("F635", declared.at("next_review"), message)


def _check_targets(
    declared: DeclaredIndicator, indicator: Indicator, today: date, mistakes: Mistakes
) -> None:
    """Warn when the last whole period has no target any more. The year now running may lack one."""
    if not declared.targets or indicator.kind is Kind.CONTEXT:
        return
    last = max(declared.targets, key=lambda placed: placed.target.ends)
    whole = previous(indicator.period_of(today))
    if whole.start >= last.target.ends:
        message = (
            f"the last target is for {last.target.label}, so {whole.label} is not rated; "
            "add the target that holds now"
        )
        mistakes.warn("F636", last.written.at, message)
