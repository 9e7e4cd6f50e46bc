"""The files of Midshire, all made up: what each partner would send, never a result.

docs/explanation/midshire.md tells what is planted in them.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from indicators.demonstration.dice import Dice
from indicators.demonstration.episodes import write_episodes
from indicators.demonstration.families import write_hubs, write_survey, write_tracker
from indicators.demonstration.front_door import write_contacts, write_referrals
from indicators.demonstration.health import write_reviews, write_waiting_list
from indicators.demonstration.homes import write_temporary_homes
from indicators.demonstration.official import write_education, write_health_figures
from indicators.demonstration.police import write_police
from indicators.demonstration.population import write_population
from indicators.demonstration.schools import write_absence, write_exclusions, write_suspensions
from indicators.demonstration.social_care import write_statutory
from indicators.demonstration.young_people import write_destinations, write_youth_justice

Writer = Callable[[Path, Dice], list[Path]]
Progress = Callable[[str, int, int], None]
"""Told after each source: its name, how many are written, how many there are."""

WRITERS: Final[Mapping[str, Writer]] = {
    "population": write_population,
    "episodes": write_episodes,
    "contacts": write_contacts,
    "referrals": write_referrals,
    "statutory": write_statutory,
    "absence": write_absence,
    "suspensions": write_suspensions,
    "exclusions": write_exclusions,
    "police": write_police,
    "reviews": write_reviews,
    "waiting_list": write_waiting_list,
    "destinations": write_destinations,
    "youth_justice": write_youth_justice,
    "temporary_homes": write_temporary_homes,
    "survey": write_survey,
    "hubs": write_hubs,
    "tracker": write_tracker,
    "official_education": write_education,
    "official_health": write_health_figures,
}
"""Each source has a stream of chance of its own: a change to one leaves the other files alone."""


def generate(
    data_dir: Path, *, seed: int = 2026, progress: Progress | None = None
) -> tuple[Path, ...]:
    """Write every file of the demonstration into a folder and give their paths.

    The same seed gives the same bytes (with the same versions of pyarrow and zlib, which pack some
    of them). Files of the same name are replaced, others left alone.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for done, (name, write) in enumerate(WRITERS.items(), start=1):
        written += write(data_dir, Dice(seed, name))
        if progress is not None:
            progress(name, done, len(WRITERS))
    return tuple(written)
