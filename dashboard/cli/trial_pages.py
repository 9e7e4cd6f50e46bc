"""The addresses of `try`: the pages of the newest trial, each with a line that says what it is.

A page asks several times a second which trial is the newest, and loads itself again when it is another.
A mistake is shown on the page of what it was made in, and marked beside links to that page. A page to
which none belongs goes to the page that lists all of them, from where the last good page can be reached.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, Response, jsonify, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from dashboard.access.gate import Door, install_gate
from dashboard.access.headers import content_policy
from dashboard.access.viewers import Role, local_viewer
from dashboard.app import framed
from dashboard.cli.issue_formats import Report, pointed_at
from dashboard.cli.trial_places import page_of
from dashboard.cli.trials import Trial, Trials
from dashboard.pages.page import Page
from dashboard.templates import render
from framework.errors import Issue
from framework.load.codes import help_page

PLACE: Final = "/_trial"
_BODY: Final = "<body>"
_MARKED: Final = "fingerpost trial"


@dataclass(frozen=True, slots=True)
class Told:
    """A trial, with what is told of its mistakes: errors first, then warnings."""

    trial: Trial
    issues: Sequence[Mapping[str, object]]


class Shown:
    """A WSGI application that answers with the newest trial."""

    def __init__(self, trials: Trials, first: Trial) -> None:
        self.show(first)
        own = _own_pages(self, trials.secret)
        self._answer = DispatcherMiddleware(self._pages, {PLACE: own.wsgi_app})

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        return self._answer(environ, start)

    def show(self, trial: Trial) -> None:
        """Answer with a trial from now on. Open pages ask all the time, so its mistakes are told once."""
        issues = (*trial.report.errors, *trial.report.warnings)
        self.newest = Told(trial, _told(trial.report, issues))

    def _pages(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        server = self.newest.trial.server
        if _MARKED not in server.extensions:
            server.extensions[_MARKED] = True
            server.after_request(self._mark)
        return server.wsgi_app(environ, start)

    def _mark(self, response: Response) -> Response:
        """Put the line and the script that looks for a newer trial on a page."""
        if response.mimetype == "text/html":
            text = response.get_data(as_text=True)
            strip = render("trial_strip.html", trial=self.newest.trial, place=PLACE, back="")
            response.set_data(text.replace(_BODY, f"{_BODY}\n{strip}", 1))
        return response


def _own_pages(shown: Shown, secret: bytes) -> Flask:
    """Make the page of mistakes and the answer to which trial is the newest, behind a gate of their own."""
    own = Flask("trial", static_folder=None)

    @own.get("/state")
    def state() -> Response:
        trial, issues = shown.newest.trial, shown.newest.issues
        said: dict[str, object] = {"number": trial.number, "good": trial.is_good}
        if request.args.get("known") != str(trial.number):
            said["mistakes"] = issues[: len(trial.report.errors)]
        return jsonify(said)

    @own.get("/check")
    def check() -> str:
        trial, issues = shown.newest.trial, shown.newest.issues
        back = _back(request.args.get("back", "/"))
        html = render("trial.html", trial=trial, mistakes=issues, helps=_helps(trial), back=back)
        strip = render("trial_strip.html", trial=trial, place=PLACE, back=back)
        page = Page("A trial: what check found", html)
        return str(framed(page)).replace(_BODY, f"{_BODY}\n{strip}", 1)

    install_gate(
        own,
        Door(
            lambda _request: local_viewer(Role.BOARD_MEMBER),
            secret,
            content_policy(()),
            {},
            endpoints=frozenset({"state", "check"}),
        ),
    )
    return own


def _back(asked: str) -> str:
    """Give the page to go back to: one of ours, never another site."""
    is_ours = asked.startswith("/") and not asked.startswith(("//", "/\\", PLACE))
    return asked if is_ours and asked.isprintable() else "/"


def _helps(trial: Trial) -> dict[str, str]:
    """Give the help page of each code that a trial's report holds, without its heading."""
    codes = {issue.code for issue in trial.report.issues}
    return {code: help_page(code).partition("\n")[2].strip() for code in codes}


def _told(report: Report, issues: Sequence[Issue]) -> list[dict[str, object]]:
    """Give issues with the page they belong to, and their line in three parts, the middle one underlined."""
    return [
        {
            "number": number,
            "page": page_of(issue, report.files),
            "place": f"{report.path(issue)}:{issue.line}:{issue.column}",
            "message": issue.message,
            "code": issue.code,
            "level": issue.level,
            "line": pointed_at(report, issue),
        }
        for number, issue in enumerate(issues, start=1)
    ]
