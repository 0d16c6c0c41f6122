"""Broken glass, and the verdicts that are kept of releases: what they decide later, and what is still owed."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gates.shipping import CHECKLIST, CONFIG, GREEN, RED, checklist, git, problems, released, shipping
from tests.gates.small import PAGE, TEXT, gates, lines, no, ok, words
from tests.repo import Repo
from tests.test_cli import run

DAY = ("--as-of", "2026-11-22")
GLASS = ("--break-glass", "--by", "@ana", "--reason", "customers wait")
KEPT = "verdicts/v1.0.0.json"
RETROSPECTIVE = """\
---
kind: record
title: Looking back on v1.0.0
type: retrospective
subject: v1.0.0
participant: "@ana"
date: 2026-11-24
result: pass
status: final
---

# Looking back on v1.0.0

## Log

- The page was mended.
"""


def kept(repo: Repo, *options: str, file: str = KEPT) -> dict[str, Any]:
    """The verdict of the release v1.0.0, written to the folder of verdicts by the command."""
    (repo.root / file).parent.mkdir(exist_ok=True)
    done = run(repo, "gate", "--release", "v1.0.0", "--output", file, *DAY, *options)
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, Any] = json.loads((repo.root / file).read_text("utf-8"))
    return found


@pytest.mark.parametrize("missing", ["--release", "--by", "--reason", "--output"])
def test_breaking_the_glass_needs_a_release_a_person_a_reason_and_a_record(tmp_path: Path, missing: str) -> None:
    given = {"--release": "v1.0.0", "--by": "@ana", "--reason": "customers wait", "--output": "verdicts/v.json"}
    words = [word for key, value in given.items() if key != missing for word in (key, value)]

    done = run(shipping(tmp_path), "gate", "--break-glass", *words, *DAY)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "opsgate: --break-glass needs --release, --by WHO, --reason TEXT, and --output FILE to keep it on record\n"
    )
    assert not (tmp_path / "verdicts/v.json").exists()


@pytest.mark.parametrize("option", ["--by", "--reason"])
def test_who_and_why_belong_to_breaking_the_glass(tmp_path: Path, option: str) -> None:
    done = run(shipping(tmp_path), "gate", option, "x")

    assert (done.returncode, done.stderr) == (2, "opsgate: --by and --reason belong to --break-glass\n")


def test_broken_glass_lets_the_release_through_with_all_that_was_open_on_record(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok(), no()], config=f'required = ["runbook"]\n{CONFIG}')

    shut = run(repo, "gate", "--release", "v1.0.0", *DAY)
    broken = run(repo, "gate", "--release", "v1.0.0", *DAY, *GLASS, "--output", "verdicts/v.json")
    data = json.loads((tmp_path / "verdicts/v.json").read_text("utf-8"))

    assert (shut.returncode, broken.returncode) == (1, 0)
    assert data["verdict"] == "overridden"
    assert data["override"] == {
        "by": "@ana", "reason": "customers wait", "on": "2026-11-22",
        "open": [f"{PAGE} exit/no: fail", "a `runbook` is required: there is none"],
    }  # fmt: skip
    assert broken.stdout.splitlines()[-2:] == [
        "verdict: ! overridden · 1 fail, 2 not-due, 5 pass", "let through by @ana: customers wait",
    ]  # fmt: skip


def test_a_release_that_passes_needs_no_broken_glass(tmp_path: Path) -> None:
    data = kept(shipping(tmp_path), *GLASS)

    assert (data["verdict"], data["override"]) == ("pass", None)


def test_nobody_knows_breaks_no_glass(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[no()])

    done = run(
        repo,
        "gate",
        "--release",
        "v1.0.0",
        *DAY,
        "--break-glass",
        "--by",
        "@nobody",
        "--reason",
        "x",
        "--output",
        "verdicts/v.json",
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == "opsgate: `@nobody` is in neither `[people]` nor `[roles]`; who breaks the glass has to be known\n"
    )
    assert not (tmp_path / "verdicts/v.json").exists()


def test_a_simulated_run_breaks_no_glass(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[no()])

    done = run(
        repo,
        "gate",
        "--release",
        "v1.0.0",
        "--as-of",
        "2026-11-01",
        "--simulate",
        *GLASS,
        "--output",
        "verdicts/v.json",
    )

    assert done.returncode == 2, done.stdout
    assert not (tmp_path / "verdicts/v.json").exists()


def broken(root: Path) -> Repo:
    """A release that was let through, and its page mended the day after."""
    repo = shipping(root, exit=[no()])
    assert kept(repo, *GLASS)["verdict"] == "overridden"
    repo.write({PAGE: TEXT.replace("title: Page", "title: Other")})
    return repo.commit("mended", day="2026-11-23")


OWED = f"@ana let v1.0.0 through on 2026-11-22 ({KEPT}), and there is no retrospective yet"
NEXT = "opsgate new record --type retrospective --set subject=v1.0.0"


@pytest.mark.parametrize(
    ("as_of", "shuts"), [("2026-11-23", False), ("2026-11-25", False), ("2026-11-26", True), ("2027-06-01", True)]
)
def test_a_retrospective_is_owed_and_after_72_hours_every_gate_waits_for_it(
    tmp_path: Path, as_of: str, *, shuts: bool
) -> None:
    verdict = broken(tmp_path).gate(as_of=as_of)

    assert problems(verdict) == [f"{'shuts' if shuts else 'notes'} gate-failed {OWED} > {NEXT}"]
    assert verdict.verdict == ("fail" if shuts else "pass")


@pytest.mark.parametrize("subject", ["v1.0.0", "1.0.0", " V1.0.0"])
def test_a_retrospective_closes_it(tmp_path: Path, subject: str) -> None:
    repo = broken(tmp_path).write(
        {"docs/records/back.md": RETROSPECTIVE.replace("subject: v1.0.0", f'subject: "{subject}"')}
    )

    assert (repo.gate(as_of="2027-06-01").verdict, problems(repo.gate(as_of="2027-06-01"))) == ("pass", [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("type: retrospective", "type: decision"),
        ("subject: v1.0.0", "subject: v1.1.0"),
        ("status: final", "status: draft"),
        ("status: final", "status: withdrawn"),
        ("date: 2026-11-24", "date: 2026-11-20"),
        ("date: 2026-11-24", "date: 2029-11-20"),
    ],
)
def test_another_record_does_not_close_it(tmp_path: Path, old: str, new: str) -> None:
    repo = broken(tmp_path).write({"docs/records/back.md": RETROSPECTIVE.replace(old, new)})

    assert problems(repo.gate(as_of="2027-06-01")) == [f"shuts gate-failed {OWED} > {NEXT}"]


def test_nothing_suppresses_or_waives_what_is_owed(tmp_path: Path) -> None:
    repo = broken(tmp_path)
    repo.write({"opsgate.toml": f'{CONFIG}[rules]\ngate-failed = "off"\n'})

    assert repo.gate(as_of="2027-06-01").verdict == "fail"


def published(root: Path, **kept_as: Any) -> Repo:
    """A release that was judged green, published, and kept; then its page was changed so that it fails."""
    repo = shipping(root, exit=[ok(), ok("late", due="published")], **kept_as)
    data = kept(repo)
    assert data["verdict"] == "pass"
    repo.write({CHECKLIST: checklist(status="published"), PAGE: TEXT.replace("title: Page", "title: Other")})
    repo.commit("published", day="2026-11-21")
    git(repo, "tag", "v1.0.0")
    return repo


def test_a_published_release_is_judged_by_its_stored_verdict(tmp_path: Path) -> None:
    repo = published(tmp_path)

    verdict = released(repo)

    assert verdict.verdict == "pass"
    assert lines(verdict)[0] == f"exit/ok pass {PAGE}:1:1 stored on 2026-11-22: `doc.title == 'Page'` is true"
    (repo.root / KEPT).unlink()
    repo.commit("forget", day="2026-11-21")
    assert released(repo).verdict == "fail"


def test_what_is_due_after_the_release_is_judged_today(tmp_path: Path) -> None:
    verdict = released(published(tmp_path), published=True)

    found = words(verdict)
    assert (found[f"{PAGE} exit/ok"], found[f"{PAGE} exit/late"]) == ("pass", "fail")
    assert (found[f"{CHECKLIST} exit/published"], found[f"{CHECKLIST} exit/tagged"]) == ("pass", "pass")


def test_a_stored_verdict_does_not_cover_documents_that_it_never_saw(tmp_path: Path) -> None:
    repo = published(tmp_path).write({"docs/new.md": TEXT.replace("title: Page", "title: New")})
    repo.commit("a page more", day="2026-11-21")

    assert gates(released(repo))["docs/new.md exit"] == "fail"


def test_evidence_that_changed_since_the_verdict_was_stored_shuts(tmp_path: Path) -> None:
    repo = published(tmp_path).write({"evidence/unit.xml": GREEN.replace("starts", "stops")})
    repo.commit("other results", day="2026-11-21")

    verdict = released(repo)

    assert verdict.verdict == "fail"
    assert (
        f"entrance/suites-green fail {CHECKLIST}:6:12 `evidence/unit.xml` is not what it was when the verdict "
        "of 2026-11-22 was stored"
    ) in lines(verdict)


@pytest.mark.parametrize(
    "change", [{"simulated": True}, {"scope": "partial"}, {"release": None}, {"release": "v9"}, {"gates": 3}]
)
def test_a_verdict_of_something_else_decides_nothing(tmp_path: Path, change: dict[str, Any]) -> None:
    repo = published(tmp_path)
    data = json.loads((repo.root / KEPT).read_text("utf-8"))
    repo.write({KEPT: json.dumps({**data, **change})}).commit("changed", day="2026-11-21")

    assert released(repo).verdict == "fail"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 5000])
def test_a_stored_verdict_that_cannot_be_read_decides_nothing(tmp_path: Path, content: bytes) -> None:
    repo = published(tmp_path).write({KEPT: content}).commit("broken", day="2026-11-21")

    assert released(repo).verdict == "fail"


def test_a_stored_failure_stays_one(tmp_path: Path) -> None:
    repo = shipping(tmp_path, files={"evidence/unit.xml": RED})
    assert kept(repo)["verdict"] == "fail"
    repo.write({CHECKLIST: checklist(status="published"), "evidence/unit.xml": RED}).commit(
        "published", day="2026-11-21"
    )

    assert released(repo).verdict == "fail"


def test_a_change_cannot_bring_the_verdict_that_lets_it_pass(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[no()], files={CHECKLIST: checklist(status="published")})
    main = git(repo, "rev-parse", "HEAD")
    data = kept(repo)
    for gate in data["gates"]:
        gate["verdict"] = "pass"
        for criterion in gate["criteria"]:
            criterion["verdict"] = "pass"
    repo.write({KEPT: json.dumps({**data, "verdict": "pass"})}).commit("green", day="2026-11-21")

    verdict = released(repo, policy_from=main)

    assert verdict.verdict == "fail"
    assert verdict.policy_changes == ((KEPT, "is new"),)


def test_the_folder_of_verdicts_is_configured(tmp_path: Path) -> None:
    config = CONFIG.replace("[release]\n", '[release]\nverdicts = "ops/kept/"\n')
    repo = shipping(tmp_path, config=config, exit=[ok()])
    (repo.root / "ops").mkdir()
    kept(repo, file="ops/kept/one.json")
    repo.write({CHECKLIST: checklist(status="published"), PAGE: TEXT.replace("title: Page", "title: Other")})
    repo.commit("published", day="2026-11-21")

    assert released(repo).verdict == "pass"
