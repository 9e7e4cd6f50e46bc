"""An area's figures on spines, made by hand: better, worse, similar, neither and hidden."""

from collections.abc import Sequence

from dashboard.queries.area_views import ProfilePart, ProfileRow, Spread
from dashboard.queries.chart_views import Sense
from framework.model.results import Comparison
from tests.frameworks.made_cards import card
from tests.frameworks.made_series import Spec

_KINDS = (
    (Comparison.WORSE, Sense.WORSE, "Worse than Midshire"),
    (Comparison.SIMILAR, None, "Similar to Midshire"),
    (Comparison.BETTER, Sense.BETTER, "Better than Midshire"),
    (Comparison.HIGHER, Sense.CHANGE, "Higher than Midshire"),
    (Comparison.NOT_COMPARED, None, "Nothing to compare with"),
)


def profile_part(title: str, specs: Sequence[Spec], *, drawn: bool = True) -> ProfilePart:
    return ProfilePart(
        title, tuple(_row(spec, at % len(_KINDS), drawn=drawn) for at, spec in enumerate(specs))
    )


def spread(**more: object) -> Spread:
    """Give a spread from 60 to 90 round 80, where high is better."""
    known: dict[str, object] = {
        "low": 60.0,
        "high": 90.0,
        "middle": 80.0,
        "value": 70.0,
        "lower_quarter": 70.0,
        "upper_quarter": 85.0,
        "turned": False,
    }
    return Spread(**(known | more))  # type: ignore[arg-type]


def _row(spec: Spec, kind: int, *, drawn: bool) -> ProfileRow:
    outcome, sense, verdict = _KINDS[kind]
    shown = card(spec, "")
    known = drawn and outcome is not Comparison.NOT_COMPARED
    neither = sense is Sense.CHANGE
    return ProfileRow(
        id=spec.id,
        title=spec.title,
        period=shown.period,
        rating=shown.rating,
        rating_words=shown.rating_words,
        text=shown.text,
        count_text=shown.count_text,
        beside_text="Midshire 80.0%" if known else "",
        beside_period="2024/25" if kind == 1 else "",
        outcome=outcome,
        sense=sense,
        verdict=verdict,
        ends=(
            ("Lowest" if neither else "Worst", "60.0%"),
            ("Highest" if neither else "Best", "90.0%"),
        )
        if known
        else (),
        spread=spread(value=None if shown.text == "[c]" else 60.0 + 7 * kind) if known else None,
    )
