"""The pages' questions, answered by views made by hand: every rating, gap and caution that a page must show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.access.viewers import Viewer, require
from dashboard.queries.area_views import ProfileView
from dashboard.queries.comparing_views import CompareView, InequalitiesView
from dashboard.queries.contents_views import ContentsView, ContextView
from dashboard.queries.explain import ExplanationView
from dashboard.queries.exploration import AreaSeries, ExplorationView
from dashboard.queries.heat_looks import WHOLE_MAP, HeatWish
from dashboard.queries.heat_views import HeatMapView
from dashboard.queries.outcome_views import OutcomeView
from dashboard.queries.qualities import QualityView, failing_rows
from dashboard.queries.signal_views import SignalsView
from dashboard.queries.status_views import StatusView
from dashboard.queries.views import IndicatorView, PanelView
from framework.errors import StoreError
from indicators.quality.report import Report
from tests.frameworks import made_comparing as made
from tests.frameworks.made_explained import explained
from tests.frameworks.made_heat_maps import heat_map, looking
from tests.frameworks.made_indicators import indicator
from tests.frameworks.made_midshire import chrome
from tests.frameworks.made_panels import area_profile, outcome, panel, signals
from tests.frameworks.made_quality import quality
from tests.frameworks.made_status import status_view


@dataclass(frozen=True, slots=True)
class HandMadePages:
    """The pages' questions, answered without a store. `change` may alter a view on its way."""

    change: Callable[[object], object] = lambda view: view
    empty: bool = False
    reports: Path | None = None

    def stamp(self) -> None:
        return None

    def panel(self, viewer: Viewer, month: str | None, area: str | None) -> PanelView:
        self._check(viewer, month, area)
        return self.change(panel(month, area))  # type: ignore[return-value]

    def indicator(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> IndicatorView:
        self._check(viewer, month, area)
        return self.change(indicator(indicator_id, month, area))  # type: ignore[return-value]

    def exploration(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> ExplorationView:
        self._check(viewer, month, area)
        page = indicator(indicator_id, month, area)
        others = tuple(
            AreaSeries(one.name, indicator(indicator_id, month, one.code).trend)
            for one in page.areas
            if not one.chosen and viewer.may_see(one.code)
        )
        return self.change(ExplorationView(page, others))  # type: ignore[return-value]

    def explanation(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> ExplanationView:
        self._check(viewer, month, area)
        of = indicator(indicator_id, month, area)
        return self.change(explained(of))  # type: ignore[return-value]

    def heat_map(
        self,
        viewer: Viewer,
        month: str | None,
        area: str | None,
        sort: str,
        wish: HeatWish = WHOLE_MAP,
    ) -> HeatMapView:
        self._check(viewer, month, area)
        found = looking(heat_map(month, area, sort), wish)
        return self.change(found)  # type: ignore[return-value]

    def area_profile(
        self, viewer: Viewer, month: str | None, area: str | None, beside: str | None
    ) -> ProfileView:
        self._check(viewer, month, area)
        return self.change(area_profile(month, area, beside))  # type: ignore[return-value]

    def outcome(
        self, viewer: Viewer, outcome_id: str, month: str | None, area: str | None
    ) -> OutcomeView:
        self._check(viewer, month, area)
        return self.change(outcome(outcome_id, month, area))  # type: ignore[return-value]

    def signals(
        self, viewer: Viewer, month: str | None, area: str | None, only: str
    ) -> SignalsView:
        self._check(viewer, month, area)
        found = made.with_grid(signals(month, area)) if only == "signs" else None
        return self.change(found or signals(month, area, only))  # type: ignore[return-value]

    def compare(
        self,
        viewer: Viewer,
        month: str | None,
        area: str | None,
        others: Sequence[str],
        outcome: str = "",  # noqa: ARG002 (it has one)
    ) -> CompareView:
        for code in (area, *others):
            self._check(viewer, month, code)
        of = indicator("assessed_in_time", month, area)
        return self.change(made.compared(chrome(month, area), of, others))  # type: ignore[return-value]

    def inequalities(
        self, viewer: Viewer, month: str | None, area: str | None, by: str | None
    ) -> InequalitiesView:
        self._check(viewer, month, area)
        of = indicator("assessed_in_time", month, area)
        return self.change(made.unequal(chrome(month, area), of, by))  # type: ignore[return-value]

    def context(self, viewer: Viewer, month: str | None, area: str | None) -> ContextView:
        self._check(viewer, month, area)
        return self.change(made.context(panel(month, area)))  # type: ignore[return-value]

    def contents(
        self, viewer: Viewer, month: str | None, area: str | None, asked: str
    ) -> ContentsView:
        self._check(viewer, month, area)
        return self.change(made.contents(panel(month, area), asked))  # type: ignore[return-value]

    def status(self, viewer: Viewer) -> StatusView:
        if self.empty:
            raise StoreError("there is no store at /secret/path/fingerpost.db")
        require(viewer)
        return self.change(status_view())  # type: ignore[return-value]

    def watch(self) -> StatusView:
        if self.empty:
            raise StoreError("there is no store at /secret/path/fingerpost.db")
        return status_view()

    def quality(self, viewer: Viewer, month: str | None, area: str | None) -> QualityView:
        self._check(viewer, month, area)
        return self.change(quality(chrome(month, area), viewer))  # type: ignore[return-value]

    def failing_rows(self, viewer: Viewer, source: str) -> Report:
        self._check(viewer, None, None)
        return failing_rows(viewer, self.reports, source)

    def _check(self, viewer: Viewer, month: str | None, area: str | None) -> None:
        if self.empty:
            raise StoreError("there is no store at /secret/path/fingerpost.db")
        require(viewer, area=area)
        chrome(month, area)
