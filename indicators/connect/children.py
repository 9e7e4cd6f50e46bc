"""The parent's side of parsing: a child process is asked, and may die without harm."""

import atexit
import json
import os
import subprocess
import sys
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Timer
from typing import Any, Final

import psutil

import indicators
from indicators.connect.limits import CHILD_FILES, CHILD_MEMORY, CHILD_WALL_SECONDS
from indicators.connect.raw import (
    DocumentRequest,
    ListRequest,
    LookRequest,
    ReadRequest,
    Request,
    as_plain,
    block_path,
    document_path,
)
from indicators.connect.refusals import RefusedError
from indicators.connect.watching import memory_watched

_FEW_THREADS: Final = {
    "POLARS_MAX_THREADS": "2",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
"""A thread reserves memory, and memory is what a child is short of."""

_WATCHED: Final = None if sys.platform == "linux" else CHILD_MEMORY
"""Linux keeps a child within its limits by itself."""

_UNSAFE: Final = "the file could not be read safely"


@dataclass(frozen=True, slots=True)
class Parsed:
    """The blocks that stand in the folder of the request, the rows they hold, the headers found.

    `piece` is the name of the file that was hashed, where that is another: a zip file around this one.
    """

    blocks: tuple[Path, ...]
    rows: int
    headers: tuple[str, ...]
    piece: str = ""


@dataclass(slots=True)
class _Child:
    """A running child, the process that started it, and how many files it has parsed."""

    process: "subprocess.Popen[str]"
    parent: int
    files: int = 0


_lock: Final = Lock()
_kept: Final[list[_Child]] = []


def parse_in_child(request: ReadRequest, *, watch_memory: int | None = _WATCHED) -> Parsed:
    """Parse a file in a child process with limits on memory and time.

    The child is kept for the next file, and ends after some files, any failure, or with us.
    `watch_memory` says how many bytes it may hold where the platform itself sets no limit.

    Raises:
        RefusedError: the file is refused, or the child died of it.
    """
    reply = _answer_to(request, watch_memory)
    blocks = tuple(block_path(Path(request.folder), place) for place in range(reply["blocks"]))
    return Parsed(blocks, int(reply["rows"]), tuple(reply["headers"]))


def look_in_child(request: LookRequest) -> dict[str, Any]:
    """Say what a file is, as `looking.look_at` does, from a child process with limits.

    Raises:
        RefusedError: the file is refused, or the child died of it.
    """
    return dict(_answer_to(request, _WATCHED)["look"])


def list_in_child(request: ListRequest) -> tuple[str, ...]:
    """Name the members of a zip file that are wanted, from a child process with limits.

    Raises:
        RefusedError: the file is refused, or no member is like that.
    """
    return tuple(_answer_to(request, _WATCHED)["members"])


def document_in_child(request: DocumentRequest) -> Any:
    """Give a nested document as plain values, every scalar of YAML as text, from a child with limits.

    Raises:
        RefusedError: the file is refused, or the child died of it.
    """
    _answer_to(request, _WATCHED)
    return json.loads(document_path(Path(request.folder)).read_text(encoding="utf-8"))


def _answer_to(request: Request, watch_memory: int | None) -> dict[str, Any]:
    with _lock:
        child = _current()
        child.files += 1
        reply = _ask(child, request, watch_memory)
        if reply.get("spent") or child.files >= CHILD_FILES:
            _end(child)
    if "reasons" in reply:
        raise RefusedError(*(str(reason) for reason in reply["reasons"]))
    return reply


def seconds_of_child() -> float:
    """Give the seconds that the child which is kept has worked so far; 0 without one."""
    found = 0.0
    for child in _kept.copy():
        with suppress(psutil.Error):
            times = psutil.Process(child.process.pid).cpu_times()
            found += times.user + times.system
    return found


def take_child(process: "subprocess.Popen[str]") -> None:
    """Keep a child that is there already, for the files that this process will open."""
    with _lock:
        _kept.append(_Child(process, os.getpid()))


def end_child() -> None:
    """End the child that is kept, if there is one."""
    with _lock:
        for child in _kept.copy():
            _end(child)


def _current() -> _Child:
    for child in _kept.copy():
        if child.parent == os.getpid() and child.process.poll() is None:
            return child
        _end(child)
    child = _Child(_start(), os.getpid())
    _kept.append(child)
    return child


def surroundings() -> tuple[str, dict[str, str]]:
    """Say in which folder a child stands and all that it knows of our environment: where our code is."""
    root = str(Path(indicators.__path__[0]).parent)
    known = {"PYTHONPATH": root, "PATH": os.defpath} | _FEW_THREADS
    if sys.platform == "win32":
        known["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", r"C:\Windows")
    return root, known


def _start() -> "subprocess.Popen[str]":
    root, known = surroundings()
    return subprocess.Popen(
        [sys.executable, "-m", "indicators.connect.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        cwd=root,
        env=known,
    )


def _ask(child: _Child, request: Request, watch_memory: int | None) -> dict[str, Any]:
    """Send a request and wait for its answer; no answer means that the child died of the file."""
    process = child.process
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a child is started with pipes")
    watch = Timer(CHILD_WALL_SECONDS, process.kill)
    watch.start()
    memory = memory_watched(process, watch_memory) if watch_memory else nullcontext(Event())
    try:
        with memory as too_much:
            process.stdin.write(json.dumps(as_plain(request)) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
    except OSError:
        line = ""
    finally:
        watch.cancel()
        watch.join()
    if line.endswith("\n"):
        return dict(json.loads(line))
    how = _how_it_died(process, too_much=too_much.is_set())
    return {"reasons": [f"{_UNSAFE} ({how})"], "spent": True}


def _how_it_died(process: "subprocess.Popen[str]", *, too_much: bool) -> str:
    process.kill()
    code = process.wait()
    if too_much:
        return "it took too much memory"
    if sys.platform != "win32" and code < 0:
        import signal

        ends = {
            signal.SIGXCPU: "it took too long",
            signal.SIGKILL: "it took too long or too much memory",
            signal.SIGABRT: "it asked for too much memory",
        }
        return ends.get(signal.Signals(-code), "its parser crashed")
    return "its parser crashed"


def _end(child: _Child) -> None:
    """Close a child's pipes, which ends it, and make sure. Another process's child is left alone."""
    _kept.remove(child)
    process = child.process
    if child.parent == os.getpid():
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


atexit.register(end_child)
