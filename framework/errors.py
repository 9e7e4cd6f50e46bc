"""What can go wrong, and with which exit code.

FingerpostError
UserError                1   printed without a traceback
ConfigurationError    10   many issues, each with file, line, column, code and fix
SourceError           11   a file, table or address that cannot be read
MeasureError          12   an indicator that cannot be computed
PermissionDeniedError 13   somebody may not do or see this
StoreError            14   the store is missing, older or newer than this code
  StoreSilentError    14   the store does not answer just now
  NothingPublishedError 14 there is a store, and no figures yet
BusyError             15   another refresh holds the lock
TellingError          16   somebody could not be told
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One mistake in a declaration, where it stands and how to mend it."""

    file: str
    line: int
    column: int
    message: str
    code: str
    level: Literal["error", "warning"] = "error"

    @property
    def place(self) -> tuple[str, int, int]:
        """Give the file, the line and the column, which equals the place of a word that stands there."""
        return self.file, self.line, self.column

    def __str__(self) -> str:
        """Say it as `file:line:column: message [code]`."""
        prefix = "warning: " if self.level == "warning" else ""
        return f"{self.file}:{self.line}:{self.column}: {prefix}{self.message} [{self.code}]"


class FingerpostError(Exception):
    """Anything this project raises on purpose."""


class UserError(FingerpostError):
    """A mistake that its reader can mend: shown as plain text, never as a traceback."""

    exit_code: ClassVar[int] = 1


class ConfigurationError(UserError):
    """Declarations that cannot be used. Carries every issue of the run, sorted."""

    exit_code = 10

    def __init__(self, issues: tuple[Issue, ...], folder: str = "") -> None:
        self.issues = tuple(sorted(issues))
        self.folder = folder
        super().__init__("\n".join(str(issue) for issue in self.issues))

    def seen_from(self, folder: str) -> "ConfigurationError":
        """Give the same with files named as they would be opened from outside of their folder."""
        if self.folder:
            return self
        named = (replace(issue, file=f"{folder}/{issue.file}") for issue in self.issues)
        return ConfigurationError(tuple(named), folder)


class SourceError(UserError):
    """A source that cannot be read or does not hold what it declares."""

    exit_code = 11

    def __init__(self, source: str, reasons: tuple[str, ...]) -> None:
        self.source = source
        self.reasons = reasons
        super().__init__(f"source '{source}': " + "; ".join(reasons))


class MeasureError(UserError):
    """An indicator whose rows cannot give a value."""

    exit_code = 12

    def __init__(self, indicator: str, reason: str) -> None:
        self.indicator = indicator
        self.reason = reason
        super().__init__(f"indicator '{indicator}': {reason}")


class PermissionDeniedError(UserError):
    """Somebody asked for what they may not do or see."""

    exit_code = 13


class StoreError(UserError):
    """The store is missing, damaged, or of another version."""

    exit_code = 14


class StoreSilentError(StoreError):
    """The store does not answer just now: it may be restarting."""


class NothingPublishedError(StoreError):
    """The store is as it should be, and nothing has been published yet."""

    def __init__(self) -> None:
        super().__init__("nothing has been published yet: run fingerpost refresh")


class BusyError(UserError):
    """Another refresh is at work on the same store."""

    exit_code = 15


class TellingError(UserError):
    """A message could not be sent; it waits for another try."""

    exit_code = 16
