"""`init`: a small working framework for a new partnership."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from dashboard.cli.packaged import STARTER, copy_new
from framework.errors import UserError

_PLACEHOLDERS: Final = ("PARTNERSHIP", "BOARD", "AREANAME", "AREACODE")


@dataclass(frozen=True, slots=True)
class Partnership:
    """The four answers that a new framework needs."""

    title: str
    board: str
    area: str
    code: str


def write_starter(folder: Path, partnership: Partnership) -> None:
    """Write config/ and data/ below a folder, never over what is there.

    Raises:
        UserError: an answer is empty or would not fit in a file, or everything is there already.
    """
    answers = dict(
        zip(
            _PLACEHOLDERS,
            (partnership.title, partnership.board, partnership.area, partnership.code),
            strict=True,
        )
    )
    for answer in answers.values():
        if not answer.strip() or any(sign in answer for sign in '"\n\r\t,'):
            raise UserError(f"'{answer}' cannot be used: write words without quotes or commas")
    written = copy_new(STARTER, folder)
    if not written:
        raise UserError(f"{folder} holds a framework already; nothing was written")
    for path in written:
        text = path.read_text(encoding="utf-8")
        for placeholder, answer in answers.items():
            text = text.replace(placeholder, answer.strip())
        path.write_text(text, encoding="utf-8")
        click.echo(f"wrote {path}")
    go = f"cd {folder} && " if folder != Path() else ""
    click.echo(f"Next: {go}fingerpost check && fingerpost refresh && fingerpost serve")
