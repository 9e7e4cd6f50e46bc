"""The questions that pages ask of a store."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dashboard.access.viewers import Role, Viewer
from dashboard.queries.area_profile import read_area_profile
from dashboard.queries.area_views import ProfileView
from dashboard.queries.compared_areas import read_compared_areas
from dashboard.queries.comparing_views import CompareView, InequalitiesView
from dashboard.queries.contents import read_contents
from dashboard.queries.contents_views import ContentsView, ContextView
from dashboard.queries.context import read_context
from dashboard.queries.explain import ExplanationView, read_explanation
from dashboard.queries.exploration import ExplorationView, read_exploration
from dashboard.queries.heat import read_heat_map
from dashboard.queries.heat_looks import WHOLE_MAP, HeatWish
from dashboard.queries.heat_views import HeatMapView
from dashboard.queries.indicator import read_indicator
from dashboard.queries.inequalities import read_inequalities
from dashboard.queries.library import Library
from dashboard.queries.outcome import read_outcome
from dashboard.queries.outcome_views import OutcomeView
from dashboard.queries.panel import read_panel
from dashboard.queries.qualities import QualityView, failing_rows, read_qualities
from dashboard.queries.signal_views import SignalsView
from dashboard.queries.signals import read_signals
from dashboard.queries.status import read_status
from dashboard.queries.status_views import StatusView
from dashboard.queries.views import IndicatorView, PanelView
from framework.store.transactions import twice
from indicators.quality.report import Report

WATCHER: Final = Viewer("Monitoring", frozenset({Role.BOARD_MEMBER, Role.OPERATOR}), frozenset())


@dataclass(frozen=True, slots=True)
class StorePages:
    """Answers from the current generation of a store. A server that restarts meanwhile is asked again.

    `reports` is the intake folder, where it is here.
    """

    library: Library
    reports: Path | None = None

    def stamp(self) -> Hashable:
        return twice(self.library.stamp)

    def panel(self, viewer: Viewer, month: str | None, area: str | None) -> PanelView:
        return twice(lambda: read_panel(self.library, viewer, month, area))

    def indicator(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> IndicatorView:
        return twice(lambda: read_indicator(self.library, viewer, indicator_id, month, area))

    def exploration(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> ExplorationView:
        return twice(lambda: read_exploration(self.library, viewer, indicator_id, month, area))

    def explanation(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> ExplanationView:
        return twice(lambda: read_explanation(self.library, viewer, indicator_id, month, area))

    def heat_map(
        self,
        viewer: Viewer,
        month: str | None,
        area: str | None,
        sort: str,
        wish: HeatWish = WHOLE_MAP,
    ) -> HeatMapView:
        return twice(lambda: read_heat_map(self.library, viewer, month, area, sort, wish))

    def area_profile(
        self, viewer: Viewer, month: str | None, area: str | None, beside: str | None
    ) -> ProfileView:
        return twice(lambda: read_area_profile(self.library, viewer, month, area, beside))

    def compare(
        self,
        viewer: Viewer,
        month: str | None,
        area: str | None,
        others: Sequence[str],
        outcome: str = "",
    ) -> CompareView:
        return twice(
            lambda: read_compared_areas(self.library, viewer, month, area, others, outcome)
        )

    def inequalities(
        self, viewer: Viewer, month: str | None, area: str | None, by: str | None
    ) -> InequalitiesView:
        return twice(lambda: read_inequalities(self.library, viewer, month, area, by))

    def context(self, viewer: Viewer, month: str | None, area: str | None) -> ContextView:
        return twice(lambda: read_context(self.library, viewer, month, area))

    def contents(
        self, viewer: Viewer, month: str | None, area: str | None, asked: str
    ) -> ContentsView:
        return twice(lambda: read_contents(self.library, viewer, month, area, asked))

    def outcome(
        self, viewer: Viewer, outcome_id: str, month: str | None, area: str | None
    ) -> OutcomeView:
        return twice(lambda: read_outcome(self.library, viewer, outcome_id, month, area))

    def signals(
        self, viewer: Viewer, month: str | None, area: str | None, only: str
    ) -> SignalsView:
        return twice(lambda: read_signals(self.library, viewer, month, area, only))

    def status(self, viewer: Viewer) -> StatusView:
        return twice(lambda: read_status(self.library, viewer))

    def watch(self) -> StatusView:
        """Give how things stand to a machine that watches: no viewer, and no figures in it."""
        return twice(lambda: read_status(self.library, WATCHER))

    def quality(self, viewer: Viewer, month: str | None, area: str | None) -> QualityView:
        return twice(lambda: read_qualities(self.library, viewer, self.reports, month, area))

    def failing_rows(self, viewer: Viewer, source: str) -> Report:
        return failing_rows(viewer, self.reports, source)
