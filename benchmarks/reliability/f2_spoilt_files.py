"""F2: files spoilt in their bytes and in their structure, read as a source and looked at by inspect."""

import io
import os
import signal
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import psutil

from benchmarks.reliability.figures import Asked, Figure, told
from benchmarks.reliability.made_files import HEADERS, FileKind, file_kinds, spoil_bytes
from framework.errors import SourceError
from framework.model.areas import Area, Geography, Level
from framework.model.frameworks import Framework
from framework.model.sources import AreaFrom, ColumnType, Rows, Source, SourceColumn
from indicators.connect.inspecting import inspect_file
from indicators.connect.reading import read_source
from indicators.connect.refusals import RefusedError

FILES: Final = 10_000
DEATHS: Final = 20
MOST_GROWTH: Final = 50
MOST_SECONDS: Final = 10.0
WARM_UP: Final = 60
MEGABYTE: Final = 1 << 20
COUNTY: Final = "E10000001"
_CHILD: Final = "indicators.connect.child"


@dataclass(slots=True)
class Tally:
    """What came of the files so far."""

    files: int = 0
    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    slow: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    crashed: Counter[str] = field(default_factory=Counter)


def measure(asked: Asked) -> list[Figure]:
    """Spoil files and read them, then let the children that read them die."""
    return [*_spoilt(asked), _deaths(asked)]


def _spoilt(asked: Asked) -> list[Figure]:
    begun = time.monotonic()
    tally, kinds, dice = Tally(), file_kinds(), asked.dice("F2")
    us = psutil.Process()
    before = us.memory_info().rss
    for number in range(asked.share(FILES)):
        if asked.is_over():
            break
        if number == WARM_UP:
            before = us.memory_info().rss
        kind = kinds[number % len(kinds)]
        spoil = kind.spoil if dice.random() < 0.5 else spoil_bytes
        seed = dice.getrandbits(32)
        content = spoil(kind.whole, Random(seed))
        _read_both_ways(asked.folder, kind, content, f"{kind.name} of seed {seed}", tally)
    grown = (us.memory_info().rss - before) / MEGABYTE
    crashes = ", ".join(f"{count} {what}" for what, count in tally.crashed.most_common(5))
    seconds, early = time.monotonic() - begun, tally.files < asked.share(FILES)
    calm = Figure(
        "F2",
        f"0 tracebacks, and this process grows by less than {MOST_GROWTH} MB",
        f"{tally.files:,} files of {len(kinds)} kinds, each read and inspected: {tally.read:,} read, "
        f"{tally.refused:,} refused, {len(tally.troubles)} tracebacks; grown by {grown:.0f} MB; "
        f"stopped by a child: {crashes or 'none'}",
        reached=not tally.troubles and grown < MOST_GROWTH,
        seconds=seconds,
        stopped_early=early,
        troubles=told(tally.troubles),
    )
    quick = Figure(
        "F2",
        f"at most {MOST_SECONDS:.0f} s a file",
        f"the slowest took {tally.slowest:.1f} s",
        reached=not tally.slow,
        seconds=seconds,
        stopped_early=early,
        troubles=told(tally.slow),
        is_timed=True,
    )
    return [calm, quick]


def _read_both_ways(folder: Path, kind: FileKind, content: bytes, name: str, tally: Tally) -> None:
    path = folder / "data" / kind.name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    ways = (
        lambda: read_source(source_of(kind), framework(), folder / "data", folder / "intake"),
        lambda: inspect_file(path),
    )
    for way in ways:
        begun = time.monotonic()
        _try(way, name, tally)
        seconds = time.monotonic() - begun
        tally.slowest = max(tally.slowest, seconds)
        if seconds > MOST_SECONDS:
            tally.slow.append(f"{name}: {seconds:.1f} s")
    tally.files += 1


def _try(way: Callable[[], object], name: str, tally: Tally) -> None:
    try:
        way()
        tally.read += 1
    except (SourceError, RefusedError) as refused:
        tally.refused += 1
        for reason in refused.reasons:
            if "safely" in reason:
                tally.crashed[reason.partition("safely ")[2]] += 1
    except Exception as error:
        tally.troubles.append(f"{name}: {type(error).__name__}: {error}")


