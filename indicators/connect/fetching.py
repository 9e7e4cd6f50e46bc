"""Bring the files of a source that lies elsewhere into the intake, before anything is read of it."""

import hashlib
from pathlib import Path

from framework.errors import SourceError
from framework.model.frameworks import Framework
from framework.model.reads import ReadKind
from framework.model.sources import Source
from indicators.connect.errands import Brought, Errand, Fetcher
from indicators.connect.fetched import keep_fetched, last_fetched
from indicators.connect.layout import layout_of
from indicators.connect.outside import Outside
from indicators.connect.refusals import RefusedError


def fetch_source(source: Source, framework: Framework, intake_dir: Path, outside: Outside) -> None:
    """Fetch a source's files anew if they changed. Of files in the data directory nothing is done.

    Raises:
        SourceError: they cannot be fetched. What was fetched before stays as it is.
    """
    fetcher = _fetcher_of(source.read.kind)
    if fetcher is None:
        return
    from indicators.connect.intake import keeping, working_folder

    wanted = layout_of(source).wanted
    asked = hashlib.sha256(repr((source.read, wanted)).encode()).hexdigest()
    before = last_fetched(intake_dir, source.id)
    marks = before.marks if before and before.asked == asked else {}
    with working_folder(intake_dir, source.id) as folder:
        errand = Errand(source.read, wanted, folder, marks, framework.fetch_from, outside)
        brought = _run(fetcher, errand, source.id)
        if brought is not None:
            with keeping(source.id, intake_dir):
                keep_fetched(intake_dir, source.id, asked, brought)


def _run(fetcher: Fetcher, errand: Errand, source_id: str) -> Brought | None:
    try:
        return fetcher(errand)
    except RefusedError as refused:
        raise SourceError(source_id, refused.reasons) from None
    except OSError as error:
        reason = f"it cannot be fetched ({error.strerror or type(error).__name__})"
        raise SourceError(source_id, (reason,)) from None


def _fetcher_of(kind: ReadKind) -> Fetcher | None:
    """Give who fetches a kind, None for what lies in the data directory. Imports are costly here."""
    match kind:
        case ReadKind.HTTP:
            from indicators.connect.http_files import fetch_file

            return fetch_file
        case ReadKind.SQL:
            from indicators.connect.sql_tables import fetch_table

            return fetch_table
        case ReadKind.ASSESSMENTS:
            from indicators.connect.assessments import fetch_assessments

            return fetch_assessments
        case ReadKind.OTHER:
            from indicators.connect.third_parties import fetch_by_connector

            return fetch_by_connector
        case _:
            return None
