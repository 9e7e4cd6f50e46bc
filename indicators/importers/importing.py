"""Declarations made of the files that other tools write, checked before anything is kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from framework.load.framework import Loaded, load_framework
from framework.model.frameworks import Framework
from framework.model.periods import Grain, YearType
from indicators.importers.carrying import Fate, Field, Imported, Note, Wishes
from indicators.importers.dhis2 import FIELDS as DHIS2_FIELDS
from indicators.importers.dhis2 import import_dhis2
from indicators.importers.ees import FIELDS as EES_FIELDS
from indicators.importers.ees import import_ees
from indicators.importers.fingertips import FIELDS as FINGERTIPS_FIELDS
from indicators.importers.fingertips import import_fingertips
from indicators.importers.lait import FIELDS as LAIT_FIELDS
from indicators.importers.lait import import_lait
from indicators.importers.open_sdg import FIELDS as OPEN_SDG_FIELDS
from indicators.importers.open_sdg import import_open_sdg
from indicators.importers.spreadsheet import FIELDS as SPREADSHEET_FIELDS
from indicators.importers.spreadsheet import import_spreadsheet


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
    "ees": Kind(
        "Explore Education Statistics",
        "tables, each with its .meta.csv",
        EES_FIELDS,
        import_ees,
    ),
    "fingertips": Kind(
        "Fingertips, of the Office for Health Improvement and Disparities",
        "extracts (.csv) and, if wanted, metadata of indicators (.csv or .json)",
        FINGERTIPS_FIELDS,
        import_fingertips,
    ),
    "open-sdg": Kind(
        "Open SDG, the platform of the sustainable development goals",
        "pages of metadata (.md, .yml) and tables of data (.csv), named by number such as 1-2-1",
        OPEN_SDG_FIELDS,
        import_open_sdg,
    ),
    "dhis2": Kind(
        "DHIS2, its export of metadata",
        "exports (.json) with indicators and, if wanted, their types, groups and organisationUnits",
        DHIS2_FIELDS,
        import_dhis2,
    ),
    "spreadsheet": Kind(
        "A plain spreadsheet of key performance indicators",
        "one table (.xlsx, .ods, .csv): a row each, with names, targets and figures by period",
        SPREADSHEET_FIELDS,
        import_spreadsheet,
    ),
}


_FINANCIAL: Final = "years are taken as financial, April to March"
_SAY_THEIR_YEARS: Final = frozenset({"ees", "open-sdg"})
"""Their files or their own notes say of which type the years of a source are."""

_STAYS: Final = "a file of this name is there already"
_THERE: Final = {"outcomes.yaml": f"{_STAYS}: list the new indicators in it"}


def import_files(
    kind: str, paths: Sequence[Path], wishes: Wishes, there: Mapping[str, bytes]
) -> tuple[Imported, Loaded]:
    """Make declarations of files beside those that are `there`, and load all of them together.

    What is there already stays as it is: a file of the same path is not carried, and noted. Its home
    area is that of what is imported, unless another is wished for.

    Raises:
        RefusedError: a file cannot be read, or is not of the kind.
        ConfigurationError: together they are no framework.
    """
    if there and not wishes.home:
        wishes = replace(wishes, home=load_framework(there).framework.home_area)
    made = KINDS[kind].read(paths, wishes)
    new = {path: text for path, text in made.files.items() if path not in there}
    notes = [
        Note(path, "the whole file", Fate.LEFT, path, _THERE.get(path, _STAYS))
        for path in made.files
        if path in there
    ]
    loaded = load_framework({**there, **{path: text.encode() for path, text in new.items()}})
    notes += _years_taken(kind, new, loaded.framework)
    return Imported(new, (*made.notes, *notes), made.data), loaded


def _years_taken(kind: str, new: Mapping[str, str], framework: Framework) -> Iterator[Note]:
    """Say where years were taken for financial ones, which no file of the original says."""
    if "framework.yaml" in new and framework.year_type is YearType.FINANCIAL:
        because = f"{_FINANCIAL}; where the partnership counts by another, write it here"
        yield Note("framework.yaml", "year", Fate.CHANGED, "year", because)
    for source in framework.sources:
        path, periods = f"sources/{source.id}.yaml", source.period_from
        if path not in new or periods is None or kind in _SAY_THEIR_YEARS:
            continue
        if periods.year_type is YearType.FINANCIAL and periods.grain is not Grain.MONTH:
            because = (
                f"{_FINANCIAL}; where they are of another type, write it here and in its indicators"
            )
            yield Note(path, "year", Fate.CHANGED, "period_from: year", because)
