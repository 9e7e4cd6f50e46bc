"""The frameworks that travel with the package: the demonstration and the starter."""

from pathlib import Path
from shutil import copyfile
from typing import Final

import dashboard

CONFIG: Final = Path(dashboard.__file__).resolve().parent.parent / "config"
"""config/ lies beside the packages, in a checkout and in a wheel alike."""

STARTER: Final = CONFIG / "examples" / "starter"


def copy_new(source: Path, target: Path, *, leave_out: str = "") -> list[Path]:
    """Copy every file below a folder. Files that are there already stay as they are.

    Returns what was written.
    """
    written = []
    for path in sorted(source.rglob("*")):
        relative = path.relative_to(source)
        if (
            path.suffix not in {".yaml", ".csv", ".geojson", ".md"}
            or relative.parts[0] == leave_out
        ):
            continue
        goal = target / relative
        if not goal.exists():
            goal.parent.mkdir(parents=True, exist_ok=True)
            copyfile(path, goal)
            written.append(goal)
    return written
