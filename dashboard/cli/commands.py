"""The command `fingerpost`: its verbs, their options and help. Each verb's work stands in its own module.

Exit codes: 0 done or nothing to do; 1 a mistake in the command; 2 an unknown option;
3 a plan or dry run that would change something, or a new generation (--detailed-exit-code);
10 the configuration is wrong; 11 a source; 12 a measure; 13 not allowed; 14 the store;
15 another refresh or another way of scheduling is at work; 16 somebody could not be told;
20 published, but with warnings (only with --fail-on warning); 21 a source is late or was refused (likewise);
70 a fault of Fingerpost's own.
"""

import gc
import io
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from dashboard.access.viewers import Role
from dashboard.cli.options import places
from dashboard.cli.saying import say
from framework import __version__
from framework.errors import ConfigurationError, UserError
from framework.settings import Settings

FAULT: Final = 70
MADE_BEFORE_CLEARING: Final = 50_000
EXIT_CODES: Final = (__doc__ or "").partition("\n\n")[2]


_ELSEWHERE: Final = {
    "accept": "accepting.accept",
    "add": "adding.add",
    "assessments": "assessments.assessments",
    "backup": "store_commands.backup",
    "comment": "commenting.comment",
    "doctor": "doctoring.doctor",
    "export": "exporting.export",
    "history": "store_commands.history",
    "import": "importing.import_declarations",
    "init": "starting.init",
    "inspect": "inspecting.inspect",
    "lock": "locking.lock",
    "plan": "planning.plan",
    "prune": "store_commands.prune",
    "publish": "store_commands.publish",
    "quality": "quality.quality",
    "refresh": "refreshing.refresh",
    "release": "releasing.release",
    "remake": "store_commands.remake",
    "restore": "store_commands.restore",
    "routes": "routes.routes",
    "schedule": "schedule_command.schedule",
    "schema": "schemas.schema",
    "tell": "telling.tell",
    "test": "testing.run_tests",
    "try": "trying.try_out",
    "upload": "uploading.upload",
    "verify": "store_commands.verify",
}
"""The verbs that do not stand below: in which module of this package, and under which name."""


