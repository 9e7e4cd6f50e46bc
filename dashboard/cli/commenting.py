"""`comment`: say why a figure is as it is, what is done about it, and what the Board is asked."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dashboard.cli.options import places, store_option
from dashboard.cli.stores import now, open_current, open_library, who
from framework.errors import UserError
from framework.settings import Settings

if TYPE_CHECKING:
    from framework.model.frameworks import Framework
    from framework.store.comments import Comment

LONGEST: Final = 600


@click.group()
def comment() -> None:
    """Say why a figure is as it is, what is done about it, and what the Board is asked.

    It stands on the panel beside an indicator that is off track, and on the indicator's page, with the
    month of which it was said. Nothing is edited: what was said before stays on record.

    Example: fingerpost comment list
    """


@comment.command("add")
@click.argument("indicator")
@click.option("--month", required=True, help="The month it is said of: 2026-10.")
@click.option("--area", help="The code of an area; the home area when not said.")
@click.option("--cause", default="", help="Why the figure is as it is, in plain words.")
@click.option("--action", default="", help="What is done about it.")
@click.option(
    "--due", type=click.DateTime(["%Y-%m-%d"]), help="By when the action is done: 2027-03-31."
)
@click.option("--owner", default="", help="Who does it; the indicator's owner when not said.")
@click.option(
    "--asks", type=click.Choice(["note", "decide", "escalate"]), help="What the Board is asked."
)
@places
def add(  # noqa: PLR0913 (one parameter an option)
    indicator: str,
    config: Path,
    data: Path,
    store: str,
    *,
    month: str,
    area: str | None,
    cause: str,
    action: str,
    due: datetime | None,
    owner: str,
    asks: str | None,
) -> None:
    """Say something of INDICATOR for a month. Said again, it takes the place of what was said before.

    With neither --cause nor --action nor --asks it takes back what was said of that month.

    Example: fingerpost comment add assessed_in_time --month 2026-10 --cause "Two posts were vacant."
    --action "Both are filled from 1 December." --due 2026-12-01 --asks note
    """
    from framework.store.comments import Asks, Comment, record_comment

    library = open_library(Settings(config, data, store))
    with library.open() as reading:
        framework = reading.framework
    cause, action, owner = (_plain(one, name) for one, name in _texts(cause, action, owner))
    said = Comment(
        indicator=_known_indicator(framework, indicator),
        area=_known_area(framework, area),
        month=_month(month),
        cause=cause,
        action=action,
        due=date(due.year, due.month, due.day) if due else None,
        owner=owner or framework.indicator(indicator).owner if cause or action else "",
        asks=Asks(asks or ""),
        at=now(),
        who=who(),
    )
    record_comment(library.engine, said)
    click.echo(_told(said, framework))


@comment.command("list")
@store_option
@click.option("--month", help="Only what was said of this month: 2026-10.")
def list_comments(store: str, *, month: str | None) -> None:
    """List what was said, the newest first, with who said it and when.

    Example: fingerpost comment list --month 2026-10
    """
    from framework.store.comments import all_comments

    wanted = _month(month) if month else None
    found = [one for one in all_comments(open_current(store)) if wanted in (None, one.month)]
    for one in reversed(found):
        due = f" By {one.due}." if one.due else ""
        words = "taken back" if one.is_taken_back else f"{one.cause} {one.action}{due}".strip()
        asked = f" [asks the Board to {one.asks}]" if one.asks else ""
        click.echo(
            f"{one.month} {one.indicator} {one.area}: {words}{asked} ({one.who}, {one.at:%Y-%m-%d})"
        )
    if not found:
        click.echo(
            "Nothing has been said yet: fingerpost comment add INDICATOR --month 2026-10 ..."
        )


def _texts(cause: str, action: str, owner: str) -> tuple[tuple[str, str], ...]:
    return (cause, "--cause"), (action, "--action"), (owner, "--owner")


def _plain(text: str, option: str) -> str:
    """Take a text on one line, as long as a card has room for.

    Raises:
        UserError: it is too long, or holds signs that cannot be seen.
    """
    found = " ".join(text.split())
    if len(found) > LONGEST:
        raise UserError(f"{option} has {len(found)} letters; {LONGEST} are allowed")
    if not found.isprintable():
        raise UserError(f"{option} holds a sign that cannot be seen; write it anew")
    return found


def _month(text: str) -> str:
    from framework.model.periods import Grain, period_from_code

    try:
        period = period_from_code(text)
    except ValueError:
        raise UserError(f"'{text:.20}' is not a month: write it as 2026-10") from None
    if period.grain is not Grain.MONTH or period.code != f"{period.start:%Y-%m}":
        raise UserError(f"'{text:.20}' is not a month: write it as 2026-10")
    return period.code


def _known_indicator(framework: "Framework", name: str) -> str:
    from framework.load.mistakes import suggestion

    names = [one.id for one in framework.indicators]
    if name not in names:
        raise UserError(f"there is no indicator '{name:.40}'{suggestion(name, names)}")
    return name


def _known_area(framework: "Framework", code: str | None) -> str:
    from framework.load.mistakes import suggestion

    codes = list(framework.geography.by_code)
    if code is not None and code not in codes:
        raise UserError(f"there is no area '{code:.40}'{suggestion(code, codes)}")
    return code or framework.home_area


def _told(said: "Comment", framework: "Framework") -> str:
    title = framework.indicator(said.indicator).title
    where = framework.geography.by_code[said.area].name
    if said.is_taken_back:
        return f"What was said of '{title}' in {where} for {said.month} is taken back."
    return f"Said of '{title}' in {where} for {said.month}. It stands on the panel now."
