"""The pages on which a partner's file is handed in: choose, send, look at what was found, use it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, Response, abort, make_response, redirect, request

from dashboard.access.gate import TOKEN_FIELD, FormRule, current_viewer, token_of
from dashboard.access.viewers import UPLOADERS
from dashboard.commands.uploading import (
    Checked,
    Counter,
    hand_in,
    kind_of_file,
    last_uploads,
    open_sources,
    use,
)
from dashboard.pages.page import Page
from dashboard.queries.words import day_words
from dashboard.templates import render
from framework.errors import ConfigurationError, UserError
from framework.model.reads import ReadKind
from framework.model.sources import Source
from framework.store.uploads import Upload
from indicators.connect.layout import layout_of
from indicators.connect.uploads import MOST_UPLOAD_BYTES

FORMS_PATH: Final = "/upload"
LIST: Final = "upload"
SEND: Final = "upload_source"
USE: Final = "upload_use"
_ROOM: Final = 64 * 1024
"""For what a browser writes round the file."""
FORM_RULES: Final = {
    LIST: FormRule(UPLOADERS),
    SEND: FormRule(UPLOADERS, MOST_UPLOAD_BYTES + _ROOM),
    USE: FormRule(UPLOADERS),
}
"""Every endpoint of this module with who may open and post it. The gate knows no other."""

MOST_SHOWN: Final = 50
_KINDS: Final = {
    ReadKind.CSV: "A CSV file",
    ReadKind.EXCEL: "An Excel workbook (.xlsx)",
    ReadKind.ODS: "An OpenDocument workbook (.ods)",
    ReadKind.PARQUET: "A Parquet file",
    ReadKind.JSON: "A JSON file",
    ReadKind.JSON_LINES: "A file of JSON lines",
}
_LONGEST_NAME: Final = 60
_REFUSED: Final = 422
_MISTAKES: Final = 409
_SEE_CHECK: Final = (
    "The framework has mistakes. Whoever keeps it can see them with fingerpost check."
)


@dataclass(frozen=True, slots=True)
class UploadPages:
    """What the pages need: where files are handed in, the frame round a page, its name, the secret."""

    counter: Counter
    frame: Callable[[Page], str]
    site: str
    secret: bytes


def install_upload_forms(server: Flask, pages: UploadPages) -> None:
    """Add the addresses of the forms to a server. The gate decides who reaches them."""
    server.add_url_rule(FORMS_PATH, LIST, lambda: _list(pages), methods=["GET"])
    server.add_url_rule(
        f"{FORMS_PATH}/<source_id>",
        SEND,
        lambda source_id: _send(pages, source_id),
        methods=["GET", "POST"],
    )
    server.add_url_rule(
        f"{FORMS_PATH}/<source_id>/use",
        USE,
        lambda source_id: _use(pages, source_id),
        methods=["POST"],
    )


def _list(pages: UploadPages) -> Response:
    try:
        sources = open_sources(pages.counter, current_viewer())
    except UserError as error:
        return _shown(pages, "upload.html", _MISTAKES, sources=(), used=None, mistake=_plain(error))
    rows = [(one, last, _since(last)) for one in sources for last in (_last(pages, one),)]
    used = next((one for one in sources if one.id == request.args.get("used")), None)
    return _shown(pages, "upload.html", 200, sources=rows, used=used, mistake="")


def _since(upload: Upload | None) -> str:
    return "" if upload is None else f"{day_words(upload.at.date())}, {upload.at:%H:%M} UTC"


def _last(pages: UploadPages, source: Source) -> Upload | None:
    return next(iter(last_uploads(pages.counter, current_viewer(), source.id)), None)


def _send(pages: UploadPages, source_id: str) -> Response:
    source = _source(pages, source_id)
    if request.method != "POST":
        return _form(pages, source)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _form(pages, source, mistake="Choose a file first.")
    try:
        checked = hand_in(pages.counter, current_viewer(), source.id, file.stream)
    except UserError as error:
        return _form(pages, source, mistake=_sentence(str(error)))
    return _checked(pages, checked, called(file.filename))


def _use(pages: UploadPages, source_id: str) -> Response:
    source = _source(pages, source_id)
    try:
        checked = use(pages.counter, current_viewer(), source.id, request.form.get("sha256", ""))
    except UserError as error:
        return _form(pages, source, mistake=_sentence(str(error)))
    if checked.refused:
        return _checked(pages, checked, "")
    answer: Response = make_response(redirect(f"/upload?used={source.id}", 303))
    return answer


def _source(pages: UploadPages, source_id: str) -> Source:
    try:
        found = open_sources(pages.counter, current_viewer())
    except ConfigurationError:
        abort(_MISTAKES, _SEE_CHECK)
    source = next((one for one in found if one.id == source_id), None)
    if source is None:
        abort(404, "No source of that name takes uploaded files.")
    return source


def _form(pages: UploadPages, source: Source, *, mistake: str = "") -> Response:
    last = last_uploads(pages.counter, current_viewer(), source.id)
    return _shown(
        pages,
        "upload_form.html",
        _REFUSED if mistake else 200,
        source=source,
        columns=list(dict.fromkeys(map(" or ".join, layout_of(source).wanted))),
        kind=_KINDS.get(kind_of_file(source), "A file"),
        megabytes=MOST_UPLOAD_BYTES >> 20,
        last=[(one, _since(one)) for one in last[:5]],
        mistake=mistake,
    )


def _checked(pages: UploadPages, checked: Checked, name: str) -> Response:
    problems = checked.problems
    return _shown(
        pages,
        "upload_checked.html",
        _REFUSED if checked.refused else 200,
        checked=checked,
        called=name,
        problems=problems[:MOST_SHOWN],
        more=max(0, (checked.rows.problem_rows if checked.rows else 0) - MOST_SHOWN),
    )


def _shown(pages: UploadPages, template: str, status: int, **view: Any) -> Response:
    html = render(
        template,
        chrome=None,
        here="upload",
        path="",
        query="",
        site=pages.site,
        field=TOKEN_FIELD,
        token=token_of(current_viewer(), pages.secret),
        **view,
    )
    return make_response(pages.frame(Page(f"Upload a file – {pages.site}", html, status)), status)


def called(name: str) -> str:
    """Give the name that a sender's file has, for the page alone: its last part, without odd letters."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter if letter.isprintable() else "·" for letter in last)[:_LONGEST_NAME]


def _plain(error: UserError) -> str:
    if isinstance(error, ConfigurationError):
        return _SEE_CHECK
    return _sentence(str(error))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
