"""How well hidden counts are hidden, and at what price: random tables and somebody who tries to find out.

`python -m benchmarks.disclosure --tables 500 --seed 1`. Each table is a county with districts and
wards, men and women in bands of age, months and years to date, and one to four indicators on the
same rows, none of them rounded. It is published several times, with late rows in between.

The attacker shares no code with what he attacks. He thinks of the people themselves, writes down
all that every publication says of them, takes it that rows are only ever added, and asks an integer
program for people that fit. A count is found out where only one number of people fits.
"""

import argparse
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from benchmarks.disclosure_tables import (
    BEST,
    COUNTS_ALL,
    LIMIT,
    Table,
    draw_people,
    draw_table,
    framework_of,
    rows_of,
)
from indicators.disclose.complementing import TOGETHER
from indicators.disclose.disclosing import disclose
from indicators.measures.computed import Computed

Floats = NDArray[np.float64]

WANTED = 3
MOST = 400
FIGURES = ("value", "numerator", "denominator", "lower", "upper", "lower998", "upper998")


class Attacker:
    """Writes down what each publication says, and thinks of people who fit all of it."""

    def __init__(self, table: Table, generations: int) -> None:
        self._table, self._kinds = table, len(table.kinds)
        # People of the first publication, those added by each other one, and scores of the newest.
        self._size = self._kinds * (generations + 1)
        self._generations = generations
        self._facts: list[tuple[Floats, float, float]] = []
        self._was_hidden: set[tuple[str, ...]] = set()
        self._at = 0

    def reads(self, shown: pl.DataFrame) -> None:
        """Write down what one more publication says. What was hidden before may be zero today."""
        hidden_now = set()
        for row in shown.rows(named=True):
            key = tuple(row[one] for one in ("indicator", "area", "breakdown", "period"))
            top, everybody = self._counts(*key)
            if row["flags"] & 1:
                if any(row[one] is not None for one in FIGURES):
                    raise ValueError(f"a hidden row shows a figure: {key}")
                hidden_now.add(key)
                some = 0.0 if key in self._was_hidden else 1.0
                self._facts.append((everybody if key[0] == "in_time" else top, some, np.inf))
            elif key[0] == "score":
                self._facts.append((everybody, row["denominator"] or 0, row["denominator"] or 0))
                if row["value"] is not None and self._at == self._generations - 1:
                    near = (np.array([-0.05, 0.05]) + row["value"]) * row["denominator"]
                    self._facts.append((self._scores(key), *near))
            else:
                self._facts.append((top, row["numerator"], row["numerator"]))
                if key[0] == "in_time":
                    self._facts.append((everybody, row["denominator"], row["denominator"]))
        self._was_hidden |= hidden_now
        self._at += 1

    def _counts(self, name: str, area: str, breakdown: str, period: str) -> tuple[Floats, Floats]:
        everybody = self._table.who(area, breakdown, period)
        timely = self._table.who(area, breakdown, period, in_time=True)
        top = everybody if name in COUNTS_ALL else timely
        return self.spread(top, self._at), self.spread(everybody, self._at)

    def spread(self, which: Floats, at: int) -> Floats:
        """Give a count of one publication over everything that is unknown."""
        return np.concatenate(
            [np.tile(which, at + 1), np.zeros(self._size - (at + 1) * len(which))]
        )

    def _scores(self, key: tuple[str, ...]) -> Floats:
        which = self._table.who(*key[1:])
        return np.concatenate([np.zeros(self._size - self._kinds), which])

    def finds(self, secrets: Sequence[Floats], lots: np.random.Generator) -> list[int]:
        """Give for each secret count how many values it can have, three where it can have more."""
        seen: list[set[int]] = [set() for _ in secrets]
        for _ in range(6):
            self._try(secrets, seen, lots.normal(size=self._size))
        for at, secret in enumerate(secrets):
            for goal in (secret, -secret):
                if len(seen[at]) < WANTED:
                    self._try(secrets, seen, goal)
            if len(seen[at]) == WANTED - 1 and max(seen[at]) - min(seen[at]) > 1:
                between = LinearConstraint(secret[None, :], min(seen[at]) + 1, max(seen[at]) - 1)
                self._try(secrets, seen, np.zeros(self._size), between)
        return [min(len(one), WANTED) for one in seen]

    def _try(
        self,
        secrets: Sequence[Floats],
        seen: list[set[int]],
        goal: Floats,
        *more: LinearConstraint,
    ) -> None:
        table = csr_array(np.array([which for which, _, _ in self._facts]))
        rules = LinearConstraint(table, [f[1] for f in self._facts], [f[2] for f in self._facts])
        # Everybody of the newest publication has given 1 to BEST.
        newest = np.tile(np.eye(self._kinds), self._generations)
        per_head = [
            np.hstack([newest, -np.eye(self._kinds)]),
            np.hstack([-BEST * newest, np.eye(self._kinds)]),
        ]
        scored = LinearConstraint(csr_array(np.vstack(per_head)), -np.inf, 0.0)
        found = milp(
            goal,
            integrality=np.ones(self._size, dtype=np.int64),
            bounds=Bounds(0, MOST * BEST),
            constraints=[rules, scored, *more],
            options={"time_limit": 20.0},
        )
        if found.x is not None:
            for secret, values in zip(secrets, seen, strict=True):
                values.add(round(float(secret @ found.x)))


