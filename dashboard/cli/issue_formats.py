"""How what `check` found is written: for people, and in three forms that other programs read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard.cli.saying import as_json_text
from framework import __version__
from framework.errors import Issue
from framework.load.codes import CODES
from framework.load.secrets import holds_secret, is_secret_key

_WIDEST: Final = 100
_NEVER_SHOWN: Final = "F509"
_NOT_REPEATED: Final = frozenset({"F212", "F214", "F600", "F603"})
"""Paths, links and SQL that may be meant to harm."""
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in the files of a folder, and in one sentence what they declare.

    `folder` leads from where the user stands to the files, so that each can be opened from there.
    """

    folder: str
    files: Mapping[str, bytes]
    issues: tuple[Issue, ...]
    summary: str

    @property
    def errors(self) -> tuple[Issue, ...]:
        return tuple(one for one in self.issues if one.level == "error")

    @property
    def warnings(self) -> tuple[Issue, ...]:
        return tuple(one for one in self.issues if one.level == "warning")

    def path(self, issue: Issue) -> str:
        """Give the file of an issue as the user would open it from here."""
        return f"{self.folder}/{issue.file}"


def as_text(report: Report, *, with_lines: bool) -> str:
    """Give one line an issue, errors first; where asked, with the line it stands on, underlined."""
    said: list[str] = []
    for issue in (*report.errors, *report.warnings):
        said.append(f"{report.folder}/{issue}")
        if with_lines:
            said += _underlined(report, issue)
    return "\n".join(said)


def as_json(report: Report) -> str:
    """Give the issues with their counts."""
    found = {
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "summary": report.summary,
        "issues": [_plain(report, issue) for issue in (*report.errors, *report.warnings)],
    }
    return as_json_text(found)


def as_github(report: Report) -> str:
    """Give the commands by which GitHub Actions marks the lines of a pull request."""
    lines = []
    for issue in (*report.errors, *report.warnings):
        place = f"file={_escaped(report.path(issue), ':,')},line={issue.line},col={issue.column}"
        title = f"title={_escaped(f'{issue.code} {CODES[issue.code]}', ':,')}"
        lines.append(f"::{issue.level} {place},{title}::{_escaped(issue.message)}")
    return "\n".join(lines)


def as_sarif(report: Report) -> str:
    """Give SARIF 2.1.0, the form in which code hosts and editors take the findings of a check."""
    codes = sorted({issue.code for issue in report.issues})
    rules = [{"id": code, "shortDescription": {"text": CODES[code]}} for code in codes]
    driver = {"name": "fingerpost", "version": __version__, "rules": rules}
    results = [_result(report, issue) for issue in (*report.errors, *report.warnings)]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return as_json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


MACHINE_FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}


def _plain(report: Report, issue: Issue) -> dict[str, Any]:
    return {
        "file": report.path(issue),
        "line": issue.line,
        "column": issue.column,
        "level": issue.level,
        "code": issue.code,
        "title": CODES[issue.code],
        "message": issue.message,
    }


def _result(report: Report, issue: Issue) -> dict[str, Any]:
    region = {"startLine": issue.line, "startColumn": issue.column}
    place = {"artifactLocation": {"uri": report.path(issue)}, "region": region}
    return {
        "ruleId": issue.code,
        "level": issue.level,
        "message": {"text": issue.message},
        "locations": [{"physicalLocation": place}],
    }


def _escaped(text: str, more: Sequence[str] = "") -> str:
    """Escape as GitHub's runner asks: a message may not end its line, a value not its list."""
    for char in ("%", "\r", "\n", *more):
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def _underlined(report: Report, issue: Issue) -> list[str]:
    """Give the line an issue stands on with a mark below the word; nothing where it may hold a secret."""
    parts = pointed_at(report, issue)
    if parts is None:
        return []
    before, word, after = parts
    number = f"{issue.line:>5} | "
    mark = " " * len(number + before) + "^" + "~" * (len(word) - 1)
    return [number + before + word + after, mark]


def pointed_at(report: Report, issue: Issue) -> tuple[str, str, str] | None:
    """Give the line an issue stands on: what is before the word, the word, what is after.

    A long line is cut round the word. None where the line may hold a secret, and throughout a file in
    which one was found: it may go on below the line on which it was told. None, too, for a line with
    what is not to be repeated.
    """
    beside = [one for one in report.issues if one.file == issue.file]
    if any(one.code == _NEVER_SHOWN for one in beside):
        return None
    if any(one.code in _NOT_REPEATED and one.line == issue.line for one in beside):
        return None
    lines = report.files.get(issue.file, b"").decode("utf-8-sig", "replace").splitlines()
    if not 1 <= issue.line <= len(lines):
        return None
    line = "".join(char if char.isprintable() else " " for char in lines[issue.line - 1])
    if holds_secret(line) or any(map(is_secret_key, line.split(":")[:-1])):
        return None
    start = issue.column - 1
    from_ = max(0, start - _WIDEST // 2) if len(line) > _WIDEST else 0
    word = line[start : start + _length(line[start:])]
    before = f"…{line[from_ + 1 : start]}" if from_ else line[:start]
    return before, word, line[start + len(word) : from_ + _WIDEST]


def _length(rest: str) -> int:
    """Say how many characters the word or the quoted text at the start of a line's rest has."""
    if rest[:1] in {"'", '"'}:
        closing = rest.find(rest[0], 1)
        return closing + 1 if closing > 0 else len(rest)
    ends = (at for at, char in enumerate(rest) if char in " ,]}):")
    return max(1, next(ends, len(rest)))
