"""Every way of writing a period that official tables use is read right, or told what it covers."""

from pathlib import Path

import pytest

from framework.model.periods import Grain, YearType
from framework.model.sources import PERIOD, STATUS, CellStatus, PeriodFrom, PeriodShape, Rows
from indicators.connect.periods import read_period
from tests.sources_in_code import NUMBER, Desk, column, source, what

SHAPE = PeriodShape
CALENDAR, FINANCIAL, ACADEMIC = YearType.CALENDAR, YearType.FINANCIAL, YearType.ACADEMIC
SUFFIXES = {
    "prov": CellStatus.PROVISIONAL,
    "Rev": CellStatus.REVISED,
    "Final": CellStatus.FINAL,
    "OT": CellStatus.OUTTURN,
}
GRAINS = {SHAPE.DATE: Grain.MONTH, SHAPE.MONTH: Grain.MONTH, SHAPE.QUARTER: Grain.QUARTER}


def read(tmp_path: Path, text: str, shape: PeriodShape, year: YearType) -> tuple[str | None, str]:
    """Give the code of a period with its status after it, or what is wrong."""
    desk = Desk(tmp_path)
    desk.put("rows.csv", f'when,n\n"{text}",1\n')
    grain = GRAINS.get(shape, Grain.YEAR)
    period_from = PeriodFrom("when", shape, grain, year, SUFFIXES)
    declared = source(column("n", NUMBER), rows=Rows.PUBLISHED, period_from=period_from)
    desk.put("rows.csv", f'when,n\n"{text}",1\n{GOOD[shape, year]},1\n')
    result = desk.read(declared)
    if result.problems:
        ((row, header, why),) = what(result)
        assert (row, header) == (2, "when")
        return None, why
    first = desk.frame(declared).row(0, named=True)
    return first[PERIOD], first[STATUS] or ""


GOOD = {
    (shape, year): {
        SHAPE.DATE: "2020-01-01",
        SHAPE.MONTH: "Jan 2020",
        SHAPE.QUARTER: "2020 Q1" if year is CALENDAR else "2020/21 Q1",
        SHAPE.YEAR: "2020" if year is CALENDAR else "2020/21",
        SHAPE.YEAR_ENDING: "2020",
        SHAPE.SIX_DIGITS: "202021",
    }[shape]
    for shape in PeriodShape
    if shape not in (SHAPE.POOLED, SHAPE.ROLLING, SHAPE.CUMULATIVE)
    for year in YearType
}


@pytest.mark.parametrize(
    ("text", "shape", "year", "code"),
    [
        ("2019", SHAPE.YEAR, CALENDAR, "2019"),
        ("2019", SHAPE.YEAR_ENDING, FINANCIAL, "2018/19"),
        ("2019", SHAPE.YEAR_ENDING, ACADEMIC, "2018/19 ac"),
        ("2019", SHAPE.YEAR_ENDING, CALENDAR, "2019"),
        ("2025", SHAPE.YEAR_ENDING, FINANCIAL, "2024/25"),
        ("2016-17", SHAPE.YEAR, FINANCIAL, "2016/17"),
        ("2016-17", SHAPE.YEAR, ACADEMIC, "2016/17 ac"),
        ("2016-17", SHAPE.YEAR_ENDING, FINANCIAL, "2016/17"),
        ("2016/17", SHAPE.YEAR_ENDING, ACADEMIC, "2016/17 ac"),
        ("2016-17", SHAPE.YEAR_ENDING, CALENDAR, "2017"),
        ("2019/20", SHAPE.YEAR, FINANCIAL, "2019/20"),
        ("1999-00", SHAPE.YEAR, FINANCIAL, "1999/00"),
        ("1999/2000", SHAPE.YEAR, FINANCIAL, "1999/00"),
        ("2001/2002", SHAPE.YEAR, ACADEMIC, "2001/02 ac"),
        ("201920", SHAPE.SIX_DIGITS, ACADEMIC, "2019/20 ac"),
        ("201920", SHAPE.SIX_DIGITS, FINANCIAL, "2019/20"),
        ("200910", SHAPE.SIX_DIGITS, FINANCIAL, "2009/10"),
        ("199900", SHAPE.SIX_DIGITS, ACADEMIC, "1999/00 ac"),
        ("2017-03-01", SHAPE.DATE, FINANCIAL, "2017-03"),
        ("2017-03", SHAPE.DATE, FINANCIAL, "2017-03"),
        ("2017-03-01 00:00:00", SHAPE.DATE, FINANCIAL, "2017-03"),
        ("2000 Q1", SHAPE.QUARTER, CALENDAR, "2000 Q1"),
        ("2021/22 Q1", SHAPE.QUARTER, FINANCIAL, "2021/22 Q1"),
        ("2018-19;Q1", SHAPE.QUARTER, FINANCIAL, "2018/19 Q1"),
        ("Q4 2021/22", SHAPE.QUARTER, FINANCIAL, "2021/22 Q4"),
        ("2021/22 Q2", SHAPE.QUARTER, ACADEMIC, "2021/22 Q2 ac"),
        ("Apr 2024", SHAPE.MONTH, FINANCIAL, "2024-04"),
        ("April 2024", SHAPE.MONTH, FINANCIAL, "2024-04"),
        ("December 2019", SHAPE.MONTH, FINANCIAL, "2019-12"),
        ("2010;April", SHAPE.MONTH, FINANCIAL, "2010-04"),
        ("2010;04", SHAPE.MONTH, FINANCIAL, "2010-04"),
        ("1993 01", SHAPE.MONTH, FINANCIAL, "1993-01"),
        ("2024-04", SHAPE.MONTH, FINANCIAL, "2024-04"),
        ("2024-04-01", SHAPE.MONTH, FINANCIAL, "2024-04"),
    ],
)
def test_a_period_is_read_by_its_shape(
    tmp_path: Path, text: str, shape: PeriodShape, year: YearType, code: str
) -> None:
    assert read(tmp_path, text, shape, year) == (code, "")