@dataclass(slots=True)
class Score:
    """What became of all cells of all publications."""

    cells: int = 0
    small: int = 0
    hidden: int = 0
    asked: int = 0
    exact: int = 0
    narrowed: int = 0
    seconds: float = 0.0

    @property
    def over(self) -> float:
        """Give the percentage of cells that are hidden though nothing small is in them."""
        return 100.0 * (self.hidden - self.small) / self.cells


def attack(tables: Iterable[int], seed: int, generations: int, together: int = TOGETHER) -> Score:
    """Publish random tables several times, and try to find out what is hidden in them.

    Where more unknowns than `together` hang together, long periods are taken apart from short ones.
    """
    score = Score()
    for number in tables:
        lots = np.random.default_rng([seed, number])
        table = draw_table(lots)
        _attack_one(table, generations, lots, score, together)
    return score


def _attack_one(
    table: Table, generations: int, lots: np.random.Generator, score: Score, together: int
) -> None:
    framework, attacker = framework_of(table), Attacker(table, generations)
    people, scores = draw_people(table, lots)
    secrets: dict[bytes, Floats] = {}
    earlier: list[pl.DataFrame] = []
    for at in range(generations):
        if at:
            late = lots.poisson(0.08, size=len(people)).astype(float)
            people, scores = people + late, scores + late * lots.integers(1, BEST + 1, len(late))
        exact = rows_of(table, people, scores)
        began = time.process_time()
        shown = disclose(Computed(exact, {}, {}), framework, earlier, together=together).frame
        earlier.insert(0, shown)
        score.seconds += time.process_time() - began
        attacker.reads(shown)
        for count, is_small in _hidden_counts(table, exact, shown, people, score):
            if is_small:
                asked = attacker.spread(count, at)
                secrets.setdefault(asked.tobytes(), asked)
    values = attacker.finds(list(secrets.values()), lots)
    score.asked += len(values)
    score.exact += values.count(1)
    score.narrowed += values.count(2)
    if 0 in values:
        raise ValueError("the attacker must be able to think of the truth")


def _hidden_counts(
    table: Table, exact: pl.DataFrame, shown: pl.DataFrame, people: Floats, score: Score
) -> Iterator[tuple[Floats, bool]]:
    """Give the counts of hidden rows, and whether each is small; count the cells."""
    flags = exact.select("indicator", "area", "breakdown", "period").join(
        shown, on=["indicator", "area", "breakdown", "period"], how="left", maintain_order="left"
    )["flags"]
    for key, flag in zip(table.places(), flags, strict=True):
        everybody = table.who(*key[1:])
        timely = table.who(*key[1:], in_time=True)
        counts = [everybody] if key[0] in COUNTS_ALL else [timely]
        if key[0] == "in_time":
            counts += [everybody, everybody - timely]
        small = [1 <= count @ people <= LIMIT for count in counts]
        score.cells += 1
        score.small += any(small)
        score.hidden += bool(flag & 1)
        if flag & 1:
            yield from zip(counts, small, strict=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--generations", type=int, default=2)
    parser.add_argument("--together", type=int, default=TOGETHER)
    asked = parser.parse_args()
    began = time.process_time()
    score = attack(range(asked.tables), asked.seed, asked.generations, asked.together)
    print(f"{score.cells:,} cells of {asked.tables} tables, {asked.generations} publications each")
    print(f"small counts: {score.small:,}; hidden: {score.hidden:,}")
    print(f"hidden beyond those: {score.over:.1f}% of cells (limit 25)")
    print(f"hidden counts asked for: {score.asked:,}")
    print(f"found out exactly: {score.exact} (limit 0)")
    print(f"narrowed to fewer than {WANTED} values: {score.narrowed} (limit 0)")
    print(f"disclosing {score.seconds:.1f} s, with the attack {time.process_time() - began:.1f} s")


if __name__ == "__main__":
    main()
