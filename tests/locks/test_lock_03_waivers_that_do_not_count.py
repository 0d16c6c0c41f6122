"""Lock 3: waivers that run for ever, for oneself, for integrity, for nothing in particular."""

from pathlib import Path

import pytest

from tests.locks.project import CHECKLIST, LEE, RUNBOOK, SAM, Product, bad, shipped


def waived(repo: Product, document: str, criterion: str, *, by: str = "@lee", expires: str = "2026-12-31") -> Product:
    """A waiver more, committed."""
    repo.write({"opsgate.toml": repo.text("opsgate.toml") + (
        f'\n[[waivers]]\ndocument = "{document}"\ncriterion = "{criterion}"\nby = "{by}"\nreason = "no time"\n'
        f'expires = "{expires}"\n')})  # fmt: skip
    repo.commit("waive", mail=LEE, day="2026-11-19")
    return repo


def without_dry_run(root: Path) -> Product:
    """Nobody has followed the runbook yet; all else is done."""
    repo = shipped(root)
    (repo.root / "gates" / RUNBOOK).with_suffix(".yaml").unlink()
    repo.say(RUNBOOK, "exit/recovery-drill", by="@kim", evidence=["docs/records/2026-11-15-recovery.md"])
    return repo


def test_lock_3_an_honest_waiver_counts_and_shows(tmp_path: Path) -> None:
    repo = without_dry_run(tmp_path)
    assert repo.decided(RUNBOOK, "exit/dry-run").startswith("not-attested ")

    waived(repo, RUNBOOK, "exit/dry-run")

    assert bad(repo.judged()) == []
    assert repo.release() == "passed-with-waivers"
    assert repo.criterion_of(RUNBOOK, "exit/dry-run").reason == (
        "@lee waived it until 2026-12-31: no time; it is not-attested: nobody has said so yet"
    )


@pytest.mark.parametrize(
    ("document", "criterion", "by", "expires", "why"),
    [
        (RUNBOOK, "exit/dry-run", "@lee", "2096-11-22",
         "it runs until 2096-11-22; policy `max-waiver` ends it by 2027-02-20"),
        (RUNBOOK, "exit/dry-run", "@lee", "2027-02-21",
         "it runs until 2027-02-21; policy `max-waiver` ends it by 2027-02-20"),
        (RUNBOOK, "exit/dry-run", "@kim", "2026-12-31", "`@kim` has no role in `[roles]`"),
        (RUNBOOK, "exit/dry-run", "@nobody", "2026-12-31", "`@nobody` has no role in `[roles]`"),
        (RUNBOOK, "dry-run", "@lee", "2026-12-31",
         "it names no criterion in particular, such as `exit/dry-run` of one document"),
        (RUNBOOK, "exit/*", "@lee", "2026-12-31",
         "it names no criterion in particular, such as `exit/dry-run` of one document"),
        ("docs/**", "exit/dry-run", "@lee", "2026-12-31",
         "it names no criterion in particular, such as `exit/dry-run` of one document"),
    ],
)  # fmt: skip
def test_lock_3_a_waiver_that_is_not_allowed_waives_nothing_and_shuts(
    tmp_path: Path, document: str, criterion: str, by: str, expires: str, why: str
) -> None:
    repo = waived(without_dry_run(tmp_path), document, criterion, by=by, expires=expires)

    assert bad(repo.judged()) == [
        f"{RUNBOOK} exit/dry-run: {repo.decided(RUNBOOK, 'exit/dry-run')}",
        f"waiver-not-allowed opsgate.toml:25 a waiver does not count: {why}",
    ]
    assert repo.decided(RUNBOOK, "exit/dry-run").startswith("not-attested ")


