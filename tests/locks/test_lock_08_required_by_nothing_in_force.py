"""Lock 8: what is required is there in name only."""

from pathlib import Path

import pytest

from tests.locks.project import CHECKLIST, GUIDE, RUNBOOK, SAM, bad, shipped


@pytest.mark.parametrize("status", ["draft", "Draft", "retired"])
def test_lock_8_a_required_runbook_that_is_not_in_force_is_missing(tmp_path: Path, status: str) -> None:
    repo = shipped(tmp_path)
    assert repo.release() == "pass"

    repo.edit(RUNBOOK, "status: active", f"status: {status}").commit("status", mail=SAM, day="2026-11-19")
    verdict = repo.judged()
    shown = status.lower() if status == "Draft" else status

    assert [line for line in bad(verdict) if line.startswith("missing-document")] == [
        f"missing-document {RUNBOOK}:8 a `runbook` of canopy is required: {RUNBOOK} is `{shown}`"
    ]
    assert verdict.verdict == "fail"


@pytest.mark.parametrize("new", ["status: withdrawn\n", "status: someday\n", "status:\n", ""])
def test_lock_8_a_status_that_is_none_shuts_the_gate(tmp_path: Path, new: str) -> None:
    repo = shipped(tmp_path).edit(GUIDE, "status: active\n", new)
    repo.commit("status", mail=SAM, day="2026-11-19")

    assert repo.criterion_of(GUIDE, "exit/complete").verdict == "fail"
    assert repo.release() == "fail"


def test_lock_8_a_withdrawn_checklist_is_no_release(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(CHECKLIST, "status: ready", "status: withdrawn")
    repo.commit("status", mail=SAM, day="2026-11-19")

    assert [line for line in bad(repo.judged()) if line.startswith("missing")] == [
        f"missing-document {CHECKLIST}:7 the checklist of `v1.1.0` is `withdrawn`",
        f"missing-document {CHECKLIST}:7 a `release-checklist` is required: {CHECKLIST} is `withdrawn`",
    ]
    assert repo.release() == "fail"


def test_lock_8_a_draft_of_a_checklist_does_not_open_the_gate(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(CHECKLIST, "status: ready", "status: draft")
    repo.commit("status", mail=SAM, day="2026-11-19")

    assert repo.release() == "fail"
    assert [line for line in bad(repo.judged()) if line.startswith("missing")] == [
        f"missing-document {CHECKLIST}:7 a `release-checklist` of canopy is required: {CHECKLIST} is `draft`"
    ]


def test_lock_8_the_runbook_of_another_product_does_not_count(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(RUNBOOK, "product: canopy\n", "product: bench\n")
    repo.commit("product", mail=SAM, day="2026-11-19")

    assert [line for line in bad(repo.judged()) if line.startswith("missing")] == [
        "missing-document opsgate.toml:4 a `runbook` of canopy is required: there is none"
    ]


def test_lock_8_a_release_that_nobody_wrote_a_checklist_for_does_not_pass(tmp_path: Path) -> None:
    repo = shipped(tmp_path)

    verdict = repo.judged(release="v1.2.0")

    assert verdict.verdict == "fail"
    assert next(line for line in bad(verdict) if line.startswith("missing")) == (
        "missing-document no release checklist has `release: v1.2.0`"
    )
