"""How good each source's data is: its score in parts, its rows by what became of them, its checks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from dashboard.access.viewers import Viewer
from dashboard.queries.row_words import is_untold, reason_words, rows_shown, share_told
from dashboard.queries.source_states import state_of
from dashboard.queries.words import day_words
from framework.model.promises import lateness_of, newest_due
from framework.model.sources import Source
from framework.store.rows import SourceCondition, SourceState
from indicators.quality.catalogue import RULES
from indicators.quality.counts import Counts
from indicators.quality.findings import Check
from indicators.quality.report import STOPPED, Report
from indicators.quality.scoring import PARTS, Score, score_of

_SCORED: Final = {
    SourceCondition.KEPT: "last good",
    SourceCondition.STOPPED: "",
    SourceCondition.UNREAD: "",
}


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of a score. `share` is None where it is not told, or where nothing declared asks for it."""

    name: str
    share: float | None
    text: str
    asked: bool


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check: what it is, what it found, and what became of it."""

    code: str
    name: str
    title: str
    then: str
    asked: int | None
    failed: int | None
    unknown: int | None
    why: str


@dataclass(frozen=True, slots=True)
class SourceQuality:
    """One source. Texts are empty where nothing is known.

    Counts are of the rows of the newest reading. Where they are `untold`, all but noughts are None.
    `scored` says whose rows the parts are of: the newest, the last good ones where the newest were
    refused, or nothing (empty). `lowest` is the weakest part, empty where all are whole or it is not told.
    """

    name: str
    title: str
    owner: str
    state: SourceCondition
    scored: str
    parts: tuple[PartView, ...]
    lowest: str
    expected: str
    as_at: str
    good: str
    read_at: str
    rows_in: int | None
    left_out: int | None
    kept: int | None
    quarantined: int | None
    problems: int | None
    reasons: tuple[str, ...]
    checks: tuple[CheckView, ...]
    failures: int | None
    listed: int | None
    untold: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a source on a day: how it stands in the store, and its newest reading."""

    state: SourceState | None
    counts: Counts | None
    good: str
    report: Report | None
    read_at: datetime | None
    on: date
    viewer: Viewer


def quality_of(source: Source, known: Known) -> SourceQuality:
    """Say how good a source's data is, as the viewer may know it."""
    untold = is_untold(source, known.viewer)
    shown = partial(rows_shown, untold=untold)
    state, report = known.state, known.report
    as_at = date.fromisoformat(state.as_at) if state and state.as_at else None
    newest = report.counts if report and report.counts else known.counts
    counts = newest or Counts()
    late = lateness_of(source, state.as_at if state else "", known.on) is not None
    stopped = report is not None and report.outcome == STOPPED
    stands = state_of(state, late=late, stopped=stopped)
    score = score_of(known.counts or newest, source, as_at, known.on)
    score = score if stands is not SourceCondition.STOPPED else Score()
    parts = part_views(score, untold=untold)
    due = newest_due(source, known.on)
    return SourceQuality(
        name=source.id,
        title=source.title,
        owner=source.owner,
        state=stands,
        scored=_SCORED.get(stands, "newest"),
        parts=parts,
        lowest=_lowest(score, parts),
        expected=f"{due.label}" if due else "",
        as_at=day_words(as_at) if as_at else "",
        good=day_words(date.fromisoformat(known.good)) if known.good else "",
        read_at=known.read_at.isoformat(timespec="minutes") if known.read_at else "",
        rows_in=shown(counts.rows_in),
        left_out=shown(counts.left_out),
        kept=shown(counts.kept),
        quarantined=shown(counts.quarantined),
        problems=shown(counts.problems),
        reasons=tuple(reason_words(one, known.viewer) for one in _reasons(state, report)),
        checks=tuple(_check(one, shown) for one in counts.checks),
        failures=shown(report.failures if report else 0),
        listed=shown(report.findings.height if report else 0),
        untold=untold,
    )


def part_views(score: Score, *, untold: bool = False) -> tuple[PartView, ...]:
    """Put a score in words, part by part. A share of rows, too, tells how many they are."""
    return tuple(
        _part(name, score.part(name), untold=untold and name != "timeliness") for name in PARTS
    )


def _part(name: str, share: float | None, *, untold: bool) -> PartView:
    told = not untold or share in (0, 1)
    text = share_told(share, untold=untold)
    return PartView(name, share if told else None, text, share is not None)


def _lowest(score: Score, parts: Sequence[PartView]) -> str:
    """Name the lowest part that is not whole; nothing where which one that is would tell of a share."""
    short = [part for part in parts if part.asked and part.share != 1]
    if len(short) > 1 and any(part.share is None for part in short):
        return ""
    return (score.lowest or "") if short else ""


def _reasons(state: SourceState | None, report: Report | None) -> tuple[str, ...]:
    if report and report.reasons:
        return report.reasons
    return (state.reason,) if state and state.reason else ()


def _check(check: Check, shown: Callable[[int], int | None]) -> CheckView:
    return CheckView(
        check.code,
        check.name,
        RULES[check.code].title,
        check.then,
        shown(check.asked),
        shown(check.failed),
        shown(check.unknown),
        check.why,
    )
