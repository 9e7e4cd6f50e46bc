"""Pages as files, for whoever may read the pages: workbook, table, paper, and each figure as a picture.

In the order in which they work:

1. `dashboard.pages.taking` says on a page which files it has, and under which addresses.
2. This module answers those addresses: it reads the view that the page shows, by the same query.
3. Workbook and table: `export.view_tables` and `export.page_tables` make tables of the view,
   `export.workbooks` writes them.
4. Pictures: `export.page_pictures` lists the figures of the view, `export.row_pictures` draws those that
   are tables on the page, `export.drawings` frees the others from width and stylesheets,
   `export.pictures` adds title, legend and source.
5. Paper: `export.paper` takes the page's own HTML, its drawings by `export.drawings` again.
6. PNG and PDF: `export.laying_out` alone calls the two programs that make them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any, Final

from flask import Flask, Response, abort, request
from markupsafe import Markup

from dashboard.access.gate import current_viewer
from dashboard.access.viewers import Viewer
from dashboard.export import account_tables as accounts
from dashboard.export import page_pictures as drawn
from dashboard.export import page_tables as sheets
from dashboard.export.laying_out import pdfs_can_be_made, pngs_can_be_made
from dashboard.export.paper import as_pdf
from dashboard.export.pictures import Picture, as_png, as_svg
from dashboard.export.view_tables import (
    Tables,
    heat_map_tables,
    indicator_tables,
    origin,
    panel_tables,
)
from dashboard.export.workbooks import as_csv, as_workbook
from dashboard.pages.heat_map import heat_map_paper
from dashboard.pages.outcome import outcome_pictures
from dashboard.pages.page import Asked, Pages
from dashboard.pages.panel import panel_pictures
from dashboard.pages.plain import context_pictures
from dashboard.pages.routing import page_at, read_address
from dashboard.queries.heat_looks import HeatWish
from framework.errors import PermissionDeniedError, UserError
from framework.load.mistakes import listed, shown

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS: Final = {"xlsx": _XLSX, "csv": "text/csv", "pdf": "application/pdf"}
_PICTURES: Final = {"svg": "image/svg+xml", "png": "image/png"}
_NAMED: Final = "<name>"
_NO_PNG: Final = (
    "A PNG needs WeasyPrint, Pango and pypdfium2, which are not here. "
    "The same address that ends in .svg gives the picture as SVG."
)

_MOST_DRAWN_AT_ONCE: Final = 3
"""Of the eight threads of `fingerpost serve`: the others go on giving pages."""

_DESK: Final = BoundedSemaphore(_MOST_DRAWN_AT_ONCE)

Read = Callable[[Pages, Viewer, Asked, str], Any]


def _nothing(_view: Any, _asked: Asked) -> Markup:
    return Markup("")


def _origin(view: Any) -> Sequence[str]:
    return origin(view.chrome)


@dataclass(frozen=True, slots=True)
class Taken:
    """A page that can be taken away: how its view is read, what tables and pictures it has, whose they are.

    `more` is what its paper has besides the page.
    """

    path: str
    read: Read
    tables: Callable[[Any], Tables]
    pictures: Callable[[Any], Iterable[Picture]] | None = None
    lines: Callable[[Any], Sequence[str]] = _origin
    more: Callable[[Any, Asked], Markup] = _nothing


TAKEN: Final[Mapping[str, Taken]] = {
    "panel": Taken(
        "/",
        lambda pages, viewer, a, _: pages.panel(viewer, a.month, a.area),
        panel_tables,
        panel_pictures,
    ),
    "heat-map": Taken(
        "/heat-map",
        lambda pages, viewer, a, _: pages.heat_map(
            viewer, a.month, a.area, a.sort, HeatWish(a.show, a.outcome, a.only)
        ),
        heat_map_tables,
        drawn.heat_map_pictures,
        more=heat_map_paper,
    ),
    "area": Taken(
        "/area",
        lambda pages, viewer, a, _: pages.area_profile(viewer, a.month, a.area, a.beside),
        sheets.profile_tables,
        drawn.profile_pictures,
    ),
    "compare": Taken(
        "/compare",
        lambda pages, viewer, a, _: pages.compare(viewer, a.month, a.area, a.others, a.outcome),
        sheets.compare_tables,
        drawn.compare_pictures,
    ),
    "inequalities": Taken(
        "/inequalities",
        lambda pages, viewer, a, _: pages.inequalities(viewer, a.month, a.area, a.by),
        sheets.inequalities_tables,
        drawn.inequalities_pictures,
    ),
    "signals": Taken(
        "/signals",
        lambda pages, viewer, a, _: pages.signals(viewer, a.month, a.area, a.only),
        sheets.signals_tables,
        drawn.signals_pictures,
    ),
    "context": Taken(
        "/context",
        lambda pages, viewer, a, _: pages.context(viewer, a.month, a.area),
        sheets.context_tables,
        context_pictures,
    ),
    "find": Taken(
        "/find",
        lambda pages, viewer, a, _: pages.contents(viewer, a.month, a.area, a.search),
        sheets.contents_tables,
    ),
    "quality": Taken(
        "/quality",
        lambda pages, viewer, a, _: pages.quality(viewer, a.month, a.area),
        sheets.quality_tables,
    ),
    "status": Taken(
        "/status",
        lambda pages, viewer, _, __: pages.status(viewer),
        accounts.status_tables,
        lines=accounts.status_origin,
    ),
    f"explain/{_NAMED}": Taken(
        "/indicator/{name}/explain",
        lambda pages, viewer, a, name: pages.explanation(viewer, name, a.month, a.area),
        accounts.explanation_tables,
    ),
    f"outcome/{_NAMED}": Taken(
        "/outcome/{name}",
        lambda pages, viewer, a, name: pages.outcome(viewer, name, a.month, a.area),
        sheets.outcome_tables,
        outcome_pictures,
    ),
    f"indicator/{_NAMED}": Taken(
        "/indicator/{name}",
        lambda pages, viewer, a, name: pages.indicator(viewer, name, a.month, a.area),
        indicator_tables,
        drawn.indicator_pictures,
    ),
}
VIEW_FILES: Final = frozenset(
    [f"{word} as {ending}" for word in TAKEN for ending in _KINDS]
    + [
        f"{word}, picture as {ending}"
        for word, taken in TAKEN.items()
        if taken.pictures
        for ending in _PICTURES
    ]
)
"""The endpoints of these files, for the gate."""


def install_view_files(server: Flask, pages: Pages, *, site: str) -> None:
    """Add the addresses of the files to a server. The gate decides who reaches them."""
    for word, taken in TAKEN.items():
        for ending in _KINDS:
            make = _maker(taken, ending, pages, site)
            server.add_url_rule(f"/download/{word}.{ending}", f"{word} as {ending}", make)
        for ending in _PICTURES if taken.pictures else ():
            address = f"/download/{word}/<picture>.{ending}"
            make = _maker_of_picture(taken, ending, pages, site)
            server.add_url_rule(address, f"{word}, picture as {ending}", make)


def _maker(taken: Taken, ending: str, pages: Pages, site: str) -> Callable[..., Response]:
    def answer(name: str = "") -> Response:
        view = _view(taken, pages, name, site)
        found = taken.tables(view)
        if ending == "pdf":
            body: bytes | str = _paper(taken, pages, name, site, view)
        else:
            body = as_workbook(found) if ending == "xlsx" else as_csv(found)
        return _file(body, f"{found.name}.{ending}", _KINDS[ending])

    return answer


def _maker_of_picture(
    taken: Taken, ending: str, pages: Pages, site: str
) -> Callable[..., Response]:
    def answer(picture: str, name: str = "") -> Response:
        view = _view(taken, pages, name, site)
        every = {one.name: one for one in taken.pictures(view)} if taken.pictures else {}
        found = every.get(picture)
        if found is None:
            names = listed(every, "and") or "none just now"
            abort(404, f"This page has no picture {shown(picture)}. It has {names}.")
        if ending == "png" and not pngs_can_be_made():
            abort(404, _NO_PNG)
        lines = origin(view.chrome, ())
        body = _png(found, lines) if ending == "png" else str(as_svg(found, lines))
        words = [taken.tables(view).name, picture]
        return _file(body, f"{'-'.join(dict.fromkeys(words))}.{ending}", _PICTURES[ending])

    return answer


def _view(taken: Taken, pages: Pages, name: str, site: str) -> Any:
    """Read what an address asks for, or answer why it cannot be given."""
    try:
        asked = read_address(taken.path, request.query_string.decode("utf-8", "replace"), site=site)
        return taken.read(pages, current_viewer(), asked, name)
    except KeyError:
        abort(404, "There is no such page.")
    except PermissionDeniedError:
        abort(403, "This is not yours to see.")


def _paper(taken: Taken, pages: Pages, name: str, site: str, view: Any) -> bytes:
    if not pdfs_can_be_made():
        abort(404, "A PDF needs WeasyPrint and Pango, which are not here. Print the page instead.")
    search = request.query_string.decode("utf-8", "replace")
    page = page_at(taken.path.format(name=name), search, current_viewer(), pages, site=site)
    try:
        more = taken.more(view, read_address(taken.path, search, site=site))
    except UserError as error:
        abort(413, str(error))
    lines = tuple(taken.lines(view))
    return as_pdf(page.title, str(page.html), lines, more, place=_at_the_desk)


def _png(picture: Picture, lines: Sequence[str]) -> bytes:
    with _at_the_desk():
        try:
            return as_png(picture, lines)
        except UserError as error:
            abort(413, str(error))


@contextmanager
def _at_the_desk() -> Iterator[None]:
    """Let few people at once have something drawn, for it takes seconds and the others want to read."""
    if not _DESK.acquire(blocking=False):
        abort(429, "Other files are being made just now. Try again in a moment.")
    try:
        yield
    finally:
        _DESK.release()


def _file(body: bytes | str, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype=kind, headers=headers)
