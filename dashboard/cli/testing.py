"""`test`: every indicator held to the tests that stand beside it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli.options import config_option
from dashboard.cli.saying import say
from framework.errors import MeasureError, UserError

if TYPE_CHECKING:
    from framework.model.frameworks import Framework
    from framework.model.indicators import Indicator
    from indicators.refresh.proving import Proof


@click.command("test")
@click.argument("indicators", nargs=-1, metavar="[INDICATOR]...")
@config_option
def run_tests(indicators: tuple[str, ...], config: Path) -> None:
    """Run the tests that stand beside indicators: what is given, and the figures it must give.

    Without a name it runs all. Sources and store are not touched. Exit 12 when a figure differs.

    Example: fingerpost test assessed_in_time --config config
    """
    from dashboard.cli.stores import today
    from framework.load.files import read_config
    from framework.load.framework import load_framework
    from indicators.refresh.proving import prove
    from indicators.refresh.tasks import as_at

    loaded = load_framework(read_config(config))
    framework = as_at(loaded, loaded.framework.today or today()).framework
    chosen = _chosen(framework, indicators)
    proofs = [proof for one in chosen for proof in prove(framework, one)]
    failed = [proof for proof in proofs if not proof.passed]
    for proof in failed:
        for line in _lines(proof, framework, config):
            say(line)
    say(_ending(chosen, proofs, failed))
    if failed:
        sys.exit(MeasureError.exit_code)


def _chosen(framework: "Framework", names: tuple[str, ...]) -> "list[Indicator]":
    """Give the named indicators, or all.

    Raises:
        UserError: there is no such indicator.
    """
    from framework.load.mistakes import shown, suggestion

    known = {one.id: one for one in framework.indicators}
    for name in names:
        if name not in known:
            near = suggestion(name, known)
            raise UserError(f"there is no indicator {shown(name)} in this framework{near}")
    return [known[name] for name in names or known]


def _lines(proof: "Proof", framework: "Framework", config: Path) -> Iterator[str]:
    title = f": {proof.test.title}" if proof.test.title else ""
    yield f"FAILED {proof.indicator} ({config.as_posix()}/{proof.test.at}){title}"
    for trouble in proof.trouble:
        yield f"    {trouble}"
    areas = framework.geography.by_code
    for one in proof.differences:
        place = (areas[one.expected.area].name, one.expected.breakdown, one.expected.period.label)
        where = ", ".join(part for part in place if part)
        yield f"    {where}: {one.name}: expected {one.want}, got {one.got}"
        if one.why:
            yield f"        {one.why}"


def _ending(chosen: "list[Indicator]", proofs: "list[Proof]", failed: "list[Proof]") -> str:
    without = [one.id for one in chosen if not one.tests]
    tests = f"{len(proofs)} {'test' if len(proofs) == 1 else 'tests'}"
    went = f"{tests}: {len(proofs) - len(failed)} passed, {len(failed)} failed."
    return f"{went} Without a test: {', '.join(without)}." if without else went
