"""`try`: pages that are made anew whenever a file is saved. Nothing is published."""

import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dashboard.cli.options import places
from dashboard.cli.saying import say
from framework.settings import Settings

if TYPE_CHECKING:
    from dashboard.cli.trial_pages import Shown
    from dashboard.cli.trials import Trial, Trials

_LOOKS_EVERY: Final = 0.05
_QUIET_AFTER: Final = 10
"""So many looks without a change, and the pages that were open have what they asked for."""
_MOST_FILES: Final = 5_000


@dataclass(frozen=True, slots=True)
class Stamp:
    """When each watched file was changed last, and its size; how many are not watched."""

    found: Mapping[str, tuple[int, int]]
    unwatched: int

    @property
    def told(self) -> tuple[str, ...]:
        """Say in a sentence that files are left unwatched, if there are any."""
        if not self.unwatched:
            return ()
        files = "1 more is" if self.unwatched == 1 else f"{self.unwatched:,} more are"
        return (
            f"{_MOST_FILES:,} files and folders are watched, and {files} not: save a watched one too",
        )


@click.command("try")
@places
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback only.")
@click.option("--port", default=8051, show_default=True, help="Where to listen.")
def try_out(config: Path, data: Path, store: str, *, host: str, port: int) -> None:
    """Show the panels as the saved files would make them, anew after every change. Nothing is published.

    Keep the page open beside your editor: it loads itself again within a second of saving a file.
    A mistake is shown with its file and line; the page as it last was stays a link away.

    Example: fingerpost try --port 8051
    """
    from dashboard.access.gate import refuse_open_viewer_beyond_loopback
    from indicators.connect.intake import working_folder

    refuse_open_viewer_beyond_loopback(host)
    settings = Settings(config, data, store)
    with working_folder(settings.intake, "try") as folder:
        _serve(settings, folder, host, port)


def _serve(settings: Settings, folder: Path, host: str, port: int) -> None:
    from dashboard.access.viewers import Role
    from dashboard.cli.serving import listen
    from dashboard.cli.trial_pages import Shown
    from dashboard.cli.trials import Trials

    trials = Trials(settings, folder)
    trials.begin()
    seen = stamp_of(settings)
    shown = Shown(trials, trials.make(seen.told))
    listener = listen(shown, host, port, Role.BOARD_MEMBER)
    say(
        f"Open http://{host}:{listener.effective_port}/ in a browser, and save a file in "
        f"{settings.config}: the page follows. Nothing is published. Press Ctrl+C to stop."
    )
    _say(shown.newest.trial)
    trials.get_ready()
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(trials, shown, seen, done), daemon=True)
    watcher.start()
    try:
        listener.run()
    finally:
        done.set()
        watcher.join()
        listener.close()
        trials.close()


def _watch(trials: "Trials", shown: "Shown", seen: Stamp, done: threading.Event) -> None:
    """Make a trial whenever files differ from those of the last, and lie still.

    Pages for the next one are put together once all is quiet: an open page is asking for this one.
    """
    made, last, quiet = seen, seen, 0
    while not done.wait(_LOOKS_EVERY):
        found = stamp_of(trials.settings)
        if found != made and found == last:
            made = found
            shown.show(trials.make(found.told))
            _say(shown.newest.trial)
            quiet = 0
        elif quiet == _QUIET_AFTER:
            trials.get_ready()
        quiet += 1
        last = found


def stamp_of(settings: Settings) -> Stamp:
    """Give when each file of the configuration and of the data was changed, and its size."""
    found: dict[str, tuple[int, int]] = {}
    files = [*_files(settings.config), *_files(settings.data)]
    for path in files[:_MOST_FILES]:
        try:
            status = path.stat()
        except OSError:  # gone meanwhile
            continue
        found[str(path)] = (status.st_mtime_ns, status.st_size)
    return Stamp(found, max(0, len(files) - _MOST_FILES))


def _files(folder: Path) -> Iterator[Path]:
    """Give what lies in a folder. What goes while it is looked at, or may not be opened, is passed over."""
    for at, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(at, name) for name in (*folders, *files) if not name.startswith("."))


def _say(trial: "Trial") -> None:
    errors = len(trial.report.errors)
    if errors:
        say(f"{trial.number}: {errors} {'mistake' if errors == 1 else 'mistakes'}")
    else:
        say(f"{trial.number}: {trial.stopped or 'shown'}")
    for note in trial.notes:
        say(f"   {note}")
