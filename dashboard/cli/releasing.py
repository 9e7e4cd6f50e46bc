"""`release`: pin a month's panel to what is published now, for ever."""

import click

from dashboard.cli.options import store_option
from dashboard.cli.saying import say
from dashboard.cli.stores import now, open_current, today, who
from framework.errors import UserError


@click.command()
@click.argument("month")
@store_option
@click.option(
    "--reason", required=True, help="What for, for the record: such as the Board's meeting."
)
def release(month: str, store: str, *, reason: str) -> None:
    """Pin the panel of MONTH to the figures that readers see now: that is its edition.

    Every page of that month shows the edition from then on, whatever is published later, and
    pruning never forgets it. A later refresh may revise values of the time before, but what was
    rated stays rated as it was, unless refresh --rejudge --reason is asked for. A month that is
    released again gets a new edition; the earlier one is kept.

    Example: fingerpost release 2026-10 --reason "Early Help Board of 24 November"
    """
    from framework.model.periods import Grain, period_from_code
    from framework.store.releases import release_month

    try:
        period = period_from_code(month)
    except ValueError:
        raise UserError(f"'{month}' is not a month: write it as 2026-10") from None
    if period.grain is not Grain.MONTH or period.code != f"{period.start:%Y-%m}":
        raise UserError(f"'{month}' is not a month: write it as 2026-10")
    if not reason.strip():
        raise UserError("say why: --reason must not be empty")
    engine = open_current(store)
    if period.end > today():
        raise UserError(f"{period.label} has not ended yet")
    made = release_month(engine, period.code, at=now(), who=who(), reason=reason.strip())
    say(f"{period.label} is released: its panel shows generation {made.generation} for ever.")
