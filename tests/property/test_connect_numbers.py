"""Any number that fits its declared decimals is kept exactly, however it is written."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from framework.model.sources import ROW, Rows
from tests.sources_in_code import NUMBER, Desk, column, source

WHOLES = st.integers(-(10**14), 10**14)


def spell(whole: int, decimals: int, style: str) -> str:
    number = Decimal(whole).scaleb(-decimals)
    match style:
        case "thousands":
            return f"{number:,}"
        case "exponent":
            return f"{number:E}"
        case "minus":
            return f"{number:f}".replace("-", "−")
        case "noughts":
            return f"{number:f}" + ("000" if decimals else ".000")
    return f"{number:f}"


WRITTEN = st.floats(-9e17, 9e17).filter(lambda number: not 0 < abs(number) < 1e-30)
STYLES = st.sampled_from(["plain", "thousands", "exponent", "minus", "noughts"])


def column_of(texts: list[str], kind: Rows, decimals: int) -> pl.DataFrame:
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.put("rows.csv", "n\n" + "".join(f'"{text}"\n' for text in texts))
        declared = source(column("n", NUMBER, decimals=decimals), rows=kind)
        assert desk.read(declared).problems == ()
        return desk.frame(declared)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(WHOLES, STYLES), min_size=1, max_size=200), st.integers(0, 6))
def test_numbers_are_kept_to_the_last_digit(numbers: list[tuple[int, str]], decimals: int) -> None:
    frame = column_of([spell(n, decimals, style) for n, style in numbers], Rows.EVENTS, decimals)
    assert frame["n"].to_list() == [whole for whole, _ in numbers]
    assert frame[ROW].to_list() == list(range(2, len(numbers) + 2))


@settings(max_examples=30, deadline=None)
@given(st.lists(WRITTEN, min_size=1, max_size=200))
def test_published_floats_are_the_floats_that_were_written(numbers: list[float]) -> None:
    frame = column_of([repr(number) for number in numbers], Rows.PUBLISHED, 4)
    assert frame["n"].to_list() == numbers
