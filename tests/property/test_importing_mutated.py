"""Originals that somebody damaged: refused in words, or declarations that load; never a fault."""

import json
import random
from pathlib import Path

import pytest

from framework.errors import UserError
from indicators.importers.carrying import Wishes
from indicators.importers.importing import import_files

AREAS = Path(__file__).parents[2] / "config" / "examples" / "england" / "areas"
ENGLAND = {
    f"areas/{name}": (AREAS / name).read_text(encoding="utf-8")
    for name in ("areas.csv", "changes.csv", "codes/dfe_number.csv")
}
EES = (
    "time_period,time_identifier,geographic_level,country_code,country_name,new_la_code,la_name,sex,rate\n"
    "202425,Academic year,National,E92000001,England,,,Total,5.25\n"
    "202425,Academic year,Local authority,E92000001,England,E10000034,Worcs,Boys,c\n"
)
ORIGINALS = {
    "ees": {
        "absence.csv": EES,
        "absence.meta.csv": "col_name,col_type,label,indicator_unit\nsex,Filter,Sex,\nrate,Indicator,Rate,%\n",
    },
    "fingertips": {
        "extract.csv": "Indicator ID,Indicator Name,Area Code,Area Name,Area Type,Sex,Age,Time period,Value\n"
        "1,Injuries,E92000001,England,England,Persons,<15,2023/24,90\n"
        "2,Years,E92000001,England,England,Female,All,2020 - 22,83\n",
        "metadata.json": json.dumps([{"indicatorID": 1, "polarity": "Low is good", "unitLabel": "%"}]),
    },
    "open-sdg": {
        "3-1-1.md": "---\nindicator_number: 3.1.1\nindicator_available: Deaths\ncomputation_units: Rate\n---\n",
        "indicator_3-1-1.csv": "Year,Series,Age,Value\n2019,Deaths,,7\n2020,Deaths,,8\n2020,Deaths,Old,9\n",
    },
    "dhis2": {
        "export.json": json.dumps(
            {
                "indicatorGroups": [{"name": "Births", "indicators": [{"id": "Uvn6LCg7dVU"}]}],
                "organisationUnits": [{"id": "ImspTQPwCqd", "name": "Midshire", "level": 1}],
                "indicators": [
                    {"id": "Uvn6LCg7dVU", "name": "Visits", "numerator": "#{fbfJHSPpUQD}", "denominator": "1"}
                ],
            }
        )
    },
    "spreadsheet": {
        "kpis.csv": "Ref,Indicator,Good is,Unit,Target,Apr-25,May-25,Jun-25\nEH1,In time,High,%,85,81,83,84\n"
    },
    "lait": {
        "dictionary.csv": "Topic,Chart_title,Measure_short,Polarity,dps\nCare,Twos (%),TWO%,High,1\n",
        "data.csv": "Short Desc,Years,LA and Regions,LA Number,Values\nTWO%,2023,Camden,202,1\n",
    },
}  # fmt: skip
PIECES = (
    *("", "=1", "a: b", "'", '"', "{x}", "- ", "#", "\0", "x" * 5000, "&a", "*a", "!!x", "password=abc"),
    *("\u202e", "%", "-5", "Total", "[]", "\\", "row.key", "<b>", ";", "period_end", "E92000001", "and"),
)  # fmt: skip
VALUES = (None, [], {}, [[]], {"a": {}}, 5, -1, 1.5, True, "", "#{", "a\nb", {"id": []})


def damaged(text: str, chance: random.Random) -> str:
    """Cut a text off, take out or repeat a line, change a cell or a nested value, or put in a piece."""
    if text.startswith(("{", "[")) and chance.random() < 0.7:
        whole = json.loads(text)
        place, key = chance.choice(list(places(whole)))
        place[key] = chance.choice(VALUES)
        return json.dumps(whole)
    lines, at = text.split("\n"), chance.randrange(text.count("\n") + 1)
    match chance.randrange(5):
        case 0:
            return text[: chance.randrange(len(text))]
        case 1:
            del lines[at]
        case 2:
            lines.insert(at, lines[chance.randrange(len(lines))])
        case 3:
            cells = lines[at].split(",")
            cells[chance.randrange(len(cells))] = chance.choice(PIECES)
            lines[at] = ",".join(cells)
        case _:
            where = chance.randrange(len(text))
            return text[:where] + chance.choice(PIECES) + text[where + chance.randrange(6) :]
    return "\n".join(lines)


def places(whole):
    inside = whole.items() if isinstance(whole, dict) else enumerate(whole)
    for key, value in list(inside):
        yield whole, key
        if isinstance(value, dict | list):
            yield from places(value)


@pytest.mark.parametrize("kind", ORIGINALS)
def test_a_damaged_original_is_refused_or_loads(kind: str, tmp_path: Path) -> None:
    chance = random.Random(f"damaged {kind}")
    ended, told = {"loaded": 0}, list[str]()
    for _ in range(40):
        which = chance.choice(list(ORIGINALS[kind]))
        paths = []
        for name, text in ORIGINALS[kind].items():
            path = tmp_path / name
            path.write_text(damaged(text, chance) if name == which else text, encoding="utf-8")
            paths.append(path)
        try:
            import_files(kind, paths, Wishes(england=ENGLAND), {})
            ended["loaded"] += 1
        except UserError as refused:
            told.append(str(refused))
    ended["refused"] = len(told)
    assert "password=abc" not in "".join(told)
    assert min(ended.values()) > 3, ended
