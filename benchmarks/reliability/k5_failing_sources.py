"""K5: whatever goes wrong with one source, its last good figures stand, with the reason on the page."""

import html
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.reliability.commands import Ended, run, start
from benchmarks.reliability.deliveries import DELIVERIES, Delivery, Fault
from benchmarks.reliability.figures import Asked, Figure, told
from benchmarks.reliability.killing import engine_of
from benchmarks.reliability.made_partnership import Partnership, make_partnership
from benchmarks.reliability.pages import browser_of
from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.queries.row_words import reason_words
from framework.store.reading import open_snapshot
from framework.store.verifying import verify

SOURCE: Final = """source: contacts
title: Contacts at the front door
owner: Front door
rows: events
read: {read}
columns:
{more}  day: {{from: contact_date, type: date, required: yes}}
area_from: {{column: district}}
dated: day
disclosure: {{suppress: 1-2, round_to: 1}}
"""
INDICATOR: Final = """defaults: {source: contacts, grain: quarter, decimals: 0}
indicators:
  contacts:
    title: Contacts at the front door
    kind: context
    polarity: high
    unit: contacts
    count: {dated: day}
    owner: Front door
    definition: {numerator: Contacts in the quarter}
"""
DISKS: Final = (8_000, 40_000, 150_000)
"""How many bytes a file may have when the disk is said to be full."""


@dataclass(slots=True)
class Tally:
    """What came of the faults so far."""

    faults: int = 0
    troubles: list[str] = field(default_factory=list)


def measure(asked: Asked) -> list[Figure]:
    """Let every delivery fail in every way."""
    figures = []
    names = list(DELIVERIES)
    if asked.points < len(names) * 10:  # the short form takes one connector, by its seed
        names = asked.dice("K5").sample(names, 1)
    for name in names:
        folder = asked.folder / name
        folder.mkdir(mode=0o700)
        url = f"sqlite:///{folder / 'store.db'}"
        with DELIVERIES[name](folder, url) as delivery:
            partnership = _declare(folder, url, delivery)
            figures.append(_figure(asked, partnership, delivery))
    return figures


def _declare(folder: Path, url: str, delivery: Delivery) -> Partnership:
    """Put the failing source beside the sound one, each with indicators of its own."""
    made = make_partnership(folder, url, rows=1_500)
    config = folder / "config"
    more = f"  {delivery.column}\n" if delivery.column else ""
    source = SOURCE.format(read=delivery.declared, more=more)
    (config / "sources" / "contacts.yaml").write_text(source, encoding="utf-8")
    (config / "indicators" / "contacts.yaml").write_text(INDICATOR, encoding="utf-8")
    outcomes = config / "outcomes.yaml"
    text = outcomes.read_text(encoding="utf-8")
    outcomes.write_text(text.replace("stepped_up]", "stepped_up, contacts]"), encoding="utf-8")
    if delivery.hosts:
        framework = config / "framework.yaml"
        listed = f"fetch_from: {list(delivery.hosts)}\n"
        framework.write_text(framework.read_text(encoding="utf-8") + listed, encoding="utf-8")
    return made


def _refresh(partnership: Partnership, delivery: Delivery, most: int | None = None) -> Ended:
    return start(
        "refresh",
        *partnership.places,
        folder=partnership.folder,
        most_file_bytes=most,
        environment=delivery.environment,
    ).wait()


def _figure(asked: Asked, partnership: Partnership, delivery: Delivery) -> Figure:
    begun = time.monotonic()
    tally = Tally()
    delivery.arrive()
    first = _refresh(partnership, delivery)
    if first.code:
        raise RuntimeError(first.said)
    good = _values(partnership)
    for fault in delivery.faults:
        if asked.is_over():
            break
        partnership.put(1 - tally.faults % 2)
        fault.happen()
        tally.troubles += _after(partnership, delivery, fault, good)
        tally.faults += 1
    delivery.arrive()
    ended = _refresh(partnership, delivery)
    if ended.code or _state(partnership)["state"] == "kept":
        tally.troubles.append(f"well again, it is not fresh: {ended.said}")
    tally.troubles += _full_disk(partnership, delivery)
    return Figure(
        "K5",
        f"{delivery.name}: last good shown, the reason on the page, the others refreshed",
        f"{tally.faults} faults and {len(DISKS)} full disks: {len(tally.troubles)} troubles",
        reached=not tally.troubles,
        seconds=time.monotonic() - begun,
        stopped_early=tally.faults < len(delivery.faults),
        troubles=told(tally.troubles),
    )


def _after(
    partnership: Partnership, delivery: Delivery, fault: Fault, good: pl.DataFrame
) -> list[str]:
    """Refresh after a fault and say what is not as it should be."""
    before = _values(partnership)
    ended = _refresh(partnership, delivery)
    found = []
    if ended.code or not ended.is_plain:
        found.append(f"exit {ended.code}: {ended.said}")
    state, after = _state(partnership), _values(partnership)
    if state["state"] != "kept" or fault.says not in state["reason"]:
        found.append(f"it is {state['state']}: {state['reason'] or 'without a reason'}")
    if not _of(after, "contacts").equals(_of(good, "contacts")):
        found.append("its figures are not the last good ones")
    if _of(after, "contacts", other=True).equals(_of(before, "contacts", other=True)):
        found.append("the others did not refresh")
    page = browser_of(partnership.url).get("/indicator/contacts")
    heard = reason_words(state["reason"], OPEN_DEMO_VIEWER)
    if page.status_code != 200 or heard not in html.unescape(page.text):
        found.append(f"the page answers {page.status_code} and does not hold: {heard}")
    return [f"{fault.name}: {one}" for one in found]


def _full_disk(partnership: Partnership, delivery: Delivery) -> list[str]:
    """Refresh while no file may grow beyond a size, then with room again."""
    found = []
    for number, most in enumerate(DISKS):
        before = _values(partnership)
        partnership.put(number % 2)
        ended = _refresh(partnership, delivery, most)
        if not ended.is_plain:
            found.append(f"full at {most}: exit {ended.code}: {ended.said}")
        with engine_of(partnership) as engine:
            found += [f"full at {most}: {problem}" for problem in verify(engine).problems]
        if ended.code and not _values(partnership).equals(before):
            found.append(f"full at {most}: figures changed although it failed")
        again = _refresh(partnership, delivery)
        if again.code:
            found.append(f"room again after {most}: exit {again.code}: {again.said}")
    return found


def _values(partnership: Partnership) -> pl.DataFrame:
    with engine_of(partnership) as engine, open_snapshot(engine) as snapshot:
        return snapshot.frame().drop("flags")


def _of(values: pl.DataFrame, indicator: str, *, other: bool = False) -> pl.DataFrame:
    mask = pl.col("indicator") == indicator
    return values.filter(~mask if other else mask)


def _state(partnership: Partnership) -> dict[str, str]:
    ended = run("status", "--json", *partnership.places, folder=partnership.folder)
    found = json.loads(ended.said)["sources"]
    return next(one for one in found if one["name"] == "contacts")
