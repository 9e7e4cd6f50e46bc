"""Whether a source that lies elsewhere could be asked: its secrets and its driver. Nothing is asked."""

from dataclasses import dataclass

from framework.model.remote_reads import HttpRead, SqlRead
from framework.model.sources import Source
from indicators.connect.outside import Outside
from indicators.connect.refusals import RefusedError


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a source cannot be asked, and what to mind when it can; '' where there is nothing to say."""

    refused: str = ""
    caution: str = ""


def what_is_missing(source: Source, outside: Outside) -> Missing:
    """Look for the secrets of a source, and whether its database can be held to reading only."""
    read = source.read
    try:
        if isinstance(read, HttpRead) and read.token_from is not None:
            outside.secret(read.token_from)
        if isinstance(read, SqlRead):
            from indicators.connect.sql_sessions import cannot_hold

            return Missing(caution=cannot_hold(outside.secret(read.url_from)))
    except RefusedError as refused:
        return Missing(str(refused))
    return Missing()
