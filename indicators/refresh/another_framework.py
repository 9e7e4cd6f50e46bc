"""A store holds one partnership's panels: another's framework does not take their place by accident."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from framework.errors import StoreError, UserError
from framework.load.framework import Loaded
from framework.load.syntax.documents import UnreadableTextError
from framework.load.syntax.positions import read_yaml
from framework.store.reading import open_snapshot

if TYPE_CHECKING:
    from sqlalchemy import Engine


def refuse_another_framework(engine: "Engine", loaded: Loaded, *, renamed_from: str) -> None:
    """Refuse to publish over the panels of a framework of another id.

    `renamed_from` is the id that the published one had, where it is the same partnership.

    Raises:
        UserError: the published framework has another id, and nobody said that it was renamed.
    """
    try:
        with open_snapshot(engine) as snapshot:
            if snapshot.generation.framework_version == loaded.version:
                return
            published = _id_of(snapshot.framework_files())
    except StoreError:  # nothing has been published yet
        return
    mine = loaded.framework.id
    if published in ("", mine, renamed_from):
        return
    raise UserError(
        f"the store holds the panels of '{published}', and this framework is '{mine}': publishing it "
        "would take their place. Name another store with --store; or, if it is the same partnership "
        f"under a new name, say --renamed-from {published}"
    )


def _id_of(files: Mapping[str, bytes]) -> str:
    """Give the id in the published framework.yaml, which an older version may have written."""
    for path in ("framework.yaml", "framework.yml"):
        if path in files:
            try:
                held = read_yaml(path, files[path])
                return next((str(value) for key, value in held.items() if key == "framework"), "")
            except UnreadableTextError:
                return ""
    return ""
