"""`comment`: say why a figure is as it is, what is done about it, and what the Board is asked."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from dashboard.cli.options import Day, places, store_option
from dashboard.cli.saying import say
from dashboard.cli.stores import now, open_current, open_library, today, who
from framework.errors import UserError
from framework.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from framework.model.areas import Area
    from framework.model.indicators import Indicator
    from framework.store.comments import Comment

LONGEST: Final = 600
F = TypeVar("F", bound=Callable[..., Any])

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


def _about(command: F) -> F:
    """Add what every word is said of: an indicator, a month and an area."""
    area = click.option("--area", help="An area's code or name; the home area when not said.")
    month = click.option("--month", required=True, help="The month it is said of: 2026-10.")
    return click.argument("indicator")(month(area(command)))


@comment.command("add")
@_about
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
    area: str | None,
    month: str,
    **said: Any,
) -> None:
    """Say something of INDICATOR for a month. Said again, it takes the place of what was said before.

    What the Board decided and what came of it stand on: `comment follow-up` says those. So does the day
    by which an action is done, unless another is said.

    Example: fingerpost comment add assessed_in_time --month 2026-10 --cause "Two posts were vacant."
    --action "Both are filled from 1 December." --due 2026-12-01 --asks note
    """
    from framework.store.comments import Asks, record_comment

    cause, action, owner = (
        _plain(said[name], f"--{name}") for name in ("cause", "action", "owner")
    )
    if not (cause or action or said["asks"]):
        raise UserError("say something: --cause, --action or --asks")
    of = _subject(Settings(config, data, store), indicator, area, month)
    _refuse_month_of_no_page(of.month)
    before = of.standing()
    decided, done = (before.decided, before.done) if before else ("", "")
    kept = before.due if before and action and not said["due"] else None
    due = said["due"] or kept
    made = replace(
        of.blank(),
        cause=cause,
        action=action,
        owner=owner or of.indicator.owner,
        asks=Asks(said["asks"] or ""),
        due=due,
        decided=decided,
        done=done,
    )
    record_comment(of.engine, made)
    still = _STILL[bool(decided), bool(done)]
    still += f" Its day, {kept}, still stands." if kept else ""
    still += _replaced(before)
    say(f"Said of {of}. It stands beside the figure now.{still}")


def _replaced(before: "Comment | None") -> str:
    """Say whose words are shown no more, where there were any."""
    if before is None or not (before.cause or before.action):
        return ""
    said = f"what {before.who} said on {before.at:%Y-%m-%d}"
    return f" It takes the place of {said}; 'fingerpost comment list' still has that."


@comment.command("take-back")
@_about
@places
def take_back(
    indicator: str, config: Path, data: Path, store: str, *, area: str | None, month: str
) -> None:
    """Take back what was said of INDICATOR for a month. It stays on record, and is shown no more.

    Example: fingerpost comment take-back assessed_in_time --month 2026-10
    """
    from framework.store.comments import record_comment

    of = _subject(Settings(config, data, store), indicator, area, month)
    of.needed()
    record_comment(of.engine, of.blank())
    say(f"What was said of {of} is taken back.")


@comment.command("follow-up")
@_about
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
    area: str | None,
    month: str,
    **said: Any,
) -> None:
    """Say what the Board decided about INDICATOR, or what came of it. All else that was said stands.

    Later months show it under "What was asked before", with the figure of then and of now.

    Example: fingerpost comment follow-up assessed_in_time --month 2026-10 --decided "Fund two posts."
    """
    from framework.store.comments import record_comment

    if not (said["decided"] or said["done"] or said["due"]):
        raise UserError("say something: --decided, --done or --due")
    of = _subject(Settings(config, data, store), indicator, area, month)
    stands = of.needed()
    followed = replace(
        stands,
        decided=_plain(said["decided"], "--decided") or stands.decided,
        done=_plain(said["done"], "--done") or stands.done,
        due=said["due"] or stands.due,
        at=now(),
        who=who(),
    )
    record_comment(of.engine, followed)
    say(f"Said of {of}. Later months show it under 'What was asked before'.")


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
        say(
            f"{one.month} {one.indicator} {one.area}: {words}{asked} ({one.who}, {one.at:%Y-%m-%d})"
        )
    if not found:
        say("Nothing has been said yet: fingerpost comment add INDICATOR --month 2026-10 ...")


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is spoken of: an indicator in an area for a month. The store keeps the words."""

    engine: "Engine"
    indicator: "Indicator"
    area: "Area"
    month: str

    def __str__(self) -> str:
        return f"'{self.indicator.title}' in {self.area.name} for {self.month}"

    def standing(self) -> "Comment | None":
        """Give what stands, None where nothing was said or it was taken back."""
        from framework.store.comments import all_comments, standing

        of = self.area.code, self.month
        said = [one for one in all_comments(self.engine) if (one.area, one.month) == of]
        return standing(said).get(self.indicator.id)

    def needed(self) -> "Comment":
        """Give what stands.

        Raises:
            UserError: nothing was said, or it was taken back.
        """
        found = self.standing()
        if found is None:
            raise UserError(
                f"nothing stands of '{self.indicator.id}' for {self.month}: "
                "fingerpost comment list shows what was said"
            )
        return found

    def blank(self) -> "Comment":
        """Give a comment that says nothing, by who speaks now. Kept as it is, it takes back what stands."""
        from framework.store.comments import Asks, Comment

        key, place = self.indicator.id, self.area.code
        return Comment(key, place, self.month, "", "", None, "", Asks.NOTHING, now(), who())


def _subject(settings: Settings, indicator: str, area: str | None, month: str) -> _Subject:
    """Find what is spoken of.

    Raises:
        UserError: there is no such indicator or area, or it is no month.
    """
    from dashboard.access.viewers import OPEN_DEMO_VIEWER
    from dashboard.queries.called import area_called, indicator_called

    library = open_library(settings)
    with library.open() as reading:
        framework = reading.framework
    return _Subject(
        library.engine,
        indicator_called(framework, indicator),
        area_called(framework.geography, area or framework.home_area, OPEN_DEMO_VIEWER),
        _month(month),
    )


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


def _refuse_month_of_no_page(month: str) -> None:
    """Refuse a month that no page shows: one that has not ended, or is more than two years back."""
    from dashboard.queries.chrome import MONTHS_BACK, newest_month
    from framework.model.periods import period_from_code, step

    period, newest = period_from_code(month), newest_month(today())
    if not step(newest, -MONTHS_BACK).start <= period.start <= newest.start:
        first = step(newest, -MONTHS_BACK)
        raise UserError(
            f"no page shows {period.label}; say one from {first.label} to {newest.label}"
        )
