"""A mistake belongs to the page of what it was made in, found from lines alone."""

import pytest

from dashboard.cli.trial_places import page_of
from framework.errors import Issue

INDICATORS = """\
defaults: {source: episodes}
indicators:
  # the first
  in_time:
    title: In time
    proportion:
      numerator: days(started, assessed) <= 45
      parts: {later: 1}

  later:
    title: [never closed
from_table:
  file: many.csv
"""
FILES = {
    "indicators/help.yaml": INDICATORS.encode(),
    "indicators/many.csv": b"indicator,title\nfirst,One\nsecond,Two\n",
    "targets.csv": b"from,indicator,value\n2026-04,in_time,x\n",
    "areas/areas.csv": b"code,name\nE1,\n",
    "outcomes.yaml": b"outcomes:\n  right_help:\n    title: x\n    indicatrs: []\n",
    "sources/episodes.yaml": b"source: episodes\nrows: evnts\n",
    "framework.yaml": b"framework: a\ntitel: x\n",
}


@pytest.mark.parametrize(
    ("file", "line", "page"),
    [
        ("indicators/help.yaml", 1, ""),
        ("indicators/help.yaml", 2, ""),
        ("indicators/help.yaml", 4, "/indicator/in_time"),
        ("indicators/help.yaml", 8, "/indicator/in_time"),
        ("indicators/help.yaml", 11, "/indicator/later"),
        ("indicators/help.yaml", 13, ""),
        ("indicators/many.csv", 3, "/indicator/second"),
        ("indicators/many.csv", 1, ""),
        ("targets.csv", 2, "/indicator/in_time"),
        ("areas/areas.csv", 2, ""),
        ("outcomes.yaml", 4, "/outcome/right_help"),
        ("sources/episodes.yaml", 2, "/quality"),
        ("framework.yaml", 2, ""),
        ("gone.yaml", 9, ""),
    ],
)
def test_a_mistake_is_told_on_the_page_of_what_it_was_made_in(file, line, page) -> None:
    assert page_of(Issue(file, line, 1, "wrong", "F201"), FILES) == page
