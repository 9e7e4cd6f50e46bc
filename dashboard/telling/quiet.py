"""Is there anything to tell of a refresh that found all as the one before had left it?"""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from framework.store.rows import SourceCondition
from framework.store.scheduling import OUR_OWN, read_scheduler
from framework.store.telling import open_concerns, waiting_messages

if TYPE_CHECKING:
    from sqlalchemy import Engine


def is_quiet(engine: "Engine", late: Collection[str], now: datetime) -> bool:
    """Say whether nothing is wrong that was not told, by the store's own account, and no message waits.

    `late` are the sources that are known to be late.

    Raises:
        StoreError: the store cannot be read.
    """
    held = read_scheduler(engine)
    is_silent = held is not None and held.kind == OUR_OWN and held.is_silent(now)
    told = {(one.subject, one.trouble) for one in open_concerns(engine)}
    known = {(source, SourceCondition.LATE.value) for source in late}
    return told == known and not is_silent and not waiting_messages(engine, now=now)
