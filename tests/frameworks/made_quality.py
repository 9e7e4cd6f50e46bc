"""Data quality as made by hand: a source as it should be, one late, one kept, one never read."""

from dataclasses import replace

from dashboard.access.viewers import Viewer
from dashboard.queries.qualities import STATES, QualityView, SourceRow, lead_of, row_of
from dashboard.queries.row_words import reads_rows
from dashboard.queries.source_quality import PartView, SourceQuality
from dashboard.queries.views import Chrome
from framework.store.rows import SourceCondition
from indicators.quality.scoring import PARTS, share_words


def _parts(*shares: float | None) -> tuple[PartView, ...]:
    named = zip(PARTS, shares, strict=True)
    return tuple(
        PartView(name, share, share_words(share), share is not None) for name, share in named
    )


_GOOD = SourceQuality(
    name="episodes",
    title="Early help episodes from case management",
    owner="Early Help Service",
    state=SourceCondition.FRESH,
    scored="newest",
    parts=_parts(1.0, 0.9986, 1.0, 0.9912),
    lowest="consistency",
    expected="October 2026",
    as_at="31 October 2026",
    good="12 November 2026",
    read_at="2026-11-12T02:00+00:00",
    rows_in=23_605,
    left_out=6,
    kept=23_571,
    quarantined=31,
    problems=3,
    reasons=(
        "rule 'ends_after_start' does not hold in 31 rows: help cannot end before it starts; first in "
        "episodes_2026.csv rows 17 and 90; 31 rows are set aside [S122]",
        "12 of 864 areas in a period have no row: Dunmoor in 2026-03 [S131]",
    ),
    checks=(),
    failures=43,
    listed=43,
)
SOURCES = (
    _GOOD,
    replace(
        _GOOD,
        name="waiting_list",
        title="Mental health waiting list",
        owner="NHS Midshire",
        state=SourceCondition.LATE,
        parts=_parts(1.0, 1.0, 0.9166, None),
        lowest="timeliness",
        as_at="31 August 2026",
        quarantined=0,
        problems=0,
        left_out=0,
        kept=11_424,
        rows_in=11_424,
        reasons=(),
        failures=0,
    ),
    replace(
        _GOOD,
        name="survey",
        title="Family survey",
        owner="Insight Team",
        state=SourceCondition.KEPT,
        parts=_parts(None, 0.5, None, 1.0),
        lowest="validity",
        expected="",
        kept=0,
        problems=40,
        quarantined=0,
        rows_in=80,
        reasons=("40 of 80 rows cannot be understood (at most 10% may be) [S136]",),
        failures=40,
    ),
    replace(
        _GOOD,
        name="spare",
        title="A source that nothing uses",
        state=SourceCondition.UNREAD,
        parts=_parts(None, None, None, None),
        lowest="",
        as_at="",
        good="",
        read_at="",
        kept=0,
        rows_in=0,
        problems=0,
        quarantined=0,
        left_out=0,
        reasons=(),
        failures=0,
    ),
)


def rows() -> tuple[SourceRow, ...]:
    return tuple(row_of(one) for one in SOURCES)


def quality(chrome: Chrome, viewer: Viewer) -> QualityView:
    return QualityView(
        chrome=chrome,
        lead=lead_of(SOURCES),
        sources=rows(),
        may_download=reads_rows(viewer),
        states=STATES,
    )
