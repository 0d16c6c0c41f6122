"""Lock 13: somebody writes an entry in another person's name."""

from pathlib import Path

import pytest

from tests.locks.project import CHECKLIST, DRY_RUN, KIM, LEE, RUNBOOK, SAM, shipped

BESIDE = "gates/docs/runbooks/canopy.yaml"


@pytest.mark.parametrize("sidecar", [True, False])
@pytest.mark.parametrize("mail", [SAM, "kim@elsewhere.example.org", "kim"])
def test_lock_13_an_attestation_that_somebody_else_committed_fails(tmp_path: Path, mail: str, *, sidecar: bool) -> None:
    repo = shipped(tmp_path, sidecar=sidecar)
    assert repo.criterion_of(RUNBOOK, "exit/dry-run").by == "@kim"

    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], on="2026-11-19", mail=mail)
    found = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert found.verdict == "fail"
    assert found.reason.partition(" (and")[0] == f"it says `@kim`, but {mail} committed it"
    assert found.region.path == (BESIDE if sidecar else RUNBOOK)
    assert repo.release() == "fail"


def test_lock_13_one_changed_line_of_an_entry_is_enough(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.edit(BESIDE, "on: 2026-11-18", "on: 2026-11-20").commit("later", mail=SAM, day="2026-11-20")

    found = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert (found.verdict, found.reason) == ("fail", "it says `@kim`, but sam@example.org committed it")


def test_lock_13_an_approval_that_somebody_else_committed_fails(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    (repo.root / "gates" / CHECKLIST).with_suffix(".yaml").unlink()
    repo.approve("eng", "@lee", mail=SAM).approve("qa", "@ana", mail=SAM)

    found = repo.criterion_of(CHECKLIST, "exit/approved")

    assert (found.verdict, found.reason) == ("fail", "it says `@lee`, but sam@example.org committed it (and 1 more)")
    assert repo.release() == "fail"


def test_lock_13_an_entry_that_is_not_committed_is_unknown(tmp_path: Path) -> None:
    repo = shipped(tmp_path).attest(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], on="2026-11-19")

    found = repo.criterion_of(RUNBOOK, "exit/dry-run", allow_dirty=True)

    assert (found.verdict, found.reason) == ("unknown", "it is not committed yet, so nobody can tell who wrote it")


def test_lock_13_in_claimed_mode_it_counts_and_the_verdict_says_so(tmp_path: Path) -> None:
    repo = shipped(tmp_path, identity="claimed")
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], on="2026-11-19", mail=SAM)
    verdict = repo.judged()

    assert (verdict.verdict, verdict.identity) == ("pass", "claimed")
    assert repo.criterion_of(RUNBOOK, "exit/dry-run").reason == "@kim said so on 2026-11-19 (claimed)"


@pytest.mark.parametrize("by", ["@nobody", "nobody@example.org"])
@pytest.mark.parametrize("identity", ["git", "claimed"])
def test_lock_13_somebody_unknown_is_nobody(tmp_path: Path, by: str, identity: str) -> None:
    repo = shipped(tmp_path, identity=identity)
    repo.say(RUNBOOK, "exit/dry-run", by=by, evidence=[DRY_RUN], on="2026-11-19", mail=KIM)

    found = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert (found.verdict, found.reason.partition(" (and")[0]) == (
        "fail",
        f"`{by}` is in neither `[people]` nor `[roles]`",
    )


def test_lock_13_an_address_that_the_change_gives_itself_does_not_count_under_base_policy(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    main = repo.git("rev-parse", "HEAD")
    repo.edit("opsgate.toml", '"@kim" = ["kim@example.org"]', '"@kim" = ["kim@example.org", "eve@example.org"]')
    repo.commit("address", mail="eve@example.org", day="2026-11-19")
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], on="2026-11-19", mail="eve@example.org")

    assert repo.release() == "pass"
    assert repo.decided(RUNBOOK, "exit/dry-run", policy_from=main).startswith("fail ")


@pytest.mark.parametrize("where", [BESIDE, RUNBOOK])
def test_lock_13_lone_carriage_returns_do_not_shift_the_lines_that_git_is_asked_about(
    tmp_path: Path, where: str
) -> None:
    """Lines end at a lone carriage return for Markdown and YAML, and do not for git."""
    repo = shipped(tmp_path, sidecar=where == BESIDE)
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], on="2026-11-19", mail=SAM)
    text = repo.text(where)
    first, rest = text.split("\n", 1)
    shifts = [
        (repo.root / where).write_bytes((first + "\n" + "#\r" * count + "# x\n" + rest).encode()) for count in (3,)
    ]
    assert shifts
    repo.commit("shift", mail=KIM, day="2026-11-19")

    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict in ("fail", "unknown", "stale")
    assert repo.release() == "fail"


def test_lock_13_renaming_or_copying_the_file_does_not_change_who_wrote_it(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], on="2026-11-19", mail=SAM)
    text = repo.text(BESIDE)
    (repo.root / BESIDE).unlink()
    repo.commit("away", mail=LEE, day="2026-11-19")
    repo.write({BESIDE: text}).commit("back", mail=LEE, day="2026-11-19")

    assert repo.decided(RUNBOOK, "exit/dry-run").endswith("it says `@kim`, but lee@example.org committed it")


@pytest.mark.parametrize("sidecar", [True, False])
def test_lock_13_another_person_may_say_it_anew_over_an_older_entry(tmp_path: Path, *, sidecar: bool) -> None:
    """Not a cheat: lines of the entry that stay the same were brought by whoever said it before."""
    repo = shipped(tmp_path, sidecar=sidecar)

    repo.say(RUNBOOK, "exit/dry-run", by="@ana", evidence=[DRY_RUN], on="2026-11-19")

    assert repo.decided(RUNBOOK, "exit/dry-run").endswith("@ana said so on 2026-11-19 (git)")
    assert repo.release() == "pass"
