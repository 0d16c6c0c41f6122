"""Lock 11: the kind of a document that its path gives one is changed or broken."""

from pathlib import Path

import pytest

from tests.locks.project import CONFIG, KIM, RUNBOOK, Product, bad, shipped

MAPPED = {"[people]": '[kinds]\n"docs/runbooks/*.md" = "runbook"\n\n[people]',
          'required = ["owners-guide", "runbook", "release-checklist"]': "required = []"}  # fmt: skip


def mapped(root: Path) -> Product:
    """The repository whose configuration gives runbooks their kind, and which nobody dry-ran."""
    assert all(old in CONFIG for old in MAPPED)
    repo = shipped(root, config=MAPPED)
    assert repo.release() == "pass"
    (repo.root / "gates" / RUNBOOK).with_suffix(".yaml").unlink()
    repo.commit("nobody tried it", mail=KIM, day="2026-11-19")
    return repo


@pytest.mark.parametrize("other", ["record", "kb-article", "telemetry", "owners-guide", "release-checklist"])
def test_lock_11_another_kind_than_that_of_the_path_is_a_conflict(tmp_path: Path, other: str) -> None:
    repo = mapped(tmp_path).edit(RUNBOOK, "kind: runbook", f"kind: {other}")
    repo.commit("kind", mail=KIM, day="2026-11-19")

    verdict = repo.judged()

    said = f"the configuration makes it a `runbook`, its front matter a `{other}`"
    assert f"missing-document {RUNBOOK}:2 {said}" in bad(verdict)
    assert verdict.verdict == "fail"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: runbook\n", ""), ("kind: runbook", "kind: note"), ("kind: runbook", "kind:"), ("kind: runbook", "kind: [x]"),
        ("kind: runbook", "Kind: note"), ("kind: runbook", "kind: runbook\nkind: note"), ("---\nkind", "kind"),
        ("service: canopy-api", "service: [unclosed"), ("service: canopy-api", "service: *alias"), ("---\n\n# C", "\n\n# C"),
        ("kind: runbook", "kind: \N{CYRILLIC SMALL LETTER ER}unbook"), ("kind: runbook", "kind: runbook\n\x00"),
    ],
)  # fmt: skip
def test_lock_11_a_kind_that_is_broken_or_gone_leaves_that_of_the_path(tmp_path: Path, old: str, new: str) -> None:
    repo = mapped(tmp_path).edit(RUNBOOK, old, new)
    repo.commit("kind", mail=KIM, day="2026-11-19")

    verdict = repo.judged()

    assert {gate.kind for gate in verdict.gates if gate.document == RUNBOOK} == {"runbook"}
    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict in ("unknown", "not-attested", "fail")
    assert verdict.verdict == "fail"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"---\n" + b"x: [" * 40000, b"# T\n" + b"a" * 20_000_000])
def test_lock_11_a_document_that_cannot_be_read_is_there_and_unknown(tmp_path: Path, content: bytes) -> None:
    repo = mapped(tmp_path)
    repo.write({RUNBOOK: content})
    repo.commit("broken", mail=KIM, day="2026-11-19")

    verdict = repo.judged()
    words = [each.verdict for gate in verdict.gates if gate.document == RUNBOOK for each in gate.criteria]

    assert len(words) == 5
    assert set(words) <= {"unknown", "not-attested", "fail"}
    assert verdict.verdict == "fail"


def test_lock_11_an_empty_document_is_there_and_fails(tmp_path: Path) -> None:
    repo = mapped(tmp_path)
    repo.write({RUNBOOK: b""})
    repo.commit("empty", mail=KIM, day="2026-11-19")

    assert {gate.kind for gate in repo.judged().gates if gate.document == RUNBOOK} == {"runbook"}
    assert repo.criterion_of(RUNBOOK, "exit/complete").verdict == "fail"
    assert repo.release() == "fail"
