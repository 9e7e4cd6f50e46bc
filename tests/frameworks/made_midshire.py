"""Midshire as the views made by hand have it: its areas, its outcomes, its indicators, what frames a page."""

from dashboard.queries.views import Choice, Chrome
from framework.model.results import Rating
from tests.frameworks.made_series import LONG, Spec, read_specs

AREAS = {
    "E10000099": "Midshire",
    "E07000901": "Ashby",
    "E07000902": "Brackley Vale",
    "E07000903": "Castlegate",
    "E07000904": "Dunmoor",
    "E07000905": "Eastfield",
    "E07000906": "Fernhill",
    "E07000907": "Granby",
    "E07000908": "Harrowside",
}
HOME = "E10000099"
OUTCOMES = {
    "right_help": "Families get the right help at the right time",
    "early_years": "Every child has a good start in life",
    "education": "Children and young people enjoy learning and do well",
    "health": "Children and parents are well in body and mind",
    "safe": "Children are safe from abuse and exploitation",
    "home": "Families have a secure home and enough to live on",
}
WORST = (Rating.RED, Rating.AMBER, Rating.NOT_RATED, Rating.GREEN)
WORDS = {
    Rating.RED: "off track",
    Rating.AMBER: "at risk",
    Rating.GREEN: "on track",
    Rating.NOT_RATED: "not rated",
}
SPECS = read_specs()


def of_outcome(key: str) -> list[Spec]:
    return [spec for spec in SPECS if spec.outcome == key]


def number_of(spec: Spec) -> str:
    if not spec.outcome:
        return ""
    return f"{list(OUTCOMES).index(spec.outcome) + 1}.{of_outcome(spec.outcome).index(spec) + 1}"


def chrome(month: str | None = None, area: str | None = None) -> Chrome:
    months = [(2026 - (m > 10), m) for m in (10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 12, 11)]
    chosen, code = month or "2026-10", area or HOME
    choices = tuple(
        Choice(f"{y}-{m:02d}", f"{LONG[m - 1]} {y}", f"{y}-{m:02d}" == chosen) for y, m in months
    )
    return Chrome(
        framework="Midshire Early Help Partnership",
        board="Early Help Board",
        notice="Made-up data, shown as if today were 12 November 2026.",
        generation=7,
        published="Published 12 November 2026",
        months=choices,
        areas=tuple(Choice(one, name, one == code) for one, name in AREAS.items()),
        month={choice.value: choice.label for choice in choices}[chosen],
        area=AREAS[code],
        query=f"month={chosen}&area={code}",
    )
