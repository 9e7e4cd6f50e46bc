"""Period texts, markers, notes and old codes of published files: each is read as it is declared, or told."""

import csv
import gzip
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
import pytest

from framework.model.areas import Area, AreaChange, Geography, Level
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.measures import Published
from framework.model.periods import Grain, YearType, period_from_code
from framework.model.reads import CsvFiles
from framework.model.results import Flag
from framework.model.sources import (
    AreaFrom,
    CellStatus,
    Notes,
    PeriodFrom,
    PeriodShape,
    Rows,
    Source,
)
from indicators.connect.periods import read_period
from indicators.connect.reading import read_source
from indicators.measures.computing import compute
from tests.sources_in_code import NUMBER, column, framework, source

DATA: Final = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no published files: {DATA} is not there"),
]

SHAPE, CALENDAR, FINANCIAL = PeriodShape, YearType.CALENDAR, YearType.FINANCIAL
SUFFIXES: Final = {
    "prov": CellStatus.PROVISIONAL,
    "Rev": CellStatus.REVISED,
    "Final": CellStatus.FINAL,
    "OT": CellStatus.OUTTURN,
    "baseline": None,
}


def declared(shape: PeriodShape, grain: Grain, year: YearType, years: int = 1) -> PeriodFrom:
    return PeriodFrom("", shape, grain, year, SUFFIXES, footnotes=True, pooled_years=years)


FORMS: Final[Mapping[str, PeriodFrom]] = {
    r"\d{4}(\.0)?( \(\w+\))?|\d{4}[ab]": declared(SHAPE.YEAR, Grain.YEAR, CALENDAR),
    r"\d{4}[/-]\d\d( [\[(][\w ]+[\])])?|\d{4}/\d{4}|\d{4}-\d{4}\*": declared(
        SHAPE.YEAR, Grain.YEAR, FINANCIAL
    ),
    r"\d{6}": declared(SHAPE.SIX_DIGITS, Grain.YEAR, YearType.ACADEMIC),
    r"\d{4}-\d\d-\d\d": declared(SHAPE.DATE, Grain.MONTH, FINANCIAL),
    r"\d{4} Q[1-4]": declared(SHAPE.QUARTER, Grain.QUARTER, CALENDAR),
    r"[A-Z][a-z]+ \d{4}|\d{4} \d\d": declared(SHAPE.MONTH, Grain.MONTH, FINANCIAL),
}
"""How each form is declared here. Pools are declared by their number of years, below."""

POOLS: Final = (
    (r"(\d{4}) ?(?:-|to) ?(\d{2}|\d{4})(?: \(baseline\))?", CALENDAR),
    (r"(\d{4})/\d\d ?(?:-|to) ?(\d{4})/\d\d", FINANCIAL),
)
NO_PERIODS: Final = (
    r"There is not? data for this indicator yet",
    r"This is a non-statistical indicator\.?",
    r"This indicator has embedded content but no data",
    r"17 May to 11 June 2023",
    r"2010/20|2013/16",
    r"0",
)
"""What no declaration reads, some of them slips of the publisher: it is told, row by row."""


def texts_in(folder: str, header: str) -> set[str]:
    found: set[str] = set()
    for path in sorted((DATA / folder).rglob("*.csv*")):
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            found |= {row.get(header) or "" for row in csv.DictReader(file)}
    return found - {""}


def all_texts() -> Iterator[tuple[str, str]]:
    for folder, header in (
        ("sdg_ons/data", "Year"),
        ("fingertips_districts", "period"),
        ("fingertips_native", "Time period"),
        ("ees_csc_open", "time_period"),
        ("ees_eyfs_absence_meta", "time_period"),
        ("ees_nccis_neet", "time_period"),
        ("spc_ae_attendances", "period"),
        ("messy_official_workbooks", "Date"),
    ):
        for text in sorted(texts_in(folder, header)):
            yield folder, text
    years = pl.read_parquet(DATA / "lait_open" / "bds_long.parquet")["Years"].unique().sort()
    for text in years:
        yield "lait_open", text


