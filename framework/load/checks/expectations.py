"""Checks of a source: that what they name is there, and that they have something to go by."""

from framework.load.building.declared import Declaration, DeclaredSource
from framework.load.mistakes import Mistakes, shown, suggestion, suggestion_or_all
from framework.model.expectations import ALL_AREAS, Expect, Then
from framework.model.sources import ColumnType, Rows, Source


def check_expectations(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at the checks of every source that has the right shape."""
    levels = [level.id for level in declaration.ground.geography.levels]
    for declared in declaration.sources.values():
        source = declared.source
        if source is None:
            continue
        _check_column_outcomes(declared, source, mistakes)
        _check_names(declared, source.expect, mistakes)
        _check_unique(declared, source.expect, mistakes)
        _check_reconcile(declared, source.expect, mistakes)
        _check_outliers(declared, source, levels, mistakes)
        _check_gaps(declared, source, levels, mistakes)
        _check_late(declared, source, mistakes)


def _check_column_outcomes(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    for column in source.columns:
        is_text = column.type is ColumnType.TEXT and not column.bands
        checked = column.required or column.unique or column.one_of or not is_text
        if column.then and not checked:
            message = (
                f"'then' has nothing to check: column '{column.name}' takes any text; "
                "say required, unique or one_of beside it, or delete 'then'"
            )
            mistakes.error("F611", declared.at("columns", column.name, "then"), message)


def _check_names(declared: DeclaredSource, expect: Expect, mistakes: Mistakes) -> None:
    seen: set[str] = set()
    for place, rule in enumerate(expect.rules):
        if rule.name in seen:
            message = f"rule '{rule.name}' stands twice; give each rule a name of its own"
            mistakes.error("F302", declared.at("expect", "rules", place, "name"), message)
        seen.add(rule.name)


def _check_unique(declared: DeclaredSource, expect: Expect, mistakes: Mistakes) -> None:
    for place, one in enumerate(expect.unique):
        for index, name in enumerate(one.columns):
            steps = ("expect", "unique", place, "columns", index)
            if name not in _placing_words(declared):
                _need_column(declared, name, None, steps, mistakes)
        kept = declared.at("expect", "unique", place, "keep")
        if one.then is not Then.QUARANTINE and _says(declared, "unique", place, "keep"):
            message = f"'keep' goes with then: quarantine, and this says then: {one.then.value}"
            mistakes.error("F611", kept, message)


def _placing_words(declared: DeclaredSource) -> tuple[str, ...]:
    """Give the words that may stand in a key beside columns: the area and the period of a row."""
    source = declared.source
    return ("area", "period") if source and source.period_from else ("area",)


def _check_reconcile(declared: DeclaredSource, expect: Expect, mistakes: Mistakes) -> None:
    for place, one in enumerate(expect.reconcile):
        for setting in ("value", "numerator", "denominator"):
            steps = ("expect", "reconcile", place, setting)
            name = getattr(one, setting)
            _need_column(declared, name, ColumnType.NUMBER, steps, mistakes)


def _check_outliers(
    declared: DeclaredSource, source: Source, levels: list[str], mistakes: Mistakes
) -> None:
    for place, one in enumerate(source.expect.outliers):
        at = declared.at("expect", "outliers", place)
        if not (source.period_from or source.dated):
            mistakes.error("F610", at, _no_periods("outliers"))
        if source.rows is Rows.PUBLISHED and one.of is None:
            message = "'of' is missing: published rows are not counted; name the number column"
            mistakes.error("F610", at, message)
        if source.rows is Rows.PUBLISHED and one.level:
            steps = ("expect", "outliers", place, "level")
            message = "'level' is for rows that can be added up; published values cannot"
            mistakes.error("F611", declared.at(*steps), message)
        if one.of:
            steps = ("expect", "outliers", place, "of")
            _need_column(declared, one.of, ColumnType.NUMBER, steps, mistakes)
        if one.level and one.level not in levels:
            _no_level(declared, one.level, ("expect", "outliers", place, "level"), mistakes, levels)


def _check_gaps(
    declared: DeclaredSource, source: Source, levels: list[str], mistakes: Mistakes
) -> None:
    expect = source.expect
    if expect.no_gaps and not (source.period_from or source.dated):
        mistakes.error("F610", declared.at("expect", "periods"), _no_periods("periods: no gaps"))
    if expect.areas and expect.areas != ALL_AREAS and expect.areas not in levels:
        _no_level(declared, expect.areas, ("expect", "areas"), mistakes, [ALL_AREAS, *levels])
    if expect.areas and source.area_from.fixed:
        message = "every row of this source has one fixed area, so no area can lack"
        mistakes.error("F610", declared.at("expect", "areas"), message)
    if declared.says("expect", "gaps") and not (expect.areas or expect.no_gaps):
        message = "'gaps' says what happens when areas or periods lack; say which, as areas: all"
        mistakes.error("F610", declared.at("expect", "gaps"), message)


def _check_late(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    if source.expect.late is None:
        return
    at = declared.at("expect", "late")
    if source.due is None:
        mistakes.error("F610", at, "'late' needs 'due': when a period's rows should be here")
    elif not (source.period_from or source.dated):
        mistakes.error("F610", at, _no_periods("late"))


def _no_periods(check: str) -> str:
    return f"'{check}' needs the period of each row; say 'dated' (or 'period_from') in this source"


def _no_level(
    declared: DeclaredSource,
    level: str,
    steps: tuple[str | int, ...],
    mistakes: Mistakes,
    allowed: list[str],
) -> None:
    message = f"there is no level {shown(level)}{suggestion(level, allowed)}"
    mistakes.error("F306", declared.at(*steps), message)


def _need_column(
    declared: DeclaredSource,
    name: str,
    kind: ColumnType | None,
    steps: tuple[str | int, ...],
    mistakes: Mistakes,
) -> None:
    columns = declared.names.columns if declared.names else {}
    at = declared.at(*steps)
    if name not in columns:
        message = f"{shown(name)} is no column of source '{declared.id}'{suggestion_or_all(name, columns)}"
        mistakes.error("F303", at, message)
    elif kind and (columns[name].type is not kind or columns[name].bands):
        has = "bands" if columns[name].bands else columns[name].type.value
        message = (
            f"'{steps[-1]}' needs a column of type: {kind.value}, and '{name}' is of type: {has}"
        )
        mistakes.error("F502", at, message)


def _says(declared: DeclaredSource, *steps: str | int) -> bool:
    """Say whether a key inside a list of checks was written: its place is then one of its own."""
    inside, around = declared.at("expect", *steps), declared.at("expect", *steps[:-1])
    return inside.place != around.place
