"""Files that were made to do harm do none: each gets one plain reason, and the next file is read.

What an attack may not do: end or swell this process, reach outside, or leave half a source behind.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framework.model.reads import READS, CsvFiles, JsonFiles, ReadKind
from tests.hostile_desk import reasons, refused, under_attack
from tests.sources_in_code import NUMBER, Desk, column, source
from tests.workbooks_in_code import zip_of


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from under_attack(tmp_path)


CHECKOUT: Final = Path(__file__).parents[2]
ATTACKS: Final = CHECKOUT.parent / "shared" / "attacks"


@pytest.mark.parametrize(
    ("kind", "megabytes"), [("csv", 2_048), ("excel", 150), ("parquet", 4_096)]
)
def test_a_file_that_is_too_big_is_not_even_hashed(desk: Desk, kind: str, megabytes: int) -> None:
    path = desk.put("big.data", b"")
    with path.open("r+b") as hollow:  # takes no room on the disk
        hollow.truncate((megabytes << 20) + 1)
    assert refused(desk, "big.data", kind=kind) == f"it is too big: more than {megabytes:,} MB"


def test_a_pickle_runs_nothing(desk: Desk, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    for protocol in (
        f"cposix\nsystem\n(S'touch {marker}'\ntR.",
        f"\x80\x04cposix\nsystem\n(V touch {marker}\ntR.",
    ):
        for kind, name in (("csv", "p.csv"), ("excel", "p.xlsx"), ("parquet", "p.parquet")):
            refused(desk, name, protocol.encode("latin-1"), kind)
    assert not marker.exists()


def test_a_gzip_file_that_grows_without_end(desk: Desk) -> None:
    packer = zlib.compressobj(9, wbits=31)
    grown = packer.compress(b"a\n") + b"".join(
        packer.compress(b"1\n" * (1 << 19)) for _ in range(24)
    )
    said = refused(desk, "grow.csv.gz", grown + packer.flush(), "csv")
    assert said == "it is too big when unpacked: more than 250 times its size"


def test_parquet_files_that_grow_without_end(desk: Desk) -> None:
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 8_000, pa.int32()), ["a" * 1_000_000])
    target = io.BytesIO()
    pq.write_table(pa.table({"a": words}), target, compression="zstd")
    assert len(target.getvalue()) < 1_000_000
    assert refused(desk, "words.parquet", target.getvalue(), "parquet")
    path = desk.data / "rows.parquet"
    pl.LazyFrame({"a": [True]}).select(pl.col("a").repeat_by(51_000_000).explode()).sink_parquet(
        path
    )
    assert (
        refused(desk, "rows.parquet", kind="parquet") == "it is too big: more than 50,000,000 rows"
    )


# name, column that is wanted, what the reason must hold (None: it is read), how it is declared
GIVEN: Final[list[tuple[str, str, str | None, dict[str, str]]]] = [
    ("csv_cp1252.csv", "area_code", None, {"encoding": "cp1252"}),
    ("csv_cp1252.csv", "area_code", "line 3, byte 25", {}),
    ("csv_utf8_bom.csv", "area_code", None, {}),
    ("csv_utf16le_bom.csv", "area_code", None, {}),
    ("csv_utf16be_nobom.csv", "area_code", "line 1 holds NUL", {}),
    ("csv_nul_bytes.csv", "area_code", "line 2 holds NUL", {}),
    ("csv_latin1_mac_cr.csv", "area_code", None, {"encoding": "latin-1"}),
    ("csv_latin1_mac_cr.csv", "area_code", "is not UTF-8", {}),
    ("csv_tab.csv", "area_code", None, {"delimiter": "\t"}),
    ("csv_tab.csv", "area_code", "its header is one cell", {}),
    ("csv_semicolon_decimal_comma.csv", "area_code", None, {"delimiter": ";"}),
    ("csv_ragged.csv", "area_code", "row 3 has 2, row 4 has 5", {}),
    ("csv_unclosed_quote.csv", "area_code", "row 2: a quote is opened and never closed", {}),
    ("csv_dup_headers.csv", "area_code", "the header 'value' stands 2 times", {}),
    ("csv_header_only.csv", "area_code", "it has a header but no rows", {}),
    ("csv_empty.csv", "area_code", "it is empty", {}),
    ("csv_long_field.csv", "area_code", "row 2, cell 2 is longer", {}),
    ("csv_wide_5000_columns.csv", "c0", "it has 5,000 columns", {}),
    ("csv_formula_injection.csv", "area_code", None, {}),
    ("gzip_bomb.csv.gz", "1", "too big when unpacked", {}),
    ("pickle_named.csv", "a", "line 1 holds NUL", {}),
    ("xlsx_bomb_rows.xlsx", "ward", "too many cells", {}),
    ("xlsx_bomb_shared_string.xlsx", "ward", "too big when unpacked", {}),
    ("xlsx_billion_laughs.xlsx", "ward", "document type declaration", {}),
    ("xlsx_quadratic_blowup.xlsx", "ward", "document type declaration", {}),
    ("xlsx_xxe_file.xlsx", "ward", "document type declaration", {}),
    ("xlsx_zip_slip.xlsx", "ward", "leads out", {}),
    ("xlsx_formula_cells.xlsx", "ward", None, {}),
    ("not_really.xlsx", "ward", "damaged", {}),
    ("html_named.xlsx", "ward", "a web page", {}),
    ("ole_encrypted_header.xlsx", "ward", "password", {}),
    ("parquet_truncated.parquet", "a", "damaged or cut short", {}),
]


KINDS: Final = {"csv": "csv", "gz": "csv", "xlsx": "excel", "parquet": "parquet"}


@pytest.mark.skipif(not ATTACKS.is_dir(), reason=f"no attack files: {ATTACKS} is not there")
@pytest.mark.parametrize(("name", "header", "said", "read"), GIVEN)
def test_attack_files_that_were_given(
    desk: Desk, name: str, header: str, said: str | None, read: dict[str, str]
) -> None:
    desk.put(name, (ATTACKS / name).read_bytes())
    declared = source(
        column("a", headers=(header,)),
        read=READS[ReadKind(KINDS[name.rpartition(".")[2]])](name, **read),
    )
    if said is None:
        assert desk.read(declared).rows >= 1
        return
    assert said in reasons(desk, declared)[0]
    assert not (CHECKOUT / "attack_marker").exists()


@pytest.mark.skipif(not ATTACKS.is_dir(), reason=f"no attack files: {ATTACKS} is not there")
def test_names_are_exact_in_every_encoding_given(desk: Desk) -> None:
    encodings = {"csv_cp1252.csv": "cp1252", "csv_utf8_bom.csv": None, "csv_utf16le_bom.csv": None}
    for name, encoding in encodings.items():
        desk.put(name, (ATTACKS / name).read_bytes())
        declared = source(column("area_name"), read=CsvFiles(name, encoding=encoding))
        assert desk.frame(declared)["area_name"].to_list() == [
            "Hartlepool",
            "County Durham – “Bishop” café £5",
            "Gwynedd",
        ]


JSON_TRICKS: Final = {
    "deep lists": (b"[" * 200_000, "nested more than 20 deep"),
    "deep objects": (
        b'[{"a":' * 1 + b'{"a":' * 30 + b"1" + b"}" * 31 + b"]",
        "nested more than 20",
    ),
    "no JSON": (b"[{'a': 1}]", "it is not JSON"),
    "half a letter": (b'[{"a": "\\ud83d"}]', "it holds half of a letter"),
    "cut short": (b'[{"a": 1}, {"a"', "it is not JSON, or it is cut short"),
    "no records": (b'{"a": 1}', "there is no list of records at its top"),
    "records of other things": (b"[1, 2]", "record 1 is not an object"),
    "one name twice": (b'[{"a": {"b": 1}, "a.b": 2}]', "two values called 'a.b'"),
    "a list in a cell": (b'[{"a": [1]}]', "column 'a' holds lists"),
    "NULs": (b'[{"a": "\x00"}]', "NUL"),
}


@pytest.mark.parametrize(("content", "said"), JSON_TRICKS.values(), ids=JSON_TRICKS)
def test_json_tricks_are_refused(desk: Desk, content: bytes, said: str) -> None:
    assert said in refused(desk, "trick.json", content, "json")


def test_a_long_number_of_json_is_told_and_not_counted_out(desk: Desk) -> None:
    desk.put("long.json", b'[{"a": 1' + b"0" * 50_000 + b'}, {"a": 2}]')
    rows = desk.read(source(column("a", NUMBER), read=JsonFiles("long.json")))
    assert (rows.rows, rows.problem_rows) == (1, 1)


def zip_refused(desk: Desk, content: bytes, member: str = "*.csv") -> str:
    desk.put("rows.zip", content)
    return reasons(desk, source(column("a"), read=CsvFiles("rows.zip", member=member)))[0]


def placed_before_its_start() -> bytes:
    """Make a zip file whose list of files says that it begins later, so that its file lies before its start."""
    whole = bytearray(zip_of({"rows.csv": "a\n1\n"}))
    place = whole.rindex(b"PK\x05\x06") + 16
    begins = struct.unpack_from("<I", whole, place)[0]
    struct.pack_into("<I", whole, place, begins + 50)
    return bytes(whole)


def test_zip_tricks_are_refused_and_nothing_is_written_outside(desk: Desk) -> None:
    for name in ("../rows.csv", "/rows.csv", "a/../../rows.csv", "C:\\rows.csv"):
        assert "leads out of it" in zip_refused(desk, zip_of({name: "a\n1\n"}))
    assert "too big when unpacked" in zip_refused(desk, zip_of({"rows.csv": "a\n" * (10 << 20)}))
    nameless = zip_of({"~": "a\n1\n"}).replace(b"~", b"\0")
    assert "has no name" in zip_refused(desk, nameless)
    assert "damaged or cut short" in zip_refused(desk, placed_before_its_start())
    many = zip_of({f"rows{place}.csv": "a\n1\n" for place in range(2_100)})
    assert "at most 2,000 are read" in zip_refused(desk, many)
    nested = zip_of({"rows.csv": zip_of({"rows.csv": "a\n1\n"})})
    assert "it is not a CSV file but a workbook or a zip file" in zip_refused(desk, nested)
    two = zip_of({"rows.csv": "a\n1\n", "ROWS.csv": "a\n1\n"})
    assert "have one name" in zip_refused(desk, two)
    whole = zip_of({"rows.csv": "a\n1\n"})
    assert "no file inside it is like 'x*.csv'. It has 'rows.csv'" in zip_refused(
        desk, whole, "x*.csv"
    )
    lying = whole.replace(struct.pack("<I", 4), struct.pack("<I", 2))
    assert "lies about its size" in zip_refused(desk, lying) or "damaged" in zip_refused(
        desk, lying
    )
    assert not list(desk.root.parent.glob("rows.csv"))
    desk.put("rows.zip", whole)
    assert desk.read(source(column("a"), read=CsvFiles("rows.zip", member="*.csv"))).rows == 1
