"""The little pictures beside the words of a legend: one shape a kind of line or area."""

from typing import Final

from markupsafe import Markup

from dashboard.figures.chart_marks import signal_shape
from dashboard.figures.svg import element

SIGNAL_WORDS: Final = {
    "better": "Real change, better",
    "worse": "Real change, worse",
    "change": "Real change",
}
_BOX: Final = '<rect width="28" height="14"/>'
_LINE: Final = '<line x1="0" x2="28" y1="7" y2="7"/>'
_SHAPES: Final = {
    "interval": '<line x1="2" x2="26" y1="7" y2="7"/><line x1="2" x2="2" y1="2" y2="12"/>'
    '<line x1="26" x2="26" y1="2" y2="12"/>',
    "band": _BOX,
    "range": _BOX + _LINE,
    "provisional": '<circle cx="14" cy="7" r="4.5"/>',
    "benchmark": '<line x1="14" x2="14" y1="0" y2="14"/>',
    "target upright": '<line x1="14" x2="14" y1="0" y2="14"/>',
}


def swatch(name: str) -> Markup:
    """Draw what a legend shows by its name: 'series', 'target', 'band', 'range', 'beside-0' and the like."""
    return element(
        "svg",
        Markup(_SHAPES.get(name, _LINE)),  # noqa: S704 (the shapes above)
        class_=f"swatch swatch-{name}",
        width=28,
        height=14,
        aria_hidden="true",
    )


def signal_swatch(sense: str) -> Markup:
    """Draw the shape of a signal by the name of its sense."""
    return element(
        "svg",
        signal_shape(sense),
        class_=f"swatch signal signal-{sense}",
        width=18,
        height=18,
        view_box="-9 -9 18 18",
        aria_hidden="true",
    )
