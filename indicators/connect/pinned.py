"""Connections to checked addresses alone, with an end in time.

A name is resolved once, every address of it is checked, and the connection goes to one of these:
a second look-up could give another answer. Every wait for the other side ends at one deadline.
"""

import ssl
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpcore
import httpx

from indicators.connect.addresses import why_refused
from indicators.connect.outside import Outside
from indicators.connect.refusals import RefusedError

_MOST_TO_CONNECT: Final = 10.0
_MOST_TO_ANSWER: Final = 60.0
"""Of one wait. What counts is the deadline."""
_MOST_TRIED: Final = 3


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        return cls(time.monotonic() + seconds)

    def left(self, most: float | None = None) -> float:
        """Give the seconds that are left, at most `most`.

        Raises:
            httpcore.ReadTimeout: none are left.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return left if most is None else min(left, most)

    @property
    def seconds(self) -> float:
        return max(0.0, self.at - time.monotonic())


def pinned_client(outside: Outside, deadline: Deadline) -> httpx.Client:
    """Make a client that connects to checked addresses, and asks no proxy and no .netrc."""
    context = httpx.create_ssl_context(trust_env=False)
    outside.trust(context)
    return _client(context, _Pinned(outside, deadline))


def timed_client(deadline: Deadline) -> httpx.Client:
    """Make a client for addresses that the operator set: they are not checked, and no proxy is asked."""
    return _client(httpx.create_ssl_context(), _Timely(deadline))


def _client(context: ssl.SSLContext, backend: httpcore.NetworkBackend) -> httpx.Client:
    transport = httpx.HTTPTransport(verify=context, trust_env=False)
    # httpx has no way to hand in a backend; its pool has.
    transport._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
    return httpx.Client(transport=transport, trust_env=False, timeout=_MOST_TO_ANSWER)


class _Pinned(httpcore.NetworkBackend):
    """Connects to addresses that were checked."""

    def __init__(self, outside: Outside, deadline: Deadline) -> None:
        self._outside, self._deadline = outside, deadline
        self._real = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _checked(host, port, self._outside)
        problem: Exception = httpcore.ConnectError("no address")
        for address in addresses[:_MOST_TRIED]:
            wait = self._deadline.left(min(timeout or _MOST_TO_CONNECT, _MOST_TO_CONNECT))
            try:
                stream = self._real.connect_tcp(address, port, wait, local_address, socket_options)
                return _Timed(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem

    def connect_unix_socket(self, *_args: Any, **_kwargs: Any) -> httpcore.NetworkStream:
        raise RefusedError("sockets of this machine are not read")


class _Timely(httpcore.NetworkBackend):
    """Connects to any address, to an end in time."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._real = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        wait = self._deadline.left(timeout)
        stream = self._real.connect_tcp(host, port, wait, local_address, socket_options)
        return _Timed(stream, self._deadline)


def _checked(host: str, port: int, outside: Outside) -> Sequence[str]:
    try:
        addresses = outside.resolver(host, port)
    except (OSError, UnicodeError):
        raise httpcore.ConnectError(f"{host} has no address") from None
    if not addresses:
        raise httpcore.ConnectError(f"{host} has no address")
    internal = outside.is_internal(host, port)
    for address in addresses:
        why = why_refused(address, internal=internal)
        if why:
            # The address is not told: readers of pages need not know how the network inside is made.
            raise RefusedError(
                f"{host} is refused: it has an address that {why}. A server inside is let through by "
                "the operator alone, with FINGERPOST_ALLOW_INTERNAL"
            )
    return addresses


class _Timed(httpcore.NetworkStream):
    """A stream whose every wait ends at the deadline, however slowly bytes drip in."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        wait = self._deadline.left(timeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, wait), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
