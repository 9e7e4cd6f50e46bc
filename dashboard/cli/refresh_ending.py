"""What stands round a refresh: who may start it by the clock, what is kept of one that was refused,
and the telling of people afterwards.
"""

import os
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from dashboard.cli.stores import now, open_current
from dashboard.cli.telling import tell_after
from framework.errors import BusyError, ConfigurationError, StoreError, UserError
from framework.settings import Settings

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,30}")


@dataclass(frozen=True, slots=True)
class Ended:
    """The exit code of a refresh, and whether it found all as the one before had left it.

    `late` are the sources that were late then, and are.
    """

    exit_code: int
    as_before: bool = False
    late: tuple[str, ...] = ()


def refresh_and_tell(
    settings: Settings,
    refresh: Callable[[], Ended],
    *,
    scheduled_by: str,
    say: Callable[[str], None],
) -> int:
    """Run a refresh and tell people how things stand after it. Returns its exit code.

    `scheduled_by` names what started it by the clock, or is empty when somebody did by hand.

    Raises:
        BusyError: another way of scheduling owns the store, or another refresh is at work.
        UserError: what the refresh raises.
    """
    if scheduled_by:
        _claim(settings, scheduled_by)
    try:
        ended = refresh()
    except BusyError:
        raise  # the other one tells
    except ConfigurationError as error:
        _note_refused(settings, error)
        tell_after(settings, say)
        raise
    except Exception:
        tell_after(settings, say)
        raise
    if not (ended.as_before and _is_quiet(settings, ended)):
        tell_after(settings, say)
    return ended.exit_code


def _is_quiet(settings: Settings, ended: Ended) -> bool:
    from dashboard.telling.quiet import is_quiet
    from framework.store.engines import open_store

    with suppress(UserError):  # the telling says what is wrong
        return is_quiet(open_store(settings.store), ended.late, now())
    return False


def _claim(settings: Settings, kind: str) -> None:
    from framework.store.engines import open_store
    from framework.store.migrating import migrate
    from framework.store.scheduling import OUR_OWN, Claimant, claim

    if not _NAME.fullmatch(kind) or kind == OUR_OWN:
        raise UserError(
            f"--scheduled-by {kind:.40}: name what starts it, such as cron, systemd or kubernetes; "
            f"'{OUR_OWN}' is the name of our own process"
        )
    engine = open_store(settings.store)
    migrate(engine)
    claim(engine, Claimant(kind, socket.gethostname(), os.getpid()), now=now())


def _note_refused(settings: Settings, error: ConfigurationError) -> None:
    """Keep a refresh that could not begin, so that history, status and telling know of it."""
    from framework.store.runs import note_refused_run

    errors = [issue for issue in error.issues if issue.level == "error"]
    count = "a mistake" if len(errors) == 1 else f"{len(errors)} mistakes"
    message = f"the configuration has {count}, first {errors[0]}" if errors else str(error)
    # Without a store there is no history to keep it in, and the message is on the screen.
    with suppress(StoreError, BusyError):
        engine = open_current(settings.store)
        note_refused_run(
            engine, at=now(), host=socket.gethostname(), pid=os.getpid(), message=message
        )
