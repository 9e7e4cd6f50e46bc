"""The rule by which an outcome is rated speaks of its own indicators, and of none that is context."""

from framework.load.building.declared import Declaration, DeclaredOutcome
from framework.load.mistakes import Mistakes, shown, suggestion
from framework.model.indicators import Kind
from framework.model.ratings import RollUpBy


def check_roll_ups(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at the rule of every outcome that has one."""
    for declared in declaration.outcomes:
        rule = declared.outcome.rating
        if rule is None:
            continue
        if rule.by is RollUpBy.HEADLINE:
            _check(declaration, declared, rule.headline, ("headline",), mistakes)
        for name, _ in rule.weights:
            _check(declaration, declared, name, ("weighted", name), mistakes)


def _check(
    declaration: Declaration,
    declared: DeclaredOutcome,
    name: str,
    steps: tuple[str, ...],
    mistakes: Mistakes,
) -> None:
    at = declared.at("rating", *steps)
    own = declared.outcome.indicators
    if name not in own:
        message = f"indicator {shown(name)} is not in this outcome{suggestion(name, own)}"
        mistakes.error("F304", at, message)
        return
    known = declaration.indicators.get(name)
    if known and known.indicator and known.indicator.kind is Kind.CONTEXT:
        message = (
            f"indicator {shown(name)} is context and never rated, so it cannot rate an outcome"
        )
        mistakes.error("F570", at, message)
