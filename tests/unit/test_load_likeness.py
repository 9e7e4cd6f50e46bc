"""One declaration like another, and hundreds from a table: as the reference says."""

import re
from pathlib import Path

import pytest

from framework.errors import ConfigurationError, UserError
from framework.load.expanding import expanded
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.frameworks import Framework

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## One like another", 1)[1].split("\n## ", 1)[0]
LIKE, NORTH, PATTERN, ROWS = re.findall(r"```(?:yaml)?\n(.*?)```", SECTION, flags=re.DOTALL)
TINY = read_config(ROOT / "tests" / "frameworks" / "tiny")


def loaded(**files: str) -> Framework:
    own = {path.replace("__", "/"): text.encode() for path, text in files.items()}
    return load_framework({**TINY, **own}).framework


def with_table(rows: str = ROWS, pattern: str = PATTERN, extra: str = "") -> Framework:
    pattern = pattern.replace("lait", "official").replace(
        "where: key = row.key", "where: key = row.key and sex = 'Persons'"
    )
    rows = rows.replace("LAC", "in need").replace("ABS", "ready for school")
    return load_framework(
        {
            **TINY,
            "indicators/a.yaml": (pattern + extra).encode(),
            "indicators/measures.csv": rows.encode(),
        }
    ).framework


def test_a_chain_of_any_length_and_order_is_refused_in_words() -> None:
    chain = "".join(
        f"  open_{n}: {{like: open_{n - 1}, title: Open {n}}}\n" for n in range(1500, 1, -1)
    )
    with pytest.raises(ConfigurationError, match="more than 50 declarations"):
        load_framework({**TINY, "indicators/more.yaml": f"indicators:\n{chain}".encode()})


def test_a_table_whose_cells_make_long_texts_is_refused_before_they_are_made() -> None:
    pattern = PATTERN + f'  definition: {{caveats: "{"row.title " * 2000}"}}\n'
    pattern = re.sub(r"^  definition: .*row\.note.*\n", "", pattern, count=1, flags=re.MULTILINE)
    with pytest.raises(ConfigurationError, match="and 4,000 are allowed"):
        with_table(pattern=pattern)


def test_an_indicator_like_another_takes_all_but_what_is_its_own() -> None:
    found = loaded(**{"indicators__a.yaml": LIKE})
    first, planned, quick = map(
        found.indicator, ("assessed_in_time", "planned_in_time", "assessed_in_20_days")
    )
    assert planned.owner == first.owner
    assert planned.breaks == first.breaks
    assert planned.definition == first.definition
    assert planned.measure.when.dated == "planned"
    assert (first.targets != (), planned.targets, quick.targets) == (True, (), ())
    assert quick.measure.denominator == first.measure.denominator
    assert quick.measure.when == first.measure.when
    assert quick.measure.numerator != first.measure.numerator
    assert (len(first.compare), quick.compare) == (2, ())


def test_an_own_measure_replaces_that_of_the_other_and_its_rows() -> None:
    said = "{like: assessed_in_time, title: Late, derived: 100 - assessed_in_time, by: []}"
    text = f"indicators: {{late_share: {said}}}"
    found = loaded(**{"indicators__a.yaml": text}).indicator("late_share")
    assert (found.source, found.unit) == ("", "percent")


def test_a_source_like_another_shares_its_markers_and_says_only_its_file() -> None:
    files = {**TINY, "sources/episodes_north.yaml": NORTH.encode()}
    found = load_framework(files).framework
    first, north = found.source("episodes"), found.source("episodes_north")
    assert (north.columns, north.terms, north.area_from) == (
        first.columns,
        first.terms,
        first.area_from,
    )
    assert north.read.path == "episodes_north*.csv"
    assert north.title != first.title


def test_a_source_like_one_of_another_kind_of_file_reads_in_its_own_way() -> None:
    text = NORTH.replace("{path: episodes_north*.csv}", "{kind: parquet, path: north.parquet}")
    found = loaded(**{"sources__episodes_north.yaml": text}).source("episodes_north")
    assert found.read.path == "north.parquet"


def test_each_row_of_a_table_is_an_indicator() -> None:
    found = with_table()
    looked_after, absent = found.indicator("looked_after"), found.indicator("absent")
    assert looked_after.title == "Children looked after, for every 10,000"
    assert looked_after.definition.caveats == "Counted on 31 March"
    assert (looked_after.definition.link, absent.definition.link) == ("", "https://www.gov.uk")
    assert looked_after.measure != absent.measure
    assert looked_after.basis != absent.basis


def test_words_for_people_take_a_cell_between_other_words() -> None:
    pattern = PATTERN.replace(
        "  grain: year\n", '  grain: year\n  short_title: "Of row.key, yearly"\n'
    )
    assert with_table(pattern=pattern).indicator("looked_after").short_title == "Of in need, yearly"


