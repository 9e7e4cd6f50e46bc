"""The rows of Midshire: the same bytes every time, and every planted feature is in them."""

import csv
import gzip
from collections import Counter, defaultdict
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from framework.load.files import read_config
from framework.load.framework import load_framework
from indicators.demonstration.generating import generate
from indicators.demonstration.places import (
    MERGED_WARDS,
    NEIGHBOUR_FORCE_WARDS,
    WARDS,
    beat_code,
)

CONFIG = Path(__file__).parents[2] / "config"
Row = dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("midshire")
    generate(folder)
    return folder


def read(path: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> list[Row]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(data.decode(encoding).splitlines(), delimiter=delimiter))


@pytest.fixture(scope="module")
def episodes(folder: Path) -> list[Row]:
    return [row for path in sorted(folder.glob("early_help_episodes_*.csv")) for row in read(path)]


def day(text: str) -> date | None:
    """Read either way of writing a date that the extract has."""
    if not text:
        return None
    if "/" in text:
        return date(*reversed([int(part) for part in text.split("/")]))  # type: ignore[arg-type]
    return date.fromisoformat(text)


def share(rows: list[Row], column: str, answer: str) -> float:
    answered = [row for row in rows if row[column]]
    return sum(row[column] == answer for row in answered) / len(answered)


