"""From a question to an answer: pages of rows as JSON or CSV, with a tag by which they may be kept."""

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, jsonify, request
from flask.json.provider import DefaultJSONProvider
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import BadRequest, Conflict

from dashboard.access.viewers import Viewer
from dashboard.export.csv_text import csv_text
from dashboard.queries.fact_kinds import Publication
from framework.model.visible import visible_texts

API: Final = "/api/v1"


class SeenJSON(DefaultJSONProvider):
    """JSON whose texts hold nothing that cannot be seen."""

    def dumps(self, obj: Any, **how: Any) -> str:
        """Write a value as JSON."""
        return super().dumps(visible_texts(obj), **how)


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, of which generation they are, and their shape."""

    publication: Publication
    rows: Sequence[Any]
    shape: Schema


def read_question(shape: Schema) -> dict[str, Any]:
    """Read the query of the request.

    Raises:
        BadRequest: with everything that is wrong with it.
    """
    try:
        said: dict[str, Any] = shape.load(request.args.to_dict())
    except ValidationError as error:
        wrong = "; ".join(
            f"{name}: {' '.join(map(str, messages))}"
            for name, messages in sorted(error.messages_dict.items())
        )
        allowed = ", ".join(shape.fields)
        raise BadRequest(f"{wrong} What may be asked: {allowed}.") from None
    return said


def answer(found: Found, said: Mapping[str, Any], viewer: Viewer) -> Response:
    """Give one page of rows, or nothing where the asker holds the same already.

    Raises:
        Conflict: another generation has been published since the first page.
    """
    if said["generation"] not in (None, found.publication.generation):
        current = found.publication.generation
        raise Conflict(f"generation {current} has been published meanwhile: begin again")
    page = found.rows[said["offset"] : said["offset"] + said["limit"]]
    after = _next(found, said)
    if said["format"] == "csv":
        response = Response(_as_csv(page), mimetype="text/csv")
    else:
        response = jsonify(
            publication=publication_words(found.publication),
            total=len(found.rows),
            offset=said["offset"],
            next=after,
            rows=found.shape.dump(page, many=True),
        )
    if after:
        response.headers["Link"] = f'<{after}>; rel="next"'
    return tagged(response, found.publication, viewer)


def tagged(
    response: Response, publication: Publication, viewer: Viewer, *, rests_on: Hashable = None
) -> Response:
    """Tag an answer, and leave its body out where the asker says it holds that tag.

    `rests_on` is what else the answer was made of. The day counts always: areas come and go with it.
    So do the asker's areas and roles: others hear less.
    """
    scope = "all" if viewer.areas is None else ",".join(sorted(viewer.areas))
    asker = (scope, *sorted(viewer.roles))
    known = repr(
        (publication.published_hash, publication.read_on, asker, request.full_path, rests_on)
    )
    response.set_etag(hashlib.sha256(known.encode()).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _next(found: Found, said: Mapping[str, Any]) -> str | None:
    after = said["offset"] + said["limit"]
    if after >= len(found.rows):
        return None
    query = {**request.args.to_dict(), "offset": after, "limit": said["limit"]}
    query["generation"] = found.publication.generation
    return f"{request.path}?{urlencode(query)}"


def publication_words(publication: Publication) -> dict[str, Any]:
    """Give a generation as JSON."""
    return {
        "generation": publication.generation,
        "published_at": publication.published_at.isoformat(timespec="seconds"),
        "published_hash": publication.published_hash,
        "framework": publication.framework,
        "notice": publication.notice,
    }


def _as_csv(rows: Sequence[Any]) -> str:
    """Give rows as CSV; lists have spaces between, and comparisons are left to JSON."""
    if not rows:
        return ""
    names = [one.name for one in fields(rows[0]) if one.name != "comparisons"]
    heads = [name.rstrip("_") for name in names]
    return csv_text(heads, ([_flat(getattr(row, name)) for name in names] for row in rows))


def _flat(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, tuple) else value
