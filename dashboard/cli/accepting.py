"""`accept`: let one unusual file through, and say who did it and why."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli.options import places
from dashboard.cli.saying import say, say_json
from dashboard.cli.stores import now, open_current, outside, who
from framework.errors import UserError
from framework.settings import Settings

if TYPE_CHECKING:
    from framework.model.sources import Source


@click.command()
@click.argument("source")
@places
@click.option("--reason", required=True, help="Why it is right, for the record.")
@click.option("--json", "as_json", is_flag=True, help="Give it as JSON, for machines.")
def accept(
    source: str, config: Path, data: Path, store: str, *, reason: str, as_json: bool
) -> None:
    """Let the files of SOURCE, as they are now, through what would stop them: last time, or a rule.

    The next refresh reads them. It holds for these very bytes: a file that changes again needs a
    word of its own. Files that cannot be read, and keys that stand twice, are not let through.

    Example: fingerpost accept episodes --reason "two teams moved to the new system on 1 October"
    """
    accept_files(Settings(config, data, store), source, reason=reason, as_json=as_json)


def accept_files(settings: Settings, source: str, *, reason: str, as_json: bool) -> None:
    """Record an acceptance and say what it holds for.

    Raises:
        UserError: there is no such source, no reason, or nothing to accept.
        SourceError: the source has no files.
    """
    from framework.store.accepting import Acceptance, digest_of, record_acceptance
    from indicators.engines.marks import hashes_of
    from indicators.refresh.standing import what_stands

    if not reason.strip():
        raise UserError("say why: --reason must not be empty")
    declared = _declared(settings, source)
    engine = open_current(settings.store)
    hashes = hashes_of(declared, settings.data, settings.intake, outside(settings.store))
    digest, stands = digest_of(hashes), what_stands(engine)
    if stands.reads_already(source, hashes):
        raise UserError(f"source '{source}' is read as it is already: there is nothing to accept")
    if (source, digest) in stands.accepted:
        raise UserError(f"source '{source}' is accepted as it is already: run fingerpost refresh")
    made = Acceptance(source, tuple(sorted(hashes)), digest, now(), who(), reason.strip())
    record_acceptance(engine, made)
    if as_json:
        told = {"source": source, "files": dict(hashes), "sha256": digest, "who": made.who}
        say_json(told)
        return
    say(f"Accepted for source '{source}', as they are now:")
    for path, sha256 in sorted(hashes.items()):
        say(f"  {path}  sha256 {sha256[:16]}")
    say("The next fingerpost refresh reads them, unless something else is wrong with them.")


def _declared(settings: Settings, source: str) -> "Source":
    from framework.load.files import read_config
    from framework.load.framework import load_framework
    from framework.load.mistakes import shown, suggestion

    framework = load_framework(read_config(settings.config)).framework
    known = {one.id: one for one in framework.sources}
    if source not in known:
        near = suggestion(source, list(known))
        raise UserError(f"there is no source {shown(source)} in this framework{near}")
    return known[source]
