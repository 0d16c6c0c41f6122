"""Cheats that stand in no table: each was tried, and what must happen is asserted."""

from pathlib import Path

import pytest

from tests.locks.project import CHECKLIST, DRY_RUN, GUIDE, KIM, RUNBOOK, SAM, Product, bad, reasons, shipped

BESIDE = "gates/docs/runbooks/canopy.yaml"


@pytest.mark.parametrize("spelt", ["./{}", "docs/../{}", "docs//records/2026-11-14-dry-run.md"])
def test_lock_36_a_failed_record_is_one_however_its_path_is_spelt(tmp_path: Path, spelt: str) -> None:
    """At hobby level any file is evidence, but a record that says fail shows the opposite."""
    repo = shipped(tmp_path, config={'level = "product"': 'level = "hobby"'})
    repo.edit(DRY_RUN, "result: pass", "result: fail").commit("fail", mail=KIM, day="2026-11-18")
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN])
    repo.edit(BESIDE, f"path: {DRY_RUN}", f"path: {spelt.format(DRY_RUN)}").commit("spelt", mail=KIM, day="2026-11-18")

    found = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert (found.verdict, f"{DRY_RUN}: its result is `fail`" in reasons(found)) == ("fail", True)


@pytest.mark.parametrize(
    "text", ["", "- a list\n", "document: docs/owners-guide.md\n", "document: &a docs\n", "\x00", "gates: [" * 500]
)
def test_lock_37_a_sidecar_that_is_broken_is_no_attestation(tmp_path: Path, text: str) -> None:
    repo = shipped(tmp_path)
    repo.write({BESIDE: text})
    repo.commit("broken", mail=KIM, day="2026-11-19")

    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict in ("unknown", "not-attested")
    assert repo.release() == "fail"


@pytest.mark.parametrize(
    ("old", "new"),
    [("by: \"@kim\"", "by: \"@kim\"\n      by: \"@ana\""), ("by: \"@kim\"", "by: [\"@kim\", \"@ana\"]"),
     ("by: \"@kim\"", "by: "), ("on: 2026-11-18", "on: 18.11.2026"), ("on: 2026-11-18", "on: yes"),
     ("covers: \"v1:", "covers: \"v2:"), ("covers: \"v1:sha256:", "covers: \"v1:md5:"), ("covers:", "coverage:")],
)  # fmt: skip
def test_lock_38_an_entry_that_is_malformed_counts_for_nothing(tmp_path: Path, old: str, new: str) -> None:
    repo = shipped(tmp_path)
    if old not in repo.text(BESIDE):
        pytest.fail(f"{BESIDE} has no {old!r}")
    repo.edit(BESIDE, old, new).commit("malformed", mail=KIM, day="2026-11-19")

    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict in ("fail", "unknown")
    assert repo.release() == "fail"


def test_lock_39_a_second_checklist_of_the_release_shuts(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.write({"docs/releases/again.md": repo.text(CHECKLIST).replace("release: v1.1.0", "release: V1.1.0")})
    repo.commit("again", mail=SAM, day="2026-11-19")

    assert any(line.startswith("duplicate-release ") for line in bad(repo.judged()))


def test_lock_40_front_matter_beside_a_sidecar_is_not_believed(tmp_path: Path) -> None:
    """Where owners guard the sidecars, an entry in the document's own front matter counts for nothing."""
    inside = shipped(tmp_path / "inside", sidecar=False)
    repo = shipped(tmp_path / "beside")
    (repo.root / BESIDE).unlink()
    repo.write({RUNBOOK: inside.text(RUNBOOK)})
    repo.commit("inside", mail=KIM, day="2026-11-19")

    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict == "not-attested"
    assert repo.release() == "fail"


def test_lock_41_whoever_breaks_the_glass_is_known_and_what_was_open_is_on_record(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    (repo.root / BESIDE).unlink()
    repo.commit("gone", mail=KIM, day="2026-11-19")

    verdict = repo.judged(override=("@lee", "a fix that cannot wait"))

    assert (verdict.verdict, verdict.passed) == ("overridden", True)
    assert verdict.override is not None
    assert verdict.override.open == tuple(
        f"{RUNBOOK} exit/{name}: not-attested" for name in ("dry-run", "recovery-drill")
    )
    with pytest.raises(Exception, match="who breaks the glass has to be known"):
        repo.judged(override=("@nobody", "because"))


def test_lock_42_a_waiver_for_a_document_of_another_spelling_waives_nothing(tmp_path: Path) -> None:
    repo: Product = shipped(tmp_path)
    (repo.root / BESIDE).unlink()
    repo.write({"opsgate.toml": repo.text("opsgate.toml") + "".join(
        f'\n[[waivers]]\ndocument = "{document}"\ncriterion = "exit/dry-run"\nby = "@lee"\nreason = "r"\nexpires = "2026-12-01"\n'
        for document in (f"./{RUNBOOK}", RUNBOOK.upper(), GUIDE))})  # fmt: skip
    repo.commit("waive", mail=KIM, day="2026-11-19")

    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict == "not-attested"
    assert repo.release() == "fail"
