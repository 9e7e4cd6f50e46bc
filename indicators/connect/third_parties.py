"""Rows that connectors of other packages fetch. See docs/how-to/write-a-connector.md."""

from framework.load.connectors import load_connector
from framework.model.remote_reads import OtherRead
from indicators.connect.errands import Brought, Errand
from indicators.connect.refusals import RefusedError


def fetch_by_connector(errand: Errand) -> Brought | None:
    """Let the connector that a declaration names fetch its files.

    Raises:
        RefusedError: there is no such connector, or it refuses, or it fails.
    """
    read: OtherRead = errand.read
    offered = load_connector(read.connector)
    if offered.why:
        raise RefusedError(offered.why)
    try:
        brought: Brought | None = offered.connector.fetch(errand)
    except RefusedError:
        raise
    except Exception as error:  # code of others; what it says may hold cells or secrets
        raise RefusedError(
            f"the connector '{read.connector}' failed ({type(error).__name__})"
        ) from None
    return brought
