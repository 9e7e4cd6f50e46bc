"""A connector of another package: rows of a ticket system, kept here in one JSON file a queue.

This is the whole of it. docs/how-to/write-a-connector.md goes through it line by line.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from indicators.connect.errands import Brought, BroughtFile, Errand
from indicators.connect.refusals import RefusedError

KNOWN = {"folder", "queue", "key_from"}


class Tickets:
    """`read: {kind: tickets, folder: ..., queue: ...}`."""

    def mistakes(self, settings: Mapping[str, str]) -> Iterator[str]:
        """Say what is wrong with the keys of a declaration; `check` prints it with file and line."""
        if "queue" not in settings:
            yield "'queue' is missing and needed"
        for key in sorted(settings.keys() - KNOWN):
            yield f"'{key}' is not known here; use {', '.join(sorted(KNOWN))}"

    def fetch(self, errand: Errand) -> Brought | None:
        """Bring the rows of a queue as one Parquet file, or None when nothing changed."""
        settings = errand.read.settings
        queue = Path(settings["folder"]) / f"{settings['queue']}.json"
        if "key_from" in settings:
            errand.secret(settings["key_from"])
        if not queue.is_file():
            raise RefusedError(f"there is no queue '{settings['queue']}'")
        mark = str(queue.stat().st_mtime_ns)
        if errand.before.get("changed") == mark:
            return None
        rows = json.loads(queue.read_text(encoding="utf-8"))
        path = errand.folder / "tickets.parquet"
        pl.DataFrame(rows, infer_schema_length=None).write_parquet(path)
        return Brought((BroughtFile(f"queue {settings['queue']}", path),), {"changed": mark})


connector = Tickets()
