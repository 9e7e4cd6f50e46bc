"""Text in, a framework out, or every mistake of every file at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from framework.errors import ConfigurationError, Issue
from framework.load.building.areas import build_bank_holidays, build_codes, build_geography
from framework.load.building.catalogue import build_indicators, build_outcomes
from framework.load.building.declared import Declaration
from framework.load.building.from_tables import with_unread_tables
from framework.load.building.ground import Ground
from framework.load.building.neighbours import build_neighbours
from framework.load.building.outlines import build_outlines
from framework.load.building.partnership import build_partnership
from framework.load.building.written_sources import build_sources
from framework.load.checks import CHECKS
from framework.load.mistakes import Mistakes
from framework.load.parsing import ReadYaml, parse_files
from framework.load.second_look import look_again
from framework.load.syntax.positions import read_yaml
from framework.model.frameworks import Framework
from framework.model.versions import version_of


@dataclass(frozen=True, slots=True)
class Loaded:
    """A framework, what is odd about it, and the version of its text.

    `version` is the SHA-256 of all files with their paths, in hexadecimal digits.
    """

    framework: Framework
    warnings: tuple[Issue, ...]
    version: str


def load_framework(
    files: Mapping[str, bytes], *, today: date | None = None, read: ReadYaml = read_yaml
) -> Loaded:
    """Read the files of a configuration folder, as `read_config` gives them.

    With `today` (that of framework.yaml goes before it) it also warns of what is overdue by then.
    Whoever reads much the same files again and again gives a `read` that keeps what it has read.

    Raises:
        ConfigurationError: with every issue of every file, sorted by place.
    """
    mistakes = Mistakes()
    declaration = declare(files, mistakes, today=today, read=read)
    for check in CHECKS:
        check(declaration, mistakes)
    look_again(declaration, mistakes)
    errors = mistakes.of_level("error")
    if errors:
        raise ConfigurationError(errors + mistakes.of_level("warning"))
    return Loaded(_framework(declaration), mistakes.of_level("warning"), version_of(files))


def declare(
    files: Mapping[str, bytes],
    mistakes: Mistakes,
    *,
    today: date | None = None,
    read: ReadYaml = read_yaml,
) -> Declaration:
    """Read all files as far as they can be understood. What is wrong goes to the mistakes."""
    parsed = with_unread_tables(parse_files(files, mistakes, read))
    partnership = build_partnership(parsed, mistakes)
    ground = Ground(
        geography=build_geography(parsed, partnership.levels, mistakes),
        year_type=partnership.year_type,
        codes=build_codes(parsed, mistakes),
        bank_holidays=build_bank_holidays(parsed, mistakes),
        home=str(partnership.home or ""),
        neighbours=build_neighbours(parsed, mistakes),
    )
    ground = replace(ground, outlines=build_outlines(parsed, ground.geography, mistakes))
    sources = build_sources(parsed, partnership, mistakes)
    indicators = build_indicators(parsed, sources, ground, partnership.defaults, mistakes)
    outcomes = build_outcomes(parsed, mistakes)
    today = partnership.today or today
    return Declaration(parsed, partnership, ground, sources, indicators, outcomes, today)


def _framework(declaration: Declaration) -> Framework:
    partnership, ground = declaration.partnership, declaration.ground
    return Framework(
        id=partnership.id,
        title=partnership.title,
        board=partnership.board,
        home_area=ground.home,
        geography=ground.geography,
        sources=tuple(each.source for each in declaration.sources.values() if each.source),
        indicators=tuple(
            each.indicator for each in declaration.indicators.values() if each.indicator
        ),
        outcomes=tuple(each.outcome for each in declaration.outcomes),
        year_type=partnership.year_type,
        bank_holidays=ground.bank_holidays,
        codes=ground.codes,
        neighbours=ground.neighbours,
        outlines=ground.outlines,
        today=partnership.today,
        notice=partnership.notice,
        schedule=partnership.schedule,
        keep=partnership.keep,
        tell=partnership.tell,
        fetch_from=partnership.fetch_from,
    )
