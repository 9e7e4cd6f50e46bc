"""Memory of the child, watched from outside where the platform does not limit it (all but Linux)."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

import psutil

_PAUSE: Final = 0.05
"""Seconds between two looks: a parser fills some 100 MB in that time."""


@contextmanager
def memory_watched(process: "subprocess.Popen[str]", most_bytes: int) -> Iterator[Event]:
    """Kill a process once it, with its own children, holds more memory than it may.

    The event tells afterwards whether that happened.
    """
    done, killed = Event(), Event()

    def watch() -> None:
        while True:
            if _held(process.pid) > most_bytes:
                killed.set()
                process.kill()
                return
            if done.wait(_PAUSE):
                return

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield killed
    finally:
        done.set()
        thread.join()


def _held(pid: int) -> int:
    """Give the bytes that a process holds; 0 when it has gone. On Windows Python may be its child."""
    held = 0
    try:
        first = psutil.Process(pid)
        for each in (first, *first.children(recursive=True)):
            held += each.memory_info().rss
    except psutil.Error:
        return held
    return held
