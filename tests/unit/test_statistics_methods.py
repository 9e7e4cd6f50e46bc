"""Each method's example gives what its page says, and the pages are those of the registry."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from indicators.statistics.methods.registry import METHODS, pages

PAGES = Path(__file__).parents[2] / "docs" / "reference" / "methods"


def figures_of(example):
    """Make the call that a page shows, and give its numbers one after another."""
    names = {"np": np}
    for name in example.names:
        module, _, what = name.partition(":")
        names[what] = getattr(import_module(module), what)
    given = eval(example.call, names)  # noqa: S307 (the text stands in our own registry)
    parts = given if isinstance(given, tuple) else (given,)
    return np.concatenate([np.ravel(np.asarray(part, dtype=np.float64)) for part in parts])


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_an_example_gives_what_its_page_says(method):
    example = method.example
    as_shown = [f"{number:.{example.digits}g}" for number in figures_of(example)]
    assert as_shown == [f"{number:.{example.digits}g}" for number in example.expected]


def test_the_pages_of_methods_are_current():
    kept = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    assert kept == dict(pages()), "run `make docs`"


def test_every_method_says_where_it_is_from_and_when_not_to_use_it():
    assert len({method.id for method in METHODS}) == len(METHODS)
    for method in METHODS:
        assert all((method.title, method.formula, method.source, method.use_when, method.not_when))
