"""Has a file arrived whole? What the source declares: left alone for so long, or a marker beside it."""

from datetime import datetime, timedelta
from pathlib import Path

from framework.errors import SourceError
from framework.model.reads import FilesRead
from framework.model.sources import Arrives, Source
from indicators.connect.finding import find_files, name_of


def refuse_arriving(source: Source, data_dir: Path, moment: datetime) -> None:
    """Refuse a source of which a file is still being written.

    `moment` is now. The reasons name moments, not distances, so that they stay the same from one
    look to the next while a file does.

    Raises:
        SourceError: no file matches, or one has not arrived; with every reason.
    """
    if source.arrives == Arrives() or not isinstance(source.read, FilesRead):
        return
    reasons = []
    for path in find_files(source, data_dir):
        try:
            why = _why_not(source.arrives, path, moment)
        except OSError as error:
            why = f"it cannot be looked at ({error.strerror})"
        if why:
            reasons.append(f"{name_of(path, data_dir)} is still arriving: {why}")
    if reasons:
        raise SourceError(source.id, tuple(reasons))


def _why_not(arrives: Arrives, path: Path, moment: datetime) -> str:
    written = path.stat().st_mtime
    if arrives.marker:
        marker = path.with_name(path.name + arrives.marker)
        if not marker.is_file():
            return f"there is no {marker.name} beside it"
        if marker.stat().st_mtime < written:
            return f"{marker.name} is older than it"
    last = datetime.fromtimestamp(written, moment.tzinfo)
    settled = timedelta(minutes=arrives.settled_minutes)
    if moment - last < settled:
        return (
            f"it was written to at {last:%H:%M:%S} on {last:%Y-%m-%d}, and counts once it has been "
            f"left alone for {arrives.settled_minutes} minutes"
        )
    return ""
