"""Owners are roles. People change, and their names and addresses stand in no declaration."""

import re
from typing import Final

from framework.load.building.declared import Declaration
from framework.load.mistakes import Mistakes, Placed

_ADDRESS: Final = re.compile(r"\S@\S")
_TITLE: Final = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Cllr|Councillor|Sir|Dame)\.? [A-Z]"
)


def check_roles(declaration: Declaration, mistakes: Mistakes) -> None:
    """Refuse owners that are a mail address or begin with a person's title."""
    for source in declaration.sources.values():
        if source.source:
            _check(source.source.owner, source.at("owner"), mistakes)
    for declared in declaration.indicators.values():
        if declared.indicator:
            _check(declared.indicator.owner, declared.at("owner"), mistakes)


def _check(owner: str, at: Placed, mistakes: Mistakes) -> None:
    if _ADDRESS.search(owner):
        mistakes.error("F510", at, "an owner is a role, not an address; write 'Head of Early Help'")
    elif _TITLE.match(owner):
        message = "an owner is a role, not a person, who may leave; write 'Head of Early Help'"
        mistakes.error("F510", at, message)
