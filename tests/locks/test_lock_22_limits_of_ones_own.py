"""Lock 22: a document that sets its own limits fails, and the policy is named."""

from pathlib import Path

import pytest

from tests.locks.more import BACKUP, with_backups
from tests.locks.project import CHECKLIST, KIM, RUNBOOK, SAM, bad, problem, shipped


@pytest.mark.parametrize(
    ("mine", "column"), [("[MIT, GPL-3.0-only]", 17), ('["MIT OR GPL-3.0-only"]', 12), ("[GPL-3.0-only]", 12)]
)
def test_a_licence_that_only_the_document_allows(tmp_path: Path, mine: str, column: int) -> None:
    repo = shipped(tmp_path)
    assert repo.criterion_of(CHECKLIST, "exit/licenses-allowed").verdict == "pass"

    repo.edit(CHECKLIST, "licenses: [MIT]", f"licenses: {mine}")
    repo.commit("allow ourselves more", mail=SAM)

    said = mine.strip('[]"').removeprefix("MIT, ")
    found = repo.decided(CHECKLIST, "exit/licenses-allowed").removesuffix(" (and 1 more)")
    assert (found, repo.release()) == (
        f"fail {CHECKLIST}:16:{column} `{said}` is allowed here, and the policy's `licenses` does not list it", "fail"
    )  # fmt: skip


def test_a_document_alone_cannot_say_which_licences_are_allowed(tmp_path: Path) -> None:
    repo = shipped(tmp_path, config={'licenses = ["MIT"]\n': ""})

    found = repo.decided(CHECKLIST, "exit/licenses-allowed")
    assert (found.partition(" ")[0], "policy" in found, repo.release()) == ("unknown", True, "fail")


def test_an_old_drill_fails_whatever_the_document_calls_recent(tmp_path: Path) -> None:
    repo = with_backups(tmp_path)
    assert repo.criterion_of(BACKUP, "exit/drill-recent").verdict == "pass"

    repo.edit(BACKUP, "2026-11-10 pass", "2026-07-10 pass")
    repo.edit(BACKUP, "kind: backup-dr\n", "kind: backup-dr\nrestore-drill-max-age: 5y\nmax_age: 5y\n")
    repo.commit("our own idea of recent", mail=SAM)

    assert (repo.decided(BACKUP, "exit/drill-recent"), repo.release()) == (
        f"fail {BACKUP}:20:70 the last drill of `Accounts` was on 2026-07-10; the policy `restore-drill-max-age` "
        "allows 3mo", "fail",
    )  # fmt: skip


def test_a_lower_level_counts_for_nothing_and_is_listed(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(RUNBOOK, "kind: runbook\n", "kind: runbook\nlevel: hobby\n")
    repo.commit("lower", mail=SAM)
    verdict = repo.judged()

    assert [problem(found) for found in verdict.problems] == [
        f"- level-lowered {RUNBOOK}:3 it says `level: hobby`, and policy is `product`: it is judged at that"
    ]
    assert {gate.level for gate in verdict.gates if gate.document == RUNBOOK} == {"product"}
    assert verdict.verdict == "fail"


def test_an_attestation_cannot_outlive_the_limit_of_its_criterion(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.attest(RUNBOOK, "exit/dry-run", by="@kim", evidence=["docs/records/2026-11-14-dry-run.md"],
                expires="2099-01-01")  # fmt: skip
    repo.commit("for ever", mail=KIM, day="2026-11-18")
    assert bad(repo.judged()) == []

    said = repo.decided(RUNBOOK, "exit/dry-run", as_of="2027-11-19", simulate=True)
    assert said.partition(" (and")[0] == (
        "stale gates/docs/runbooks/canopy.yaml:6:11 it was said on 2026-11-18; after 2027-11-18 it counts no longer"
    )
