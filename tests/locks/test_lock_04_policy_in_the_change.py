"""Lock 4: a change moves its own goalposts."""

from pathlib import Path

from tests.locks.project import CHECKLIST, KIM, LEE, RUNBOOK, Product, bad, shipped


def base(repo: Product) -> str:
    return repo.git("rev-parse", "HEAD")


def test_lock_4_the_honest_change_passes_under_the_policy_of_its_base(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    verdict = repo.judged(policy_from=base(repo))

    assert (bad(verdict), verdict.verdict, verdict.policy_changes) == ([], "pass", ())


def test_lock_4_emptying_required_is_listed_and_does_not_count(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    main = base(repo)

    repo.edit("opsgate.toml", 'required = ["owners-guide", "runbook", "release-checklist"]', "required = []")
    (repo.root / RUNBOOK).unlink()
    repo.commit("tidy up", mail=KIM, day="2026-11-19")
    verdict = repo.judged(policy_from=main)

    assert bad(verdict) == ["missing-document opsgate.toml:4 a `runbook` of canopy is required: there is none"]
    assert verdict.verdict == "fail"
    assert verdict.policy_source == f"{main} ({main[:12]})"
    assert verdict.policy_changes == (("required", '`["owners-guide", "runbook", "release-checklist"]` becomes `[]`'),)


def test_lock_4_adding_oneself_to_a_role_is_listed_and_does_not_count(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    main = base(repo)

    (repo.root / "gates" / CHECKLIST).with_suffix(".yaml").unlink()
    repo.edit("opsgate.toml", 'qa = ["@ana"]', 'qa = ["@ana", "@kim"]').commit("me too", mail=KIM, day="2026-11-18")
    repo.approve("eng", "@lee").approve("qa", "@kim")
    verdict = repo.judged(policy_from=main)

    assert repo.release() == "pass"
    assert bad(verdict) == [
        f"{CHECKLIST} exit/approved: fail gates/docs/releases/v1.1.0.yaml:9:10 `@kim` has not the role `qa` in `[roles]`"
    ]
    assert verdict.policy_changes == (("roles.qa", '`["@ana"]` becomes `["@ana", "@kim"]`'),)


def test_lock_4_no_setting_of_the_change_counts(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    main = base(repo)
    (repo.root / "gates" / RUNBOOK).with_suffix(".yaml").unlink()

    text = repo.text("opsgate.toml")
    for old, new in (
        ('level = "product"', 'level = "hobby"'), ('identity = "git"', 'identity = "claimed"'),
        ('["eng", "qa"]', "[]"), ('expected-suites = ["unit"]\n', ""),
        ('include = ["docs/**/*.md"]', 'include = ["docs/releases/*.md"]'),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    text += '\n[release]\ngates = ["versioning-policy"]\n'
    text += f'\n[[waivers]]\ndocument = "{RUNBOOK}"\ncriterion = "exit/dry-run"\nby = "@lee"\nreason = "r"\nexpires = "2026-12-01"\n'
    repo.write({"opsgate.toml": text})
    repo.commit("relax everything", mail=KIM, day="2026-11-19")
    verdict = repo.judged(policy_from=main)

    assert [line.partition(" gates/")[0] for line in bad(verdict)] == [
        f"{RUNBOOK} exit/dry-run: not-attested",
        f"{RUNBOOK} exit/recovery-drill: not-attested",
    ]
    assert (verdict.level, verdict.identity, verdict.verdict) == ("product", "git", "fail")
    assert [key for key, _ in verdict.policy_changes] == [
        "identity", "include", "level", "policy.expected-suites", "policy.required-approvals", "release.gates", "waivers",
    ]  # fmt: skip


def test_lock_4_deleting_the_configuration_leaves_that_of_the_base(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    main = base(repo)
    (repo.root / "gates" / RUNBOOK).with_suffix(".yaml").unlink()
    (repo.root / "opsgate.toml").unlink()
    repo.write({"pyproject.toml": '[tool.opsgate]\nlevel = "hobby"\n'})
    repo.commit("another place", mail=KIM, day="2026-11-19")

    verdict = repo.judged(policy_from=main)

    assert (verdict.level, verdict.verdict) == ("product", "fail")


def test_lock_4_a_rollback_of_the_policy_is_the_policy_of_that_revision_and_says_so(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.edit("opsgate.toml", 'licenses = ["MIT"]', 'licenses = ["ISC"]').commit("stricter", mail=LEE, day="2026-11-19")

    verdict = repo.judged(policy_from="HEAD~1")

    assert verdict.policy_changes == (("policy.licenses", '`["MIT"]` becomes `["ISC"]`'),)
    assert repo.judged(policy_from="HEAD").verdict == "fail"
