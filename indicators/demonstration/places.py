"""The wards and districts of Midshire, how many people live there, and how partners write them.

config/areas/areas.csv declares the same places to the engine; a test holds the two together.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from indicators.demonstration.dice import Floats, Wholes

COUNTY: Final = "E10000099"
WORST: Final = "E07000903"
"""Dunmoor: clearly behind the other districts on a dozen indicators."""
SMALL: Final = "E07000906"
"""Saltholme: an island district of some 12,000 people, whose counts are mostly hidden."""


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward, its people in mid-2025, and its need: how many families seek help for their number."""

    code: str
    name: str
    district: str
    people: int
    need: float
    least_well_off: bool = False


DISTRICTS: Final = {
    "E07000901": "Alderbrook",
    "E07000902": "Castlewold",
    "E07000903": "Dunmoor",
    "E07000904": "Fenwick Vale",
    "E07000905": "Hartsmere",
    "E07000906": "Saltholme",
}

WARDS: Final = (
    Ward("E05099001", "Alder Cross", "E07000901", 33_100, 1.15),
    Ward("E05099002", "Brookside", "E07000901", 29_800, 0.85),
    Ward("E05099003", "Canal Street", "E07000901", 31_600, 1.55, least_well_off=True),
    Ward("E05099004", "Kingsmead", "E07000901", 27_400, 0.65),
    Ward("E05099005", "Northgate", "E07000901", 30_900, 1.30, least_well_off=True),
    Ward("E05099006", "Weirbank", "E07000901", 29_200, 0.75),
    Ward("E05099007", "Castle Hill", "E07000902", 26_300, 0.90),
    Ward("E05099008", "Wold Edge", "E07000902", 24_100, 0.60),
    Ward("E05099009", "Market Wold", "E07000902", 28_700, 1.10),
    Ward("E05099010", "Quarry Bank", "E07000902", 27_500, 1.25, least_well_off=True),
    Ward("E05099011", "Thornley", "E07000902", 24_400, 0.70),
    Ward("E05099012", "Dunmoor Town", "E07000903", 27_200, 1.60, least_well_off=True),
    Ward("E05099013", "Harbour", "E07000903", 24_900, 1.75, least_well_off=True),
    Ward("E05099014", "Ironworks", "E07000903", 23_800, 1.50, least_well_off=True),
    Ward("E05099015", "Moorside", "E07000903", 21_600, 0.95),
    Ward("E05099016", "Sandhills", "E07000903", 20_500, 0.90),
    Ward("E05099017", "Fenwick", "E07000904", 22_300, 0.95),
    Ward("E05099018", "Long Drove", "E07000904", 18_200, 0.85),
    Ward("E05099019", "Priory", "E07000904", 19_700, 0.80),
    Ward("E05099020", "Sluice End", "E07000904", 17_900, 1.05),
    Ward("E05099021", "Vale", "E07000904", 17_900, 0.60),
    Ward("E05099022", "Hart Green", "E07000905", 20_800, 0.75),
    Ward("E05099023", "Mere and Oldmere", "E07000905", 22_400, 1.00),
    Ward("E05099024", "Park", "E07000905", 19_100, 0.65),
    Ward("E05099025", "Station", "E07000905", 18_700, 1.10),
    Ward("E05099026", "Lighthouse", "E07000906", 4_600, 0.80),
    Ward("E05099027", "St Osyn", "E07000906", 4_100, 0.70),
    Ward("E05099028", "Staithe", "E07000906", 3_300, 0.90),
)

MERGED_WARDS: Final = ("E05099029", "E05099030")
"""Mere and Oldmere, two wards until 30 April 2025 and one (E05099023) since."""
MERGED_INTO: Final = "E05099023"
MERGED_ON: Final = np.datetime64("2025-05-01", "D")

NEIGHBOUR_FORCE_WARDS: Final = ("E05099018", "E05099020", "E05099021")
"""Three wards of Fenwick Vale that the neighbouring police force looks after."""

OUTSIDE_HEALTH_WARDS: Final = ("E05099008", "E05099011", "E05099024")
"""Three wards on the western edge that belong to another health area."""

PEOPLE: Final = np.array([ward.people for ward in WARDS], dtype=np.float64)
DISTRICT_OF: Final = np.array([ward.district for ward in WARDS])
CODES: Final = np.array([ward.code for ward in WARDS])
NEED: Final = np.array([ward.people * ward.need for ward in WARDS], dtype=np.float64)
"""How likely a row about a family in need is to come from each ward."""

# Children and older people are not spread evenly by age: shares by broad age of 1,000 people.
_BY_AGE: Final = (
    (0, 4, 10.6), (5, 10, 11.9), (11, 15, 12.5), (16, 17, 12.1), (18, 24, 11.7), (25, 44, 12.9),
    (45, 64, 13.2), (65, 79, 9.9), (80, 89, 4.3), (90, 90, 9.0),
)  # fmt: skip


def people_by_age() -> Floats:
    """Give the share of people at each single age from 0 to 90 (90 is 90 and over)."""
    shares = np.zeros(91)
    for low, high, each in _BY_AGE:
        shares[low : high + 1] = each
    return np.asarray(shares / shares.sum())


def is_worst(wards: Wholes) -> Floats:
    """Give 1 for wards (places in WARDS) of Dunmoor, 0 for others."""
    return np.asarray((DISTRICT_OF[wards] == WORST).astype(np.float64))


def beat_code(ward: Ward) -> str:
    """Give how police write a ward: a letter of the force and a number of the beat."""
    force = "F" if ward.code in NEIGHBOUR_FORCE_WARDS else "M"
    return f"{force}{100 + int(ward.code[-3:])}"
