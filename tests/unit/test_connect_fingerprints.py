"""Rows are read again exactly when something that they depend on has changed."""

import json
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from framework.errors import SourceError
from framework.model.areas import AreaChange
from framework.model.expressions import Call, Column, Compare, Comparison, Function, Value
from framework.model.frameworks import Framework
from framework.model.sources import AreaFrom, LeaveOut, Source
from indicators.connect.intake import keep_rows, rows_there
from tests.sources_in_code import DATE, NUMBER, WARD_1, WARD_2, Desk, column, framework, source


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.put("rows.csv", f"area,n,d\n{WARD_1},1,2025-04-01\n")
    return desk


DECLARED = source(column("n", NUMBER), column("d", DATE), area_from=AreaFrom(("area",)))


def print_of(desk: Desk, declared: Source = DECLARED, partnership: Framework | None = None) -> str:
    return desk.read(declared, partnership).fingerprint


def test_the_same_bytes_and_declaration_have_one_fingerprint(desk: Desk) -> None:
    before = print_of(desk)
    assert desk.read(DECLARED).fingerprint == before
    desk.put("rows.csv", (desk.data / "rows.csv").read_bytes())
    assert print_of(desk) == before
    assert len(before) == 64


def test_other_bytes_another_name_and_another_declaration_change_it(desk: Desk) -> None:
    prints = {print_of(desk), print_of(desk, replace(DECLARED, columns=DECLARED.columns[:1]))}
    wide = replace(DECLARED, read=replace(DECLARED.read, path="*.csv"))
    prints.add(print_of(desk, wide))
    (desk.data / "rows.csv").rename(desk.data / "lines.csv")
    prints.add(print_of(desk, wide))
    desk.put("lines.csv", f"area,n,d\n{WARD_2},1,2025-04-01\n")
    prints.add(print_of(desk, wide))
    assert len(prints) == 5


def test_words_about_a_source_do_not_change_it(desk: Desk) -> None:
    told = replace(DECLARED, title="Another", owner="Somebody", note="New note")
    assert print_of(desk, told) == print_of(desk)


def test_areas_lookups_and_changes_count_only_where_they_are_used(desk: Desk) -> None:
    looked_up = replace(DECLARED, area_from=AreaFrom(("area",), codes="short"))
    fixed = replace(DECLARED, area_from=AreaFrom((), fixed=WARD_1))
    changed = framework(AreaChange("rename", "E05000090", WARD_2, date(2024, 4, 1)))
    codes = framework(codes={"short": {"N1": WARD_1}})
    assert print_of(desk, DECLARED, changed) != print_of(desk)
    assert print_of(desk, fixed, changed) == print_of(desk, fixed)
    assert print_of(desk, looked_up, codes) != print_of(desk, looked_up)
    assert print_of(desk, DECLARED, codes) == print_of(desk)


def test_bank_holidays_count_only_where_working_days_leave_rows_out(desk: Desk) -> None:
    days = Call(Function.WORKING_DAYS, (Column("d"), Column("d")))
    late = Comparison(Compare.MORE, days, Value(Decimal(5)))
    counting = replace(DECLARED, leave_out=(LeaveOut(late, "late"),))
    other = framework(bank_holidays=frozenset({date(2026, 1, 1)}))
    assert print_of(desk, counting, other) != print_of(desk, counting)
    assert print_of(desk, DECLARED, other) == print_of(desk)


def test_an_unchanged_source_is_not_parsed_again(desk: Desk) -> None:
    first = desk.read(DECLARED)
    written = first.path.stat().st_mtime_ns
    again = desk.read(DECLARED)
    assert again == first
    assert again.path.stat().st_mtime_ns == written


def test_rows_are_made_anew_when_what_was_kept_is_not_whole(desk: Desk) -> None:
    first = desk.read(DECLARED)
    frame = pl.read_parquet(first.path)
    first.path.write_bytes(first.path.read_bytes()[:-10])
    assert pl.read_parquet(desk.read(DECLARED).path).equals(frame)
    first.path.unlink()
    assert pl.read_parquet(desk.read(DECLARED).path).equals(frame)
    note = first.path.with_suffix(".json")
    note.write_text("{")
    assert pl.read_parquet(desk.read(DECLARED).path).equals(frame)


def test_only_the_newest_rows_of_a_source_are_kept(desk: Desk) -> None:
    other = replace(DECLARED, id="episodes_closed")
    desk.read(other)
    old = desk.read(DECLARED).path
    desk.put("rows.csv", f"area,n,d\n{WARD_2},2,\n")
    new = desk.read(DECLARED).path
    assert not old.exists()
    assert new.exists()
    assert len(list(desk.intake.glob("episodes_closed-*"))) == 2


def test_the_cache_of_hashes_never_hides_a_change(desk: Desk) -> None:
    before = print_of(desk)
    assert print_of(desk) == before
    desk.put("rows.csv", f"area,n,d\n{WARD_2},1,2025-04-01\n")
    after = print_of(desk)
    assert after != before
    cache = desk.intake / "hashes.json"
    assert list(json.loads(cache.read_text())) == [str((desk.data / "rows.csv").resolve())]
    cache.write_text("[]")
    assert print_of(desk) == after


def test_a_source_without_files_has_no_fingerprint(desk: Desk) -> None:
    with pytest.raises(SourceError, match=r"no file matches 'none\.csv'"):
        print_of(desk, replace(DECLARED, read=replace(DECLARED.read, path="none.csv")))


def test_who_lost_the_lock_takes_nothing_from_the_one_who_works_instead(desk: Desk) -> None:
    """The first began to read, and was frozen; the other one read a newer file and is computing."""
    frozen = desk.read(DECLARED)
    made = desk.root / "rows.parquet"
    shutil.copy(frozen.path, made)
    older = [path for path in rows_there(desk.intake, "episodes") if path != frozen.path]
    desk.put("rows.csv", f"area,n,d\n{WARD_1},2,2025-05-01\n")
    working = desk.read(DECLARED)
    keep_rows(frozen, made, older)
    assert working.path.is_file()
    again = desk.read(DECLARED)
    assert (again.path, again.rows) == (working.path, 1)
    desk.put("rows.csv", f"area,n,d\n{WARD_1},3,2025-05-01\n")
    newest = desk.read(DECLARED)
    assert {path.stem for path in rows_there(desk.intake, "episodes")} == {newest.path.stem}