def test_lock_3_a_waiver_that_has_expired_waives_nothing(tmp_path: Path) -> None:
    repo = waived(without_dry_run(tmp_path), RUNBOOK, "exit/dry-run", expires="2026-11-21")

    assert repo.decided(RUNBOOK, "exit/dry-run").startswith("not-attested ")
    assert repo.problems() == ["- waiver-expired opsgate.toml:25 a waiver does not count: it expired on 2026-11-21"]
    assert repo.release() == "fail"


@pytest.mark.parametrize("who", ["@sam", "Sam", "@SAM", "sam@example.org"])
def test_lock_3_the_author_cannot_waive_for_oneself_however_the_name_is_written(tmp_path: Path, who: str) -> None:
    repo = without_dry_run(tmp_path).edit("opsgate.toml", 'eng = ["@lee"]', 'eng = ["@lee", "@sam"]')
    waived(repo, RUNBOOK, "exit/dry-run", by=who)

    assert repo.decided(RUNBOOK, "exit/dry-run").startswith("not-attested ")
    assert repo.problems() == [
        f"waiver-not-allowed opsgate.toml:25 a waiver does not count: `{who}` wrote the document and cannot waive for it"
    ]


def test_lock_3_whoever_wrote_the_lines_cannot_waive_for_them_either(tmp_path: Path) -> None:
    repo = without_dry_run(tmp_path)
    repo.edit(RUNBOOK, "it prints `ready`.", "it prints `ready` at once.").commit(
        "lee writes", mail=LEE, day="2026-11-19"
    )
    repo.say(RUNBOOK, "exit/recovery-drill", by="@kim", evidence=["docs/records/2026-11-15-recovery.md"])

    waived(repo, RUNBOOK, "exit/dry-run")

    assert repo.decided(RUNBOOK, "exit/dry-run").startswith("not-attested ")
    assert repo.release() == "fail"


def test_lock_3_a_digest_mismatch_cannot_be_waived(tmp_path: Path) -> None:
    repo = shipped(tmp_path).write({"dist/canopy-1.1.0.tar.gz": b"something else"})
    assert isinstance(repo, Product)
    waived(repo, CHECKLIST, "exit/digests-match")

    verdict = repo.judged()

    assert repo.decided(CHECKLIST, "exit/digests-match").startswith("fail ")
    assert [line for line in bad(verdict) if line.startswith("waiver")] == [
        "waiver-not-allowed opsgate.toml:25 a waiver does not count: `exit/digests-match` is a matter of integrity, "
        "which nobody can waive"
    ]


def test_lock_3_evidence_that_was_tampered_with_cannot_be_waived(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit("docs/records/2026-11-14-dry-run.md", "from the page alone", "with some help")
    waived(repo, RUNBOOK, "exit/dry-run")

    assert repo.decided(RUNBOOK, "exit/dry-run").startswith("stale ")
    assert [line for line in bad(repo.judged()) if line.startswith("waiver")] == [
        "waiver-not-allowed opsgate.toml:25 a waiver does not count: `exit/dry-run` is a matter of integrity, "
        "which nobody can waive"
    ]


@pytest.mark.parametrize("criterion", ["exit/no-open-p0", "exit/approved", "exit/signatures-verify", "exit/complete",
                                       "entrance/suites-current"])  # fmt: skip
def test_lock_3_what_is_never_waivable_is_not(tmp_path: Path, criterion: str) -> None:
    repo = shipped(tmp_path)
    repo.edit(CHECKLIST, "known_issues: []", "known_issues: [{severity: P0, summary: It falls on people}, [TODO]]")
    repo.write({"dist/canopy-1.1.0.tar.gz.sig": b"AAAA\n"})
    repo.write({"evidence/unit.xml": repo.text("evidence/1.0.0/unit.xml")})
    repo.commit("break it all", mail=SAM, day="2026-11-19")
    before = repo.criterion_of(CHECKLIST, criterion).verdict

    waived(repo, CHECKLIST, criterion)

    assert before not in ("pass", "waived", "not-due", "not-applicable")
    assert repo.criterion_of(CHECKLIST, criterion).verdict == before
