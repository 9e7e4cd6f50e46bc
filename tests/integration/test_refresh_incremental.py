"""A refresh that takes over what is kept publishes what one that starts from nothing publishes."""

import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl

from framework.store.engines import open_store
from framework.store.reading import open_snapshot
from indicators.measures.sum_limits import SumLimits
from tests.refresh_desk import Desk, tiny

SMALL_ONES_TOO = SumLimits(least_rows=0)


def split(desk: Desk) -> None:
    """Deliver the episodes in two files instead of one."""
    file = desk.folder / "data" / "episodes.csv"
    header, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.unlink()
    for name, some in (("a", lines[::2]), ("b", lines[1::2])):
        (desk.folder / "data" / f"episodes_{name}.csv").write_text("".join([header, *some]))


def test_after_files_and_definitions_changed_figures_are_those_of_a_first_run(
    tmp_path: Path,
) -> None:
    desk = replace(tiny(tmp_path), sums=SMALL_ONES_TOO)
    split(desk)
    desk.refresh()
    kept = {path.name for path in (desk.folder / "intake" / "partials").glob("episodes-*")}
    assert len(kept) >= 2
    file = desk.folder / "data" / "episodes_b.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), encoding="utf-8")
    desk.refresh()
    still = {path.name for path in (desk.folder / "intake" / "partials").glob("episodes-*")}
    assert kept & still, "the sums of the file that did not change stay"
    assert kept - still, "those of the other one are gone"
    shutil.copytree(
        desk.folder, tmp_path / "again" / "tiny", ignore=shutil.ignore_patterns("intake")
    )
    fresh = Desk(
        tmp_path / "again" / "tiny",
        open_store(f"sqlite:///{tmp_path / 'again.db'}"),
        sums=SMALL_ONES_TOO,
    )
    fresh.refresh()
    # What was revised is marked as such, and only the first store knew it before.
    found = [figures(one).drop("flags") for one in (desk, fresh)]
    assert found[0].height > 0
    assert found[0].equals(found[1])
    for one in (desk, fresh):
        one.engine.dispose()


def test_sums_that_are_half_written_or_of_no_declared_source_go_and_those_not_read_now_stay(
    tmp_path: Path,
) -> None:
    desk = replace(tiny(tmp_path), sums=SMALL_ONES_TOO)
    split(desk)
    desk.refresh()
    folder = desk.folder / "intake" / "partials"
    sums = {path.name for path in folder.iterdir()}
    unread = "official-0123-4567.parquet"
    for name in (".new-half", "gone-0123-4567.parquet", unread):
        (folder / name).write_bytes(b"PAR1")
    desk.refresh(sources=frozenset({"episodes"}), backfill=True)
    assert {path.name for path in folder.iterdir()} == {*sums, unread}
    desk.engine.dispose()


def figures(desk: Desk) -> pl.DataFrame:
    with open_snapshot(desk.engine) as snapshot:
        return snapshot.frame("results").sort("indicator", "area", "breakdown", "period")
