"""Lock 12: the record that is attached says something else."""

from pathlib import Path

import pytest

from tests.locks.project import DRY_RUN, GUIDE, KIM, RUNBOOK, VALIDATION, Product, shipped


def attached(root: Path, old: str, new: str) -> Product:
    """The dry run attested with a record that was changed before."""
    repo = shipped(root).edit(DRY_RUN, old, new)
    repo.commit("record", mail=KIM, day="2026-11-18")
    return repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN])


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        ("result: pass", "result: fail", "9:9", "its result is `fail`"),
        (f"subject: {RUNBOOK}", "subject: docs/runbooks/bench.md", "5:10",
         f"its subject is `docs/runbooks/bench.md`, not `{RUNBOOK}`"),
        (f"subject: {RUNBOOK}", f"subject: {GUIDE}", "5:10", f"its subject is `{GUIDE}`, not `{RUNBOOK}`"),
        (f"subject: {RUNBOOK}", f"subject: {RUNBOOK.upper()}", "5:10", f"its subject is `{RUNBOOK.upper()}`, not `{RUNBOOK}`"),
        ("version: v1.1.0", "version: v1.0.0", "6:10", "it is of version `v1.0.0`, the document is of `v1.1.0`"),
        ("type: dry-run", "type: validation", "4:7", "it is of the type `validation`, a `dry-run` is asked for"),
        ("status: final", "status: draft", "10:9", "the record is `draft`"),
        ("status: final", "status: withdrawn", "10:9", "the record is `withdrawn`"),
        ("date: 2026-11-14", "date: 2026-11-23", "8:7", "its date `2026-11-23` lies after 2026-11-22"),
        ('participant: "@kim"', 'participant: "@sam"', "7:14", "`@sam` took part, who is the document's owner"),
        ('participant: "@kim"', 'participant: ["@kim", "Sam"]', "7:14", "`Sam` took part, who is the document's owner"),
    ],
)  # fmt: skip
def test_lock_12_a_record_that_does_not_show_it_fails(tmp_path: Path, old: str, new: str, at: str, reason: str) -> None:
    honest = shipped(tmp_path / "honest")
    repo = attached(tmp_path / "cheat", old, new)

    assert honest.criterion_of(RUNBOOK, "exit/dry-run").verdict == "pass"
    found = repo.criterion_of(RUNBOOK, "exit/dry-run")
    start = found.region.start
    assert (found.verdict, found.reason.partition(" (and")[0]) == ("fail", f"{DRY_RUN}: {reason}")
    assert f"{found.region.path}:{start.line}:{start.column}" == f"{DRY_RUN}:{at}"
    assert repo.release() == "fail"


@pytest.mark.parametrize(
    ("old", "new"),
    [("result: pass\n", ""), ("result: pass", "result: fail\nresult: pass"), ("result: pass", "result: passed"),
     ("version: v1.1.0\n", ""), ('participant: "@kim"\n', ""), ("date: 2026-11-14\n", ""), ("kind: record", "kind: note"),
     ("kind: record\n", ""), ("---\nkind", "kind")],
)  # fmt: skip
def test_lock_12_a_record_that_leaves_it_out_or_cannot_be_read_does_not_pass(
    tmp_path: Path, old: str, new: str
) -> None:
    repo = attached(tmp_path, old, new)

    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict in ("fail", "unknown")
    assert repo.release() == "fail"


@pytest.mark.parametrize("path", ["evidence/unit.xml", "README.txt", "docs/images/open.png"])
def test_lock_12_any_other_file_is_no_record_at_product_level(tmp_path: Path, path: str) -> None:
    repo = shipped(tmp_path).write({"README.txt": "all is well\n"}).commit("readme", mail=KIM, day="2026-11-18")
    assert isinstance(repo, Product)
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[path])

    found = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert (found.verdict, found.reason, found.rule) == (
        "fail", "its evidence holds no `dry-run` record that passed", "evidence-missing",
    )  # fmt: skip


def test_lock_12_a_bad_record_beside_a_good_one_fails(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.write({"docs/records/second.md": repo.text(DRY_RUN).replace("result: pass", "result: fail")})
    repo.commit("second", mail=KIM, day="2026-11-18")
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN, "docs/records/second.md"])

    assert (
        repo.decided(RUNBOOK, "exit/dry-run")
        == "fail docs/records/second.md:9:9 docs/records/second.md: its result is `fail`"
    )


@pytest.mark.parametrize(("said", "reason"), [
    ("help_requests: 3", "help was asked for 3 times, at most 0 is expected"),
    ("", "does not say how often help was asked for, at most 0 is expected"),
])  # fmt: skip
def test_lock_12_a_validation_that_needed_help_fails(tmp_path: Path, said: str, reason: str) -> None:
    repo = shipped(tmp_path).edit(VALIDATION, "help_requests: 0\n", f"{said}\n" if said else "")
    repo.commit("record", mail=KIM, day="2026-11-18")
    repo.say(GUIDE, "exit/novice-completes", by="@kim", evidence=[VALIDATION])

    found = repo.criterion_of(GUIDE, "exit/novice-completes")

    assert (found.verdict, found.reason) == ("fail", f"{VALIDATION}: {reason}")
