"""Every check of a source, with everything that may become of what fails it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dashboard.export.failing_rows import as_file
from framework.errors import SourceError
from framework.model.expectations import Expect, Keep, Outliers, Reconcile, Rule, Then, Unique
from framework.model.expressions import Column, Compare, Comparison, IsNull, Or
from framework.model.periods import Grain, YearType
from framework.model.reads import CsvFiles
from framework.model.sources import AreaFrom, Covers, Due, PeriodFrom, PeriodShape, Rows, Source
from indicators.connect.rows import SourceRows
from indicators.quality.findings import MOST_LISTED
from indicators.quality.report import STOPPED, USED, Report, read_report
from indicators.refresh.guarding import check_as_new_as_promised
from indicators.refresh.spoken import spoken_of
from tests.sources_in_code import DATE, NUMBER, WARD_1, WARD_2, Desk, column, source

ROWS = """\
started,ended,n,d,v,key
2025-01-01,2025-02-01,1,4,25,a
2025-01-05,2025-01-01,1,2,50,b
2025-01-09,,1,3,34,a
,2025-01-01,,3,33.3,
"""
ENDS_LATER = Rule(
    "ends_later",
    Or((IsNull(Column("ended")), Comparison(Compare.AT_LEAST, Column("ended"), Column("started")))),
    Then.WARN,
    "help cannot end before it starts",
)


@pytest.fixture
def desk(tmp_path: Any) -> Desk:
    made = Desk(tmp_path)
    made.put("rows.csv", ROWS)
    return made


def declared(**expect: Any) -> Source:
    numbers = [column(name, NUMBER, decimals=1) for name in ("n", "d", "v")]
    columns = (column("started", DATE), column("ended", DATE), *numbers, column("key"))
    return source(*columns, dated="started", expect=Expect(**expect))


def rules(then: Then) -> Mapping[str, tuple[str, list[int], dict[str, Any]]]:
    """Each check of rows: its code, the rows that fail, and how it is declared."""
    rule = Rule(ENDS_LATER.name, ENDS_LATER.holds, then, ENDS_LATER.because)
    made_of = Reconcile("v", "n", "d", Decimal(100), Decimal("0.5"), then)
    alone = [3] if then is Then.QUARANTINE else [1, 3]
    return {
        "rule": ("S122", [3], {"rules": (rule,)}),
        "unique": ("S121", [r + 1 for r in alone], {"unique": (Unique(("key",), then),)}),
        "reconcile": ("S123", [4], {"reconcile": (made_of,)}),
    }


def read(desk: Desk, declared: Source) -> tuple[SourceRows | tuple[str, ...], Report]:
    """What reading gives, rows or the reasons to stop, and the report of it."""
    try:
        rows: SourceRows | tuple[str, ...] = desk.read(declared)
    except SourceError as error:
        rows = error.reasons
    report = read_report(desk.intake, declared.id)
    assert report is not None
    return rows, report


@pytest.mark.parametrize("then", Then)
@pytest.mark.parametrize("check", ["rule", "unique", "reconcile"])
def test_a_check_of_rows_warns_sets_aside_or_stops_as_declared(
    desk: Desk, check: str, then: Then
) -> None:
    code, failing, expect = rules(then)[check]
    rows, report = read(desk, declared(**expect))
    listed = report.findings.select("row", "code", "then").sort("row").rows()
    assert listed == [(row, code, then.value) for row in failing]
    assert report.outcome == (STOPPED if then is Then.STOP else USED)
    if isinstance(rows, tuple):
        assert then is Then.STOP
        assert rows[0].endswith(f"[{code}]")
        return
    aside = failing if then is Then.QUARANTINE else []
    assert desk.frame(declared(**expect))["_row"].to_list() == [
        row for row in (2, 3, 4, 5) if row not in aside
    ]
    assert (rows.rows, rows.counts.quarantined) == (4 - len(aside), len(aside))
    assert rows.counts.inconsistent == len(failing)
    assert any(note.endswith(f"[{code}]") for note in rows.notes)


@pytest.mark.parametrize("then", [None, *Then])
@pytest.mark.parametrize(
    ("said", "cells", "code"),
    [
        ({"kind": NUMBER}, "1,x\nmany,x\n3,x", "S102"),
        ({"kind": NUMBER, "decimals": 0}, "1,x\n1.5,x\n3,x", "S103"),
        ({"kind": NUMBER, "low": Decimal(0)}, "1,x\n-1,x\n3,x", "S104"),
        ({"kind": NUMBER, "high": Decimal(9)}, "1,x\n10,x\n3,x", "S105"),
        ({"kind": DATE}, "2025-01-01,x\nsoon,x\n2025-01-03,x", "S106"),
        ({"one_of": ("a", "b")}, "a,x\nc,x\nb,x", "S109"),
        ({"required": True}, "a,x\n,x\nb,x", "S101"),
    ],
)
def test_a_cell_that_fails_ends_as_its_column_declares(
    desk: Desk, said: dict[str, Any], cells: str, code: str, then: Then | None
) -> None:
    desk.put("rows.csv", f"c,other\n{cells}\n")
    one = source(column("c", **said, then=then), column("other"))
    rows, report = read(desk, one)
    ends = then.value if then else "left out"
    assert report.findings.select("row", "column", "code", "then").rows() == [(3, "c", code, ends)]
    if isinstance(rows, tuple):
        assert then is Then.STOP
        assert "'c'" in rows[0]
        assert "row 3" in rows[0]
        return
    kept = {None: 2, Then.QUARANTINE: 2, Then.WARN: 3}[then]
    assert (rows.rows, rows.problem_rows) == (kept, int(then is None))
    assert rows.counts.quarantined == int(then is Then.QUARANTINE)
    if then is Then.WARN:
        assert desk.frame(one)["c"].null_count() == 1


def test_what_is_missing_is_not_asked(desk: Desk) -> None:
    rows = desk.read(declared(**rules(Then.WARN)["rule"][2]))
    rule = rows.counts.checks[0]
    # the last row has no start: whether it ended later is not known, so it does not fail
    assert (rule.asked, rule.failed, rule.unknown) == (3, 1, 1)
    made_of = desk.read(declared(**rules(Then.WARN)["reconcile"][2])).counts.checks[0]
    assert (made_of.asked, made_of.failed, made_of.unknown) == (3, 1, 1)


def test_a_value_at_the_very_edge_of_what_is_allowed_agrees(desk: Desk) -> None:
    desk.put(
        "rows.csv", "started,ended,n,d,v,key\n,,1,8,12.6,\n,,1,8,12.4,\n,,1,8,12.7,\n,,1,0,9,\n"
    )
    within = Reconcile("v", "n", "d", Decimal(100), Decimal("0.1"))
    check = desk.read(declared(reconcile=(within,))).counts.checks[0]
    assert (check.asked, check.failed, check.unknown) == (3, 1, 1)


@pytest.mark.parametrize(("keep", "kept"), [("first", [2, 3]), ("last", [3, 4]), ("none", [3])])
def test_of_rows_with_one_key_the_declared_one_stays(
    desk: Desk, keep: str, kept: list[int]
) -> None:
    one = declared(unique=(Unique(("key",), Then.QUARANTINE, Keep(keep)),))
    assert desk.frame(one)["_row"].to_list() == [*kept, 5]  # row 5 has no key, so is not asked


def test_keys_of_several_columns_and_of_area_and_period(desk: Desk) -> None:
    desk.put("rows.csv", f"ward,when,sex\n{WARD_1},2024,F\n{WARD_1},2024,M\n{WARD_1},2025,F\n")
    place = {"area_from": AreaFrom(("ward",)), "rows": Rows.PUBLISHED}
    year = PeriodFrom("when", PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR)
    told = []
    for names in (("area", "period", "sex"), ("area", "period")):
        expect = Expect(unique=(Unique(names, Then.WARN),))
        rows = desk.read(source(column("sex"), period_from=year, expect=expect, **place))
        told.append(rows.counts.checks[0].failed)
    assert told == [0, 2]


def months(rows: Mapping[tuple[str, str], int]) -> str:
    lines = [f"{ward},{month}-03" for (ward, month), count in rows.items() for _ in range(count)]
    return "\n".join(["ward,day", *lines, ""])


def placed(**said: Any) -> Source:
    expect = said.pop("expect")
    return source(
        column("day", DATE), area_from=AreaFrom(("ward",)), dated="day", expect=expect, **said
    )


@pytest.mark.parametrize("then", [Then.WARN, Then.STOP])
def test_an_area_a_month_and_an_area_in_a_month_that_lack_are_told(desk: Desk, then: Then) -> None:
    desk.put(
        "rows.csv", months({(WARD_1, "2025-01"): 1, (WARD_1, "2025-03"): 1, (WARD_2, "2025-03"): 1})
    )
    asked = {
        "areas": ({"areas": "all"}, 2, []),
        "periods": ({"no_gaps": True}, 3, [(None, "2025-02")]),
        "both": (
            {"areas": "all", "no_gaps": True},
            6,
            [(WARD_1, "2025-02"), (WARD_2, "2025-01"), (WARD_2, "2025-02")],
        ),
        "districts": ({"areas": "district", "no_gaps": True}, 3, [("E07000001", "2025-02")]),
    }
    for said, expected, missing in asked.values():
        rows, report = read(desk, placed(expect=Expect(gaps=then, **said)))
        assert report.findings.select("area", "period").rows() == missing
        assert report.counts is not None
        assert (report.counts.expected, report.counts.lacking) == (expected, len(missing))
        assert isinstance(rows, tuple) is bool(missing and then is Then.STOP)


def test_covers_says_from_when_on_periods_are_expected(desk: Desk) -> None:
    desk.put("rows.csv", months({(WARD_1, "2025-01"): 1, (WARD_1, "2025-04"): 1}))
    covers = Covers(date(2025, 3, 1), date(2025, 4, 30))
    rows = desk.read(placed(covers=covers, expect=Expect(no_gaps=True)))
    assert (rows.counts.expected, rows.counts.lacking) == (2, 1)


def test_covers_says_until_when_periods_are_expected(desk: Desk) -> None:
    desk.put("rows.csv", months({(WARD_1, "2025-01"): 1, (WARD_1, "2025-04"): 1}))
    covers = Covers(None, date(2025, 2, 28))
    rows = desk.read(placed(covers=covers, expect=Expect(no_gaps=True)))
    assert (rows.counts.expected, rows.counts.lacking) == (2, 1)


def test_a_month_far_from_the_median_of_its_area_is_told(desk: Desk) -> None:
    usual = {(WARD_1, f"2024-{month:02}"): 10 + month % 3 for month in range(1, 13)}
    desk.put("rows.csv", months(usual | {(WARD_1, "2024-07"): 60, (WARD_1, "2025-01"): 1}))
    # January is the last month and may not be over: it is not asked
    rows = desk.read(placed(expect=Expect(outliers=(Outliers(),))))
    report = read_report(desk.intake, "episodes")
    assert report is not None
    assert report.findings.select("area", "period").rows() == [(WARD_1, "2024-07")]
    assert "North ward in 2024-07" in rows.notes[0]
    assert rows.rows == sum(usual.values()) - usual[WARD_1, "2024-07"] + 61
    with pytest.raises(SourceError, match="S124"):
        desk.read(placed(expect=Expect(outliers=(Outliers(then=Then.STOP),))))


def test_a_published_value_far_from_its_series_is_told_with_its_row(desk: Desk) -> None:
    lines = [f"{WARD_1},{year},{10 + year % 2}" for year in range(2010, 2020)]
    desk.put("rows.csv", "\n".join(["ward,when,v", *lines, f"{WARD_1},2020,99", ""]))
    year = PeriodFrom("when", PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR)
    one = source(
        column("v", NUMBER),
        rows=Rows.PUBLISHED,
        area_from=AreaFrom(("ward",)),
        period_from=year,
        expect=Expect(outliers=(Outliers(of="v"),)),
    )
    _, report = read(desk, one)
    assert report.findings.select("row", "code").rows() == [(12, "S124")]


def test_short_series_and_series_that_never_move_have_no_outliers(desk: Desk) -> None:
    short = {(WARD_1, f"2024-{month:02}"): 1 for month in range(1, 6)} | {(WARD_1, "2024-05"): 90}
    still = {(WARD_2, f"2024-{month:02}"): 4 for month in range(1, 13)}
    for rows in (short, still):
        desk.put("rows.csv", months(rows))
        assert desk.read(placed(expect=Expect(outliers=(Outliers(),)))).notes == ()


def test_a_source_of_which_too_much_is_set_aside_stops(desk: Desk) -> None:
    late = "2025-01-05,2025-01-01,,,,\n" * 20
    desk.put("rows.csv", "started,ended,n,d,v,key\n" + late + "2025-01-05,,,,,\n" * 100)
    aside = (Rule("r", ENDS_LATER.holds, Then.QUARANTINE, "so it is"),)
    rows, report = read(desk, declared(rules=aside))
    assert rows[0] == (  # type: ignore[index]
        "20 of 120 rows cannot be understood or are set aside (at most 10% may be) [S136]"
    )
    assert report.failures == 20
    rows, _ = read(desk, declared(rules=aside, quarantine_at_most=0.2))
    assert isinstance(rows, SourceRows)
    assert rows.rows == 100


def test_rows_set_aside_count_in_no_later_check(desk: Desk) -> None:
    desk.put(
        "rows.csv",
        "started,ended,n,d,v,key\n2025-01-01,,,,,\n2025-02-02,2025-02-01,,,,\n2025-03-01,,,,,\n",
    )
    aside = (Rule("r", ENDS_LATER.holds, Then.QUARANTINE, "so it is"),)
    rows = desk.read(declared(rules=aside, no_gaps=True))
    assert (rows.counts.expected, rows.counts.lacking) == (3, 1)


def test_the_first_places_are_said_file_by_file(desk: Desk) -> None:
    desk.put("rows_2.csv", ROWS)
    two = replace(declared(**rules(Then.WARN)["rule"][2]), read=CsvFiles("rows*.csv"))
    desk.put("rows_3.csv", ROWS)
    assert desk.read(two).notes == (
        "rule 'ends_later' does not hold in 3 rows: help cannot end before it starts; "
        "in rows.csv row 3, rows_2.csv row 3, rows_3.csv row 3 [S122]",
    )


def test_every_reason_to_stop_is_told_at_once(desk: Desk) -> None:
    stop = {**rules(Then.STOP)["rule"][2], **rules(Then.STOP)["unique"][2]}
    reasons, _ = read(desk, declared(**stop))
    assert [reason[-6:] for reason in reasons] == ["[S121]", "[S122]"]  # type: ignore[union-attr]


def test_lists_are_cut_and_say_so(desk: Desk) -> None:
    many = MOST_LISTED + 5
    desk.put("rows.csv", "n,other\n" + "x,1\n" * many + "1,1\n" * (many * 10))
    _, report = read(desk, source(column("n", NUMBER), column("other")))
    assert (report.failures, report.findings.height) == (many, MOST_LISTED)
    assert f"5 more are not listed: of each check the first {MOST_LISTED:,} are" in (
        as_file(report, "list.csv").decode("utf-8-sig")
    )


@pytest.mark.parametrize(("today", "late"), [(date(2025, 4, 10), False), (date(2025, 4, 11), True)])
def test_a_source_that_is_late_is_told_or_stops_from_the_day_its_promise_is_past(
    desk: Desk, today: date, late: bool
) -> None:
    desk.put("rows.csv", months({(WARD_1, "2025-01"): 1, (WARD_1, "2025-02"): 1}))
    # rows of March are due on 10 April: ten days after it ended
    promised = {
        then: placed(due=Due(10), expect=Expect(late=then)) for then in (Then.WARN, Then.STOP)
    }
    rows_of = promised[Then.WARN]
    rows = desk.read(rows_of)
    told = check_as_new_as_promised(promised[Then.WARN], spoken_of(rows_of, rows, None), today)
    said = (
        "rows for March 2025 are due, and its newest speak of the time to 28 February 2025 [S135]"
    )
    assert told == ((said,) if late else ())
    if late:
        with pytest.raises(SourceError, match="S135"):
            check_as_new_as_promised(promised[Then.STOP], spoken_of(rows_of, rows, None), today)
    never = placed(due=Due(10), expect=Expect())
    assert check_as_new_as_promised(never, spoken_of(rows_of, rows, None), today) == ()
