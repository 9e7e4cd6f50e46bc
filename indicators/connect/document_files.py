"""A nested document of YAML, YAML between two lines of dashes, or JSON. Runs in the child process."""

import re
from pathlib import Path, PurePath
from typing import Any, Final

from framework.load.syntax.documents import UnreadableTextError
from framework.load.syntax.positions import read_yaml
from indicators.connect.json_files import whole_json
from indicators.connect.limits import MOST_DOCUMENT_BYTES
from indicators.connect.refusals import RefusedError

_FRONT: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)(?:^---[ \t]*\r?$|\Z)", re.S | re.M
)
"""Between two lines of dashes; some pages leave out the second, being nothing else."""


def read_document(path: Path, name: str) -> Any:
    """Give a document as plain tables, lists and texts. Of a page (.md) its front matter.

    Raises:
        RefusedError: it is too large, or not what its name says.
    """
    suffix = PurePath(name.lower()).suffix
    if suffix == ".json":
        return whole_json(path, MOST_DOCUMENT_BYTES)
    with path.open("rb") as file:
        content = file.read(MOST_DOCUMENT_BYTES + 1)
    if suffix == ".md":
        front = _FRONT.match(content)
        if not front:
            raise RefusedError("it does not begin with --- and front matter")
        content = front[1]
    try:
        return read_yaml(name, content)
    except UnreadableTextError as error:
        raise RefusedError(f"line {error.place.line:,}: {error.message}") from None