def test_a_whole_condition_may_stand_in_a_cell() -> None:
    head = "indicator,title,kind,polarity,unit,rule\n"
    rows = f"{head}one,One,outcome,low,per 100,\"key = 'in need' and sex = 'Persons'\"\n"
    pattern = "from_table: {file: measures.csv, source: official, grain: year, where: row.rule, published: value}"
    assert "in need" in repr(with_table(rows, pattern).indicator("one").measure)


def test_a_quote_in_a_cell_ends_no_text() -> None:
    rows = ROWS.replace("LAC", "x' or key = 'y")
    with pytest.raises(ConfigurationError, match="is not a value of column 'key'") as caught:
        with_table(rows)
    assert {issue.code for issue in caught.value.issues if issue.level == "error"} == {"F404"}


def test_an_indicator_may_be_like_a_row_and_tables_may_be_several() -> None:
    pattern = PATTERN.replace("from_table:\n  ", "from_table:\n- ")
    extra = "indicators: {looked_after_too: {like: looked_after, title: Also}}\n"
    assert (
        with_table(pattern=pattern, extra=extra).indicator("looked_after_too").unit == "per 10,000"
    )


def test_an_indicator_is_shown_written_out_with_the_place_of_each_part() -> None:
    files = {**TINY, "indicators/a.yaml": LIKE.encode()}
    text = expanded(files, "assessed_in_20_days")
    assert text.startswith("# assessed_in_20_days, declared in indicators/a.yaml:6\n")
    assert "grain: month  # indicators/early_help.yaml:1\n" in text
    assert "like" not in text.replace("likely", "")
    assert "compare" not in text
    again = "indicators:\n  assessed_in_20_days:\n" + "".join(
        f"    {line}\n" for line in text.splitlines()
    )
    assert loaded(**{"indicators__a.yaml": again}).indicator("assessed_in_20_days") == loaded(
        **{"indicators__a.yaml": LIKE}
    ).indicator("assessed_in_20_days")


def test_a_source_is_shown_with_the_rule_for_small_counts_that_nobody_wrote() -> None:
    path = "sources/episodes.yaml"
    written = TINY[path].decode()
    plain = written.replace("disclosure: {suppress: 1-2, round_to: 1}\n", "")
    rule = "disclosure: {suppress: 1-5, round_to: 5}  # the rule where none is written"
    assert expanded({**TINY, path: plain.encode()}, "episodes").endswith(rule)
    assert rule not in expanded(TINY, "episodes")


def test_of_a_rule_for_small_counts_that_is_half_written_the_whole_is_shown() -> None:
    path = "sources/episodes.yaml"
    half = TINY[path].decode().replace("{suppress: 1-2, round_to: 1}", "{round_to: 10}")
    shown = expanded({**TINY, path: half.encode()}, "episodes")
    assert "the rule for small counts is {suppress: 1-5, round_to: 10}" in shown


def test_of_a_rule_for_small_counts_that_is_not_understood_nothing_is_said() -> None:
    path = "sources/episodes.yaml"
    wrong = TINY[path].decode().replace("{suppress: 1-2, round_to: 1}", "{suppress: banana}")
    shown = expanded({**TINY, path: wrong.encode()}, "episodes")
    assert "suppress: banana" in shown
    assert "rule for small counts" not in shown


def test_what_is_not_declared_cannot_be_shown() -> None:
    with pytest.raises(UserError, match="did you mean 'episodes'"):
        expanded(TINY, "episode")


SHORT = """
defaults: {source: episodes, grain: month, kind: context, polarity: none, unit: episodes}
indicators:
  closed_well: {title: Closed well, count: "reason = 'outcomes met'", chart: xmr}
  closed_well_by_end: {like: closed_well, title: By their end, count: {dated: ended}, chart: {baseline: 12}}
  new_children: {title: New, count: {none_earlier: {same: person, dated: started, within: 12 months}}}
  new_by_end: {like: new_children, title: New by their end, count: {dated: ended}}
  by_end:
    like: closed_well_by_end
    title: New
    count: {none_earlier: {same: person, dated: started, within: 12 months}}
"""


def test_what_a_short_form_says_stays_where_one_that_is_like_it_says_one_key_more() -> None:
    found = loaded(**{"indicators__short.yaml": SHORT})
    short, longer, new, new_longer = map(
        found.indicator, ("closed_well", "closed_well_by_end", "new_children", "new_by_end")
    )
    assert longer.measure.where == short.measure.where
    assert longer.measure.when.dated == "ended"
    assert (longer.chart.kind, longer.chart.baseline) == (short.chart.kind, 12)
    window, own_window = new.measure.where.part, new_longer.measure.where.part
    assert (own_window.months, own_window.their_date) == (window.months, window.their_date)
    assert (window.own_date, own_window.own_date) == ("started", "ended")
    by_end = found.indicator("by_end").measure
    assert (by_end.where.part, by_end.when.dated) == (own_window, "ended")
