"""An expression of nothing but mistakes is told by its first ten, in no more time than another."""

from framework.load.expressions.tokens import MOST_REFUSED, tokens_of


def test_the_first_ten_wrong_signs_are_told() -> None:
    _, refused = tokens_of("a == 1 and " * 80 + "a = 1")
    assert len(refused) == MOST_REFUSED == 10
    assert [one.at for one in refused[:3]] == [2, 13, 24]
