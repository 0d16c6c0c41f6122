"""The lantern example, copied and committed by anybody: one release passes its gate, the other is blocked six times."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from opsgate.judging.evidence.junit import read_junit
from opsgate.judging.evidence.sarif import read_sarif
from opsgate.judging.evidence.sbom import read_sbom
from opsgate.running.verdict import Decided, Verdict
from tests.repo import Repo
from tests.snapshot import commit_all
from tests.test_cli import run

EXAMPLES = Path(__file__).parents[1] / "examples"
README = (EXAMPLES / "lantern/README.md").read_text("utf-8")
CHECKLIST = "docs/releases/v2.5.0.md"
REASONS = {
    "entrance/suites-green": "evidence/v2.5.0/e2e.xml:14: `tests.e2e.test_cloud test_a_container_starts_after_the_data_stores[worker]` failed",
    "exit/signatures-verify": "artifacts/v2.5.0/lantern-cloud-2.5.0.compose.yaml.sig",
    "exit/licenses-allowed": "evidence/v2.5.0/sbom.cdx.json: ring-effects 1.2.0 has the licence `GPL-3.0-only`",
    "exit/no-open-p1": "LAN-541",
    "exit/rollback-drilled": "the drill was on 2026-11-18, before the artifacts: they were first tested on 2026-11-19",
    "exit/approved": "nobody approved as `qa`",
}


@pytest.fixture
def copy(tmp_path: Path) -> Repo:
    """A copy of the example, with all of it committed by somebody."""
    root = tmp_path / "lantern"
    shutil.copytree(EXAMPLES / "lantern", root, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
    commit_all(root)
    return Repo(root)


def judged(copy: Repo, release: str, **options: object) -> Verdict:
    return copy.gate(release=release, simulate=True, **{"as_of": "2026-11-20", **options})  # type: ignore[arg-type]


def open_at(verdict: Verdict) -> dict[str, Decided]:
    """What is open, by document, gate and criterion."""
    return {
        f"{gate.document} {gate.gate}/{decided.criterion.id}": decided
        for gate in verdict.gates
        for decided in gate.criteria
        if decided.verdict in ("fail", "stale", "not-attested", "unknown", "waived")
    }


def shown(release: str) -> tuple[list[str], str]:
    """The command that the README shows for a release, without `opsgate`, and what it says is printed."""
    block = re.search(
        rf"```console\n\$ opsgate (gate --release {re.escape(release)}[^\n]*)\n(.*?)```", README, re.DOTALL
    )
    assert block, f"no block shows the gate of {release}"
    return block[1].split(), block[2]


def same_everywhere(printed: str) -> str:
    """Output without what differs from copy to copy: the commit, and on which side of today the story's day lies."""
    return re.sub(r"(?m)^simulated: .*$", "simulated", re.sub(r"commit [0-9a-f]{7}", "commit", printed))


def test_the_release_passes_and_nothing_in_it_is_open_or_waived(copy: Repo) -> None:
    verdict = judged(copy, "v2.4.0")
    assert open_at(verdict) == {}
    assert (verdict.verdict, verdict.problems, verdict.waivers, verdict.relaxed) == ("pass", (), (), ())
    assert {gate.verdict for gate in verdict.gates} == {"pass", "not-applicable"}
    assert verdict.summary["pass"] > 90


def test_the_other_release_is_blocked_for_six_reasons_and_for_no_other(copy: Repo) -> None:
    verdict = judged(copy, "v2.5.0")
    found = open_at(verdict)
    assert verdict.verdict == "fail"
    assert [problem.message for problem in verdict.problems if problem.shuts] == []
    assert sorted(found) == sorted(f"{CHECKLIST} {name}" for name in REASONS)
    for name, reason in REASONS.items():
        assert reason in found[f"{CHECKLIST} {name}"].reason
        assert found[f"{CHECKLIST} {name}"].next


def test_the_readme_shows_what_is_printed_for_the_release_that_passes(copy: Repo) -> None:
    command, printed = shown("v2.4.0")
    done = run(copy, *command)
    assert same_everywhere(done.stdout) == same_everywhere(printed)
    assert done.returncode == 0


def test_the_readme_shows_what_is_printed_for_the_release_that_is_blocked(copy: Repo) -> None:
    command, printed = shown("v2.5.0")
    done = run(copy, *command)
    parts = [part.strip("\n") for part in printed.split("…\n") if part.strip()]
    assert len(parts) == 3
    rest = done.stdout
    for part in parts:
        before, found, rest = rest.partition(part)
        assert found, f"{part!r} does not follow {before!r}"
    assert rest == "\n"
    assert done.returncode == 1


def test_the_demo_ends_with_the_table_of_the_release_that_passes(tmp_path: Path) -> None:
    opsgate = tmp_path / "opsgate"
    opsgate.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m opsgate "$@"\n', "utf-8")
    opsgate.chmod(0o755)
    done = subprocess.run(["sh", str(EXAMPLES / "demo.sh"), str(opsgate)], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent)})  # fmt: skip
    command, printed = shown("v2.4.0")
    assert same_everywhere(done.stdout).endswith(
        f"$ (cd examples/lantern && opsgate {' '.join(command)})\n{same_everywhere(printed)}"
    )
    assert (done.returncode, done.stderr) == (0, "")


