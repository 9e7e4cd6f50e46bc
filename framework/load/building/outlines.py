"""Which outline belongs to which area."""

from collections.abc import Mapping, Sequence

from framework.load.mistakes import Mistakes, listed, shown
from framework.load.parsing import Parsed
from framework.load.syntax.documents import Place
from framework.load.syntax.geojson import Feature
from framework.model.areas import Geography, Outline


def build_outlines(
    parsed: Parsed, geography: Geography, mistakes: Mistakes
) -> Mapping[str, Outline]:
    """Give the outlines of the framework's own areas; a file may hold those of a whole country."""
    found: dict[str, Outline] = {}
    stands_in: dict[str, str] = {}
    for path in sorted(parsed.outlines):
        features, place = parsed.outlines[path], Place(path, 1, 1)
        name = _property_of_codes(features, geography)
        if not name and geography.areas:
            mistakes.error("F701", place, _none_of(features, geography))
        for one in features:
            code = one.names.get(name, "")
            if code not in geography.by_code:
                continue
            if code in found:
                message = f"the outline of {shown(code)} stands in {stands_in[code]} already"
                mistakes.error("F302", place, message)
            found[code], stands_in[code] = one.outline, path
    return found


def _property_of_codes(features: Sequence[Feature], geography: Geography) -> str:
    """Give the property by which a file names its areas, "" where none does.

    It is the one that names most of the framework's areas and has a value of its own in every feature:
    a file of wards has the codes of their districts beside them, many times over.
    """
    best, most = "", 0
    for name in dict.fromkeys(name for one in features for name in one.names):
        values = [one.names[name] for one in features if name in one.names]
        own = sum(value in geography.by_code for value in values)
        if own > most and len(set(values)) == len(values):
            best, most = name, own
    return best


def _none_of(features: tuple[Feature, ...], geography: Geography) -> str:
    names = list(features[0].names)[:6] if features else []
    has = (
        f"its first feature has {listed(shown(name) for name in names)}"
        if names
        else "it has no feature with a name"
    )
    example = geography.areas[0].code
    return (
        f"no property gives each feature the code of an area of its own, such as '{example}'; {has}"
    )