def form_of(text: str) -> PeriodFrom | None:
    for form, said in FORMS.items():
        if re.fullmatch(form, text) and not _is_pool(text):
            return said
    for form, year in POOLS:
        if found := re.fullmatch(form, text):
            first, last = int(found[1]), int(found[1][: 4 - len(found[2])] + found[2])
            return declared(SHAPE.POOLED, Grain.YEAR, year, last - first + 1)
    return None


def _is_pool(text: str) -> bool:
    """2009-11 looks like a financial year or a month, and is three years."""
    found = re.match(r"\d\d(\d\d)-(\d\d)$", text)
    return found is not None and int(found[2]) != (int(found[1]) + 1) % 100


def test_every_period_text_is_read_as_declared_or_told() -> None:
    told, read = set(), 0
    for folder, text in all_texts():
        said = form_of(text)
        if said is None or text in ("0", "2010/20", "2013/16"):
            told.add(text)
            every = (*FORMS.values(), declared(SHAPE.POOLED, Grain.YEAR, CALENDAR, 3))
            assert all(read_period(text, form).code is None for form in every), (folder, text)
            continue
        found = read_period(text, said)
        assert found.code is not None, (folder, text, found.why)
        first, last = period_from_code(found.code).covers
        assert str(first.year) == text[-4:] or str(first.year) == text[:4], (folder, text)
        if said.shape is SHAPE.POOLED:
            assert last.year - first.year == said.pooled_years, (folder, text)
        read += 1
    assert read > 250
    assert [text for text in told if not any(re.fullmatch(one, text) for one in NO_PERIODS)] == []
    assert len(told) == 9


def test_footnotes_and_debris_are_told_unless_they_are_declared() -> None:
    marked = [text for _, text in all_texts() if re.search(r"\[Note|\d[ab]$|\.0$|\*", text)]
    assert len(set(marked)) == 6
    for text in marked:
        said = form_of(text)
        assert said is not None
        assert read_period(text, said).code is not None
        plain = PeriodFrom("", said.shape, said.grain, said.year_type)
        assert read_period(text, plain).code is None


def table(path: str, *columns: str, **said: object) -> Source:
    read = CsvFiles(path)
    made = (column(name.casefold(), NUMBER, headers=(name,)) for name in columns)
    return source(*made, rows=Rows.PUBLISHED, read=read, **said)


def places(codes: set[str], *changes: AreaChange, begun: Mapping[str, date]) -> Framework:
    areas = tuple(Area(code, code, "place", begun.get(code)) for code in sorted(codes))
    return framework(geography=Geography((Level("place", "place", "places"),), areas, (), changes))


def test_notes_of_fingertips_mark_caution_and_never_lose_a_value(tmp_path: Path) -> None:
    path = "fingertips_native/la_hospital_admissions_2324.csv.gz"
    with gzip.open(DATA / path, "rt", encoding="utf-8-sig", newline="") as file:
        raw = list(csv.DictReader(file))
    meanings = {
        "Should be treated with caution": CellStatus.LOW_RELIABILITY,
        "Not presented": CellStatus.UNAVAILABLE,
        "Value suppressed": CellStatus.SUPPRESSED,
        "Value for": CellStatus.ESTIMATED,
    }
    year = PeriodFrom("Time period", SHAPE.YEAR, Grain.YEAR)
    said = table(
        path,
        "Value",
        area_from=AreaFrom(("Area Code",)),
        period_from=year,
        notes=Notes("Value note", meanings, ("value",)),
    )
    partnership = places({row["Area Code"] for row in raw}, begun={})
    rows = read_source(said, partnership, DATA, tmp_path)
    assert rows.problems == ()
    frame = pl.read_parquet(rows.path)
    assert frame["value"].to_list() == [float(r["Value"]) if r["Value"] else None for r in raw]
    words = [r["Value note"].split(" due ")[0].split(", as")[0] for r in raw]
    statuses = frame["_status_value"].to_list()
    assert dict(zip(words, statuses, strict=True)) == {
        "": None,
        "Should be treated with caution": "low reliability",
        "Not presented": "unavailable",
        "Value suppressed for disclosure control": "suppressed",
        **{word: "estimated" for word in words if word.startswith("Value for")},
    }


