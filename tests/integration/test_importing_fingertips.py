"""Extracts and metadata of Fingertips, from files to figures."""

import json
from pathlib import Path

from tests.imported import figures, imported, run, write

FINGERTIPS = "Indicator ID,Indicator Name,Area Code,Area Type,Time period,Value,Value note\n"


def test_an_extract_of_fingertips_with_metadata(tmp_path: Path) -> None:
    extract = write(
        tmp_path,
        "extract.csv",
        "Indicator ID,Indicator Name,Parent Code,Area Code,Area Name,Area Type,Sex,Age,Category Type,"
        "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,"
        "Value note,New data\n"
        '1,"Injuries, rate per 10,000",,E92000001,England,England,Persons,<15 yrs,,2023/24,90,88,92,87,93,\n'
        '1,"Injuries, rate per 10,000",,E92000001,England,England,Male,<15 yrs,,2023/24,95,90,99,,,\n'
        '1,"Injuries, rate per 10,000",E92000001,E10000034,Worcs,Counties & UAs (from Apr 2023),Persons,'
        "<15 yrs,,2023/24,80,70,85,,,Should be treated with caution\n"
        '1,"Injuries, rate per 10,000",E92000001,E10000034,Worcs,Counties & UAs (from Apr 2023),Male,'
        "<15 yrs,,2023/24,,,,,,Value suppressed for disclosure control\n"
        '1,"Injuries, rate per 10,000",,E92000001,England,England,Persons,<15 yrs,Deprivation,2023/24,7,6,8,,,\n'
        "2,Years of life,,E92000001,England,England,Female,All ages,,2020 - 22,83,82,84,,,\n",
    )
    meta = write(
        tmp_path,
        "metadata.json",
        json.dumps(
            [
                {"indicatorID": 1, "indicatorName": "Injuries", "polarity": "Low is good", "rounding": "1",
                 "unitLabel": "per 10,000", "rationale": "<b>Most</b> can be prevented.", "unknown": "x"},
                {"indicatorID": 3, "indicatorName": "Not here"},
            ]
        ),
    )  # fmt: skip
    framework, notes = imported(tmp_path, "fingertips", extract, meta)
    injuries = framework.indicators[0]
    assert (injuries.polarity, injuries.unit) == ("low", "per 10,000")
    assert (injuries.measure.lower998, injuries.measure.upper998) == ("lower_998", "upper_998")
    assert injuries.definition.why_it_matters == "Most can be prevented."
    found = figures(tmp_path)
    name = injuries.id
    assert found[name, "E10000034", "", "2023/24"] == 80
    assert found[name, "E10000034", "sex=Male", "2023/24"] is None
    assert found[name, "E92000001", "", "2023/24"] == 90
    assert [value for key, value in found.items() if key[0] != name] == [83]
    gone = "no extract with its rows was given"
    assert ("3 Not here", "Indicator ID", "not carried", "", gone) in notes
    assert any(note[1:3] == ("unknown", "not carried") for note in notes)


def test_an_extract_without_age_and_sex_has_conditions_of_neither(tmp_path: Path) -> None:
    rows = "1,Change in spend,E92000001,England,2022/23,-1,\n"
    rows += "1,Change in spend,E92000001,England,2023/24,-1,Value missing at source\n"
    extract = write(tmp_path, "extract.csv", FINGERTIPS + rows)
    _, notes = imported(tmp_path, "fingertips", extract)
    found = {key[3]: value for key, value in figures(tmp_path).items()}
    assert found == {"2022/23": -1, "2023/24": None}
    because = "-1 is a figure where no note says that there is none; check it"
    assert ("1 Change in spend", "Value", "changed", "value", because) in notes


def test_an_extract_without_a_usable_area_is_refused_in_words(tmp_path: Path) -> None:
    rows = "1,Change in spend,,England,2022/23,3,\n"
    extract = write(tmp_path, "extract.csv", FINGERTIPS + rows)
    said = run("import", "fingertips", extract, "--into", tmp_path / "ours")
    assert str(said.exception) == "extract.csv: no row has the code of an area, such as E92000001"


COUNTED = "Indicator ID,Indicator Name,Area Code,Area Type,Time period,Value,Count,Denominator\n"


def units(tmp_path: Path, rows: str) -> dict[str, tuple[str, str]]:
    """Import an extract alone: the unit of each indicator, and what the report says of it."""
    extract = write(tmp_path, "extract.csv", rows)
    framework, notes = imported(tmp_path, "fingertips", extract)
    told = {note[0].partition(" ")[2]: note[4] for note in notes if note[1] == "Unit"}
    return {one.title: (one.unit, told[one.title]) for one in framework.indicators}


def test_without_metadata_the_unit_is_worked_out_from_counts_and_denominators(
    tmp_path: Path,
) -> None:
    rows = COUNTED
    rows += "1,Admissions for injuries,E92000001,England,2022/23,115.2,1152,100000\n"
    rows += "1,Admissions for injuries,E92000001,England,2023/24,90.1,901,100000\n"
    rows += "2,Ready for school,E92000001,England,2023/24,66.7,2,3\n"
    rows += "3,Deaths for every age,E92000001,England,2023/24,250,901,100000\n"
    rows += '4,"Injuries, rate per 10,000",E92000001,England,2023/24,9,,\n'
    found = units(tmp_path, rows)
    assert found["Admissions for injuries"] == (
        "per 10,000",
        "not said: per 10,000, as Value is 10,000 times Count over Denominator; check it",
    )
    assert found["Ready for school"][0] == "percent"
    assert found["Injuries, rate per 10,000"][0] == "per 10,000"
    unit, told = found["Deaths for every age"]
    assert unit == "number"
    assert told.startswith("not known: neither metadata nor the extract")
    assert told.endswith("write percent, per 100,000 or what its page says")


def test_a_column_of_the_extract_may_say_the_unit_or_the_type_of_value(tmp_path: Path) -> None:
    head = "Indicator ID,Indicator Name,Area Code,Area Type,Time period,Value,Value type\n"
    rows = "1,Smokers,E92000001,England,2023/24,12,Proportion\n"
    rows += "2,Injuries,E92000001,England,2023/24,250,Directly standardised rate\n"
    found = units(tmp_path, head + rows)
    assert found["Smokers"] == ("percent", "not said: percent, as its value type is Proportion")
    assert found["Injuries"][0] == "rate"
    assert "how many it is per is not known, write per 100,000" in found["Injuries"][1]
