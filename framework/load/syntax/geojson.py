"""Outlines of areas as GeoJSON (RFC 7946): what each feature is called, and the rings round it."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from framework.load.mistakes import shown
from framework.load.syntax.documents import Place, UnreadableTextError, decode
from framework.model.areas import Outline, Ring

MOST_POINTS: Final = 300_000
"""The most corners of one file; outlines generalised for the web have far fewer."""

_FURTHEST: Final = 10_000_000.0
"""No grid in metres, and no degree, is larger."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on a map. `number` counts from 1."""

    number: int
    names: Mapping[str, str]
    outline: Outline


def read_geojson(file: str, content: bytes) -> tuple[Feature, ...]:
    """Read the polygons of a GeoJSON file, in degrees or in metres of a grid.

    Raises:
        UnreadableTextError: it is not GeoJSON, holds something else than polygons, or is too large.
    """
    document = decode(file, content)
    top = Place(file, 1, 1)
    try:
        found = json.loads(document.text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        raise UnreadableTextError("F700", f"this is not JSON: {error.msg}", place) from None
    except (RecursionError, ValueError):
        raise UnreadableTextError("F700", "this is no GeoJSON of outlines", top) from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection":
        message = "this is not a FeatureCollection; save the outlines as GeoJSON"
        raise UnreadableTextError("F700", message, top)
    try:
        read = tuple(_feature(number, one) for number, one in enumerate(features, start=1))
    except _NotReadError as error:
        raise UnreadableTextError("F700", str(error), top) from None
    points = sum(len(ring) for one in read for ring in one.outline)
    if points > MOST_POINTS:
        message = (
            f"the outlines have {points:,} corners, and {MOST_POINTS:,} are allowed; "
            "take the ultra-generalised boundaries"
        )
        raise UnreadableTextError("F700", message, top)
    return read


class _NotReadError(Exception):
    """A feature that is no outline. The message says which and why."""


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _feature(number: int, feature: object) -> Feature:
    try:
        names = feature["properties"] or {}  # type: ignore[index]
        shape = feature["geometry"] or {}  # type: ignore[index]
        kind, held = shape.get("type", "nothing"), shape.get("coordinates", [])
        if kind not in ("Polygon", "MultiPolygon"):
            said = shown(kind) if isinstance(kind, str) else "of another kind"
            message = f"feature {number} is {said}, and outlines are Polygon or MultiPolygon"
            raise _NotReadError(message)
        polygons = [held] if kind == "Polygon" else held
        outline = tuple(_ring(ring) for polygon in polygons for ring in polygon)
        words = {str(key): str(value) for key, value in names.items() if isinstance(value, str)}
        "".join((*words, *words.values())).encode()  # half a character of UTF-16 is none
    except (TypeError, KeyError, AttributeError, ValueError, OverflowError):
        message = f"feature {number} is not written as GeoJSON writes an outline"
        raise _NotReadError(message) from None
    return Feature(number, words, outline)


def _ring(points: object) -> Ring:
    return tuple(_points(points))


def _points(points: object) -> Iterator[tuple[float, float]]:
    for x, y, *_ in points:  # type: ignore[attr-defined]
        found = float(x), float(y)
        if not all(math.isfinite(one) and abs(one) < _FURTHEST for one in found):
            raise ValueError(found)
        yield found
