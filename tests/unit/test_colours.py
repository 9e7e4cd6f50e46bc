"""Colours of both themes: ratings are told apart by who sees no red, green or blue, and words can be read.

Distances are CIEDE2000 (Sharma, Wu and Dalal, 2005); how a colour is seen is Machado, Oliveira and
Fernandes (2009) at severity 1.0; contrast is that of WCAG 2.2.
"""

import math
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

CSS = Path(__file__).parents[2] / "dashboard" / "assets" / "base.css"
THEMES = ("light", "dark")
SEEN = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ = np.array(
    (
        (0.4124564, 0.3575761, 0.1804375),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339, 0.1191920, 0.9503041),
    )
)
WHITE = np.array((0.95047, 1.0, 1.08883))
ON = [
    ("--ink", "--page"),
    ("--ink", "--surface"),
    ("--ink-2", "--page"),
    ("--ink-2", "--surface"),
    ("--ink-2", "--sunk"),
    ("--link", "--surface"),
    ("--link", "--page"),
    ("--red-ink", "--red"),
    ("--amber-ink", "--amber"),
    ("--green-ink", "--green"),
    ("--red-text", "--red-tint"),
    ("--amber-text", "--amber-tint"),
    ("--green-text", "--green-tint"),
    ("--ink", "--red-tint"),
    ("--ink", "--amber-tint"),
    ("--ink", "--green-tint"),
    ("--none-ink", "--surface"),
]


def tokens() -> dict[str, tuple[str, str]]:
    text = CSS.read_text(encoding="utf-8")
    pairs = re.findall(r"(--[\w-]+): light-dark\((#\w{6}), (#\w{6})\)", text)
    single = re.findall(r"(--[\w-]+): (#\w{6});", text)
    return {name: (one, other) for name, one, other in pairs} | {
        name: (one, one) for name, one in single
    }


TOKENS = tokens()


def linear(colour: str) -> np.ndarray:
    found = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(found <= 0.04045, found / 12.92, ((found + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    ratio = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array((116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])))


def distance(one: np.ndarray, other: np.ndarray) -> float:
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = h2 - h1
    if abs(turn) > 180:
        turn -= math.copysign(360, turn)
    mean_h = (h1 + h2) / 2 if abs(h1 - h2) <= 180 else ((h1 + h2 + 360) / 2) % 360
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    cosines = ((0.17, 1, -30), (-0.24, 2, 0), (-0.32, 3, 6), (0.20, 4, -63))
    t = 1 - sum(k * math.cos(math.radians(n * mean_h + by)) for k, n, by in cosines)
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2)
    sc, sh = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    rc = 2 * math.sqrt(mean_c**7 / (mean_c**7 + 25**7))
    rt = -math.sin(math.radians(60 * math.exp(-(((mean_h - 275) / 25) ** 2)))) * rc
    dl, dc = (l2 - l1) / sl, (c2 - c1) / sc
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / sh
    return math.sqrt(dl**2 + dc**2 + dh**2 + rt * dc * dh)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((float(TO_XYZ[1] @ linear(c)) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_distance_is_that_of_the_published_example() -> None:
    first, second = np.array((50.0, 2.6772, -79.7751)), np.array((50.0, 0.0, -82.7485))
    assert distance(first, second) == pytest.approx(2.0425, abs=1e-4)


@pytest.mark.parametrize("theme", range(2), ids=THEMES)
@pytest.mark.parametrize("sight", SEEN)
def test_ratings_are_told_apart_by_those_who_see_fewer_colours(sight: str, theme: int) -> None:
    seen = [
        lab(np.array(SEEN[sight]) @ linear(TOKENS[name][theme]))
        for name in ("--red", "--amber", "--green")
    ]
    assert min(distance(*pair) for pair in combinations(seen, 2)) >= 20


def test_red_and_green_of_a_traffic_light_would_not_be() -> None:
    seen = [lab(np.array(SEEN["protan"]) @ linear(one)) for one in ("#d4351c", "#00703c")]
    assert distance(*seen) < 10


@pytest.mark.parametrize("theme", range(2), ids=THEMES)
@pytest.mark.parametrize(("words", "behind"), ON)
def test_words_stand_out_from_what_is_behind_them(words: str, behind: str, theme: int) -> None:
    assert contrast(TOKENS[words][theme], TOKENS[behind][theme]) >= 4.5


@pytest.mark.parametrize("theme", range(2), ids=THEMES)
@pytest.mark.parametrize(
    "line", ["--edge", "--series", "--benchmark", "--signal-better", "--signal-worse"]
)
def test_lines_that_mean_something_stand_out(line: str, theme: int) -> None:
    assert contrast(TOKENS[line][theme], TOKENS["--surface"][theme]) >= 3
