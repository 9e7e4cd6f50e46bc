"""What every answer tells the browser: what may run, who may frame it, what may be kept."""

from collections.abc import Sequence
from typing import Final

from flask import Request, Response

from dashboard.access.embedding import EMBED

A_YEAR: Final = 31_536_000

_FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def content_policy(script_hashes: Sequence[str]) -> str:
    """Give the Content-Security-Policy. Only the inline scripts of those hashes may run.

    Dash and Plotly write style elements, so inline styles stay allowed; nothing else inline is.
    """
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(("'self'", *script_hashes)),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


_NO_FRAMES: Final = "frame-ancestors 'none'"
_STATIC_POLICY: Final = f"default-src 'none'; {_NO_FRAMES}"


def protect(
    response: Response, request: Request, policy: str, framers: Sequence[str] = ()
) -> Response:
    """Set the headers of an answer. Figures are never kept by a browser or a proxy; assets are.

    `framers` are the origins of the sites that may frame the one page made for it.
    """
    for name, value in _FIXED.items():
        response.headers.setdefault(name, value)
    kept = _is_static(request) and response.status_code < 400
    response.headers["Content-Security-Policy"] = _STATIC_POLICY if kept else policy
    if request.endpoint == EMBED and framers:
        framed = policy.replace(_NO_FRAMES, f"frame-ancestors {' '.join(framers)}")
        response.headers["Content-Security-Policy"] = framed
        del response.headers["X-Frame-Options"]  # it cannot name a site; the policy does
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.path.startswith("/api/"):
        # A program may keep an answer of its own, and asks each time whether it still holds.
        response.headers["Cache-Control"] = "private, no-cache"
    elif not kept:
        response.headers["Cache-Control"] = "no-store"
    elif "m" in request.args:
        # The address of an asset carries the time of its last change, so it may be kept for ever.
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def _is_static(request: Request) -> bool:
    return request.path.startswith(("/assets/", "/_dash-component-suites/"))
