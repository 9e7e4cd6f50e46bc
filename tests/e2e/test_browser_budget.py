"""Pages stay light: bytes over the wire, scripts, Dash components, and words before scripts."""

import json
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.browser

WIRE = 350_000
SCRIPTS = 300_000
COMPONENTS = 150


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/indicator/assessed_in_time",
        "/heat-map",
        "/area?area=E07000901",
        "/outcome/right_help",
        "/signals",
        "/signals?only=signs",
        "/compare",
        "/inequalities",
        "/context",
        "/find?q=assess",
    ],
)
def test_a_page_keeps_within_its_budget(watch: Callable[..., Any], path: str) -> None:
    watched = watch()
    page = watched.page
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    session.on(
        "Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]})
    )
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    watched.open(path)
    page.wait_for_load_state("networkidle")
    scripts = sum(size for key, size in sizes.items() if kinds.get(key) == "Script")
    assert 0 < scripts <= SCRIPTS
    assert scripts < sum(sizes.values()) <= WIRE


def test_dash_has_few_components(watch: Callable[..., Any]) -> None:
    page = watch().open("/")
    layout = json.loads(page.evaluate("fetch('/_dash-layout').then(answer => answer.text())"))
    assert json.dumps(layout).count('"namespace"') <= COMPONENTS


def test_the_words_are_there_before_any_script(address: str) -> None:
    with urlopen(address + "/") as answer:  # noqa: S310 (our own server)
        html = answer.read().decode()
    assert html.index("4 of 26 rated indicators") < html.index("_dash-component-suites")
