"""What a revised figure was, in words: until when, what replaced it, and why."""

from collections.abc import Sequence

from dashboard.queries.library import Reading
from dashboard.queries.words import day_words, figure
from framework.errors import StoreError
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.periods import period_from_code
from framework.model.results import Flag
from framework.model.sources import COUNTED, Disclosure
from framework.store.revisions import Revision
from framework.store.rows import PointRow


def revised(reading: Reading, indicator: Indicator, row: PointRow) -> tuple[str, ...]:
    """Say how a figure was revised, a sentence each, the newest first; nothing when it was not.

    A figure that is hidden now has no history to show.
    """
    if row.value is None or not row.flags & Flag.REVISED:
        return ()
    point = (row.indicator, row.area, row.breakdown, row.period)
    found = reading.snapshot.revisions(point, reading.framework.sources_of(indicator))
    if not found:
        return ("Revised; what it was is no longer kept.",)
    return tuple(
        _words(one, indicator, told=_told(reading, indicator, one)) for one in found
    ) + _as_released(reading, row, found[0])


def _told(reading: Reading, indicator: Indicator, one: Revision) -> bool:
    """Say whether both figures were protected as figures are now: an older one may be more exact.

    Where a source says nothing of `disclosure` the program's own rule holds. That of an older program hid
    nothing, and no generation says which program made it.
    """
    names = reading.framework.sources_of(indicator)
    if one.definition and _leave_it_to_the_program(reading, names):
        return False
    now = _protection(reading.framework, names)
    return all(
        _protection_at(reading, names, number) == now
        for number in (one.generation - 1, one.generation)
    )


def _leave_it_to_the_program(reading: Reading, names: Sequence[str]) -> bool:
    files = reading.snapshot.framework_files()
    counted = {one.id for one in reading.framework.sources if one.rows in COUNTED}
    return any(
        b"disclosure" not in files.get(f"sources/{n}.yaml", b"") for n in names if n in counted
    )


def _protection_at(
    reading: Reading, names: Sequence[str], number: int
) -> tuple[Disclosure | None, ...] | None:
    """Give how sources were protected in a generation, None where it is no longer known."""
    try:
        then = reading.snapshot.at(number)
    except StoreError:
        return None
    if then.generation.framework_version == reading.snapshot.generation.framework_version:
        return _protection(reading.framework, names)
    return _protection(load_framework(then.framework_files()).framework, names)


def _protection(framework: Framework, names: Sequence[str]) -> tuple[Disclosure | None, ...]:
    known = {one.id: one.disclosure for one in framework.sources}
    return tuple(known.get(name) for name in names)


def _words(one: Revision, indicator: Indicator, *, told: bool) -> str:
    was = figure(one.was, indicator) if one.was is not None else "no figure"
    now = figure(one.now, indicator) if one.now is not None else "no figure"
    when = f"on {day_words(one.at.date())}" if one.at else f"in generation {one.generation}"
    if not told:
        return f"Revised {when} (generation {one.generation}): its protection changed since."
    shown = "its counts, though it shows the same" if was == now else f"from {was} to {now}"
    return f"Revised {when} (generation {one.generation}), {shown}: {_because(one)}."


def _because(one: Revision) -> str:
    reasons = []
    if one.definition:
        reasons.append("its definition changed")
    if one.files:
        verb = "is" if len(one.files) == 1 else "are"
        reasons.append(f"{', '.join(one.files[:5])} {verb} new or changed")
    return " and ".join(reasons) or "the declarations around it, or the program, changed"


def _as_released(reading: Reading, row: PointRow, newest: Revision) -> tuple[str, ...]:
    """Say that a rating rests on the earlier figure, where the month was released before the change."""
    ends = period_from_code(row.period).end
    before = [
        one
        for one in reading.snapshot.releases()
        if period_from_code(one.month).end >= ends and one.generation < newest.generation
    ]
    if not before or row.rating is None:
        return ()
    day = day_words(before[-1].at.date())
    return (f"Its rating is the one that was released on {day}.",)
