"""Results by the boundaries of their time: of counted rows, where nothing is hidden."""

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.mistakes import Mistakes
from framework.model.indicators import Boundaries
from framework.model.sources import Rows


def check_boundaries(declaration: Declaration, mistakes: Mistakes) -> None:
    """Refuse `boundaries: then` where nothing is counted by area, or small counts are hidden.

    What is hidden beside a small count follows the hierarchy of now, and would not protect totals
    of another one.
    """
    for declared in declaration.indicators.values():
        indicator = declared.indicator
        if indicator is None or indicator.boundaries is Boundaries.NOW:
            continue
        why = _why_not(declaration, declared)
        if why:
            message = f"boundaries: then {why}; leave it out"
            mistakes.error("F585", declared.at("boundaries"), message)


def _why_not(declaration: Declaration, declared: DeclaredIndicator) -> str:
    indicator = declared.indicator
    if indicator is None or indicator.is_derived:
        return "is for counted rows, and this is made of others, which say it themselves"
    for name in indicator.sources:
        source = declaration.sources[name].source if name in declaration.sources else None
        if source is None:
            continue
        if source.rows is Rows.PUBLISHED:
            return "is for counted rows, and published values stand as they were published"
        if source.disclosure.suppress_to:
            return f"cannot hide the small counts of '{name}': what protects them follows today's areas"
    return ""
