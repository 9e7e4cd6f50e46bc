"""What each kind of value looks like in JSON Schema, so that an editor can help while it is typed.

An editor reads YAML 1.2: `85` is a number there, `2025-04` and `no` are texts. We take all of them
as text and type them by place, so a schema allows every way in which an editor may see them. What is
left blank counts as missing and is allowed too. `check` stays the judge: a schema only helps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from marshmallow.fields import Field

from framework.load.schemas.words import words_for
from framework.load.shapes import (
    any_read,
    arrivals,
    bases,
    charts,
    columns,
    comparators,
    day_fields,
    derived,
    dues,
    fields,
    frameworks,
    indicator_tests,
    indicators,
    links,
    nesting,
    ratings,
    reads,
    remote_reads,
    schedules,
    sources,
    targets,
    windows,
)
from framework.load.shapes.fields import ID_FORM, Said
from framework.load.shapes.nesting import Shape
from framework.model.charts import ForecastMethod
from framework.model.periods import Basis
from framework.model.ratings import RatedBy
from framework.model.sources import PeriodShape

Json = dict[str, Any]

SCALAR: Final[Json] = {"type": ["string", "number", "boolean"]}
_NOTHING: Final[Json] = {"type": "null"}
_MANY: Final[Json] = {"type": "array"}
_TABLE: Final[Json] = {"type": "object"}


@dataclass(slots=True)
class Definitions:
    """The shapes met so far, each described once and referred to by its name."""

    made: dict[str, Json] = field(default_factory=dict)

    def of_shape(self, shape: Shape, *, partial: bool = False) -> Json:
        """Refer to a table. In a partial one nothing is needed: defaults may say the rest."""
        name = type(shape).__name__.removesuffix("Shape") + ("Partly" if partial else "")
        if name not in self.made:
            self.made[name] = {}
            self.made[name] = self._table(shape, partial=partial)
        return {"$ref": f"#/definitions/{name}"}

    def of_field(self, one: Field[Any]) -> Json:
        """Describe what may stand in a place; of a kind that is not in the table, anything may."""
        found = next((FIELDS[kind] for kind in type(one).__mro__ if kind in FIELDS), None)
        return found(one, self) if found else {}

    def _table(self, shape: Shape, *, partial: bool) -> Json:
        keys = {key: self._key(shape, key, one) for key, one in shape.known.items()}
        needed = [key for key, one in shape.known.items() if one.required and not partial]
        about = (type(shape).__doc__ or "").splitlines()[0]
        made = {"type": "object", "description": about, "properties": keys}
        return {**made, "required": needed, "additionalProperties": False}

    def _key(self, shape: Shape, key: str, one: Field[Any]) -> Json:
        inner = self.of_field(one)
        allowed = inner if one.required else _either(inner, _NOTHING)
        return described(words_for(type(shape), key), allowed)


def described(words: Json, what: Json) -> Json:
    """Put words beside a schema. What stands beside a reference is not read, so it goes inside."""
    return {**words, "allOf": [what]} if "$ref" in what else {**words, **what}


def _either(*ways: Json) -> Json:
    """Allow any of some ways; ways inside a way are lifted out, so that editors show one list."""
    flat: list[Json] = []
    for way in ways:
        flat += way["anyOf"] if set(way) == {"anyOf"} else [way]
    return {"anyOf": flat}


def _form(pattern: str, *examples: str) -> Json:
    """A text in a form. One of digits alone is a number to an editor."""
    if any(example.isdecimal() for example in examples):
        return _either({"type": "string", "pattern": pattern}, {"type": "number"})
    return {"type": "string", "pattern": pattern, "examples": list(examples)}


def _number(one: fields.Number, _known: Definitions) -> Json:
    bounds = {"minimum": one.low, "maximum": one.high}
    found = {name: float(bound) for name, bound in bounds.items() if bound is not None}
    return {"type": ["number", "string"], **found}


def _whole(one: fields.Whole, _known: Definitions) -> Json:
    return {"type": ["integer", "string"], "minimum": one.low, "maximum": one.high}


def _one_of(one: fields.OneOf[Any], _known: Definitions) -> Json:
    return {"enum": list(one.allowed)}


def _part(one: nesting.Part, known: Definitions) -> Json:
    table = known.of_shape(one.shape)
    return _either(table, known.of_field(one.shape.known[one.short])) if one.short else table


def _list_of(one: nesting.ListOf, known: Definitions) -> Json:
    inner = known.of_field(one.inner)
    found: Json = {**_MANY, "items": inner, "minItems": one.at_least}
    return found if one.alone == "refused" else _either(found, inner)


def _named(one: nesting.Named, known: Definitions) -> Json:
    ids = {"pattern": f"^{ID_FORM.pattern}$"}
    return {**_TABLE, "propertyNames": ids, **_texts(one, known)}


def _texts(one: nesting.Named, known: Definitions) -> Json:
    inner = known.of_field(one.inner)
    return {**_TABLE, "additionalProperties": inner, "minProperties": one.at_least}


def _read(_one: any_read.ReadField, known: Definitions) -> Json:
    """Each kind has keys of its own, and its table is told by the word under `kind`."""
    ways = []
    for kind, shape in any_read.READ_SHAPES.items():
        way = known.of_shape(shape)
        name = way["$ref"].rpartition("/")[2]
        known.made[name]["properties"]["kind"]["enum"] = [kind]
        ways.append(way)
        if isinstance(shape, remote_reads.FetchedShape):
            _take_keys_of_files(known, name)
    other = {"type": "string", "not": {"enum": list(any_read.READ_SHAPES)}}
    anything = {**_TABLE, "properties": {"kind": other}, "required": ["kind"]}
    return _either(*ways, {**anything, "additionalProperties": SCALAR})


def _take_keys_of_files(known: Definitions, name: str) -> None:
    """Let a fetched file have the keys of its kind of file; which go together, `check` says."""
    keys: Json = {}
    for shape in reads.FILE_SHAPES.values():
        keys |= known.made[known.of_shape(shape)["$ref"].rpartition("/")[2]]["properties"]
    wanted = {key: said for key, said in keys.items() if key not in ("kind", "path")}
    known.made[name]["properties"] = wanted | known.made[name]["properties"]


def _added(_one: reads.AddedField, _known: Definitions) -> Json:
    ways = {"file": SCALAR, "beside": SCALAR}
    return _either(SCALAR, {**_TABLE, "properties": ways, "maxProperties": 1})


def _comparator(one: comparators.ComparatorField, known: Definitions) -> Json:
    names = {"type": "string", "examples": ["England", "region", "parent", "own history"]}
    return _either(names, known.of_shape(one.shape), known.of_shape(one.none))


def _said(words: str, of: Json) -> Json:
    return {**of, "description": words}


def _rated_by(_one: ratings.RatedByField, _known: Definitions) -> Json:
    colours = {
        colour: _said(f"It is {colour} when this holds; the first rule that holds rates.", SCALAR)
        for colour in ("green", "amber", "red")
    }
    rule = {**_TABLE, "properties": colours, "additionalProperties": False, "maxProperties": 1}
    tried = {**_MANY, "items": rule, "minItems": 1}
    rules = {"rules": _said("Conditions that are tried in order, a colour each.", tried)}
    beside = {"comparator": _said("What it is held against: an area, region or parent.", SCALAR)}
    two = {**_MANY, "items": SCALAR, "minItems": 2, "maxItems": 2}
    ends = {
        "percentiles": _said("The percentiles of all areas that part red, amber and green.", two)
    }
    of_tables = (RatedBy.RULES, RatedBy.COMPARATOR, RatedBy.PERCENTILES)
    words = [one.value for one in RatedBy if one not in of_tables]
    return _either(
        {"enum": words},
        {**_TABLE, "properties": beside, "required": ["comparator"]},
        {**_TABLE, "properties": ends, "required": ["percentiles"]},
        {**_TABLE, "properties": rules, "required": ["rules"]},
    )


def _roll_up(_one: ratings.RollUpField, _known: Definitions) -> Json:
    weights = {**_TABLE, "additionalProperties": {"type": ["number", "string"]}}
    return _either(
        {"enum": ["worst"]},
        {**_TABLE, "properties": {"weighted": weights}, "required": ["weighted"]},
        {**_TABLE, "properties": {"headline": SCALAR}, "required": ["headline"]},
    )


def _basis(_one: bases.BasisField, _known: Definitions) -> Json:
    plain = [one.value for one in Basis if one not in (Basis.POOLED, Basis.CUMULATIVE)]
    return _either(
        {"enum": plain},
        _form(r"^pooled \d{1,3} years$", "pooled 3 years"),
        _form(r"^cumulative since \d{4}-\d\d(-01)?$", "cumulative since 2021-04"),
    )


def _period_shape(_one: bases.PeriodShapeField, _known: Definitions) -> Json:
    words = [shape.value for shape in PeriodShape]
    plain = [word for word in words if word != "pooled years"]
    return _either({"enum": plain}, _form(r"^pooled \d{1,3} years$", "pooled 3 years"))


def _late(_one: dues.LateField, known: Definitions) -> Json:
    roles = _list_of(nesting.ListOf(dues.Role(), at_least=1, alone="allowed"), known)
    steps = {r"^after_\d{1,3}_days?$": roles}
    return {
        **_TABLE,
        "properties": {"tell": roles},
        "patternProperties": steps,
        "additionalProperties": False,
    }


def _due(_one: dues.DueField, known: Definitions) -> Json:
    return _either(known.of_field(dues.Days()), known.of_shape(dues.DueShape()))


def _given(_one: indicator_tests.GivenField, known: Definitions) -> Json:
    """Rows have the columns of their source; figures have keys of their own, which an editor shows."""
    figures = {**_ROWS, "items": known.of_shape(indicator_tests.GivenFigureShape())}
    either = _either(_ROWS, figures)
    return _either(_ROWS, figures, {**_TABLE, "additionalProperties": either})


def _always(made: Json) -> Callable[[Any, Definitions], Json]:
    return lambda _one, _known: dict(made)


def _with_shape(beside: Json) -> Callable[[Any, Definitions], Json]:
    return lambda one, known: _either(beside, known.of_shape(one.shape))


_DAY: Final = r"\d{4}-\d\d-\d\d"
_MONTH_OR_DAY: Final = _form(rf"^(\d{{4}}-\d\d|{_DAY})$", "2025-04", "2025-04-01")
_ROWS: Final[Json] = {**_MANY, "items": {**_TABLE, "additionalProperties": True}, "minItems": 1}

FIELDS: Final[Mapping[type[Said[Any]], Callable[[Any, Definitions], Json]]] = {
    fields.Text: _always(SCALAR),
    fields.Written: _always(SCALAR),
    fields.Id: _always({"type": "string", "pattern": f"^{ID_FORM.pattern}$"}),
    fields.Number: _number,
    fields.Whole: _whole,
    fields.YesNo: _always({"enum": ["yes", "no", True, False, "true", "false"]}),
    fields.OneOf: _one_of,
    day_fields.Day: _always(_form(f"^{_DAY}$", "2025-04-01")),
    day_fields.FirstDay: _always(_MONTH_OR_DAY),
    day_fields.LastDay: _always(_MONTH_OR_DAY),
    dues.Days: _always(_form(r"^\d{1,4} (day|week)s?$", "10 days", "2 weeks")),
    fields.Percent: _always(_form(r"^\d{1,4}(\.\d{1,4})? ?%$", "40%")),
    nesting.Part: _part,
    nesting.ListOf: _list_of,
    nesting.Named: _named,
    nesting.Texts: _texts,
    columns.ColumnPart: lambda one, known: _either(_part(one, known), _NOTHING),
    columns.BandField: _always(_form(r"^\d{1,6}(\+|[-–]\d{1,6})?$", "0-4", "18", "85+")),
    bases.BasisField: _basis,
    bases.PeriodShapeField: _period_shape,
    charts.RulesField: _with_shape({"enum": ["nhs"]}),
    charts.BaselineField: _always(_either({"enum": ["all"]}, {"type": "integer", "minimum": 1})),
    charts.ForecastField: lambda _one, _known: {
        "enum": [method.value for method in ForecastMethod]
    },
    comparators.ComparatorField: _comparator,
    derived.GroupField: _always(
        _either({"enum": ["everybody"]}, {**_TABLE, "additionalProperties": SCALAR})
    ),
    derived.OverField: _with_shape(SCALAR),
    derived.PartField: _with_shape({"type": ["number", "string"]}),
    derived.LeastShare: _always(
        _either({"enum": ["no score"]}, _form(r"^at least \d{1,3}(\.\d{1,4})? ?%$", "at least 60%"))
    ),
    indicator_tests.GivenField: _given,
    indicator_tests.FigureField: _always({"type": ["number", "string"]}),
    links.Link: _always(_form("^(https?://|mailto:)", "https://www.gov.uk")),
    windows.StretchField: _always(_form(r"^\d{1,4} (day|week|month)s?$", "12 months", "28 days")),
    windows.Months: _always(_form(r"^\d{1,3} months?$", "12 months")),
    windows.ConditionField: _with_shape(SCALAR),
    ratings.RatedByField: _rated_by,
    ratings.RollUpField: _roll_up,
    targets.ToleranceField: _always(_form(r"^\d{1,9}(\.\d{1,6})? ?(points?|%)$", "5 points", "5%")),
    targets.PathField: _always({**_TABLE, "additionalProperties": {"type": ["number", "string"]}}),
    indicators.DimensionsField: _always(_either(SCALAR, {**_MANY, "items": SCALAR, "minItems": 1})),
    indicators.LastPeriods: _always(_form(r"^last \d{1,2}$", "last 1")),
    frameworks.LevelField: _always({**_TABLE, "minProperties": 1, "maxProperties": 1}),
    frameworks.Raw: _always(_TABLE),
    reads.PathField: _always({"type": "string", "examples": ["early_help_episodes*.csv"]}),
    any_read.ReadField: _read,
    reads.AddedField: _added,
    arrivals.Minutes: _always(_form(r"^\d{1,3} (minute|hour)s?$", "2 minutes", "1 hour")),
    arrivals.Marker: _always(_form(r"^\.[A-Za-z0-9]{1,12}$", ".done")),
    remote_reads.Host: _always({"type": "string", "examples": ["data.example.gov.uk"]}),
    remote_reads.Address: _always(_form("^https?://", "https://data.example.gov.uk/rows.csv")),
    remote_reads.Secret: _always(
        _form(
            "^(env FINGERPOST_SOURCE_|file )", "env FINGERPOST_SOURCE_CASES_URL", "file cases_url"
        )
    ),
    remote_reads.TableName: _always(SCALAR),
    remote_reads.HeaderName: _always(_form("^[A-Za-z][A-Za-z0-9-]*$", "X-Api-Key")),
    dues.Role: _always({"type": "string", "pattern": f"^{ID_FORM.pattern}$"}),
    dues.LateField: _late,
    dues.DueField: _due,
    dues.Moment: _always(_form(rf"^{_DAY} \d\d:\d\d$", "2026-11-26 09:30")),
    schedules.TimeZone: _always({"type": "string", "examples": ["Europe/London"]}),
    schedules.Cron: _always({"type": "string", "examples": ["15 2 * * *", "0 7 * * 1-5"]}),
    schedules.Minutes: _always(_form(r"^\d{1,4} (minute|hour)s?$", "30 minutes", "2 hours")),
    sources.SmallCounts: _always(_form(r"^(none|1[-–]\d{1,4})$", "1-5", "none")),
}
"""Every kind of value with how it is described; a kind inherits from the one it is made of."""
