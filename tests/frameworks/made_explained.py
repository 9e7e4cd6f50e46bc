"""How a hand-made figure came about."""

from dashboard.queries.explain import Explanation, ExplanationView, SourceOfFigure
from dashboard.queries.views import IndicatorView


def explained(of: IndicatorView) -> ExplanationView:
    """Give the explanation of an indicator's latest figure."""
    card = of.card
    found = Explanation(
        indicator=card.id,
        title=card.title,
        area=of.chrome.area,
        area_code="E10000099",
        period=card.period,
        value=card.text,
        missing_because="",
        numerator=305.0,
        denominator=401.0,
        interval="71.7% to 80.0%",
        target=85.0,
        target_high=None,
        target_id=f"{card.id}:home:2026-04-01",
        rating=card.rating.value,
        published_rating=None,
        chance=0.01,
        rule="target",
        steps=of.why,
        comparisons=("Northern region 80.1% (October 2026): lower than most",),
        trend=("Is it changing? No.",),
        sources=(SourceOfFigure("episodes", "early_help_episodes*.csv", "ab" * 32, 12_000),),
        generation=7,
        revisions=("75.9% until 3 November 2026",),
        declared=("numerator: working_days(started, assessed) <= 45",),
    )
    return ExplanationView(of.chrome, found)