def test_a_zero_that_was_not_reported_is_none(tmp_path: Path) -> None:
    path = "district_kpis_hart/hart_kpis_2014.csv"
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        raw = [row["this_quarter"] for row in csv.DictReader(file)]
    said = source(
        column("this_quarter", NUMBER, missing={"0": CellStatus.UNAVAILABLE}),
        column("target", NUMBER),
        read=CsvFiles(path),
    )
    frame = pl.read_parquet(read_source(said, framework(), DATA, tmp_path).path)
    scaled = [None if float(text) == 0 else round(float(text) * 10_000) for text in raw]
    assert frame["this_quarter"].to_list() == scaled
    assert frame["_status_this_quarter"].null_count() == sum(one is not None for one in scaled)
    assert frame["target"].null_count() == 0


def test_sentinels_of_an_upload_are_missing(tmp_path: Path) -> None:
    year = PeriodFrom("Year", SHAPE.YEAR, Grain.YEAR, CALENDAR)
    said = table(
        "fingertips_upload_tests/upload-new-data.csv",
        "Count",
        "Value",
        area_from=AreaFrom(("AreaCode",)),
        period_from=year,
        missing={"-1": CellStatus.UNAVAILABLE},
    )
    partnership = places({"E92000001"}, begun={})
    frame = pl.read_parquet(read_source(said, partnership, DATA, tmp_path).path)
    assert frame.select("count", "_status_count", "value").rows() == [
        (None, "unavailable", 35.3),
        (None, "unavailable", 23.4),
    ]


def test_rates_of_merged_districts_are_unavailable_and_all_others_stay(tmp_path: Path) -> None:
    path = "fingertips_districts/children/low_income_families.csv.gz"
    raw = pl.read_csv(DATA / path, encoding="utf8-lossy", null_values="NA").filter(
        pl.col("area_code") != "E92000001"
    )
    with gzip.open(
        DATA / "geo_lookups_boundaries/lookup_ltla_ltla.csv.gz", "rt", encoding="utf-8-sig"
    ) as file:
        became = {row["ltla18_code"]: row["ltla24_code"] for row in csv.DictReader(file)}
    now = {old: became.get(old, old) for old in raw["area_code"].unique()}
    taken = {new: [old for old in now if now[old] == new] for new in now.values()}
    day = date(2019, 4, 1)
    changes = [
        AreaChange("merge" if len(taken[new]) > 1 else "rename", old, new, day)
        for old, new in now.items()
        if old != new
    ]
    begun = {new: day for new, olds in taken.items() if len(olds) > 1}
    partnership = places(set(now.values()), *changes, begun=begun)
    said = table(
        path,
        "value",
        id="low_income",
        area_from=AreaFrom(("area_code",)),
        period_from=PeriodFrom("period", SHAPE.YEAR, Grain.YEAR, CALENDAR),
        missing={"NA": CellStatus.UNAVAILABLE},
    )
    one = Indicator(
        id="low_income",
        title="Low income",
        source="low_income",
        measure=Published("value"),
        kind=Kind.OUTCOME,
        polarity=Polarity.LOW,
        unit="percent",
        grain=Grain.YEAR,
        year_type=CALENDAR,
    )
    whole = framework(geography=partnership.geography, sources=(said,), indicators=(one,))
    rows = read_source(said, whole, DATA, tmp_path)
    result = compute(
        whole,
        {"low_income": rows.path},
        [one],
        cutoff=date(2026, 1, 1),
        progress=lambda *_: None,
    ).frame
    merged = result.filter(pl.col("area").is_in(list(begun)))
    assert len(begun) > 10
    assert merged["value"].null_count() == merged.height == 11 * len(begun)
    assert merged["flags"].unique().to_list() == [int(Flag.UNAVAILABLE)]
    others = result.filter(~pl.col("area").is_in(list(begun)))
    expected = raw.with_columns(pl.col("area_code").replace(now).alias("area")).filter(
        ~pl.col("area").is_in(list(begun))
    )
    key = ["area", "period"]
    wanted = expected.select("area", pl.col("period").cast(pl.String), "value").sort(key)
    assert others.select(*key, "value").sort(key).rows() == wanted.rows()
