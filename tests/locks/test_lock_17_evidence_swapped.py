"""Lock 17: the content of the evidence is swapped."""

from pathlib import Path

import pytest

from tests.locks.project import CHECKLIST, DRILL, DRY_RUN, GUIDE, KIM, RUNBOOK, VALIDATION, shipped


@pytest.mark.parametrize(
    ("document", "criterion", "record"),
    [
        (RUNBOOK, "exit/dry-run", DRY_RUN),
        (RUNBOOK, "exit/recovery-drill", DRILL),
        (GUIDE, "exit/novice-completes", VALIDATION),
    ],
)
@pytest.mark.parametrize(
    ("old", "new"), [("from the page alone", "with help"), ("result: pass", "result: fail"), ("\n# ", "\n#  ")]
)
def test_lock_17_evidence_that_is_not_the_file_that_was_attested_does_not_count(
    tmp_path: Path, document: str, criterion: str, record: str, old: str, new: str
) -> None:
    repo = shipped(tmp_path)
    honest = repo.criterion_of(document, criterion).verdict

    repo.edit(record, old, new).commit("swap", mail=KIM, day="2026-11-19")
    found = repo.criterion_of(document, criterion)

    assert honest == "pass"
    assert found.rule == "digest-mismatch"
    assert (found.verdict, found.reason.partition(" (and")[0]) == (
        "stale",
        f"`{record}` is no longer the file that was attested",
    )
    assert repo.release() == "fail"


def test_lock_17_evidence_that_is_gone_does_not_count(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    (repo.root / DRY_RUN).unlink()
    repo.commit("gone", mail=KIM, day="2026-11-19")

    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict == "fail"
    assert repo.release() == "fail"


@pytest.mark.parametrize(
    "digest", ["", ', sha256: ""', ", sha256: abc", f", sha256: {'0' * 64}", f", sha256: {'A' * 64}"]
)
def test_lock_17_evidence_without_its_digest_is_any_file(tmp_path: Path, digest: str) -> None:
    repo = shipped(tmp_path)
    path = "gates/docs/runbooks/canopy.yaml"
    start = repo.text(path).index(f"path: {DRY_RUN}") + len(f"path: {DRY_RUN}")
    end = repo.text(path).index("}", start)
    repo.edit(path, repo.text(path)[start:end], digest).commit("no digest", mail=KIM, day="2026-11-19")

    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict in ("fail", "stale")
    assert repo.release() == "fail"


def test_lock_17_test_results_with_a_digest_of_their_own_are_held_to_it(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(CHECKLIST, "suite: unit,", f'suite: unit, sha256: "{"0" * 64}",')
    repo.commit("digest", mail=KIM, day="2026-11-18")
    repo.approve("eng", "@lee").approve("qa", "@ana")

    assert repo.release() == "fail"
