"""When is a number another number: versions of what an indicator's figures follow from."""

import hashlib
import json
from dataclasses import asdict, replace

from framework.model.frameworks import Framework
from framework.model.indicators import Definition, Indicator
from indicators.measures.primitives import date_columns


def figure_version(framework: Framework, indicator: Indicator) -> str:
    """Give the version of everything but rows and words that an indicator's figures follow from.

    A new title, owner, definition text or review date leaves it as it was. Source declarations
    are part of each source's fingerprint.
    """
    bare = replace(
        indicator,
        title="",
        short_title="",
        owner="",
        definition=Definition(),
        next_review=None,
        tests=(),
    )
    parts = (
        bare,
        framework.geography,
        framework.home_area,
        sorted(framework.bank_holidays),
        [framework.source(name).disclosure for name in indicator.sources],
        _coverage_dates(framework, indicator),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _coverage_dates(framework: Framework, indicator: Indicator) -> list[str]:
    """Give the dates that say which months a source speaks of, where it does not name one itself.

    They are those of every indicator of the source, so a new indicator may move them for all. A
    derived indicator has none: its parts have them.
    """
    sources = [framework.source(name) for name in indicator.sources]
    unsaid = [one.id for one in sources if not (one.dated or one.period_from)]
    return sorted(name for one in unsaid for name in date_columns(framework.indicators, one))


def definition_text(indicator: Indicator) -> str:
    """Give a definition as kept beside its results, for people and for audit."""
    return json.dumps(asdict(indicator), default=str, sort_keys=True, ensure_ascii=False)
