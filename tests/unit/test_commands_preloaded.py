"""What the tests' commands are forked from is there: a module that is gone it would leave out in silence."""

from importlib.util import find_spec

import pytest

from benchmarks.forking import PRELOADED


@pytest.mark.parametrize("module", PRELOADED)
def test_every_module_that_is_imported_before_the_commands_is_there(module: str) -> None:
    assert find_spec(module) is not None
