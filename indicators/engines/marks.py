"""By what it is told that the rows of an engine changed: a hash of their files, or of what the table says."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from framework.errors import SourceError
from framework.model.engines import Engine
from framework.model.remote_reads import SqlRead
from framework.model.sources import Source
from indicators.connect.connectors import CONNECTORS
from indicators.connect.outside import Outside


def hashes_of(
    source: Source, data: Path, intake: Path | None, outside: Outside
) -> Mapping[str, str]:
    """Give a hash of each piece that the rows of a source come from; equal hashes mean equal rows.

    Files are hashed as they are. A table is asked for the largest `changed_by` and the count of its
    rows; without `changed_by` for a hash of all its rows, which reads them once and sends one number.

    Raises:
        SourceError: with every reason found.
    """
    if source.engine is not Engine.POSTGRES or not isinstance(source.read, SqlRead):
        return CONNECTORS[source.read.kind].hashes(source, data, intake)
    from indicators.engines.opening import open_session
    from indicators.engines.sessions import Whereabouts
    from indicators.engines.table_marks import mark_statement

    with open_session(source, Whereabouts(data, outside)) as session:
        found = session.run(mark_statement(source, session.table))
    if not found.height:
        raise SourceError(source.id, (f"{source.read.origin} says nothing of its rows",))
    mark = hashlib.sha256(repr(found.row(0)).encode()).hexdigest()
    return {source.read.origin: mark}
