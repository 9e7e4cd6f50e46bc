"""`tell`: send what people should know, or a test; and the same after every refresh."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli.options import places
from dashboard.cli.saying import say
from dashboard.cli.stores import now, open_library
from framework.errors import TellingError, UserError
from framework.load.mistakes import listed, suggestion
from framework.settings import Settings

if TYPE_CHECKING:
    from dashboard.queries.library import Library
    from dashboard.telling.telling import Told
    from framework.model.frameworks import Framework


@click.command()
@places
@click.option("--test", "role", metavar="ROLE", help="Only send a test message to this role.")
def tell(config: Path, data: Path, store: str, *, role: str | None) -> None:
    """Tell the roles that should know what went wrong, what is late, and what is right again.

    Every refresh does this by itself, once for each change; run it between refreshes where sources
    become late meanwhile. Addresses stand in the environment or a private file, see
    docs/how-to/tell-people.md. Exit 16 when a message could not be sent; it is tried again.

    Example: fingerpost tell --test data_officer
    """
    settings = Settings(config, data, store)
    told = _test(settings, role) if role else tell_now(settings)
    for one in told:
        say(_line(one))
    if not told:
        say("There is nothing new to tell.")
    unsent = [one for one in told if not one.sent.reached]
    if unsent and role:
        raise TellingError("the test was not sent; a test is not tried again")
    if unsent:
        raise TellingError(
            f"{len(unsent)} not sent; fingerpost status says when each is tried again"
        )


def tell_now(settings: Settings) -> "tuple[Told, ...]":
    """Record what changed and send what waits.

    Raises:
        UserError: the store or a setting cannot be used.
    """
    from dashboard.queries.pages import StorePages
    from dashboard.telling.addresses import read_reach
    from dashboard.telling.telling import tell_people

    library = open_library(settings)
    view = StorePages(library).watch()  # those who are told mend it, so they hear which rule it was
    framework = _framework(library, settings, is_published=bool(view.generation))
    return tell_people(library.engine, view, framework, read_reach(os.environ), now=now())


def tell_after(settings: Settings, say: Callable[[str], None]) -> None:
    """Tell people after a refresh. Whatever goes wrong here is said and never fails the refresh."""
    from indicators.refresh.last_look import forget_note

    try:
        told = tell_now(settings)
    except Exception as error:
        why = str(error) if isinstance(error, UserError) else type(error).__name__
        say(f"warning: people could not be told: {why}")
        with suppress(OSError):  # so that the next refresh looks at everything, and tells
            forget_note(settings.intake)
        return
    for one in told:
        if one.sent.has_address:
            say(_line(one))


def _framework(library: "Library", settings: Settings, *, is_published: bool) -> "Framework | None":
    """Give the framework that names the roles: the published one, else that of the folder."""
    if is_published:
        with library.open() as reading:
            return reading.framework
    from framework.load.files import read_config
    from framework.load.framework import load_framework

    try:
        return load_framework(read_config(settings.config)).framework
    except UserError:
        return None


def _test(settings: Settings, role: str) -> "tuple[Told, ...]":
    from dashboard.queries.pages import StorePages
    from dashboard.telling.addresses import read_reach
    from dashboard.telling.telling import send_test

    library = open_library(settings)
    view = StorePages(library).watch()
    frameworks = [
        _framework(library, settings, is_published=published)
        for published in (True, False)
        if view.generation or not published
    ]
    _refuse_unknown(role, [one for one in frameworks if one is not None])
    reach = read_reach(os.environ)
    return (send_test(library.engine, role, view.framework, reach, now=now()),)


def _refuse_unknown(role: str, frameworks: "Sequence[Framework]") -> None:
    """Refuse a role that neither the published framework nor that of the folder declares."""
    from dashboard.telling.concerns import roles_told

    known = sorted({name for framework in frameworks for name in roles_told(framework)})
    if known and role not in known:
        near = suggestion(role, known) or f"; use {listed(known)}"
        raise UserError(f"there is no role '{role}' in the framework{near}")


def _line(told: "Told") -> str:
    problems = "; ".join(told.sent.problems)
    if not told.sent.reached:
        return f"not told {told.message.role}: {told.message.title} ({problems})"
    tail = f" (but {problems})" if problems else ""
    return f"told {told.message.role}: {told.message.title}{tail}"
