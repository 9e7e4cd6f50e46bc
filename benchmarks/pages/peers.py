"""The same panel made with what a team would otherwise take, in an environment of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.queries.library import Library
from dashboard.queries.panel import read_panel
from framework.store.engines import open_store

HERE = Path(__file__).parent
NEEDS = ("streamlit>=1.40", "dash>=4.4,<5", "dash-mantine-components>=2", "pandas>=2.2")


@dataclass(frozen=True, slots=True)
class Peer:
    """`ready` is what is on its page once the last card is."""

    name: str
    ready: str
    words: tuple[str, ...]

    def command(self, port: int, cards: Path) -> Sequence[str]:
        return [one.format(port=port, cards=cards) for one in self.words]


def write_cards(demo: Path, folder: Path) -> Path:
    """Write the cards of the demonstration's panel as plain values, for the peers to show."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_store(f"sqlite:///{demo / 'fingerpost.db'}")
    from datetime import date

    with engine.connect():
        view = read_panel(Library(engine, date.today), OPEN_DEMO_VIEWER)
    cards = [
        {
            "title": card.title,
            "rating": card.rating_words,
            "text": card.text,
            "target": card.target_text,
            "change": card.short.text,
            "spark": [point.value for point in card.spark],
        }
        for part in view.outcomes
        for card in part.cards
    ]
    path = folder / "cards.json"
    path.write_text(json.dumps({"verdict": view.verdict, "cards": cards}), encoding="utf-8")
    engine.dispose()
    return path


def peers_in(folder: Path) -> Iterator[Peer]:
    """Install the peers once, and give how each is started."""
    python = folder.resolve() / "environment" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *NEEDS], check=True)
    yield Peer(
        "streamlit",
        "#the-end",
        (
            str(python),
            "-m",
            "streamlit",
            "run",
            str(HERE / "as_streamlit.py"),
            "--server.port={port}",
            "--server.address=127.0.0.1",
            "--server.headless=true",
            "--browser.gatherUsageStats=false",
            "--",
            "{cards}",
        ),
    )
    yield Peer(
        "dash components",
        "#the-end",
        (str(python), str(HERE / "as_dash_components.py"), "{port}", "{cards}"),
    )
