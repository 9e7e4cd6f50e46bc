"""The commands as a person types them, each in a process of its own.

What they run is the command's own way in, with its words. The tutorial's commands, `schedule` and `serve` are
started as anybody starts them (tests/e2e).
"""

import os
import sys
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from benchmarks.forking import CONTEXT, fork_reader

MOST_SECONDS: Final = 240.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def run_command(
    *words: str | Path, cwd: Path, env: Mapping[str, str] = MappingProxyType({})
) -> Ended:
    """Run `fingerpost WORDS` in a folder to its end. Warnings are errors, and it never hangs."""
    given = {**os.environ, **env}
    with tempfile.TemporaryDirectory() as folder:
        said, complained = Path(folder, "stdout"), Path(folder, "stderr")
        typed = tuple(map(str, words))
        process = CONTEXT.Process(target=_become, args=(typed, cwd, said, complained, given))
        process.start()
        process.join(MOST_SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
        code = process.exitcode or 0
        process.close()
        return Ended(code, said.read_text(encoding="utf-8"), complained.read_text("utf-8"))


def _become(
    words: tuple[str, ...], cwd: Path, said: Path, complained: Path, env: Mapping[str, str]
) -> None:
    from dashboard.cli.commands import main

    for number, path in ((1, said), (2, complained)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    fork_reader()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    warnings.simplefilter("error")
    sys.argv = ["fingerpost", *words]
    main()
