"""`add`: the next indicator, source, outcome, target or area, written in the house style."""

from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.cli.adding_files import Desk, declared_ids, need_free, open_desk
from dashboard.cli.options import config_option
from dashboard.cli.saying import say
from dashboard.cli.stores import today
from framework.errors import UserError
from framework.load.drafting import (
    indicator_draft,
    like_draft,
    source_draft,
    with_listed,
    with_outcome,
    with_row,
)
from framework.load.mistakes import listed, shown, suggestion
from framework.model.areas import Geography
from framework.model.frameworks import Framework
from framework.model.sources import Source

if TYPE_CHECKING:
    from dashboard.cli.english_areas import Place
    from indicators.connect.guessing import AreaGuess

_AREAS = "areas/areas.csv"
_NO_AREA = "none"
_TARGETS = "targets.csv"
_OUTCOMES = "outcomes.yaml"
_TARGETS_HEAD = "indicator,for,value,amber,floor,area,set_by,level,minute"


@click.group()
def add() -> None:
    """Write the next indicator, source, outcome, target or area. Nothing is ever overwritten.

    A new file is commented and passes `check`, or says what to fill in. A change that would be a
    mistake is refused with the reason and not written.

    Example: fingerpost add indicator waiting_time --source episodes --outcome right_help
    """


@add.command("indicator")
@click.argument("name", metavar="ID")
@config_option
@click.option("--title", help="In plain words, as the Board reads it.")
@click.option("--source", help="Whose rows it counts; needed where there are several.")
@click.option("--outcome", help="The outcome under which panels show it.")
@click.option("--like", help="Another indicator that it is like, but for what you change.")
def add_indicator(
    name: str,
    config: Path,
    *,
    title: str | None,
    source: str | None,
    outcome: str | None,
    like: str | None,
) -> None:
    """Write config/indicators/ID.yaml, and list it under an outcome.

    Example: fingerpost add indicator plans_in_time --like assessed_in_time --outcome right_help
    """
    desk = open_desk(config)
    need_free(name, declared_ids(desk), "an indicator")
    framework = desk.framework()
    if like is not None:
        known = [each.id for each in framework.indicators]
        if like not in known:
            raise UserError(f"there is no indicator {shown(like)}{_near(like, known)}")
        text = like_draft(name, title or _words(name), like)
    else:
        review = (today() + timedelta(days=365)).isoformat()
        chosen = _source(framework, source)
        text = indicator_draft(framework, name, title or _words(name), chosen, review)
    desk.new(f"indicators/{name}.yaml", text)
    if outcome is not None:
        known = [each.id for each in framework.outcomes]
        if outcome not in known:
            raise UserError(f"there is no outcome {shown(outcome)}{_near(outcome, known)}")
        path = _outcomes_file(desk)
        desk.changed[path] = with_listed(desk.read(path), outcome, name)
    desk.write(unfinished=True)


@add.command("source")
@click.argument("name", metavar="ID")
@config_option
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="A file to look at: its columns are written down as `inspect` finds them.",
)
@click.option("--title", help="In plain words.")
@click.option("--owner", default="Performance Team", show_default=True, help="A role.")
def add_source(
    name: str, config: Path, *, file: Path | None, title: str | None, owner: str
) -> None:
    """Write config/sources/ID.yaml, from a file where one is named.

    Example: fingerpost add source attendance --file data/attendance.csv
    """
    desk = open_desk(config)
    need_free(name, dict.fromkeys(_stems(desk, "sources")), "a source")
    left = ""
    if file is None:
        text = source_draft(name, title or _words(name), owner)
    else:
        text, left = _inspected(desk, name, file, title or _words(name), owner)
    desk.new(f"sources/{name}.yaml", text)
    desk.write(unfinished=True)
    say(left, nl=bool(left))


@add.command("outcome")
@click.argument("name", metavar="ID")
@config_option
@click.option("--title", required=True, help="A condition of wellbeing, in plain words.")
def add_outcome(name: str, config: Path, *, title: str) -> None:
    """Add an outcome at the end of config/outcomes.yaml.

    Example: fingerpost add outcome safe_homes --title "Children live in safe homes"
    """
    desk = open_desk(config)
    need_free(name, {each.id: each for each in desk.framework().outcomes}, "an outcome")
    path = _outcomes_file(desk)
    desk.changed[path] = with_outcome(desk.read(path), name, title)
    desk.write()


@add.command("target")
@click.argument("indicator", metavar="INDICATOR")
@config_option
@click.option(
    "--for", "span", required=True, help="The period: 2026/27, 2026-04, or 2026-04 to 2027-03."
)
@click.option("--value", required=True, help="The value to reach.")
@click.option("--amber", default="", help='How far from it is still amber: "5 points" or "5%".')
@click.option("--floor", default="", help="What may not happen: worse is red whatever the target.")
@click.option(
    "--area",
    default="",
    help="The area for which it holds, by its code or its name; home when not said.",
)
@click.option("--set-by", default="", help="Who set it.")
@click.option("--level", default="", help="local (when not said) or national.")
@click.option("--minute", default="", help="Where it is minuted.")
def add_target(indicator: str, config: Path, *, span: str, **cells: str) -> None:
    """Add a row to config/targets.csv.

    Example: fingerpost add target stepped_up --for 2027/28 --value 12 --amber "2 points"
    """
    from dashboard.access.viewers import OPEN_DEMO_VIEWER
    from dashboard.queries.called import area_called, indicator_called

    desk = open_desk(config)
    framework = desk.framework()
    cells |= {"indicator": indicator_called(framework, indicator).id, "for": span}
    if cells["area"]:
        cells["area"] = area_called(framework.geography, cells["area"], OPEN_DEMO_VIEWER).code
    content = desk.read(_TARGETS, _TARGETS_HEAD)
    desk.changed[_TARGETS] = with_row(content, cells)
    desk.write()


