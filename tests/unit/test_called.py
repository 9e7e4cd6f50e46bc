"""An area found by its name: nothing is said of those that a viewer may not see."""

import pytest

from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, Viewer
from dashboard.queries.called import area_called
from framework.errors import PermissionDeniedError, UserError
from framework.model.areas import Area, Geography, Level

AREAS = (
    Area("E05B", "Bridge", "ward"),
    Area("E05C", "Bridge", "ward"),
    Area("E05D", "Alder", "ward"),
)
GEOGRAPHY = Geography((Level("ward", "ward", "wards"),), AREAS, ())
OF_ONE = Viewer("one", frozenset({Role.BOARD_MEMBER}), frozenset({"E05B"}))


def test_a_name_that_only_one_seen_area_has_is_that_area():
    assert area_called(GEOGRAPHY, "bridge", OF_ONE).code == "E05B"
    with pytest.raises(UserError, match="2 areas are called 'bridge': say the code, E05B or E05C"):
        area_called(GEOGRAPHY, "bridge", OPEN_DEMO_VIEWER)


@pytest.mark.parametrize("name", ["E05C", "Alder", "Aldr", "Nowhere"])
def test_what_is_hidden_and_what_is_not_there_are_refused_alike(name):
    with pytest.raises(PermissionDeniedError) as refused:
        area_called(GEOGRAPHY, name, OF_ONE)
    assert "did you mean" not in str(refused.value)
