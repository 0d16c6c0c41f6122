"""Lock 18: an attestation is copied to another document or criterion."""

from pathlib import Path

import pytest

from tests.locks.project import CHECKLIST, DRILL, DRY_RUN, KIM, RUNBOOK, SAM, Product, shipped

BENCH = "docs/runbooks/bench.md"
ANOTHER = "it was made for another document or criterion"


def twin(repo: Product) -> Product:
    """A second runbook, word for word."""
    repo.write({BENCH: repo.text(RUNBOOK)})
    if (repo.root / "gates" / RUNBOOK).with_suffix(".yaml").exists():
        entry = repo.text("gates/docs/runbooks/canopy.yaml").replace(RUNBOOK, BENCH)
        repo.write({"gates/docs/runbooks/bench.yaml": entry})
    repo.commit("twin", mail=KIM, day="2026-11-19")
    return repo


@pytest.mark.parametrize("sidecar", [True, False])
def test_lock_18_copied_to_another_document_of_the_same_words_it_is_invalid(tmp_path: Path, *, sidecar: bool) -> None:
    repo = twin(shipped(tmp_path, sidecar=sidecar))

    found = repo.criterion_of(BENCH, "exit/recovery-drill")

    assert (found.verdict, found.rule) == ("fail", "invalid-attestation")
    assert ANOTHER in " ".join([found.reason, *found.also])
    assert repo.criterion_of(RUNBOOK, "exit/recovery-drill").verdict == "pass"
    assert repo.release() == "fail"


def test_lock_18_without_its_parts_it_still_does_not_count(tmp_path: Path) -> None:
    repo = twin(shipped(tmp_path))
    path = "gates/docs/runbooks/bench.yaml"
    lines = [line for line in repo.text(path).splitlines(keepends=True) if "parts:" not in line]
    repo.write({path: "".join(lines)}).commit("no parts", mail=KIM, day="2026-11-19")

    assert repo.criterion_of(BENCH, "exit/recovery-drill").verdict in ("fail", "stale")
    assert repo.release() == "fail"


@pytest.mark.parametrize("sidecar", [True, False])
def test_lock_18_copied_to_another_criterion_it_is_invalid(tmp_path: Path, *, sidecar: bool) -> None:
    repo = shipped(tmp_path, sidecar=sidecar)
    path = RUNBOOK if not sidecar else "gates/docs/runbooks/canopy.yaml"
    text = repo.text(path)
    start, end = text.index("    dry-run:"), text.index("    recovery-drill:")
    repo.write({path: text[:end] + text[start:end].replace("dry-run:", "recovery-drill:", 1) + _after(text[end:])})
    repo.commit("copy", mail=KIM, day="2026-11-19")

    found = repo.criterion_of(RUNBOOK, "exit/recovery-drill")

    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict == "pass"
    assert (found.verdict, found.rule) == ("fail", "invalid-attestation")
    assert ANOTHER in " ".join([found.reason, *found.also])


def _after(text: str) -> str:
    """What stands after the entry that a text begins with."""
    lines = text.splitlines(keepends=True)
    more = next((i for i, line in enumerate(lines) if i and not line.startswith("      ")), len(lines))
    return "".join(lines[more:])


def test_lock_18_moving_the_document_makes_its_attestations_invalid(tmp_path: Path) -> None:
    repo = shipped(tmp_path, sidecar=False)
    repo.git("mv", RUNBOOK, BENCH)
    repo.commit("move", mail=SAM, day="2026-11-19")

    assert repo.criterion_of(BENCH, "exit/dry-run").verdict == "fail"


def test_lock_18_a_sidecar_of_another_document_is_refused(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.write(
        {BENCH: repo.text(RUNBOOK), "gates/docs/runbooks/bench.yaml": repo.text("gates/docs/runbooks/canopy.yaml")}
    )
    repo.commit("twin", mail=KIM, day="2026-11-19")

    found = repo.criterion_of(BENCH, "exit/dry-run")

    assert (found.verdict, found.reason) == (
        "unknown", f"gates/docs/runbooks/bench.yaml cannot be read: its `document:` is `{RUNBOOK}`, not `{BENCH}`",
    )  # fmt: skip


def test_lock_18_an_approval_of_one_role_does_not_serve_another(tmp_path: Path) -> None:
    both = {'eng = ["@lee"]\nqa = ["@ana"]': 'eng = ["@lee"]\nqa = ["@ana", "@lee"]'}
    repo = shipped(tmp_path, config=both)
    path = "gates/docs/releases/v1.1.0.yaml"
    text = repo.text(path)
    assert text.count("role: eng") == 1
    repo.write({path: text.replace("role: qa", "role: nobody").replace("role: eng", "role: qa")})
    repo.commit("copy", mail="lee@example.org", day="2026-11-19")

    assert repo.criterion_of(CHECKLIST, "exit/approved").verdict == "fail"
    assert repo.release() == "fail"


def test_lock_18_the_record_of_one_criterion_does_not_serve_another(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.say(RUNBOOK, "exit/recovery-drill", by="@kim", evidence=[DRY_RUN])

    assert repo.decided(RUNBOOK, "exit/recovery-drill").endswith("it is of the type `dry-run`, a `drill` is asked for")
    assert DRILL != DRY_RUN
