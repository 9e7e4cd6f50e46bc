"""Targets that no figure can ever be held against: for a time, an area or a level without figures."""

from collections.abc import Mapping
from datetime import timedelta

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.building.targets import PlacedTarget
from framework.load.mistakes import Mistakes, listed
from framework.model.areas import Area, Geography
from framework.model.derived import parts_of
from framework.model.indicators import Indicator, Kind
from framework.model.sources import Rows, Source
from framework.model.targets import Target


def check_reach(declaration: Declaration, mistakes: Mistakes) -> None:
    """Warn of every target that declarations alone show to be out of reach of all figures."""
    geography = declaration.ground.geography
    for declared in declaration.indicators.values():
        indicator = declared.indicator
        if indicator is None or indicator.kind is Kind.CONTEXT:
            continue
        sources = _sources_of(declaration, declared) if declared.targets else {}
        for placed in declared.targets:
            _check_begun(placed, sources, mistakes)
            _check_span(indicator, placed, mistakes)
            _check_level(indicator, placed, mistakes)
            area = geography.by_code.get(placed.target.area or "")
            if area:
                why = _why_none(indicator, placed.target, area)
                why = why or _why_elsewhere(area, sources, geography)
                if why:
                    message = (
                        f"{area.name} has no figures for this target, so it is never used: {why}"
                    )
                    mistakes.warn("F638", placed.written.part("area"), message)


def _sources_of(declaration: Declaration, declared: DeclaredIndicator) -> Mapping[str, Source]:
    """Give the sources whose rows put an indicator, or its parts, in periods and areas."""
    found: dict[str, Source] = {}
    ahead = [declared.indicator]
    for indicator in ahead:  # grows while it is walked; circles were refused before
        if indicator is None:
            continue
        own = declaration.sources.get(indicator.source)
        if own and own.source and not indicator.is_derived:
            found[own.id] = own.source
        parts = (declaration.indicators.get(name) for name in parts_of(indicator.measure))
        ahead += [part.indicator for part in parts if part and part.indicator not in ahead]
    return found


def _check_begun(placed: PlacedTarget, sources: Mapping[str, Source], mistakes: Mistakes) -> None:
    """Figures begin with the first month of a source, where all say which that is."""
    firsts = {name: source.covers.first for name, source in sources.items()}
    days = [first for first in firsts.values() if first]
    if not days or len(days) < len(firsts) or placed.target.ends > min(days):
        return
    first = min(days)
    named = next(name for name, day in firsts.items() if day == first)
    message = (
        f"target '{placed.target.label}' ends before the first figure: source "
        f"'{named}' covers {first:%Y-%m} onwards"
    )
    mistakes.warn("F550", placed.written.at, message)


def _check_span(indicator: Indicator, placed: PlacedTarget, mistakes: Mistakes) -> None:
    """A figure is held against the target of its period's last day."""
    target = placed.target
    period = indicator.period_of(target.begins)
    if period.last_day < target.ends:
        return
    last = target.ends - timedelta(days=1)
    message = (
        f"no {indicator.grain.value} ends between {target.begins} and {last}, so this target is "
        f"never used; set it for a time in which one ends, such as {period.label}"
    )
    mistakes.warn("F550", placed.written.at, message)


def _check_level(indicator: Indicator, placed: PlacedTarget, mistakes: Mistakes) -> None:
    lacking = [one for one in placed.target.applies_to if not indicator.is_kept_at(one)]
    if lacking:
        message = (
            f"figures are kept for {listed(indicator.levels, 'and')}, so for {listed(lacking, 'and')} "
            "the target is never used; name it in 'levels' as well, or leave it out here"
        )
        mistakes.warn("F638", placed.written.part("applies_to"), message)


def _why_none(indicator: Indicator, target: Target, area: Area) -> str:
    if not indicator.is_kept_at(area.level):
        kept = listed(indicator.levels, "and")
        return (
            f"figures are kept for {kept}, and this is a {area.level}; name '{area.level}' in "
            "'levels' as well, or set the target for another area"
        )
    if area.valid_to is not None and area.valid_to <= target.begins:
        return f"the area ended on {area.valid_to}; set the target for the area of its time"
    if area.valid_from is not None and target.ends <= area.valid_from:
        return f"the area begins on {area.valid_from}; set the target for the area of its time"
    return ""


def _why_elsewhere(area: Area, sources: Mapping[str, Source], geography: Geography) -> str:
    """Say so where every row that is counted lies in an area that is neither this nor in it."""
    fixed = {
        source.area_from.fixed
        for source in sources.values()
        if source.area_from.fixed and source.rows is not Rows.PUBLISHED
    }
    if not fixed or not fixed <= geography.by_code.keys():
        return ""
    if any(source.area_from.fixed not in fixed for source in sources.values()):
        return ""
    if any(area.code in (code, *geography.ancestors_of(code)) for code in fixed):
        return ""
    named = listed((f"'{name}'" for name in sources), "and")
    return (
        f"every row of source {named} counts in "
        f"{listed(sorted(fixed))} (area_from: fixed); set the target for that area"
    )
