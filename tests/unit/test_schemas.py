"""What an editor is told of the language is what `check` takes."""

import json
import pkgutil
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

import framework.load.shapes
from dashboard.cli.editors import as_text, install_schemas
from framework.errors import UserError
from framework.load.layout import FileKind, kind_of
from framework.load.schemas.documents import PLACES, schema_of
from framework.load.schemas.fragments import FIELDS
from framework.load.schemas.words import WORDS
from framework.load.shapes.fields import Said
from framework.load.shapes.nesting import Shape

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "config",
    "config/examples/england",
    "tests/frameworks/starter/config",
    "tests/bad_config/base",
)
FILES = [
    (kind, path)
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.yaml"))
    if (kind := kind_of(path.relative_to(ROOT / folder).as_posix())) in PLACES
]


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2, as editors read it: `no` and 2025-04 are texts, 85 is a number."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (PyYAML's own way)


for tag, form, begins in (
    ("int", r"[-+]?\d+", "-+0123456789"),
    ("float", r"[-+]?(\.\d+|\d+\.\d*)", "-+.0123456789"),
    ("bool", r"true|false", "tf"),
    ("null", r"~|null|", ["~", "n", ""]),
):
    EditorLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"^({form})$"), list(begins)
    )


def complaints(kind: FileKind, text: str) -> list[str]:
    found = Draft7Validator(schema_of(kind)).iter_errors(yaml.load(text, EditorLoader))  # noqa: S506
    return [error.message for error in found]


@pytest.mark.parametrize(("kind", "path"), FILES, ids=[str(p.relative_to(ROOT)) for _, p in FILES])
def test_an_editor_has_nothing_against_a_file_that_check_takes(kind: FileKind, path: Path) -> None:
    assert complaints(kind, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (FileKind.FRAMEWORK, "framework: a\ntitel: x\n"),
        (FileKind.OUTCOMES, "outcomes: {Right Help: {title: x}}\n"),
        (FileKind.SOURCE, "source: a\nrows: evnts\n"),
        (FileKind.INDICATORS, "indicators: {a: {polarity: hihg}}\n"),
        (FileKind.INDICATORS, "indicators: {a: {targets: [{for: 2025/26, amber: five}]}}\n"),
    ],
)
def test_an_editor_marks_what_check_would_refuse(kind: FileKind, text: str) -> None:
    assert complaints(kind, text)


def test_the_published_schemas_are_current() -> None:
    for kind in PLACES:
        path = ROOT / "docs" / "reference" / "schemas" / f"{kind.value}.schema.json"
        assert path.read_text(encoding="utf-8") == as_text(kind.value) + "\n", "run: make docs"


def test_every_key_of_the_language_is_explained() -> None:
    unexplained = [
        f"{name}.{key}"
        for kind in PLACES
        for name, table in schema_of(kind)["definitions"].items()
        for key, said in table["properties"].items()
        if "description" not in said
    ]
    assert unexplained == [], "say in framework/load/schemas/words.py what each key is for"


def test_every_kind_of_value_is_described() -> None:
    load_every_shape()
    strange = [kind.__name__ for kind in _below(Said) if not FIELDS.keys() & {*kind.__mro__}]
    assert strange == [], "say in framework/load/schemas/fragments.py what an editor may allow"


def test_no_explanation_is_left_of_a_key_that_is_gone() -> None:
    load_every_shape()
    shapes = list(_below(Shape))
    known = {
        f"{shape.__name__.removesuffix('Shape')}.{key}" for shape in shapes for key in shape().known
    }
    assert set(WORDS) <= known


def load_every_shape() -> None:
    for module in pkgutil.iter_modules(framework.load.shapes.__path__):
        import_module(f"framework.load.shapes.{module.name}")


def _below(kind: type[Any]) -> Any:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def test_install_keeps_other_settings_and_points_at_the_config_folder(tmp_path: Path) -> None:
    place = tmp_path / ".vscode"
    place.mkdir()
    (tmp_path / "ours").mkdir()
    (place / "settings.json").write_text('{"editor.tabSize": 2, "yaml.schemas": {"a": "b.yaml"}}')
    install_schemas(tmp_path, tmp_path / "ours")
    install_schemas(tmp_path, tmp_path / "ours")
    settings = json.loads((place / "settings.json").read_text())
    assert settings["editor.tabSize"] == 2
    assert settings["yaml.schemas"]["a"] == "b.yaml"
    pointed = settings["yaml.schemas"]["./.vscode/fingerpost-source.schema.json"]
    assert pointed == ["ours/sources/*.yaml", "ours/sources/*.yml"]
    assert json.loads((place / "extensions.json").read_text()) == {
        "recommendations": ["redhat.vscode-yaml"]
    }


def test_a_folder_that_is_the_configuration_itself_needs_no_prefix(tmp_path: Path) -> None:
    install_schemas(tmp_path, tmp_path)
    settings = json.loads((tmp_path / ".vscode" / "settings.json").read_text())
    pointed = settings["yaml.schemas"]["./.vscode/fingerpost-framework.schema.json"]
    assert pointed == ["framework.yaml", "framework.yml"]


def test_settings_with_comments_are_left_alone(tmp_path: Path) -> None:
    place = tmp_path / ".vscode"
    place.mkdir()
    text = '{\n  // mine\n  "editor.tabSize": 2\n}\n'
    (place / "settings.json").write_text(text)
    with pytest.raises(UserError, match="may hold comments"):
        install_schemas(tmp_path, tmp_path)
    assert [path.name for path in place.iterdir()] == ["settings.json"]
    assert (place / "settings.json").read_text() == text
