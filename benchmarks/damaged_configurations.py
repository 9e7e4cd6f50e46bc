"""10,000 damaged configurations: each is loaded, or every issue has a place; how long, how much memory.

python -m benchmarks.damaged_configurations [HOW MANY] [SEED]
"""

import resource
import sys
import time
from random import Random

from framework.errors import ConfigurationError, Issue
from framework.load.framework import load_framework
from tests.damaged_files import BASE, damaged


def issues_of(files: dict[str, bytes]) -> tuple[Issue, ...]:
    try:
        return load_framework(files).warnings
    except ConfigurationError as error:
        return error.issues


def main(count: int, seed: int) -> None:
    """Print the counts, the slowest in CPU seconds beside a good one, and the memory that was added."""
    dice = Random(seed)
    began = time.process_time()
    issues_of(BASE)
    good = time.process_time() - began
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    slowest = refused = without_place = 0
    for _ in range(count):
        files = dict(damaged(dice))
        began = time.process_time()
        issues = issues_of(files)
        slowest = max(slowest, time.process_time() - began)
        refused += any(issue.level == "error" for issue in issues)
        without_place += any(not issue.file or issue.line < 1 for issue in issues)
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{count:,} configurations, {refused:,} refused, {without_place} without a place")
    print(
        f"slowest {slowest:.3f} CPU seconds, {slowest / good:.1f} times a good one; {added:.0f} MB added"
    )


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [10_000, 2026][len(given) :]))
