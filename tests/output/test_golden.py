"""Every form of one small report, whole: what is written is what stands in ``golden``."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from opsgate.edges.output import sarif
from opsgate.edges.output.rulehelp import rule_page, rule_text, why
from opsgate.judging.catalog import BY_WORD
from tests.output.sample import CLEAN, NOTHING, SAMPLE

GOLDEN = Path(__file__).parent / "golden"
FILES = {"json": "json", "jsonl": "jsonl", "github": "github.txt", "gitlab": "gitlab.json", "junit": "junit.xml",
         "rdjson": "rdjson", "markdown": "md"}  # fmt: skip


@pytest.mark.parametrize(("form", "ending"), FILES.items())
@pytest.mark.parametrize(("name", "report"), [("sample", SAMPLE), ("clean", CLEAN), ("nothing", NOTHING)])
def test_a_small_report_is_written_as_it_stands_in_golden(form: str, ending: str, name: str, report: Any) -> None:
    made = import_module(f"opsgate.edges.output.{form}").render(report)
    assert made == (GOLDEN / f"{name}.{ending}").read_text("utf-8")


@pytest.mark.parametrize(("name", "report"), [("sample", SAMPLE), ("clean", CLEAN), ("nothing", NOTHING)])
def test_sarif_is_written_as_it_stands_in_golden_with_the_pages_of_rules_in_it(name: str, report: Any) -> None:
    made = json.loads(sarif.render(report))
    for rule in made["runs"][0]["tool"]["driver"]["rules"]:
        assert rule.pop("help") == {"text": rule_text(rule["id"]), "markdown": rule_page(rule["id"])}
        assert rule.pop("fullDescription") == {"text": f"{BY_WORD[rule['id']].summary} {why(rule['id'])}"}
    assert made == json.loads((GOLDEN / f"{name}.sarif").read_text("utf-8"))
