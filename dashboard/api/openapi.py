"""The OpenAPI document of the API, made from the shapes of what it takes and gives."""

from collections.abc import Sequence
from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields

from dashboard.api.answers import API
from dashboard.api.listings import Listing
from dashboard.api.schemas import ErrorOut, ExplainIn, PublicationOut
from framework import __version__

_ABOUT: Final = (
    "What is published, for programs: the same disclosed figures as on the pages. It only reads. "
    "An answer has an ETag; send it back as If-None-Match and get 304 while nothing has changed."
)
_ERRORS: Final = {
    "400": "The question cannot be read; the message says what is wrong and what is allowed.",
    "403": "You may not see this.",
    "404": "There is nothing of that name.",
    "409": "Another generation has been published since your first page: begin again.",
    "503": "Nothing can be read at present.",
}


def openapi(listings: Sequence[Listing]) -> dict[str, Any]:
    """Give the document."""
    spec = APISpec(
        title="Fingerpost",
        version=__version__,
        openapi_version="3.1.0",
        info={"description": _ABOUT},
        plugins=[MarshmallowPlugin(schema_name_resolver=_name)],
    )
    spec.path(
        API, operations={"get": _operation("What is published and where to ask.", "index", {})}
    )
    for listing in listings:
        _add(spec, listing)
    about = "How one figure came about, step by step."
    explained = _operation(
        about, "explain", {"type": "object"}, takes=ExplainIn(), named="indicator", as_csv=True
    )
    spec.path(f"{API}/explain/{{indicator}}", operations={"get": explained})
    found: dict[str, Any] = spec.to_dict()
    return found


def _name(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return str(kind.__name__.removesuffix("Out"))


def _add(spec: APISpec, listing: Listing) -> None:
    word = listing.path.strip("/")
    page = Schema.from_dict(
        {
            "publication": fields.Nested(PublicationOut, required=True),
            "total": fields.Int(required=True),
            "offset": fields.Int(required=True),
            "next": fields.Str(required=True, allow_none=True),
            "rows": fields.List(fields.Nested(listing.gives), required=True),
        },
        name=f"PageOf{word.title()}",
    )
    many = _operation(listing.about, word, page, takes=listing.takes, as_csv=True)
    spec.path(f"{API}{listing.path}", operations={"get": many})
    if listing.key:
        one = _operation("One of them.", f"{word}_one", listing.gives, named=listing.key)
        spec.path(f"{API}{listing.path}/{{{listing.key}}}", operations={"get": one})


def _operation(
    about: str,
    word: str,
    gives: Any,
    *,
    takes: Schema | None = None,
    named: str = "",
    as_csv: bool = False,
) -> dict[str, Any]:
    content = {"application/json": {"schema": gives or {"type": "object"}}}
    if as_csv:
        content["text/csv"] = {"schema": {"type": "string"}}
    parameters: list[Any] = [{"in": "query", "schema": takes}] if takes else []
    if named:
        path = {"name": named, "in": "path", "required": True, "schema": {"type": "string"}}
        parameters.append(path)
    said = {code: {"description": words, "content": _error()} for code, words in _ERRORS.items()}
    return {
        "summary": about,
        "operationId": word,
        "parameters": parameters,
        "responses": {
            "200": {"description": "Found.", "content": content},
            "304": {"description": "What you hold is still so."},
            **said,
        },
    }


def _error() -> dict[str, Any]:
    return {"application/json": {"schema": ErrorOut}}
