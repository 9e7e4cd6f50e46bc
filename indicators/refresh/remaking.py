"""Make a generation again from the copies of its files, and prove that it is what was published.

A run is a function of its framework, its files, the generation before it, its day and what was asked.
All of that is kept with a generation, so the same program makes the same figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from framework import __version__
from framework.errors import SourceError, StoreError
from framework.load.framework import load_framework
from framework.model.reads import FilesRead
from framework.model.sources import Source
from framework.store.comparing import mark_revised
from framework.store.copies import put_back
from framework.store.encoding import clean
from framework.store.facts import COMPARISON, JUDGEMENT, RESULT, SERIES
from framework.store.hashing import combine, hash_frames
from framework.store.reading import Snapshot, open_snapshot
from framework.store.records import read_contents
from framework.store.seen import SeenFile
from indicators.connect.reading import read_source
from indicators.connect.remote import put_near
from indicators.refresh.assembling import Figures
from indicators.refresh.planning import At, Choice, Places
from indicators.refresh.reading import ReadSources
from indicators.refresh.standing import what_stands
from indicators.refresh.tasks import Task, Where, as_at
from indicators.refresh.telling import Teller
from indicators.refresh.work_done import WorkDone, read_work_done
from indicators.refresh.working_out import figures_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class Remade:
    """What came of making a generation again. No `differs`: every indicator is as published.

    `indicators` were made again; the others came from earlier generations, which say how.
    """

    generation: int
    published_hash: str
    indicators: int
    differs: tuple[str, ...]
    notes: tuple[str, ...]


def remake(
    engine: "Engine", generation: int, kept: Path, *, moment: "datetime", teller: Teller
) -> Remade:
    """Make a generation again in a folder of its own. Nothing is written to the store.

    Raises:
        StoreError: the generation, the one before it or a copy of a file is not kept.
        ConfigurationError: its framework does not fit this version's rules any more.
        SourceError: a copy cannot be read any more.
    """
    with open_snapshot(engine, generation) as snapshot:
        done = _work_done(snapshot)
        files = snapshot.framework_files()
        published, version = snapshot.generation.published_hash, snapshot.generation.code_version
        recorded = read_contents(snapshot.connection, generation)
    loaded = as_at(load_framework(files), done.day)
    framework = loaded.framework
    stands = replace(what_stands(engine, done.base), released=done.released)
    with TemporaryDirectory(prefix="fingerpost-remake-") as folder:
        places = Places(Path(folder) / "data", Path(folder) / "intake")
        choice, at = Choice(since=done.since), At(done.day, moment)
        task = Task(framework, Where(engine, places), stands, choice, at)
        sources = _read(task, done, kept)
        figures = figures_of(task, sources, teller)
    found = {key: sha256 for key, sha256 in recorded.items() if key not in done.indicators}
    found |= _hashes(engine, figures, done.base)
    whole = combine(found)
    differs = sorted(
        key for key in found.keys() | recorded.keys() if found.get(key) != recorded.get(key)
    )
    notes = (*_of_version(version), *_of_forgotten(done.beside, figures.beside))
    if whole != published and not differs:
        differs = ["(the whole)"]
    return Remade(generation, whole, len(done.indicators), tuple(differs), notes)


def _of_version(version: str) -> tuple[str, ...]:
    return () if version == __version__ else (f"made by version {version}; this is {__version__}",)


def _of_forgotten(then: tuple[int, ...], now: tuple[int, ...]) -> tuple[str, ...]:
    """Say which publications of then are kept no more: what is hidden may rest on what they showed."""
    gone = sorted(set(then) - set(now))
    if not gone:
        return ()
    names = ", ".join(map(str, gone))
    what = f"generation {names} is" if len(gone) == 1 else f"generations {names} are"
    return (f"{what} kept no more; what it hid may have rested on what was shown there",)


def _work_done(snapshot: Snapshot) -> WorkDone:
    done = read_work_done(snapshot.generation.plan)
    if done is None:
        raise StoreError(
            f"generation {snapshot.generation.number} was published by an earlier version, which did "
            "not record what it was made of"
        )
    return done


def _read(task: Task, done: WorkDone, kept: Path) -> ReadSources:
    framework, places = task.framework, task.where.places
    places.data.mkdir()
    needed = {
        name for key in done.indicators for name in framework.sources_of(framework.indicator(key))
    }
    rows = {}
    for source in framework.sources:
        if source.id not in needed:
            continue
        _put_files(task, source, done.files.get(source.id, {}), kept)
        try:
            # They were used, so whatever would have stopped them was let through.
            rows[source.id] = read_source(
                source, framework, places.data, places.intake, let_through=True
            )
        except SourceError as error:
            raise SourceError(source.id, (*error.reasons, "this was read from its copy")) from None
    return ReadSources(rows, {}, done.indicators)


def _put_files(task: Task, source: Source, files: Mapping[str, SeenFile], kept: Path) -> None:
    """Put the copies of a source's files where its rows are read from.

    What was fetched or handed in goes by names that are no paths, so its copies lie under their hashes first.
    """
    places = task.where.places
    if isinstance(source.read, FilesRead):
        put_back(kept, files, {name: places.data / name for name in files})
        return
    copies = {name: places.data.with_name("copies") / seen.sha256 for name, seen in files.items()}
    put_back(kept, files, copies)
    put_near(source, copies, places.data, places.intake, task.at.moment)


def _hashes(engine: "Engine", figures: Figures, base: int) -> Mapping[str, str]:
    frames = {
        RESULT: figures.disclosed.frame,
        JUDGEMENT: figures.judged.judgements,
        COMPARISON: figures.judged.comparisons,
        SERIES: figures.judged.series,
    }
    typed = {fact: clean(fact, frame) for fact, frame in frames.items()}
    if base:
        # What was revised is told by the figures of before; it is part of what readers see.
        with open_snapshot(engine, base) as snapshot:
            before = snapshot.frame("results")
        keys = RESULT.frame_columns[: RESULT.key]
        typed[RESULT] = mark_revised(typed[RESULT], clean(RESULT, before), keys)
    return hash_frames(typed)
