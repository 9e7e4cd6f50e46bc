"""A file from a web server: the address checked, the answer capped, only what is new fetched."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import httpx
import stamina

from framework.model.remote_reads import HttpRead
from indicators.connect.errands import Brought, BroughtFile, Errand
from indicators.connect.limits import MEGABYTE
from indicators.connect.pinned import Deadline, pinned_client
from indicators.connect.refusals import RefusedError

MOST_REDIRECTS: Final = 3
MOST_SECONDS: Final = 60
"""All tries together, with the waits between them."""

_TRIED_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_LAST_WAIT: Final = 10.0
_ONE_TRY: Final = 0.001
"""On a busy machine no time may be left before the first try, which then says so."""
_NOT_CHANGED: Final = 304
_FIRST_ERROR: Final = 400
_VALIDATORS: Final = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
_PORTS: Final = {"https": 443, "http": 80}
_FILE: Final = "fetched"
_NOT_TRUSTED: Final = (
    "the server's certificate is not one for this name by an authority that is trusted; one of your own "
    "is named by the operator in FINGERPOST_CA_FILE"
)
_BROKE_OFF: Final = "the connection broke off before the file was whole"


class _PassingError(Exception):
    """What may be over in a moment. `wait` is how long the server asks to be left alone."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        self.reason, self.wait = reason, wait
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One errand under way."""

    errand: Errand
    read: HttpRead
    deadline: Deadline
    token: str | None


def fetch_file(errand: Errand) -> Brought | None:
    """Fetch the file of an address, None when the server says that it has not changed.

    Raises:
        RefusedError: the address is refused, or the server did not give the file.
    """
    read: HttpRead = errand.read
    token = None if read.token_from is None else errand.outside.secret(read.token_from)
    deadline = Deadline.after(min(read.seconds, MOST_SECONDS))
    asking = _Asking(errand, read, deadline, token)
    name = read.url.partition("?")[0]
    try:
        name = _name_of(httpx.URL(read.url))
        with pinned_client(errand.outside, deadline) as client:
            return _try_until_done(client, asking)
    except _PassingError as error:
        raise RefusedError(f"{name}: {error.reason}") from None
    except RefusedError as refused:
        raise RefusedError(*(f"{name}: {reason}" for reason in refused.reasons)) from None
    except httpx.InvalidURL:
        raise RefusedError(f"{name}: it is no address that can be asked") from None
    except httpx.HTTPError:
        raise RefusedError(f"{name}: the server does not speak HTTP as it should") from None


def _try_until_done(client: httpx.Client, asking: _Asking) -> Brought | None:
    def again(error: Exception) -> bool | float:
        """Say whether to try again, and after how long when the server says so."""
        if not isinstance(error, _PassingError):
            return False
        if error.wait is None:
            return True
        return error.wait if error.wait < asking.deadline.seconds else False

    outside = asking.errand.outside
    for attempt in stamina.retry_context(
        on=again,
        attempts=outside.tries,
        timeout=max(asking.deadline.seconds, _ONE_TRY),
        wait_initial=outside.first_wait,
        wait_jitter=outside.first_wait,
        wait_max=_LAST_WAIT,
    ):
        with attempt:
            return _try_once(client, asking)
    raise RuntimeError("the last try ends with an error")


def _try_once(client: httpx.Client, asking: _Asking) -> Brought | None:
    try:
        return _follow(client, asking)
    except httpx.TimeoutException:
        raise _PassingError(f"no whole answer came within {asking.read.seconds} seconds") from None
    except httpx.ConnectError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise RefusedError(_NOT_TRUSTED) from None
        raise _PassingError("the server cannot be reached") from None
    except httpx.RemoteProtocolError as error:
        if "location" in str(error):
            raise RefusedError("it sends on to something that is no address") from None
        raise _PassingError(_BROKE_OFF) from None
    except httpx.TransportError:
        raise _PassingError(_BROKE_OFF) from None


def _follow(client: httpx.Client, asking: _Asking) -> Brought | None:
    url = httpx.URL(asking.read.url)
    first = _origin(url)
    for _ in range(MOST_REDIRECTS + 1):
        check_address(url, asking.errand.hosts, unencrypted=asking.read.unencrypted)
        headers = _headers(asking, trusted=_origin(url) == first)
        with client.stream("GET", url, headers=headers) as answer:
            if answer.next_request is None:
                return _taken(answer, asking)
            url = answer.next_request.url
    raise RefusedError(f"it sends on more than {MOST_REDIRECTS} times")


def check_address(url: httpx.URL, hosts: frozenset[str], *, unencrypted: bool) -> None:
    """Refuse an address that is not of the web, or whose host is not listed.

    Raises:
        RefusedError: with the reason.
    """
    if url.scheme != "https" and not (url.scheme == "http" and unencrypted):
        raise RefusedError(f"'{url.scheme}:' is not allowed; the address must be https")
    if url.userinfo:
        raise RefusedError("a user name in the address is not allowed")
    if listed_as(url) not in hosts:
        raise RefusedError(f"'{listed_as(url)}' is not listed under fetch_from in framework.yaml")


def listed_as(url: httpx.URL) -> str:
    """Give a host as `fetch_from` lists it: with its port when that is not the usual one."""
    host = f"[{url.host}]" if ":" in url.host else url.host
    usual = url.port is None or url.port == _PORTS.get(url.scheme)
    return host if usual else f"{host}:{url.port}"


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)


def _headers(asking: _Asking, *, trusted: bool) -> Mapping[str, str]:
    """Ask for bytes as they are. The token goes to the declared origin and nowhere else."""
    headers = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "fingerpost"}
    for mark, header in _VALIDATORS.items():
        if asking.errand.before.get(mark):
            headers[header] = asking.errand.before[mark]
    if asking.token is not None and trusted:
        name = asking.read.token_header
        bearer = name.lower() == "authorization"
        headers[name] = f"Bearer {asking.token}" if bearer else asking.token
    return headers


def _taken(answer: httpx.Response, asking: _Asking) -> Brought | None:
    status = answer.status_code
    if status == _NOT_CHANGED and asking.errand.before:
        return None
    if status in _TRIED_AGAIN:
        raise _PassingError(_said(status), _wait_asked(answer.headers))
    if status != httpx.codes.OK:
        raise RefusedError(_said(status))
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise RefusedError("it comes packed although it was asked for as it is")
    path = asking.errand.folder / _FILE
    _write(answer, path, asking.read.megabytes * MEGABYTE)
    marks = {mark: answer.headers[mark] for mark in _VALIDATORS if mark in answer.headers}
    return Brought((BroughtFile(_name_of(httpx.URL(asking.read.url)), path),), marks)


def _write(answer: httpx.Response, path: Path, most: int) -> None:
    written = 0
    with path.open("wb") as file:
        for block in answer.iter_raw():
            written += len(block)
            if written > most:
                raise RefusedError(f"it is too big: more than {most // MEGABYTE:,} MB")
            file.write(block)


def _said(status: int) -> str:
    phrase = httpx.codes.get_reason_phrase(status).lower()
    if status < _FIRST_ERROR:
        return f"the server answered {status} ({phrase}) and gave no file"
    return f"the server answered {status} ({phrase})" if phrase else f"the server answered {status}"


def _wait_asked(headers: Mapping[str, str]) -> float | None:
    """Give how many seconds the server asks to wait: as such, or as a moment on its own clock."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        until, now = (parsedate_to_datetime(one) for one in (text, headers.get("date", "")))
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _name_of(url: httpx.URL) -> str:
    """Name an address in messages: without its query, which may be long or hold a key."""
    return f"{url.host}{url.path}"
