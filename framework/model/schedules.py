"""When refreshes run by the clock, and which roles are told when something is wrong."""

from dataclasses import dataclass
from typing import Final, Self


@dataclass(frozen=True, slots=True)
class Retry:
    """A scheduled refresh that failed is run again so many minutes later, at most so often."""

    after_minutes: int
    times: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """Cron expressions of five fields, read in an IANA time zone."""

    time_zone: str
    refresh: tuple[str, ...]
    retry: Retry | None = None


@dataclass(frozen=True, slots=True)
class TellRoles:
    """Which roles hear of a refresh that fails and of sources that name nobody of their own."""

    failure: tuple[str, ...] = ()
    late: tuple[str, ...] = ()


_EVERYTHING: Final = "refresh"
_LOOK_FOR: Final = "look for "
_AGAIN: Final = ", again"


@dataclass(frozen=True, slots=True, order=True)
class Work:
    """What a schedule starts: everything, or the sources that are due; `again` where it failed before.

    Its text is kept in the store and shown to people; `read` gives back what was kept.
    """

    sources: tuple[str, ...] = ()
    again: bool = False

    def __str__(self) -> str:
        """Write it: 'refresh', 'look for a, b', 'refresh, again'."""
        said = f"{_LOOK_FOR}{', '.join(self.sources)}" if self.sources else _EVERYTHING
        return f"{said}{_AGAIN}" if self.again else said

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what was written. Ids of sources hold neither spaces nor commas."""
        said = text.removesuffix(_AGAIN)
        listed = said.removeprefix(_LOOK_FOR) if said.startswith(_LOOK_FOR) else ""
        return cls(tuple(listed.split(", ")) if listed else (), said != text)
