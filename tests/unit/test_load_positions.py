"""YAML and CSV are read as text that knows where it stands."""

import pytest

from framework.load.syntax.documents import Items, Node, Table, UnreadableTextError, Word
from framework.load.syntax.offsets import place_of_character
from framework.load.syntax.positions import MAX_NODES, read_yaml
from framework.load.syntax.tables import Columns, read_table


def read(text: str) -> Table:
    return read_yaml("a.yaml", text.encode())


def word(node: Node, *steps: str | int) -> Word:
    for step in steps:
        node = node[step] if isinstance(node, Items) else node[Word(step)]  # type: ignore[index]
    assert isinstance(node, Word)
    return node


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "off",
        "NO",
        "~",
        "null",
        "010",
        "0o17",
        "1.10",
        "12:30",
        "2025-04",
        "2025-04-01",
        ".nan",
        "1e3",
    ],
)
def test_a_value_stays_the_text_that_was_written(text: str) -> None:
    assert word(read(f"key: {text}\n"), "key") == text


def test_every_key_and_value_knows_its_line_and_column() -> None:
    table = read("title: Café 😀 x\nlist:\n  - {a: 1, b: [2, three]}\n  - 'it''s'\n")
    assert table.key("title").place == ("a.yaml", 1, 1)
    assert word(table, "title").place == ("a.yaml", 1, 8)
    assert table.key("list").place == ("a.yaml", 2, 1)
    assert word(table, "list", 0, "a").place == ("a.yaml", 3, 9)
    assert word(table, "list", 0, "b", 1).place == ("a.yaml", 3, 19)
    assert word(table, "list", 1).place == ("a.yaml", 4, 5)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(line_end: str) -> None:
    table = read(line_end.join(["a: 1", "", "# a remark", "b: 2", ""]))
    assert word(table, "b").place == ("a.yaml", 4, 4)


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    table = read_yaml("a.yaml", b"\xef\xbb\xbfkey: value\n")
    assert table.key("key").place == ("a.yaml", 1, 1)


def test_an_empty_value_is_blank_and_empty_quotes_are_text() -> None:
    table = read("a:\nb: ''\nc: \"\"\n")
    assert word(table, "a").is_blank
    assert not word(table, "b").is_blank
    assert not word(table, "c").is_blank


@pytest.mark.parametrize(
    "yaml",
    [
        "key: one two",
        "key: 'one two'",
        'key: "one two"',
        'key: "one\\x20two"',
        "key: |\n  one two",
        "key: >\n  one\n  two",
        "key: one\n  two",
        "{key: one\n  two}",
        "key: 'one\n\n\n  two'",
    ],
)
def test_a_character_of_a_value_is_found_in_the_file_whatever_the_quotes(yaml: str) -> None:
    value = word(read(yaml + "\n"), "key")
    index = place_of_character(value, value.index("two"))
    assert yaml[index : index + 3] == "two"
    index = place_of_character(value, value.index("two") + 2)
    assert yaml[index] == "o"


def test_a_character_after_doubled_quotes_and_escapes_is_found() -> None:
    for yaml in ("key: 'a ''b'' Z'", 'key: "a \\"b\\" \\u00e9 Z"'):
        value = word(read(yaml + "\n"), "key")
        assert yaml[place_of_character(value, value.index("Z"))] == "Z"


def test_the_end_of_a_value_is_found_too() -> None:
    value = word(read("key: 'a ='\nother: x\n"), "key")
    assert value.document.place(place_of_character(value, len(value))).column == 10


def test_a_file_of_too_many_values_is_refused_where_they_become_too_many() -> None:
    text = "key: [" + "a," * MAX_NODES + "]"
    with pytest.raises(UnreadableTextError) as caught:
        read(text)
    assert caught.value.code == "F108"
    assert caught.value.place.column > MAX_NODES


def test_a_small_file_that_would_unfold_to_a_huge_one_is_refused_at_its_first_mark() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    with pytest.raises(UnreadableTextError) as caught:
        read("\n".join(lines))
    assert (caught.value.code, caught.value.place) == ("F104", ("a.yaml", 1, 5))


COLUMNS = Columns(("code", "name"), ("level",))


def rows(text: str) -> list[Table]:
    return read_table("a.csv", text.encode(), COLUMNS)


def test_cells_of_csv_know_their_line_and_column() -> None:
    table = rows('code,name\r\nE1,"Abbey, ""North"""\r\n\r\nE2,Bridge\r\n')
    assert [dict(row) for row in table] == [
        {"code": "E1", "name": 'Abbey, "North"'},
        {"code": "E2", "name": "Bridge"},
    ]
    assert word(table[0], "name").place == ("a.csv", 2, 4)
    assert word(table[1], "name").place == ("a.csv", 4, 4)


def test_codes_keep_their_leading_zeros_and_cells_lose_their_spaces() -> None:
    (row,) = rows("code,name\n 010 , Abbey \n")
    assert (row[Word("code")], row[Word("name")]) == ("010", "Abbey")


def test_a_cell_with_a_line_end_does_not_move_the_count_of_lines() -> None:
    table = rows('code,name\nE1,"two\nlines"\nE2,x\n')
    assert word(table[1], "code").place == ("a.csv", 4, 1)


def test_lines_of_empty_cells_are_left_out() -> None:
    assert len(rows("code,name\n,\n\nE1,x\n,\n")) == 1
