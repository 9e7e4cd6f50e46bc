"""Tables as CSV that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNSEEN: Final = " \u00a0\u200b\ufeff"


def safe_text(text: str) -> str:
    """Give a text that a spreadsheet shows and never runs: an apostrophe stands before what may be a formula."""
    plain = text.replace("\0", "")
    return f"'{plain}" if plain.lstrip(_UNSEEN).startswith(_STARTS) else plain


def csv_text(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Give a table as CSV with every cell quoted. Numbers stay numbers; what is missing is empty."""
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_text(header) for header in headers])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return made.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int | float) else safe_text(str(value))
