"""How many rows of a source each step kept and dropped on the way to a figure, and what counted them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from framework.model.expressions import All
from framework.model.indicators import Indicator
from framework.model.measures import Proportion, Published, Ratio, RatioPart
from framework.model.sources import Source
from framework.model.written import written, written_total
from indicators.measures.needs import expressions_of
from indicators.quality.counts import Counts
from indicators.refresh.rows_met import RowsMet


@dataclass(frozen=True, slots=True)
class RowStep:
    """What one step did with the rows that came to it.

    Numbers are None where they are not told. `unknown` of those dropped lack a value that the
    condition asks for.
    """

    what: str
    kept: int | None
    dropped: int | None = 0
    unknown: int | None = 0

    @property
    def kept_words(self) -> str:
        """Say how many were kept: '' where it is not told."""
        return "" if self.kept is None else f"{self.kept:,}"

    @property
    def dropped_words(self) -> str:
        """Say how many were dropped, and for how many it could not be told: '' where none was, or none is told."""
        if not self.dropped:
            return ""
        words = f"{self.dropped:,}"
        return f"{words}, of {self.unknown:,} of which it cannot be told" if self.unknown else words


@dataclass(frozen=True, slots=True)
class CountedBy:
    """Which engine counted the rows of an indicator, and in which passes over them."""

    engine: str
    passes: tuple[str, ...]

    @property
    def words(self) -> str:
        count = len(self.passes)
        return f"Counted by {self.engine} in {count} {'pass' if count == 1 else 'passes'}"


def steps_of_reading(counts: Counts | None) -> tuple[RowStep, ...]:
    """Say what reading a source did with its rows; what dropped none is left out."""
    if counts is None:
        return ()
    left = counts.read
    steps = [RowStep("read", left)]
    for what, dropped in (
        ("without those that are left out, as declared", counts.left_out),
        ("without those that are not understood", counts.problems),
        ("without those that a check set aside", counts.quarantined),
    ):
        left -= dropped
        if dropped:
            steps.append(RowStep(what, left, dropped))
    return tuple(steps)


def steps_of_counting(
    indicator: Indicator, found: RowsMet | None, *, told: bool
) -> tuple[RowStep, ...]:
    """Say which rows an indicator's own conditions kept, in every area and month.

    Without the numbers unless they may be `told`: they are sums over the months, so that the months
    that are shown and one number, rounded or not, can give a hidden month away.
    """
    if found is None or indicator.is_derived:
        return ()
    steps = (RowStep(*counted) for counted in _counted(indicator, found.matched))
    return tuple(step if told else RowStep(step.what, None, None, None) for step in steps)


def counted_by(source: Source, found: RowsMet | None) -> CountedBy | None:
    """Say what counted an indicator's rows; None where nothing is known of it."""
    return CountedBy(source.engine.value, found.scans) if found and found.scans else None


def _counted(indicator: Indicator, met: Mapping[str, int]) -> Iterator[tuple[str, int, int, int]]:
    rows, base, true = met["rows"], met["denominator_true"], met["numerator_true"]
    false, unknown = met["numerator_false"], met["numerator_unknown"]
    outside, measure = met["outside"], indicator.measure
    lies = "in an area and a period that figures are made of"
    if isinstance(measure, Proportion):
        over, under = measure.numerator, measure.denominator
        if not isinstance(under, All):
            yield f"denominator: {written(under)}", base, rows - base, 0
        if not isinstance(over, All):
            yield f"of those, numerator: {written(over)}", true, false + unknown, unknown
    elif isinstance(measure, Ratio):
        if said := _part(measure.denominator):
            yield f"denominator: {said}", base, rows - base, 0
        if said := _part(measure.numerator):
            yield f"numerator: {said}", true, false + unknown, unknown
    else:
        condition = (
            measure.where if isinstance(measure, Published) else expressions_of(indicator)[-1]
        )
        if not isinstance(condition, All):
            yield f"condition: {written(condition)}", true, false + unknown, unknown
    if outside:
        of_all = isinstance(measure, Proportion) and not isinstance(measure.denominator, All)
        among = "of the denominator, " if of_all else ""
        yield among + lies, (base if of_all else true) - outside, outside, 0


def _part(part: RatioPart) -> str:
    """Say which rows a side of a ratio takes, and what of them is summed. A sum needs its number."""
    if part.of is not None:
        return written_total(part.of, part.where)
    return "" if isinstance(part.where, All) else written(part.where)