@pytest.mark.parametrize(
    ("text", "shape", "year", "code", "status"),
    [
        ("2016-17 (OT)", SHAPE.YEAR, FINANCIAL, "2016/17", "outturn"),
        ("2023 (Rev)", SHAPE.YEAR_ENDING, FINANCIAL, "2022/23", "revised"),
        ("2020 (Final)", SHAPE.YEAR, CALENDAR, "2020", "final"),
        ("2025 (prov)", SHAPE.YEAR, CALENDAR, "2025", "provisional"),
        ("2025 PROV", SHAPE.YEAR, CALENDAR, "2025", "provisional"),
        ("2025 [prov]", SHAPE.YEAR, CALENDAR, "2025", "provisional"),
    ],
)
def test_a_suffix_becomes_a_status(
    tmp_path: Path, text: str, shape: PeriodShape, year: YearType, code: str, status: str
) -> None:
    assert read(tmp_path, text, shape, year) == (code, status)


@pytest.mark.parametrize(
    ("text", "shape", "year", "covers"),
    [
        ("2014-16", SHAPE.YEAR, FINANCIAL, "3 years"),
        ("2014-16", SHAPE.YEAR, CALENDAR, "3 years"),
        ("2014-16", SHAPE.YEAR_ENDING, FINANCIAL, "3 years"),
        ("2015 - 17", SHAPE.YEAR, CALENDAR, "3 years"),
        ("2009-11", SHAPE.YEAR, CALENDAR, "3 years"),
        ("1984-1988", SHAPE.YEAR, CALENDAR, "5 years"),
        ("2010 to 2011", SHAPE.YEAR, FINANCIAL, "2 years"),
        ("2007/08 to 2008/09", SHAPE.YEAR, FINANCIAL, "2 years"),
        ("2013/14-15/16", SHAPE.YEAR, FINANCIAL, "3 years"),
        ("2014/15 - 18/19", SHAPE.YEAR, FINANCIAL, "5 years"),
        ("2021/22 Q1 - 2022/23 Q3", SHAPE.QUARTER, FINANCIAL, "7 quarters"),
        ("Aug 2017 - Jul 2018", SHAPE.MONTH, FINANCIAL, "12 months"),
    ],
)
def test_a_longer_span_says_what_it_covers(
    tmp_path: Path, text: str, shape: PeriodShape, year: YearType, covers: str
) -> None:
    assert read(tmp_path, text, shape, year) == (None, f"'{text}' covers {covers}")


