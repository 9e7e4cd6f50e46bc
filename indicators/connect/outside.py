"""What lies outside of declarations and data: the operator's environment, with its secrets."""

import re
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from framework.model.remote_reads import SecretFrom, is_for_sources
from indicators.connect.refusals import RefusedError

ALLOW_INTERNAL: Final = "FINGERPOST_ALLOW_INTERNAL"
CA_FILE: Final = "FINGERPOST_CA_FILE"
SECRETS_FOLDER: Final = "FINGERPOST_SECRETS"
_DEFAULT_FOLDER: Final = "/run/secrets"
_LONGEST_SECRET: Final = 8_192
_BETWEEN: Final = re.compile(r"[\s,]+")

Resolver = Callable[[str, int], Sequence[str]]
KeptRows = Callable[[str], Sequence[Mapping[str, str]]]
"""Gives the rows of a form that the project keeps: their texts by the headers they stood under."""


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for every address of a name.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


def nothing_kept(_form: str) -> Sequence[Mapping[str, str]]:
    """Keep no rows of any form."""
    return ()


@dataclass(frozen=True, slots=True)
class Outside:
    """The operator's environment, how names become addresses, and how often a server is asked.

    `kept` gives the assessments that stand in the store.

    Without an environment every secret is unset and every internal host is refused.
    """

    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    resolver: Resolver = resolve
    tries: int = 4
    first_wait: float = 0.5
    kept: KeptRows = nothing_kept

    def secret(self, said: SecretFrom) -> str:
        """Give the text of a secret that a declaration names.

        Raises:
            RefusedError: it is not set, or its file cannot be read. The text is never told.
        """
        text = self._read(said.name) if said.place == "file" else self._set(said.name)
        if not text.strip():
            raise RefusedError(f"the secret '{said}' is empty")
        return text.strip()

    def trust(self, context: ssl.SSLContext) -> None:
        """Let a connection trust the certificates that the operator adds to those of the public.

        Raises:
            RefusedError: their file cannot be read.
        """
        path = self.environment.get(CA_FILE)
        if not path:
            return
        try:
            context.load_verify_locations(path)
        except (OSError, ValueError):
            raise RefusedError(f"the certificates of {CA_FILE} cannot be read") from None

    def is_internal(self, host: str, port: int) -> bool:
        """Say whether the operator declared that a host lies inside."""
        listed = _BETWEEN.split(self.environment.get(ALLOW_INTERNAL, "").lower())
        bare = f"[{host}]" if ":" in host else host
        return f"{bare.lower()}:{port}" in listed

    def _set(self, name: str) -> str:
        # `check` says so too; but another package's connector may name what no declaration could.
        if not is_for_sources(name):
            raise RefusedError(f"the environment variable {name} is not meant for sources")
        if name not in self.environment:
            raise RefusedError(f"the environment variable {name} is not set")
        return self.environment[name]

    def _read(self, name: str) -> str:
        folder = Path(self.environment.get(SECRETS_FOLDER, _DEFAULT_FOLDER))
        try:
            with (folder / name).open(encoding="utf-8") as file:
                text = file.read(_LONGEST_SECRET + 1)
        except (OSError, UnicodeDecodeError):
            raise RefusedError(f"the secret file '{name}' cannot be read in {folder}") from None
        if len(text) > _LONGEST_SECRET:
            raise RefusedError(f"the secret file '{name}' is too long to be a secret")
        return text
