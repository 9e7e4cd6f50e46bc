"""One rule of what can be seen of a text, and it holds wherever people read or take it away."""

import json
from unicodedata import bidirectional, category

import pytest

from framework.model.visible import visible, visible_texts

TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MARKS = [
    chr(code)
    for code in range(0x110000)
    if (category(chr(code)) in ("Cc", "Zl", "Zp", "Cs") and chr(code) not in "\t\n\r")
    or bidirectional(chr(code)) in TURNS
]
SHAPELESS = [
    *("\u061c", "\u200e", "\u200f", "\u00ad", "\u034f", "\u200b", "\u2060", "\u2064", "\ufeff"),
    *(
        "\u115f",
        "\u1160",
        "\u3164",
        "\uffa0",
        "\u2800",
        "\u180b",
        "\u180e",
        "\ufe00",
        "\ufe0d",
        "\ufff9",
        "\U000e0041",
        "\ufffe",
        "\U000e0100",
        "\U000e01ef",
    ),
]


def flag(nation: str) -> str:
    """Give a black flag with letters behind it that have no shape."""
    return f"\U0001f3f4{''.join(chr(0xE0000 + ord(letter)) for letter in nation)}\U000e007f"


def test_no_mark_of_control_and_none_that_turns_a_text_round_or_has_no_shape_is_left() -> None:
    assert len(MARKS) > 2000
    for mark in (*MARKS, *SHAPELESS):
        assert visible(f"a{mark}b") in ("ab", "a b"), f"U+{ord(mark):04X}"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Tŷ Bach, Ynys Môn",
            "Zażółć",
            "שלום",
            "نمی\u200cشود",
            "क्\u200dष",
            "✓ 5%",
            "1\u202f234 £",
        ),
        *(
            f"\U0001f3f4{''.join(chr(0xE0000 + ord(one)) for one in nation)}\U000e007f"
            for nation in ("gbwls", "gbsct", "gbeng")
        ),
        *("👩\u200d👧", "❤\ufe0f", "first\nsecond\tthird", "", "a e\u0301"),
    ],
)
def test_words_of_any_language_stay_as_they_are(text: str) -> None:
    assert visible(text) == text


def test_letters_without_a_shape_behind_a_flag_are_gone_but_for_those_of_a_nation() -> None:
    assert visible(f"{flag('secret')} Wales") == "\U0001f3f4 Wales"


def test_a_value_written_as_json_holds_no_unseen_mark_in_any_form() -> None:
    told = json.dumps(visible_texts({"na\x1bme": ["b\x01c", 1, {"d": "\u202ee"}]}))
    assert json.loads(told) == {"na me": ["b c", 1, {"d": "e"}]}
