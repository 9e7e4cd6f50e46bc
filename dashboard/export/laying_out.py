"""The two programs that make PDFs and PNGs: WeasyPrint lays a page out, PDFium turns it into pixels.

The service calls neither anywhere else, for two reasons. PDFium is not made for several threads: two at
once end the whole process. And what is laid out may ask for files and addresses: here it gets our own
font, and nothing else.
"""

import io
from ctypes import CDLL
from functools import lru_cache
from importlib.util import find_spec
from threading import Lock
from typing import Any, Final, NoReturn

from dashboard.export.drawings import ASSETS

SHARPNESS: Final = 2
"""Pixels of a PNG for each of the SVG, so that it is sharp on paper and in a presentation."""

MOST_PIXELS: Final = 40_000_000
"""Of a PNG: it takes some nine bytes of memory for each, and a second for every six million."""

_FONTS: Final = (ASSETS / "fonts").as_uri()
FONT_FACE: Final = "".join(
    f'@font-face{{font-family:"{name}";src:url({_FONTS}/source-sans-3-{letters}-wght-normal.woff2)}}'
    for name, letters in (("Source Sans 3", "latin"), ("Source Sans 3 Welsh", "welsh"))
)
"""The engine takes one file for a name, so what Welsh has beside Latin has a name of its own."""
_PANGO: Final = (
    *("libpango-1.0-0", "pango-1.0-0", "pango-1.0"),
    *("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
)
"""What systems call the library. Asking for it costs nothing; to load WeasyPrint takes seconds."""

_ONE_AT_A_TIME: Final = Lock()
"""Held for as long as either program works: each takes seconds of processor time as well."""


@lru_cache(maxsize=1)
def pdfs_can_be_made() -> bool:
    """Say whether what lays out PDFs is here, with the library that it writes text with."""
    return find_spec("weasyprint") is not None and any(map(_opens, _PANGO))


@lru_cache(maxsize=1)
def pngs_can_be_made() -> bool:
    """Say whether what makes a PNG of a drawing is here as well."""
    return find_spec("pypdfium2") is not None and pdfs_can_be_made()


def pdf_of(html: str) -> bytes:
    """Lay out an HTML document of ours as a PDF that a screen reader can read."""
    with _ONE_AT_A_TIME:
        return _laid_out(html, pdf_tags=True)


def png_of(html: str) -> bytes:
    """Give the first page of an HTML document of ours as a PNG, `SHARPNESS` pixels for each of its own.

    Whoever asks says no more than `MOST_PIXELS`.
    """
    from pypdfium2 import PdfDocument

    with _ONE_AT_A_TIME:
        document = PdfDocument(_laid_out(html))
        try:
            image = document[0].render(scale=SHARPNESS * 96 / 72).to_pil()
            written = io.BytesIO()
            image.save(written, "PNG", optimize=True)
        finally:
            document.close()
    return written.getvalue()


def _laid_out(html: str, **wishes: bool) -> bytes:
    from weasyprint import HTML

    made: bytes = HTML(string=html, url_fetcher=_fetch_font).write_pdf(**wishes)
    return made


def _fetch_font(address: str, *_more: Any, **_named: Any) -> Any:
    from weasyprint.urls import URLFetcher

    if address.startswith(f"{_FONTS}/"):
        return URLFetcher().fetch(address)
    return _fetch_nothing()


def _fetch_nothing() -> NoReturn:
    raise ValueError("a page on paper fetches nothing")


def _opens(library: str) -> bool:
    try:
        CDLL(library)
    except OSError:
        return False
    return True
