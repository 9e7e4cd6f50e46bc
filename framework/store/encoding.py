"""Published frames as the numbers the store keeps, and back. What cannot be kept is refused here."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from framework.errors import StoreError
from framework.store.codes import CODES
from framework.store.facts import Fact, FactColumn, Kept
from framework.store.names import Names

_SMALL: Final = (Kept.CODE, Kept.TRUTH)


def kept_schema(fact: Fact) -> dict[str, pl.DataType]:
    """Give the columns of a fact as they stand in its table, with their types."""
    return {column.column: _kept_type(column) for column in fact.columns}


def clean(fact: Fact, frame: pl.DataFrame) -> pl.DataFrame:
    """Give a frame with the fact's own columns and types only, minus zero made zero.

    Raises:
        StoreError: a column is missing or of another kind, a number is not finite, a key is
            missing or stands twice.
    """
    missing = [name for name in fact.frame_columns if name not in frame.columns]
    if missing:
        raise StoreError(f"the {fact.name} to publish lack the columns {', '.join(missing)}")
    try:
        typed = frame.select(_typed(column) for column in fact.columns)
    except pl.exceptions.PolarsError as error:
        said = str(error).splitlines()[0]
        raise StoreError(f"the {fact.name} to publish hold a wrong kind of cell: {said}") from error
    _refuse_unfinished(fact, typed)
    _refuse_repeats(fact, typed)
    return typed


def names_in(frames: Mapping[Fact, pl.DataFrame]) -> dict[Kept, set[str]]:
    """Give every name that stands in the frames, by what it names."""
    found: dict[Kept, set[str]] = {}
    for fact, frame in frames.items():
        for column in fact.columns:
            if column.kept.is_id:
                names = frame[column.name].drop_nulls().unique().to_list()
                found.setdefault(column.kept, set()).update(names)
    return found


def encode(fact: Fact, frame: pl.DataFrame, *, names: Names) -> pl.DataFrame:
    """Write a clean frame in ids and codes, under the table's column names."""
    return frame.select(_encoded(column, names) for column in fact.columns)


def decode(fact: Fact, kept: pl.DataFrame, *, names: Names) -> pl.DataFrame:
    """Read kept rows back into the columns and words of the frame they came from."""
    return kept.select(_decoded(column, names) for column in fact.columns)


def _kept_type(column: FactColumn) -> pl.DataType:
    if column.kept is Kept.NUMBER:
        return pl.Float64()
    if column.kept is Kept.TEXT:
        return pl.String()
    return pl.Int16() if column.kept in _SMALL else pl.Int32()


def _frame_type(column: FactColumn) -> pl.DataType:
    if column.kept is Kept.TRUTH:
        return pl.Boolean()
    if column.kept is Kept.NUMBER:
        return pl.Float64()
    return pl.Int32() if column.kept is Kept.WHOLE else pl.String()


def _typed(column: FactColumn) -> pl.Expr:
    cell = pl.col(column.name).cast(_frame_type(column))
    if column.kept is not Kept.NUMBER:
        return cell
    # Engines differ on whether minus zero survives; nobody reads it as another number.
    return pl.when(cell == 0).then(pl.lit(0.0)).otherwise(cell).alias(column.name)


def _refuse_unfinished(fact: Fact, frame: pl.DataFrame) -> None:
    wrong = [pl.col(column.name).is_null().any() for column in fact.columns[: fact.key]]
    if frame.height and any(frame.select(wrong).row(0)):
        raise StoreError(f"the {fact.name} to publish hold a row without {_key_words(fact)}")
    for column in fact.columns:
        if column.kept is Kept.NUMBER:
            bad = frame.filter(pl.col(column.name).is_finite().not_())
            if bad.height:
                raise StoreError(
                    f"the {fact.name} of '{bad['indicator'][0]}' hold a {column.name} that is not "
                    f"a finite number ({bad.height} rows)"
                )


def _refuse_repeats(fact: Fact, frame: pl.DataFrame) -> None:
    keys = list(fact.frame_columns[: fact.key])
    # Rows with different hashes differ; the few with the same one are looked at.
    alike = frame.filter(frame.select(keys).hash_rows().is_duplicated())
    repeats = alike.filter(pl.struct(keys).is_duplicated()) if alike.height else alike
    if repeats.height:
        first = ", ".join(repr(cell) for cell in repeats.select(keys).row(0))
        raise StoreError(f"the {fact.name} to publish hold a row twice: {first}")


def _key_words(fact: Fact) -> str:
    *rest, last = fact.frame_columns[: fact.key]
    return f"{', '.join(rest)} or {last}"


def _encoded(column: FactColumn, names: Names) -> pl.Expr:
    cell = pl.col(column.name)
    kind = _kept_type(column)
    if column.kept.is_id:
        cell = _swap(cell, dict(names.ids[column.kept]), kind)
    elif column.words is not None:
        cell = _swap(cell, {word.value: code for word, code in CODES[column.words].items()}, kind)
    return cell.cast(kind).alias(column.column)


def _decoded(column: FactColumn, names: Names) -> pl.Expr:
    cell = pl.col(column.column)
    kind = _frame_type(column)
    if column.kept.is_id:
        cell = _swap(cell, names.codes(column.kept), kind)
    elif column.words is not None:
        cell = _swap(cell, {code: word.value for word, code in CODES[column.words].items()}, kind)
    return cell.cast(kind).alias(column.name)


def _swap(cell: pl.Expr, to: Mapping[str, int] | Mapping[int, str], kind: pl.DataType) -> pl.Expr:
    return cell.replace_strict({**to, None: None}, return_dtype=kind)
