"""The catalogue of docs/explanation/reliability.md, a few seeded points of each part.

`python -m benchmarks.reliability` goes all the way.
"""

from pathlib import Path

import pytest

from benchmarks.reliability.catalogue import CATALOGUE
from benchmarks.reliability.figures import Asked

SEED = 20261129
ON_SQLITE, ON_POSTGRESQL = ("sqlite",), ("postgres",)


def missed(name: str, folder: Path, points: int, engines: tuple[str, ...]) -> list[str]:
    """Run a part and give what it missed. How quick it was says more of the machine."""
    figures = CATALOGUE[name](Asked(folder, SEED, points, engines))
    assert figures
    return [
        f"{one.wanted}: {one.found}: {one.troubles}"
        for one in figures
        if not one.reached and not one.is_timed
    ]


def test_a_refresh_killed_at_any_point_loses_nothing_and_the_next_one_completes(tmp_path):
    assert missed("K1", tmp_path, 3, ON_SQLITE) == []


@pytest.mark.postgres
def test_a_refresh_into_postgresql_killed_at_any_point_loses_nothing(tmp_path):
    assert missed("K2", tmp_path, 2, ON_POSTGRESQL) == []


def test_of_refreshes_at_once_one_publishes_and_a_dead_or_frozen_one_stops_nobody(tmp_path):
    assert missed("K4", tmp_path, 4, ON_SQLITE) == []


@pytest.mark.parametrize(
    "engines", [ON_SQLITE, pytest.param(ON_POSTGRESQL, marks=pytest.mark.postgres)]
)
def test_a_store_goes_up_and_down_with_its_rows_and_a_killed_migration_runs_again(
    tmp_path, engines
):
    assert missed("M1", tmp_path, 20, engines) == []


def test_spoilt_files_are_read_or_refused_and_a_parser_that_dies_takes_nothing_with_it(tmp_path):
    assert missed("F2", tmp_path, 4, ON_SQLITE) == []


def test_whatever_goes_wrong_with_a_source_its_last_good_figures_stand(tmp_path):
    assert missed("K5", tmp_path, 4, ON_SQLITE) == []


def test_a_backup_made_while_a_refresh_writes_is_whole_and_damage_is_noticed(tmp_path):
    assert missed("M2", tmp_path, 8, ON_SQLITE) == []


def test_no_address_inside_is_connected_to(tmp_path):
    assert missed("F4", tmp_path, 8, ON_SQLITE) == []


@pytest.mark.parametrize(
    "engines", [ON_SQLITE, pytest.param(ON_POSTGRESQL, marks=pytest.mark.postgres)]
)
def test_nothing_said_to_a_source_has_an_effect(tmp_path, engines):
    assert missed("S4", tmp_path, 1, engines) == []
