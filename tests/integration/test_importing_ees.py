"""Tables of Explore Education Statistics, from files to figures."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.imported import figures, imported, run, write

REAL = Path(__file__).parents[3] / "shared" / "data"


def test_a_table_of_explore_education_statistics(tmp_path: Path) -> None:
    meta = write(
        tmp_path,
        "absence.meta.csv",
        "col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint\n"
        "sex,Filter,Sex,,,,Choose\nschool,Filter,School type,,,,\n"
        "rate,Indicator,Absence rate,Absence,%,2,\ncount,Indicator,Number of pupils,Absence,,,\n",
    )
    head = (
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
        "region_name,new_la_code,la_name,sex,school,rate,count\n"
    )
    england, area = (
        "E92000001,England,,,,",
        "E92000001,England,E12000005,West Midlands,E10000034,Worcs",
    )
    rows = [
        f"202425,Academic year,{level},{place},{sex},{school},{rate},{count}"
        for level, place in (("National", england), ("Local authority", area))
        for sex, school, rate, count in (
            ("Total", "Primary", "5.25", "9"), ("Boys", "Primary", "5.5", "c"), ("Total", "Special", "x", "1")
        )
    ]  # fmt: skip
    london = "202425,Academic year,Regional,E92000001,England,E12000007"
    rows += [
        f"{london},{half} London,,,Total,Primary,{at},9"
        for half, at in (("Inner", 4), ("Outer", 6))
    ]
    data = write(tmp_path, "absence.csv", head + "\n".join(rows) + "\n")
    framework, notes = imported(tmp_path, "ees", data, meta)
    assert [one.id for one in framework.indicators] == [
        *("rate_primary", "rate_special", "count_primary", "count_special")
    ]
    rate = framework.indicators[0]
    assert (rate.title, rate.unit, rate.decimals, rate.kind) == (
        *("Absence rate, Primary", "percent", 2, "context"),
    )
    found = figures(tmp_path)
    assert found["rate_primary", "E10000034", "", "2024/25 ac"] == 5.25
    assert found["rate_primary", "E10000034", "sex=Boys", "2024/25 ac"] == 5.5
    assert found["rate_special", "E92000001", "", "2024/25 ac"] is None
    assert {area for _, area, _, _ in found} == {"E92000001", "E10000034"}
    unit = "not said: number, read from the label"
    assert ("absence, count", "indicator_unit", "changed", "unit", unit) in notes
    because = "E12000007 stands for Inner London and Outer London: their rows are left out"
    assert ("absence.csv", "region_code", "not carried", "", because) in notes
    assert ("absence, sex", "filter_hint", "not carried", "", "a hint for a form") in notes
    alone = run("import", "ees", data, "--into", tmp_path / "other")
    assert "absence.meta.csv is not among the files" in str(alone.exception)


def test_a_table_of_groups_alone_is_told(tmp_path: Path) -> None:
    meta = write(
        tmp_path,
        "groups.meta.csv",
        "col_name,col_type,label\nsex,Filter,Sex\nneed,Filter,Need\ncount,Indicator,Pupils\n",
    )
    row = "202425,Academic year,National,E92000001,England"
    data = write(
        tmp_path,
        "groups.csv",
        "time_period,time_identifier,geographic_level,country_code,country_name,sex,need,count\n"
        f"{row},Boys,Total,5\n{row},Total,Yes,6\n",
    )
    _, notes = imported(tmp_path, "ees", data, meta)
    (because,) = (note[4] for note in notes if note[:4] == ("groups", "col_name", "changed", "by"))
    assert because == (
        "no row is the total of all filters, so panels say that there is no figure: there are figures of "
        "groups alone. For those of one group write where: sex = 'Boys' into an indicator of its own and "
        "leave sex out of its by and totals. Where 'Boys' are everybody and the number is a count, an "
        'indicator of each and derived: "a + b" of their ids is the total; of a rate or a mean there is '
        "no such sum"
    )


def test_what_the_report_suggests_for_groups_alone_gives_a_figure(tmp_path: Path) -> None:
    """Two groups that are everybody, each its own indicator, and their sum, as the report says it."""
    meta = write(
        tmp_path,
        "ks4.meta.csv",
        "col_name,col_type,label\nsex,Filter,Sex\nmeals,Filter,Meals\nsen,Filter,Needs\n"
        "pupils,Indicator,Pupils\n",
    )
    row = "201718,Academic year,National,E92000001,England"
    data = write(
        tmp_path,
        "ks4.csv",
        "time_period,time_identifier,geographic_level,country_code,country_name,sex,meals,sen,pupils\n"
        f"{row},Total,fsm,Total,5\n{row},Total,other,Total,30\n{row},Boys,fsm,Total,2\n"
        f"{row},Total,Total,None,20\n{row},Total,Total,Some,10\n{row},Total,Total,Much,5\n",
    )
    _, notes = imported(tmp_path, "ees", data, meta)
    assert any("where: meals = 'fsm' into" in note[4] for note in notes)
    assert ("pupils", "E92000001", "", "2017/18 ac") not in figures(tmp_path)
    (tmp_path / "ours" / "indicators" / "totals.yaml").write_text(
        "defaults: {source: ks4, kind: context, polarity: none, unit: number, grain: year, year: academic, "
        "interval: none}\nindicators:\n"
        "  fsm: {title: Meals, published: pupils, by: [sex], totals: {sex: Total},"
        " where: \"meals = 'fsm' and sen = 'Total'\"}\n"
        "  other: {title: No meals, published: pupils, by: [sex], totals: {sex: Total},"
        " where: \"meals = 'other' and sen = 'Total'\"}\n"
        "  everybody: {title: Everybody, derived: fsm + other, interval: none}\n"
    )
    assert figures(tmp_path)["everybody", "E92000001", "", "2017/18 ac"] == 35


def test_a_table_of_ees_that_never_says_what_its_periods_are_is_refused_in_words(
    tmp_path: Path,
) -> None:
    meta = write(tmp_path, "a.meta.csv", "col_name,col_type,label\nrate,Indicator,Rate\n")
    for blank in ("", " "):
        data = write(
            tmp_path,
            "a.csv",
            "time_period,time_identifier,geographic_level,country_code,country_name,rate\n"
            f"202425,{blank},National,E92000001,England,5\n",
        )
        said = run("import", "ees", data, meta, "--into", tmp_path / "ours")
        assert str(said.exception) == (
            "a.csv: no row says in time_identifier what its period is, such as Academic year"
        )


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_dir(), reason=f"no published files: {REAL} is not there")
@pytest.mark.parametrize(
    ("name", "indicators"), [("SEN2_MI", 42), ("absence_by_term", 69), ("exclusions_by_reason", 24)]
)
def test_published_tables_of_ees_are_declared_by_their_metadata(
    tmp_path: Path, name: str, indicators: int
) -> None:
    with ZipFile(REAL / "ees_eyfs_absence_meta" / "ees-test-data" / f"{name}.zip") as packed:
        packed.extractall(tmp_path)
    files = tmp_path / f"{name}.csv", tmp_path / f"{name}.meta.csv"
    framework, _ = imported(tmp_path, "ees", *files)
    assert len(framework.indicators) == indicators
