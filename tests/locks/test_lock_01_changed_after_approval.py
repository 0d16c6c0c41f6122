"""Lock 1: what was approved is changed afterwards."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.locks.project import (
    ARTIFACT,
    CHECKLIST,
    SAM,
    Product,
    bad,
    digest,
    sbom,
    shipped,
    sign,
)

NEW = b"canopy 1.1.0, built again"
STALE = "what `{}` approved on 2026-11-18 has changed since: artifacts, evidence, notes or rollback"


def _artifact(repo: Product) -> None:
    """Another artifact, with its digest, signature and bill of materials all in order."""
    repo.edit(CHECKLIST, digest(b"canopy 1.1.0"), digest(NEW))
    repo.write({ARTIFACT: NEW, f"{ARTIFACT}.sig": sign(NEW), "evidence/sbom.cdx.json": sbom(digest(NEW), "1.1.0")})


def _bytes(repo: Product) -> None:
    repo.write({ARTIFACT: NEW})


def _bill(repo: Product) -> None:
    repo.edit("evidence/sbom.cdx.json", "gearbox", "gearcase")


def _evidence(repo: Product) -> None:
    repo.edit("evidence/unit.xml", 'name="closes"', 'name="shuts"')


def _notes(repo: Product) -> None:
    repo.edit(CHECKLIST, "opens in the cold", "opens in the rain")


def _rollback(repo: Product) -> None:
    repo.edit(CHECKLIST, "tar -xf canopy-1.0.0.tar.gz", "tar -xf canopy-0.9.0.tar.gz")


def _issue(repo: Product) -> None:
    repo.edit(CHECKLIST, "known_issues: []", "known_issues: [{severity: P3, summary: It squeaks}]")


@pytest.mark.parametrize("cheat", [_artifact, _bytes, _bill, _evidence, _notes, _rollback, _issue])
@pytest.mark.parametrize("sidecar", [True, False])
def test_lock_1_approvals_are_stale_once_what_was_approved_changes(
    tmp_path: Path, cheat: Callable[[Product], None], *, sidecar: bool
) -> None:
    repo = shipped(tmp_path, sidecar=sidecar)
    honest = repo.criterion_of(CHECKLIST, "exit/approved")

    cheat(repo)
    repo.commit("change", mail=SAM, day="2026-11-19")
    verdict = repo.judged()
    found = repo.criterion_of(CHECKLIST, "exit/approved")

    assert (honest.verdict, honest.by) == ("pass", "@lee, @ana")
    assert (found.verdict, found.rule) == ("stale", "gate-stale")
    assert found.reason == f"{STALE.format('eng')} (and 1 more)"
    assert STALE.format("qa") in found.also[0]
    assert verdict.verdict == "fail"


def test_lock_1_approving_again_mends_it(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    _notes(repo)
    repo.commit("change", mail=SAM, day="2026-11-18")

    repo.approve("eng", "@lee").approve("qa", "@ana")

    assert bad(repo.judged()) == []


def test_lock_1_one_new_approval_does_not_renew_the_others(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    _notes(repo)
    repo.commit("change", mail=SAM, day="2026-11-18")

    repo.approve("eng", "@lee")

    found = repo.criterion_of(CHECKLIST, "exit/approved")
    assert (found.verdict, found.reason) == ("stale", STALE.format("qa"))
