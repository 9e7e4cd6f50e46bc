"""Which sites may show our one embeddable page in a frame of theirs."""

import re
from typing import Final

from framework.errors import UserError

EMBED: Final = "embed"
"""The endpoint of the page that may stand in another site's frame. No other may."""

_ORIGIN: Final = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?")
_HERE: Final = re.compile(r"http://(?:localhost|127\.0\.0\.1)(?::\d{1,5})?")


def read_origins(text: str) -> tuple[str, ...]:
    """Read the origins of sites, separated by commas, such as 'https://intranet.midshire.gov.uk'.

    Raises:
        UserError: one is no https origin; http is taken for this machine alone.
    """
    found = []
    for part in (one.strip().rstrip("/").lower() for one in text.split(",")):
        if not part:
            continue
        if not (_ORIGIN.fullmatch(part) or _HERE.fullmatch(part)):
            raise UserError(
                f"'{part:.60}' is no origin of a site; write https://intranet.example.gov.uk, "
                "without a path and without a star"
            )
        found.append(part)
    return tuple(dict.fromkeys(found))
