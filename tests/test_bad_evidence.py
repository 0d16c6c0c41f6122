"""Bad input that a gate meets: each is a clear finding, the gate stays shut, and nothing is thrown."""

import os
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.locks.more import cli
from tests.locks.project import (
    ARTIFACT,
    CHECKLIST,
    DRY_RUN,
    KIM,
    RUNBOOK,
    SAM,
    Product,
    bad,
    digest,
    public,
    shipped,
)

UNIT, SCAN, BILL = "evidence/unit.xml", "evidence/scan.sarif", "evidence/sbom.cdx.json"
SIDECAR, APPROVALS = "gates/docs/runbooks/canopy.yaml", "gates/docs/releases/v1.1.0.yaml"
GREEN, CLEAN, VALID = "entrance/suites-green", "exit/scan-clean", "exit/sbom-valid"
DIGESTS, SIGNED, DRY = "exit/digests-match", "exit/signatures-verify", "exit/dry-run"
LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE laughs [\n<!ENTITY ha0 "ha">\n'
    + "".join(f'<!ENTITY ha{n} "{f"&ha{n - 1};" * 10}">\n' for n in range(1, 10))
    + ']>\n<testsuite name="unit" tests="1"><testcase name="&ha9;"/></testsuite>\n'
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<testsuite name="&x;"/>\n'
DECLARED = "a document type or an entity is declared; such XML is not read"


def stays_shut(repo: Product, document: str, criterion: str, said: str, *, mail: str = SAM) -> None:
    """Commit what was done; the criterion says so, the release does not pass, and the command line exits with 1."""
    repo.commit("bad input", mail=mail, day="2026-11-18")
    assert (repo.decided(document, criterion).partition(" (and")[0], repo.release()) == (said, "fail")
    code, shown = cli(repo.root)
    assert (code, "Traceback" in shown, "verdict: ✗ fail" in shown) == (1, False, True)


@pytest.mark.parametrize(
    ("path", "content", "criterion", "said"),
    [
        (UNIT, LAUGHS, GREEN, f"fail {CHECKLIST}:13:12 {UNIT}:2: {DECLARED}"),
        (UNIT, OUTSIDE, GREEN, f"fail {CHECKLIST}:13:12 {UNIT}:1: {DECLARED}"),
        (UNIT, '<testsuite name="unit">\n<testcase', GREEN,
         f"fail {CHECKLIST}:13:12 {UNIT}:2: this is not well-formed XML: unclosed token"),
        (UNIT, "", GREEN, f"fail {CHECKLIST}:13:12 {UNIT}:1: the file is empty; test results in JUnit's XML are expected"),
        (SCAN, '{"version": "2.1.0",\n"runs": [', CLEAN,
         f"fail {CHECKLIST}:14:5 {SCAN}:2: the JSON ends too early: the file is cut off"),
        (SCAN, "[" * 200_000, CLEAN, f"fail {CHECKLIST}:14:5 {SCAN}:1: the JSON is nested too deeply"),
        (BILL, '{"bomFormat": "CycloneDX",\n"components": [', VALID,
         f"fail {CHECKLIST}:15:7 {BILL}:2: the file ends too early"),
        (BILL, '{"a":' * 200_000, VALID,
         f"unknown {CHECKLIST}:15:7 {BILL}:1: the JSON is nested deeper than 64 levels"),
        (BILL, '{"bomFormat": "CycloneDX", "components": NaN}', VALID,
         f"fail {CHECKLIST}:15:7 {BILL}:1: this is not JSON: `NaN` is no number of JSON"),
    ],
    ids=["laughs", "entity of a file", "cut XML", "empty", "cut JSON", "deep JSON", "cut bill", "deep bill", "no number"],
)  # fmt: skip
def test_a_file_that_is_hostile_or_cut_off(tmp_path: Path, path: str, content: str, criterion: str, said: str) -> None:
    repo = shipped(tmp_path)
    repo.write({path: content})
    stays_shut(repo, CHECKLIST, criterion, said)


@pytest.mark.parametrize(
    ("path", "document", "criterion", "said"),
    [
        (UNIT, CHECKLIST, GREEN, f"fail {CHECKLIST}:13:12 `{UNIT}` is a folder"),
        (BILL, CHECKLIST, VALID, f"fail {CHECKLIST}:15:7 `{BILL}` is a folder"),
        (ARTIFACT, CHECKLIST, DIGESTS, f"fail {CHECKLIST}:11:12 `{ARTIFACT}` is a folder"),
        (f"{ARTIFACT}.sig", CHECKLIST, SIGNED, f"fail {CHECKLIST}:11:132 `{ARTIFACT}.sig` is a folder"),
        (DRY_RUN, RUNBOOK, DRY, f"fail {SIDECAR}:11:11 `{DRY_RUN}` is a folder"),
        (SIDECAR, RUNBOOK, DRY, f"unknown {SIDECAR}:1:1 {SIDECAR} cannot be read: Is a directory"),
    ],
)
def test_a_folder_in_place_of_a_file(tmp_path: Path, path: str, document: str, criterion: str, said: str) -> None:
    repo = shipped(tmp_path)
    (repo.root / path).unlink()
    repo.write({f"{path}/inside": "x"})
    stays_shut(repo, document, criterion, said)


@pytest.mark.parametrize(
    ("path", "document", "criterion", "said"),
    [
        (UNIT, CHECKLIST, GREEN, f"fail {CHECKLIST}:13:12 `{UNIT}` goes through the symbolic link `unit.xml`"),
        (BILL, CHECKLIST, VALID, f"fail {CHECKLIST}:15:7 `{BILL}` goes through the symbolic link `sbom.cdx.json`"),
        (ARTIFACT, CHECKLIST, DIGESTS,
         f"fail {CHECKLIST}:11:12 `{ARTIFACT}` goes through the symbolic link `canopy-1.1.0.tar.gz`"),
        (DRY_RUN, RUNBOOK, DRY,
         f"fail {SIDECAR}:11:11 `{DRY_RUN}` goes through the symbolic link `2026-11-14-dry-run.md`"),
    ],
)  # fmt: skip
def test_a_link_out_of_the_repository(tmp_path: Path, path: str, document: str, criterion: str, said: str) -> None:
    repo = shipped(tmp_path / "repo")
    shutil.move(repo.root / path, tmp_path / "outside")
    (repo.root / path).symlink_to(tmp_path / "outside")
    stays_shut(repo, document, criterion, said)


@pytest.mark.parametrize("path", [SIDECAR, "gates"])
def test_a_sidecar_that_is_a_link_out_of_the_repository(tmp_path: Path, path: str) -> None:
    repo = shipped(tmp_path / "repo", identity="claimed")
    shutil.move(repo.root / path, tmp_path / "outside")
    (repo.root / path).symlink_to(tmp_path / "outside")
    repo.commit("link", mail=SAM, day="2026-11-18")

    assert (repo.criterion_of(RUNBOOK, DRY).verdict, repo.release()) == ("unknown", "fail")


def test_a_gigabyte_is_not_read_into_memory(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    for path in (UNIT, ARTIFACT):
        os.truncate(repo.root / path, 1 << 30)

    tracemalloc.start()
    verdict = repo.judged(allow_dirty=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    found = {decided.criterion.id: decided.reason for gate in verdict.gates if gate.document == CHECKLIST
             for decided in gate.criteria}  # fmt: skip
    assert (found["suites-green"], found["signatures-verify"]) == (
        f"`{UNIT}` has 1,024 MiB, more than the 50 MiB that are read",
        "the signed file is larger than 256 MiB, and this kind of signature needs it as a whole",
    )
    assert found["digests-match"].startswith(f"`{ARTIFACT}` has sha256:")
    assert (verdict.verdict, peak < 64 * 1024 * 1024) == ("fail", True)


@pytest.mark.parametrize("path", [UNIT, SIDECAR, DRY_RUN, "keys/release.pem"])
def test_a_pipe_is_not_waited_for(tmp_path: Path, path: str) -> None:
    repo = shipped(tmp_path)
    (repo.root / path).unlink()
    os.mkfifo(repo.root / path)

    assert repo.release() == "fail"


@pytest.mark.parametrize(
    "key", [b"", b"no key\n", b"\x00\xff" * 40, public()[:60]], ids=["empty", "text", "bytes", "half"]
)
def test_a_trusted_key_that_is_none(tmp_path: Path, key: bytes) -> None:
    repo = shipped(tmp_path)
    repo.write({"keys/release.pem": key}).commit("another key", mail=SAM, day="2026-11-18")

    found = repo.criterion_of(CHECKLIST, SIGNED)
    assert (found.verdict in ("fail", "unknown"), "key" in found.reason, repo.release()) == (True, True, "fail")


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "said"),
    [
        ("by: \"@kim\"", "by: [1]", 5, 11, "by"),
        ("by: \"@kim\"", "by: \"@ma allory\"", 5, 11, "by"),
        ("on: 2026-11-18", "on: 2026-11-31", 6, 11, "on"),
        ("on: 2026-11-18", "on: soon", 6, 11, "on"),
    ],
)  # fmt: skip
def test_an_attestation_that_is_malformed(
    tmp_path: Path, old: str, new: str, line: int, column: int, said: str
) -> None:
    repo = shipped(tmp_path)
    repo.edit(SIDECAR, old, new).commit("malformed", mail=KIM, day="2026-11-18")

    found = repo.decided(RUNBOOK, DRY)
    assert found.startswith(f"fail {SIDECAR}:{line}:{column} the attestation is malformed: `gates.exit.dry-run.{said}`")
    assert (repo.release(), cli(repo.root)[0]) == ("fail", 1)


@pytest.mark.parametrize("digest_of", ["v1:sha999:", "", "v1:", "v99:sha256:"])
def test_an_attestation_with_a_malformed_digest(tmp_path: Path, digest_of: str) -> None:
    repo = shipped(tmp_path)
    repo.edit(SIDECAR, 'covers: "v1:sha256:', f'covers: "{digest_of}').commit("malformed", mail=KIM, day="2026-11-18")

    found = repo.decided(RUNBOOK, DRY)
    assert (found.startswith(f"fail {SIDECAR}:8:15 "), repo.release(), cli(repo.root)[0]) == (True, "fail", 1)


@pytest.mark.parametrize(
    ("path", "old", "new", "mail", "document", "criterion", "said"),
    [
        (SIDECAR, "on: 2026-11-18", "on: 2027-01-01", KIM, RUNBOOK, DRY,
         f"fail {SIDECAR}:6:11 it was said on 2027-01-01, which lies after 2026-11-22"),
        (SIDECAR, 'by: "@kim"', 'by: "@mallory"', KIM, RUNBOOK, DRY,
         f"fail {SIDECAR}:5:7 `@mallory` is in neither `[people]` nor `[roles]`"),
        (APPROVALS, "date: 2026-11-18", "date: 2027-01-01", "lee@example.org", CHECKLIST, "exit/approved",
         f"fail {APPROVALS}:5:11 it is of 2027-01-01, which lies after 2026-11-22"),
        (APPROVALS, 'who: "@lee"', 'who: "@mallory"', "lee@example.org", CHECKLIST, "exit/approved",
         f"fail {APPROVALS}:4:10 `@mallory` has not the role `eng` in `[roles]`"),
    ],
)  # fmt: skip
def test_a_word_from_the_future_or_of_nobody(
    tmp_path: Path, path: str, old: str, new: str, mail: str, document: str, criterion: str, said: str
) -> None:
    stays_shut(shipped(tmp_path).edit(path, old, new), document, criterion, said, mail=mail)


def test_a_tampered_artifact(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    was = digest((repo.root / ARTIFACT).read_bytes())
    repo.write({ARTIFACT: b"canopy 1.1.0 with a guest"})
    now = digest((repo.root / ARTIFACT).read_bytes())
    stays_shut(repo, CHECKLIST, DIGESTS,
               f"fail {CHECKLIST}:11:46 `{ARTIFACT}` has sha256:{now}, sha256:{was} is expected")  # fmt: skip
    assert repo.decided(CHECKLIST, SIGNED) == (
        f"fail {CHECKLIST}:11:132 {ARTIFACT}.sig: the signature is not of this file by keys/release.pem"
    )


@pytest.mark.parametrize("spelt", ["v1.1.0", "1.1.0", "V1.1.0"])
def test_two_checklists_of_one_release(tmp_path: Path, spelt: str) -> None:
    again = "docs/releases/v1.1.0-again.md"
    repo = shipped(tmp_path)
    repo.write({again: repo.text(CHECKLIST).replace("release: v1.1.0", f"release: {spelt}")})
    repo.commit("again", mail=SAM, day="2026-11-18")

    said = f"duplicate-release {CHECKLIST}:5 `v1.1.0` has a second release checklist; the first is {again}"
    assert (said in bad(repo.judged()), repo.release(), cli(repo.root)[0]) == (True, "fail", 1)


def test_a_withdrawn_checklist_is_no_second_one(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    withdrawn = repo.text(CHECKLIST).replace("status: ready", "status: withdrawn")
    repo.write({"docs/releases/v1.1.0-first.md": withdrawn}).commit("again", mail=SAM, day="2026-11-18")

    assert bad(repo.judged()) == []


Change = Callable[[Product], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda repo: repo.edit("opsgate.toml", 'keys = ["keys/release.pem"]', "keys = 7"),
        lambda repo: repo.edit("opsgate.toml", 'qa = ["@ana"]', 'qa = "@ana"'),
        lambda repo: repo.edit("opsgate.toml", "level =", "level = ["),
        lambda repo: repo.edit("opsgate.toml", 'identity = "git"', 'identity = "trust me"'),
    ],
)
def test_configuration_that_makes_no_sense_judges_nothing(tmp_path: Path, change: Change) -> None:
    repo = shipped(tmp_path)
    change(repo)
    repo.commit("nonsense", mail=SAM, day="2026-11-18")

    code, said = cli(repo.root)
    assert (code, "opsgate.toml:" in said, "Traceback" in said) == (2, True, False)
