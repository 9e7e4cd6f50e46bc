"""Ratings as shape and letter, and directions as arrows: colour only repeats what the shape says."""

from functools import lru_cache
from typing import Final

from markupsafe import Markup

from dashboard.figures.svg import element
from framework.model.results import Rating

_SHAPES: Final = {
    Rating.RED: Markup('<path d="M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9z"/>'),
    Rating.AMBER: Markup('<path d="M12 1.2 23.4 22H.6z" stroke-linejoin="round"/>'),
    Rating.GREEN: Markup('<circle cx="12" cy="12" r="11"/>'),
    Rating.NOT_RATED: Markup('<rect x="2" y="2" width="20" height="20" rx="3"/>'),
}
_LETTERS: Final = {
    Rating.RED: ("R", 17.2),
    Rating.AMBER: ("A", 19.4),
    Rating.GREEN: ("G", 17.2),
    Rating.NOT_RATED: ("–", 16.6),
}
_NAMES: Final = {
    Rating.RED: "red",
    Rating.AMBER: "amber",
    Rating.GREEN: "green",
    Rating.NOT_RATED: "none",
}
_ARROWS: Final = {
    "up": Markup('<path d="M7 2.5 13 11.5H1z"/>'),
    "down": Markup('<path d="M7 11.5 1 2.5h12z"/>'),
    "level": Markup('<path d="M1 5.2h12v3.6H1z"/>'),
}


def rating_name(rating: Rating) -> str:
    """Give a rating's name in stylesheets: 'red', 'amber', 'green', 'none'."""
    return _NAMES[rating]


@lru_cache(maxsize=8)
def rating_icon(rating: Rating) -> Markup:
    """Draw a rating: R in an octagon, A in a triangle, G in a circle, a dash in a dashed square.

    It is hidden from screen readers: words stand beside it everywhere.
    """
    letter, baseline = _LETTERS[rating]
    text = element("text", letter, x=12, y=baseline, text_anchor="middle")
    return element(
        "svg",
        _SHAPES[rating],
        text,
        class_=f"icon icon-{_NAMES[rating]}",
        view_box="0 0 24 24",
        aria_hidden="true",
    )


@lru_cache(maxsize=8)
def arrow_icon(direction: str) -> Markup:
    """Draw the way a number moved: 'up', 'down' or 'level'; nothing for any other word."""
    shape = _ARROWS.get(direction)
    if shape is None:
        return Markup("")
    return element("svg", shape, class_="arrow", view_box="0 0 14 14", aria_hidden="true")
