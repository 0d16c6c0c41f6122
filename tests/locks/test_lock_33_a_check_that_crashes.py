"""Lock 33: a check that crashes, and a document that is too large or cannot be read, are unknown, not passed over."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from opsgate.judging.here import Here
from opsgate.judging.predicates import BY_NAME
from opsgate.judging.said import Said
from tests.locks.project import CHECKLIST, RUNBOOK, SAM, bad, shipped

BIG = "docs/runbooks/big.md"
HEAD = "---\nkind: runbook\ntitle: Big\nproduct: canopy\nservice: big\nstatus: active\n---\n\n# Big\n\n"
TOO_LARGE = f"unknown {BIG}:1:1 14.3 MiB is more than the 2 MiB that are read"


def crashing(here: Here, *, key: str) -> Iterator[Said]:
    yield Said("pass", f"{key} is good", here.place())
    raise ZeroDivisionError("division by zero")


def test_a_crash_is_unknown_whatever_was_said_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = shipped(tmp_path)
    assert bad(repo.judged()) == []

    monkeypatch.setitem(BY_NAME, "signatures-verify", replace(BY_NAME["signatures-verify"], run=crashing))

    assert bad(repo.judged()) == [
        f"{CHECKLIST} exit/signatures-verify: unknown {CHECKLIST}:1:1 the check `signatures-verify` failed: "
        "ZeroDivisionError: division by zero"
    ]
    assert repo.release() == "fail"


def test_a_document_that_is_too_large_is_unknown(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.write({BIG: HEAD + "word " * 3_000_000}).commit("more", mail=SAM)
    verdict = repo.judged()

    found = {line for gate in verdict.gates if gate.document == BIG for line in
             (f"{item.verdict} {item.region.path}:{item.region.start.line}:{item.region.start.column} {item.reason}"
              for item in gate.criteria)}  # fmt: skip
    assert (found, verdict.verdict) == ({TOO_LARGE}, "fail")


@pytest.mark.parametrize(
    ("tail", "why"),
    [
        (b"\xff\xfe", "not UTF-8: byte 0xff cannot be read"),
        (b"word " * 3_000_000, "14.3 MiB is more than the 2 MiB that are read"),
    ],
    ids=["not UTF-8", "too large"],
)
def test_nor_does_what_was_said_of_it_before_count(tmp_path: Path, tail: bytes, why: str) -> None:
    repo = shipped(tmp_path)
    with (repo.root / RUNBOOK).open("ab") as file:
        file.write(tail)
    repo.commit("spoil it", mail=SAM)

    found = {name: repo.decided(RUNBOOK, f"exit/{name}") for name in ("dry-run", "no-tribal-knowledge", "complete")}
    assert (set(found.values()), repo.release()) == ({f"unknown {RUNBOOK}:1:1 {why}"}, "fail")


def test_front_matter_that_is_broken_leaves_attestations_unknown(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(RUNBOOK, "kind: runbook\n", "kind: runbook\nsee_also: [\n")
    repo.commit("spoil it", mail=SAM)

    verdict = repo.criterion_of(RUNBOOK, "exit/dry-run")
    assert (verdict.verdict, repo.criterion_of(RUNBOOK, "exit/complete").verdict, repo.release()) == (
        "unknown", "fail", "fail"
    )  # fmt: skip
