"""Locks 50 to 58: cheats beyond the table: doubled keys, look-alikes, unfinished or old records, rewritten history.

50: somebody else attests over an entry (honest, and must pass). 51: a key twice. 52: one person, two handles.
53: an old or unfinished record. 54: replaced commits, mailmaps, ignored revisions. 55: waivers for something else.
56: kinds and statuses in another case. 57: files that change while they are read. 58: expiry before the word.
"""

import subprocess
from pathlib import Path

import pytest

from opsgate.judging.evidence.store import Evidence
from opsgate.judging.evidence.trouble import Unreadable
from tests.locks.project import CHECKLIST, DRY_RUN, KIM, LEE, RUNBOOK, SAM, Product, bad, shipped

SIDECAR = "gates/docs/runbooks/canopy.yaml"
DRY = "exit/dry-run"
TWICE = "is written twice; YAML readers keep one of the two without a word"


def without_dry_run(repo: Product) -> Product:
    """The entry of the dry run is deleted, and that committed."""
    text = repo.text(SIDECAR)
    start, end = text.index("    dry-run:"), text.index("    recovery-drill:")
    repo.write({SIDECAR: text[:start] + text[end:]}).commit("drop it", mail=KIM, day="2026-11-17")
    return repo


def test_lock_50_another_person_can_attest_over_an_entry(tmp_path: Path) -> None:
    repo = shipped(tmp_path).say(RUNBOOK, DRY, by="@lee", evidence=[DRY_RUN])

    assert bad(repo.judged()) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "criterion", "word", "said"),
    [
        (SIDECAR, "    dry-run:\n", "    dry-run: {}\n    dry-run:\n", DRY, "unknown",
         f"{SIDECAR} cannot be read: key `dry-run` {TWICE}"),
        (CHECKLIST, "approvals: []", "approvals: []\napprovals: []", "exit/approved", "unknown",
         f"the front matter cannot be relied on: key `approvals` {TWICE}"),
        (CHECKLIST, "known_issues: []", "known_issues: []\nknown_issues: [{severity: P0, summary: It burns}]",
         "exit/complete", "fail", f"OG004 duplicate-key: key `known_issues` {TWICE}"),
    ],
)  # fmt: skip
def test_lock_51_a_key_that_stands_twice(
    tmp_path: Path, path: str, old: str, new: str, criterion: str, word: str, said: str
) -> None:
    repo = shipped(tmp_path).edit(path, old, new)
    repo.commit("twice", mail=KIM, day="2026-11-18")

    found = repo.criterion_of(RUNBOOK if path == SIDECAR else CHECKLIST, criterion)
    assert (found.verdict, found.reason.partition(" (and")[0], repo.release()) == (word, said, "fail")


@pytest.mark.parametrize("both", ["result: pass\nresult: fail", "result: fail\nresult: pass"])
def test_lock_51_a_record_with_two_results(tmp_path: Path, both: str) -> None:
    repo = without_dry_run(shipped(tmp_path)).edit(DRY_RUN, "result: pass", both)
    repo.commit("twice", mail=KIM, day="2026-11-17")
    repo.say(RUNBOOK, DRY, by="@kim", evidence=[DRY_RUN])

    assert (repo.criterion_of(RUNBOOK, DRY).verdict in ("fail", "unknown"), repo.release()) == (True, "fail")


@pytest.mark.parametrize("handle", ["@sammy", "@ѕam"])
def test_lock_52_a_second_handle_of_the_owner_is_the_owner(tmp_path: Path, handle: str) -> None:
    people = {'"@sam" = ["sam@example.org"]': f'"@sam" = ["sam@example.org"]\n"{handle}" = ["sam@example.org"]'}
    repo = without_dry_run(shipped(tmp_path, config=people))
    repo.say(RUNBOOK, DRY, by=handle, mail=SAM, evidence=[DRY_RUN])

    assert repo.release() == "fail"


@pytest.mark.parametrize(
    "handle", ["@SAM", "sam", "@sam ", "sam@example.org", "SAM@EXAMPLE.ORG", "Sam <sam@example.org>"]
)
def test_lock_52_the_owner_under_another_spelling_is_the_owner(tmp_path: Path, handle: str) -> None:
    repo = without_dry_run(shipped(tmp_path)).say(RUNBOOK, DRY, by=handle, mail=SAM, evidence=[DRY_RUN])

    found = repo.criterion_of(RUNBOOK, DRY)
    assert (found.verdict, "the document's owner" in found.reason, repo.release()) == ("fail", True, "fail")


