"""`plan`: what a changed framework would publish, before anybody sees it. Nothing is written to the store."""

import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dashboard.cli.options import places
from dashboard.cli.saying import say, say_json
from framework.errors import SourceError, UserError
from framework.settings import Settings

if TYPE_CHECKING:
    from dashboard.cli.progress import JsonLines, Lines
    from framework.model.indicators import Indicator
    from indicators.refresh.comparing import FigureChanges
    from indicators.refresh.declarations import FieldChange
    from indicators.refresh.planning import Choice
    from indicators.refresh.rehearsing import IndicatorChange, Rehearsal

SAME: Final = 0
DIFFERENT: Final = 3
_MOST_LINES: Final = 10
_WHOLE: Final = re.compile(r"(source|outcome)s\.([^.]+)")
"""A source or an outcome that came or went: its parts would say nothing to its reader."""
_SIGNS: Final = {"new": "+", "removed": "-", "changed": "~"}


@click.command()
@places
@click.option("--indicator", "indicators", multiple=True, help="Only this one. May be repeated.")
@click.option(
    "--rejudge",
    is_flag=True,
    help="As if released months were judged again; refresh --rejudge --reason does it.",
)
@click.option("--json", "as_json", is_flag=True, help="Give it as JSON, for machines.")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it as one page too, such as for a pull request.",
)
def plan(
    config: Path,
    data: Path,
    store: str,
    *,
    indicators: tuple[str, ...],
    rejudge: bool,
    as_json: bool,
    html: Path | None,
) -> None:
    """Say what a refresh would change: declarations, values and ratings. Nothing is published.

    It computes what is stale as a refresh does and compares it with what readers see now. Only
    disclosed figures are shown. Exit 0 when nothing would change, 3 when something would, 10 when
    the framework is wrong, 11 when a source could not be read.

    Example: fingerpost plan --config config --html plan.html
    """
    from indicators.refresh.planning import Choice

    again = "a rehearsal" if rejudge else ""
    choice = Choice(indicators=frozenset(indicators) or None, rejudge=again)
    raise SystemExit(
        say_what_would_change(Settings(config, data, store), choice, as_json=as_json, html=html)
    )


def say_what_would_change(
    settings: Settings,
    choice: "Choice",
    *,
    as_json: bool,
    html: Path | None = None,
    lines: "Lines | JsonLines | None" = None,
) -> int:
    """Rehearse a refresh and print what it would change. Returns the exit code.

    Progress is told in plain lines where `lines` does not say otherwise.
    """
    found = _rehearse(settings, choice, lines)
    if html is not None:
        _write_page(found, html)
    if as_json:
        say_json(_plain(found))
    else:
        for line in _lines(found):
            say(line)
    return _exit_code(found)


def _rehearse(
    settings: Settings, choice: "Choice", lines: "Lines | JsonLines | None"
) -> "Rehearsal":
    from dashboard.cli.progress import lines_of, telling
    from dashboard.cli.stores import now, places_of, today
    from framework.load.files import read_config
    from framework.store.engines import open_store
    from indicators.refresh.rehearsing import Clocks, rehearse
    from indicators.refresh.tasks import Where

    files = read_config(settings.config)
    where = Where(open_store(settings.store), places_of(settings))
    clocks = Clocks(today(), now, time.perf_counter)
    with telling(lines or lines_of()) as teller:
        return rehearse(files, where, choice, clocks=clocks, teller=teller)


def _exit_code(found: "Rehearsal") -> int:
    if found.failed:
        return SourceError.exit_code
    return DIFFERENT if found.is_different else SAME


def _plain(found: "Rehearsal") -> dict[str, object]:
    """Give a rehearsal for machines: codes and numbers, and what the areas of these codes are called."""
    figures = [one.figures for one in found.indicators]
    named = {rating.area for one in figures for rating in one.ratings}
    named |= {one.largest.area for one in figures if one.largest}
    areas = found.framework.geography.areas
    return {
        "generation": found.generation,
        "different": found.is_different,
        "computed": list(found.computed),
        "seconds": round(found.seconds, 3),
        "framework": [asdict(change) for change in found.declared],
        "indicators": [asdict(change) for change in found.indicators],
        "failed": dict(found.failed),
        "problems": asdict(found.problems),
        "notes": list(found.notes),
        "areas": {area.code: area.name for area in areas if area.code in named},
    }


@dataclass(frozen=True, slots=True)
class Told:
    """One indicator in words: a heading and lines below it."""

    state: str
    id: str
    title: str
    because: str
    declared: tuple[str, ...]
    figures: tuple[str, ...]
    ratings: tuple[str, ...]


def _heading(found: "Rehearsal") -> str:
    if not found.is_different:
        return f"Nothing would change. {_worked(found)}"
    counts = [
        f"{count} {state}"
        for state in _SIGNS
        if (count := sum(one.state == state for one in found.indicators))
    ]
    what = f"Indicators: {', '.join(counts)}." if counts else "Only the framework itself changes."
    return f"{what} {_worked(found)}"


