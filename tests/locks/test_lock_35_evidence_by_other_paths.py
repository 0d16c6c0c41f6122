"""Lock 35: evidence by ``..``, a link, another case or a pointer of Git LFS: refused, or unknown with the remedy."""

from pathlib import Path

import pytest

from tests.locks.project import CHECKLIST, DRY_RUN, KIM, RUNBOOK, SAM, bad, shipped

SIDECAR = "gates/docs/runbooks/canopy.yaml"
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 300\n"
NAME = "2026-11-14-dry-run.md"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../outside.md", "lies outside the repository"),
        ("docs/../../outside.md", "lies outside the repository"),
        ("/etc/passwd", "lies outside the repository"),
        (f"docs/Records/{NAME}", "does not exist"),
        (f"DOCS/records/{NAME}", "does not exist"),
        ("docs/records", "is a folder"),
        (".git/config", "lies in git's own folder"),
        ("docs/records/link.md", "goes through the symbolic link `link.md`"),
        (f"docs/rec/{NAME}", "goes through the symbolic link `rec`"),
    ],
)
def test_an_attestation_by_another_path_is_refused(tmp_path: Path, path: str, why: str) -> None:
    repo = shipped(tmp_path / "repo")
    assert bad(repo.judged()) == []
    (tmp_path / "outside.md").write_text(repo.text(DRY_RUN), "utf-8")
    (repo.root / "docs/records/link.md").symlink_to(NAME)
    (repo.root / "docs/rec").symlink_to("records")

    repo.edit(SIDECAR, f"path: {DRY_RUN}", f'path: "{path}"').commit("another path", mail=KIM, day="2026-11-18")

    found = repo.decided(RUNBOOK, "exit/dry-run").partition(" (and")[0]
    assert (found, repo.release()) == (f"fail {SIDECAR}:11:11 `{path}` {why}", "fail")


@pytest.mark.parametrize("path", [f"./{DRY_RUN}", f"docs/../{DRY_RUN}", DRY_RUN.replace("/", "//")])
def test_another_spelling_of_the_same_path_hurts_nobody(tmp_path: Path, path: str) -> None:
    repo = shipped(tmp_path)
    repo.edit(SIDECAR, f"path: {DRY_RUN}", f'path: "{path}"').commit("spell it so", mail=KIM, day="2026-11-18")

    assert bad(repo.judged()) == []


def test_a_pointer_in_an_attestation_is_unknown_with_the_remedy(tmp_path: Path) -> None:
    repo = shipped(tmp_path).write({DRY_RUN: POINTER}).commit("pointer", mail=SAM, day="2026-11-18")
    found = [item for gate in repo.gate(release="v1.1.0").gates if gate.document == RUNBOOK
             for item in gate.criteria if item.criterion.id == "dry-run"]  # fmt: skip

    assert [(item.verdict, item.reason, item.next) for item in found] == [
        ("unknown", f"`{DRY_RUN}` is a pointer of Git LFS, not the file", f"git lfs pull --include {DRY_RUN}")
    ]


@pytest.mark.parametrize(
    ("path", "criterion"),
    [
        ("evidence/unit.xml", "entrance/suites-green"),
        ("evidence/sbom.cdx.json", "exit/sbom-valid"),
        ("dist/canopy-1.1.0.tar.gz", "exit/digests-match"),
        ("dist/canopy-1.1.0.tar.gz.sig", "exit/signatures-verify"),
    ],
)
def test_a_pointer_in_a_release_is_unknown_with_the_remedy(tmp_path: Path, path: str, criterion: str) -> None:
    repo = shipped(tmp_path)
    repo.write({path: POINTER}).commit("pointer", mail=SAM, day="2026-11-18")
    found = repo.criterion_of(CHECKLIST, criterion)

    assert (found.verdict, found.reason, found.next, repo.release()) == (
        "unknown", f"`{path}` is a pointer of Git LFS, not the file", f"git lfs pull --include {path}", "fail"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("evidence/unit.xml", "../unit.xml", "lies outside the repository"),
        ("evidence/unit.xml", "Evidence/unit.xml", "does not exist"),
        ("evidence/unit.xml", "evidence/link.xml", "goes through the symbolic link `link.xml`"),
    ],
)
def test_results_by_another_path_are_refused(tmp_path: Path, old: str, new: str, why: str) -> None:
    repo = shipped(tmp_path / "repo")
    (tmp_path / "unit.xml").write_text(repo.text(old), "utf-8")
    (repo.root / "evidence/link.xml").symlink_to("unit.xml")
    repo.edit(CHECKLIST, f"path: {old}", f"path: {new}").commit("another path", mail=SAM, day="2026-11-18")

    found = repo.decided(CHECKLIST, "entrance/suites-green")
    assert (found.partition(" (and")[0], repo.release()) == (f"fail {CHECKLIST}:13:12 `{new}` {why}", "fail")
