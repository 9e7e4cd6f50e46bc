"""Whatever a file holds, every row of it ends in exactly one way, and the report names each that failed."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from framework.errors import SourceError
from framework.model.expectations import Expect, Keep, Rule, Then, Unique
from framework.model.expressions import Column, Compare, Comparison, Value
from framework.model.sources import ROW, AreaFrom, LeaveOut
from indicators.quality.report import read_report
from tests.sources_in_code import NUMBER, WARD_1, Desk, column, source

CELLS = st.tuples(
    st.sampled_from(["", "1", "2", "9", "99", "many"]),
    st.sampled_from(["", "a", "b", "c", "zz"]),
    st.sampled_from([WARD_1, "", "E99"]),
    st.sampled_from(["1", "2", "oops"]),
)
THEN = st.sampled_from([None, Then.WARN, Then.QUARANTINE])
ROWS_THEN = st.sampled_from([Then.WARN, Then.QUARANTINE])
PLACES = st.sampled_from(["refuse", "not known", "leave out"])


@settings(max_examples=120, deadline=None)
@given(
    st.lists(CELLS, min_size=1, max_size=25),
    THEN,
    THEN,
    ROWS_THEN,
    ROWS_THEN,
    st.sampled_from(Keep),
    PLACES,
)
def test_every_row_ends_in_one_way_and_each_failure_is_named(
    cells: list[tuple[str, ...]],
    number: Then | None,
    word: Then | None,
    rule: Then,
    key: Then,
    keep: Keep,
    unknown: str,
) -> None:
    nine = Comparison(Compare.EQUAL, Column("n"), Value(Decimal(9)))
    small = Comparison(Compare.LESS, Column("n"), Column("m"))
    declared = source(
        column("n", NUMBER, high=Decimal(50), then=number),
        column("w", one_of=("a", "b", "c"), required=True, then=word),
        column("m", NUMBER),
        area_from=AreaFrom(("ward",), unknown=unknown),
        leave_out=(LeaveOut(nine, "nines"),),
        expect=Expect(
            quarantine_at_most=1.0,
            rules=(Rule("small", small, rule, "so it is"),),
            unique=(Unique(("n", "w"), key, keep),),
        ),
    )
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.put("rows.csv", "\n".join(["n,w,ward,m", *(",".join(row) for row in cells), ""]))
        kept: set[int] = set()
        try:
            rows = desk.read(declared)
            kept = set(desk.frame(declared)[ROW].to_list())
            assert rows.rows == len(kept)
        except SourceError as error:
            assert "no row is left" in error.reasons[0]  # noqa: PT017
        report = read_report(desk.intake, declared.id)
        assert report is not None
        assert report.counts is not None
        counts = report.counts
        assert counts.read == len(cells)
        assert counts.left_out + counts.problems + counts.quarantined + counts.kept == len(cells)
        assert counts.kept == len(kept)
        _check_named(report.findings.select("row", "then").rows(), kept, counts.read)
        assert len(_rows_with(report.findings.rows(named=True), "left out")) == counts.problems
        aside = _rows_with(report.findings.rows(named=True), "quarantine")
        assert len(aside - _rows_with(report.findings.rows(named=True), "left out")) == (
            counts.quarantined
        )


def _rows_with(findings: list[dict[str, object]], then: str) -> set[object]:
    return {one["row"] for one in findings if one["then"] == then}


def _check_named(listed: list[tuple[int, str]], kept: set[int], read: int) -> None:
    """A kept row failed nothing, or only what warns; every other listed row is not kept."""
    ends: dict[int, Counter[str]] = {}
    for row, then in listed:
        ends.setdefault(row, Counter())[then] += 1
        assert 2 <= row <= read + 1
    for row, thens in ends.items():
        assert (row in kept) is (set(thens) == {"warn"}), (row, thens)