@pytest.mark.parametrize(
    ("text", "shape", "year"),
    [
        ("2019/20 [Note 5]", SHAPE.YEAR, FINANCIAL),
        ("2021-2022*", SHAPE.YEAR, FINANCIAL),
        ("1974a", SHAPE.YEAR, CALENDAR),
        ("1990-1994 (baseline)", SHAPE.YEAR, CALENDAR),
        ("2021.0", SHAPE.YEAR, CALENDAR),
        ("0", SHAPE.YEAR, CALENDAR),
        ("There is no data for this indicator yet", SHAPE.YEAR, CALENDAR),
        ("17 May to 11 June 2023", SHAPE.MONTH, FINANCIAL),
        ("2016-17", SHAPE.YEAR, CALENDAR),
        ("2019", SHAPE.YEAR, FINANCIAL),
        ("2021 Q1", SHAPE.QUARTER, FINANCIAL),
        ("2019/20", SHAPE.SIX_DIGITS, FINANCIAL),
        ("201922", SHAPE.SIX_DIGITS, FINANCIAL),
        ("201920", SHAPE.MONTH, FINANCIAL),
        ("201920", SHAPE.YEAR, CALENDAR),
        ("2024-13", SHAPE.MONTH, FINANCIAL),
        ("2024-02-30", SHAPE.DATE, FINANCIAL),
        ("2024-02-02", SHAPE.MONTH, FINANCIAL),
        ("0001", SHAPE.YEAR, CALENDAR),
        ("0000", SHAPE.YEAR_ENDING, FINANCIAL),
        ("2150", SHAPE.YEAR, CALENDAR),
        ("٢٠١٩", SHAPE.YEAR, CALENDAR),
    ],
)
def test_footnotes_debris_and_other_shapes_are_told_not_dropped(
    tmp_path: Path, text: str, shape: PeriodShape, year: YearType
) -> None:
    code, why = read(tmp_path, text, shape, year)
    assert code is None
    # Prose is never repeated: a shifted column may put a name there.
    prose = text == "There is no data for this indicator yet"
    assert why.startswith("it is not" if prose else f"'{text[:30]}")


@pytest.mark.parametrize(
    ("period_from", "text", "code"),
    [
        (
            PeriodFrom("when", SHAPE.POOLED, Grain.YEAR, CALENDAR, pooled_years=3),
            "2014 - 16",
            "2016 pool3",
        ),
        (PeriodFrom("when", SHAPE.ROLLING, Grain.MONTH), "Aug 2017 - Jul 2018", "2018-07 r12"),
        (
            PeriodFrom("when", SHAPE.CUMULATIVE, Grain.QUARTER, FINANCIAL),
            "2021/22 Q1 - 2022/23 Q3",
            "2022/23 Q3 since 2021-04",
        ),
    ],
)
def test_a_span_of_several_periods_has_the_basis_of_its_shape(
    tmp_path: Path, period_from: PeriodFrom, text: str, code: str
) -> None:
    desk = Desk(tmp_path)
    desk.put("rows.csv", f"when,n\n{text},1\n")
    declared = source(column("n", NUMBER), rows=Rows.PUBLISHED, period_from=period_from)
    assert desk.frame(declared)[PERIOD].to_list() == [code]


@pytest.mark.parametrize("text", ["0000-02", "0001-03", "9998-9999", "2099-2101"])
def test_a_pool_outside_the_years_of_the_calendar_is_told(text: str) -> None:
    period_from = PeriodFrom("when", SHAPE.POOLED, Grain.YEAR, CALENDAR, pooled_years=3)
    assert read_period(text, period_from).code is None


def test_an_empty_period_is_told(tmp_path: Path) -> None:
    assert read(tmp_path, "", SHAPE.YEAR, CALENDAR) == (
        None,
        "is empty, so its period is not known",
    )


def test_days_may_be_kept_by_quarter_or_year(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put("rows.csv", "when,n\n2025-03-31,1\n2025-04-01,1\n")
    codes = {
        grain: desk.frame(
            source(
                column("n", NUMBER),
                period_from=PeriodFrom("when", SHAPE.DATE, grain, FINANCIAL),
            )
        )[PERIOD].to_list()
        for grain in (Grain.QUARTER, Grain.YEAR)
    }
    assert codes == {
        Grain.QUARTER: ["2024/25 Q4", "2025/26 Q1"],
        Grain.YEAR: ["2024/25", "2025/26"],
    }


@pytest.mark.parametrize(
    "cell",
    ["1" * 60 + "x", "2024" + " " * 90_000 + "x", "2024" + "[1]" * 20_000 + "x", "jan" * 30_000],
    ids=["digits", "spaces", "notes", "months"],
)
def test_a_cell_made_to_take_for_ever_is_told_like_any_other(tmp_path: Path, cell: str) -> None:
    desk = Desk(tmp_path)
    desk.put("rows.csv", f"quarter\n2024-25 Q1\n{cell}\n2024-25 Q2\n")
    shape = PeriodFrom(
        "quarter", PeriodShape.QUARTER, Grain.QUARTER, YearType.FINANCIAL, footnotes=True
    )
    rows = desk.read(source(rows=Rows.TALLIES, period_from=shape))
    assert rows.rows == 2
    assert [row for row, _, _ in what(rows)] == [3]
