"""What a run leaves as it stands: periods before its scope, and what was judged before a release.

A run computes every period of its indicators, because travel, charts and trends look back. What it
then may not touch is put back from the published generation before anything is judged, so that
ratings and charts rest on the figures that readers see beside them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from framework.errors import ConfigurationError
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.model.periods import period_from_code
from framework.store.encoding import clean
from framework.store.facts import COMPARISON, JUDGEMENT, RESULT, Fact
from framework.store.reading import open_snapshot
from indicators.disclose.disclosing import Disclosed
from indicators.disclose.earlier import MOST_SEEN
from indicators.judge.judging import Judged

if TYPE_CHECKING:
    from sqlalchemy import Engine

_POINT: Final = ("indicator", "area", "breakdown", "period")


@dataclass(frozen=True, slots=True)
class Published:
    """What readers see now, as frames of the contract's columns; what was judged only where it is held."""

    results: pl.DataFrame
    judgements: pl.DataFrame
    comparisons: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Hold:
    """What stays: periods that ended by `before`, and what was judged of those that ended by `released`.

    `published` is None where nothing is published yet.
    """

    published: Published | None
    before: date | None = None
    released: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of what stands. Whoever makes many runs upon one generation keeps it between them."""

    holds: dict[tuple[int, date | None, date | None], Hold] = field(default_factory=dict)
    kept: dict[tuple[int, tuple[str, ...]], Mapping[int, pl.DataFrame]] = field(
        default_factory=dict
    )
    frameworks: dict[str, Framework | None] = field(default_factory=dict)

    def hold(
        self, engine: "Engine", generation: int, before: date | None, released: date | None
    ) -> Hold:
        """Give what stays of a generation, 0 for none. What was judged is read only where some of it stays."""
        key = generation, before, released
        if key not in self.holds:
            judged = before is not None or released is not None
            found = _published(engine, generation, judged=judged) if generation else None
            self.holds[key] = Hold(found, before, released)
        return self.holds[key]

    def results(
        self, engine: "Engine", generation: int, indicators: Iterable[str]
    ) -> Mapping[int, pl.DataFrame]:
        """Give by generation, newest first, the results of indicators that readers may have kept."""
        key = generation, tuple(sorted(indicators))
        if key not in self.kept:
            with open_snapshot(engine, generation) as snapshot:
                self.kept[key] = snapshot.earlier_results(key[1], most=MOST_SEEN)
        return self.kept[key]

    def framework_of(self, engine: "Engine", generation: int) -> Framework | None:
        """Give the framework of a generation; None where it does not fit the rules of this version."""
        with open_snapshot(engine, generation) as snapshot:
            version = snapshot.generation.framework_version
            if version not in self.frameworks:
                self.frameworks[version] = _loaded(snapshot.framework_files())
        return self.frameworks[version]


def _loaded(files: Mapping[str, bytes]) -> Framework | None:
    try:
        return load_framework(files).framework
    except ConfigurationError:
        return None


def _published(engine: "Engine", generation: int, *, judged: bool) -> Published:
    with open_snapshot(engine, generation) as snapshot:
        results, none = snapshot.frame("results"), pl.DataFrame()
        if not judged:
            return Published(results, none, none)
        return Published(results, snapshot.frame("judgements"), snapshot.frame("comparisons"))


def hold_results(disclosed: Disclosed, hold: Hold, scope: Iterable[str]) -> Disclosed:
    """Put back the results of the periods before the scope. A new indicator has none there."""
    if hold.before is None:
        return disclosed
    new = clean(RESULT, disclosed.frame)
    held = _of(hold.published.results if hold.published else new.clear(), scope)
    early = _ended_by(hold.before, new, held)
    frame = pl.concat([new.filter(~early), held.filter(early)])
    return replace(disclosed, frame=frame)


def hold_judged(judged: Judged, disclosed: Disclosed, hold: Hold) -> Judged:
    """Put back what was judged of points before the scope, and of released ones that have a value.

    A point that was not there at the release, or that shows no value any more, is judged now.
    """
    if hold.published is None or (hold.before is None and hold.released is None):
        return judged
    last = max(day for day in (hold.before, hold.released) if day)
    results = clean(RESULT, disclosed.frame)
    standing = clean(JUDGEMENT, hold.published.judgements)
    frozen = standing.filter(_ended_by(last, standing)).select(_POINT)
    shown = results.filter(pl.col("value").is_not_null() | _ended_by(hold.before, results))
    points = frozen.join(shown.select(_POINT), on=_POINT, how="semi")
    return replace(
        judged,
        judgements=_put_back(
            JUDGEMENT, judged.judgements, hold.published.judgements, hold.before, points
        ),
        comparisons=_put_back(
            COMPARISON, judged.comparisons, hold.published.comparisons, hold.before, points
        ),
    )


def _put_back(
    fact: Fact,
    new: pl.DataFrame,
    standing: pl.DataFrame,
    before: date | None,
    points: pl.DataFrame,
) -> pl.DataFrame:
    typed = clean(fact, new)
    others = typed.filter(~_ended_by(before, typed)).join(points, on=_POINT, how="anti")
    return pl.concat([others, clean(fact, standing).join(points, on=_POINT, how="semi")])


def _of(frame: pl.DataFrame, scope: Iterable[str]) -> pl.DataFrame:
    return clean(RESULT, frame).filter(pl.col("indicator").is_in(list(scope)))


def _ended_by(day: date | None, *frames: pl.DataFrame) -> pl.Expr:
    if day is None:
        return pl.lit(value=False)
    codes = {code for frame in frames for code in frame["period"].unique().to_list()}
    return pl.col("period").is_in([code for code in codes if period_from_code(code).end <= day])
