"""Sums of single files are kept and added up, and no figure shows that they were."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework.model.expressions import All, Column
from framework.model.measures import Count, Mean, Total
from indicators.measures import intake, scanning
from indicators.measures.computed import Computed
from indicators.measures.computing import compute
from indicators.measures.groupwork import RowCounts
from indicators.measures.partials import Partial, Partials, RowsOfFile
from indicators.measures.sum_limits import SumLimits
from indicators.stopwatch import Stopwatch
from tests.property.test_measures_oracle import (
    EPISODES,
    GEOGRAPHY,
    PEOPLE,
    POPULATION,
    QUIET,
    STARTED,
    every,
    row,
)
from tests.rows_in_code import framework, indicator, write_rows

Row = Mapping[str, Any]
Files = Mapping[str, Sequence[Row]]

rows_of_file = st.integers(1, 8).flatmap(lambda size: st.lists(row, min_size=size, max_size=size))
changes = st.fixed_dictionaries(
    {
        "file": st.sampled_from(["a", "b", "c"]),
        "rows": st.none() | rows_of_file,
        "indicators": st.none() | st.lists(every, min_size=1, max_size=3),
        "cutoff": st.sampled_from([date(2025, 6, 17), date(2025, 8, 31), date(2024, 12, 31)]),
    }
)


def keyed(name: str, rows: Sequence[Row]) -> RowsOfFile:
    return RowsOfFile(hashlib.sha256(repr((name, rows)).encode()).hexdigest(), len(rows))


def counted(
    folder: Path,
    measured: Sequence[Any],
    files: Files,
    cutoff: date,
    *,
    kept: bool,
    watch: Any = None,
    most_bytes: int = 2**30,
) -> Computed:
    """Compute what is measured from some files, with sums of each file kept or without."""
    named = [indicator_of(one, place) for place, one in enumerate(measured)]
    made = framework(named, (EPISODES, PEOPLE), GEOGRAPHY)
    together = [one for name in sorted(files) for one in files[name]]
    paths = {
        "episodes": write_rows(folder, EPISODES, together, group=2),
        "mid_year": write_rows(folder, PEOPLE, POPULATION),
    }
    pieces = {"episodes": tuple(keyed(name, files[name]) for name in sorted(files))}
    limits = SumLimits(least_rows=0, most_bytes=most_bytes)
    partials = Partials(folder / "partials", pieces, limits=limits) if kept else None
    return compute(
        made,
        paths,
        named,
        cutoff=cutoff,
        progress=lambda *_: None,
        partials=partials,
        watch=watch,
    )


def indicator_of(one: Any, place: int) -> Any:
    settings = {name: getattr(one, name) for name in ("basis", "since", "grain", "by", "levels")}
    return indicator(one.measure, f"i{place}", **settings, by_levels=one.by_levels)


@settings(QUIET, max_examples=30)
@given(st.lists(every, min_size=1, max_size=3), st.lists(changes, min_size=1, max_size=5))
def test_any_sequence_of_changes_gives_what_counting_everything_gives(
    measured: list[Any], steps: list[dict[str, Any]]
) -> None:
    """Files come, change and go, definitions change, time goes on and is set back."""
    files: dict[str, list[Row]] = {}
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as limits:
        limits.setattr(intake, "ROWS_AT_ONCE", 4)
        limits.setattr(scanning, "MEMORY_BUDGET", 40_000)
        for step in steps:
            files.pop(step["file"], None)
            if step["rows"]:
                files[step["file"]] = step["rows"]
            measured = step["indicators"] or measured
            both = [
                counted(Path(folder), measured, files, step["cutoff"], kept=kept)
                for kept in (True, False)
            ]
            assert both[0].frame.equals(both[1].frame)
            assert both[0].matched == both[1].matched
            assert both[0].warnings == both[1].warnings


ROWS = [
    {"area": ward, "started": date(2024, month, 3), "cost": month, "sex": "Male"}
    for month in (1, 2, 3)
    for ward in ("W1", "W2")
]
FILES = {"a": ROWS[:2], "b": ROWS[2:4], "c": ROWS[4:]}
COUNT, SUM = indicator(Count(All(), STARTED)), indicator(Total(Column("cost"), All(), STARTED))
CUTOFF = date(2024, 6, 1)


def rows_scanned(folder: Path, measured: Sequence[Any], files: Files) -> int:
    """Give how many rows were looked at to count what was not kept."""
    watch = Stopwatch()
    counted(folder, measured, files, CUTOFF, kept=True, watch=watch)
    return watch.of("compute", "episodes", "reading rows and placing them").rows


def test_only_the_rows_of_new_and_changed_files_are_counted(tmp_path: Path) -> None:
    assert rows_scanned(tmp_path, [COUNT], FILES) == 6
    assert rows_scanned(tmp_path, [COUNT], FILES) == 0
    longer = [*FILES["c"], {"area": "W3", "started": date(2024, 3, 9)}]
    assert rows_scanned(tmp_path, [COUNT], {**FILES, "c": longer}) == 3
    assert rows_scanned(tmp_path, [COUNT], {"a": FILES["a"], "c": longer}) == 0


def test_a_new_definition_counts_what_is_new_in_it_and_a_new_name_nothing(tmp_path: Path) -> None:
    rows_scanned(tmp_path, [COUNT], FILES)
    assert rows_scanned(tmp_path, [COUNT, SUM], FILES) == 6
    assert rows_scanned(tmp_path, [SUM, COUNT], FILES) == 0, "i0 is i1 now"


def test_what_was_damaged_or_half_written_is_counted_again(tmp_path: Path) -> None:
    wanted = counted(tmp_path, [SUM], FILES, CUTOFF, kept=True).frame
    kept = sorted((tmp_path / "partials").glob("*.parquet"))
    assert len(kept) == 3
    for number, path in enumerate(kept):
        content = bytearray(path.read_bytes())
        content[len(content) // 3] ^= 8
        path.write_bytes(content[: len(content) // (1 + number)])
    (tmp_path / "partials" / ".new-half").write_bytes(b"PAR1")
    assert counted(tmp_path, [SUM], FILES, CUTOFF, kept=True).frame.equals(wanted)
    assert rows_scanned(tmp_path, [SUM], FILES) == 0


def test_what_is_kept_stays_bounded(tmp_path: Path) -> None:
    counted(tmp_path, [SUM], FILES, CUTOFF, kept=True)
    counted(tmp_path, [SUM], {"a": FILES["a"]}, CUTOFF, kept=True)
    assert len(list((tmp_path / "partials").iterdir())) == 1, "what is of no file any more is gone"
    counted(tmp_path, [SUM], FILES, CUTOFF, kept=True, most_bytes=10)
    assert list((tmp_path / "partials").iterdir()) == []


def test_what_could_not_be_written_whole_is_not_left_behind(tmp_path: Path) -> None:
    partials = Partials(tmp_path / "partials")
    piece = RowsOfFile("0123", 1)
    made = {"key": Partial(RowCounts(1, 0), 0, 1, [np.array([7])], (("W1",),))}
    partials.keep("episodes", piece, made)
    (whole,) = (tmp_path / "partials").iterdir()
    whole.unlink()
    (whole / "in the way").mkdir(parents=True)
    partials.keep("episodes", piece, made)
    assert [path.name for path in (tmp_path / "partials").iterdir()] == [whole.name]


def test_numbers_beyond_64_bits_are_kept_whole(tmp_path: Path) -> None:
    large = [{**one, "cost": 10**17 - place} for place, one in enumerate(ROWS)]
    files = {"a": large[:3], "b": large[3:]}
    spread = indicator(Mean(Column("cost"), All(), STARTED))
    wanted = counted(tmp_path, [spread], files, CUTOFF, kept=False).frame
    for _ in range(2):
        assert counted(tmp_path, [spread], files, CUTOFF, kept=True).frame.equals(wanted)
    assert wanted["spread"].is_not_null().any()
    assert isinstance(wanted, pl.DataFrame)
