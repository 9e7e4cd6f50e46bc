"""`init`: a small working framework for a new partnership, from four answers."""

import re
import sys
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import click

from dashboard.cli.packaged import STARTER
from dashboard.cli.saying import say
from dashboard.cli.starting_areas import Chosen, choose_areas
from dashboard.cli.stores import today
from framework.errors import UserError
from framework.load.mistakes import shown
from framework.model.periods import Grain, YearType, add_months, period_of, year_start

BOARD: Final = "Early Help Board"
_REFUSED: Final = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029]')
_ROWS: Final = "data/episodes.csv"
_AREAS: Final = "config/areas/areas.csv"
_IGNORED: Final = "# What `fingerpost refresh` makes.\nfingerpost.db*\nintake/\n.fingerpost/\n"


@dataclass(frozen=True, slots=True)
class Partnership:
    """The answers that a new framework needs."""

    title: str
    board: str
    areas: Chosen
    year: YearType


@click.command()
@click.option("--dir", "folder", default=".", show_default=True, type=click.Path(path_type=Path))
@click.option("--title", help="The name of the partnership. It stands on every page.")
@click.option("--board", help=f"The name of its board.  [default: {BOARD}]")
@click.option(
    "--area",
    "areas",
    multiple=True,
    help="Its area: a name or an ONS code, such as Worcestershire. May be repeated. "
    "Elsewhere than in England: NAME=CODE.",
)
@click.option(
    "--year",
    type=click.Choice([each.value for each in YearType]),
    help="Which year its targets are for.  [default: financial]",
)
def init(
    folder: Path, title: str | None, board: str | None, areas: tuple[str, ...], year: str | None
) -> None:
    """Write a small working framework for a new partnership. Nothing is overwritten.

    On a terminal it asks for what is not said. `check`, `test`, `refresh` and `serve` then run in
    the folder as it is: its rows are made up, and marked so.

    Example: fingerpost init --dir ours --title "Our Partnership" --area Worcestershire
    """
    _refuse_to_overwrite(folder)
    if sys.stdin.isatty():
        answers = _ask(title, board, areas, year)
    elif title is None or not areas:
        message = "say --title and --area: there is no terminal here to ask on"
        raise UserError(message)
    else:
        found = choose_areas(areas)
        answers = Partnership(
            _plain(title), _plain(board or BOARD), found, YearType(year or "financial")
        )
    for path in write_starter(folder, answers, today()):
        say(f"wrote {path}")
    go = f"cd {folder} && " if folder != Path() else ""
    say(f"Next: {go}fingerpost check && fingerpost refresh && fingerpost serve")


def _ask(
    title: str | None, board: str | None, areas: tuple[str, ...], year: str | None
) -> Partnership:
    """Ask for what was not said, and again when an answer cannot be used."""
    return Partnership(
        _plain(title) if title else click.prompt("Name of the partnership", value_proc=_answer),
        _plain(board)
        if board
        else click.prompt("Name of its board", default=BOARD, value_proc=_answer),
        choose_areas(areas)
        if areas
        else click.prompt(
            "Its area or areas, by name or ONS code (commas between several)",
            value_proc=_area_answer,
        ),
        YearType(
            year
            or click.prompt(
                "Targets are set for which year",
                type=click.Choice([each.value for each in YearType]),
                default="financial",
            )
        ),
    )


def _answer(text: str) -> str:
    try:
        return _plain(text)
    except UserError as error:
        raise click.UsageError(str(error)) from None


def _area_answer(text: str) -> Chosen:
    try:
        return choose_areas([part for part in text.split(",") if part.strip()])
    except UserError as error:
        raise click.UsageError(str(error)) from None


def _plain(answer: str) -> str:
    """Give an answer as it may stand between double quotes.

    Raises:
        UserError: it is empty or would not fit.
    """
    if not answer.strip() or _REFUSED.search(answer) or len(answer) > 200:
        message = (
            f"{shown(answer)} cannot be used: write words without double quotes or backslashes"
        )
        raise UserError(message)
    return answer.strip()


def _refuse_to_overwrite(folder: Path) -> None:
    """Raises: UserError where a framework, or rows under the name of ours, are there already."""
    config, rows = folder / "config", folder / _ROWS
    if config.exists() and (not config.is_dir() or any(config.iterdir())):
        raise UserError(f"{config} holds a framework already; nothing was written")
    if rows.exists():
        raise UserError(f"{rows} is there already; nothing was written")


def write_starter(folder: Path, answers: Partnership, day: date) -> list[Path]:
    """Write config/, data/ and a README below a folder. What is there stays. Gives what was written."""
    from jinja2 import Environment

    from indicators.demonstration.sample_rows import sample_episodes

    environment = Environment(
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 (YAML and Markdown, of answers without quotes)
    )
    words = _words(answers, day)
    texts = {
        path.relative_to(STARTER).as_posix(): environment.from_string(
            path.read_text(encoding="utf-8")
        ).render(words)
        for path in sorted(STARTER.rglob("*"))
        if path.is_file()
    }
    texts[_AREAS] = answers.areas.as_csv()
    texts[_ROWS] = sample_episodes(answers.areas.finest, day)
    texts[".gitignore"] = _IGNORED
    return [goal for name, text in texts.items() if (goal := _write(folder / name, text))]


def _write(goal: Path, text: str) -> Path | None:
    try:
        goal.parent.mkdir(parents=True, exist_ok=True)
        with goal.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        return None
    except OSError as error:
        raise UserError(f"{goal} cannot be written: {error.strerror}") from None
    return goal


def _words(answers: Partnership, day: date) -> dict[str, object]:
    """Give what the files of the starter leave open."""
    from indicators.demonstration.sample_rows import MONTHS

    first = year_start(add_months(day.replace(day=1), -MONTHS), answers.year)
    begun = year_start(day, answers.year)
    last = add_months(begun, 23)
    tested = period_of(add_months(begun, -12), Grain.YEAR, year_type=answers.year)
    finest = answers.areas.levels[0].id
    return {
        "title": answers.title,
        "board": answers.board,
        "slug": _slug(answers.title),
        "home": answers.areas.home,
        "year": answers.year.value,
        "levels": answers.areas.levels,
        "places": answers.areas.named,
        "span": f"{first:%Y-%m} to {last:%Y-%m}",
        "passes": f", applies_to: [{finest}]" if len(answers.areas.levels) > 1 else "",
        "review": f"{day.year + 1}-{day.month:02}-01",
        "quarter": f"{tested.label.split()[0]} Q1",
        "months": [f"{add_months(tested.start, step):%Y-%m}" for step in range(3)],
    }


def _slug(title: str) -> str:
    """Make an id of a title: 'Ourshire Partnership' gives ourshire_partnership."""
    flat = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = "_".join(re.findall(r"[a-z0-9]+", flat)).lstrip("0123456789_")[:35].rstrip("_")
    return name or "partnership"
