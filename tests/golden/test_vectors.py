"""Our statistics agree with the figures that independent packages gave (numbers only)."""

import csv
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.stats import poisson

from dashboard.cli.commands import cli
from indicators.statistics.intervals import exact_poisson_interval
from indicators.statistics.vectors.registry import CHECKERS, check_folder

HERE = Path(__file__).parent
WHOLE = Path(__file__).parents[3] / "shared" / "golden"


@pytest.mark.parametrize("name", sorted(CHECKERS))
def test_every_figure_of_the_trimmed_vectors_is_ours(name):
    outcome = CHECKERS[name](HERE)
    assert outcome.failures == ()
    assert outcome.is_good


@pytest.mark.skipif(not WHOLE.is_dir(), reason="the whole vectors are not beside this checkout")
def test_every_figure_of_the_whole_vectors_is_ours():
    outcomes = list(check_folder(WHOLE))
    assert [outcome for outcome in outcomes if not outcome.is_good] == []
    assert {outcome.file for outcome in outcomes} == set(CHECKERS)


def test_beyond_an_exact_limit_lies_the_chance_that_is_asked_for_and_closer_than_theirs():
    with (HERE / "funnel_limits.csv").open(newline="") as file:
        rows = [one for one in csv.DictReader(file) if one["dataset"].startswith("ratio")]
    counts = np.array([float(one["Observed_events"]) for one in rows])
    counts = counts[counts > 0]
    theirs = np.array(
        [float(one["lower_2s_exp_events"]) for one in rows if float(one["Observed_events"]) > 0]
    )
    for confidence in (0.95, 0.998):
        fewest, most = exact_poisson_interval(counts, confidence)
        wanted = (1 - confidence) / 2
        assert poisson.sf(counts - 1, fewest) == pytest.approx(wanted, rel=1e-11)
        assert poisson.cdf(counts, most) == pytest.approx(wanted, rel=1e-11)
    assert np.abs(poisson.cdf(counts, theirs) / 0.025 - 1).max() > 1e-9


def test_the_doctor_says_how_each_file_fares():
    ran = CliRunner().invoke(cli, ["doctor", "--vectors", str(HERE)])
    assert ran.exit_code == 0
    assert all(name in ran.output for name in CHECKERS)
    line = next(one for one in ran.output.splitlines() if one.startswith("funnel_limits.csv"))
    assert line.endswith(
        "(within the others' own precision: they look for limits in steps, to 1e-7)"
    )


def spoilt(folder, name, column, change):
    with (folder / name).open(newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index(column)
    rows[2][place] = change(rows[2][place])
    with (folder / name).open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def test_the_doctor_notices_one_wrong_figure_and_names_its_row(tmp_path):
    shutil.copy(HERE / "proportion.csv", tmp_path)
    spoilt(tmp_path, "proportion.csv", "uppercl", lambda cell: repr(float(cell) * (1 + 1e-8)))
    ran = CliRunner().invoke(cli, ["doctor", "--vectors", str(tmp_path)])
    assert ran.exit_code == 70
    assert "row 2, uppercl" in ran.output
    assert "DIFFERS" in ran.output


def test_the_doctor_notices_a_figure_that_should_be_missing(tmp_path):
    shutil.copy(HERE / "rate.csv", tmp_path)
    spoilt(tmp_path, "rate.csv", "lowercl", lambda _: "NA")
    assert CliRunner().invoke(cli, ["doctor", "--vectors", str(tmp_path)]).exit_code == 70


def test_the_doctor_says_when_a_file_lacks_its_inputs(tmp_path):
    shutil.copy(HERE / "dsr_output.csv", tmp_path)
    ran = CliRunner().invoke(cli, ["doctor", "--vectors", str(tmp_path)])
    assert ran.exit_code == 70
    assert "dsr_input.csv" in ran.output


def test_a_folder_without_vectors_is_refused_and_one_of_a_later_version_is_named(tmp_path):
    (tmp_path / "later.csv").write_text("id\n1\n")
    assert CliRunner().invoke(cli, ["doctor", "--vectors", str(tmp_path)]).exit_code == 2
    shutil.copy(HERE / "two_group.csv", tmp_path)
    ran = CliRunner().invoke(cli, ["doctor", "--vectors", str(tmp_path)])
    assert ran.exit_code == 0
    assert "later.csv" in ran.output
    assert "this version cannot check it" in ran.output


def test_the_doctor_says_what_stands_and_what_does_not(tmp_path):
    places = ["--config", str(tmp_path), "--data", str(tmp_path), "--store", "nonsense"]
    ran = CliRunner().invoke(cli, ["doctor", *places])
    assert ran.exit_code == 10
    assert f"numpy {np.__version__}" in ran.output
    assert "data       fine" in ran.output
    assert "the address of the store cannot be read" in ran.output


def test_the_doctor_ends_with_the_code_of_the_first_fault(tmp_path):
    config = HERE.parent / "bad_config" / "base"
    store = f"sqlite:///{tmp_path / 'none.db'}"

    def ends(data):
        places = ["--config", str(config), "--data", str(data), "--store", store]
        return CliRunner().invoke(cli, ["doctor", *places])

    assert ends(tmp_path / "nowhere").exit_code == 11
    assert ends(tmp_path).exit_code == 14
    refreshed = CliRunner().invoke(cli, ["migrate", "--store", store])
    assert refreshed.exit_code == 0
    assert ends(tmp_path).exit_code == 0
