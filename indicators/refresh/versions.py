"""When is a number another number: versions of what an indicator's figures follow from."""

import hashlib
import json
from dataclasses import asdict, replace

from framework.model.frameworks import Framework
from framework.model.indicators import Definition, Indicator
from framework.model.measures import Rate


def sources_of(indicator: Indicator) -> tuple[str, ...]:
    """Give the sources whose rows an indicator counts, its own first."""
    if isinstance(indicator.measure, Rate):
        return (indicator.source, indicator.measure.population.source)
    return (indicator.source,)


def figure_version(framework: Framework, indicator: Indicator) -> str:
    """Give the version of everything but rows and words that an indicator's figures follow from.

    A new title, owner, definition text or review date leaves it as it was. Source declarations
    are part of each source's fingerprint.
    """
    bare = replace(
        indicator, title="", short_title="", owner="", definition=Definition(), next_review=None
    )
    parts = (
        bare,
        framework.geography,
        framework.home_area,
        sorted(framework.bank_holidays),
        [framework.source(name).disclosure for name in sources_of(indicator)],
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def definition_text(indicator: Indicator) -> str:
    """Give a definition as kept beside its results, for people and for audit."""
    return json.dumps(asdict(indicator), default=str, sort_keys=True, ensure_ascii=False)
