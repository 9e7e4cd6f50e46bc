"""What looks like a password, a token or a connection string with a password.

Declarations are read by many and kept for ever. Secrets come from the environment, so they are
refused here, and what looks like one is never repeated in a message.
"""

import re
from typing import Final

_NAMES: Final = (
    "password|passwd|pwd|passphrase|secret|token|api_key|apikey|access_key|private_key|secret_key|"
    "client_secret|authorization|authorisation|credential|credentials|connection_string|dsn"
)

_KEY: Final = re.compile(rf"(?:^|_)(?:{_NAMES})$")

_HINTS: Final = (
    *("://", "passw", "passphrase", "pwd", "secret", "token", "key", "authori", "credential"),
    *("connection", "dsn", "bearer", "basic", "akia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    *("xox", "eyj"),
)
"""One of these stands, in small letters, in every text that a pattern here can match."""

_VALUE: Final = re.compile(
    r"""
      \b[a-z][a-z0-9+.-]{0,30}://[^\s/@:'"]{0,200}:[^\s/@'"]{1,200}@      # scheme://user:password@host
    | (?:\b|_|pg)(?:password|passwd|pwd|secret|token|api[_-]?key|accountkey|sharedaccesskey)=[^\s=<>'"]
    | (?:\b|_|pg)(?:password|passwd|pwd|passphrase|(?:api|access|secret)[\s_-]?key)['"]?
      \s{0,3}(?:=>|[=:])\s{0,3}['"]?                                          # and a run behind it that
      (?!\$\{)(?=[^\s'"]{0,80}[0-9])(?=[^\s'"]{0,80}[a-z])[^\s=<>'"]{6,}    # has letters and digits
    | \bbearer\s+(?=[a-z._~+/-]*[0-9])[a-z0-9._~+/-]{6,}
    | \bbasic\s+(?=[a-z+/]*[0-9])[a-z0-9+/]{16,}
    | -----begin\s[a-z ]*private\ key
    | \bakia[0-9a-z]{16}\b
    | \bgh[pousr]_[a-z0-9]{20,}
    | \bxox[abprs]-[a-z0-9-]{10,}
    | \beyj[a-z0-9_-]{10,}\.[a-z0-9_-]{10,}\.
    """,
    re.IGNORECASE | re.VERBOSE,
)


def may_hold_secrets(text: str) -> bool:
    """Say whether a closer look is worth while. Quick, and never wrong when it says no."""
    small = text.lower()
    return any(hint in small for hint in _HINTS)


def is_secret_key(key: str) -> bool:
    """Say whether a key promises a secret: `password`, `db_password`, `API-Key`."""
    return _KEY.search(re.sub(r"[^a-z]+", "_", key.lower()).strip("_")) is not None


def holds_secret(text: str) -> bool:
    """Say whether a text holds what looks like a secret."""
    return _VALUE.search(text) is not None
