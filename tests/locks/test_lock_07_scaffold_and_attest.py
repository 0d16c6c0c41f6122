"""Lock 7: a document is scaffolded, and everything attested."""

from pathlib import Path

import pytest

from opsgate.doors.api import setup
from opsgate.edges.scaffold import new_document
from opsgate.words.errors import OpsgateError
from tests.locks.project import CHECKLIST, GUIDE, RUNBOOK, SAM, Product, shipped


def scaffolded(repo: Product, path: str, status: str) -> Product:
    """The document as ``opsgate new`` writes it, with the front matter that the release needs."""
    kind = setup(repo.root).kinds.get({GUIDE: "owners-guide", RUNBOOK: "runbook", CHECKLIST: "release-checklist"}[path])
    assert kind is not None
    values = {"title": "Canopy", "product": "canopy", "version": "v1.1.0", "owner": "@sam", "status": status}
    text = new_document(
        kind, "product", {k: v for k, v in values.items() if k in kind.properties}, schema="x.json", said_level=False
    )
    repo.write({path: text})
    repo.commit("scaffold", mail=SAM, day="2026-11-18")
    return repo


@pytest.mark.parametrize("path", [GUIDE, RUNBOOK])
def test_lock_7_a_scaffold_is_not_complete_whatever_is_attested(tmp_path: Path, path: str) -> None:
    repo = scaffolded(shipped(tmp_path), path, "active")
    words = {GUIDE: [("exit/novice-completes", "docs/records/2026-11-14-guide.md")],
             RUNBOOK: [("exit/dry-run", "docs/records/2026-11-14-dry-run.md"),
                       ("exit/recovery-drill", "docs/records/2026-11-15-recovery.md")]}[path]  # fmt: skip
    for criterion, evidence in words:
        repo.say(path, criterion, by="@kim", evidence=[evidence])
    found = repo.criterion_of(path, "exit/complete")

    assert [repo.criterion_of(path, criterion).verdict for criterion, _ in words] == ["pass"] * len(words)
    assert (found.verdict, found.region.path) == ("fail", path)
    assert found.reason.startswith("OG")
    assert repo.release() == "fail"


def test_lock_7_complete_cannot_be_attested(tmp_path: Path) -> None:
    repo = shipped(tmp_path)

    with pytest.raises(OpsgateError, match="`exit/complete` is computed: no word can decide it"):
        repo.attest(RUNBOOK, "exit/complete", by="@kim")


def test_lock_7_an_entry_for_complete_written_by_hand_counts_for_nothing(tmp_path: Path) -> None:
    repo = scaffolded(shipped(tmp_path), RUNBOOK, "active")
    repo.edit("gates/docs/runbooks/canopy.yaml", "  exit:\n", '  exit:\n    complete: {by: "@kim", on: 2026-11-18}\n')
    repo.commit("complete", mail="kim@example.org", day="2026-11-18")

    assert repo.criterion_of(RUNBOOK, "exit/complete").verdict == "fail"
    assert repo.release() == "fail"
