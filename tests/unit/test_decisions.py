"""The index of decisions."""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"


def test_every_decision_stands_once_in_the_index_under_its_own_title() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = sorted(re.findall(r"^- \[(.+)\]\((.+)\)$", index, flags=re.MULTILINE))
    pages = [path for path in FOLDER.glob("*.md") if path.name != "README.md"]
    titles = [path.read_text(encoding="utf-8").split("\n", 1)[0] for path in pages]
    assert listed == sorted(
        (title.removeprefix("# "), path.name) for title, path in zip(titles, pages, strict=True)
    )
