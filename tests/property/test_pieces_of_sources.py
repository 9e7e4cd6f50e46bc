"""Only files that changed are read again, and nothing shows that the others were not."""

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framework.errors import SourceError
from framework.model.expectations import Expect, Then, Unique
from framework.model.sources import AreaFrom
from indicators.quality.report import read_report
from tests.sources_in_code import NUMBER, WARD_1, WARD_2, Desk, column, source

DECLARED = source(
    column("id"),
    column("n", NUMBER, then=Then.QUARANTINE),
    column("kind"),
    area_from=AreaFrom(("area",)),
    read={"path": "*.csv"},
    expect=Expect(unique=(Unique(("id",), Then.QUARANTINE),), quarantine_at_most=1.0),
)
NAMES = ("a.csv", "b.csv", "c.csv")

cells = st.sampled_from(["1", "2", "17", "", "many", "0.30000000000000004"])
lines = st.tuples(st.sampled_from([WARD_1, WARD_2, "nowhere"]), cells, st.sampled_from(["x", "é"]))
contents = st.lists(lines, min_size=1, max_size=6)
steps = st.lists(
    st.tuples(st.sampled_from(NAMES), st.one_of(st.none(), contents)), min_size=1, max_size=6
)


def written(rows: list[tuple[str, str, str]], first_id: int = 0) -> str:
    body = (f"{area},{first_id + place},{n},{kind}\n" for place, (area, n, kind) in enumerate(rows))
    return "area,id,n,kind\n" + "".join(body)


def told(desk: Desk) -> object:
    """Give all that reading tells, save where the rows lie."""
    try:
        rows = desk.read(DECLARED)
    except SourceError as error:
        report = read_report(desk.intake, DECLARED.id)
        return error.reasons, report and report.counts
    kept = pl.read_parquet(rows.path)
    return kept.rows(), kept.schema, {k: v for k, v in asdict(rows).items() if k != "path"}


@settings(max_examples=10, deadline=None)
@given(steps)
def test_any_sequence_of_files_reads_as_if_for_the_first_time(changes) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        desk = Desk(Path(one))
        desk.put("z.csv", written([(WARD_1, "1", "x")], 50))
        for place, (name, content) in enumerate(changes):
            if content is None:
                (desk.data / name).unlink(missing_ok=True)
            else:
                desk.put(name, written(content))
            fresh = Desk(Path(other) / str(place))
            for file in desk.data.glob("*.csv"):
                fresh.put(file.name, file.read_bytes())
            assert told(desk) == told(fresh)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.put("a.csv", written([(WARD_1, "1", "x")]))
    desk.put("b.csv", written([(WARD_2, "2", "x")], 10))
    desk.read(DECLARED)
    return desk


def pieces(desk: Desk) -> dict[str, int]:
    """Give the pieces that are kept, and which bytes each is: a new one lies elsewhere on the disk."""
    return {path.name: path.stat().st_ino for path in desk.intake.glob("pieces/*.parquet")}


def test_the_rows_of_a_file_that_did_not_change_are_left_as_they_lie(desk: Desk) -> None:
    before = pieces(desk)
    desk.put("b.csv", written([(WARD_2, "17", "x")]))
    desk.read(DECLARED)
    after = pieces(desk)
    assert len(before) == len(after) == 2, "that of the old file is gone"
    assert len(before.items() & after.items()) == 1


def test_a_changed_declaration_reads_every_file_again(desk: Desk) -> None:
    before = pieces(desk)
    desk.read(source(column("n"), area_from=AreaFrom(("area",)), read={"path": "*.csv"}))
    assert len(pieces(desk)) == 2
    assert not before.items() & pieces(desk).items()


def test_damaged_pieces_are_not_trusted(desk: Desk) -> None:
    for number, path in enumerate(sorted(desk.intake.glob("pieces/*.parquet"))):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content if number else b"")
    desk.put("c.csv", written([(WARD_1, "2", "x")], 20))
    assert sorted(desk.frame(DECLARED)["n"]) == [10_000, 20_000, 20_000]


def test_a_piece_whose_note_was_never_written_is_read_again(desk: Desk) -> None:
    for path in desk.intake.glob("pieces/*.json"):
        path.unlink()
    desk.put("c.csv", written([(WARD_1, "2", "x")], 20))
    assert desk.read(DECLARED).rows == 3
    assert len(pieces(desk)) == 3


def test_the_rows_of_a_single_file_are_kept_once(desk: Desk) -> None:
    (desk.data / "a.csv").unlink()
    desk.read(DECLARED)
    assert pieces(desk) == {}
