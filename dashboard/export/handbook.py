"""The handbook as one file: a page that stands alone, or a PDF of the same page."""

from pathlib import Path
from typing import Any, NoReturn

from framework.errors import UserError


def write_handbook(page: str, path: Path) -> None:
    """Write the page of a handbook, as HTML or PDF by the name of the file. Nothing is overwritten.

    Raises:
        UserError: the name says neither, a file of it is there, or what makes PDFs is not here.
    """
    if path.suffix not in {".html", ".pdf"}:
        raise UserError(f"--out {path}: let its name end in .html or .pdf")
    content = page.encode() if path.suffix == ".html" else _as_pdf(page)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise UserError(f"{path} is there already; nothing was written") from None
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror})") from None


def _as_pdf(page: str) -> bytes:
    """Lay the page out for paper. It asks for no file and no address: all stands in the page."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError):  # without pango the import of weasyprint ends in an OSError
        raise UserError(
            "a PDF needs WeasyPrint and Pango, which are not here. pip install 'fingerpost[pdf]', and "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 (macOS: brew install pango). "
            "Or write --out handbook.html and print that page from a browser"
        ) from None
    made: bytes = HTML(string=page, url_fetcher=_fetch_nothing).write_pdf(pdf_tags=True)
    return made


def _fetch_nothing(_address: str, *_more: Any, **_named: Any) -> NoReturn:
    raise ValueError("a handbook fetches nothing")
