"""One rating for an outcome, by the rule that it declares; without a rule there are only counts.

worst      the worst rating among its indicators; green or amber needs at least half of them rated
weighted   green counts 2, amber 1, red 0: their weighted mean is green from 1.5, amber from 0.5
headline   the rating of the one indicator that stands for all

What is not rated is left out, and the sentence says how much that was. A weighted rating is given
only when at least half of the weight is rated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from framework.model.ratings import RollUp, RollUpBy
from framework.model.results import Rating

_SCORES: Final = {Rating.GREEN: Decimal(2), Rating.AMBER: Decimal(1), Rating.RED: Decimal(0)}
_GREEN_FROM: Final = Decimal("1.5")
_AMBER_FROM: Final = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class OutcomeRating:
    """The rating of an outcome, with a sentence that says which rule gave it."""

    rating: Rating
    sentence: str


def roll_up(
    rule: RollUp, ratings: Mapping[str, Rating], titles: Mapping[str, str]
) -> OutcomeRating:
    """Rate an outcome by its rule.

    Args:
        rule: the outcome's declared rule.
        ratings: its indicators' ratings by id; those that are context, or that have no figures at
            this level of area, are left out.
        titles: what to call each indicator in the sentence.
    """
    if rule.by is RollUpBy.HEADLINE:
        return _headline(rule.headline, ratings, titles)
    weights = {name: weight for name, weight in rule.weights if name in ratings}
    if rule.by is RollUpBy.WORST:
        weights = dict.fromkeys(ratings, Decimal(1))
    if not weights:
        return _unrated("None of the indicators that rate it has figures for such areas.")
    rated = {name: ratings[name] for name in weights if ratings[name] in _SCORES}
    if not rated:
        return _unrated("None of the indicators that rate it could be rated.")
    left_out = _left_out(len(weights) - len(rated), len(weights))
    if rule.by is RollUpBy.WORST:
        worst = min(rated.values(), key=lambda one: _SCORES[one])
        # Nothing is worse than red: whatever the others are, the answer stands.
        if worst is not Rating.RED and 2 * len(rated) < len(weights):
            return _unrated("More than half of its indicators could not be rated.")
        return OutcomeRating(worst, f"Rated by the worst of its indicators{left_out}.")
    count = len(weights)
    of = "its indicators" if count == len(ratings) else f"{count} of its {len(ratings)} indicators"
    return _weighted(weights, rated, f"{of}{left_out}")


def _headline(name: str, ratings: Mapping[str, Rating], titles: Mapping[str, str]) -> OutcomeRating:
    title = titles.get(name, name)
    if name not in ratings:
        return _unrated(f"Its headline indicator has no figures for such areas: {title}.")
    if ratings[name] not in _SCORES:
        return _unrated(f"Its headline indicator could not be rated: {title}.")
    return OutcomeRating(ratings[name], f"Rated by its headline indicator: {title}.")


def _unrated(why: str) -> OutcomeRating:
    return OutcomeRating(Rating.NOT_RATED, why)


def _weighted(
    weights: Mapping[str, Decimal], rated: Mapping[str, Rating], of_which: str
) -> OutcomeRating:
    known = sum((weights[name] for name in rated), Decimal(0))
    if 2 * known < sum(weights.values(), Decimal(0)):
        return _unrated("More than half of the weight of its indicators could not be rated.")
    total = sum((weights[name] * _SCORES[one] for name, one in rated.items()), Decimal(0))
    if total >= _GREEN_FROM * known:
        rating = Rating.GREEN
    else:
        rating = Rating.AMBER if total >= _AMBER_FROM * known else Rating.RED
    return OutcomeRating(rating, f"Rated by the weighted mean of {of_which}.")


def _left_out(missing: int, every: int) -> str:
    return f"; {missing} of {every} could not be rated" if missing else ""
