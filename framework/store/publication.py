"""What one run hands to the store, and what the store says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from framework.model.areas import Area
from framework.store.rows import SourceState


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that one run publishes.

    The frames have RESULT_, JUDGEMENT_, COMPARISON_ and SERIES_COLUMNS (other columns are left
    out) and hold disclosed rows only. `scope` names the indicators that this run computed: the
    frames hold all their rows, so a row that is kept and not among them is closed. Indicators
    outside the scope are not touched. `retired` indicators are closed with all their rows.

    `run` is the number begin_run gave. `files` are the framework's files by relative path.
    `definitions` gives each indicator's (version, text). `sources` tells of every source of the
    framework, whether this run read it or not. `as_it_was`: the rows were published before and are
    published again to the digit, so none of them counts as revised now. `failure` says why a run that
    only marks its sources as kept is no success; empty for any other.
    """

    run: int
    results: pl.DataFrame
    judgements: pl.DataFrame
    comparisons: pl.DataFrame
    series: pl.DataFrame
    scope: frozenset[str]
    files: Mapping[str, bytes]
    started: datetime
    finished: datetime
    code_version: str
    definitions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    sources: tuple[SourceState, ...] = ()
    areas: tuple[Area, ...] = ()
    retired: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    plan: str = ""
    as_it_was: bool = False
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication came to. `is_new` is False when nothing differed and none was made.

    `opened`, `closed` and `unchanged` count rows of all four kinds within the scope.
    """

    generation: int
    published_hash: str
    opened: int
    closed: int
    unchanged: int
    is_new: bool
