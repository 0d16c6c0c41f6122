"""Where policy comes from: the working tree, or with `--policy-from` the revision that a change goes into."""

from pathlib import Path

import pytest

from tests.gates.shipping import CONFIG, git, problems, shipping
from tests.gates.small import PAGE, TEXT, gates, kind, no, of_page, ok
from tests.test_cli import run

DAY = ("--as-of", "2026-11-22")
WAIVER = f'\n[[waivers]]\ndocument = "{PAGE}"\ncriterion = "exit/no"\nby = "@ana"\nreason = "r"\nexpires = 2026-12-01\n'


def test_policy_is_of_the_working_tree_unless_a_revision_is_named(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok()])
    head = git(repo, "rev-parse", "HEAD")

    here, base = repo.gate(), repo.gate(policy_from="main")

    assert (here.policy_source, base.policy_source) == ("working tree", f"main ({head[:12]})")
    assert here.policy_digest == base.policy_digest
    assert run(repo, "gate", "--policy-from", "main", *DAY).stdout.splitlines()[0] == (
        f"all documents · level hobby · as of 2026-11-22 · commit {head[:7]} · policy of the main ({head[:12]})"
    )


def test_a_kind_counts_as_the_base_has_it(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok(), no()])
    repo.write({"kinds/page.yaml": kind(exit=[ok()])}).commit("easier", day="2026-11-21")

    verdict = repo.gate(policy_from="HEAD~1")

    assert (of_page(repo.gate()), repo.gate().verdict) == ({"ok": "pass", "complete": "pass"}, "pass")
    assert of_page(verdict) == {"ok": "pass", "no": "fail", "complete": "pass"}
    assert verdict.policy_changes == (("kinds/page.yaml", "is changed"),)


def test_a_waiver_counts_once_the_base_has_it(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok(), no()])
    repo.write({"opsgate.toml": CONFIG + WAIVER}).commit("waive", day="2026-11-21")

    assert (of_page(repo.gate(policy_from="HEAD~1"))["no"], of_page(repo.gate(policy_from="HEAD"))["no"]) == (
        "fail",
        "waived",
    )


def test_documents_are_those_of_the_working_tree(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok()]).write({"docs/new.md": TEXT.replace("title: Page", "title: New")})

    assert gates(repo.gate(policy_from="HEAD"))["docs/new.md exit"] == "fail"


@pytest.mark.parametrize("revision", ["nowhere", "", "--help", "HEAD~99", "main:opsgate.toml"])
def test_a_revision_that_git_does_not_know_is_wrong_usage(tmp_path: Path, revision: str) -> None:
    done = run(shipping(tmp_path, exit=[ok()]), "gate", f"--policy-from={revision}", *DAY)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"opsgate: --policy-from {revision}: "), done.stderr


def test_a_base_whose_policy_has_faults_is_said(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok()], files={"kinds/page.yaml": "kind: page\ntitel: Page\n"})
    repo.write({"kinds/page.yaml": kind(exit=[ok()])}).commit("mended", day="2026-11-21")

    done = run(repo, "gate", "--policy-from", "HEAD~1", *DAY)

    assert (done.returncode, done.stdout, done.stderr) == (
        2, "", "opsgate: --policy-from HEAD~1: the kind file page.yaml has faults\n",
    )  # fmt: skip


def test_a_base_whose_criteria_nobody_could_decide_is_said_too(tmp_path: Path) -> None:
    broken = kind(exit=[ok()]).replace("doc.title == 'Page'", "dok.title == 'Page'")
    repo = shipping(tmp_path, exit=[ok()], files={"kinds/page.yaml": broken})
    repo.write({"kinds/page.yaml": kind(exit=[ok()])}).commit("mended", day="2026-11-21")

    done = run(repo, "gate", "--policy-from", "HEAD~1", *DAY)

    assert done.returncode in (1, 2)
    assert "dok.title" in done.stdout + done.stderr


def test_a_document_cannot_lower_its_level(tmp_path: Path) -> None:
    text = TEXT.replace("size: 3", "level: hobby")
    config = f'level = "product"\nidentity = "claimed"\n{CONFIG}'
    verdict = shipping(tmp_path, config=config, exit=[ok(), no("high", level="product")], files={PAGE: text}).gate()

    assert of_page(verdict)["high"] == "fail"
    assert problems(verdict) == [
        f"notes level-lowered {PAGE}:5 it says `level: hobby`, and policy is `product`: it is judged at that > delete `level:`"
    ]


def test_a_rule_that_is_switched_off_is_judged_and_listed(tmp_path: Path) -> None:
    text = TEXT.replace("Some text.", "[TODO_TEXT]")
    repo = shipping(tmp_path, config=f'{CONFIG}[rules]\nplaceholder = "off"\n', exit=[ok()], files={PAGE: text})

    verdict = repo.gate()

    assert of_page(verdict) == {"ok": "pass", "complete": "fail"}
    assert [(item.what, item.region and item.region.start.line) for item in verdict.relaxed] == [
        ("OG401 placeholder is `off` instead of `error`", 13)
    ]
