"""Lock 14: an author pretends to be somebody else."""

from pathlib import Path

import pytest

from tests.locks.project import CHECKLIST, DRY_RUN, KIM, RUNBOOK, SAM, reasons, shipped

TOGETHER = {'"@sam" = ["sam@example.org"]': '"@sam" = ["sam@example.org", "S.Smith@example.org"]'}


@pytest.mark.parametrize("by", ["@sam", "Sam", "@SAM", "sam@example.org", "s.smith@example.org"])
@pytest.mark.parametrize("identity", ["git", "claimed"])
def test_lock_14_the_owner_is_one_person_however_written(tmp_path: Path, by: str, identity: str) -> None:
    repo = shipped(tmp_path, identity=identity, config=TOGETHER)
    repo.say(RUNBOOK, "exit/dry-run", by=by, evidence=[DRY_RUN], on="2026-11-19", mail=SAM)

    found = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert found.verdict == "fail"
    assert f"`{by}` is the document's owner, and somebody else has to say it" in reasons(found)
    assert repo.release() == "fail"


@pytest.mark.parametrize(
    "author", ['"@Kim"', "Kim", "kim@example.org", '["@lee", "@kim"]', "{name: Kim, role: writer}"]
)
def test_lock_14_an_author_that_the_document_names_counts_too(tmp_path: Path, author: str) -> None:
    repo = shipped(tmp_path).edit(RUNBOOK, 'owner: "@sam"\n', f'owner: "@sam"\nauthor: {author}\n')
    repo.commit("author", mail=SAM, day="2026-11-18")
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], on="2026-11-19")

    found = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert (found.verdict, found.reason.partition(" (and")[0]) == (
        "fail", "`@kim` is the document's author, and somebody else has to say it",
    )  # fmt: skip


@pytest.mark.parametrize("sidecar", [True, False])
@pytest.mark.parametrize(
    "line", ["it prints `ready`.", 'owner: "@sam"', "service: canopy-api", "Sunday, 02:00 to 03:00."]
)
def test_lock_14_changing_the_owner_does_not_make_another_author(tmp_path: Path, line: str, *, sidecar: bool) -> None:
    """Sam wrote it, gives it to Lee, and tries it himself."""
    repo = shipped(tmp_path, sidecar=sidecar)
    assert line in repo.text(RUNBOOK)
    repo.edit(RUNBOOK, 'owner: "@sam"', 'owner: "@lee"')
    repo.edit(DRY_RUN, '"@kim"', '"@ana"')
    repo.say(RUNBOOK, "exit/dry-run", by="@sam", evidence=[DRY_RUN], on="2026-11-19")

    found = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert found.verdict == "fail"
    assert "`@sam` is one who wrote lines of the document, and somebody else has to say it" in reasons(found)
    assert repo.release() == "fail"


@pytest.mark.parametrize("sidecar", [True, False])
def test_lock_14_whoever_changed_a_line_of_a_step_is_an_author(tmp_path: Path, *, sidecar: bool) -> None:
    repo = shipped(tmp_path, sidecar=sidecar).edit(RUNBOOK, "it prints `ready`.", "it prints `ready` at once.")
    repo.commit("clearer", mail=KIM, day="2026-11-18")
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], on="2026-11-19")

    found = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert (found.verdict, found.reason.partition(" (and")[0]) == (
        "fail", "`@kim` is one who wrote lines of the document, and somebody else has to say it",
    )  # fmt: skip


@pytest.mark.parametrize("sidecar", [True, False])
def test_lock_14_bookkeeping_and_known_issues_make_nobody_an_author(tmp_path: Path, *, sidecar: bool) -> None:
    repo = shipped(tmp_path, sidecar=sidecar).edit(RUNBOOK, "None known.", "The panel flickers; look again.")
    repo.edit(RUNBOOK, "last_reviewed: 2026-11-12", "last_reviewed: 2026-11-18")
    repo.commit("reviewed", mail=KIM, day="2026-11-18")

    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict == "pass"
    assert repo.release() == "pass"


def test_lock_14_who_took_part_must_not_have_written_it_either(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(DRY_RUN, '"@kim"', "Sam").edit(RUNBOOK, 'owner: "@sam"', 'owner: "@lee"')
    repo.commit("record", mail=KIM, day="2026-11-18")
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], on="2026-11-19")

    reasons = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert reasons.verdict == "fail"
    assert "`Sam` took part, who is one who wrote lines of the document" in " ".join([reasons.reason, *reasons.also])


def test_lock_14_lines_that_nobody_can_be_named_for_are_unknown(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.git("rm", "--cached", "--quiet", RUNBOOK)

    found = repo.criterion_of(RUNBOOK, "exit/dry-run", allow_dirty=True)

    assert (found.verdict, found.reason) == (
        "unknown",
        "nobody can tell who wrote the document: git has no history of it",
    )


def test_lock_14_one_person_cannot_approve_in_two_roles(tmp_path: Path) -> None:
    both = {'eng = ["@lee"]\nqa = ["@ana"]': 'eng = ["@lee", "@ana"]\nqa = ["@ana", "Ana", "ana@example.org"]'}
    repo = shipped(tmp_path, config=both)
    assert repo.release() == "pass"
    for one, other in (("@ana", "Ana"), ("@ANA", "ana@example.org")):
        (repo.root / "gates" / CHECKLIST).with_suffix(".yaml").unlink()
        repo.approve("eng", one, mail="ana@example.org").approve("qa", other, mail="ana@example.org")
        found = repo.criterion_of(CHECKLIST, "exit/approved")
        assert found.verdict == "fail"
        assert f"`{other}` approved as `eng` already" in reasons(found)