def _replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / path).read_text("utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, 1), "utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "opened"),
    [
        (
            _replace("artifacts/v2.4.0/lantern-firmware-2.4.0.hex", ":00000001FF", ":00000001FE"),
            {"docs/releases/v2.4.0.md exit/digests-match": "fail",
             "docs/releases/v2.4.0.md exit/signatures-verify": "fail",
             "docs/releases/v2.4.0.md exit/approved": "stale"},
        ),
        (
            _replace("docs/runbooks/lantern-cloud.md", "sudo systemctl start nginx", "sudo systemctl restart nginx"),
            {"docs/runbooks/lantern-cloud.md exit/dry-run": "stale",
             "docs/runbooks/lantern-cloud.md exit/recovery-drill": "stale"},
        ),
        (
            _replace("docs/records/2026-11-17-owners-guide.md", "result: pass", "result: fail"),
            {"docs/owners-guide.md exit/novice-completes": "stale"},
        ),
        (
            _replace("evidence/v2.4.0/sbom.cdx.json", '"id": "BSD-3-Clause"', '"id": "GPL-3.0-only"'),
            {"docs/releases/v2.4.0.md exit/licenses-allowed": "fail", "docs/releases/v2.4.0.md exit/approved": "stale"},
        ),
        (
            _replace("opsgate.toml", 'identity = "claimed"', 'identity = "git"'),
            {f"docs/{name}": "fail" for name in (
                "support.md exit/escalation-tested", "service/replace-battery.md exit/technician-completes", "owners-guide.md exit/novice-completes",
                "runbooks/lantern-cloud.md exit/dry-run", "runbooks/lantern-cloud.md exit/recovery-drill",
                "operation-guide.md exit/installation", "releases/v2.4.0.md exit/approved",
                "eol/lantern-v1.md entrance/end-decided", "telemetry.md entrance/core-features", "telemetry.md exit/triage-drill",
            )},
        ),
    ],
    ids=["artifact", "runbook", "record", "licence", "identity"],
)  # fmt: skip
def test_what_is_changed_afterwards_opens_it_again(
    copy: Repo, change: Callable[[Path], None], opened: dict[str, str]
) -> None:
    change(copy.root)
    commit_all(copy.root)
    verdict = judged(copy, "v2.4.0")
    assert {name: decided.verdict for name, decided in open_at(verdict).items()} == opened
    assert verdict.verdict == "fail"


@pytest.mark.parametrize(("day", "late"), [("2027-01-06", False), ("2027-01-07", True)])
def test_restore_drills_grow_too_old_on_the_day_that_the_readme_names(copy: Repo, day: str, late: bool) -> None:
    found = open_at(judged(copy, "v2.4.0", as_of=day))
    assert ("docs/backup-dr.md exit/drill-recent" in found) is late


def test_the_evidence_is_made_again_byte_for_byte_and_the_release_still_passes(copy: Repo) -> None:
    names = ["unit.xml", "e2e.xml", "sbom.cdx.json", "scan.sarif"]
    before = {name: (copy.root / "evidence/v2.4.0" / name).read_bytes() for name in names}
    key = (copy.root / "keys/allowed_signers").read_bytes()
    for name in names:
        (copy.root / "evidence/v2.4.0" / name).unlink()
    done = subprocess.run(
        [sys.executable, "make_evidence.py", "v2.4.0"], cwd=copy.root, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert {name: (copy.root / "evidence/v2.4.0" / name).read_bytes() for name in names} == before
    assert (copy.root / "keys/allowed_signers").read_bytes() != key
    commit_all(copy.root)
    assert judged(copy, "v2.4.0").verdict == "pass"


def test_the_evidence_is_what_it_is_called_and_says_nothing_of_the_machine_that_made_it(copy: Repo) -> None:
    for folder in sorted((copy.root / "evidence").iterdir()):
        suites = {name: read_junit((folder / f"{name}.xml").read_bytes()) for name in ("unit", "e2e")}
        assert {name: results.suite_names for name, results in suites.items()} == {"unit": {"unit"}, "e2e": {"e2e"}}
        assert [results.contradictions for results in suites.values()] == [(), ()]
        sbom = read_sbom((folder / "sbom.cdx.json").read_bytes())
        assert (sbom.format, sbom.spec_version, sbom.faults) == ("CycloneDX", "1.6", ())
        assert [run.tool for run in read_sarif((folder / "scan.sarif").read_bytes()).runs] == ["compose-scan"]
        text = "".join(path.read_text("utf-8") for path in folder.iterdir())
        assert re.findall(r"hostname|(?<![\w.:/])/(?:home|root|tmp|work|Users|usr)/", text) == []


def test_only_people_of_the_configuration_and_guests_of_records_are_named(copy: Repo) -> None:
    known = set(re.findall(r'^"(@\w+)" =', (copy.root / "opsgate.toml").read_text("utf-8"), re.MULTILINE))
    signed = {
        who
        for path in (copy.root / "gates").rglob("*.yaml")
        for who in re.findall(r'(?:by|who): "(@\w+)"', path.read_text("utf-8"))
    }
    assert signed
    assert signed <= known
