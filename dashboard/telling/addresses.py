"""Which addresses a role has, and how mail is sent: from the environment or a private file.

Declarations name roles. Addresses and passwords stand where Fingerpost runs, never in them:
FINGERPOST_TELL_<ROLE> and FINGERPOST_SMTP_*, or a TOML file that FINGERPOST_TELL_FILE names and that
nobody but its owner may read. The environment goes before the file.
"""

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from framework.errors import UserError

FILE: Final = "FINGERPOST_TELL_FILE"
ROLE: Final = "FINGERPOST_TELL_"
SMTP: Final = "FINGERPOST_SMTP_"
SECRET: Final = "FINGERPOST_WEBHOOK_SECRET"  # noqa: S105 (the name of a variable)

_MAIL: Final = re.compile(r"[^@\s,<>\"()\[\]:;\\]{1,64}@\w(?:[\w.-]{0,253}\w)?")
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_SMTP_KEYS: Final = ("host", "port", "user", "password", "sender", "security", "ca_file")


class Security(StrEnum):
    """How the way to the mail server is kept private. None only to this machine itself."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in. `ca_file` names certificates to trust besides the system's."""

    host: str
    port: int
    sender: str
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = ""
    ca_file: str = ""

    def __repr__(self) -> str:
        """Name the server and nothing that is secret."""
        return f"MailServer({self.host}:{self.port})"


@dataclass(frozen=True, slots=True)
class Reach:
    """How to reach people: addresses of roles, the mail server, and what signs webhooks."""

    roles: Mapping[str, tuple[str, ...]]
    mail: MailServer | None = None
    secret: str = ""

    def __repr__(self) -> str:
        """Name the roles and no address."""
        return f"Reach({', '.join(sorted(self.roles))})"


def read_reach(environment: Mapping[str, str]) -> Reach:
    """Read how people are reached.

    Raises:
        UserError: a setting cannot be used. The message names the setting, never what it holds.
    """
    said = _read_file(environment[FILE]) if environment.get(FILE) else {}
    roles = {role: _addresses(role, text) for role, text in _table(said, "roles").items()}
    for name, text in environment.items():
        role = name.removeprefix(ROLE).lower()
        if name.startswith(ROLE) and name != FILE and text.strip():
            roles[role] = _addresses(role, text.split(","))
    mail = {key: str(value) for key, value in _table(said, "smtp").items()}
    mail |= {
        key: environment[f"{SMTP}{key.upper()}"]
        for key in _SMTP_KEYS
        if environment.get(f"{SMTP}{key.upper()}")
    }
    secret = environment.get(SECRET) or str(_table(said, "webhook").get("secret", ""))
    return Reach(roles, _mail_server(mail) if mail else None, secret)


def _read_file(path: str) -> dict[str, Any]:
    try:
        file = Path(path)
        mode = file.stat().st_mode
        if mode & (stat.S_IRGRP | stat.S_IROTH):
            raise UserError(f"{path} can be read by others, and holds secrets: chmod 600 {path}")
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{FILE} names {path}, which cannot be read: {error.strerror}") from error
    except ValueError:
        # What TOML says of a mistake may repeat the line, and a secret with it.
        raise UserError(f"{path} is not TOML; docs/how-to/tell-people.md shows one") from None


def _table(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = said.get(name, {})
    if not isinstance(found, dict):
        raise UserError(f"{FILE}: '{name}' must be a table, [{name}]")
    return found


def _addresses(role: str, given: Any) -> tuple[str, ...]:
    every = [given] if isinstance(given, str) else list(given)
    found = tuple(str(one).strip() for one in every if str(one).strip())
    for one in found:
        _check_address(role, one)
    return found


def _check_address(role: str, address: str) -> None:
    if _MAIL.fullmatch(address):
        return
    try:
        scheme, host = urlsplit(address).scheme, urlsplit(address).hostname
    except ValueError:  # half an address of IPv6
        scheme, host = "", None
    plain = scheme == "http" and host in _LOOPBACK
    if not host or not (scheme == "https" or plain):
        raise UserError(
            f"an address of role '{role}' ({ROLE}{role.upper()}) is neither a mail address nor an "
            "https:// address"
        )


def _mail_server(said: Mapping[str, str]) -> MailServer:
    strange = sorted(set(said) - set(_SMTP_KEYS))
    if strange:
        raise UserError(f"smtp knows no '{strange[0]}'; it has {', '.join(_SMTP_KEYS)}")
    for needed in ("host", "sender"):
        if not said.get(needed):
            raise UserError(f"to send mail, {SMTP}{needed.upper()} is needed too")
    try:
        security = Security(said.get("security", Security.STARTTLS))
        port = int(said.get("port") or (465 if security is Security.TLS else 587))
    except ValueError:
        raise UserError(
            f"{SMTP}SECURITY is starttls, tls or none, and {SMTP}PORT a number"
        ) from None
    host = said["host"]
    if security is Security.NONE and host not in _LOOPBACK:
        raise UserError(
            f"{SMTP}SECURITY is none, which is only for a mail server on this machine; "
            "use starttls or tls"
        )
    return MailServer(
        host,
        port,
        said["sender"],
        security,
        said.get("user", ""),
        said.get("password", ""),
        said.get("ca_file", ""),
    )
