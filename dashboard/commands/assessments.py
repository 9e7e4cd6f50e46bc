"""Keep the assessments of a form in the store: add a file of them, erase some, and say what is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from framework.errors import UserError
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.model.remote_reads import AssessmentsRead
from framework.model.sources import Source
from framework.settings import Settings
from framework.store.assessments import Cells, Deed, erase_assessments, keep_assessments, kept_forms
from framework.store.copies import copy_of
from framework.store.locking import hold_refresh_lock
from framework.store.pruning import files_of_source
from indicators.connect.assessments import copies_there, read_of, take_in
from indicators.connect.rows import SourceRows
from indicators.refresh.tasks import as_at

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class Cabinet:
    """Where assessments are kept: the framework as it is declared now, the store, the clock."""

    settings: Settings
    engine: "Engine"
    now: datetime
    today: date

    @property
    def framework(self) -> Framework:
        """Give the framework.

        Raises:
            ConfigurationError: it has mistakes.
        """
        loaded = load_framework(read_config(self.settings.config))
        return as_at(loaded, loaded.framework.today or self.today).framework


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file: the rows as the next refresh would read them, and what was kept."""

    rows: SourceRows
    deed: Deed


def forms_of(framework: Framework) -> Mapping[str, Source]:
    """Give the source that reads each form."""
    return {
        source.read.form: source
        for source in framework.sources
        if isinstance(source.read, AssessmentsRead)
    }


def months_kept(framework: Framework) -> Mapping[str, int]:
    """Say of each form how many months its source keeps a row."""
    return {form: read_of(source).keep_months for form, source in forms_of(framework).items()}


def add_file(cabinet: Cabinet, form: str, file: Path, *, who: str) -> Added:
    """Keep every row of a file, each under its reference. Rows added before under the same one give way.

    Raises:
        UserError: no source reads that form, or the file cannot be opened.
        SourceError: it cannot be used; nothing of it is kept.
    """
    framework = cabinet.framework
    source = _source(framework, form)
    try:
        rows, found = take_in(source, framework, file, cabinet.settings.intake)
    except OSError as error:
        raise UserError(f"{file} cannot be opened ({error.strerror})") from None
    return Added(rows, keep_assessments(cabinet.engine, form, found, at=cabinet.now, who=who))


def erase(cabinet: Cabinet, form: str, where: tuple[str, str], *, who: str, reason: str) -> Deed:
    """Erase every row of a form whose column holds a text, here and in the copies that refreshes made.

    Raises:
        UserError: no source reads that form, it has no such column, no row is like that, or a copy
            cannot be removed; then every row stays in the store.
        BusyError: a refresh is at work.
    """
    source = _source(cabinet.framework, form)
    column, text = where
    headers = next((one.headers for one in source.columns if one.name == column), None)
    if headers is None:
        known = ", ".join(one.name for one in source.columns)
        raise UserError(f"source '{source.id}' has no column '{column:.40}'; it has {known}")

    def is_meant(cells: Cells, _changed: datetime) -> bool:
        return any(" ".join(cells.get(header, "").split()) == text for header in headers)

    deed = _erase(cabinet, source, is_meant, who=who, reason=reason)
    if not deed.erased:
        raise UserError(f"no assessment of form '{form}' has that {column}: nothing was erased")
    return deed


def erase_expired(cabinet: Cabinet, *, who: str, dry_run: bool = False) -> tuple[Deed, ...]:
    """Erase the rows of every form that were left alone for longer than its source keeps them.

    Raises:
        UserError: a copy of them cannot be removed; then the rows of that form stay in the store.
        BusyError: a refresh is at work.
    """
    if not kept_forms(cabinet.engine):
        return ()
    deeds = []
    for source in forms_of(cabinet.framework).values():
        months = read_of(source).keep_months
        before = months_before(cabinet.now, months)

        def is_expired(_cells: Cells, changed: datetime, before: datetime = before) -> bool:
            return changed < before

        reason = f"kept for {months} months"
        deeds.append(_erase(cabinet, source, is_expired, who=who, reason=reason, dry_run=dry_run))
    return tuple(deed for deed in deeds if deed.erased)


def months_before(moment: datetime, months: int) -> datetime:
    """Give the moment so many months before, on the last day of a month that is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = moment.day
    while True:
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            day -= 1


def _source(framework: Framework, form: str) -> Source:
    forms = forms_of(framework)
    if form not in forms:
        listed = ", ".join(sorted(forms)) or "none is declared"
        raise UserError(f"no source reads a form '{form:.40}'; forms that are read: {listed}")
    return forms[form]


def _erase(
    cabinet: Cabinet,
    source: Source,
    which: Callable[[Cells, datetime], bool],
    *,
    who: str,
    reason: str,
    dry_run: bool = False,
) -> Deed:
    # A refresh at work has read the rows already, and would leave a copy of them behind.
    with hold_refresh_lock(cabinet.engine, who=f"{who}, erasing assessments"):
        do = partial(
            erase_assessments,
            cabinet.engine,
            read_of(source).form,
            which,
            at=cabinet.now,
            who=who,
            reason=reason,
        )
        meant = do(dry_run=True)
        if dry_run or not meant.erased:
            return meant
        # The copies first: after whatever ends this half way, the rows are still there to be found again.
        _forget_copies(cabinet, source)
        return do()


def _forget_copies(cabinet: Cabinet, source: Source) -> None:
    """Remove every copy of the rows of a source.

    Raises:
        UserError: some cannot be removed; it names each.
    """
    paths: tuple[Path, ...] = ()
    stays: list[str] = []
    try:
        paths = copies_there(source.id, cabinet.settings.intake)
    except OSError as error:
        stays.append(f"{error.filename} ({error.strerror})")
    hashes = files_of_source(cabinet.engine, source.id)
    for path in (*paths, *(copy_of(cabinet.settings.kept_files, one) for one in hashes)):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            stays.append(f"{path} ({error.strerror})")
    if stays:
        raise UserError(
            "nothing was erased from the store yet, as copies of the rows cannot be removed: "
            f"{'; '.join(stays)}. Remove them, or give this account the right to, and erase again"
        )
