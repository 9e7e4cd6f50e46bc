"""`demo`: a made-up partnership from nothing to a page."""

from pathlib import Path

from dashboard.cli.packaged import CONFIG, copy_new
from dashboard.cli.refreshing import Asked, run_refresh
from dashboard.cli.saying import say
from dashboard.cli.stores import now, open_current
from framework.settings import Settings


def run_demo(folder: Path, *, serve: bool, host: str, port: int) -> None:
    """Build the demonstration in a folder, refresh it and, when asked, serve it.

    What stands in the folder already is kept: a changed declaration stays changed.

    Raises:
        PermissionDeniedError: the host is not this computer.
        UserError: the folder's framework cannot be refreshed.
    """
    from dashboard.access.gate import refuse_open_viewer_beyond_loopback
    from dashboard.cli.demonstration_words import say_the_story

    if serve:
        refuse_open_viewer_beyond_loopback(host)
    settings = demo_settings(folder)
    copy_new(CONFIG, settings.config, leave_out="examples")
    if not settings.data.exists():
        from indicators.demonstration.generating import generate

        say(f"Making up rows for Midshire in {settings.data} ...", err=True)
        settings.data.mkdir(parents=True)
        generate(settings.data)
    run_refresh(settings, Asked())
    say_the_story(open_current(settings.store), now())
    if serve:
        from dashboard.cli.serving import serve_panels

        serve_panels(settings, host=host, port=port)
    else:
        say(f"The demonstration is in {folder}. To see it: cd {folder} && fingerpost serve")


def demo_settings(folder: Path) -> Settings:
    """Give the places of a demonstration: those that the other verbs look for inside the folder."""
    return Settings(
        folder / "config", folder / "data", f"sqlite:///{(folder / 'fingerpost.db').as_posix()}"
    )