@pytest.mark.parametrize("handle", ["@кim", "@ｋim2", "@kim\u0301"])
def test_lock_52_a_look_alike_is_somebody_else(tmp_path: Path, handle: str) -> None:
    repo = shipped(tmp_path).edit(SIDECAR, 'by: "@kim"', f'by: "{handle}"')
    repo.commit("look alike", mail=KIM, day="2026-11-18")

    assert (repo.criterion_of(RUNBOOK, DRY).verdict, repo.release()) == ("fail", "fail")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("date: 2026-11-14", "date: 2019-01-01"),
        ("date: 2026-11-14", "date: 2027-01-01"),
        ("- 10:00: began, from the page alone\n", "- [TIME]: [WHAT_WAS_DONE], [WHAT_WAS_SEEN]\n"),
        ("kind: record", "kind: Record"),
        ("status: final", "status: draft"),
        ("result: pass", "result: Pass"),
        (f"subject: {RUNBOOK}", f"subject: [{RUNBOOK}]"),
        (f"subject: {RUNBOOK}", "subject: DOCS/runbooks/canopy.md"),
        ("version: v1.1.0", "version: v1.1.0-rc.1"),
        ('participant: "@kim"', 'participant: ["@kim", "@Sam"]'),
    ],
)
def test_lock_53_a_record_that_is_old_unfinished_or_of_something_else(tmp_path: Path, old: str, new: str) -> None:
    repo = without_dry_run(shipped(tmp_path)).edit(DRY_RUN, old, new)
    repo.commit("another record", mail=KIM, day="2026-11-17")
    repo.say(RUNBOOK, DRY, by="@kim", evidence=[DRY_RUN])

    assert (repo.criterion_of(RUNBOOK, DRY).verdict in ("fail", "stale", "unknown"), repo.release()) == (True, "fail")


def test_lock_53_a_record_may_write_its_subject_with_a_dot(tmp_path: Path) -> None:
    repo = without_dry_run(shipped(tmp_path)).edit(DRY_RUN, f"subject: {RUNBOOK}", f"subject: ./{RUNBOOK}")
    repo.commit("spell it so", mail=KIM, day="2026-11-17")
    repo.say(RUNBOOK, DRY, by="@kim", evidence=[DRY_RUN])

    assert bad(repo.judged()) == []


@pytest.mark.parametrize("trick", ["replace", "mailmap", "ignored revision"])
def test_lock_54_history_that_is_rewritten_for_the_reader(tmp_path: Path, trick: str) -> None:
    repo = without_dry_run(shipped(tmp_path)).say(RUNBOOK, DRY, by="@kim", mail=SAM, evidence=[DRY_RUN])
    head = repo.git("rev-parse", "HEAD")
    if trick == "replace":
        forged = repo.git("cat-file", "commit", head).replace(SAM, KIM) + "\n"
        done = subprocess.run(["git", "hash-object", "-t", "commit", "-w", "--stdin"], cwd=repo.root, input=forged,
                              text=True, capture_output=True, check=True)  # fmt: skip
        repo.git("replace", head, done.stdout.strip())
    elif trick == "mailmap":
        repo.git("config", "log.mailmap", "true")
        repo.write({".mailmap": f"Kim <{KIM}> <{SAM}>\n"}).commit("names", mail=SAM, day="2026-11-18")
    else:
        repo.git("config", "blame.ignoreRevsFile", ".git-blame-ignore-revs")
        repo.write({".git-blame-ignore-revs": f"{head}\n"}).commit("ignore", mail=SAM, day="2026-11-18")

    found = repo.criterion_of(RUNBOOK, DRY)
    assert (found.verdict, found.reason, repo.release()) == (
        "fail", f"it says `@kim`, but {SAM} committed it", "fail"
    )  # fmt: skip


@pytest.mark.parametrize("document", ["docs/other/canopy.md", "docs/runbooks/CANOPY.md", "canopy.md", "Canopy service"])
def test_lock_55_a_waiver_for_a_document_that_is_called_alike(tmp_path: Path, document: str) -> None:
    repo = without_dry_run(shipped(tmp_path))
    waiver = f'\n[[waivers]]\ndocument = "{document}"\ncriterion = "{DRY}"\nby = "@lee"\nreason = "soon"\n'
    repo.write({"opsgate.toml": f"{repo.text('opsgate.toml')}{waiver}expires = 2026-12-31\n"})
    repo.commit("waive", mail=LEE, day="2026-11-18")

    assert (repo.criterion_of(RUNBOOK, DRY).verdict, repo.release()) == ("not-attested", "fail")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: runbook", "kind: Runbook"),
        ("kind: runbook", "kind: record"),
        ("kind: runbook\n", ""),
        ("status: active", "status: Retired"),
        ("product: canopy", "product: parasol"),
    ],
)
def test_lock_56_a_required_document_does_not_leave_by_a_word(tmp_path: Path, old: str, new: str) -> None:
    repo = shipped(tmp_path).edit(RUNBOOK, old, new)
    repo.commit("another word", mail=SAM, day="2026-11-18")

    assert [line for line in bad(repo.judged()) if "a `runbook` of canopy is required" in line] != []


def test_lock_57_evidence_that_changes_while_it_is_read(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    (tmp_path / "a.xml").write_bytes(b"<testsuite/>")
    evidence.sha256("a.xml")
    (tmp_path / "a.xml").write_bytes(b"<testsuites/>")

    with pytest.raises(Unreadable) as changed:
        evidence.read("./a.xml")
    assert (changed.value.reason, changed.value.word) == ("`./a.xml` changed while it was read", "unknown")


@pytest.mark.parametrize("expires", ["2026-11-01", "2026-11-21", "0001-01-01"])
def test_lock_58_a_word_that_expired(tmp_path: Path, expires: str) -> None:
    repo = shipped(tmp_path).edit(SIDECAR, '      by: "@kim"', f'      expires: {expires}\n      by: "@kim"')
    repo.commit("expired", mail=KIM, day="2026-11-18")

    assert (repo.decided(RUNBOOK, DRY).partition(" (and")[0], repo.release()) == (
        f"stale {SIDECAR}:5:16 it expired on {expires}", "fail"
    )  # fmt: skip
