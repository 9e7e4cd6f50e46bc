"""Whatever is published in whatever order, each generation reads back as it was published."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from hashlib import sha256
from random import Random

import polars as pl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from framework.model.results import COMPARISON_COLUMNS, JUDGEMENT_COLUMNS, RESULT_COLUMNS, Flag
from framework.store.hashing import published_hash
from framework.store.reading import open_snapshot
from framework.store.verifying import verify
from tests.store_publications import judgement, publication, publish_now

INDICATORS = ("first", "second", "third")
# A whole store is made for each example, so few are tried and a failing one is shown as it came.
few = settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
FIGURES = st.one_of(
    st.none(), st.sampled_from([0.0, -0.0, 1.0, 0.1 + 0.2]), st.floats(-1e6, 1e6), st.just(5e-324)
)
KEYS = st.tuples(
    st.sampled_from(INDICATORS),
    st.sampled_from(["E1", "E2"]),
    st.sampled_from(["", "sex=Female", "name=a\tb\\N\n'\"ü"]),
    st.sampled_from(["2026-09", "2026-10", "2025/26 Q1 ytd"]),
)
ROWS = st.dictionaries(
    KEYS,
    st.tuples(FIGURES, FIGURES, FIGURES, st.sampled_from([0, 1, 32]), st.booleans()),
    max_size=12,
)
RUNS = st.lists(
    st.tuples(ROWS, st.sets(st.sampled_from(INDICATORS), min_size=1)), min_size=1, max_size=5
)


@contextmanager
def opened(new_store):
    engine = new_store()
    try:
        yield engine
    finally:
        engine.dispose()


def rows_of(cells, scope):
    """Give the results and judgements of one run, cut to its scope."""
    results, judged = [], []
    for key, (value, numerator, lower, flags, is_judged) in cells.items():
        if key[0] in scope:
            row = dict(zip(RESULT_COLUMNS[:4], key, strict=True))
            row |= {"value": value, "numerator": numerator, "lower": lower, "flags": flags}
            results.append(row)
            if is_judged:
                judged.append(judgement(row, "red", target=lower))
    return results, judged


class Oracle:
    """What should be kept, in a plain dict, with the one rule that looks back: revised."""

    def __init__(self):
        self.rows = {}

    def publish(self, results, judged, scope):
        targets = {tuple(j[n] for n in RESULT_COLUMNS[:4]): j["target"] for j in judged}
        before = self.rows
        self.rows = {key: row for key, row in before.items() if key[0] not in scope}
        for row in results:
            key = tuple(row[name] for name in RESULT_COLUMNS[:4])
            figures = (row["value"], row["numerator"], row["lower"])
            flags = row["flags"] | self.revised(before.get(key), figures)
            self.rows[key] = (*figures, flags, key in targets, targets.get(key))

    def revised(self, was, figures):
        if was is None:
            return 0
        if was[:2] == figures[:2]:
            return was[3] & Flag.REVISED
        return 0 if was[0] is None else int(Flag.REVISED)


def read(engine, generation):
    with open_snapshot(engine, generation) as snapshot:
        return {
            (p.indicator, p.area, p.breakdown, p.period): (
                *(p.value, p.numerator, p.lower, p.flags),
                *(p.rating is not None, p.target),
            )
            for p in snapshot.points()
        }


def full_rows(snapshot, area, since):
    """Give what a line should draw, from rows in full."""
    lines = {}
    for row in snapshot.points(INDICATORS, [area], breakdowns=[""], since=since):
        cells = row.period_start, row.period, row.value, row.flags
        line = lines.setdefault(row.indicator, [])
        line.append((*cells, row.rating, row.target, row.target_high))
    return lines


@few
@given(runs=RUNS, since=st.sampled_from([date(2025, 4, 1), date(2026, 9, 1), date(2026, 10, 1)]))
def test_the_lines_of_every_generation_are_those_of_its_rows(new_store, runs, since):
    with opened(new_store) as engine:
        for cells, scope in runs:
            results, judged = rows_of(cells, scope)
            made = publication(results, judgements=judged, scope=frozenset(scope))
            last = publish_now(engine, made).generation
        for generation in range(1, last + 1):
            with open_snapshot(engine, generation) as snapshot:
                for area in ("E1", "E2"):
                    lines = snapshot.lines(INDICATORS, area, since=since)
                    assert lines == full_rows(snapshot, area, since)
                assert snapshot.lines(INDICATORS, "E9", since=since) == {}


def test_a_line_is_in_order_of_time_though_an_earlier_period_came_later(new_store):
    figure = (1.0, None, None, 0, True)
    with opened(new_store) as engine:
        for periods in (["2026-10"], ["2026-09", "2026-10"]):
            cells = {("first", "E1", "", one): figure for one in periods}
            results, judged = rows_of(cells, {"first"})
            publish_now(engine, publication(results, judgements=judged, scope=frozenset({"first"})))
        with open_snapshot(engine) as snapshot:
            line = snapshot.lines(INDICATORS, "E1", since=date(2026, 9, 1))["first"]
    assert [row.period for row in line] == ["2026-09", "2026-10"]


@few
@given(runs=RUNS)
def test_every_generation_reads_back_as_it_was_published(new_store, runs):
    oracle, expected, hashes = Oracle(), {}, {}
    with opened(new_store) as engine:
        for cells, scope in runs:
            results, judged = rows_of(cells, scope)
            made = publish_now(
                engine, publication(results, judgements=judged, scope=frozenset(scope))
            )
            oracle.publish(results, judged, scope)
            expected[made.generation] = dict(oracle.rows)
            hashes[made.generation] = made.published_hash
            again = publish_now(
                engine, publication(results, judgements=judged, scope=frozenset(scope))
            )
            assert not again.is_new
        for generation, rows in expected.items():
            assert read(engine, generation) == rows
            with engine.connect() as connection:
                assert published_hash(connection, generation) == hashes[generation]
        assert verify(engine).problems == ()


@few
@given(cells=ROWS, seed=st.integers(0, 1000))
def test_the_hash_is_that_of_the_sorted_lines_in_any_order_of_insertion(new_store, cells, seed):
    results, judged = rows_of(cells, INDICATORS)
    compared = [
        {n: r[n] for n in RESULT_COLUMNS[:4]}
        | {"comparator": "E92", "value": r["lower"], "outcome": "similar"}
        | {"method": None if r["lower"] is None else "single\tinterval", "rank": 1}
        for r in results
    ]
    what = publication(
        results, judgements=judged, comparisons=compared, scope=frozenset(INDICATORS)
    )
    shuffled = replace(
        what,
        results=what.results.sample(fraction=1, shuffle=True, seed=seed),
        judgements=what.judgements.sample(fraction=1, shuffle=True, seed=seed + 1),
    )
    for one in (what, shuffled):
        with opened(new_store) as engine:
            # Both engines are held to this one sum, made without any of the store's code.
            assert publish_now(engine, one).published_hash == hash_by_hand(
                what.results, what.judgements, what.comparisons
            )


@few
@given(cells=ROWS.filter(bool), seed=st.integers(0, 1000))
def test_the_hash_sees_every_figure(new_store, cells, seed):
    results, _ = rows_of(cells, INDICATORS)
    other = [dict(row) for row in results]
    changed = Random(seed).choice(other)
    changed["upper"] = 1.0
    with opened(new_store) as engine:
        first = publish_now(engine, publication(results))
        assert publish_now(engine, publication(other)).published_hash != first.published_hash


LATER = {
    *("lower998", "upper998", "target_high", "published_rating", "chance"),
    *("beside_period", "method", "rank", "out_of"),
}


def hash_by_hand(results, judgements, comparisons):
    """Write the lines cell by cell in plain Python."""
    lines = {}
    for name, table, columns, key in (
        ("results", results, RESULT_COLUMNS, 4),
        ("judgements", judgements, JUDGEMENT_COLUMNS, 4),
        ("comparisons", comparisons, COMPARISON_COLUMNS, 5),
    ):
        first = [c for c in columns if c not in LATER]
        rows = sorted(
            table.iter_rows(named=True), key=lambda r: [r[c].encode() for c in columns[:key]]
        )
        for row in rows:
            line = "\t".join([name, *(written(row[c]) for c in first)])
            # What came with a later version is named, and said only where there is something.
            said = [c for c in columns if c in LATER and row[c] is not None]
            line += "".join(f" {c}={written(row[c])}" for c in said) + "\n"
            lines[row["indicator"]] = lines.get(row["indicator"], "") + line
    sums = {key: sha256(text.encode()).hexdigest() for key, text in lines.items()}
    return sha256("".join(f"{k}\t{sums[k]}\n" for k in sorted(sums)).encode()).hexdigest()


def written(cell):
    if cell is None:
        return "\\N"
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return repr(cell + 0.0)
    if isinstance(cell, str):
        return cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return str(cell)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=50))
def test_numbers_are_hashed_in_the_digits_that_python_writes(floats):
    from framework.store.facts import RESULT
    from framework.store.hashing import combine, hash_frames

    rows = [
        {"indicator": "a", "area": f"{n:04}", "breakdown": "", "period": "2026", "value": cell}
        for n, cell in enumerate(floats)
    ]
    frame = publication([row | {"flags": 0} for row in rows]).results.with_columns(
        pl.when(pl.col("value") == 0).then(0.0).otherwise(pl.col("value")).alias("value")
    )
    nothing = publication([])
    assert combine(hash_frames({RESULT: frame})) == hash_by_hand(
        frame, nothing.judgements, nothing.comparisons
    )
