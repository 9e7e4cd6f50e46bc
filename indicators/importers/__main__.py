"""Print docs/reference/importers.md: which field of an original goes where, for each kind.

python -m indicators.importers > docs/reference/importers.md
"""

import sys
from collections.abc import Iterator

from indicators.importers.importing import KINDS


def importers_page() -> str:
    """Give the whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# What importers carry"
    yield ""
    yield "Made from the importers by `make docs`. Change them, not this page."
    for name, kind in KINDS.items():
        yield f"\n## {name}\n"
        yield f"{kind.words}. Files: {kind.takes}.\n"
        yield "| field | | goes to | why |"
        yield "|---|---|---|---|"
        for each in kind.fields:
            yield f"| `{each.name}` | {each.fate.value} | {each.to} | {each.because} |"


if __name__ == "__main__":
    sys.stdout.write(importers_page())
