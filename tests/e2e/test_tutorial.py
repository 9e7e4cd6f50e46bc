"""The tutorial, followed as a new user would: every command, every change, every message it promises."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-panel.md"
STEP = re.compile(
    r"```\n(?P<commands>.*?)```"
    r"|^> (?P<promise>[^\n]*)$"
    r"|`(?P<file>config/\S+?\.yaml)`"
    r"|change\s+`(?P<old>[^`]+)`\s+to\s+`(?P<new>[^`]+)`"
    r"|`(?P<and_old>[a-z]+: [^`]+)`\s+to\s+`(?P<and_new>[^`]+)`"
    r"|(?P<mend>Mend it)",
    re.DOTALL | re.MULTILINE,
)
SERVES = ("serve", "try")
MAY_END = {"check": (0, 10), "plan": (0, 3)}


@dataclass
class Reader:
    """Somebody who does what the tutorial says."""

    folder: Path
    file: str = ""
    said: str = ""
    before: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def type(self, line: str) -> None:
        words = shlex.split(line)
        if words[0] == "cd":
            self.folder /= words[1]
            return
        assert words[0] == "fingerpost", line
        self.done.append(words[1])
        command = [sys.executable, "-W", "error", "-m", "dashboard.cli", *words[1:]]
        if words[1] in SERVES:
            self.open_and_stop([*command, "--port", "0"])
            return
        ended = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, timeout=120, check=False
        )
        self.said = ended.stdout + ended.stderr
        assert ended.returncode in MAY_END.get(words[1], (0,)), f"{line}\n{self.said}"
        assert "Traceback" not in self.said

    def open_and_stop(self, command: list[str]) -> None:
        running = subprocess.Popen(
            command,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert running.stdout is not None
        self.said = running.stdout.readline()
        assert "http://127.0.0.1:" in self.said
        running.terminate()
        running.wait(20)
        running.stdout.close()

    def change(self, old: str, new: str) -> None:
        path = self.folder / self.file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{self.file} does not say {old}"
        self.before[self.file] = text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def mend(self) -> None:
        for name, text in self.before.items():
            (self.folder / name).write_text(text, encoding="utf-8")


def steps() -> Iterator[re.Match[str]]:
    return STEP.finditer(TUTORIAL.read_text(encoding="utf-8"))


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    for step in steps():
        if step["commands"]:
            for line in step["commands"].splitlines():
                reader.type(line)
        elif step["promise"]:
            assert step["promise"] in reader.said, reader.said
        elif step["file"]:
            reader.file = step["file"]
        elif step["mend"]:
            reader.mend()
        else:
            reader.change(step["old"] or step["and_old"], step["new"] or step["and_new"])
    asked = ["init", "check", "test", "refresh", "serve", "try", "add", "plan"]
    assert [word for word in asked if word not in reader.done] == []
    assert "No mistakes" in reader.said
