"""Who is looking. Every query takes a viewer; nothing is shown to nobody."""

from dataclasses import dataclass
from enum import StrEnum

from framework.errors import PermissionDeniedError


class Role(StrEnum):
    BOARD_MEMBER = "board member"
    OFFICER = "performance officer"
    OPERATOR = "operator"


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


def require(viewer: Viewer, role: Role = Role.BOARD_MEMBER, area: str | None = None) -> None:
    """Refuse a viewer who lacks a role or may not see an area.

    Raises:
        PermissionDeniedError: the viewer may not.
    """
    if role not in viewer.roles:
        raise PermissionDeniedError(f"this needs the role '{role}'")
    if area is not None and not viewer.may_see(area):
        raise PermissionDeniedError("this area is not yours to see")
