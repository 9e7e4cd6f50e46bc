"""What was asked before and what came of it: frozen, and already in words."""

from dataclasses import dataclass

from framework.model.results import Rating


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was said of a figure for an earlier month, and how that figure is now. Texts may be empty."""

    id: str
    title: str
    of: str  # "September 2026"
    asked: str  # "The Board was asked to decide."
    decided: str  # "Two posts are funded until March."
    action: str
    due: str  # "By 1 December 2026" | "By 1 October 2026, which has passed"
    owner: str
    done: str
    state: str  # "open" | "overdue" | "done"
    then: Rating
    then_text: str  # "67.2%"
    now: Rating
    now_text: str  # "73.0%"
    unanswered: bool = (
        False  # the Board was asked for more than to note it, and no answer is on record
    )
