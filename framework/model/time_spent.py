"""Where the time of a run went: by stage, and within it by source, by scan and by indicator."""

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Final

STAGES: Final = ("plan", "read", "compute", "disclose", "derive", "judge", "publish")
"""The stages of a refresh, in their order."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock and of all processors, and how many rows were looked at.

    Only `stage`: all of it. With `source`: that source's part of the stage. With `scan` too: one
    pass over the source's rows, in words. With `indicator`: what was done for it alone, and its
    share of the scans it has a part in. So the parts of a stage repeat what its whole says.
    """

    stage: str
    source: str = ""
    scan: str = ""
    indicator: str = ""
    wall: float = 0.0
    cpu: float = 0.0
    rows: int = 0

    @property
    def is_whole(self) -> bool:
        return not (self.source or self.scan or self.indicator)

    @property
    def is_of_source(self) -> bool:
        return bool(self.source) and not (self.scan or self.indicator)


def as_text(spent: Iterable[Spent]) -> str:
    """Write it down as it is kept with a run."""
    return json.dumps([astuple(one) for one in spent], ensure_ascii=False)


def read_spent(text: str) -> tuple[Spent, ...]:
    """Read back what `as_text` wrote; an empty text says nothing."""
    return tuple(Spent(*one) for one in json.loads(text)) if text else ()
