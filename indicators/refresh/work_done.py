"""What a run was asked and did, as it is kept with its generation: enough to make it again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from framework.model.periods import Period, period_from_code
from framework.store.seen import SeenFile, seen_files


@dataclass(frozen=True, slots=True)
class WorkDone:
    """One run. `base` is the generation it was compared with, 0 for the first.

    `indicators` were published by it, from `files`. `since` and `released` are what it held back,
    `beside` the generations that readers may have kept, and that it was held beside.
    """

    day: date
    base: int
    indicators: tuple[str, ...]
    since: Period | None = None
    released: date | None = None
    files: Mapping[str, Mapping[str, SeenFile]] = field(default_factory=dict)
    beside: tuple[int, ...] = ()

    def as_plain(self) -> dict[str, object]:
        """Give what is kept. The files stand beside it, as those that were read last."""
        return {
            "day": self.day.isoformat(),
            "base": self.base,
            "indicators": list(self.indicators),
            "since": self.since.code if self.since else None,
            "released": self.released.isoformat() if self.released else None,
            "beside": list(self.beside),
        }


def read_work_done(plan: str) -> WorkDone | None:
    """Read it from the plan of a generation; None where an earlier version wrote none."""
    said = json.loads(plan).get("run") if plan else None
    if said is None:
        return None
    return WorkDone(
        date.fromisoformat(said["day"]),
        said["base"],
        tuple(said["indicators"]),
        period_from_code(said["since"]) if said["since"] else None,
        date.fromisoformat(said["released"]) if said["released"] else None,
        seen_files(json.dumps({"files": said["files"]}) if "files" in said else plan),
        tuple(said.get("beside", ())),
    )
