"""From a frozen view to safe markup. No template computes a figure or makes a judgement."""

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dashboard.figures.bars import bar, bar_frame
from dashboard.figures.icons import arrow_icon, rating_icon, rating_name
from dashboard.figures.legends import SIGNAL_WORDS, signal_swatch, swatch
from dashboard.figures.signs import sign
from dashboard.figures.sparkline import sparkline
from dashboard.figures.spine import spine
from dashboard.figures.trend import starts_at_zero, trend
from dashboard.templates.words import (
    bare,
    count_change,
    day,
    moment,
    sentence_case,
    unit_of,
)
from framework.model.visible import visible


def render(name: str, **view: object) -> Markup:
    """Fill a template. Every text is escaped; a name that the view does not give is an error."""
    return Markup(_environment().get_template(name).render(**view))  # noqa: S704 (autoescaped)


def _seen(value: object) -> object:
    """Leave out of a text what cannot be seen. Markup is made of texts that went through here."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dashboard", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        arrow_icon=arrow_icon,
        bar=bar,
        bar_frame=bar_frame,
        count_change=count_change,
        rating_icon=rating_icon,
        rating_name=rating_name,
        sign=sign,
        signal_swatch=signal_swatch,
        signal_words=SIGNAL_WORDS,
        sparkline=sparkline,
        spine=spine,
        starts_at_zero=starts_at_zero,
        swatch=swatch,
        trend=trend,
    )
    environment.filters.update(
        bare=bare, day=day, moment=moment, sentence_case=sentence_case, unit_of=unit_of
    )
    return environment
