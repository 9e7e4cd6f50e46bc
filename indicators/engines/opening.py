"""Opens the engine that a source declares. Each engine's library is imported only here."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from framework.errors import SourceError
from framework.model.engines import Engine
from framework.model.sources import Source
from indicators.connect.refusals import RefusedError
from indicators.engines.sessions import Session, Whereabouts


@contextmanager
def open_session(source: Source, whereabouts: Whereabouts) -> Iterator[Session]:
    """Open the engine that a source declares.

    Raises:
        SourceError: it cannot be reached, its library is not installed, or a statement fails.
    """
    try:
        with _session_of(source, whereabouts) as opened:
            yield opened
    except RefusedError as refused:
        raise SourceError(source.id, refused.reasons) from None
    except ImportError as error:
        reason = (
            f"engine: {source.engine.value} needs a library that is not installed ({error.name}); "
        )
        extra = "spark" if source.engine is Engine.SPARK else "engines"
        raise SourceError(source.id, (f"{reason}pip install 'fingerpost[{extra}]'",)) from None


def _session_of(source: Source, whereabouts: Whereabouts) -> AbstractContextManager[Session]:
    match source.engine:
        case Engine.DUCKDB:
            from indicators.engines.duckdb_sessions import duckdb_session

            return duckdb_session(source, whereabouts)
        case Engine.POSTGRES:
            from indicators.engines.postgres_sessions import postgres_session

            return postgres_session(source, whereabouts)
        case Engine.SPARK:
            from indicators.engines.spark_sessions import spark_session

            return spark_session(source, whereabouts)
        case Engine.POLARS:
            raise ValueError(f"the rows of source '{source.id}' are files, not an engine's")
