"""An indicator's card, made by hand from its made-up series."""

from dashboard.queries.views import Beside, Card, Change, CommentView, Freshness, Point
from framework.model.results import Comparison, Rating, Travel
from tests.frameworks.made_series import Spec, rated, series

RATING_WORDS = {
    Rating.RED: "Red, off track",
    Rating.AMBER: "Amber, at risk",
    Rating.GREEN: "Green, on track",
}
_OPENING = {Rating.RED: "Off track", Rating.AMBER: "At risk", Rating.GREEN: "On track"}
_GOOD = {"high": "Higher is better", "low": "Lower is better"}
_TRAVEL = {
    Travel.BETTER: "better than a year ago",
    Travel.WORSE: "worse than a year ago",
    Travel.SAME: "no different from a year ago",
}


def card(spec: Spec, number: str) -> Card:
    points = series(spec)
    now = points[-1]
    shown = points[-2] if spec.late else now
    rating = Rating.NOT_RATED if spec.because else rated(spec, now.value)
    year = {"month": 12, "quarter": 4, "year": 1}[spec.grain]
    long = _change(spec, points[-1 - year], shown, real=spec.id != "neglect_tool")
    late = f"Late: {spec.late}" if spec.late else ""
    as_at = "As at 31 October 2026" if spec.grain == "month" else "As at 31 August 2026"
    return Card(
        id=spec.id,
        number=number,
        title=spec.title,
        rating=rating,
        rating_words=RATING_WORDS.get(rating, f"Not rated: {spec.because}"),
        good=_GOOD.get(spec.better, "Shown for information, not rated"),
        text=shown.text,
        count_text=shown.count_text or now.note,
        period=shown.long_label,
        target_text=f"Target {spec.form(spec.target)}" if spec.target is not None else "",
        short=_change(spec, points[-2], shown, real=spec.grain == "year"),
        long=long,
        beside=_beside(spec, shown.value) if spec.better != "none" else (),
        freshness=Freshness("late", late) if late else Freshness("fresh", as_at),
        spark=points,
        spark_text=_spark_text(points),
        sentence=_sentence(rating, long),
        owner=spec.owner,
        flags=spec.flags,
        because=_because(spec, shown, rating),
        sign="" if spec.grain == "year" or spec.late else "common_cause",
        sign_text="" if spec.grain == "year" or spec.late else "Usual ups and downs",
        said=_SAID if spec.id == "answered_in_time" else None,
    )


_SAID = CommentView(
    cause="Two of nine posts at the front door were vacant, and requests grew by a tenth.",
    action="Both posts are filled; a duty rota covers leave.",
    due="By 1 December 2026",
    owner="Head of Front Door Services",
    asked="The Board is asked to note this.",
    month="Said of October 2026",
    earlier=False,
    overdue=False,
)


def _sentence(rating: Rating, long: Change) -> str:
    opening = _OPENING.get(rating, "Not rated")
    if long.travel not in _TRAVEL:
        return f"{opening}. There is no earlier figure to compare with."
    chance = ", by more than chance would explain" if long.real else ""
    joiner = "but" if (long.travel is Travel.WORSE) is (rating is Rating.GREEN) else "and"
    return f"{opening}, {joiner} {_TRAVEL[long.travel]}{chance}."


def _spark_text(points: tuple[Point, ...]) -> str:
    known = [point for point in points if point.value is not None]
    low = min(known, key=lambda one: one.value or 0)
    high = max(known, key=lambda one: one.value or 0)
    first, last = known[0], known[-1]
    return (
        f"From {first.text} in {first.label} to {last.text} in {last.label}; "
        f"lowest {low.text}, highest {high.text}"
    )


def _change(spec: Spec, before: Point, now: Point, *, real: bool) -> Change:
    since = f"since {before.long_label}"
    if before.value is None or now.value is None:
        return Change(since, Travel.CANNOT_SAY, "No earlier figure to compare with", "", None, "")
    size = now.value - before.value
    if spec.form(abs(size)) == spec.form(0):
        return Change(since, Travel.SAME, "No change", "level", None, "")
    arrow = "up" if size > 0 else "down"
    amount = spec.form(abs(size)).replace("%", " points")
    chance = "more than chance would explain" if real else "could be chance"
    if spec.better == "none":
        travel = Travel.UP if size > 0 else Travel.DOWN
        return Change(since, travel, f"{arrow.title()} {amount}", arrow, real, chance)
    good = (size > 0) is (spec.better == "high")
    travel = Travel.BETTER if good else Travel.WORSE
    text = f"{travel.value.title()}: {arrow} {amount}"
    return Change(since, travel, text, arrow, real, chance)


def _beside(spec: Spec, value: float | None) -> tuple[Beside, ...]:
    if spec.england is None or value is None:
        words = "No comparison with England: early help has no national return"
        return (Beside("England", "", None, "", Comparison.NOT_COMPARED, words),)
    close = abs(value - spec.england) < 0.02 * spec.england
    good = (value > spec.england) is (spec.better == "high")
    outcome = Comparison.SIMILAR if close else Comparison.BETTER if good else Comparison.WORSE
    words = f"{outcome.value} {'to' if close else 'than'} England"
    method = "Is it outside the 95% interval of this figure?"
    figure = spec.form(spec.england)
    return (Beside("England", figure, spec.england, "2024/25", outcome, words, method),)


def _because(spec: Spec, now: Point, rating: Rating) -> str:
    if rating is not Rating.RED or spec.target is None:
        return ""
    side, edge = ("below", -spec.amber) if spec.better == "high" else ("above", spec.amber)
    target, begins = spec.form(spec.target), spec.form(spec.target + edge)
    return f"{now.text} is against a target of {target}; red begins {side} {begins}."
