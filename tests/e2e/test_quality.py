"""Data quality as an operator meets it: a file with a bad row, told, set aside, then stopped."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.e2e.test_commands import fingerpost, start

RULE = """\
expect:
  rules:
    - {{name: ends_later, holds: "ended is null or ended >= started", then: {then}, because: time runs on}}
"""
BAD = "2025-04-03,,2025-04-01,outcomes met,D01\n"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return start(tmp_path)


def declare(ours: Path, then: str) -> None:
    path = ours / "config" / "sources" / "episodes.yaml"
    plain = path.read_text(encoding="utf-8").partition("expect:")[0]
    path.write_text(plain + RULE.format(then=then), encoding="utf-8")


def quality(ours: Path) -> dict:
    return json.loads(fingerpost("quality", "episodes", "--json", cwd=ours).stdout)[0]


def test_a_bad_row_is_set_aside_then_stops_the_source_and_is_listed_each_time(ours: Path) -> None:
    data = ours / "data" / "episodes.csv"
    declare(ours, "quarantine")
    said = fingerpost("quality", "episodes", "--rows", "list.csv", cwd=ours, code=1).stderr
    assert "source 'episodes' has not been read yet: run fingerpost refresh" in said
    good = data.read_text(encoding="utf-8")
    fingerpost("refresh", cwd=ours)
    whole = quality(ours)
    assert (whole["quarantined"], whole["failures"], whole["reasons"]) == (0, 0, [])

    data.write_text(good + BAD, encoding="utf-8")
    row = good.count("\n") + 1
    done = fingerpost("refresh", cwd=ours)
    told = done.stdout + done.stderr
    assert (
        f"does not hold in 1 row: time runs on; in episodes.csv row {row:,}; 1 row is set aside [S122]"
        in told
    )
    found = quality(ours)
    assert (found["kept"], found["quarantined"]) == (whole["kept"], 1)
    assert f"in episodes.csv row {row:,}; 1 row is set aside [S122]" in found["reasons"][0]
    said = fingerpost("quality", "episodes", cwd=ours).stdout
    assert f"{whole['kept']:,} kept, 1 set aside" in said
    fingerpost("quality", "episodes", "--rows", "list.csv", cwd=ours)
    listed = (ours / "list.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(listed) == 2
    assert f'"episodes.csv","{row}"' in listed[1]
    assert "2025-04-01" not in listed[1]
    fingerpost("quality", "episodes", "--rows", "list.xlsx", cwd=ours)
    assert zipfile.is_zipfile(ours / "list.xlsx")

    declare(ours, "stop")
    fingerpost("refresh", cwd=ours, code=11)
    kept = quality(ours)
    assert kept["state"] == "kept"
    assert "time runs on" in kept["reasons"][0]
    # what is shown of the rows in use is that of the last good reading
    assert kept["good"] == found["good"]

    data.write_text(good, encoding="utf-8")
    fingerpost("refresh", cwd=ours)
    mended = quality(ours)
    assert (mended["state"], mended["failures"]) == (whole["state"], 0)

    data.unlink()
    fingerpost("refresh", cwd=ours, code=11)
    said = fingerpost("quality", "episodes", "--rows", "list.csv", cwd=ours).stdout
    assert (
        said
        == "What stopped the source as a whole is written to list.csv; no row of it is to blame\n"
    )
    assert "no file matches" in (ours / "list.csv").read_text(encoding="utf-8-sig")
