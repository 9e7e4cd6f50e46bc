"""What an indicator may say that is made of other indicators."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from framework.load.shapes.derived import ONLY_OF_ROWS
from framework.load.shapes.fields import Complaint, OneOf, Written, words_of
from framework.load.shapes.indicators import IndicatorShape
from framework.model.periods import Grain


class DerivedIndicatorShape(IndicatorShape):
    """It has no source, and its grain is that of its parts."""

    source = Written(load_default=None)
    grain = OneOf(words_of(Grain), load_default=None)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def refuse_what_speaks_of_rows(self, _said: Any, original: Any, **_kwargs: Any) -> None:
        strange = {
            key: [
                Complaint(
                    "F569", f"it is made of other indicators and has no rows; leave '{key}' out"
                )
            ]
            for key in original
            if key in ONLY_OF_ROWS
        }
        if strange:
            raise ValidationError(strange)
