"""What the pages are told, from rows to words: the starter and small twists of it, refreshed for real."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, Viewer
from dashboard.queries.explain import explain
from dashboard.queries.heat import read_heat_map
from dashboard.queries.indicator import read_indicator
from dashboard.queries.library import Library
from dashboard.queries.panel import read_panel
from dashboard.queries.status import read_status
from framework.errors import PermissionDeniedError
from framework.load.files import read_config
from framework.model.results import Rating, Travel
from framework.store.engines import open_store
from indicators.refresh.planning import Choice, Places
from indicators.refresh.running import Starter, Where, refresh

STARTER = Path(__file__).parents[2] / "config" / "examples" / "starter"
NAMES = {"AREACODE": "C01", "AREANAME": "Ourshire", "PARTNERSHIP": "Ours", "BOARD": "Our Board"}
TODAY = date(2026, 10, 31)


class Quiet:
    def stage(self, name: str, done: int, total: int) -> None: ...

    def event(self, message: str) -> None: ...


@dataclass
class Desk:
    folder: Path
    today: date = TODAY
    engines: list[Engine] = field(default_factory=list)

    def write(self, path: str, change: Callable[[str], str] = lambda text: text) -> None:
        text = (STARTER / path).read_text(encoding="utf-8")
        for placeholder, name in NAMES.items():
            text = text.replace(placeholder, name)
        goal = self.folder / path
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_text(change(text), encoding="utf-8")

    def refresh(self) -> Library:
        engine = open_store(f"sqlite:///{self.folder / 'store.db'}")
        self.engines.append(engine)
        where = Where(engine, Places(self.folder / "data", self.folder / "intake"))
        starter = Starter("test", "here", 1, lambda: datetime.now(UTC), self.today)
        files = read_config(self.folder / "config")
        refresh(files, where, Choice(), starter=starter, teller=Quiet())
        return Library(engine, lambda: self.today)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    for path in STARTER.rglob("*"):
        if path.suffix in {".yaml", ".csv"}:
            made.write(path.relative_to(STARTER).as_posix())
    yield made
    for engine in made.engines:
        engine.dispose()


@pytest.fixture
def library(desk: Desk) -> Library:
    return desk.refresh()


def test_the_panel_counts_what_its_cards_show(library):
    view = read_panel(library, OPEN_DEMO_VIEWER, "2026-09")
    cards = [card for part in view.outcomes for card in part.cards]
    shown = {rating: sum(card.rating is rating for card in cards) for rating in Rating}
    assert (view.counts.red, view.counts.amber, view.counts.green, view.counts.not_rated) == (
        shown[Rating.RED],
        shown[Rating.AMBER],
        shown[Rating.GREEN],
        shown[Rating.NOT_RATED],
    )
    assert [card.id for card in view.attention] == [c.id for c in cards if c.rating is Rating.RED]
    assert view.late_sources == ()


def test_a_card_and_its_page_and_its_explanation_say_the_same(library):
    month = "2026-09"
    panel = read_panel(library, OPEN_DEMO_VIEWER, month)
    card = next(c for part in panel.outcomes for c in part.cards if c.id == "assessed_in_time")
    page = read_indicator(library, OPEN_DEMO_VIEWER, "assessed_in_time", month)
    told = explain(library, OPEN_DEMO_VIEWER, "assessed_in_time", month=month)
    assert card == page.card
    assert told.value == card.text
    assert told.rating == card.rating.value
    assert page.trend[-1].text == card.text
    assert any(step.startswith(f"So {card.text} is {card.rating.value}") for step in page.why)


def test_districts_stand_beside_one_another_with_the_county_as_their_line(library):
    page = read_indicator(library, OPEN_DEMO_VIEWER, "assessed_in_time", "2026-09")
    assert [bar.name for bar in page.areas] == ["North district", "South district"]
    assert page.area_title == "Districts of Ourshire"
    assert page.benchmark_text == f"Ourshire {page.card.text}"


def test_the_heat_map_has_every_indicator_and_area(library):
    view = read_heat_map(library, OPEN_DEMO_VIEWER, "2026-09")
    assert view.areas == ("Ourshire", "North district", "South district")
    assert sum(len(part.rows) for part in view.parts) == 4
    worst = read_heat_map(library, OPEN_DEMO_VIEWER, "2026-09", sort="worst")
    assert len(worst.parts) == 1


def test_a_source_that_is_behind_its_promise_is_late_on_the_page_and_in_status(desk):
    desk.today = date(2027, 2, 20)
    library = desk.refresh()
    view = read_panel(library, OPEN_DEMO_VIEWER, "2027-01")
    assert view.counts.not_rated == 4
    assert view.late_sources[0].startswith("Late: figures for October to December 2026")
    assert read_status(library, OPEN_DEMO_VIEWER).sources[0].state == "late"


def test_what_never_happened_is_not_called_late(desk):
    desk.write(
        "config/indicators/early_help.yaml",
        lambda text: (
            text
            + "  moved_away:\n    title: Families who moved away\n    kind: outcome\n"
            + "    polarity: low\n    unit: families\n    decimals: 0\n"
            + "    count: {where: \"reason = 'moved away' and started < date '2000-01-01'\", "
            + "dated: ended}\n    owner: Head of Early Help\n"
        ),
    )
    desk.write(
        "config/outcomes.yaml", lambda text: text.replace("stepped_up]", "stepped_up, moved_away]")
    )
    view = read_panel(desk.refresh(), OPEN_DEMO_VIEWER, "2026-09")
    card = next(c for part in view.outcomes for c in part.cards if c.id == "moved_away")
    assert view.late_sources == ()
    assert card.freshness.state != "late"


def test_a_reader_of_one_district_cannot_see_another(library):
    reader = Viewer("reader", frozenset({Role.BOARD_MEMBER}), frozenset({"D01"}))
    assert read_panel(library, reader, "2026-09", "D01").chrome.area == "North district"
    for refused in ("D02", None):
        with pytest.raises(PermissionDeniedError):
            read_panel(library, reader, "2026-09", refused)
    page = read_indicator(library, reader, "assessed_in_time", "2026-09", "D01")
    assert [bar.code for bar in page.areas] == ["D01"]


def test_nobody_sees_nothing(library):
    nobody = Viewer("nobody", frozenset())
    with pytest.raises(PermissionDeniedError):
        read_panel(library, nobody)
    with pytest.raises(PermissionDeniedError):
        read_status(library, nobody)


def test_an_area_or_month_that_is_not_there_is_not_found(library):
    for month, area in (("2026-09", "nowhere"), ("1999-01", None), ("Octember", None)):
        with pytest.raises((KeyError, PermissionDeniedError)):
            read_panel(library, OPEN_DEMO_VIEWER, month, area)


def test_a_change_since_last_quarter_is_the_difference_of_the_two_figures_shown(library):
    page = read_indicator(library, OPEN_DEMO_VIEWER, "days_to_assessment", "2026-09")
    now, before = page.trend[-1].value, page.trend[-2].value
    assert now is not None
    assert before is not None
    good = Travel.BETTER if now < before else Travel.WORSE  # fewer days are better
    same = page.trend[-1].text == page.trend[-2].text
    assert page.card.short.travel is (Travel.SAME if same else good)


def test_contradicting_published_rows_keep_one_indicator_and_publish_the_rest(desk):
    desk.write("config/sources/episodes.yaml")
    (desk.folder / "config/sources/official.yaml").write_text(
        "source: official\ntitle: Official figures\nowner: A department\nrows: published\n"
        "read: {kind: csv, path: official.csv}\n"
        "columns:\n  value: {type: number}\n"
        "area_from: {column: area}\n"
        "period_from: {column: year, shape: year, grain: year, year: calendar}\n"
    )
    (desk.folder / "data/official.csv").write_text("area,year,value\nC01,2024,1\nC01,2024,2\n")
    (desk.folder / "config/indicators/official.yaml").write_text(
        "indicators:\n  told:\n    title: Told\n    source: official\n    kind: context\n"
        "    polarity: none\n    unit: children\n    grain: year\n    year: calendar\n"
        "    published: value\n    owner: Head of Early Help\n"
    )
    desk.write(
        "config/outcomes.yaml", lambda text: text.replace("stepped_up]", "stepped_up, told]")
    )
    view = read_status(desk.refresh(), OPEN_DEMO_VIEWER)
    assert view.indicators == 4
    assert any("'told' keeps its last good figures" in warning for warning in view.warnings)
