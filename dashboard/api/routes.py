"""The addresses of the API. It reads and never writes, and shows what the pages show."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Final

from flask import Flask, Response, jsonify
from werkzeug.exceptions import Forbidden, NotFound, ServiceUnavailable

from dashboard.access.gate import current_viewer
from dashboard.access.viewers import Role, require
from dashboard.api import schemas
from dashboard.api.answers import (
    API,
    Found,
    SeenJSON,
    answer,
    publication_words,
    read_question,
    tagged,
)
from dashboard.api.listings import Listing
from dashboard.api.openapi import openapi
from dashboard.export.csv_text import csv_text
from dashboard.queries.compared_facts import compared_facts
from dashboard.queries.explain import explain
from dashboard.queries.facts import (
    area_facts,
    indicator_facts,
    outcome_facts,
    publication_of,
    result_facts,
    series_facts,
)
from dashboard.queries.library import Library, Reading
from framework.errors import PermissionDeniedError, StoreError, UserError

EXPLAIN_IN: Final = schemas.ExplainIn()
LISTINGS: Final = (
    Listing(
        "/outcomes",
        "The outcomes, in the order of the panel.",
        schemas.PageIn(),
        schemas.OutcomeOut(),
        lambda reading, _viewer, _said: outcome_facts(reading),
        key="id",
    ),
    Listing(
        "/indicators",
        "The indicators, with what they mean.",
        schemas.PageIn(),
        schemas.IndicatorOut(),
        lambda reading, _viewer, _said: indicator_facts(reading),
        key="id",
    ),
    Listing(
        "/areas",
        "The areas that you may see.",
        schemas.PageIn(),
        schemas.AreaOut(),
        lambda reading, viewer, _said: area_facts(reading, viewer),
        key="code",
    ),
    Listing(
        "/results",
        "Published figures with their intervals, flags, ratings and changes.",
        schemas.ResultsIn(),
        schemas.ResultOut(),
        lambda reading, viewer, said: result_facts(reading, viewer, said["asked"]),
    ),
    Listing(
        "/comparisons",
        "Where each published figure stands beside its comparators.",
        schemas.SinceIn(),
        schemas.ComparedOut(),
        lambda reading, viewer, said: compared_facts(reading, viewer, said["asked"]),
    ),
    Listing(
        "/series",
        "What is known of whole series: variation, assurance and trend.",
        schemas.SeriesIn(),
        schemas.SeriesOut(),
        lambda reading, viewer, said: series_facts(reading, viewer, said["asked"]),
    ),
)
ENDPOINTS: Final = frozenset(
    {"api", "api openapi", "api explain", "api nothing"}
    | {f"api {one.path}" for one in LISTINGS}
    | {f"api {one.path}/one" for one in LISTINGS if one.key}
)
"""What the gate lets a viewer ask of the API."""


def add_api(server: Flask, library: Library) -> None:
    """Put the API on a server. The gate must let its ENDPOINTS through."""
    server.json = SeenJSON(server)
    server.add_url_rule(API, "api", lambda: _index(library))
    server.add_url_rule(f"{API}/openapi.json", "api openapi", lambda: jsonify(openapi(LISTINGS)))
    server.add_url_rule(
        f"{API}/explain/<indicator>", "api explain", lambda indicator: _explain(library, indicator)
    )
    server.add_url_rule(f"{API}/<path:rest>", "api nothing", _nothing)
    for listing in LISTINGS:
        _add_listing(server, library, listing)


def _add_listing(server: Flask, library: Library, listing: Listing) -> None:
    def many() -> Response:
        said, viewer = read_question(listing.takes), current_viewer()
        with _open(library) as reading:
            rows = listing.rows(reading, viewer, said)
            found = Found(publication_of(reading), rows, listing.gives)
        return answer(found, said, viewer)

    def one(name: str) -> Response:
        viewer = current_viewer()
        with _open(library) as reading:
            rows = listing.rows(reading, viewer, {})
            publication = publication_of(reading)
        found = next((row for row in rows if getattr(row, listing.key) == name), None)
        if found is None:
            raise NotFound(f"There is nothing of that name at {API}{listing.path}.")
        return tagged(jsonify(listing.gives.dump(found)), publication, viewer)

    server.add_url_rule(f"{API}{listing.path}", f"api {listing.path}", many)
    if listing.key:
        server.add_url_rule(f"{API}{listing.path}/<name>", f"api {listing.path}/one", one)


def _nothing(rest: str) -> Response:
    raise NotFound(f"There is nothing at {API}/{rest[:60]}. {API} lists what there is.")


@contextmanager
def _open(library: Library) -> Iterator[Reading]:
    """Open what is published, for somebody who may read. What goes wrong becomes an HTTP answer."""
    try:
        require(current_viewer(), Role.BOARD_MEMBER)
        with library.open() as reading:
            yield reading
    except PermissionDeniedError:
        raise Forbidden("This is not yours to see.") from None
    except StoreError:
        raise ServiceUnavailable("Nothing can be read at present. Try again later.") from None
    except UserError as error:
        raise NotFound(str(error)) from None


def _index(library: Library) -> Response:
    with _open(library) as reading:
        publication = publication_of(reading)
    found = {
        "publication": publication_words(publication),
        "addresses": [f"{API}{one.path}" for one in LISTINGS],
        "described_by": f"{API}/openapi.json",
    }
    return tagged(jsonify(found), publication, current_viewer())


def _explain(library: Library, indicator: str) -> Response:
    said, viewer = read_question(EXPLAIN_IN), current_viewer()
    with _open(library) as reading:
        publication = publication_of(reading)
        found = explain(library, viewer, indicator, area=said["area"], month=said["month"])
    lines = asdict(found)
    response = _as_lines(lines) if said["format"] == "csv" else jsonify(lines)
    return tagged(response, publication, viewer, rests_on=library.stamp())


def _as_lines(story: Mapping[str, object]) -> Response:
    """Give the story of a figure as CSV: what it is, and its words; what has several has a line each."""
    rows = [
        (name, _said(one))
        for name, told in story.items()
        for one in (told if isinstance(told, list | tuple) else [told])
    ]
    return Response(csv_text(("what", "words"), rows), mimetype="text/csv")


def _said(one: object) -> object:
    """Give what is told in one cell: of a thing its parts that are known, of several one after another."""
    if isinstance(one, Mapping):
        known = ((key, value) for key, value in one.items() if value not in ("", None, (), []))
        return "; ".join(f"{key}: {_said(value)}" for key, value in known)
    if isinstance(one, list | tuple):
        return " | ".join(str(_said(each)) for each in one)
    return one
