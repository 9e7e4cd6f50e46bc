"""The JSON Schema of each kind of YAML file."""

from collections.abc import Mapping
from typing import Final

from framework.load.layout import FileKind
from framework.load.schemas.fragments import Definitions, Json, described
from framework.load.schemas.words import words_for
from framework.load.shapes.fields import ID_FORM
from framework.load.shapes.frameworks import FrameworkShape, IndicatorFileShape, OutcomesShape
from framework.load.shapes.indicators import IndicatorShape
from framework.load.shapes.sources import SourceShape

_DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""The dialect that the YAML extension of VS Code understands whole."""

PLACES: Final[Mapping[FileKind, tuple[str, ...]]] = {
    FileKind.FRAMEWORK: ("framework.yaml", "framework.yml"),
    FileKind.OUTCOMES: ("outcomes.yaml", "outcomes.yml"),
    FileKind.SOURCE: ("sources/*.yaml", "sources/*.yml"),
    FileKind.INDICATORS: ("indicators/**/*.yaml", "indicators/**/*.yml"),
}
"""Where the files of a kind stand in a configuration folder, as an editor's patterns."""


def schema_of(kind: FileKind) -> Json:
    """Give the schema of a kind of file.

    Raises:
        KeyError: files of that kind are no YAML.
    """
    known = Definitions()
    match kind:
        case FileKind.FRAMEWORK:
            root = known.of_shape(FrameworkShape())
            indicator = known.of_shape(IndicatorShape(), partial=True)
            words = words_for(FrameworkShape, "defaults")
            known.made["Framework"]["properties"]["defaults"] = described(words, indicator)
        case FileKind.OUTCOMES:
            root = known.of_shape(OutcomesShape())
        case FileKind.SOURCE:
            root = known.of_shape(SourceShape())
        case FileKind.INDICATORS:
            root = _indicators(known)
        case _:
            raise KeyError(kind)
    title = f"Fingerpost: {PLACES[kind][0]}"
    return {"$schema": _DIALECT, "title": title, **root, "definitions": known.made}


def _indicators(known: Definitions) -> Json:
    """What an indicator needs may stand in defaults, so here it needs nothing."""
    root = known.of_shape(IndicatorFileShape())
    one = known.of_shape(IndicatorShape(), partial=True)
    known.made["IndicatorFile"]["properties"] = {
        "defaults": described(words_for(IndicatorFileShape, "defaults"), one),
        "indicators": {
            **words_for(IndicatorFileShape, "indicators"),
            "type": "object",
            "propertyNames": {"pattern": f"^{ID_FORM.pattern}$"},
            "additionalProperties": one,
        },
        "from_table": described(words_for(IndicatorFileShape, "from_table"), _pattern(known)),
    }
    return root


def _pattern(known: Definitions) -> Json:
    """A pattern says what an indicator may say, any of it by the column of a row, and its file."""
    keys = known.made["IndicatorPartly"]["properties"]
    anything = {key: {"description": said["description"]} for key, said in keys.items()}
    file = {"description": "The CSV file beside this one.", "type": "string"}
    one = {
        "type": "object",
        "properties": {"file": file, **anything},
        "required": ["file"],
        "additionalProperties": False,
    }
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
