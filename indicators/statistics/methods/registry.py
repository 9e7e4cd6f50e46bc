"""Every method, and the text of its page."""

from collections.abc import Iterator
from typing import Final

from indicators.statistics.methods import charts, comparisons, evaluation, fractions, series
from indicators.statistics.methods.method import Example, Method

METHODS: Final[tuple[Method, ...]] = (
    *fractions.METHODS,
    *comparisons.METHODS,
    *charts.METHODS,
    *series.METHODS,
    *evaluation.METHODS,
)


def pages() -> Iterator[tuple[str, str]]:
    """Give the name and text of each page, the index first."""
    index = [
        "# Methods",
        "",
        "Made from indicators/statistics/methods by `make docs`. Each example is run by the tests.",
        "",
        *(f"- [{method.title}]({method.id}.md)" for method in METHODS),
    ]
    yield "README.md", "\n".join(index) + "\n"
    for method in METHODS:
        yield f"{method.id}.md", _page(method)


def _page(method: Method) -> str:
    example = method.example
    imports = [f"from {module} import {what}" for module, _, what in _split(example)]
    numbers = ", ".join(f"{number:.{example.digits}g}" for number in example.expected)
    lines = [
        f"# {method.title}",
        "",
        "```text",
        method.formula,
        "```",
        "",
        f"**Use it when**: {method.use_when}",
        "",
        f"**Not when**: {method.not_when}",
        "",
        "## Example",
        "",
        "```python",
        *imports,
        "",
        example.call,
        "```",
        "",
        f"gives {numbers}, to {example.digits} significant digits.",
        "",
        "## Source",
        "",
        method.source,
    ]
    return "\n".join(lines) + "\n"


def _split(example: Example) -> list[tuple[str, str, str]]:
    return [name.partition(":") for name in example.names]
