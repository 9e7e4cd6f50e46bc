"""Sums, gaps and indices of need against a slow plain reading of what they mean."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.model.areas import Area, Geography, Level
from framework.model.derived import Composite, Derived, Gap, PartOfComposite, Score
from framework.model.expressions import Arithmetic, Column, Sum, Value
from framework.model.results import RESULT_COLUMNS, Flag
from indicators.derive.deriving import derive
from indicators.disclose.disclosing import Disclosed
from tests.frameworks_in_code import framework, indicator

SCHEMA = {
    name: pl.String if name in RESULT_COLUMNS[:4] else pl.Float64 for name in RESULT_COLUMNS
} | {"flags": pl.Int32}
PARTS = ("a", "b", "c")
CODES = tuple(f"D{number}" for number in range(6))
PLACES = Geography(
    (Level("district", "district", "districts"),),
    tuple(Area(code, code, "district") for code in CODES),
    (),
)
HIDDEN = object()
NUMBERS = st.integers(-50, 50).map(float)
CELLS = st.one_of(NUMBERS, st.none(), st.just(HIDDEN))


def rows_of(cells):
    """One row a cell: (part, area, period, breakdown) -> a number, or hidden; None has no row."""
    rows = []
    for (name, area, period, breakdown), value in cells.items():
        if value is not None:
            plain = dict.fromkeys(RESULT_COLUMNS)
            plain |= {"indicator": name, "area": area, "period": period, "breakdown": breakdown}
            hidden = value is HIDDEN
            plain |= {"value": None if hidden else value, "flags": int(Flag.SUPPRESSED) * hidden}
            rows.append(plain)
    return pl.DataFrame(rows, schema=SCHEMA)


def found_of(measure, cells):
    one = indicator(id="made", source="", measure=measure)
    whole = framework(*(indicator(id=name) for name in PARTS), one, geography=PLACES)
    frame = derive(Disclosed(rows_of(cells)), whole, [one]).frame
    own = frame.filter(pl.col("indicator") == "made").rows(named=True)
    return {(each["area"], each["period"]): (each["value"], each["flags"]) for each in own}


TREES = st.recursive(
    st.one_of(
        st.sampled_from([Column(name) for name in PARTS]),
        st.integers(-3, 3).map(lambda number: Value(Decimal(number))),
    ),
    lambda inner: st.builds(Sum, st.sampled_from(Arithmetic), inner, inner),
    max_leaves=6,
)


def plain(tree, values):
    match tree:
        case Column(name):
            return values[name]
        case Value(value):
            return float(value)
        case Sum(operator, left, right):
            one, other = plain(left, values), plain(right, values)
            if one is None or other is None:
                return None
            if operator is Arithmetic.OVER:
                return one / other if other else None
            signs = {"+": one + other, "-": one - other, "*": one * other}
            return signs[operator.value]


def names_in(tree):
    if isinstance(tree, Column):
        return {tree.name}
    return names_in(tree.left) | names_in(tree.right) if isinstance(tree, Sum) else set()


@given(
    TREES.filter(names_in),
    st.fixed_dictionaries({(name, code): CELLS for name in PARTS for code in CODES[:3]}),
)
def test_a_sum_is_what_pencil_and_paper_give(tree, drawn):
    cells = {(name, code, "2026-10", ""): value for (name, code), value in drawn.items()}
    expected = {}
    for code in CODES[:3]:
        values = {name: drawn[name, code] for name in names_in(tree)}
        if None in values.values():
            continue
        hidden = HIDDEN in values.values()
        value = None if hidden else plain(tree, values)
        expected[code, "2026-10"] = value, hidden
    found = found_of(Derived(tree), cells)
    assert set(found) == set(expected)
    for key, (value, hidden) in expected.items():
        assert found[key][0] == (None if value is None else pytest.approx(value))
        assert bool(found[key][1] & Flag.SUPPRESSED) == hidden
        assert bool(found[key][1] & Flag.NOT_APPLICABLE) == (value is None and not hidden)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=6, max_size=6), st.booleans())
def test_a_gap_stands_wherever_both_groups_do(pairs, relative):
    cells = {}
    expected = {}
    for code, (one, other) in zip(CODES, pairs, strict=True):
        cells["a", code, "2026-10", "sex=F"] = one
        cells["a", code, "2026-10", "sex=M"] = other
        cells["a", code, "2026-10", ""] = 1.0
        if one is None or other is None:
            continue
        if HIDDEN in (one, other):
            expected[code, "2026-10"] = None
        elif relative:
            expected[code, "2026-10"] = one / other if other else None
        else:
            expected[code, "2026-10"] = one - other
    found = found_of(Gap("a", "sex=F", "sex=M", relative=relative), cells)
    assert {key: value for key, (value, _) in found.items()} == pytest.approx(expected)


def plain_scores(values, how):
    """Score {area: number}; fewer than two areas have none."""
    known = list(values.values())
    if len(known) < 2:
        return {}
    mean = sum(known) / len(known)
    deviation = (sum((one - mean) ** 2 for one in known) / len(known)) ** 0.5
    low, high = min(known), max(known)
    found = {}
    for code, value in values.items():
        below = sum(one < value for one in known)
        equal = sum(one == value for one in known)
        if how is Score.Z:
            found[code] = (value - mean) / deviation if high > low else 0.0
        elif how is Score.RANK:
            found[code] = 100 * (below + (equal - 1) / 2) / (len(known) - 1)
        else:
            found[code] = 100 * (value - low) / (high - low) if high > low else 50.0
    return found


@given(
    st.sampled_from(Score),
    st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=3, max_size=3),
    st.sampled_from(["0.3", "0.5", "0.8", "1"]),
    st.fixed_dictionaries({(name, code): CELLS for name in PARTS for code in CODES}),
)
def test_an_index_is_the_weighted_mean_of_the_scores_that_are_there(how, traits, least, drawn):
    parts = tuple(
        PartOfComposite(name, Decimal(weight), rises)
        for name, (weight, rises) in zip(PARTS, traits, strict=True)
    )
    whole = sum(weight for weight, _ in traits)
    weights = {part.indicator: float(part.weight) / whole for part in parts}
    scored = {}
    for part in parts:
        own = {code: drawn[part.indicator, code] for code in CODES}
        known = {code: value for code, value in own.items() if isinstance(value, float)}
        scored[part.indicator] = plain_scores(known, how)
        if not part.rises:
            middle = 0.0 if how is Score.Z else 50.0
            scored[part.indicator] = {
                code: 2 * middle - one for code, one in scored[part.indicator].items()
            }
    speaking = sum(
        weights[name] for name in PARTS if any(drawn[name, code] is not None for code in CODES)
    )
    expected = {}
    for code in CODES:
        if speaking < float(least) - 1e-9 or all(drawn[name, code] is None for name in PARTS):
            continue
        there = [name for name in PARTS if code in scored[name]]
        weight = sum(weights[name] for name in there)
        enough = there and weight >= float(least) - 1e-9
        total = sum(weights[name] * scored[name][code] for name in there)
        expected[code, "2026-10"] = total / weight if enough else None
    cells = {(name, code, "2026-10", ""): value for (name, code), value in drawn.items()}
    found = found_of(Composite(parts, "district", how, least_share=Decimal(least)), cells)
    assert set(found) == set(expected)
    for key, value in expected.items():
        assert found[key][0] == (None if value is None else pytest.approx(value, abs=1e-9))
        assert (found[key][1] == 0) == (value is not None)
