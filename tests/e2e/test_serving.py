"""The web server starts before anything is published, as containers do on their first day."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.frameworks.made_stores import Desk, write_starter

FINGERPOST = [sys.executable, "-W", "error", "-m", "dashboard.cli"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    write_starter(made)
    subprocess.run([*FINGERPOST, "migrate"], cwd=tmp_path, check=True)
    return made


@pytest.fixture
def said(desk: Desk) -> Iterator[list[str]]:
    running = subprocess.Popen(
        [*FINGERPOST, "serve", "--port", "0"],
        cwd=desk.folder,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert running.stdout is not None
    yield [running.stdout.readline(), running.stdout.readline()]
    running.terminate()
    running.wait(20)
    running.stdout.close()


def test_pages_wait_for_the_first_refresh_and_then_show_it(desk: Desk, said: list[str]) -> None:
    (address,) = re.findall(r"http://127\.0\.0\.1:\d+", said[0])
    assert said[1].startswith("Nothing has been published yet")
    before = httpx.get(f"{address}/")
    assert before.status_code == 503
    assert "There are no figures to show yet" in before.text
    ready = httpx.get(f"{address}/readyz")
    assert ready.text.splitlines() == ["ready", "nothing has been published yet"]
    subprocess.run([*FINGERPOST, "refresh"], cwd=desk.folder, check=True, capture_output=True)
    after = httpx.get(f"{address}/")
    assert after.status_code == 200
    assert "rated indicators" in after.text
