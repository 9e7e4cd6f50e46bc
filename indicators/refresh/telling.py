"""What a refresh says while it works. Whoever starts it decides how that is shown."""

from typing import Protocol


class Teller(Protocol):
    """Hears of progress and events. Words carry keys and counts, never cell values."""

    def stage(self, name: str, done: int, total: int) -> None:
        """Hear that `done` of `total` steps of a stage are behind us."""

    def event(self, message: str) -> None:
        """Hear one plain sentence worth keeping."""
