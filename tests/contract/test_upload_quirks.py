"""Files as batches of published values come in: rows twice, columns moved or missing, words for numbers."""

from decimal import Decimal
from pathlib import Path

import pytest

from framework.errors import SourceError
from framework.model.expectations import Expect, Keep, Reconcile, Rule, Then, Unique
from framework.model.expressions import And, Column, Compare, Comparison
from framework.model.periods import Grain, YearType
from framework.model.sources import AreaFrom, CellStatus, PeriodFrom, PeriodShape, Rows, Source
from indicators.quality.report import read_report
from tests.sources_in_code import NUMBER, WARD_1, WARD_2, Desk, column, source

HEAD = "Area,Year,Sex,Value,Lower,Upper,Count,Denominator"
GOOD = (
    f"{WARD_1},2024,Female,25.0,20.1,30.2,5,20",
    f"{WARD_1},2024,Male,50.0,40.3,60.1,10,20",
    f"{WARD_2},2024,Female,33.3,22.0,44.9,10,30",
    f"{WARD_2},2024,Male,-1,-1,-1,-1,30",
)


def declared(then: Then = Then.QUARANTINE) -> Source:
    inside = And(
        tuple(
            Comparison(Compare.AT_MOST, Column(low), Column(high))
            for low, high in (("lower", "value"), ("value", "upper"))
        )
    )
    gone = {"-1": CellStatus.UNAVAILABLE}
    numbers = ("Value", "Lower", "Upper", "Count", "Denominator")
    return source(
        column("sex", headers=("Sex",), required=True, one_of=("Female", "Male")),
        *(
            column(name.lower(), NUMBER, headers=(name,), missing=gone, then=then)
            for name in numbers
        ),
        rows=Rows.PUBLISHED,
        area_from=AreaFrom(("Area",)),
        period_from=PeriodFrom("Year", PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR),
        expect=Expect(
            quarantine_at_most=1.0,
            rules=(Rule("inside", inside, then, "a value lies between its limits"),),
            unique=(Unique(("area", "period", "sex"), then, Keep.FIRST),),
            reconcile=(
                Reconcile("value", "count", "denominator", Decimal(100), Decimal("0.05"), then),
            ),
        ),
    )


def codes(desk: Desk, *lines: str) -> list[tuple[int, str]]:
    desk.put("rows.csv", "\n".join([*lines, ""]))
    desk.read(declared())
    report = read_report(desk.intake, "episodes")
    assert report is not None
    return sorted(report.findings.select("row", "code").unique().rows())


def refusal(desk: Desk, text: str) -> str:
    desk.put("rows.csv", text)
    with pytest.raises(SourceError) as caught:
        desk.read(declared())
    report = read_report(desk.intake, "episodes")
    assert report is not None
    assert report.reasons == caught.value.reasons
    return "; ".join(caught.value.reasons)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_good_batch_fails_nothing_and_a_missing_value_is_not_asked(desk: Desk) -> None:
    assert codes(desk, HEAD, *GOOD) == []


def test_a_row_that_stands_twice_is_set_aside_once(desk: Desk) -> None:
    assert codes(desk, HEAD, *GOOD, GOOD[0]) == [(6, "S121")]


def test_columns_in_another_order_are_found_by_their_names(desk: Desk) -> None:
    turned = [",".join(reversed(line.split(","))) for line in (HEAD, *GOOD)]
    assert codes(desk, *turned) == []


def test_words_where_numbers_belong_are_named_cell_by_cell(desk: Desk) -> None:
    assert codes(desk, HEAD, *GOOD[1:], f"{WARD_1},2024,Female,n/a,20.1,30.2,five,20") == [
        (5, "S102")
    ]


def test_headers_that_were_switched_show_in_values_that_do_not_agree(desk: Desk) -> None:
    switched = HEAD.replace("Value,Lower", "Lower,Value")
    # every row with a value says it twice over: outside its limits, and away from its counts
    with pytest.raises(SourceError, match=r"no row is left|set aside"):
        codes(desk, switched, *GOOD[:3])
    report = read_report(desk.intake, "episodes")
    assert report is not None
    assert set(report.findings["code"]) == {"S122", "S123"}
    assert set(report.findings["row"]) == {2, 3, 4}


def test_a_column_that_is_missing_stops_the_source_and_says_which(desk: Desk) -> None:
    lines = [line.rsplit(",", 1)[0] for line in (HEAD, *GOOD)]
    assert "there is no column 'Denominator'" in refusal(desk, "\n".join(lines))


def test_headers_in_other_capitals_are_named(desk: Desk) -> None:
    said = refusal(desk, "\n".join([HEAD.upper(), *GOOD]))
    assert "there is no column 'Value'; did you mean 'VALUE'?" in said


@pytest.mark.parametrize("text", ["", "\n\n", HEAD, f"{HEAD}\n"])
def test_an_empty_file_stops_the_source(desk: Desk, text: str) -> None:
    assert refusal(desk, text)