@add.command("area")
@click.argument("area", metavar="AREA")
@config_option
@click.option("--level", help="Its level; that of the lookup when not said.")
@click.option(
    "--parent",
    help="The code of the area it lies in, or none; that of the lookup where it is there already.",
)
def add_area(area: str, config: Path, *, level: str | None, parent: str | None) -> None:
    """Add a row to config/areas/areas.csv: an area of England by name or code, or NAME=CODE.

    An area of England is put below the one that it lies in. Where that should be here and is not,
    nothing is written: what to add first is said.

    Example: fingerpost add area Malvern=W01 --level district --parent E10000034
    """
    from dashboard.cli.starting_areas import asked_place

    desk = open_desk(config)
    geography = desk.framework().geography
    place = asked_place(area)
    if place.code in geography.by_code:
        raise UserError(f"{geography.by_code[place.code].name} ({place.code}) is there already")
    levels = [each.id for each in geography.levels]
    chosen = level or place.level
    if chosen not in levels:
        raise UserError(
            f"{place.name} is of level {shown(chosen)} and framework.yaml has {listed(levels, 'and')}; "
            f"say one with --level, or add {shown(chosen)} to its levels"
        )
    lies_in = _lies_in(place, geography) if parent is None else parent
    row = {"code": place.code, "name": place.name, "level": chosen}
    if lies_in != _NO_AREA:
        row["parent"] = lies_in
    desk.changed[_AREAS] = with_row(desk.read(_AREAS), row)
    desk.write()


def _lies_in(place: "Place", geography: Geography) -> str:
    """Give the code of the area that a place lies in, by the lookup of England.

    Raises:
        UserError: it lies in one of a level that the framework has, and that one is not there.
    """
    from dashboard.cli.english_areas import above

    levels = [each.id for each in geography.levels]
    for each in above(place):
        # A framework without the level of counties has them beside the other authorities.
        level = "authority" if each.level == "county" and "county" not in levels else each.level
        if each.code in geography.by_code:
            return each.code
        if level in levels:
            said = "" if level == each.level else f" --level {level}"
            raise UserError(
                f"{place.name} lies in {each.name} ({each.code}), which is not in {_AREAS}. Run "
                f"fingerpost add area {each.code}{said} first, and then this again; or say --parent CODE "
                f"for another area that it lies in here, or --parent {_NO_AREA}"
            )
    return _NO_AREA


def _words(name: str) -> str:
    """Make a title of an id: plans_in_time gives Plans in time."""
    return name.replace("_", " ").capitalize()


def _near(word: str, known: Collection[str]) -> str:
    return suggestion(word, known) or f"; there is {listed(known, 'and')}"


def _source(framework: Framework, asked: str | None) -> Source:
    known = {source.id: source for source in framework.sources}
    if asked is None and len(known) == 1:
        return next(iter(known.values()))
    if asked is None:
        raise UserError(f"say --source: there are {listed(known, 'and')}")
    if asked not in known:
        raise UserError(f"there is no source {shown(asked)}{_near(asked, known)}")
    return known[asked]


def _outcomes_file(desk: Desk) -> str:
    return next((path for path in (_OUTCOMES, "outcomes.yml") if path in desk.files), _OUTCOMES)


def _stems(desk: Desk, folder: str) -> list[str]:
    paths = (Path(path) for path in desk.files)
    return [path.stem for path in paths if path.parent.as_posix() == folder]


def _inspected(desk: Desk, name: str, file: Path, title: str, owner: str) -> tuple[str, str]:
    """Write down what `inspect` finds in a file, under the id that was asked for; and what is left to do.

    Where the file names areas that are known, the lookup of their codes is written beside it.
    """
    from dashboard.cli.inspecting import areas_known
    from framework.load.drafting import quoted
    from indicators.connect.drafting import draft_source
    from indicators.connect.inspecting import inspect_file

    seen = inspect_file(file, areas=areas_known(desk.folder))
    pairs = seen.areas[0].lookup if seen.areas else ()
    if pairs:
        content = b"code,area\n"
        for text, code in sorted(pairs):
            content = with_row(content, {"code": text, "area": code})
        desk.new(f"areas/codes/{name}.csv", content.decode())
    lines = []
    for line in draft_source(seen, lookup=name if pairs else "").splitlines():
        key = line.partition(":")[0]
        if line.startswith("#"):
            lines.append(
                "# Written from what was seen in the file. Check every guess before you trust a figure."
            )
        elif key in ("source", "title", "owner"):
            said = {"source": name, "title": quoted(title), "owner": quoted(owner)}[key]
            lines.append(f"{key}: {said}")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n", _unnamed(name, seen.areas[0]) if pairs else ""


def _unnamed(name: str, area: "AreaGuess") -> str:
    """Say which texts of a column of areas the lookup that was written does not have."""
    lacking = area.different - len(area.lookup)
    if not lacking:
        return ""
    of = f"{lacking:,} of {area.different:,} different texts of '{area.header}'"
    return (
        f"{of} {'is' if lacking == 1 else 'are'} the name of no one area here: add "
        f"{'it' if lacking == 1 else 'them'} to areas/codes/{name}.csv, or say unknown: leave out"
    )
