"""What is kept packed goes out as it would have been packed anew: nobody gets another's bytes."""

import gzip
import json

import brotli
import pytest

from dashboard.pages.packed import LARGEST_KEPT, MOST_KEPT, Packed
from tests.frameworks.made_apps import make_client, post, show_body

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("way", UNPACK)
def test_every_page_is_its_own_however_often_and_in_which_order_it_is_asked_for(way: str) -> None:
    packed = make_client()
    packed.environ_base["HTTP_ACCEPT_ENCODING"] = way
    plain = make_client()
    for path in ("/", "/heat-map", "/", "/indicator/assessed_in_time", "/heat-map"):
        got, wanted = (post(one, show_body(path, "")) for one in (packed, plain))
        assert got.headers["Content-Encoding"] == way
        assert json.loads(UNPACK[way](got.data)) == wanted.json


def test_only_so_much_is_kept_and_what_is_wanted_stays() -> None:
    kept = Packed()
    kept.set("huge", b"x" * (LARGEST_KEPT + 1))
    assert kept.get("huge") is None
    kept.set("wanted", b"y")
    for number in range(MOST_KEPT):
        kept.set(str(number), b"z")
        assert kept.get("wanted") == b"y"
    assert kept.get("0") is None
