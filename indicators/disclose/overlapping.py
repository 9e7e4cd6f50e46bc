"""Periods that overlap, cut where any of them begins or ends: what their differences are made of.

A year to date less the one before is a month; a rolling year less the one before is one month
less another. Periods are spans [first day, day after the last). Where two spans share an end,
the sums over both say something of what lies between.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[str, str]
"""Two ISO days: the first one counted and the first one no longer counted."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """`piece_of`: how each piece follows from periods (1 adds, -1 takes); `pieces_in`: which make a period."""

    piece_of: Mapping[Span, Mapping[Span, int]]
    pieces_in: Mapping[Span, tuple[Span, ...]]


def cut(spans: Iterable[Span]) -> Cuts:
    """Cut periods into the pieces that their sums and differences give.

    Only what can be worked out is a piece: two rolling years with no month of their own share no
    end, so nothing between their ends is known. Periods that do not overlap give nothing.
    """
    ahead: dict[str, list[tuple[str, Span, int]]] = {}
    for span in sorted(set(spans)):
        ahead.setdefault(span[0], []).append((span[1], span, 1))
        ahead.setdefault(span[1], []).append((span[0], span, -1))
    piece_of: dict[Span, Mapping[Span, int]] = {}
    pieces_in: dict[Span, tuple[Span, ...]] = {}
    seen: set[str] = set()
    for day in sorted(ahead):
        if day in seen:
            continue
        since = _sums_since(day, ahead)
        seen |= since.keys()
        _cut_one(since, ahead, piece_of, pieces_in)
    return Cuts(piece_of, pieces_in)


def _sums_since(
    first: str, ahead: Mapping[str, list[tuple[str, Span, int]]]
) -> dict[str, Counter[Span]]:
    """Give, for every day that periods lead to from a first one, the periods that lead there."""
    found: dict[str, Counter[Span]] = {first: Counter()}
    waiting = deque([first])
    while waiting:
        day = waiting.popleft()
        for other, span, sign in ahead[day]:
            if other not in found:
                found[other] = Counter(found[day])
                found[other][span] += sign
                waiting.append(other)
    return found


def _cut_one(
    since: Mapping[str, Counter[Span]],
    ahead: Mapping[str, list[tuple[str, Span, int]]],
    piece_of: dict[Span, Mapping[Span, int]],
    pieces_in: dict[Span, tuple[Span, ...]],
) -> None:
    days = sorted(since)
    place = {day: at for at, day in enumerate(days)}
    pieces = list(pairwise(days))
    whole = {span for day in days for _, span, sign in ahead[day] if sign > 0}
    if all(place[end] == place[begin] + 1 for begin, end in whole):
        return
    for piece in pieces:
        if piece not in whole:
            sums = Counter(since[piece[1]])
            sums.subtract(since[piece[0]])
            piece_of[piece] = {span: sign for span, sign in sums.items() if sign}
    for span in sorted(whole):
        inside = tuple(pieces[place[span[0]] : place[span[1]]])
        if len(inside) > 1:
            pieces_in[span] = inside
