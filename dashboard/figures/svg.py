"""SVG elements as escaped markup: the only place where a chart becomes text."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from framework.model.visible import visible


def element(name: str, *children: str, **attributes: object) -> Markup:
    """Give one element. Text children and attribute values are escaped; None leaves one out.

    A Python name stands for the attribute: `text_anchor` is text-anchor, `class_` is class.
    element("circle", cx=1.50, r=3) is '<circle cx="1.5" r="3"/>'.
    """
    written = "".join(
        f' {_name(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None
    )
    if not children:
        return Markup(f"<{name}{written}/>")  # noqa: S704 (each value is escaped)
    inside = "".join(map(_text, children))
    return Markup(f"<{name}{written}>{inside}</{name}>")  # noqa: S704


def group(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


def number(value: float) -> str:
    """Write a coordinate with at most two decimals. number(12.5) is '12.5', number(3.0) is '3'."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """Write a share of the drawing's width or height. percent(0.125) is '12.5%'."""
    return f"{number(100 * share)}%"


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else _text(value)


def _text(value: object) -> Markup:
    """Escape what is not markup yet, and leave out what of it cannot be seen."""
    return value if isinstance(value, Markup) else escape(visible(str(value)))


@lru_cache(maxsize=256)
def _name(key: str) -> str:
    return _CAMEL.get(key) or key.rstrip("_").replace("_", "-")


_CAMEL: Final = {"view_box": "viewBox", "preserve_aspect_ratio": "preserveAspectRatio"}
