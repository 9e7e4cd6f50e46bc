"""What `add` does with files: it holds a change to `check` first, and never writes over anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.cli.saying import say
from dashboard.cli.stores import today
from framework.errors import ConfigurationError, Issue, UserError
from framework.load.drafting import other_name
from framework.load.files import read_config
from framework.load.framework import declare, load_framework
from framework.load.mistakes import Mistakes, shown
from framework.load.shapes.fields import ID_FORM, not_an_id
from framework.model.frameworks import Framework


@dataclass(slots=True)
class Desk:
    """A configuration folder as it is, and what is to be written in it."""

    folder: Path
    files: Mapping[str, bytes]
    changed: dict[str, bytes] = field(default_factory=dict)

    def framework(self) -> Framework:
        """Give the framework as it stands.

        Raises:
            ConfigurationError: it has mistakes, which are to be mended first.
        """
        return load_framework(self.files).framework

    def new(self, path: str, text: str) -> None:
        """Plan a file that is not there yet.

        Raises:
            UserError: it is there.
        """
        if (self.folder / path).exists():
            raise UserError(f"{self.folder / path} is there already; nothing was written")
        self.changed[path] = text.encode()

    def read(self, path: str, empty: str = "") -> bytes:
        """Give a file as it will be, or what an empty one begins with.

        Raises:
            UserError: it is not there, and cannot begin empty.
        """
        content = self.changed.get(path, self.files.get(path))
        if content is None and not empty:
            raise UserError(
                f"there is no {self.folder / path}; `fingerpost check` says what is missing"
            )
        return empty.encode() if content is None else content

    def write(self, *, unfinished: bool = False) -> None:
        """Write what is planned, and say what. A change that would be a mistake is not written.

        An unfinished one is, and what is to be filled in is said.

        Raises:
            ConfigurationError: with the mistakes that the change would make.
        """
        found = _new_issues(self.files, {**self.files, **self.changed})
        errors = tuple(issue for issue in found if issue.level == "error")
        if errors and not unfinished:
            say("With that the framework would be wrong, so nothing was written:", err=True)
            raise ConfigurationError(errors)
        for path, content in self.changed.items():
            new = path not in self.files
            _write(self.folder / path, content, new=new)
            say(f"{'wrote' if new else 'added to'} {self.folder / path}")
        for issue in found:
            say(f"{self.folder.as_posix()}/{issue}")
        if errors:
            say("Fill that in, then run: fingerpost check")


def open_desk(config: Path) -> Desk:
    """Read a configuration folder."""
    return Desk(config, read_config(config))


def need_free(name: str, taken: Mapping[str, object], noun: str) -> None:
    """Hold an id to its form and to those that there are.

    Raises:
        UserError: it cannot be an id, or is taken; with one that can be had.
    """
    if not ID_FORM.fullmatch(name):
        raise UserError(not_an_id(name))
    if name in taken:
        raise UserError(
            f"there is {noun} {shown(name)} already; choose another id, such as "
            f"'{other_name(name, taken)}'"
        )


def _new_issues(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[Issue]:
    """Give what is wrong or odd after a change and was not before, wherever it stands now."""
    known = {(one.file, one.code, one.message) for one in _issues(before)}
    return [one for one in _issues(after) if (one.file, one.code, one.message) not in known]


def _issues(files: Mapping[str, bytes]) -> tuple[Issue, ...]:
    try:
        return load_framework(files, today=today()).warnings
    except ConfigurationError as error:
        return error.issues


def declared_ids(desk: Desk) -> Mapping[str, object]:
    """Give the ids of all indicators, those with mistakes too."""
    return declare(desk.files, Mistakes()).indicators


def _write(path: Path, content: bytes, *, new: bool) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if new:
            with path.open("xb") as stream:
                stream.write(content)
            return
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}") from None
