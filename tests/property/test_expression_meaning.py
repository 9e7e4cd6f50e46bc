"""What an expression is read as, against trees written out, a plain evaluator and SQLite."""

import sqlite3
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from framework.load.expressions.grammar import parse
from framework.load.expressions.names import Names
from framework.load.expressions.tokens import ExpressionError
from framework.model.written import written
from tests.property.expression_texts import COLUMNS, a_condition, write
from tests.property.plain_expressions import evaluate

NAMES = Names("made_up", COLUMNS)


@pytest.mark.parametrize("seed", range(10))
def test_what_is_written_is_read_back_as_the_same_tree(seed: int) -> None:
    dice = Random(seed)
    for _ in range(200):
        tree = a_condition(dice, 3)
        text = write(tree, dice)
        if len(text) <= 1_000:
            assert parse(text, NAMES).expression == tree, text
        plain = written(tree)
        if len(plain) <= 1_000:
            assert parse(plain, NAMES).expression == tree, plain


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("ended is null", True),
        ("ended is not null", False),
        ("ended = started", None),
        ("not ended = started", None),
        ("ended = started and cost = 1", False),
        ("ended = started or cost = 7.5", True),
        ("ended = started or cost = 1", None),
        ("cost / 0 = 1", None),
        ("cost / 0 is null", True),
        ("cost between 7.5 and 8", True),
        ("hours not in (1, 2)", None),
        ("reason in ('step up', 'other')", True),
        ("reason = 'STEP UP'", False),
        ("2 + 3 * 2 = 8", True),
        ("10 - 3 - 2 = 5", True),
        ("12 / 3 / 2 = 2", True),
        ("-cost < 0 and not urgent = false", True),
        ("days(date '2025-02-01', date '2025-03-01') = 28", True),
        ("days(date '2025-03-01', date '2025-02-01') = -28", True),
        ("working_days(date '2025-04-17', date '2025-04-22') = 1", True),
        ("working_days(date '2025-04-22', date '2025-04-17') = -1", True),
        ("working_days(date '2025-04-19', date '2025-04-20') = 0", True),
        ("months(date '2025-01-31', date '2025-02-28') = 0", True),
        ("months(date '2025-01-28', date '2025-02-28') = 1", True),
        ("age(date '2004-02-29', date '2022-02-28') = 17", True),
        ("age(date '2004-02-29', date '2022-03-01') = 18", True),
        ("age(date '2026-01-01', date '2025-12-31') = -1", True),
        ("year(started) = 2025", True),
    ],
)
def test_truth_has_three_values_and_dates_are_counted_as_the_reference_says(
    text: str, meaning: bool | None
) -> None:
    row = {
        "cost": Decimal("7.5"),
        "hours": None,
        "started": date(2025, 4, 1),
        "ended": None,
        "reason": "step up",
        "place": None,
        "urgent": True,
    }
    easter = frozenset({date(2025, 4, 18), date(2025, 4, 21)})
    assert evaluate(parse(text, NAMES).expression, row, bank_holidays=easter) is meaning


def test_conditions_mean_what_they_mean_in_sql() -> None:
    """Where the language and SQL write the same, they say the same of the same rows."""
    dice = Random(2025)
    database = sqlite3.connect(":memory:")
    compared = 0
    for _ in range(600):
        text = sql_like(dice, 3)
        tree = parse(text, NAMES).expression
        for _ in range(5):
            row = {name: dice.choice((None, -2, 0, 1, 2, 5)) for name in ("cost", "hours")} | {
                name: dice.choice((None, "step up", "x")) for name in ("reason", "place")
            }
            full = {**dict.fromkeys(COLUMNS), **row}
            select = ", ".join(f":{name} as {name}" for name in row)
            (answer,) = database.execute(f"select {text} from (select {select})", row).fetchone()
            expected = None if answer is None else bool(answer)
            assert evaluate(tree, full) is expected, (text, row)
            compared += 1
    database.close()
    assert compared == 3_000


