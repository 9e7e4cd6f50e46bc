"""`routes`: every address of the web application and who may use it."""

from dataclasses import asdict
from pathlib import Path

import click

from dashboard.access.viewers import Role
from dashboard.cli.options import places
from dashboard.cli.saying import say, say_json
from framework.settings import Settings


@click.command()
@places
@click.option("--json", "as_json", is_flag=True, help="Give it as JSON, for machines.")
def routes(config: Path, data: Path, store: str, *, as_json: bool) -> None:
    """List every page, API address, download, form and callback, and who may use it.

    What is not listed is not there. Figures of an area are shown only to who may see the area.

    Example: fingerpost routes --json
    """
    from dashboard.access.routes import routes_of
    from dashboard.cli.serving import make_application
    from dashboard.cli.stores import unopened_library
    from dashboard.pages.routing import PAGES

    settings = Settings(config, data, store)
    server = make_application(settings, unopened_library(settings), "Fingerpost", Role.BOARD_MEMBER)
    found = routes_of(server, PAGES)
    if as_json:
        say_json([asdict(one) for one in found])
        return
    width = max(len(one.address) for one in found)
    for one in found:
        who, methods = " or ".join(one.who), ", ".join(one.methods)
        say(f"{one.kind:<12} {one.address:<{width}}  {methods:<9} {who}")
