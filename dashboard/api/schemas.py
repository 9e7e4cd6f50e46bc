"""The shapes of what the API takes and gives. The OpenAPI document is made from them."""

from typing import Any, Final

from marshmallow import RAISE, Schema, fields, post_load, validate

from dashboard.queries.fact_kinds import EVERY, Asked
from framework.model.areas import AREA_CODE
from framework.model.results import TOTAL

MOST_ROWS: Final = 5_000
USUAL_ROWS: Final = 1_000
_ID: Final = r"^[a-z][a-z0-9_]{0,34}(,[a-z][a-z0-9_]{0,34}){0,19}$"
_CODE: Final = rf"^{AREA_CODE.pattern}(,{AREA_CODE.pattern}){{0,499}}$"


class Question(Schema):
    """A query of an address. A key that is not known is refused."""

    class Meta:
        """marshmallow refuses what is not declared."""

        unknown = RAISE

    def __init__(self) -> None:
        super().__init__()
        self.error_messages = {**self.error_messages, "unknown": "This is not asked here."}


class OutcomeOut(Schema):
    """An outcome, with its indicators in the order of the panel."""

    id = fields.Str(required=True)
    title = fields.Str(required=True)
    because = fields.Str(required=True)
    indicators = fields.List(fields.Str(), required=True)


class IndicatorOut(Schema):
    """A declared indicator."""

    id = fields.Str(required=True)
    title = fields.Str(required=True)
    kind = fields.Str(required=True)
    polarity = fields.Str(required=True)
    unit = fields.Str(required=True)
    grain = fields.Str(required=True)
    basis = fields.Str(required=True)
    decimals = fields.Int(required=True)
    outcomes = fields.List(fields.Str(), required=True)
    sources = fields.List(fields.Str(), required=True)
    breakdowns = fields.List(fields.Str(), required=True)
    owner = fields.Str(required=True)
    numerator = fields.Str(required=True)
    denominator = fields.Str(required=True)
    why_it_matters = fields.Str(required=True)
    caveats = fields.Str(required=True)
    link = fields.Str(required=True)
    next_review = fields.Date(required=True, allow_none=True)


class AreaOut(Schema):
    """An area, with the codes of those it lies in."""

    code = fields.Str(required=True)
    name = fields.Str(required=True)
    level = fields.Str(required=True)
    parents = fields.List(fields.Str(), required=True)


class ComparisonOut(Schema):
    """Where a result stands beside one comparator."""

    with_ = fields.Str(required=True, data_key="with")
    value = fields.Float(required=True, allow_none=True)
    outcome = fields.Str(required=True, allow_none=True)
    period = fields.Str(required=True, allow_none=True)
    method = fields.Str(required=True, allow_none=True)
    rank = fields.Int(required=True, allow_none=True)
    out_of = fields.Int(required=True, allow_none=True)


class FigureOut(Schema):
    """Which figure it is: of what, where, of whom, when."""

    indicator = fields.Str(required=True)
    area = fields.Str(required=True)
    area_name = fields.Str(required=True)
    breakdown = fields.Str(required=True)
    period = fields.Str(required=True)


class ComparedOut(FigureOut):
    """One figure beside one comparator, a row for each of them."""

    value = fields.Float(required=True, allow_none=True)
    with_ = fields.Str(required=True, data_key="with")
    with_value = fields.Float(required=True, allow_none=True)
    with_period = fields.Str(required=True, allow_none=True)
    outcome = fields.Str(required=True, allow_none=True)
    method = fields.Str(required=True, allow_none=True)
    rank = fields.Int(required=True, allow_none=True)
    out_of = fields.Int(required=True, allow_none=True)


class ResultOut(FigureOut):
    """One published figure. `flags` are the symbols of the pages, such as [c] for suppressed."""

    period_label = fields.Str(required=True)
    period_start = fields.Date(required=True)
    period_end = fields.Date(required=True)
    value = fields.Float(required=True, allow_none=True)
    numerator = fields.Float(required=True, allow_none=True)
    denominator = fields.Float(required=True, allow_none=True)
    lower_95 = fields.Float(required=True, allow_none=True)
    upper_95 = fields.Float(required=True, allow_none=True)
    lower_998 = fields.Float(required=True, allow_none=True)
    upper_998 = fields.Float(required=True, allow_none=True)
    interval_was_published = fields.Bool(required=True)
    flags = fields.List(fields.Str(), required=True)
    rating = fields.Str(required=True, allow_none=True)
    not_rated_because = fields.Str(required=True, allow_none=True)
    rule = fields.Str(required=True, allow_none=True)
    target = fields.Float(required=True, allow_none=True)
    target_high = fields.Float(required=True, allow_none=True)
    amber_edge = fields.Float(required=True, allow_none=True)
    published_rating = fields.Str(required=True, allow_none=True)
    chance_of_target = fields.Float(required=True, allow_none=True)
    change = fields.Float(required=True, allow_none=True)
    change_is = fields.Str(required=True, allow_none=True)
    change_is_real = fields.Bool(required=True, allow_none=True)
    change_in_a_year = fields.Float(required=True, allow_none=True)
    change_in_a_year_is = fields.Str(required=True, allow_none=True)
    change_in_a_year_is_real = fields.Bool(required=True, allow_none=True)
    comparisons = fields.List(fields.Nested(ComparisonOut), required=True)


