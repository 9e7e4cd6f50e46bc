"""What stands round every page: the month and area that may be chosen, and when figures were published."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from dashboard.access.viewers import UPLOADERS, Role, Viewer, require
from dashboard.queries.library import Reading
from dashboard.queries.views import Choice, Chrome
from dashboard.queries.words import day_words
from framework.model.areas import NOT_KNOWN, Area
from framework.model.periods import Grain, Period, month_start, period_of, previous, step
from framework.model.remote_reads import UploadRead
from framework.model.sources import Source

MONTHS_BACK = 24


@dataclass(frozen=True, slots=True)
class Place:
    """The month and the area that a page is about, both checked."""

    month: Period
    area: Area


def place(reading: Reading, viewer: Viewer, month: str | None, area: str | None) -> Place:
    """Read what the URL asks for; what is not said is the last ended month and the home area.

    Raises:
        KeyError: there is no such month or area.
        PermissionDeniedError: the viewer may not see the area.
    """
    newest = newest_month(reading.today)
    chosen = newest if not month else _month(month)
    if chosen.start > newest.start or step(newest, -MONTHS_BACK).start > chosen.start:
        raise KeyError(month)
    code = area or reading.framework.home_area
    require(viewer, Role.BOARD_MEMBER, code)
    return Place(chosen, reading.framework.geography.by_code[code])


def newest_month(today: date) -> Period:
    """Give the last month that has ended."""
    return previous(period_of(month_start(today), Grain.MONTH))


def _month(text: str) -> Period:
    try:
        year, month = text.split("-")
        return period_of(date(int(year), int(month), 1), Grain.MONTH)
    except ValueError:
        raise KeyError(text) from None


def chrome(reading: Reading, viewer: Viewer, at: Place) -> Chrome:
    """Give the frame of a page."""
    framework, generation = reading.framework, reading.snapshot.generation
    newest = newest_month(reading.today)
    months = [step(newest, -back) for back in range(MONTHS_BACK)]
    released = frozenset(one.month for one in reading.snapshot.releases())
    keep = {"month": f"{at.month.start:%Y-%m}", "area": at.area.code}
    return Chrome(
        framework=framework.title,
        board=framework.board,
        notice=framework.notice,
        generation=generation.number,
        published=_published(reading),
        months=tuple(
            Choice(f"{one.start:%Y-%m}", _month_label(one, released), one.start == at.month.start)
            for one in months
        ),
        areas=tuple(
            Choice(one.code, one.name, one.code == at.area.code)
            for one in choosable(reading, viewer, at.area)
        ),
        month=at.month.label,
        area=at.area.name,
        query=urlencode(keep),
        may_upload=not viewer.roles.isdisjoint(UPLOADERS) and _takes_files(reading),
        sources=tuple(map(source_words, framework.sources)),
    )


def source_words(source: Source) -> str:
    """Name a source beside what is taken away: "Absence (Inclusion Service, Open Government Licence v3.0)"."""
    whose = ", ".join(filter(None, (source.owner, source.licence)))
    return f"{source.title} ({whose})" if whose else source.title


def _month_label(month: Period, released: Set[str]) -> str:
    """Give the label of a month, and say so where its panel was released and stays as it is."""
    return f"{month.label}, released" if f"{month.start:%Y-%m}" in released else month.label


def _takes_files(reading: Reading) -> bool:
    return any(isinstance(source.read, UploadRead) for source in reading.framework.sources)


def _published(reading: Reading) -> str:
    if reading.release is None:
        return f"Published {published_words(reading)}"
    day = day_words(reading.release.at.date())
    return f"Released on {day}, as published {published_words(reading)}"


def published_words(reading: Reading) -> str:
    """Give the day of publication, with the day that a demonstration pretends it is."""
    day = day_words(reading.snapshot.generation.published_at.date())
    pretended = reading.framework.today
    return f"{day} (shown as at {day_words(pretended)})" if pretended else day


def outcome_choices(reading: Reading, asked: str) -> tuple[Choice, ...]:
    """Give the outcomes that a page may be narrowed to, with all of them first.

    Raises:
        KeyError: there is no such outcome.
    """
    known = {"": "All outcomes"} | {one.id: one.title for one in reading.framework.outcomes}
    if asked not in known:
        raise KeyError(asked)
    return tuple(Choice(key, label, key == asked) for key, label in known.items())


def choosable(reading: Reading, viewer: Viewer, chosen: Area) -> tuple[Area, ...]:
    """Give the areas of the selector: home, what lies in it, and the chosen one's neighbours."""
    geography, home = reading.framework.geography, reading.framework.home_area
    codes = [home, *geography.children_of(home)]
    if chosen.code not in codes:
        parents = geography.parents_of(chosen.code)
        codes += [code for code in (*parents, chosen.code) if code not in codes]
    return tuple(
        geography.by_code[code] for code in codes if code != NOT_KNOWN and viewer.may_see(code)
    )


def alike(reading: Reading, viewer: Viewer, level: str) -> tuple[Area, ...]:
    """Give the areas of a level that the viewer may see, in the order declared."""
    return tuple(
        one
        for one in reading.framework.geography.at_level(level)
        if one.code != NOT_KNOWN and viewer.may_see(one.code)
    )
