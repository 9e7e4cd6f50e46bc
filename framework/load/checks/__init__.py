"""What must hold of a declaration besides its shape: one module a subject, one table of checks."""

from collections.abc import Callable
from typing import Final

from framework.load.building.declared import Declaration
from framework.load.checks.areas import (
    check_changes,
    check_home,
    check_lookups,
    check_memberships,
    check_parents,
    check_weights,
)
from framework.load.checks.boundaries import check_boundaries
from framework.load.checks.breakdowns import check_breakdowns
from framework.load.checks.charts import check_charts
from framework.load.checks.columns import check_columns
from framework.load.checks.comparators import check_comparators
from framework.load.checks.derived import check_derived
from framework.load.checks.disclosure import check_disclosure
from framework.load.checks.engines import check_engines
from framework.load.checks.expectations import check_expectations
from framework.load.checks.hidden import check_secrets
from framework.load.checks.levels import check_levels
from framework.load.checks.measures import check_measures
from framework.load.checks.outcomes import check_outcomes
from framework.load.checks.overtaken import check_overtaken
from framework.load.checks.published import check_published
from framework.load.checks.ratings import check_ratings
from framework.load.checks.reach import check_reach
from framework.load.checks.roles import check_roles
from framework.load.checks.roll_ups import check_roll_ups
from framework.load.checks.sources import check_sources, check_used
from framework.load.checks.standardised import check_standardised
from framework.load.checks.targets import check_targets
from framework.load.checks.units import check_units
from framework.load.checks.windows import check_windows
from framework.load.mistakes import Mistakes

Check = Callable[[Declaration, Mistakes], None]

CHECKS_OF_EACH: Final[tuple[Check, ...]] = (
    check_columns,
    check_sources,
    check_expectations,
    check_engines,
    check_measures,
    check_units,
    check_windows,
    check_standardised,
    check_published,
    check_derived,
    check_boundaries,
    check_breakdowns,
    check_targets,
    check_ratings,
    check_reach,
    check_comparators,
    check_charts,
    check_levels,
    check_overtaken,
    check_roles,
)
"""What looks at one source or indicator at a time, whatever else there is."""

CHECKS: Final[tuple[Check, ...]] = (
    check_home,
    check_memberships,
    check_parents,
    check_weights,
    check_changes,
    check_lookups,
    *CHECKS_OF_EACH,
    check_outcomes,
    check_roll_ups,
    check_used,
    check_disclosure,
    check_secrets,
)
