"""The page of an area: every figure on a spine."""

from dashboard.pages.page import Asked, Page
from dashboard.queries.area_views import ProfileView
from dashboard.templates import render


def show_area_profile(view: ProfileView, asked: Asked) -> Page:
    chrome = view.chrome
    html = render(
        "area_profile.html",
        view=view,
        chrome=chrome,
        here="area profile",
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
    )
    return Page(f"Area profile, {chrome.area}, {chrome.month} – {chrome.framework}", html)
