"""An indicator or an area, found by what somebody calls it on a command line."""

from dashboard.access.viewers import Viewer, require
from framework.errors import UserError
from framework.load.mistakes import listed, nearest, shown, suggestion
from framework.model.areas import Area, Geography
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator


def indicator_called(framework: Framework, name: str) -> Indicator:
    """Find an indicator by its id.

    Raises:
        UserError: there is none, with the one whose id or title is nearest.
    """
    ids = [one.id for one in framework.indicators]
    if name in ids:
        return framework.indicator(name)
    titles = {
        title: one.id
        for one in framework.indicators
        for title in (one.short_title, one.title)
        if title
    }
    found = titles.get(nearest(name, titles), "")
    near = f"; did you mean '{found}'?" if found else ""
    raise UserError(f"there is no indicator {shown(name)}{suggestion(name, ids) or near}")


def area_called(geography: Geography, name: str, viewer: Viewer) -> Area:
    """Find an area by its code, or by its name however it is capitalised.

    Nothing is said of areas that the viewer may not see: not even that they are there.

    Raises:
        UserError: there is none, with the nearest; or there are several of that name.
        PermissionDeniedError: there is none that the viewer may see, who may not see every area.
    """
    seen = [one for one in geography.areas if viewer.may_see(one.code)]
    if name in geography.by_code and viewer.may_see(name):
        return geography.by_code[name]
    wanted = " ".join(name.casefold().split())
    named = [one for one in seen if wanted in (one.name.casefold(), one.code.casefold())]
    if len(named) == 1:
        return named[0]
    if named:
        codes = listed(one.code for one in named)
        raise UserError(f"{len(named)} areas are called {shown(name)}: say the code, {codes}")
    require(viewer, area=name)
    names = [one.name for one in seen]
    near = suggestion(name, names) or suggestion(name, [one.code for one in seen])
    raise UserError(f"there is no area {shown(name)}{near}")
