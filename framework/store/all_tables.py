"""Every table of the store, for what copies, moves or checks all of them."""

from typing import Final

from framework.store.people_tables import release

ALL_TABLES: Final = release.metadata
"""What people decide stands on what was published, so that the tables of both are in it."""
