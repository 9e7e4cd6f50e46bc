"""One sentence reconciles the rating with the travel."""

from framework.model.results import NotRated, Rating, Travel
from indicators.judge.sentence import reconcile


def test_a_red_that_mends_says_so():
    assert (
        reconcile(Rating.RED, None, short=(Travel.SAME, False), long=(Travel.BETTER, True))
        == "Off track, but better than a year ago, by more than chance would explain."
    )


def test_a_green_that_slips_says_so():
    assert (
        reconcile(Rating.GREEN, None, short=(Travel.SAME, None), long=(Travel.WORSE, False))
        == "On track, but worse than a year ago, though that could be chance."
    )


def test_without_a_year_the_last_period_speaks():
    assert (
        reconcile(Rating.AMBER, None, short=(Travel.WORSE, None), long=(Travel.CANNOT_SAY, None))
        == "At risk, and worse than the period before."
    )


def test_without_a_comparison_it_says_so():
    nothing = (Travel.CANNOT_SAY, None)
    assert (
        reconcile(Rating.NOT_RATED, NotRated.NO_TARGET, short=nothing, long=nothing)
        == "Not rated because no target is in force. It cannot be compared with an earlier figure."
    )


def test_context_is_never_called_on_track():
    words = reconcile(
        Rating.NOT_RATED, NotRated.CONTEXT, short=(Travel.UP, None), long=(Travel.UP, True)
    )
    assert (
        words
        == "Shown for information, and higher than a year ago, by more than chance would explain."
    )
