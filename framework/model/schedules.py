"""When refreshes run by the clock, and which roles are told when something is wrong."""

from dataclasses import dataclass


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
