"""One indicator in full."""

from dashboard.figures.trend import starts_at_zero, trend
from dashboard.pages.page import Asked, Page
from dashboard.queries.views import IndicatorView
from dashboard.templates import render
from framework.model.results import Rating


def show_indicator(view: IndicatorView, asked: Asked) -> Page:
    chrome, card = view.chrome, view.card
    html = render(
        "indicator.html",
        view=view,
        chrome=chrome,
        here="indicator",
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
        drawing=trend(view.trend, unit=view.unit, label=_label(view), beside=card.beside),
        from_zero=starts_at_zero(view.trend, unit=view.unit, beside=card.beside),
        area_target=_area_target(view),
        has_intervals=any(point.lower is not None for point in view.trend),
        has_provisional=any(point.provisional for point in view.trend),
    )
    return Page(f"{card.title}, {chrome.area}, {chrome.month} – {chrome.framework}", html)


def _area_target(view: IndicatorView) -> float | None:
    """Give the target to draw beside the areas: none when it rates none of them."""
    rated = any(area.rating is not Rating.NOT_RATED for area in view.areas)
    return view.area_target if rated else None


def _label(view: IndicatorView) -> str:
    return f"{view.card.title}, {view.chrome.area}. {view.trend_text}. The table below has the figures."
