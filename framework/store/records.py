"""What is read of a generation beside its rows. No data frame library is needed for it."""

import json
import zlib

from sqlalchemy import Connection, select

from framework.store import tables
from framework.store.rows import SourceState


def unpack_files(packed: bytes) -> dict[str, bytes]:
    """Give back what `pack_files` pressed."""
    texts: dict[str, str] = json.loads(zlib.decompress(packed))
    return {path: text.encode("utf-8", "surrogateescape") for path, text in texts.items()}


def read_states(connection: Connection, generation: int) -> dict[str, SourceState]:
    """Read how every source stood at a generation."""
    state = tables.source_state
    found = connection.execute(
        select(tables.source.c.key, state)
        .join_from(state, tables.source)
        .where(state.c.generation == generation)
        .order_by(tables.source.c.key)
    ).all()
    return {
        row.key: SourceState(
            row.key,
            row.state,
            row.as_at,
            row.fingerprint,
            row.rows,
            row.reason,
            row.since,
            row.quality,
        )
        for row in found
    }


def current_hash(connection: Connection, generation: int) -> str:
    """Give the hash a generation was published with."""
    query = select(tables.generation.c.published_hash).where(tables.generation.c.id == generation)
    found: str = connection.execute(query).scalar_one()
    return found


def read_contents(connection: Connection, generation: int) -> dict[str, str]:
    """Give the hash of each indicator as it was recorded when it was written."""
    content = tables.content
    found = connection.execute(
        select(tables.indicator.c.key, content.c.sha256)
        .join(tables.indicator, tables.indicator.c.id == content.c.indicator_id)
        .where(content.c.valid_from <= generation, content.c.valid_to > generation)
    ).all()
    return {row.key: row.sha256 for row in found}
