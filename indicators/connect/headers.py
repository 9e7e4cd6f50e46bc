"""Which of a file's columns are wanted, found by their headers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from indicators.connect.limits import MOST_COLUMNS
from indicators.connect.refusals import RefusedError

_CLOSE = 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """Where the wanted columns stand in a file, and under which headers."""

    places: tuple[int, ...]
    headers: tuple[str, ...]


def find_columns(headers: Sequence[str], wanted: Sequence[Sequence[str]]) -> Found:
    """Find each wanted column: the first of its headers that the file has.

    Raises:
        RefusedError: too many columns, a header that stands twice, or a column that is not there;
            every such reason at once.
    """
    if len(headers) > MOST_COLUMNS:
        raise RefusedError(f"it has {len(headers):,} columns; at most {MOST_COLUMNS:,} are read")
    clean = [header.strip() for header in headers]
    reasons = [*_repeated(clean), *(_absent(names, clean) for names in wanted)]
    found = [reason for reason in reasons if reason]
    if found:
        raise RefusedError(*dict.fromkeys(found))
    chosen = tuple(next(name for name in names if name in clean) for names in wanted)
    return Found(tuple(clean.index(name) for name in chosen), chosen)


def _repeated(headers: Sequence[str]) -> list[str]:
    counts = Counter(header for header in headers if header)
    return [
        f"the header '{_short(header)}' stands {count} times"
        for header, count in counts.items()
        if count > 1
    ]


def _absent(names: Sequence[str], headers: Sequence[str]) -> str:
    if any(name in headers for name in names):
        return ""
    listed = ", ".join(f"'{name}'" for name in names)
    lead = f"there is no column {listed}" if len(names) == 1 else f"there is none of {listed}"
    guess = nearest(names, [header for header in headers if header])
    return f"{lead}; did you mean '{_short(guess)}'?" if guess else lead


def nearest(names: Sequence[str], headers: Sequence[str]) -> str:
    """Give the name that looks most like one of these, '' when none does."""
    folded = {header.casefold(): header for header in headers}
    for name in names:
        close = get_close_matches(name.casefold(), folded, n=1, cutoff=_CLOSE)
        if close:
            return folded[close[0]]
    return ""


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
