"""The same panel made with what a team would otherwise take, in an environment of its own."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from benchmarks.pages.serving import free_port
from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.queries.library import Library
from dashboard.queries.panel import read_panel
from framework.store.engines import open_store

HERE = Path(__file__).parent
FOLDER = Path.home() / ".cache" / "fingerpost-peers"
"""Where the environments of the peers are kept, so that they are installed once."""


@dataclass(frozen=True, slots=True)
class Tool:
    """What is installed, into an environment of its own, and the script that makes the panel with it.

    `ready` is what is on its page once the last card is. `words` start it; `{python}`, `{script}`, `{port}`,
    `{cards}` and `{folder}` are filled in. `first` runs once before.
    """

    name: str
    needs: tuple[str, ...]
    script: str
    ready: str
    words: tuple[str, ...]
    first: tuple[str, ...] = ()
    path: str = "/"


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool that can be started. `failed` says why it cannot, else it is empty."""

    tool: Tool
    command: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)
    failed: str = ""


TOOLS = (
    Tool(
        "Streamlit",
        ("streamlit>=1.40", "pandas>=2.2"),
        "as_streamlit.py",
        "#the-end",
        (
            *("{python}", "-m", "streamlit", "run", "{script}", "--server.port={port}"),
            *("--server.address=127.0.0.1", "--server.headless=true"),
            *("--browser.gatherUsageStats=false", "--", "{cards}"),
        ),
    ),
    Tool(
        "Dash components (dash-mantine-components)",
        ("dash[compress]>=4.4,<5", "dash-mantine-components>=2"),
        "as_dash_components.py",
        "#the-end",
        ("{python}", "{script}", "{port}", "{cards}"),
    ),
    Tool(
        "Apache Superset",
        # What it needs and does not say: cachetools, rich, and flask-caching as it was before 2.4.
        ("apache-superset", "cachetools", "flask-caching<2.4", "rich"),
        "as_superset.py",
        ".header-line >> nth={last}",
        (
            *("{python}", "-m", "flask", "--app", "superset", "run", "--with-threads"),
            *("--port", "{port}"),
        ),
        first=("{python}", "{script}", "{cards}", "{folder}"),
        path="/superset/dashboard/panel/",
    ),
)


def write_cards(demo: Path, folder: Path) -> Path:
    """Write the cards of the demonstration's panel as plain values, for the peers to show."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_store(f"sqlite:///{demo / 'fingerpost.db'}")
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


def peers_in(folder: Path, cards: Path) -> Iterator[tuple[Peer, int]]:
    """Install each tool once, and give how it is started on which port, or why it cannot be."""
    panel = json.loads(cards.read_text(encoding="utf-8"))
    drawn = [card for card in panel["cards"] if any(one is not None for one in card["spark"])]
    last = len(drawn) - 1  # a card without any figure has nothing to wait for
    for tool in TOOLS:
        own, port = folder.resolve() / tool.script.removesuffix(".py"), free_port()
        python = own / "environment" / "bin" / "python"
        named = {
            "python": str(python),
            "script": str(HERE / tool.script),
            "port": str(port),
            "cards": str(cards),
            "folder": str(own / "made"),
        }
        settled = replace(tool, ready=tool.ready.format(last=last))
        try:
            _install(tool, python)
            if tool.first:
                _make([word.format(**named) for word in tool.first], own / "made", cards)
        except subprocess.CalledProcessError as error:
            yield Peer(settled, failed=_reason(error)), port
            continue
        more = {"SUPERSET_CONFIG_PATH": str(own / "made" / "superset_config.py")}
        command = tuple(word.format(**named) for word in tool.words)
        yield Peer(settled, command, more if tool.first else {}), port


def _install(tool: Tool, python: Path) -> None:
    """Make the environment, unless one was made to its end before."""
    done = python.parents[1] / "installed"
    if done.exists() and done.read_text(encoding="utf-8") == repr(tool.needs):
        return
    _run([sys.executable, "-m", "venv", "--clear", str(python.parents[1])])
    _run([str(python), "-m", "pip", "install", "--quiet", *tool.needs])
    done.write_text(repr(tool.needs), encoding="utf-8")


def _make(command: Sequence[str], made: Path, cards: Path) -> None:
    """Let a tool make what it serves, unless it was made of the same cards before."""
    done, wanted = made / "cards.json", cards.read_text(encoding="utf-8")
    if done.exists() and done.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(made, ignore_errors=True)
    _run(command)
    done.write_text(wanted, encoding="utf-8")


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


def _reason(error: subprocess.CalledProcessError) -> str:
    lines = [line for line in str(error.stderr).splitlines() if line.strip()]
    return lines[-1][:120] if lines else f"ended with {error.returncode}"
