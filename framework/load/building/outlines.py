"""Which outline belongs to which area."""

from collections.abc import Mapping

from framework.load.mistakes import Mistakes, listed
from framework.load.parsing import Parsed
from framework.load.syntax.documents import Place
from framework.load.syntax.geojson import Feature
from framework.model.areas import Geography, Outline


def build_outlines(
    parsed: Parsed, geography: Geography, mistakes: Mistakes
) -> Mapping[str, Outline]:
    """Give the outlines of the framework's own areas; a file may hold those of a whole country.

    A feature names its area by any of its properties, as official files have the code under a name
    of their own year, such as LAD24CD.
    """
    found: dict[str, Outline] = {}
    for path in sorted(parsed.outlines):
        features = parsed.outlines[path]
        own = {
            code: one.outline
            for one in features
            for code in one.names.values()
            if code in geography.by_code
        }
        if not own and geography.areas:
            mistakes.error("F701", Place(path, 1, 1), _none_of(features, geography))
        found |= own
    return found


def _none_of(features: tuple[Feature, ...], geography: Geography) -> str:
    names = list(features[0].names)[:6] if features else []
    has = f"its first feature has {listed(names)}" if names else "it has no feature with a name"
    example = geography.areas[0].code
    return (
        f"no feature has the code of an area, such as '{example}', as one of its properties; {has}"
    )
