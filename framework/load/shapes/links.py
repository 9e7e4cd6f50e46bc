"""A link that a reader may follow."""

from framework.load.links import is_safe_link
from framework.load.shapes.fields import Said, refuse
from framework.load.syntax.documents import Word


class Link(Said[str]):
    """A plain http, https or mailto link."""

    def read_word(self, word: Word) -> str:
        if not is_safe_link(word):
            message = "this is not a link; use https://..., http://... or mailto:..."
            raise refuse("F214", message)
        return str(word)
