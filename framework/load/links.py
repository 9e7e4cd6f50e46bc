"""Which links a declaration may hold: to web pages and mail addresses, written plainly."""

import re
from typing import Final

_WEB: Final = re.compile(
    r"https?://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?(?:[/?#][^\s\"'<>`\\{}|^]*)?",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(r"mailto:[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)


def is_safe_link(link: str) -> bool:
    """Say whether a text is a plain http, https or mailto link.

    The whole text must match: no space, quote or bracket that could end an attribute, no user
    name before the host, and nothing that only begins like an address.
    """
    return link.isascii() and bool(_WEB.fullmatch(link) or _MAIL.fullmatch(link))
