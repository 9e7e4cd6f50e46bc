"""Which files a generation rests on: the bytes by their hash, and when they were written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it was read. `modified` is when it was last written, in UTC, as text."""

    sha256: str = ""
    modified: str = ""


def seen_files(plan: str) -> Mapping[str, Mapping[str, SeenFile]]:
    """Give the files of each source, by path, as the plan of a generation tells them."""
    if not plan:
        return {}
    return {name: _seen(paths) for name, paths in json.loads(plan)["files"].items()}


def _seen(paths: Any) -> dict[str, SeenFile]:
    # Generations of revision 0003 and before named their files only.
    if isinstance(paths, list):
        return {path: SeenFile() for path in paths}
    return {path: SeenFile(**said) for path, said in paths.items()}


def plan_again(old: str, new: str) -> str:
    """Give the plan of a generation that another run found to be right still.

    What that run read counts for the next one; how the generation was made stays told.
    """
    if not old or not new:
        return new or old
    was, now = json.loads(old), json.loads(new)
    if "run" not in was:
        return json.dumps({**now, "run": None})
    return json.dumps({**now, "run": {"files": was["files"], **was["run"]} if was["run"] else None})


def every_sha256(plan: str, source: str | None = None) -> set[str]:
    """Give the hash of every file that a generation was made of or that was read since, or of one source."""
    if not plan:
        return set()
    said = json.loads(plan)
    made = (said.get("run") or {}).get("files", {})
    return {
        seen.sha256
        for files in (said["files"], made)
        for name, paths in files.items()
        if source in (None, name)
        for seen in _seen(paths).values()
    }
