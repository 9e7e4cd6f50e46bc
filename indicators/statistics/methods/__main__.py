"""Write the pages of the methods: python -m indicators.statistics.methods [FOLDER]."""

import sys
from pathlib import Path

from indicators.statistics.methods.registry import pages

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference/methods")
folder.mkdir(parents=True, exist_ok=True)
kept = dict(pages())
for path in folder.glob("*.md"):
    if path.name not in kept:
        path.unlink()
for name, text in kept.items():
    (folder / name).write_text(text, encoding="utf-8")
