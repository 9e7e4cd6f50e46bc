"""The verb `schedule` and its options. The work stands in scheduling.py."""

from pathlib import Path

import click

from dashboard.cli.options import places
from framework.settings import Settings

_SHOWN: int = 5


@click.command()
@places
@click.option("--list", "listed", is_flag=True, help="Only show the next moments, and end.")
@click.option("--next", "count", type=click.IntRange(1, 1000), help="How many to show.")
@click.option("--json", "as_json", is_flag=True, help="Show them as JSON, for machines.")
@click.option(
    "--hand-over", is_flag=True, help="Let another way of scheduling take this store, and end."
)
def schedule(
    config: Path,
    data: Path,
    store: str,
    *,
    listed: bool,
    count: int | None,
    as_json: bool,
    hand_over: bool,
) -> None:
    """Keep the schedule that framework.yaml declares: refresh when it is time, until stopped.

    It is a process of its own, never part of `serve`. One way of scheduling owns a store: while
    this one does, `refresh --scheduled-by cron` is refused, and the other way round. Runs that were
    missed are made up for by one. SIGTERM lets a running refresh end first; a second one ends it.

    Example: fingerpost schedule --next 5
    """
    from dashboard.cli import scheduling

    settings = Settings(config, data, store)
    if hand_over:
        scheduling.hand_over(settings)
    elif listed or count or as_json:
        scheduling.show_schedule(settings, count or _SHOWN, as_json=as_json)
    else:
        scheduling.run_schedule(settings)
