"""Small counts of one source, shown by several indicators: what one hides another may show."""

from framework.load.building.declared import Declaration
from framework.load.mistakes import Mistakes
from framework.model.sources import Rows


def check_disclosure(declaration: Declaration, mistakes: Mistakes) -> None:
    """Warn where counts are hidden, and not rounded, in rows that several indicators share."""
    used: dict[str, int] = {}
    for _, _, counted in declaration.understood():
        used[counted.id] = used.get(counted.id, 0) + 1
    for declared in declaration.sources.values():
        shared, source = used.get(declared.id, 0), declared.source
        if source is None or source.rows is Rows.PUBLISHED or shared < 2:
            continue
        rule = source.disclosure
        if rule.suppress_to and rule.round_to == 1:
            message = (
                f"{shared} indicators count these rows and nothing is rounded, so more figures must "
                f"be hidden beside the small ones; say round_to: {max(rule.suppress_to, 4)}"
            )
            mistakes.warn("F559", declared.at("disclosure", "suppress"), message)
