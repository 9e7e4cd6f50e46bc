"""Declarations made of the files that other tools write, checked before anything is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from framework.load.framework import Loaded, load_framework
from indicators.importers.carrying import Fate, Field, Imported, Note, Wishes
from indicators.importers.lait import FIELDS as LAIT_FIELDS
from indicators.importers.lait import import_lait


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of original: what it is called, which files it takes, its fields, how it is read."""

    words: str
    takes: str
    fields: tuple[Field, ...]
    read: Callable[[Sequence[Path], Wishes], Imported]


KINDS: Final[Mapping[str, Kind]] = {
    "lait": Kind(
        "DfE's Local Authority Interactive Tool",
        "the data dictionary, the data and, if wanted, lists of statistical neighbours",
        LAIT_FIELDS,
        import_lait,
    ),
}


def import_files(
    kind: str, paths: Sequence[Path], wishes: Wishes, there: Mapping[str, bytes]
) -> tuple[Imported, Loaded]:
    """Make declarations of files beside those that are `there`, and load all of them together.

    What is there already stays as it is: a file of the same path is not carried, and noted.

    Raises:
        RefusedError: a file cannot be read, or is not of the kind.
        ConfigurationError: together they are no framework.
    """
    made = KINDS[kind].read(paths, wishes)
    new = {path: text for path, text in made.files.items() if path not in there}
    notes = [
        Note(path, "the whole file", Fate.LEFT, path, "a file of this name is there already")
        for path in made.files
        if path in there
    ]
    loaded = load_framework({**there, **{path: text.encode() for path, text in new.items()}})
    return Imported(new, (*made.notes, *notes), made.data), loaded
