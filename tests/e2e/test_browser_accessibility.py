"""Everybody can read every page: by axe's rules, on a small screen, in light and dark."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.e2e.conftest import close

pytestmark = pytest.mark.browser

PATHS = (
    "/",
    "/indicator/assessed_in_time",
    "/indicator/assessed_in_time/explain",
    "/indicator/answered_in_time",
    "/indicator/temporary_homes",
    "/heat-map",
    "/heat-map?show=figures",
    "/heat-map?show=changes",
    "/area?area=E07000901",
    "/outcome/right_help",
    "/signals",
    "/signals?only=signs",
    "/compare",
    "/inequalities",
    "/context",
    "/find?q=assess",
    "/present?slide=3",
    "/status",
    "/quality",
    "/accessibility",
    "/nothing-here",
)
FAULTS = """async rules => {
  const only = rules ? {runOnly: {type: "rule", values: rules}} : {};
  const found = await axe.run(document, {resultTypes: ["violations"], preload: false, ...only});
  return found.violations.map(one =>
    one.id + ": " + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | "));
}"""
OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""The rules whose answer a theme can change; the others are asked once a width."""


HANGING = """() => [...document.querySelectorAll('.bars tbody tr')].flatMap(row => {
  const box = row.getBoundingClientRect();
  const cells = [...row.children].map(one => [one, one.getBoundingClientRect()]);
  const out = cells.filter(([, at]) => at.left < box.left - 1 || at.right > box.right + 1);
  const met = cells.filter(([, a], place) => cells.slice(place + 1).some(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1));
  return [...out, ...met].map(([one]) => one.outerHTML.slice(0, 120));
})"""


@pytest.fixture(scope="module")
def opened(contexts: Callable[..., Any], address: str, axe: str) -> Iterator[list[Any]]:
    """Open every page once, side by side, with all that can be opened open. Width and theme change in place."""
    context = contexts(viewport={"width": 1440, "height": 900})
    pages = [context.new_page() for _ in PATHS]
    for path, page in zip(PATHS, pages, strict=True):
        page.goto(address + path)
        page.wait_for_selector("#page main")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(axe)
    yield pages
    for page in pages:
        close(page)


@pytest.mark.parametrize(
    ("width", "theme"), [(1440, "light"), (1440, "dark"), (390, "dark"), (390, "light")]
)
def test_axe_finds_no_fault(opened: list[Any], width: int, theme: str) -> None:
    rules = OF_COLOUR if theme == "dark" else None
    for page in opened:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        assert page.evaluate(FAULTS, rules) == [], page.url


def test_in_forced_colours_ratings_keep_their_shapes_and_every_control_shows_its_focus(
    opened: list[Any],
) -> None:
    for page in opened:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(forced_colors="active")
        kept = page.evaluate(
            "[...document.querySelectorAll('main .icon, main .cell')].map("
            "one => getComputedStyle(one).forcedColorAdjust)"
        )
        unreached = page.evaluate(UNREACHED)
        faults = page.evaluate(FAULTS, OF_COLOUR)
        page.emulate_media(forced_colors="none")
        assert set(kept) <= {"none"}, page.url
        assert unreached == [], page.url
        assert faults == [], page.url


def test_axe_finds_no_fault_in_the_chart_for_exploring(watch: Callable[..., Any], axe: str) -> None:
    page = watch().open("/indicator/assessed_in_time")
    page.get_by_role("button", name="Explore this chart").click()
    page.wait_for_selector("#explorer .main-svg")
    page.evaluate(axe)
    assert page.evaluate(FAULTS) == []


@pytest.fixture(scope="module", params=[1440, 720, 320])
def screen(request: pytest.FixtureRequest, opened: list[Any]) -> tuple[int, list[Any]]:
    """Give every page on one width of screen.

    720 pixels are a screen of 1440 at 200%, and 320 one of 1280 at 400%.
    """
    for page in opened:
        page.set_viewport_size({"width": request.param, "height": 900})
    return request.param, opened


def test_a_page_never_scrolls_sideways(screen: tuple[int, list[Any]]) -> None:
    width, pages = screen
    for page in pages:
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def test_no_word_or_figure_of_a_table_is_torn_in_two(screen: tuple[int, list[Any]]) -> None:
    torn = """() => [...document.querySelectorAll('main tbody td, main tbody th')].flatMap(cell => {
      const found = [], walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) for (const word of walk.currentNode.data.matchAll(/[^\\s-]+/g)) {
        const range = document.createRange();
        range.setStart(walk.currentNode, word.index);
        range.setEnd(walk.currentNode, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map(at => at.top)).size;
        if (lines > 1 && !word[0].includes('_')) found.push(word[0]);
      }
      return found;
    })"""
    for page in screen[1]:
        assert page.evaluate(torn) == [], page.url


def test_no_text_is_smaller_than_fourteen_pixels(screen: tuple[int, list[Any]]) -> None:
    small = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(one =>
      [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()) &&
      !one.closest('.icon') && one.getClientRects().length &&
      parseFloat(getComputedStyle(one).fontSize) < 14).map(one => one.outerHTML.slice(0, 120))"""
    for page in screen[1]:
        assert page.evaluate(small) == [], page.url


def test_what_can_be_pressed_is_large_enough(screen: tuple[int, list[Any]]) -> None:
    """WCAG 2.2 asks for 24 pixels; links inside a sentence are excepted."""
    small = """() => [...document.querySelectorAll('button, select, summary, nav a, .button, .cell')]
      .filter(one => one.getClientRects().length)
      .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
      .filter(([box]) => box.width < 24 || box.height < 24).map(([, html]) => html)"""
    for page in screen[1]:
        assert page.evaluate(small) == [], page.url


UNREACHED = """() => {
  const every = 'a[href], button, select, input:not([type=hidden]), summary, [tabindex]';
  const found = [...document.querySelectorAll(every)].filter(one => one.checkVisibility());
  return found.filter(one => {
    one.focus({focusVisible: true, preventScroll: true});
    const styles = [getComputedStyle(one), getComputedStyle(one, '::after')];
    if (one.closest('article')) styles.push(getComputedStyle(one.closest('article')));
    const shown = one.id === 'main' || styles.some(
      style => style.outlineStyle !== 'none' || style.boxShadow !== 'none');
    return document.activeElement !== one || one.tabIndex > 0 || !shown;
  }).map(one => one.outerHTML.slice(0, 120));
}"""
MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
  const style = getComputedStyle(one);
  return style.animationName !== 'none' && parseFloat(style.animationDuration) > 0.01
    || style.transitionDuration.split(',').some(time => parseFloat(time) > 0.01);
}).map(one => one.outerHTML.slice(0, 120))"""


def test_every_control_of_every_page_takes_the_focus_in_order_and_shows_it(
    screen: tuple[int, list[Any]],
) -> None:
    for page in screen[1]:
        assert page.evaluate(UNREACHED) == [], page.url


def test_nothing_moves_for_who_asked_for_less_motion(screen: tuple[int, list[Any]]) -> None:
    for page in screen[1]:
        assert page.evaluate(MOVING) == [], page.url


def test_on_paper_there_are_figures_and_no_controls(screen: tuple[int, list[Any]]) -> None:
    for page in screen[1]:
        page.emulate_media(media="print")
        shown = [one.is_visible() for one in page.locator(".top, .choose, .skip, .jump").all()]
        words = page.locator("main").inner_text()
        page.emulate_media(media="screen")
        assert not any(shown), page.url
        assert page.locator("h1").inner_text()[:8] in words


def test_on_a_small_screen_an_indicator_is_a_line_that_opens_and_what_is_calm_is_one_line(
    watch: Callable[..., Any],
) -> None:
    page = watch(width=390, java_script_enabled=False).page
    page.goto(watch().address + "/")
    outcome = page.locator("#outcome-right_help")
    ambers, greens = outcome.locator(".card-amber"), outcome.locator(".card-green")
    assert not ambers.first.is_visible()
    outcome.locator(".brief-card > summary").first.click()
    assert ambers.first.is_visible()
    outcome.locator(".brief-calm > summary").click()
    assert not greens.first.is_visible()
    outcome.locator(".brief-card:has(.card-green) > summary").first.click()
    assert greens.first.is_visible()


def test_a_small_screen_says_of_what_is_off_track_why_and_what_is_done_and_keeps_the_rest_a_press_away(
    watch: Callable[..., Any],
) -> None:
    page = watch(width=390).open("/")
    card = page.locator(".card-wide").first
    assert card.locator(".said, .unsaid").is_visible()
    assert card.locator(".drawn-small svg").is_visible()
    assert not card.locator(".travels").is_visible()
    card.locator("summary").click()
    assert card.locator(".travels").is_visible()
    assert page.url.endswith("/")  # the card is a link, and its line is not


@pytest.mark.parametrize(
    ("path", "folded"),
    [
        ("/", ".card-amber"),
        ("/compare", ".bars"),
        ("/inequalities", ".bars"),
        ("/context", ".card"),
        ("/find", ".listed li"),
        ("/outcome/right_help", ".card-amber"),
        ("/indicator/assessed_in_time", ".breakdowns .bars"),
    ],
)
def test_a_wide_screen_and_paper_have_whole_what_a_small_screen_has_as_lines(
    watch: Callable[..., Any], path: str, folded: str
) -> None:
    small = watch(width=390, java_script_enabled=False).page
    small.goto(watch().address + path)
    parts = small.locator(f"main {folded}")
    assert parts.count()
    assert not any(one.is_visible() for one in parts.all())
    small.emulate_media(media="print")
    assert all(one.is_visible() for one in parts.all())
    small.emulate_media(media="screen")
    small.set_viewport_size({"width": 1440, "height": 900})
    assert all(one.is_visible() for one in parts.all())
    assert not small.locator(".brief > summary").first.is_visible()


@pytest.mark.parametrize("path", ["/signals", "/area?area=E07000901", "/status"])
def test_a_small_screen_folds_the_rows_that_need_no_look_and_opens_them(
    watch: Callable[..., Any], path: str
) -> None:
    page = watch(width=390).open(path)
    button = page.locator(".fold-button").first
    calm = page.locator(f"#{button.get_attribute('data-unfold')} .calm").first
    assert not calm.is_visible()
    button.click()
    assert calm.is_visible()


@pytest.mark.parametrize("path", ["/indicator/assessed_in_time", "/indicator/temporary_homes"])
def test_nothing_in_a_table_of_bars_leaves_its_row_or_lies_on_other_words(
    watch: Callable[..., Any], path: str
) -> None:
    page = watch(width=390).open(path)
    assert page.evaluate(HANGING) == []
    letters = "[...document.querySelectorAll('.area-map .icon')].map(one => one.getBoundingClientRect().width)"
    assert all(width > 14 for width in page.evaluate(letters))


def test_a_heat_map_on_a_small_screen_lists_the_exceptions(watch: Callable[..., Any]) -> None:
    page = watch(width=390).open("/heat-map")
    assert not page.locator(".heat").is_visible()
    line = page.locator(".heat-list li > details:has(.icon-red)").first
    assert line.locator(".named .icon-red").is_visible()
    assert not line.locator(".cell-red").first.is_visible()
    line.locator("summary").click()
    assert line.locator(".cell-red").first.is_visible()


def test_every_page_can_be_read_without_scripts(watch: Callable[..., Any]) -> None:
    watched = watch(java_script_enabled=False)
    page = watched.page
    page.goto(watched.address + "/")
    assert page.locator("h1").inner_text().startswith("Board panel")
    assert page.get_by_role("link", name="Children persistently absent from school").count()
    page.select_option("#month", "2026-09")
    page.get_by_role("button", name="Show").click()
    assert "September 2026" in page.locator("h1").inner_text()
    page.locator("article a").first.click()
    assert "Why this rating" in page.locator("main").inner_text()


def test_print_leaves_out_what_cannot_be_pressed_on_paper(watch: Callable[..., Any]) -> None:
    page = watch(width=390).open("/")
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible()
    assert not page.locator("#month").is_visible()
    assert page.locator("#outcome-right_help .card-green").first.is_visible()
