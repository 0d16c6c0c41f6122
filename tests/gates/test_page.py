"""The page for users about gates says what there is: every predicate with its options, and every lock.

``python -m tests.gates.test_page`` writes the table of predicates anew.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from opsgate.judging.cel import LONGEST, VARIABLES, compile_expression
from opsgate.judging.predicates import PREDICATES
from opsgate.knowing.config import config_schema
from opsgate.knowing.policy import BLOCKING

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "gates.md"
BEGIN, END = "<!-- predicates: python -m tests.gates.test_page writes this table -->", "<!-- end of predicates -->"


def table() -> str:
    """Every predicate by name, what it says, and its options."""
    rows = [f"| `{p.name}` | {p.summary.replace('``', '`')} | {_options(p.options)} |" for p in _sorted()]
    return "\n".join(["| predicate | holds when | options |", "|---|---|---|", *rows])


def _sorted() -> list[Any]:
    return sorted(PREDICATES, key=lambda predicate: predicate.name)


def _options(schema: Mapping[str, Any]) -> str:
    required = schema["required"]
    said = [
        f"`{name}`: {_form(form)}{'' if name in required else ', optional'}"
        for name, form in schema["properties"].items()
        if name != "or-attested"
    ]
    return "; ".join(said) or "none"


def _form(schema: Mapping[str, Any]) -> str:
    """A form of value in words."""
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"][:-1]) + f" or `{schema['enum'][-1]}`"
    if "anyOf" in schema:
        return f"{_form(schema['anyOf'][0])}; or a list of them"
    if schema["type"] == "array":
        return "a list of texts"
    return {"string": "text", "integer": "number", "boolean": "`true` or `false`"}[schema["type"]]


def text() -> str:
    return PAGE.read_text("utf-8")


def part(heading: str) -> str:
    """A section of the page."""
    return text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_every_predicate_stands_in_the_page_with_its_options() -> None:
    assert text().partition(BEGIN)[2].partition(END)[0].strip() == table()


def test_the_names_and_limits_of_conditions_stand_in_the_page() -> None:
    section = part("Your own conditions")
    assert re.findall(r"^\| `(\w+)", section, re.M) == [*VARIABLES, "days", "age"]
    assert f"{LONGEST} characters" in section


def test_the_condition_in_the_page_can_be_used() -> None:
    pytest.importorskip("cel_expr_python", reason="needs the extra [cel]")
    sources = re.findall(r"^  require: (.*)$", part("Your own conditions"), re.M)
    assert [compile_expression(source).reads for source in sources] == [{"doc", "rows"}]


def test_every_limit_of_the_policy_stands_in_the_page() -> None:
    names = config_schema()["properties"]["policy"]["properties"]
    section = part("Policy")
    assert [name for name in names if f"`{name}`" not in section] == []


def test_the_kinds_that_block_stand_in_the_page() -> None:
    assert [kind for kind in BLOCKING if f"`{kind}`" not in part("What a gate is")] == []


def test_every_lock_has_its_row_and_the_rows_are_in_order() -> None:
    rows = [int(number) for number in re.findall(r"^\| (\d+) \|", part("What keeps a gate shut"), re.M)]
    files = list((ROOT / "tests" / "locks").glob("test_*.py"))
    held = {int(path.name.split("_")[2]) for path in files if re.match(r"test_lock_\d\d_", path.name)}
    held |= {
        int(number) for path in files for number in re.findall(r"(?m)^def test_lock_(\d+)_", path.read_text("utf-8"))
    }
    assert rows == sorted(held)
    assert rows[:42] == list(range(1, 43))


if __name__ == "__main__":
    before, begin, rest = text().partition(BEGIN)
    _, end, after = rest.partition(END)
    PAGE.write_text(f"{before}{begin}\n{table()}\n{end}{after}", "utf-8")
