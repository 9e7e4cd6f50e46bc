"""`refresh`: read what is asked, run one, say how it went, and give the exit code."""

import os
import socket
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dashboard.cli.counts import counted
from dashboard.cli.options import Day, places
from dashboard.cli.planning import say_what_would_change
from dashboard.cli.progress import JsonLines, Lines, lines_of, say_end, says_begin, telling
from dashboard.cli.refresh_ending import Ended, refresh_and_tell
from dashboard.cli.saying import as_json_text, say
from dashboard.cli.showing import STALE, WITH_WARNINGS, stale_sources
from dashboard.cli.stores import memory_to_count_in, now, places_of, time_worked, today
from dashboard.cli.time_spent import time_lines
from framework.errors import ConfigurationError, SourceError, UserError
from framework.load.files import read_config
from framework.settings import Settings

if TYPE_CHECKING:
    from framework.model.periods import Period
    from indicators.refresh.planning import Choice
    from indicators.refresh.starting import Outcome, Starter
    from indicators.refresh.telling import Teller

PUBLISHED_ANEW: Final = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asked for, as it was written: a field for each option that says what to do."""

    indicators: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: str | None = None
    backfill: bool = False
    as_of: date | None = None
    rejudge: bool = False
    reason: str = ""
    dry_run: bool = False
    wait: float = 0.0
    fail_on: str | None = None
    detailed: bool = False
    profile: bool = False
    as_json: bool = False
    renamed_from: str = ""

    @property
    def is_every_nights(self) -> bool:
        """Say whether it asks for what a refresh does that nobody watches: whatever is stale, and no more."""
        shown = replace(self, wait=0.0, fail_on=None, detailed=False, as_json=False)
        return shown == Asked()


@click.command()
@places
@click.option("--indicator", "indicators", multiple=True, help="Only this one. May be repeated.")
@click.option("--source", "sources", multiple=True, help="Only what uses this source.")
@click.option(
    "--since", metavar="PERIOD", help="Leave periods that ended before this one as they are."
)
@click.option("--backfill", is_flag=True, help="Compute every period again, stale or not.")
@click.option(
    "--as-of",
    type=Day(),
    help="Compute as if it were this day.",
    metavar="DATE",
)
@click.option("--rejudge", is_flag=True, help="Judge released months again. Needs --reason.")
@click.option("--reason", default="", help="Why, for the record. Goes with --rejudge.")
@click.option(
    "--renamed-from",
    default="",
    metavar="ID",
    help="The id that this framework was published under, where it has a new one.",
)
@click.option("--dry-run", is_flag=True, help="Do all but publish, and say what would change.")
@click.option("--wait", default=0.0, show_default=True, help="Seconds to wait for another refresh.")
@click.option(
    "--fail-on",
    type=click.Choice(["warning", "stale"]),
    help="Exit 20 when there are warnings; exit 21 when a source is late or was refused.",
)
@click.option(
    "--detailed-exit-code",
    "detailed",
    is_flag=True,
    help="Exit 3 when something new was published.",
)
@click.option("--profile", is_flag=True, help="Say where the time went.")
@click.option("--json", "as_json", is_flag=True, help="Give the result as JSON, for machines.")
@click.option(
    "--log",
    type=click.Choice(["plain", "json"]),
    default="plain",
    envvar="FINGERPOST_LOG",
    help="How to tell of progress: json is one object a line. [FINGERPOST_LOG]",
)
@click.option(
    "--scheduled-by",
    default="",
    envvar="FINGERPOST_SCHEDULED_BY",
    metavar="NAME",
    help="What starts it by the clock, such as cron. Only one may. [FINGERPOST_SCHEDULED_BY]",
)
def refresh(
    config: Path, data: Path, store: str, *, log: str, scheduled_by: str, **said: Any
) -> None:
    """Read sources, compute what is stale, and publish it all at once.

    Readers see the old figures until the new ones are whole. A source that fails keeps its last
    good figures and the rest is published.

    With --dry-run nothing is written; exit 0 when nothing would change, 3 when something would.

    Example: fingerpost refresh --config config --data data --store sqlite:///fingerpost.db
    """
    settings = Settings(config, data, store)
    asked = Asked(**said)
    lines = lines_of(log)
    memory_to_count_in()  # mistyped, it is no refresh that failed, of which people would be told
    if asked.dry_run:
        raise SystemExit(run_refresh(settings, asked, lines))
    raise SystemExit(
        refresh_and_tell(
            settings,
            lambda: _refresh(settings, asked, lines),
            scheduled_by=scheduled_by,
            say=lines.event,
        )
    )


def chosen(asked: Asked) -> "Choice":
    """Give the choice that options make together.

    Raises:
        UserError: they contradict each other, or one names no period.
    """
    from indicators.refresh.planning import Choice

    reason = asked.reason.strip()
    for is_wrong, why in _contradictions(asked):
        if is_wrong:
            raise UserError(why)
    return Choice(
        indicators=frozenset(asked.indicators) or None,
        sources=frozenset(asked.sources) or None,
        since=_period(asked.since) if asked.since else None,
        backfill=asked.backfill,
        as_of=asked.as_of,
        rejudge=reason if asked.rejudge else "",
        renamed_from=asked.renamed_from,
    )


def _contradictions(asked: Asked) -> tuple[tuple[object, str], ...]:
    return (
        (
            asked.since and asked.backfill,
            "--since leaves earlier periods alone and --backfill computes them: choose one",
        ),
        (
            asked.since and asked.rejudge,
            "--since leaves earlier periods alone and --rejudge judges them: choose one",
        ),
        (asked.rejudge and not asked.reason.strip(), "say why: --rejudge needs --reason"),
        (asked.reason and not asked.rejudge, "--reason goes with --rejudge"),
        (
            asked.dry_run and asked.wait,
            "--dry-run takes no lock, so there is nothing to --wait for",
        ),
        (
            asked.dry_run and asked.fail_on,
            "--fail-on goes with a refresh that publishes, not with --dry-run",
        ),
        (
            asked.dry_run and asked.profile,
            "--profile goes with a refresh that publishes, not with --dry-run",
        ),
        (
            asked.as_of and asked.as_of > today() and not asked.dry_run,
            f"--as-of {asked.as_of} is still to come: with --dry-run you see what it would bring",
        ),
    )


def _period(text: str) -> "Period":
    from framework.model.periods import period_from_code

    try:
        return period_from_code(text)
    except ValueError:
        raise UserError(
            f"--since {text}: write a month as 2026-10, a quarter as '2026/27 Q2', a year as 2026/27"
        ) from None


def run_refresh(settings: Settings, asked: Asked, lines: Lines | JsonLines | None = None) -> int:
    """Refresh a store, or rehearse it, and print how it went. Returns the exit code.

    Raises:
        UserError: the configuration, the store or the choice is wrong, or every source failed.
    """
    lines = lines or lines_of()
    if asked.dry_run:
        return say_what_would_change(settings, chosen(asked), as_json=asked.as_json, lines=lines)
    return _refresh(settings, asked, lines).exit_code


def _refresh(settings: Settings, asked: Asked, lines: Lines | JsonLines) -> Ended:
    outcome = _refreshed(settings, asked, lines)
    if asked.as_json:
        say(_as_json(outcome, asked))
    else:
        say(_ending(outcome, asked))
        for line in time_lines(outcome.spent) if asked.profile else ():
            say(line)
    return Ended(_exit_code(settings, asked, outcome), outcome.as_before, outcome.late)


def _exit_code(settings: Settings, asked: Asked, outcome: "Outcome") -> int:
    if outcome.empty_handed:
        return SourceError.exit_code
    if asked.fail_on == "warning" and (outcome.warnings or outcome.failed):
        return WITH_WARNINGS
    stale = stale_sources(settings) if asked.fail_on == "stale" else ()
    if stale:
        say(f"late or refused: {', '.join(stale)}", err=True)
        return STALE
    return PUBLISHED_ANEW if asked.detailed and outcome.state == "published" else 0


def _refreshed(settings: Settings, asked: Asked, lines: Lines | JsonLines) -> "Outcome":
    from indicators.refresh.starting import Starter

    choice = None if asked.is_every_nights else chosen(asked)
    host, pid = socket.gethostname(), os.getpid()
    with telling(lines) as teller:
        who, hears = f"{host} process {pid}", says_begin(teller)
        starter = Starter(who, host, pid, now, today(), asked.wait, hears, time_worked)
        outcome = _run(settings, choice, starter, teller)
        say_end(teller, outcome)
        return outcome


def _run(
    settings: Settings, choice: "Choice | None", starter: "Starter", teller: "Teller"
) -> "Outcome":
    """Run a refresh of what was chosen; None is that of every night, which may find all as it was."""
    from framework.store.engines import open_store
    from indicators.refresh.unchanged import refresh_unchanged

    files, engine = read_config(settings.config), open_store(settings.store)
    if choice is None:
        places = settings.data, settings.intake
        outcome = refresh_unchanged(files, engine, *places, starter=starter)
        if outcome is not None:
            return outcome
    from indicators.refresh.planning import Choice
    from indicators.refresh.running import refresh
    from indicators.refresh.tasks import Where

    where = Where(engine, places_of(settings))
    try:
        return refresh(files, where, choice or Choice(), starter=starter, teller=teller)
    except ConfigurationError as error:
        raise error.seen_from(settings.config.as_posix()) from None


def _as_json(outcome: "Outcome", asked: Asked) -> str:
    told: dict[str, object] = {
        "state": outcome.state.value,
        "generation": outcome.generation,
        "published_hash": outcome.published_hash,
        "indicators": outcome.indicators,
        "results": outcome.results,
        "warnings": list(outcome.warnings),
        "failed": {name: list(why) for name, why in outcome.failed.items()},
    }
    if asked.profile:
        told["time_spent"] = [asdict(one) for one in outcome.spent]
    return as_json_text(told)


def _ending(outcome: "Outcome", asked: Asked) -> str:
    if outcome.empty_handed:
        said = f"{outcome.empty_handed[0].upper()}{outcome.empty_handed[1:]}"
        return f"{said}. No figure is new; generation {outcome.generation} marks what is kept."
    if outcome.state == "published":
        return (
            f"Published generation {outcome.generation}: {counted(outcome.indicators, 'indicator')}, "
            f"{counted(outcome.results, 'result')}. Hash {outcome.published_hash}"
        )
    if asked.backfill or asked.rejudge:
        return f"Computed again, and nothing differs. Generation {outcome.generation} stands."
    return f"Nothing to do. Generation {outcome.generation} stands."
