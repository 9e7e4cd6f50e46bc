"""Every line of the reference of periods holds: what it says is read is read, what is told is told."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.periods import period_from_code
from framework.model.sources import PeriodFrom
from indicators.connect.periods import read_period

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "periods.md").read_text(encoding="utf-8")
BASE = read_config(ROOT / "tests" / "bad_config" / "base")
SOURCE = """\
source: dated
title: Dated values
owner: Insight Team
rows: published
read: {{kind: csv, path: dated.csv}}
columns:
  value: {{type: number}}
area_from: {{column: code}}
period_from: {{column: when, {declared}}}
"""


def rows(last_column: str) -> Iterator[tuple[str, str, str]]:
    """The rows (declared, one text, what is said) of the tables whose last column has that head."""
    inside = False
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| declared"):
            inside = cells[-1] == last_column
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|---"):
            declared, written, said = cells
            for text in re.findall(r"`([^`]+)`", written):
                yield declared.strip("`"), text, said


def period_from(declared: str) -> PeriodFrom:
    files = {**BASE, "sources/dated.yaml": SOURCE.format(declared=declared).encode()}
    found = load_framework(files).framework.source("dated").period_from
    assert found is not None
    return found


@pytest.mark.parametrize(("declared", "text", "said"), list(rows("read as")))
def test_what_the_page_says_is_read(declared: str, text: str, said: str) -> None:
    read = read_period(text, period_from(declared))
    assert read.code is not None, read.why
    status = f", {read.status}" if read.status else ""
    assert period_from_code(read.code).label + status == said


@pytest.mark.parametrize(("declared", "text", "said"), list(rows("told")))
def test_what_the_page_says_is_told(declared: str, text: str, said: str) -> None:
    read = read_period(text, period_from(declared))
    assert read.code is None
    # Prose is never repeated: a shifted column may put a name there.
    assert read.why in (f"'{text}' {said}", f"it {said}")


def test_the_page_has_every_kind_of_row() -> None:
    assert len(list(rows("read as"))) > 60
    assert len(list(rows("told"))) > 25
