"""Sets an editor up with the schemas of a framework's files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from framework.errors import UserError
from framework.load.layout import FileKind
from framework.load.schemas.documents import PLACES, schema_of

_FOLDER: Final = ".vscode"
_EXTENSION: Final = "redhat.vscode-yaml"
_SETTING: Final = "yaml.schemas"


def as_text(kind: str) -> str:
    """Give the schema of a kind of file as text, the same each time."""
    return json.dumps(schema_of(FileKind(kind)), ensure_ascii=False, indent=1)


def install_schemas(folder: Path, config: Path) -> list[str]:
    """Write the schemas beside a folder's VS Code settings and point the settings at them.

    Settings of other programs, and other settings of VS Code, are left as they are.

    Raises:
        UserError: the settings cannot be read as JSON (they may hold comments), or be written.
    """
    place = folder / _FOLDER
    settings, asked = place / "settings.json", place / "extensions.json"
    wanted = _read(settings), _read(asked)
    try:
        inside = config.resolve().relative_to(folder.resolve())
    except ValueError:
        raise UserError(
            f"{config} is not below {folder}: run this where both can be opened"
        ) from None
    mapped = {}
    for kind, patterns in PLACES.items():
        name = f"fingerpost-{kind.value}.schema.json"
        _write(place / name, as_text(kind))
        mapped[f"./{_FOLDER}/{name}"] = [(inside / pattern).as_posix() for pattern in patterns]
    known = {**wanted[0].get(_SETTING, {}), **mapped}
    _write(settings, json.dumps({**wanted[0], _SETTING: known}, indent=2))
    extensions = [*wanted[1].get("recommendations", [])]
    if _EXTENSION not in extensions:
        extensions.append(_EXTENSION)
    _write(asked, json.dumps({**wanted[1], "recommendations": extensions}, indent=2))
    return [
        f"Wrote {len(mapped)} schemas and the settings to {place}.",
        f"Open {folder.resolve()} in VS Code and accept the extension {_EXTENSION}.",
        f"Then type in {(inside / 'framework.yaml').as_posix()}: Ctrl+Space completes, hovering explains.",
        "Run it again after an upgrade.",
    ]


def _read(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        found = None
    if not isinstance(found, dict):
        message = (
            f"{path} cannot be read as plain JSON (it may hold comments), so it is left alone. "
            "Print the schemas with `fingerpost schema KIND` and set them in the editor by hand"
        )
        raise UserError(message)
    return found


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}") from None
