"""One plain sentence that reconciles a rating with its travel."""

from typing import Final

from framework.model.results import NotRated, Rating, Travel

_OPENING: Final = {
    Rating.RED: "Off track",
    Rating.AMBER: "At risk",
    Rating.GREEN: "On track",
}

_GOOD: Final = {Rating.GREEN: True, Rating.AMBER: False, Rating.RED: False}

_TRAVEL: Final = {
    Travel.BETTER: "better than a year ago",
    Travel.WORSE: "worse than a year ago",
    Travel.SAME: "no different from a year ago",
    Travel.UP: "higher than a year ago",
    Travel.DOWN: "lower than a year ago",
}

_SHORT: Final = {
    Travel.BETTER: "better than the period before",
    Travel.WORSE: "worse than the period before",
    Travel.SAME: "no different from the period before",
    Travel.UP: "higher than the period before",
    Travel.DOWN: "lower than the period before",
}


def reconcile(
    rating: Rating,
    reason: NotRated | None,
    *,
    short: tuple[Travel, bool | None],
    long: tuple[Travel, bool | None],
) -> str:
    """Say how things stand, which way they go, and whether that is more than chance.

    The year is said when it is known, for months swing; else the last period.
    reconcile(RED, None, short=(SAME, False), long=(BETTER, True)) gives
    'Off track, but better than a year ago, by more than chance would explain.'
    """
    opening = _OPENING.get(rating) or _not_rated(reason)
    travel, real = long if long[0] is not Travel.CANNOT_SAY else short
    words = (_TRAVEL if long[0] is not Travel.CANNOT_SAY else _SHORT).get(travel)
    if words is None:
        return f"{opening}. It cannot be compared with an earlier figure."
    joiner = "but" if _surprises(rating, travel) else "and"
    return f"{opening}, {joiner} {words}{_chance(travel, real)}."


def _not_rated(reason: NotRated | None) -> str:
    if reason is NotRated.CONTEXT:
        return "Shown for information"
    return f"Not rated because {reason.value}" if reason else "Not rated"


def _surprises(rating: Rating, travel: Travel) -> bool:
    """Say whether a travel goes against its rating: a red that mends, a green that slips."""
    if rating not in _GOOD:
        return False
    return (travel is Travel.WORSE) if _GOOD[rating] else (travel is Travel.BETTER)


def _chance(travel: Travel, real: bool | None) -> str:  # noqa: FBT001 (three states of one fact)
    if real is None or travel is Travel.SAME:
        return ""
    return ", by more than chance would explain" if real else ", though that could be chance"
