"""Answers that were compressed once: the same bytes are not compressed again.

A page is kept (`dashboard/pages/kept.py`), and yet two thirds of what it cost to send one were spent on packing it
anew for every reader. What is kept here is found by a hash of the very bytes that go out, so it cannot
be shown to somebody for whom those bytes were not made.
"""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Final

from flask import Flask, Request, Response, g
from flask_compress import Compress

MOST_KEPT: Final = 256
UNIQUE: Final = "never the same twice"
"""Stands for the hash of a whole document: Dash writes another random mark into each."""

LARGEST_KEPT: Final = 64 * 1024
"""Bytes of one packed answer, so that all of them never have more than 16 MB. A page has about 25 KB."""


class Packed:
    """The newest packed answers by the hash of what was packed: the backend that flask-compress asks."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """Give what was kept under a key, and remember that somebody wanted it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep an answer unless it is very large or never the same twice, instead of the one least wanted."""
        if len(value) > LARGEST_KEPT or key.endswith(UNIQUE):
            return
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


def compress_answers(server: Flask) -> None:
    """Compress what a server sends, each body once."""
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_BR_LEVEL"] = 5  # a sixteenth smaller than 4 for a millisecond
    server.config["COMPRESS_CACHE_BACKEND"] = Packed
    server.config["COMPRESS_CACHE_KEY"] = _hash_of
    Compress(server)
    server.after_request(_read_whole)  # runs before the compression, which was registered first


def _hash_of(_request: Request) -> str:
    return str(g.body_hash)


def _read_whole(response: Response) -> Response:
    """Read a body before it is compressed: flask-compress leaves a streamed file open otherwise."""
    if 200 <= response.status_code < 300:
        response.direct_passthrough = False
        body = response.get_data()
        unique = response.mimetype == "text/html"
        g.body_hash = UNIQUE if unique else hashlib.sha256(body).hexdigest()
    return response