class _Verbs(click.Group):
    """The verbs. Each is imported when it is asked for, so that none waits for the words of all others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_ELSEWHERE})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _ELSEWHERE and cmd_name not in self.commands:
            module, _, name = _ELSEWHERE[cmd_name].partition(".")
            self.add_command(getattr(import_module(f"dashboard.cli.{module}"), name))
        return super().get_command(ctx, cmd_name)


def every_verb() -> dict[str, click.Command]:
    """Give every verb by its name, in their order."""
    context = click.Context(cli)
    found = {name: cli.get_command(context, name) for name in cli.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES.replace("\n", " "),
)
@click.version_option(__version__, prog_name="fingerpost")
def cli() -> None:
    """Declare outcomes and indicators in text, compute them, and show a Board how things stand.

    Begin with `fingerpost demo`, or `fingerpost init` for a partnership of your own.
    """


@cli.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@places
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text"
)
@click.option("--lines/--no-lines", default=None, help="Show each line; so on a terminal.")
def check(
    folder: Path | None, config: Path, data: Path, store: str, *, form: str, lines: bool | None
) -> None:
    """Say every mistake in a framework, each with file, line, column and remedy; then every warning.

    FOLDER is another way to say --config. Sources and store are not touched.

    Example: fingerpost check config --format github
    """
    from dashboard.cli.checking import check_framework
    from dashboard.cli.stores import today

    settings = Settings(folder or config, data, store)
    with_lines = sys.stdout.isatty() if lines is None else lines
    check_framework(settings.config, today(), form=form, with_lines=with_lines)


@cli.command()
@click.argument("name")
@places
def show(name: str, config: Path, data: Path, store: str) -> None:
    """Print an indicator or a source with everything filled in, and where each part comes from.

    Defaults, what it is `like`, and the row of its table are written out. Sources and store are
    not touched.

    Example: fingerpost show assessed_in_time
    """
    from framework.load.expanding import expanded
    from framework.load.files import read_config

    say(expanded(read_config(Settings(config, data, store).config), name))


@cli.command("help")
@click.argument("code")
def explain_code(code: str) -> None:
    """Explain a code: F... of a mistake in a declaration, S... of what is wrong with data.

    Example: fingerpost help F201
    """
    from dashboard.cli.checking import show_help_page

    show_help_page(code)


@cli.command()
@places
@click.option("--json", "as_json", is_flag=True, help="Give it as JSON, for machines.")
@click.option(
    "--fail-on",
    type=click.Choice(["warning", "stale"]),
    help="Exit 20 when there are warnings; exit 21 when a source is late or was refused.",
)
def status(config: Path, data: Path, store: str, *, as_json: bool, fail_on: str | None) -> None:
    """Say what is published, how each source is, how refreshes do, and what needs a look.

    Example: fingerpost status --store sqlite:///fingerpost.db --json
    """
    from dashboard.cli.showing import show_status

    raise SystemExit(show_status(Settings(config, data, store), as_json=as_json, fail_on=fail_on))


@cli.command()
@places
def metrics(config: Path, data: Path, store: str) -> None:
    """Print how refreshes and sources do, as the node exporter's textfile collector reads it.

    `serve` gives the same on /metrics.

    Example: fingerpost metrics > /var/lib/node_exporter/fingerpost.prom
    """
    from dashboard.cli.showing import print_metrics

    print_metrics(Settings(config, data, store))


@cli.command()
@click.argument("indicator")
@places
@click.option("--area", help="An area's code or name; the home area when not said.")
@click.option("--month", help="As the panel of this month shows it, such as 2026-10.")
@click.option(
    "--plan", "planned", is_flag=True, help="Show how it would be counted: scans and SQL."
)
@click.option("--json", "as_json", is_flag=True, help="Give it as JSON, for machines.")
def explain(  # noqa: PLR0913 (one parameter an option)
    indicator: str,
    config: Path,
    data: Path,
    store: str,
    *,
    area: str | None,
    month: str | None,
    planned: bool,
    as_json: bool,
) -> None:
    """Show how a published figure came about: counts, arithmetic, target, rule, source.

    With --plan it says instead how the indicator would be counted from the rows as they are now:
    the scans, the SQL where an engine counts, and the rows to be expected. Nothing is counted.

    Example: fingerpost explain assessed_in_time --area E07000901 --month 2026-10
    """
    from dashboard.cli.explaining import show_explanation

    settings = Settings(config, data, store)
    if planned:
        from dashboard.cli.counting_plans import show_counting_plan

        show_counting_plan(settings, indicator, as_json=as_json)
        return
    show_explanation(settings, indicator, area=area, month=month, as_json=as_json)


@cli.command()
@places
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback only, for now.")
@click.option("--port", default=8050, show_default=True, help="Where to listen.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.BOARD_MEMBER.value,
    show_default=True,
    help="What whoever uses this computer may do; all but a board member may upload files.",
)
def serve(config: Path, data: Path, store: str, *, host: str, port: int, role: str) -> None:
    """Show the panels in a browser on this computer.

    There is no sign-in yet, so no other computer may reach it: any host but this one is refused.

    Example: fingerpost serve --port 8050
    """
    from dashboard.cli.serving import serve_panels

    serve_panels(Settings(config, data, store), host=host, port=port, role=Role(role))


@cli.command()
@click.option(
    "--dir", "folder", default="fingerpost-demo", show_default=True, type=click.Path(path_type=Path)
)
@click.option("--no-serve", is_flag=True, help="Build and refresh only.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback only, for now.")
@click.option("--port", default=8050, show_default=True, help="Where to listen.")
def demo(folder: Path, *, no_serve: bool, host: str, port: int) -> None:
    """Build a made-up partnership, refresh it and show it.

    Example: fingerpost demo --dir demo --no-serve
    """
    from dashboard.cli.demonstrating import run_demo

    run_demo(folder, serve=not no_serve, host=host, port=port)


@cli.command()
@places
def migrate(config: Path, data: Path, store: str) -> None:
    """Bring a store to the shape this version needs. A new store is made.

    Example: fingerpost migrate --store sqlite:///fingerpost.db
    """
    from dashboard.cli.showing import migrate_store

    migrate_store(Settings(config, data, store))


def main() -> None:
    """Run the command; a user's mistake is one plain message and an exit code, never a traceback."""
    # Loading libraries and a framework makes much that stays: to look through it again and again
    # for what may go is a sixth of the work of a refresh that finds nothing to do.
    gc.set_threshold(MADE_BEFORE_CLEARING)
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        say("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        say(shown.getvalue(), err=True, nl=False)
        sys.exit(error.exit_code)
    except ConfigurationError as error:
        from dashboard.cli.checking import count_mistakes

        say(str(error), err=True)
        say(count_mistakes(error.issues), err=True)
        sys.exit(error.exit_code)
    except UserError as error:
        say(f"fingerpost: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        if os.environ.get("FINGERPOST_TRACEBACK"):
            raise
        say(
            f"fingerpost: a fault of its own, not yours ({type(error).__name__}). What was published "
            "stands. To see where, set FINGERPOST_TRACEBACK=1 and run it again.",
            err=True,
        )
        sys.exit(FAULT)