class SeriesOut(Schema):
    """What is known of a whole series: is it changing, will it keep meeting its target, its trend."""

    indicator = fields.Str(required=True)
    area = fields.Str(required=True)
    breakdown = fields.Str(required=True)
    points = fields.Int(required=True, allow_none=True)
    first_period = fields.Str(required=True, allow_none=True)
    last_period = fields.Str(required=True, allow_none=True)
    variation = fields.Str(required=True, allow_none=True)
    assurance = fields.Str(required=True, allow_none=True)
    trend = fields.Str(required=True, allow_none=True)


class PublicationOut(Schema):
    """Which generation the rows are of."""

    generation = fields.Int(required=True)
    published_at = fields.Str(required=True)
    published_hash = fields.Str(required=True)
    framework = fields.Str(required=True)
    notice = fields.Str(required=True)


class ExplainIn(Question):
    """Which figure is explained."""

    format = fields.Str(
        load_default="json",
        validate=validate.OneOf(["json", "csv"]),
        metadata={"description": "json, or csv with a line a step"},
    )
    area = fields.Str(
        load_default=None,
        validate=validate.Length(1, 100),
        metadata={"description": "a code or a name; the home area where it is not said"},
    )
    month = fields.Str(
        load_default=None,
        validate=validate.Regexp(
            r"^\d{4}-(0[1-9]|1[0-2])$", error="Write a month such as 2026-10."
        ),
        metadata={"description": "as the panel of this month shows it, such as 2026-10"},
    )


class PageIn(Question):
    """How much is given, in which form."""

    format = fields.Str(
        load_default="json",
        validate=validate.OneOf(["json", "csv"]),
        metadata={"description": "json, or csv for spreadsheets"},
    )
    limit = fields.Int(
        load_default=USUAL_ROWS,
        validate=validate.Range(1, MOST_ROWS),
        metadata={"description": "how many at most"},
    )
    offset = fields.Int(
        load_default=0,
        validate=validate.Range(0, 10**9),
        metadata={"description": "how many to pass over"},
    )
    generation = fields.Int(
        load_default=None,
        validate=validate.Range(1, 2**31 - 1),
        metadata={"description": "refuse to answer when another generation is current by now"},
    )


class SeriesIn(PageIn):
    """Which series."""

    indicator = fields.Str(
        required=True,
        validate=validate.Regexp(_ID, error="Write ids with commas between, at most 20."),
        metadata={"description": "ids with commas between, at most 20"},
    )
    area = fields.Str(
        load_default=None,
        validate=validate.Regexp(_CODE, error="Write codes with commas between."),
        metadata={"description": "codes with commas between; all where it is not said"},
    )
    breakdown = fields.Str(
        load_default=TOTAL,
        validate=validate.Length(0, 200),
        metadata={"description": f"such as sex=Female, or '{EVERY}'; everybody where not said"},
    )

    @post_load
    def take_apart(self, said: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        asked = Asked(
            indicators=tuple(dict.fromkeys(said.pop("indicator").split(","))),
            areas=tuple(area.split(",")) if (area := said.pop("area")) else None,
            breakdowns=(said.pop("breakdown"),),
            since=said.pop("since", None),
            comparisons=said.pop("include", "") == "comparisons",
        )
        return {**said, "asked": asked}


class SinceIn(SeriesIn):
    """Which figures, from which day."""

    since = fields.Date(
        load_default=None,
        metadata={"description": "periods that begin on that day or later"},
    )


class ResultsIn(SinceIn):
    """Which results."""

    include = fields.Str(
        load_default="",
        validate=validate.OneOf(["", "comparisons"]),
        metadata={"description": "also give where each figure stands beside its comparators"},
    )


class ErrorOut(Schema):
    """What went wrong, in plain words."""

    status = fields.Int(required=True)
    message = fields.Str(required=True)
