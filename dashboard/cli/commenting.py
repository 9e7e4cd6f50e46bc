"""`comment`: say why a figure is as it is, what is done about it, and what the Board is asked."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dashboard.cli.options import Day, places, store_option
from dashboard.cli.stores import now, open_current, open_library, today, who
from framework.errors import UserError
from framework.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from framework.model.frameworks import Framework
    from framework.store.comments import Comment

LONGEST: Final = 600

_STILL: Final = {
    (False, False): "",
    (True, False): " What the Board decided still stands.",
    (False, True): " What came of it still stands.",
    (True, True): " What the Board decided and what came of it still stand.",
}
"""What is told when words are said anew of a month that was followed up: was it decided, was it done."""


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
@click.option("--due", type=Day(), help="By when the action is done: 2027-03-31.")
@click.option("--owner", default="", help="Who does it; the indicator's owner when not said.")
@click.option(
    "--asks", type=click.Choice(["note", "decide", "escalate"]), help="What the Board is asked."
)
@places
def add(
    indicator: str,
    config: Path,
    data: Path,
    store: str,
    *,
    month: str,
    area: str | None,
    **said: Any,
) -> None:
    """Say something of INDICATOR for a month. Said again, it takes the place of what was said before.

    What the Board decided and what came of it stand on: `comment follow-up` says those.

    Example: fingerpost comment add assessed_in_time --month 2026-10 --cause "Two posts were vacant."
    --action "Both are filled from 1 December." --due 2026-12-01 --asks note
    """
    from framework.store.comments import Asks, Comment, record_comment

    library = open_library(Settings(config, data, store))
    with library.open() as reading:
        framework = reading.framework
    cause, action, owner = (
        _plain(said[name], f"--{name}") for name in ("cause", "action", "owner")
    )
    if not (cause or action or said["asks"]):
        raise UserError("say something: --cause, --action or --asks")
    due: datetime | None = said["due"]
    key, place = _known_indicator(framework, indicator), _known_area(framework, area)
    of = _shown_month(month)
    before = _found(library.engine, key, place, of)
    made = Comment(
        indicator=key,
        area=place,
        month=of,
        cause=cause,
        action=action,
        due=due.date() if due else None,
        owner=owner or framework.indicator(indicator).owner,
        asks=Asks(said["asks"] or ""),
        at=now(),
        who=who(),
        decided=before.decided if before else "",
        done=before.done if before else "",
    )
    record_comment(library.engine, made)
    click.echo(_told(made, framework))


@comment.command("take-back")
@click.argument("indicator")
@click.option("--month", required=True, help="The month it was said of: 2026-10.")
@click.option("--area", help="The code of an area; the home area when not said.")
@places
def take_back(
    indicator: str, config: Path, data: Path, store: str, *, month: str, area: str | None
) -> None:
    """Take back what was said of INDICATOR for a month. It stays on record, and is shown no more.

    Example: fingerpost comment take-back assessed_in_time --month 2026-10
    """
    from framework.store.comments import Asks, Comment, record_comment

    library = open_library(Settings(config, data, store))
    with library.open() as reading:
        framework = reading.framework
    key, place, of = (
        _known_indicator(framework, indicator),
        _known_area(framework, area),
        _month(month),
    )
    _standing(library.engine, key, place, of)
    nothing = Comment(key, place, of, "", "", None, "", Asks.NOTHING, now(), who())
    record_comment(library.engine, nothing)
    where = framework.geography.by_code[place].name
    click.echo(
        f"What was said of '{framework.indicator(key).title}' in {where} for {of} is taken back."
    )


@comment.command("follow-up")
@click.argument("indicator")
@click.option("--month", required=True, help="The month of which it was asked: 2026-10.")
@click.option("--area", help="The code of an area; the home area when not said.")
@click.option("--decided", default="", help="What the Board decided.")
@click.option("--done", default="", help="What came of it; then it is no longer open.")
@click.option("--due", type=Day(), help="A new day by which the action is done.")
@places
def follow_up(
    indicator: str,
    config: Path,
    data: Path,
    store: str,
    *,
    month: str,
    area: str | None,
    **said: Any,
) -> None:
    """Say what the Board decided about INDICATOR, or what came of it. All else that was said stands.

    Later months show it under "What was asked before", with the figure of then and of now.

    Example: fingerpost comment follow-up assessed_in_time --month 2026-10 --decided "Fund two posts."
    """
    from framework.store.comments import record_comment

    if not (said["decided"] or said["done"] or said["due"]):
        raise UserError("say something: --decided, --done or --due")
    library = open_library(Settings(config, data, store))
    with library.open() as reading:
        framework = reading.framework
    key, place = _known_indicator(framework, indicator), _known_area(framework, area)
    stands = _standing(library.engine, key, place, _month(month))
    due: datetime | None = said["due"]
    record_comment(
        library.engine,
        replace(
            stands,
            decided=_plain(said["decided"], "--decided") or stands.decided,
            done=_plain(said["done"], "--done") or stands.done,
            due=due.date() if due else stands.due,
            at=now(),
            who=who(),
        ),
    )
    where = framework.geography.by_code[place].name
    click.echo(
        f"Said of '{framework.indicator(key).title}' in {where} for {stands.month}. "
        "Later months show it under 'What was asked before'."
    )


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
        asked += f" [decided: {one.decided}]" if one.decided else ""
        asked += f" [done: {one.done}]" if one.done else ""
        click.echo(
            f"{one.month} {one.indicator} {one.area}: {words}{asked} ({one.who}, {one.at:%Y-%m-%d})"
        )
    if not found:
        click.echo(
            "Nothing has been said yet: fingerpost comment add INDICATOR --month 2026-10 ..."
        )


def _standing(engine: "Engine", key: str, place: str, month: str) -> "Comment":
    """Give what stands of an indicator in an area for a month.

    Raises:
        UserError: nothing was said, or it was taken back.
    """
    found = _found(engine, key, place, month)
    if found is None:
        raise UserError(
            f"nothing stands of '{key}' for {month}: fingerpost comment list shows what was said"
        )
    return found


def _found(engine: "Engine", key: str, place: str, month: str) -> "Comment | None":
    from framework.store.comments import all_comments, standing

    said = [one for one in all_comments(engine) if (one.area, one.month) == (place, month)]
    return standing(said).get(key)


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


def _shown_month(text: str) -> str:
    """Take a month that pages show: one that has ended, and of the last two years."""
    from dashboard.queries.chrome import MONTHS_BACK, newest_month
    from framework.model.periods import period_from_code, step

    period, newest = period_from_code(_month(text)), newest_month(today())
    if not step(newest, -MONTHS_BACK).start <= period.start <= newest.start:
        first = step(newest, -MONTHS_BACK)
        raise UserError(
            f"no page shows {period.label}; say one from {first.label} to {newest.label}"
        )
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
    still = _STILL[bool(said.decided), bool(said.done)]
    return f"Said of '{title}' in {where} for {said.month}. It stands beside the figure now.{still}"
