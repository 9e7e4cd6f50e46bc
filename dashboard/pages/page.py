"""A page as it is sent, and the questions that pages ask."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from markupsafe import Markup

from dashboard.access.viewers import Viewer
from dashboard.queries.area_views import ProfileView
from dashboard.queries.comparing_views import CompareView, InequalitiesView
from dashboard.queries.contents_views import ContentsView, ContextView
from dashboard.queries.explain import ExplanationView
from dashboard.queries.exploration import ExplorationView
from dashboard.queries.heat_looks import RATINGS, WHOLE_MAP, HeatWish
from dashboard.queries.heat_views import HeatMapView
from dashboard.queries.outcome_views import OutcomeView
from dashboard.queries.qualities import QualityView
from dashboard.queries.signal_views import SignalsView
from dashboard.queries.status_views import StatusView
from dashboard.queries.views import IndicatorView, PanelView
from indicators.quality.report import Report

EVERY_ROW: Final = "all"
"""What an address asks for that wants a page whole, however many rows it has."""


@dataclass(frozen=True, slots=True)
class Page:
    """Safe markup with its title and HTTP status."""

    title: str
    html: Markup
    status: int = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. `path` and `site` stand on the page; the rest chooses the figures."""

    path: str
    month: str | None
    area: str | None
    sort: str
    site: str
    beside: str | None = None
    only: str = ""
    others: tuple[str, ...] = ()
    by: str | None = None
    search: str = ""
    slide: int = 1
    show: str = RATINGS
    outcome: str = ""
    rows: str = ""


class Pages(Protocol):
    """Who can answer. Each raises KeyError for what does not exist, PermissionDeniedError for what
    the viewer may not see, and StoreError when nothing can be read.
    """

    def stamp(self) -> Hashable | None:
        """Give what every answer but those of runs and rows rests on, None where it is not known."""
        ...

    def panel(self, viewer: Viewer, month: str | None, area: str | None) -> PanelView: ...

    def indicator(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> IndicatorView: ...

    def exploration(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> ExplorationView: ...

    def explanation(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> ExplanationView: ...

    def heat_map(
        self,
        viewer: Viewer,
        month: str | None,
        area: str | None,
        sort: str,
        wish: HeatWish = WHOLE_MAP,
    ) -> HeatMapView: ...

    def area_profile(
        self, viewer: Viewer, month: str | None, area: str | None, beside: str | None
    ) -> ProfileView: ...

    def compare(
        self,
        viewer: Viewer,
        month: str | None,
        area: str | None,
        others: Sequence[str],
        outcome: str = "",
    ) -> CompareView: ...

    def inequalities(
        self, viewer: Viewer, month: str | None, area: str | None, by: str | None
    ) -> InequalitiesView: ...

    def context(self, viewer: Viewer, month: str | None, area: str | None) -> ContextView: ...

    def contents(
        self, viewer: Viewer, month: str | None, area: str | None, asked: str
    ) -> ContentsView: ...

    def outcome(
        self, viewer: Viewer, outcome_id: str, month: str | None, area: str | None
    ) -> OutcomeView: ...

    def signals(
        self, viewer: Viewer, month: str | None, area: str | None, only: str
    ) -> SignalsView: ...

    def status(self, viewer: Viewer) -> StatusView: ...

    def quality(self, viewer: Viewer, month: str | None, area: str | None) -> QualityView: ...

    def failing_rows(self, viewer: Viewer, source: str) -> Report: ...
