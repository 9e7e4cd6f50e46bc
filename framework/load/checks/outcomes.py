"""Outcomes and indicators belong together: each outcome has some, each indicator has one."""

from framework.load.building.declared import Declaration, DeclaredOutcome
from framework.load.layout import FileKind
from framework.load.mistakes import Mistakes, shown, suggestion
from framework.load.shapes.fields import ID_FORM


def check_outcomes(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every outcome and at every indicator that none speaks of."""
    spoken_of: set[str] = set()
    for declared in declaration.outcomes:
        if not declared.outcome.indicators:
            message = (
                f"outcome {shown(declared.key)} has no indicator, so nothing tells how it goes"
            )
            mistakes.warn("F554", declared.key, message)
        _check_names(declaration, declared, mistakes)
        spoken_of.update(declared.outcome.indicators)
    if declaration.outcomes and spoken_of <= set(declaration.indicators):
        _warn_of_the_others(declaration, spoken_of, mistakes)


def _check_names(declaration: Declaration, declared: DeclaredOutcome, mistakes: Mistakes) -> None:
    names = declared.outcome.indicators
    known = [name for name in declaration.indicators if ID_FORM.fullmatch(name)]
    before: set[str] = set()
    for index, name in enumerate(names):
        at = declared.at("indicators", index)
        if name in before:
            mistakes.error("F302", at, f"indicator {shown(name)} is listed twice in this outcome")
        elif name not in declaration.indicators and not declaration.parsed.may_declare(
            FileKind.INDICATORS, name
        ):
            message = f"there is no indicator {shown(name)}{suggestion(name, known)}"
            mistakes.error("F304", at, message)
        before.add(name)


def _warn_of_the_others(declaration: Declaration, spoken_of: set[str], mistakes: Mistakes) -> None:
    for name, indicator in declaration.indicators.items():
        if name not in spoken_of:
            message = f"indicator '{name}' is in no outcome, so no page shows it; list it in outcomes.yaml"
            mistakes.warn("F553", indicator.key, message)