def _worked(found: "Rehearsal") -> str:
    against = f"Compared with generation {found.generation}. " if found.generation else ""
    count = len(found.computed)
    computed = f"{count} {'indicator' if count == 1 else 'indicators'} computed again"
    return f"{against}{computed} in {found.seconds:.1f} seconds; nothing is published."


def _lines(found: "Rehearsal") -> Iterator[str]:
    yield _heading(found)
    for change in found.declared[:_MOST_LINES]:
        yield f"  framework: {_field_line(change)}"
    if len(found.declared) > _MOST_LINES:
        yield f"  framework: and {len(found.declared) - _MOST_LINES:,} more"
    for told in _all_told(found):
        yield f"{_SIGNS[told.state]} {told.id}: {told.title}"
        if told.because:
            yield f"    computed because {told.because}"
        for line in (*told.declared, *told.figures):
            yield f"    {line}"
        for line in told.ratings[:_MOST_LINES]:
            yield f"      {line}"
        if len(told.ratings) > _MOST_LINES:
            yield "      ... more with --json or --html"
    for note in _notes(found):
        yield f"  {note}"


def _notes(found: "Rehearsal") -> tuple[str, ...]:
    failed = [
        f"source '{name}' could not be read: {'; '.join(why)}" for name, why in found.failed.items()
    ]
    problems = found.problems
    told = [
        *(f"note: {sentence}" for sentence in (*failed, *found.notes)),
        *(f"new problem: {sentence}" for sentence in problems.new),
        *(f"problem gone: {sentence}" for sentence in problems.gone),
    ]
    if problems.same:
        many = "1 known problem stands as it was" if problems.same == 1 else ""
        many = many or f"{problems.same:,} known problems stand as they were"
        told.append(f"note: {many}; `fingerpost status` has them")
    return tuple(told)


def _all_told(found: "Rehearsal") -> tuple[Told, ...]:
    names = {area.code: area.name for area in found.framework.geography.areas}
    declared = {one.id: one for one in found.framework.indicators}
    return tuple(_told(one, declared.get(one.id), names) for one in found.indicators)


def _told(one: "IndicatorChange", indicator: "Indicator | None", names: dict[str, str]) -> Told:
    if {change.path for change in one.declared} & {"unit", "decimals"}:
        indicator = None  # its figures of before and after are not written alike
    return Told(
        one.state,
        one.id,
        one.title,
        ", ".join(one.because),
        tuple(map(_field_line, one.declared)),
        tuple(_figure_lines(one.figures, indicator, names)),
        tuple(
            f"{rating.before or 'none'} -> {rating.after or 'none'}: "
            f"{_place(rating.area, rating.breakdown, rating.period, names)}"
            for rating in one.figures.ratings
        ),
    )


def _field_line(change: "FieldChange") -> str:
    """Say one changed field: 'rated by: target, will be comparator'."""
    from indicators.refresh.declarations import in_words

    if change.before == change.after:  # the words are the same, such as a test with other figures
        return f"{in_words(change.path)}: {change.after}, changed"
    whole = _WHOLE.fullmatch(change.path)
    if whole and "none" in (change.before, change.after):
        return f"{whole[1]} {whole[2]} {'is new' if change.before == 'none' else 'is gone'}"
    return f"{in_words(change.path)}: {change.before} -> {change.after}"


def _figure_lines(
    figures: "FigureChanges", indicator: "Indicator | None", names: dict[str, str]
) -> Iterator[str]:
    counts = (("change", figures.changed), ("are new", figures.added), ("go", figures.gone))
    told = [f"{count:,} {verb}" for verb, count in counts if count]
    if told:
        lead = f"of {figures.results:,} values " if figures.results else "values: "
        yield f"{lead}{', '.join(told)}"
    if figures.largest:
        move = figures.largest
        yield (
            f"largest change: {_value(move.before, indicator)} -> {_value(move.after, indicator)}, "
            f"{_place(move.area, move.breakdown, move.period, names)}"
        )
    if figures.moves:
        moves = [
            f"{count:,} {before or 'none'} -> {after or 'none'}"
            for before, after, count in figures.moves
        ]
        yield f"ratings: {', '.join(moves)}"
    elif figures.judgements:
        yield f"trends or comparisons change at {figures.judgements:,} values, no rating"


def _value(value: float | None, indicator: "Indicator | None") -> str:
    """Say a value as pages do, and as a plain number where no one indicator says how."""
    from dashboard.queries.words import figure

    if value is None:
        return "none"
    return figure(value, indicator) if indicator else f"{value:,.6g}"


def _place(area: str, breakdown: str, period: str, names: dict[str, str]) -> str:
    from framework.model.periods import period_from_code

    parts = (names.get(area, area), breakdown.replace(";", ", "), period_from_code(period).label)
    return ", ".join(part for part in parts if part)


def _write_page(found: "Rehearsal", path: Path) -> None:
    from dashboard.templates import render

    page = render(
        "plan.html",
        title=found.framework.title,
        heading=_heading(found),
        declared=tuple(map(_field_line, found.declared)),
        indicators=_all_told(found),
        notes=_notes(found),
    )
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UserError(f"the page cannot be written to {path}: {error.strerror}") from error
