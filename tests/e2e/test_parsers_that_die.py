"""A child that dies or swells at its work takes nothing with it, and neither does a damaged file."""

import io
import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import polars as pl
import psutil
import pytest
import xlsxwriter

from framework.errors import SourceError
from framework.model.reads import READS, CsvFiles, ReadKind
from indicators.connect.children import parse_in_child
from indicators.connect.raw import ReadRequest
from indicators.connect.refusals import RefusedError
from tests.hostile_desk import (
    GOOD_ROWS,
    MAIN,
    book,
    refused,
    sheet,
    under_attack,
)
from tests.sources_in_code import Desk, column, source


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from under_attack(tmp_path)


def test_a_parser_that_dies_takes_nothing_with_it(desk: Desk) -> None:
    promised = f'<sst xmlns="{MAIN}" count="4000000000000" uniqueCount="4000000000000"/>'
    for _ in range(3):
        said = refused(
            desk, "promise.xlsx", book(sheet(GOOD_ROWS), **{"xl/sharedStrings.xml": promised})
        )
        assert said == "the file could not be read safely (it asked for too much memory)"


@pytest.mark.skipif(os.name == "nt", reason="signals are of POSIX")
def test_a_child_that_is_killed_at_work_is_told_as_a_reason(desk: Desk) -> None:
    desk.put("long.csv", b"a\n" + b"some words of text\n" * 4_000_000)
    told: list[str] = []
    reading = threading.Thread(target=lambda: told.append(refused(desk, "long.csv", kind="csv")))
    reading.start()
    while reading.is_alive() and not list(desk.intake.glob(".reading-*/raw0000/000000.arrow")):
        reading.join(0.01)
    for child in psutil.Process().children():
        if "indicators.connect.child" in child.cmdline():
            os.kill(child.pid, signal.SIGKILL)
    reading.join()
    assert told == ["the file could not be read safely (it took too long or too much memory)"]


def test_a_child_that_swells_is_ended_where_only_watching_can_do_it(desk: Desk) -> None:
    path = desk.put("long.csv", b"a\n" + b"some words of text\n" * 100_000)
    folder = desk.root / "blocks"
    folder.mkdir()
    request = ReadRequest(str(path), str(folder), CsvFiles("long.csv"), (("a",),))
    with pytest.raises(RefusedError) as caught:
        parse_in_child(request, watch_memory=1 << 20)
    assert caught.value.reasons == ("the file could not be read safely (it took too much memory)",)
    for left in folder.iterdir():
        left.unlink()
    assert parse_in_child(request, watch_memory=1 << 32).rows == 100_000


def _workbook() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        data = made.add_worksheet("Data")
        data.write_row(0, 0, ["a", "b"])
        for place in range(1, 60):
            data.write_row(place, 0, [f"x{place}", place / 7])
    return target.getvalue()


def _parquet() -> bytes:
    target = io.BytesIO()
    pl.DataFrame({"a": [f"x{place}" for place in range(60)], "b": range(60)}).write_parquet(target)
    return target.getvalue()


@pytest.mark.parametrize(("kind", "whole"), [("excel", _workbook()), ("parquet", _parquet())])
def test_damaged_files_are_read_or_refused_and_nothing_falls_over(
    desk: Desk, kind: str, whole: bytes
) -> None:
    chance = random.Random(20261122)
    for _ in range(40):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 5)):
            place = chance.randrange(len(broken))
            broken[place : place + chance.randint(0, 4)] = chance.randbytes(chance.randint(0, 4))
        desk.put("broken", bytes(broken))
        with suppress(SourceError):
            rows = desk.read(source(column("a"), read=READS[ReadKind(kind)]("broken")))
            assert pl.read_parquet(rows.path).height == rows.rows


def test_the_last_good_rows_stand_after_a_hostile_file(desk: Desk) -> None:
    declared = source(column("a"), read=CsvFiles("rows.csv"))
    desk.put("rows.csv", "a\n1\n2\n")
    good = desk.read(declared)
    desk.put("rows.csv", b"a\n1\n\x00\n")
    with pytest.raises(SourceError):
        desk.read(declared)
    assert pl.read_parquet(good.path).height == 2
    desk.put("rows.csv", "a\n1\n2\n")
    assert desk.read(declared) == good