def sql_like(dice: Random, depth: int) -> str:
    """Write a condition in the part of the language that SQL shares, brackets left out at random."""
    if depth == 0 or dice.random() < 0.2:
        return dice.choice(
            (
                f"{sql_sum(dice)} {dice.choice(('=', '!=', '<', '<=', '>', '>='))} {sql_sum(dice)}",
                f"{sql_sum(dice)} between {dice.randint(-3, 0)} and {dice.randint(0, 6)}",
                f"{sql_sum(dice)} not between {dice.randint(-3, 0)} and {dice.randint(0, 6)}",
                f"{sql_sum(dice)} in (1, -2, {dice.randint(0, 5)})",
                f"reason {dice.choice(('=', '!='))} 'step up'",
                "place not in ('x', 'y')",
                "reason = place",
                "hours is null",
                "place is not null",
            )
        )
    left, right = sql_like(dice, depth - 1), sql_like(dice, depth - 1)
    return dice.choice(
        (
            f"{left} and {right}",
            f"{left} or {right}",
            f"({left} or {right})",
            f"not {left}",
            f"not ({left} and {right})",
        )
    )


def sql_sum(dice: Random) -> str:
    terms = [dice.choice(("cost", "hours", "2", "3", "-1", "(cost + 1)")) for _ in range(3)]
    signs = [dice.choice((" + ", " - ", " * ")) for _ in range(2)]
    return "".join(part for pair in zip(terms, [*signs, ""], strict=True) for part in pair)


PIECES = (
    *"()=<>!+-*/,.'\"%&|[]{}:;#@\\ \n",
    *(
        "and",
        "or",
        "not",
        "in",
        "between",
        "is",
        "null",
        "true",
        "false",
        "all",
        "date",
        "period_end",
    ),
    *(
        "cost",
        "started",
        "reason",
        "urgent",
        "days",
        "working_days",
        "age",
        "year",
        "__class__",
        "x",
    ),
    *(
        "'step up'",
        "'2025-04-01'",
        "1",
        "2.5",
        "9" * 30,
        "1e5",
        "0x1F",
        "é",
        "ａ",
        "\u202e",
        "−",
        "’",
    ),
)


@pytest.mark.parametrize("seed", range(10))
def test_any_text_is_read_or_refused_at_a_place_inside_it(seed: int) -> None:
    dice = Random(seed)
    for _ in range(1_000):
        gap = dice.choice(("", " "))
        text = gap.join(dice.choice(PIECES) for _ in range(dice.randint(0, 25)))
        error = refusal_of(text)
        if error:
            assert 0 <= error.at <= len(text), text
            assert error.code.startswith("F4"), text
            assert error.message, text


def refusal_of(text: str) -> ExpressionError | None:
    try:
        parse(text, NAMES)
    except ExpressionError as error:
        return error
    return None


HOSTILE = (
    "(1).__class__.__mro__",
    "open('/etc/passwd')",
    "__import__('os').system('true')",
    "@cost.__init__",
    "f'{cost}'",
    "[cost for cost in cost]",
    "{cost: cost}",
    "cost ** cost",
    "2**99999999",
    "1 << 99999999",
    "'a' * 99999999",
    "lambda: cost",
    "cost if urgent else hours",
    "cost; drop table result",
    "(select 1)",
    "cost = 1 -- or all",
    "cost = 1 /* or all */",
    "cost.real",
    "getattr(cost, 'real')",
    "exec('1')",
    "cost := 1",
    "~cost",
    "not " * 500 + "urgent",
    "-" * 900 + "cost > 1",
    "(" * 900 + "urgent" + ")" * 900,
    "urgent and " * 80 + "urgent and",
    "cost > " + "9" * 400,
    "reason = '" + "x" * 900 + "'",
    "ｃost = 1",
    "cost = ١",
    "\u202ecost = 1",
    "cost = 1\x00",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text, NAMES)