def _deaths(asked: Asked) -> Figure:
    """Let children die: of memory asked for without end, and of signals while they work."""
    begun = time.monotonic()
    troubles, survived = list[str](), 0
    ways = (_dies_of_memory, _dies_of_abort, _dies_of_kill)
    for number in range(asked.share(DEATHS)):
        if asked.is_over():
            break
        said = ways[number % len(ways)](asked.folder)
        if "safely" in said and _reads_the_next(asked.folder):
            survived += 1
        else:
            troubles.append(f"{ways[number % len(ways)].__name__}: {said}")
    return Figure(
        "F2",
        "a parser that dies takes nothing with it, and the next file is read",
        f"{survived} of {survived + len(troubles)} deaths of a child survived",
        reached=survived > 0 and not troubles,
        seconds=time.monotonic() - begun,
        stopped_early=survived + len(troubles) < asked.share(DEATHS),
        troubles=told(troubles),
    )


def _dies_of_memory(folder: Path) -> str:
    """Promise so many texts that the parser asks for more memory than there is, and aborts."""
    kind = next(one for one in file_kinds() if one.name.endswith(".xlsx"))
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(kind.whole)) as whole,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in whole.namelist():
            content = whole.read(name)
            if name == "xl/sharedStrings.xml":
                many = b'count="4000000000000" uniqueCount="4000000000000"'
                content = content[: content.index(b"<sst")] + (
                    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
                    + many
                    + b"/>"
                )
            packed.writestr(name, content)
    return _refusal(folder, kind, target.getvalue())


def _dies_of_abort(folder: Path) -> str:
    return _dies_at_work(folder, signal.SIGABRT)


def _dies_of_kill(folder: Path) -> str:
    return _dies_at_work(folder, signal.SIGKILL)


def _dies_at_work(folder: Path, how: int) -> str:
    kind = next(one for one in file_kinds() if one.name.endswith(".csv"))
    header, row, _ = kind.whole.split(b"\n", 2)
    told_: list[str] = []
    long = header + b"\n" + (row + b"\n") * 1_500_000
    reading = threading.Thread(target=lambda: told_.append(_refusal(folder, kind, long)))
    reading.start()
    while reading.is_alive() and not list((folder / "intake").glob(".reading-*/raw0000/*.arrow")):
        reading.join(0.005)
    for child in psutil.Process().children():
        if _CHILD in child.cmdline():
            os.kill(child.pid, how)
    reading.join()
    return told_[0]


def _refusal(folder: Path, kind: FileKind, content: bytes) -> str:
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / kind.name).write_bytes(content)
    try:
        read_source(source_of(kind), framework(), folder / "data", folder / "intake")
    except SourceError as error:
        return "; ".join(error.reasons)
    return "it was read"


def _reads_the_next(folder: Path) -> bool:
    kind = file_kinds()[0]
    (folder / "data" / kind.name).write_bytes(kind.whole)
    return read_source(source_of(kind), framework(), folder / "data", folder / "intake").rows > 0


def source_of(kind: FileKind) -> Source:
    """Declare a source of one kind of file, with a column of each type."""
    types = (ColumnType.TEXT, ColumnType.NUMBER, ColumnType.DATE)
    columns = tuple(
        SourceColumn(name, (name,), type_) for name, type_ in zip(HEADERS, types, strict=False)
    )
    return Source(
        "spoilt", "Spoilt", "Nobody", Rows.EVENTS, kind.read, columns, AreaFrom(("area",))
    )


def framework() -> Framework:
    """Declare a county of two wards."""
    geography = Geography(
        (Level("ward", "ward", "wards"), Level("county", "county", "counties")),
        (
            Area("E05000001", "North", "ward"),
            Area("E05000002", "South", "ward"),
            Area(COUNTY, "Midshire", "county"),
        ),
        (),
    )
    return Framework("spoilt", "Spoilt", "Board", COUNTY, geography, (), (), ())
