"""However a pool, a rolling year or a growing sum is written, it is the span that was meant."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from framework.model.periods import MONTHS, Basis, Grain, YearType, add_months, period_from_code
from framework.model.sources import PeriodFrom, PeriodShape
from indicators.connect.periods import read_period

years = st.integers(1950, 2060)
lengths = st.integers(2, 20)
to = st.sampled_from(["-", " - ", "–", " – ", " to "])


def short(year: int, *, whole: bool) -> str:
    return str(year) if whole else f"{year % 100:02d}"


@given(years, lengths, to, st.booleans())
def test_a_pool_of_calendar_years(first: int, length: int, joint: str, whole: bool) -> None:
    text = f"{first}{joint}{short(first + length - 1, whole=whole)}"
    said = PeriodFrom("", PeriodShape.POOLED, Grain.YEAR, YearType.CALENDAR, pooled_years=length)
    read = read_period(text, said)
    assert read.code is not None
    period = period_from_code(read.code)
    assert period.covers == (date(first, 1, 1), date(first + length, 1, 1))
    assert (period.basis, period.pooled_years) == (Basis.POOLED, length)


@given(years, lengths, to, st.booleans(), st.sampled_from([YearType.FINANCIAL, YearType.ACADEMIC]))
def test_a_pool_of_years_that_cross_two(
    first: int, length: int, joint: str, whole: bool, kind: YearType
) -> None:
    last = first + length - 1
    ends = f"{short(last, whole=whole)}/{short(last + 1, whole=False)}"
    said = PeriodFrom("", PeriodShape.POOLED, Grain.YEAR, kind, pooled_years=length)
    read = read_period(f"{first}/{short(first + 1, whole=False)}{joint}{ends}", said)
    assert read.code is not None
    start = date(first, kind.first_month, 1)
    assert period_from_code(read.code).covers == (start, add_months(start, 12 * length))


@given(years, st.integers(0, 11), st.integers(-30, 30), to.filter(lambda mark: mark != "-"))
def test_twelve_months_and_no_other_number_of_them(
    year: int, month: int, more: int, joint: str
) -> None:
    start = date(year, month + 1, 1)
    last = add_months(start, 11 + more)
    text = f"{MONTHS[month]} {year}{joint}{MONTHS[last.month - 1][:3]} {last.year}"
    read = read_period(text, PeriodFrom("", PeriodShape.ROLLING, Grain.MONTH))
    if more:
        assert read.code is None
    else:
        assert read.code is not None
        assert period_from_code(read.code).covers == (start, add_months(start, 12))


@given(years, st.integers(1, 4), st.integers(0, 40), to.filter(lambda mark: mark != "-"))
def test_a_sum_since_a_fixed_start(year: int, quarter: int, more: int, joint: str) -> None:
    start = date(year, 3 * quarter - 2, 1)
    last = add_months(start, 3 * more)
    text = f"{year} Q{quarter}{joint}{last.year} Q{last.month // 3 + 1}"
    said = PeriodFrom("", PeriodShape.CUMULATIVE, Grain.QUARTER, YearType.CALENDAR)
    read = read_period(text, said)
    assert read.code is not None
    assert period_from_code(read.code).covers == (start, add_months(last, 3))


@given(st.text(max_size=30), st.sampled_from(PeriodShape), st.sampled_from(YearType), st.booleans())
def test_any_text_at_all_is_read_or_told(
    text: str, shape: PeriodShape, kind: YearType, footnotes: bool
) -> None:
    grain = Grain.QUARTER if shape is PeriodShape.CUMULATIVE else Grain.MONTH
    grain = Grain.YEAR if shape in (PeriodShape.POOLED, PeriodShape.YEAR) else grain
    said = PeriodFrom("", shape, grain, kind, footnotes=footnotes, pooled_years=3)
    read = read_period(text, said)
    assert (read.code is None) is (read.why is not None)


@given(st.from_regex(r"\A[0-9]{1,6}([-/ ][0-9QAto]{1,4}){0,3}\Z"), st.sampled_from(PeriodShape))
def test_any_digits_are_read_or_told(text: str, shape: PeriodShape) -> None:
    said = PeriodFrom("", shape, Grain.YEAR, YearType.CALENDAR, footnotes=True, pooled_years=3)
    read = read_period(text, said)
    assert (read.code is None) is (read.why is not None)
