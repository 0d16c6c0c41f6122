"""Words that people gave: no safe fix touches them or makes them stale, and no fix opens a gate."""

import hashlib
from pathlib import Path

import pytest

from opsgate.doors.api import setup
from opsgate.running.fix import Mender
from opsgate.running.work import Job
from tests.fixes.case import mend, reasons
from tests.repo import Repo

EXAMPLES = Path(__file__).parents[2] / "examples"
VOUCHED = """\
---
kind: runbook
title: Pump
service: pump
version: 1.10
gates:
  exit:
    dry-run: {by: "@ines", on: 2026-11-02, covers: "v1:sha256:00"}
---

# Pump

## Procedures

### Start

1. Open the valve.
3. Wait.

### Stop

1. Close the valve.
"""
STALE = (
    "somebody's word covers this text, and it would be stale: fix it with --unsafe-fixes, and have it attested again"
)


def test_a_safe_fix_that_changes_no_meaning_is_made_and_the_word_stays(tmp_path: Path) -> None:
    done = mend(tmp_path, VOUCHED, "ambiguous-scalar", "step-numbering")
    assert done.after.decode() == VOUCHED.replace("1.10", '"1.10"').replace("3. W", "2. W")
    assert (reasons(done), done.stale) == ([], False)


def test_a_fix_that_makes_a_word_stale_is_not_safe_any_more(tmp_path: Path) -> None:
    text = VOUCHED.replace("service: pump", "sevrice: pump")
    done = mend(tmp_path, text, "unknown-field")
    assert (done.after.decode(), reasons(done)) == (text, [("unknown-field", STALE)])
    done = mend(tmp_path, text, "unknown-field", unsafe=True)
    assert (done.after.decode(), reasons(done), done.stale) == (VOUCHED, [], True)


def test_a_word_in_a_file_beside_the_document_counts_too(tmp_path: Path) -> None:
    Repo(tmp_path).write({"gates/docs/a.yaml": 'document: docs/a.md\ngates: {exit: {dry-run: {by: "@ines"}}}\n'})
    text = VOUCHED.partition("gates:")[0].replace("service", "sevrice") + "---\n"
    assert reasons(mend(tmp_path, text, "unknown-field")) == [("unknown-field", STALE)]


def test_a_file_that_is_evidence_stays_as_it_is(tmp_path: Path) -> None:
    project = setup(tmp_path)
    text = VOUCHED.partition("gates:")[0] + "---\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    job = Job(project.config, project.kinds, select=("ambiguous-scalar",))
    done = Mender(job, unsafe=False, digests={digest}).mend("docs/a.md", text.encode())
    why = "somebody attested with this file as evidence, and it would be another"
    assert reasons(done) == [
        ("ambiguous-scalar", f"{why}: fix it with --unsafe-fixes, and have it attested again")
    ]  # fmt: skip


SECTIONS = [
    pytest.param(path, section, id=f"{path.stem}-{section.strip('# ')}")
    for path in sorted((EXAMPLES / "hobby").rglob("*.md"))
    for section in path.read_text("utf-8").splitlines()
    if section.startswith("## ")
]


@pytest.mark.parametrize(("path", "section"), SECTIONS)
def test_a_section_that_a_fix_adds_opens_no_gate(path: Path, section: str, tmp_path: Path) -> None:
    text = path.read_text("utf-8")
    start = text.index(f"\n{section}\n") + 1
    end = text.find("\n## ", start)
    without = text[:start] + (text[end + 1 :] if end >= 0 else "")
    name = f"docs/{path.name}"
    config = (EXAMPLES / "hobby/opsgate.toml").read_text()
    repo = Repo(tmp_path).write({"opsgate.toml": config.partition("[kinds]")[0], name: without})
    before = passed(repo)
    after = mend(tmp_path, without, "missing-section").after
    repo.write({name: after})
    assert passed(repo) <= before


def passed(repo: Repo) -> set[tuple[str, str]]:
    verdict = repo.gate(allow_empty=True)
    return {
        (gate.gate, decided.criterion.id)
        for gate in verdict.gates
        for decided in gate.criteria
        if decided.verdict == "pass"
    }  # fmt: skip
