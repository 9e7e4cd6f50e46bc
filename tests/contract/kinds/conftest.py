"""A desk where a source of any kind is read, and the names of the kinds."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from framework.store.assessments import assessments_of
from framework.store.engines import open_store
from tests.every_kind import KEPT, KINDS, SQL, TICKETS, Counter
from tests.remote_in_code import site


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Counter]:
    with site() as found:
        environment = {
            **found.outside.environment,
            "FINGERPOST_SOURCE_CASES_URL": f"sqlite:///{tmp_path / 'cases.db'}",
        }
        engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
        outside = replace(
            found.outside,
            environment=environment,
            kept=lambda form: assessments_of(engine, form),
        )
        yield Counter(tmp_path, outside, frozenset({found.host}), found)


@pytest.fixture(params=KINDS)
def name(request: pytest.FixtureRequest) -> str:
    """Give every source that is read as a file."""
    return str(request.param)


@pytest.fixture(params=[*KINDS, SQL, TICKETS])
def elsewhere(request: pytest.FixtureRequest) -> str:
    """Give every source whose rows we do not keep under their keys ourselves."""
    return str(request.param)


@pytest.fixture(params=[*KINDS, SQL, TICKETS, KEPT])
def anywhere(request: pytest.FixtureRequest) -> str:
    """Give every source there is."""
    return str(request.param)
