"""Which indicators belong together in a run, because some are made of others."""

from collections.abc import Collection, Iterable
from graphlib import TopologicalSorter

from framework.model.derived import parts_of
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator


def in_order_of_parts(indicators: Iterable[Indicator]) -> list[Indicator]:
    """Give indicators so that each comes after those of its parts that are among them."""
    by_id = {one.id: one for one in indicators}
    needs = {
        name: [part for part in parts_of(one.measure) if part in by_id]
        for name, one in by_id.items()
    }
    return [by_id[name] for name in TopologicalSorter(needs).static_order()]


def with_family(
    framework: Framework, chosen: Collection[str], stale: Collection[str]
) -> frozenset[str]:
    """Give all that a run must compute so that what it publishes fits together.

    To those chosen come the parts of each, stale or not, since a derived indicator is made of
    results of the same run; and of everything stale in the run the stale indicators made of it,
    since a reader must not see a difference beside other figures than its own.
    """
    made_of: dict[str, list[str]] = {}
    for one in framework.indicators:
        for part in parts_of(one.measure):
            made_of.setdefault(part, []).append(one.id)
    ahead = list(chosen)
    taken = set(ahead)
    for key in ahead:  # grows while it is walked
        above = [one for one in made_of.get(key, ()) if key in stale and one in stale]
        for name in (*parts_of(framework.indicator(key).measure), *above):
            if name not in taken:
                taken.add(name)
                ahead.append(name)
    return frozenset(taken)
