"""Pages that say why there is nothing to see, and what to do."""

from urllib.parse import urlencode

from dashboard.pages.page import Asked, Page
from dashboard.templates import render


def not_found(site: str) -> Page:
    return _message(
        site,
        "There is no such page",
        "The address is wrong, or what it named is no longer there. Months go back two years.",
        status=404,
    )


def forbidden(site: str) -> Page:
    return _message(
        site,
        "You may not see this",
        "This page or area is not among those that you may see.",
        "If you think that you should, ask your performance officer.",
        status=403,
    )


def nothing_to_show(site: str) -> Page:
    """Say that the store cannot be read. Its own message may name files, so it is not shown."""
    return _message(
        site,
        "There are no figures to show yet",
        "Nothing has been published, or what is published cannot be read.",
        "Try again in a minute. If this stays, whoever runs this service can see why with "
        "“fingerpost status”.",
        status=503,
        onward=("", "Try again"),
    )


def restarting(site: str) -> Page:
    return _message(
        site,
        "The data store is restarting",
        "It did not answer for five seconds. The figures are safe.",
        "Try again in a minute. If this stays, whoever runs this service can see why with "
        "“fingerpost doctor”.",
        status=503,
        onward=("", "Try again"),
    )


def refused(site: str, status: int, sentence: str) -> Page:
    """Say that a request could not be answered as it was."""
    return _message(site, "This request was refused", sentence, status=status)


def broken(site: str) -> Page:
    """Say that the fault is ours."""
    return _message(
        site,
        "Something went wrong on our side",
        "The page could not be made. The figures themselves are safe.",
        "What happened is in the log of the service.",
        status=500,
    )


def accessibility(asked: Asked) -> Page:
    """Give the statement; its links lead back to the month and area that the reader came from."""
    chosen = {"month": asked.month, "area": asked.area}
    query = urlencode({name: value for name, value in chosen.items() if value})
    html = render(
        "accessibility.html",
        chrome=None,
        here="accessibility",
        path=asked.path,
        query=f"?{query}" if query else "",
        site=asked.site,
    )
    return Page(f"Accessibility – {asked.site}", html)


def _message(
    site: str,
    heading: str,
    *sentences: str,
    status: int,
    onward: tuple[str, str] = ("/", "Go to the Board panel"),
) -> Page:
    html = render(
        "message.html",
        chrome=None,
        here="",
        path="",
        query="",
        site=site,
        heading=heading,
        sentences=sentences,
        onward=onward[0],
        onward_words=onward[1],
    )
    return Page(f"{heading} – {site}", html, status)
