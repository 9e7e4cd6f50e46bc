"""A drawing of a page on its own: every size in pixels, every colour written out, nothing to load.

On a page a drawing takes what width there is, and its colours come from stylesheets. A word processor has
neither, and few programs but browsers know drawings within drawings or shares of a width. So both are
worked out here, from the same markup and the same stylesheets: the figure is the one of the page.
"""

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from markupsafe import Markup

from dashboard.figures.svg import element, number

ASSETS: Final = Path(__file__).parents[1] / "assets"
FONT: Final = (
    "'Source Sans 3', 'Source Sans 3 Welsh', 'Source Sans Pro', 'Noto Sans', Arial, sans-serif"
)
SIGNS: Final = {"icon": (24.0, 24.0), "arrow": (12.0, 12.0), "sign": (40.0, 24.0)}
"""How large a small sign is where its stylesheet says it: width and height in pixels."""

_ACROSS: Final = frozenset({"x", "x1", "x2", "cx", "width"})
_UPWARDS: Final = frozenset({"y", "y1", "y2", "cy", "height"})
_ELEMENTS: Final = frozenset({"svg", "g", "path", "rect", "circle", "line", "text"})
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAMES: Final = re.compile(r"[.:\[]?[A-Za-z][\w-]*")
_UNWRITABLE: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no way to write, and a title may hold."""

_REM: Final = 16.0


def svg_of(inside: Markup, *, width: float, height: float) -> Markup:
    """Wrap settled shapes into an SVG with the rules that they need."""
    size = f"{number(width)} {number(height)}"
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0}" width="{1}" height="{2}">'
        "<style>{3}</style>{4}</svg>"
    ).format(size, number(width), number(height), Markup(_style_of(inside)), _writable(inside))  # noqa: S704


def settled(drawing: Markup, *, width: float, height: float) -> Markup:
    """Give the shapes of a drawing as a group, all their places in pixels."""
    if not drawing:
        return Markup("")
    root = ElementTree.fromstring(f"<all>{_writable(drawing)}</all>")  # noqa: S314 (our own markup)
    for child in root:
        _settle(child, width, height)
    text = "".join(ElementTree.tostring(child, encoding="unicode") for child in root)
    return Markup(text)  # noqa: S704 (what was escaped is escaped again)


def _writable(markup: Markup) -> Markup:
    return Markup(_UNWRITABLE.sub("", markup))  # noqa: S704 (less than it was)


def _settle(one: ElementTree.Element, width: float, height: float) -> None:
    """Write shares of the width and height around as pixels, and drawings within as moved groups."""
    for keys, whole in ((_ACROSS, width), (_UPWARDS, height)):
        for key in keys & one.attrib.keys():
            if one.attrib[key].endswith("%"):
                one.set(key, number(float(one.attrib[key][:-1]) / 100 * whole))
    inner = (width, height)
    if one.tag == "svg":
        inner = _as_group(one, width, height)
    for child in one:
        _settle(child, *inner)


def _as_group(one: ElementTree.Element, width: float, height: float) -> tuple[float, float]:
    """Turn a drawing within into a group at its place; gives the room in which its own shares count."""
    given = {key: one.attrib.pop(key, "") for key in ("x", "y", "width", "height", "viewBox")}
    own = SIGNS.get(one.get("class", "").partition(" ")[0], (width, height))
    wide = float(given["width"] or own[0])
    high = float(given["height"] or own[1])
    moves = []
    if given["x"] or given["y"]:
        moves.append(f"translate({given['x'] or 0} {given['y'] or 0})")
    if given["viewBox"]:
        left, top, across, down = map(float, given["viewBox"].split())
        even = min(wide / across, high / down)
        stretched = one.get("preserveAspectRatio") == "none"
        scale = (wide / across, high / down) if stretched else (even, even)
        if scale != (1.0, 1.0):
            moves.append(f"scale({scale[0]:.5g} {scale[1]:.5g})")
        if (left, top) != (0.0, 0.0):
            moves.append(f"translate({number(-left)} {number(-top)})")
    for key in ("preserveAspectRatio", "overflow", "role", "aria-label", "aria-hidden"):
        one.attrib.pop(key, None)
    one.tag = "g"
    if moves:
        one.set("transform", " ".join(moves))
    return wide, high


def _style_of(inside: str) -> str:
    """Give the rules of the stylesheets that speak of what is drawn."""
    classes = re.findall(r'class="([^"]*)"', inside)
    return _style_for(frozenset(name for found in classes for name in found.split()))


@lru_cache(maxsize=256)
def _style_for(names: frozenset[str]) -> str:
    rules = [
        f"{selector}{{{body}}}"
        for selectors, body in _rules()
        for selector in selectors
        if _speaks_of(selector, names)
    ]
    return f"text{{font-family:{FONT};fill:{colour('ink')}}}" + "".join(rules)


def _speaks_of(selector: str, names: Set[str]) -> bool:
    words = _NAMES.findall(selector.replace(":first-child", ""))
    classes = {word[1:] for word in words if word.startswith(".")}
    others = {word for word in words if not word.startswith(".")}
    return bool(classes) and classes <= names and others <= _ELEMENTS


def colour(name: str) -> str:
    """Give a colour of the light theme by its name in the stylesheets."""
    return _colours()[name]


@lru_cache(maxsize=1)
def _colours() -> dict[str, str]:
    text = (ASSETS / "base.css").read_text(encoding="utf-8")
    pairs = re.findall(r"--([\w-]+):\s*(?:light-dark\()?(#[0-9a-f]{6})", text)
    return dict(pairs)


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Read the rules that hold for every screen: no media, light colours, sizes in pixels."""
    return tuple(found for path in sorted(ASSETS.glob("*.css")) for found in _rules_of(path))


def _rules_of(path: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"@[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", text)
    known = _colours()
    for selectors, body in _RULE.findall(text):
        plain = re.sub(
            r"var\(--([\w-]+)\)", lambda found: known.get(found[1], found[0]), body.strip()
        )
        plain = re.sub(r"([\d.]+)rem", lambda found: f"{number(float(found[1]) * _REM)}px", plain)
        if "paint-order" in plain:  # few programs know it, and would draw the edge over the letter
            plain = re.sub(r"(paint-order|stroke[\w-]*)\s*:[^;]*;?", "", plain)
        if "var(" not in plain:
            yield tuple(" ".join(one.split()) for one in selectors.split(",")), plain


def text_at(words: str, x: float, y: float, **look: object) -> Markup:
    """Write words on a drawing, 15 pixels high where `look` says no other `font_size`.

    A `fill` is written as a style, which the rule for all words gives way to.
    """
    fill = look.pop("fill", None)
    style = {"style": f"fill:{fill}"} if fill else {}
    return element("text", words, x=float(x), y=float(y), **{"font_size": 15, **look, **style})
