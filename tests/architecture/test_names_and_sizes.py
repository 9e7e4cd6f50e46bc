"""The house keeps its shape: names that speak, small modules and functions, no dangerous calls."""

import ast
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("dashboard", "framework", "indicators")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
DUMPING_GROUNDS = {"utils", "helpers", "manager", "base", "common", "misc", "service", "services"}
CODE_FROM_TEXT = {"eval", "exec", "compile", "__import__"}


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def test_no_module_is_longer_than_350_lines():
    long = {p.name: n for p in MODULES if (n := len(p.read_text().splitlines())) > 350}
    assert long == {}


def test_no_function_is_longer_than_40_lines(trees):
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path, tree in trees.items()
        if "migrations" not in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 40
        and not is_command(node)
    }
    assert long == {}


def is_command(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A command's length is its options and its help, not its work."""
    return any("command" in ast.unparse(one) for one in node.decorator_list)


def test_no_name_is_a_dumping_ground():
    assert [str(p) for p in MODULES if {*p.with_suffix("").parts} & DUMPING_GROUNDS] == []


def test_no_text_is_ever_run_as_code(trees):
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id in CODE_FROM_TEXT)
            or (isinstance(node.func, ast.Attribute) and node.func.attr in {"eval", "query"})
        )
    ]
    assert found == []


def test_nothing_is_pickled(trees):
    names = {
        alias.name.partition(".")[0]
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert names.isdisjoint({"pickle", "marshal", "shelve", "dill", "joblib"})


def test_every_public_module_says_what_it_is_for(trees):
    silent = [
        str(path.relative_to(ROOT))
        for path, tree in trees.items()
        if path.name != "__init__.py" and ast.get_docstring(tree) is None
    ]
    assert silent == []


def test_the_clock_is_read_only_at_the_edge(trees):
    readers = {
        str(path.relative_to(ROOT))
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "today", "utcnow"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    }
    assert readers <= {"dashboard/cli/stores.py"}


def test_commands_print_in_one_way_that_lets_only_what_can_be_seen_through(trees):
    printing = {
        str(path.relative_to(ROOT))
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in {"echo", "secho", "echo_via_pager"})
        or (isinstance(node, ast.Name) and node.id == "print")
    }
    assert printing == {"dashboard/cli/saying.py"}


def test_no_module_is_imported_in_a_ring():
    """What a thing is knows none of those who use it, not even for the sake of its types."""
    graph = grimp.build_graph(*PACKAGES)
    left = {one: set(graph.find_modules_directly_imported_by(one)) for one in graph.modules}
    while ends := {one for one, imported in left.items() if not imported & left.keys()}:
        left = {one: imported for one, imported in left.items() if one not in ends}
    assert left == {}