def test_the_same_seed_writes_the_same_bytes_and_another_seed_writes_others(
    folder: Path, tmp_path: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    bystander = tmp_path / "mine.csv"
    bystander.write_text("stay")

    written = generate(tmp_path, progress=lambda *step: told.append(step))

    assert bystander.read_text() == "stay"
    assert {path.name for path in written} == {path.name for path in folder.iterdir()}
    assert all(path.read_bytes() == (folder / path.name).read_bytes() for path in written)
    assert [done for _, done, _ in told] == list(range(1, len(told) + 1))
    assert told[-1][1] == told[-1][2]

    generate(tmp_path, seed=7)

    same = [p.name for p in written if p.read_bytes() == (folder / p.name).read_bytes()]
    assert same == []


def test_the_files_are_of_every_kind_and_small_enough_to_write_anywhere(folder: Path) -> None:
    files = list(folder.iterdir())
    assert {"".join(path.suffixes) for path in files} == {
        ".csv", ".csv.gz", ".parquet", ".xlsx", ".txt",
    }  # fmt: skip
    assert sum(path.stat().st_size for path in files) < 25_000_000


def test_every_file_belongs_to_exactly_one_source(folder: Path) -> None:
    sources = load_framework(read_config(CONFIG)).framework.sources
    owners = {
        path.name: [one.id for one in sources if fnmatchcase(path.name, one.read.path)]
        for path in folder.iterdir()
    }
    assert {name: found for name, found in owners.items() if len(found) != 1} == {}
    assert {found[0] for found in owners.values()} == {source.id for source in sources}


def test_no_file_names_a_person(folder: Path, episodes: list[Row]) -> None:
    headers = {name.lower() for row in episodes for name in row}
    headers |= {name.lower() for row in read(folder / "front_door_contacts.csv.gz") for name in row}
    assert not {name for name in headers if "name" in name or "address" in name or "mail" in name}


def test_a_child_is_said_to_have_come_back_just_when_a_later_episode_is_there(
    episodes: list[Row],
) -> None:
    starts: dict[str, list[date]] = defaultdict(list)
    for row in episodes:
        starts[row["earl_person_id"]].append(day(row["earl_episode_start_date"]) or date.min)
    answered = [row for row in episodes if row["re_referred_12m"]]
    assert len(answered) > 10_000
    for row in answered:
        end, limit = day(row["earl_episode_end_date"]), day(row["twelve_months_on"])
        assert end is not None
        assert limit is not None
        again = any(end < start < limit for start in starts[row["earl_person_id"]])
        assert row["re_referred_12m"] == ("yes" if again else "no")
        assert limit <= date(2026, 10, 31)


def test_no_episode_runs_backwards_or_beyond_the_extract(episodes: list[Row]) -> None:
    for row in episodes:
        start = day(row["earl_episode_start_date"])
        end = day(row["earl_episode_end_date"]) or date(2026, 10, 31)
        plan = day(row.get("plan_date") or row.get("plan_start") or "")
        assessed = day(row["assessment_date"])
        assert start is not None
        assert start <= (assessed or end) <= (plan or end) <= end <= date(2026, 10, 31)


def test_the_episodes_are_messy_but_legal(folder: Path, episodes: list[Row]) -> None:
    later = read(folder / "early_help_episodes_2024.csv")
    older = read(folder / "early_help_episodes_2022.csv")
    assert all("/" in row["earl_episode_start_date"] for row in later)
    assert "plan_start" in older[0]
    assert "plan_date" not in older[0]
    rows = episodes
    wards = Counter(row["ward_code"] for row in rows)
    assert wards[""] > 50
    assert wards["E05088888"] > 50
    assert all(wards[old] > 50 for old in MERGED_WARDS)
    assert sum(row["earl_episode_reason"] == "test record" for row in rows) > 0
    assert any(not row["age"] for row in rows)
    assert any(not row["sex"] for row in rows)


def test_merged_wards_keep_their_old_codes_until_the_day_of_the_merger(episodes: list[Row]) -> None:
    for row in episodes:
        start = day(row["earl_episode_start_date"])
        assert start is not None
        if row["ward_code"] in MERGED_WARDS:
            assert start < date(2025, 5, 1)
        if row["ward_code"] == "E05099023":
            assert start >= date(2025, 5, 1)


def test_the_trust_has_sent_nothing_since_august(folder: Path) -> None:
    rows = read(folder / "mental_health_waiting_list.csv")
    assert max(row["Census date"] for row in rows) == "2026-08-31"


def test_september_2026_is_one_bad_month_for_referrals_and_october_is_back(folder: Path) -> None:
    frame = pl.read_parquet(folder / "social_care_referrals.parquet")
    assert frame.schema["referral_date"] == pl.Date
    days = (pl.col("decision_date") - pl.col("referral_date")).dt.total_days()
    # Three days hold a weekend: enough to tell a decision of one working day from a late one.
    soon = (
        frame.drop_nulls("decision_date")
        .group_by(pl.col("referral_date").dt.strftime("%Y-%m").alias("month"))
        .agg((days <= 3).mean().alias("soon"))
    )
    by_month = dict(soon.iter_rows())
    assert by_month["2026-09"] < by_month["2026-08"] - 0.1
    assert by_month["2026-10"] > by_month["2026-09"] + 0.1


def test_the_plan_is_dated_later_from_april_2025_because_families_sign_it(
    episodes: list[Row],
) -> None:
    waits: dict[bool, list[int]] = {False: [], True: []}
    for row in episodes:
        plan = day(row.get("plan_date") or row.get("plan_start") or "")
        assessed = day(row["assessment_date"])
        if plan and assessed and date(2024, 10, 1) <= plan < date(2025, 10, 1):
            waits[plan >= date(2025, 4, 1)].append((plan - assessed).days)
    before, after = (sum(days) / len(days) for days in (waits[False], waits[True]))
    assert after > before + 2.5


def test_dunmoor_is_clearly_behind_on_absence(folder: Path) -> None:
    district = {ward.code: ward.district for ward in WARDS}
    pupils: Counter[str] = Counter()
    absent: Counter[str] = Counter()
    for row in read(folder / "school_absence_2026-27.csv"):
        where = district[row["Ward"]]
        pupils[where] += int(row["Pupils"])
        if row["Sessions missed"] != "under 10%":
            absent[where] += int(row["Pupils"])
    shares = {where: absent[where] / pupils[where] for where in pupils}
    assert max(shares, key=lambda where: shares[where]) == "E07000903"
    others = [value for where, value in shares.items() if where != "E07000903"]
    assert shares["E07000903"] > max(others) + 0.04


def test_schools_send_nothing_for_august(folder: Path) -> None:
    months = {row["Month"] for row in read(folder / "school_absence_2025-26.csv")}
    assert "Jul 2026" in months
    assert "Aug 2026" not in months


def test_saltholme_counts_are_tiny(folder: Path, episodes: list[Row]) -> None:
    small = {ward.code for ward in WARDS if ward.district == "E07000906"}
    ended = [
        row
        for row in episodes
        if row["ward_code"] in small
        and (day(row["earl_episode_end_date"]) or date.min).year == 2026
    ]
    months = Counter((day(row["earl_episode_end_date"]) or date.min).month for row in ended)
    assert 0 < max(months.values()) < 15
    assert 0 < len(read(folder / "temporary_accommodation_saltholme.csv", encoding="cp1252")) < 60


def test_two_forces_send_two_layouts_and_one_of_them_beats_beyond_the_county(folder: Path) -> None:
    own = read(folder / "police_incidents_midshire.csv")
    other = read(folder / "police_incidents_neighbour.csv")
    assert set(own[0]) & set(other[0]) == {"Beat"}
    theirs = {beat_code(ward) for ward in WARDS if ward.code in NEIGHBOUR_FORCE_WARDS}
    assert theirs.isdisjoint(row["Beat"] for row in own)
    assert theirs < {row["Beat"] for row in other}


def test_more_children_are_seen_at_domestic_abuse_once_the_question_must_be_answered(
    folder: Path,
) -> None:
    rows = read(folder / "police_incidents_midshire.csv")
    before = [row for row in rows if row["Reported on"].endswith("/2024")]
    after = [row for row in rows if row["Reported on"].endswith("/2026")]
    assert share(after, "Child present", "yes") > share(before, "Child present", "yes") + 0.04


def test_many_are_not_known_each_september_and_found_again_by_winter(folder: Path) -> None:
    rows = read(folder / "destinations_16_17.txt", encoding="utf-16", delimiter="\t")
    lost = Counter[str]()
    for row in rows:
        if row["Status"] == "Not known":
            lost[row["Month"]] += int(row["Young people"])
    assert lost["2025-09"] > 2.5 * lost["2025-12"]


def test_families_add_up_faster_towards_the_end_of_the_financial_year(folder: Path) -> None:
    rows = CalamineWorkbook.from_path(folder / "families_tracker.xlsx").get_sheet_by_name("Tracker")
    header, *body = rows.to_python()
    assert header == ["Family", "District", "Headline outcome", "Agreed by audit on"]
    days = [row[3] for row in body]
    assert all(isinstance(one, date) for one in days)
    year = Counter(one.month for one in days if date(2025, 4, 1) <= one < date(2026, 4, 1))  # type: ignore[operator, union-attr]
    assert year[3] > 2 * year[4]


def test_the_reviews_workbook_has_lines_above_its_header_and_markers_for_what_is_missing(
    folder: Path,
) -> None:
    sheet = CalamineWorkbook.from_path(folder / "two_year_reviews.xlsx").get_sheet_by_name(
        "2 year reviews"
    )
    rows = sheet.to_python(skip_empty_area=False)
    assert rows[3][:2] == ["Area", "Quarter"]
    cells = {(row[0], row[1]): row[2:] for row in rows[4:]}
    assert cells["Dunmoor", "2024/25 Q2"] == ["x", "x", "x"]
    assert any(row[2] == "c" for (area, _), row in cells.items() if area == "Saltholme")
    assert cells["England", "2026/27 Q2"][0] == 146_000


def test_the_newest_good_development_figures_are_provisional_and_the_smallest_confidential(
    folder: Path,
) -> None:
    rows = read(folder / "official_education.csv")
    assert {row["time_period"] for row in rows if row["time_period"] > "202526"} == {"202526 prov"}
    assert {row["percentage"] for row in rows if row["geographic_name"] == "Saltholme"} == {"c"}


def test_temporary_homes_are_costed_in_pounds_that_only_windows_encoding_can_read(
    folder: Path,
) -> None:
    path = folder / "temporary_accommodation_dunmoor.csv"
    with pytest.raises(UnicodeDecodeError):
        path.read_text(encoding="utf-8")
    rows = read(path, encoding="cp1252")
    assert {"date_placed", "date_left"} < set(rows[0])
    assert {row["nightly_cost"] for row in rows} == {"Up to £60 a night", "Over £60 a night"}
