"""What an address of the API is: what it takes, what it gives, and where its rows come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema

from dashboard.access.viewers import Viewer
from dashboard.queries.library import Reading

Rows = Callable[[Reading, Viewer, Mapping[str, Any]], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Listing:
    """An address that gives rows. `key` names the field by which one of them may be asked for."""

    path: str
    about: str
    takes: Schema
    gives: Schema
    rows: Rows
    key: str = ""
