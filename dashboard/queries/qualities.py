"""The data quality of every source of a framework, from its store and the reports of its readings."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from dashboard.access.viewers import ROW_READERS, Viewer, require_one_of
from dashboard.queries.chrome import chrome, place
from dashboard.queries.library import Library
from dashboard.queries.row_words import reads_rows, rows_words
from dashboard.queries.source_quality import Known, PartView, SourceQuality, quality_of
from dashboard.queries.views import Chrome
from dashboard.queries.words import day_words, how_many
from framework.errors import PermissionDeniedError
from framework.load.shapes.fields import ID_FORM
from framework.model.frameworks import Framework
from framework.store.rows import SourceCondition, SourceState
from indicators.quality.counts import read_kept
from indicators.quality.report import Report, read_at, read_report
from indicators.quality.scoring import PARTS

STATES: Final[Mapping[SourceCondition, str]] = {
    SourceCondition.LATE: "Late",
    SourceCondition.KEPT: "Last good rows in use",
    SourceCondition.STOPPED: "Never good yet",
}
"""Words for what needs a look."""

MEANINGS: Final = (
    (
        "completeness",
        "Of the cells that must be filled, and of the areas and periods that should have rows, how "
        "many are there: the lower of the two.",
    ),
    (
        "validity",
        "Of the rows wanted, how many have no cell that is not understood or not allowed.",
    ),
    ("timeliness", "Of the periods that fell due in the last 12 months, how many are here."),
    (
        "consistency",
        "Of the rows understood, how many break no rule between their cells and repeat no key.",
    ),
)
_MOST_REASONS: Final = 8


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of the page. `others` say what became of rows that are not used, `why` for what reason."""

    name: str
    title: str
    owner: str
    state: SourceCondition
    parts: tuple[PartView, ...]
    lowest: str
    expected: str
    as_at: str
    good: str
    read_on: str
    kept_words: str
    others: tuple[str, ...]
    why: tuple[str, ...]
    failures: int | None

    @property
    def calm(self) -> bool:
        """Say whether nothing of it needs a look, so that a small screen may fold it."""
        return not self.why and self.state not in STATES


@dataclass(frozen=True, slots=True)
class QualityView:
    """The page of data quality."""

    chrome: Chrome
    lead: str
    sources: tuple[SourceRow, ...]
    may_download: bool
    parts: tuple[str, ...] = PARTS
    states: Mapping[SourceCondition, str] | None = None
    meanings: tuple[tuple[str, str], ...] = MEANINGS


def sources_of(
    framework: Framework,
    viewer: Viewer,
    states: Iterable[SourceState],
    reports: Path | None,
    on: date,
) -> tuple[SourceQuality, ...]:
    """Say of every source how good its data is. `reports` is the intake folder where readable."""
    known = {state.source: state for state in states}
    return tuple(
        quality_of(source, _known(source.id, viewer, known.get(source.id), reports, on))
        for source in framework.sources
    )


def read_qualities(
    library: Library, viewer: Viewer, reports: Path | None, month: str | None, area: str | None
) -> QualityView:
    """Give the page of data quality, of the newest generation and as of today.

    Month and area are those of the other pages, to go back to.

    Raises:
        KeyError: there is no such month or area.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open() as reading:
        at = place(reading, viewer, month, area)
        found = sources_of(
            reading.framework, viewer, reading.snapshot.source_states(), reports, reading.today
        )
        return QualityView(
            chrome=chrome(reading, viewer, at),
            lead=lead_of(found),
            sources=tuple(row_of(one) for one in found),
            may_download=reads_rows(viewer),
            states=STATES,
        )


def failing_rows(viewer: Viewer, reports: Path | None, source: str) -> Report:
    """Give the report of a source's newest reading, with every row that failed.

    Raises:
        PermissionDeniedError: the viewer is neither officer nor operator of every area.
        KeyError: there is no report of such a source.
    """
    require_one_of(viewer, ROW_READERS)
    if not reads_rows(viewer):
        raise PermissionDeniedError("rows of every area are listed, and not every area is yours")
    if not ID_FORM.fullmatch(source):
        raise KeyError(source)
    report = read_report(reports, source) if reports else None
    if report is None:
        raise KeyError(source)
    return report


def lead_of(found: Iterable[SourceQuality]) -> str:
    """Say in a sentence how the sources are."""
    every = list(found)
    odd = [one for one in every if one.state in STATES]
    rows = _counted([one.quarantined for one in every], "set aside")
    if not every:
        return "There is no source."
    if not odd:
        well = f"All {len(every):,} sources are" if len(every) > 1 else "The one source is"
        unread = _counted([one.problems for one in every], "not understood")
        return f"{well} on time and in use.{rows}{unread}"
    told = ", ".join(f"{one.title} ({STATES[one.state].lower()})" for one in odd)
    need = "needs" if len(odd) == 1 else "need"
    return f"{len(odd)} of {how_many(len(every), 'source', 'sources')} {need} a look: {told}.{rows}"


def _counted(counts: Collection[int | None], what: str) -> str:
    """Say of how many rows something is so; None are some, which are not told."""
    if None in counts:
        return f" Some rows are {what}."
    total = sum(count or 0 for count in counts)
    return f" {how_many(total, 'row is', 'rows are')} {what}." if total else ""


def row_of(one: SourceQuality) -> SourceRow:
    """Put a source in the words of the page."""
    ends = (
        (one.quarantined, "set aside"),
        (one.problems, "not understood"),
        (one.left_out, "left out as declared"),
    )
    read = datetime.fromisoformat(one.read_at).date() if one.read_at else None
    unread = one.state is SourceCondition.UNREAD
    return SourceRow(
        name=one.name,
        title=one.title,
        owner=one.owner,
        state=one.state,
        parts=one.parts,
        lowest=one.lowest,
        expected=one.expected,
        as_at=one.as_at,
        good=one.good,
        read_on=day_words(read) if read else "",
        kept_words="Not read" if unread else _kept_words(one),
        others=tuple(f"{_said(count)} {words}" for count, words in ends if count != 0),
        why=_why(one),
        failures=one.failures,
    )


def _kept_words(one: SourceQuality) -> str:
    if one.untold:
        whole = one.kept != 0 and not any(
            (one.quarantined != 0, one.problems != 0, one.left_out != 0)
        )
        return "All used" if whole else f"{_said(one.kept)} used"
    return f"{_said(one.kept)} of {_said(one.rows_in)} used"


def _said(count: int | None) -> str:
    words = rows_words(count)
    return f"{words[0].upper()}{words[1:]}"


def _why(one: SourceQuality) -> tuple[str, ...]:
    """Say why rows are not used, or are told: the reasons of the newest reading, split into sentences."""
    if one.state is SourceCondition.UNREAD:
        return ("No indicator uses it",)
    return one.reasons[:_MOST_REASONS]


def _known(
    name: str, viewer: Viewer, state: SourceState | None, reports: Path | None, on: date
) -> Known:
    kept = read_kept(state.quality) if state else None
    moment = read_at(reports, name) if reports else None
    return Known(
        state=state,
        counts=kept.counts if kept else None,
        good=kept.good if kept else "",
        report=read_report(reports, name) if reports else None,
        read_at=datetime.fromtimestamp(moment, UTC) if moment is not None else None,
        on=on,
        viewer=viewer,
    )
