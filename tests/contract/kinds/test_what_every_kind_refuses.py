"""The same mistakes are told of every kind of source, and its last good rows stay."""

import gzip
import io

import polars as pl
import xlsxwriter

from tests.every_kind import (
    HTTP,
    KINDS,
    ROWS,
    SQL,
    UPLOAD,
    Counter,
    as_csv,
    as_excel,
    as_parquet,
    declared,
    file_called,
    place,
    put,
    reasons,
    told_as,
)
from tests.sources_in_code import WARD_1, column
from tests.workbooks_in_code import (
    ods_book,
    ods_sheet,
    zip_of,
)


def test_a_missing_file_names_the_path_and_the_directory(desk: Counter, name: str) -> None:
    desk.data.mkdir()
    said = reasons(desk, declared(desk, name))
    nothing = {
        HTTP: "127.0.0.1/rows.csv: the server answered 404 (not found)",
        UPLOAD: "no file was uploaded yet; give one with fingerpost upload episodes FILE --who NAME",
    }
    assert said == nothing.get(name, f"no file matches '{name}' in {desk.data}")


def test_an_empty_file_is_refused(desk: Counter, name: str) -> None:
    place(desk, name, gzip.compress(b"") if name.endswith(".gz") else b"")
    assert reasons(desk, declared(desk, name)) == f"{file_called(name)}: it is empty"


def test_a_header_without_rows_is_refused(desk: Counter, name: str) -> None:
    names = list(ROWS[0])
    text = (",".join(names) + "\n").encode()
    target = io.BytesIO()
    pl.DataFrame(ROWS).clear().write_parquet(target)
    empty = {
        **dict.fromkeys(("rows.csv", HTTP, UPLOAD), text),
        "rows.csv.gz": gzip.compress(text),
        "rows.xlsx": _header_only_workbook(names),
        "rows.parquet": target.getvalue(),
        "rows.ods": ods_book(ods_sheet("Data", [names])),
        "rows.json": b'{"data": {"rows": []}}',
        "rows.json.gz": gzip.compress(b'{"data": {"rows": []}}'),
        "rows.jsonl": b"\n",
        "rows.zip": zip_of({"inside/rows.csv": text}),
    }
    place(desk, name, empty[name])
    said = reasons(desk, declared(desk, name))
    rows = "it has no records" if "json" in name else "it has a header but no rows"
    assert said == f"{told_as(name)}: {rows}"


def _header_only_workbook(names: list[str]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("Data").write_row(0, 0, names)
    return target.getvalue()


def test_a_missing_column_is_named_with_a_guess(desk: Counter, anywhere: str) -> None:
    put(desk, anywhere, [{"ident": "a1", "ward": WARD_1}])
    said = reasons(desk, declared(desk, anywhere, columns=(column("id"), column("warden"))))
    assert said == (
        f"{told_as(anywhere)}: there is no column 'id'; did you mean 'ident'? | "
        f"{told_as(anywhere)}: there is no column 'warden'; did you mean 'ward'?"
    )


def test_a_column_whose_words_changed_places_is_meant_before_one_that_only_looks_like_it(
    desk: Counter, anywhere: str
) -> None:
    put(desk, anywhere, [{"received_date": "2025-01-01", "date_decided": "x", "ward": WARD_1}])
    said = reasons(desk, declared(desk, anywhere, columns=(column("date_received"),)))
    assert said == (
        f"{told_as(anywhere)}: there is no column 'date_received'; did you mean 'received_date'?"
    )


def test_a_key_that_stands_twice_stops_the_source_without_saying_it(
    desk: Counter, elsewhere: str
) -> None:
    put(desk, elsewhere, [*ROWS, ROWS[0]])
    said = reasons(desk, declared(desk, elsewhere))
    assert said == (
        f"'id' must differ in every row, but {told_as(elsewhere)} row 2 and {told_as(elsewhere)} "
        f"row {3 if elsewhere == SQL else 5} have the same one [S121]"
    )


def test_a_file_of_another_kind_is_refused_whatever_its_name(desk: Counter, name: str) -> None:
    other = as_parquet(ROWS) if "parquet" not in name else as_excel(ROWS)
    place(desk, name, other)
    kind = {
        "csv": "a CSV file",
        "xlsx": "an .xlsx workbook",
        "parquet": "a Parquet file",
        "ods": "an .ods workbook",
        "json": "a JSON file",
        "jsonl": "a JSON file",
        "zip": "a zip file",
    }
    wanted = kind[name.removesuffix(".gz").rpartition(".")[2]]
    told = "a Parquet file" if "parquet" not in name else "a workbook or a zip file"
    assert (
        reasons(desk, declared(desk, name)) == f"{file_called(name)}: it is not {wanted} but {told}"
    )


def test_a_file_cut_short_is_refused(desk: Counter, name: str) -> None:
    whole = KINDS[name][1](ROWS * 200)
    place(desk, name, whole[: len(whole) // 2 + 3])
    said = reasons(desk, declared(desk, name, columns=(column("id"),)))
    # half a plain CSV file is told by its last record; the other kinds know their own end
    assert "cut short" in said or "damaged" in said or "the header has 6 cells" in said


def test_another_encoding_is_told_and_never_guessed(desk: Counter, name: str) -> None:
    """Workbooks and Parquet have one encoding of their own; text says its line."""
    wrong = KINDS[name][1]([{"id": "a1", "ward": WARD_1, "note": "cafe"}])
    if "xlsx" in name or "parquet" in name or "ods" in name:
        return
    plain = gzip.decompress(wrong) if name.endswith(".gz") else wrong
    spoilt = plain.replace(b"cafe", b"caf\xe9")
    if name == "rows.zip":
        spoilt = zip_of({"inside/rows.csv": as_csv([{"ward": WARD_1}]) + b"caf\xe9\n"})
    place(desk, name, gzip.compress(spoilt) if name.endswith(".gz") else spoilt)
    said = reasons(desk, declared(desk, name, columns=(column("ward"),)))
    assert "is not UTF-8" in said
    assert "line" in said


def test_the_last_good_rows_stay_when_a_file_is_broken(desk: Counter, name: str) -> None:
    put(desk, name, ROWS)
    good = desk.read(declared(desk, name))
    for broken in (b"", b"PK\x03\x04 not a workbook", KINDS[name][1]([{"other": "x"}])):
        place(desk, name, broken)
        reasons(desk, declared(desk, name))
        assert pl.read_parquet(good.path)["id"].to_list() == ["a1", "a2", "a3"]
