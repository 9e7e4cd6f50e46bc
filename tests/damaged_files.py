"""Files as they are after an accident: bytes dropped, put in, moved about. Seeded."""

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from framework.load.files import read_config

BASE: dict[str, bytes] = {
    **read_config(Path(__file__).parent / "bad_config" / "base"),
    "indicators/many.yaml": b"""defaults: {source: official, kind: outcome, unit: percent, grain: year}
indicators:
  open_too: {like: open_now, title: Also open}
from_table:
  file: measures.csv
  where: key = row.key
  published: {value: value, scale: percent 0-1}
  by: [row.by]
  totals: {sex: row.total}
  definition: {caveats: "Of row.key, row.note"}
""",
    "indicators/measures.csv": b"""indicator,title,polarity,key,by,total,note
share_ready,Share ready,high,ready,sex,Persons,"one, two"
share_in_need,Share in need,low,in need,sex,Persons,
""",
    "sources/episodes_north.yaml": b"""source: episodes_north
like: episodes
title: Episodes of the north
read: {path: north*.csv}
""",
}
"""A small framework that says a little of everything, `like` and `from_table` among it."""

INSERTS = (
    *(
        b"\t",
        b"\x00",
        b"\xff",
        b"\xc3",
        b"\r",
        b"\n",
        b"\n\n---\n",
        b"...",
        b"%YAML 9.9\n",
        b"\xe2\x80\xa8",
    ),
    *(
        b": ",
        b"- ",
        b"? ",
        b"#",
        b" #",
        b"&a ",
        b"*a",
        b"!x ",
        b"<<: ",
        b"|\n",
        b">-\n",
        b"'",
        b'"',
        b"\\",
    ),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b"@",
        b"`",
        b"null",
        b"~",
        b"yes",
        b"1e400",
        b"0x1F",
        b"9" * 300,
    ),
    *(
        b"(",
        b")",
        b"= ",
        b"''",
        b"not " * 40,
        b"[" * 60,
        b"\xf0\x9f\x98\x80",
        b"\xd9\xa1",
        b"../",
        b"=cmd|",
    ),
)


def dropped(content: bytes, dice: Random) -> bytes:
    start = dice.randrange(len(content))
    return content[:start] + content[start + dice.randint(1, 12) :]


def inserted(content: bytes, dice: Random) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + dice.choice(INSERTS) + content[at:]


def lines_moved(content: bytes, dice: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    line = lines.pop(dice.randrange(len(lines)))
    lines.insert(dice.randrange(len(lines) + 1), line)
    return b"".join(lines)


def line_repeated(content: bytes, dice: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    line = dice.choice(lines)
    lines.insert(dice.randrange(len(lines) + 1), line)
    return b"".join(lines)


def indented(content: bytes, dice: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    at = dice.randrange(len(lines))
    lines[at] = b" " * dice.randint(1, 5) + lines[at]
    return b"".join(lines)


def byte_changed(content: bytes, dice: Random) -> bytes:
    at = dice.randrange(len(content))
    return content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]


def words_swapped(content: bytes, dice: Random) -> bytes:
    words = content.split(b" ")
    one, other = dice.randrange(len(words)), dice.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return b" ".join(words)


MUTATIONS: tuple[Callable[[bytes, Random], bytes], ...] = (
    dropped,
    inserted,
    lines_moved,
    line_repeated,
    indented,
    byte_changed,
    words_swapped,
)


def mutated(content: bytes, dice: Random) -> bytes:
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        if content:
            content = dice.choice(MUTATIONS)(content, dice)
    return content


def damaged(dice: Random) -> Mapping[str, bytes]:
    """Give the framework with one to three of its files damaged."""
    files = dict(BASE)
    for path in dice.sample(sorted(files), dice.choice((1, 1, 2, 3))):
        files[path] = mutated(files[path], dice)
    return files
