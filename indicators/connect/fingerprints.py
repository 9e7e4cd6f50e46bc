"""What the clean rows of a source depend on, as one hash."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from framework.model.expressions import Call, Function, walk
from framework.model.frameworks import Framework
from framework.model.sources import Arrives, Source

READER_VERSION: Final = 3
"""Counts up whenever the same file and declaration give other rows than before."""


def fingerprint_of(source: Source, framework: Framework, hashes: Mapping[str, str]) -> str:
    """Hash a source's files (by name) and all of the declaration that their rows depend on.

    Words (title, owner, note) do not count, nor does when a file counts as here.
    """
    whole = hashlib.sha256()
    for part in _parts(source, framework, hashes):
        encoded = part.encode()
        whole.update(len(encoded).to_bytes(8, "big"))
        whole.update(encoded)
    return whole.hexdigest()


def _parts(source: Source, framework: Framework, hashes: Mapping[str, str]) -> Iterable[str]:
    yield f"reader {READER_VERSION}"
    yield repr(replace(source, title="", owner="", note="", arrives=Arrives()))
    if source.area_from.fixed is None:
        geography = framework.geography
        yield repr(sorted(geography.by_code))
        yield repr(geography.changes)
    if source.expect.areas or source.expect.outliers:
        yield repr((framework.home_area, framework.geography.memberships))
    if source.area_from.codes is not None:
        yield repr(sorted(framework.codes.get(source.area_from.codes, {}).items()))
    if _counts_working_days(source):
        yield repr(sorted(framework.bank_holidays))
    for name, digest in hashes.items():
        yield f"{name} {digest}"


def _counts_working_days(source: Source) -> bool:
    return any(
        isinstance(node, Call) and node.function is Function.WORKING_DAYS
        for condition in (
            *(left_out.where for left_out in source.leave_out),
            *(rule.holds for rule in source.expect.rules),
        )
        for node in walk(condition)
    )
