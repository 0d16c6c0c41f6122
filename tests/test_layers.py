"""Floors: a module imports only from its own floor and those above it, and no two modules import each other in a circle."""

import ast
import graphlib
from pathlib import Path

FLOORS = ["words", "reading", "knowing", "judging", "running", "edges", "doors"]
PACKAGE = Path(__file__).parents[1] / "opsgate"


def imports(path: Path) -> set[str]:
    """Names of the opsgate modules that a module imports, deferred imports too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("opsgate"):
            found.update(
                f"{node.module}.{alias.name}" if is_module(f"{node.module}.{alias.name}") else node.module
                for alias in node.names
            )
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names if alias.name.startswith("opsgate"))
    return found


def is_module(name: str) -> bool:
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def floor(name: str) -> int:
    parts = name.split(".")
    return FLOORS.index(parts[1]) if len(parts) > 1 and parts[1] in FLOORS else -1


def modules() -> dict[str, Path]:
    paths = sorted(PACKAGE.rglob("*.py"))
    return {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in paths
    }


def test_modules_import_only_from_their_own_floor_and_those_above() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, path in modules().items()
        if floor(name) >= 0
        for other in imports(path)
        if floor(other) > floor(name)
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name: imports(path) - {name} for name, path in modules().items()}
    assert len(list(graphlib.TopologicalSorter(graph).static_order())) >= len(graph)


def test_markdown_libraries_are_imported_by_the_readers_alone() -> None:
    users = {
        name
        for name, path in modules().items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for word in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
            if isinstance(node, ast.Import)
            else []
        )
        if word.split(".")[0] in ("markdown_it", "pyromark", "mdit_py_plugins")
    }
    assert {name for name in users if not name.startswith("opsgate.reading.readers")} == set()


def test_only_facts_run_programs_and_read_the_clock() -> None:
    users = {name for name, path in modules().items() if "import subprocess" in path.read_text("utf-8")}
    assert users <= {"opsgate.knowing.facts"}


def test_no_pattern_is_possessive_over_a_group() -> None:
    """Python before 3.11.5 matches such patterns wrongly, and a digest made there would not be that of another one."""
    found = {
        (name, node.value)
        for name, path in modules().items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if any(sign in node.value for sign in (")*+", ")++", ")?+", "}+)", "(?>"))
    }
    assert found == set()
