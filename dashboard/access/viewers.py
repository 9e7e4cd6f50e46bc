"""Who is looking. Every query takes a viewer; nothing is shown to nobody."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from framework.errors import PermissionDeniedError


class Role(StrEnum):
    BOARD_MEMBER = "board member"
    OFFICER = "performance officer"
    OPERATOR = "operator"


UPLOADERS: Final = frozenset({Role.OFFICER, Role.OPERATOR})
"""Who may hand in a file that indicators are computed from."""


ROW_READERS: Final = frozenset({Role.OFFICER, Role.OPERATOR})
"""Who may have lists of rows that failed a check."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person with roles. `areas` None may see every area, else only those codes."""

    name: str
    roles: frozenset[Role]
    areas: frozenset[str] | None = None

    def may_see(self, area: str) -> bool:
        return bool(self.roles) and (self.areas is None or area in self.areas)


OPEN_DEMO_VIEWER = Viewer("Demonstration", frozenset({Role.BOARD_MEMBER}))
"""The only viewer until sign-in exists. `serve` gives it on loopback addresses alone."""


def local_viewer(role: Role) -> Viewer:
    """Give the viewer of this computer with a role that whoever serves chose. Everybody may read panels."""
    if role is Role.BOARD_MEMBER:
        return OPEN_DEMO_VIEWER
    return Viewer(f"Local {role}", frozenset({Role.BOARD_MEMBER, role}))


def require(viewer: Viewer, role: Role = Role.BOARD_MEMBER, area: str | None = None) -> None:
    """Refuse a viewer who lacks a role or may not see an area.

    Raises:
        PermissionDeniedError: the viewer may not.
    """
    if role not in viewer.roles:
        raise PermissionDeniedError(f"this needs the role '{role}'")
    if area is not None and not viewer.may_see(area):
        raise PermissionDeniedError("this area is not yours to see")


def require_one_of(viewer: Viewer, roles: frozenset[Role]) -> None:
    """Refuse a viewer who has none of some roles.

    Raises:
        PermissionDeniedError: the viewer may not.
    """
    if viewer.roles.isdisjoint(roles):
        raise PermissionDeniedError(f"this needs the role {' or '.join(sorted(roles))}")
