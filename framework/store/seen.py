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
