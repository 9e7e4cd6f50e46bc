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


NOT_DECLARED: Final = frozenset(
    {
        "rate_of_repeated_events",
        "two_groups",
        "fisher",
        "equal_groups",
        "prime_charts",
        "g_chart",
        "runs",
        "interrupted_series",
        "difference_in_differences",
        "kappa",
        "mcnemar",
        "signed_ranks",
        "mean_change",
        "sign_test",
    }
)
"""Methods that no declaration reaches yet: they wait for pilots, matrices and distance travelled."""


def pages() -> Iterator[tuple[str, str]]:
    """Give the name and text of each page, the index first."""
    index = [
        "# Methods",
        "",
        "Made from indicators/statistics/methods by `make docs`. Each example is run by the tests.",
        "",
        *(f"- [{method.title}]({method.id}.md)" for method in _told_apart(declared=True)),
        "",
        "## Checked, and not yet reached by a declaration",
        "",
        "No key of an indicator leads to these. They are for Python, and for the evaluation of pilots,",
        "maturity matrices and distance travelled that are to come.",
        "",
        *(f"- [{method.title}]({method.id}.md)" for method in _told_apart(declared=False)),
    ]
    yield "README.md", "\n".join(index) + "\n"
    for method in METHODS:
        yield f"{method.id}.md", _page(method)


def _told_apart(*, declared: bool) -> list[Method]:
    return [method for method in METHODS if (method.id not in NOT_DECLARED) is declared]


def _page(method: Method) -> str:
    example = method.example
    imports = [f"from {module} import {what}" for module, _, what in _split(example)]
    numbers = ", ".join(f"{number:.{example.digits}g}" for number in example.expected)
    unreached = ["No declaration reaches this method yet.", ""]
    lines = [
        f"# {method.title}",
        "",
        *(unreached if method.id in NOT_DECLARED else []),
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
