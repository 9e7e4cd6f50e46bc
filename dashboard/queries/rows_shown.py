"""How many of its rows a page shows that has more than anybody reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowsShown:
    """Of a page with more rows than anybody reads: how many it shows, and how many there are."""

    shown: int
    every: int

    @property
    def whole(self) -> bool:
        return self.shown == self.every
