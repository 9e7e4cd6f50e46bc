"""What a page says of the files that can be made of it: workbook, table, paper, and its figures as pictures."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from dashboard.export.laying_out import pdfs_can_be_made, pngs_can_be_made
from dashboard.export.pictures import Picture
from dashboard.pages.page import EVERY_ROW, Asked
from dashboard.queries.heat_looks import RATINGS
from dashboard.queries.views import Chrome


@dataclass(frozen=True, slots=True)
class Files:
    """`address` is without its ending. What cannot be made on this machine is not offered."""

    address: str
    query: str
    pictures: tuple[Picture, ...]
    pdf: bool
    png: bool


def files_of(
    word: str, chrome: Chrome | None, asked: Asked, pictures: Iterable[Picture] = ()
) -> Files:
    """Give the files of a page by its word in addresses, with everything that chose its figures.

    A page of no month has no `chrome`.
    """
    return Files(
        address=f"/download/{word}",
        query=f"{chrome.query}{_choices(asked)}" if chrome else "",
        pictures=tuple(pictures),
        pdf=pdfs_can_be_made(),
        png=pngs_can_be_made(),
    )


def other_rows(chrome: Chrome, asked: Asked) -> str:
    """Give the address of the same page with every row, or from there with its first."""
    other = replace(asked, rows="" if asked.rows else EVERY_ROW)
    return f"{asked.path}?{chrome.query}{_choices(other)}"


def _choices(asked: Asked) -> str:
    given = {
        "beside": asked.beside,
        "with": asked.others,
        "by": asked.by,
        "only": asked.only,
        "q": asked.search,
        "sort": asked.sort if asked.path == "/heat-map" else "",
        "show": asked.show if asked.show != RATINGS else "",
        "outcome": asked.outcome,
        "rows": asked.rows,
    }
    chosen = urlencode({key: value for key, value in given.items() if value}, doseq=True)
    return f"&{chosen}" if chosen else ""
