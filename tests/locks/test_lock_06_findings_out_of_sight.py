"""Lock 6: a finding is switched off, suppressed or lowered."""

from pathlib import Path

import pytest

from opsgate.running.baseline import Baseline, accepting, render_baseline
from tests.locks.project import KIM, RUNBOOK, SAM, Product, shipped

FOUND = "OG401 placeholder: placeholder `[YOUR_NAME]` is not filled in"
LINE = "Sunday, 02:00 to 03:00. Tell support the day before."


def unfinished(root: Path) -> Product:
    """The runbook with a placeholder, attested as it is."""
    repo = shipped(root).edit(RUNBOOK, LINE, "Sunday, 02:00 to 03:00. Tell [YOUR_NAME] the day before.")
    repo.commit("edit", mail=SAM, day="2026-11-18")
    return attested(repo)


def attested(repo: Product) -> Product:
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=["docs/records/2026-11-14-dry-run.md"])
    return repo.say(RUNBOOK, "exit/recovery-drill", by="@kim", evidence=["docs/records/2026-11-15-recovery.md"])


def test_lock_6_a_placeholder_keeps_the_gate_shut(tmp_path: Path) -> None:
    repo = unfinished(tmp_path)
    at = f"fail {RUNBOOK}:82:30 {FOUND}"

    assert (repo.decided(RUNBOOK, "exit/complete"), repo.decided(RUNBOOK, "exit/no-tribal-knowledge")) == (at, at)
    assert repo.release() == "fail"


@pytest.mark.parametrize(
    "settings",
    ['[rules]\nplaceholder = "off"\n', '[rules]\nOG401 = "off"\n', '[rules]\nplaceholder = "note"\n',
     '[rules.runbook]\nplaceholder = "off"\n', '[rules.runbook]\nOG401 = "note"\n'],
)  # fmt: skip
def test_lock_6_switching_the_rule_off_changes_nothing_and_is_listed(tmp_path: Path, settings: str) -> None:
    repo = unfinished(tmp_path)
    repo.write({"opsgate.toml": f"{repo.text('opsgate.toml')}\n{settings}"})
    repo.commit("settings", mail=KIM, day="2026-11-19")
    verdict = repo.judged()
    word = settings.rstrip().rpartition('= "')[2].rstrip('"')
    whom = " for `runbook`" if ".runbook" in settings else ""

    assert repo.decided(RUNBOOK, "exit/complete") == f"fail {RUNBOOK}:82:30 {FOUND}"
    assert repo.decided(RUNBOOK, "exit/no-tribal-knowledge") == f"fail {RUNBOOK}:82:30 {FOUND}"
    assert verdict.verdict == "fail"
    assert [(item.what, item.region and (item.region.path, item.region.start.line)) for item in verdict.relaxed] == [
        (f"OG401 placeholder is `{word}`{whom} instead of `error`", ("opsgate.toml", 26))
    ]


@pytest.mark.parametrize("where", ["above", "inside"])
def test_lock_6_suppressing_the_finding_changes_nothing_and_is_listed(tmp_path: Path, where: str) -> None:
    repo = unfinished(tmp_path)
    comment = "<!-- opsgate: ignore placeholder -- on purpose -->"
    if where == "above":
        repo.edit(RUNBOOK, "Sunday, 02:00", f"{comment}\n\nSunday, 02:00")
    else:
        repo.edit(RUNBOOK, "the day before.", f"the day before. {comment}")
    repo.commit("ignore", mail=SAM, day="2026-11-18")
    verdict = attested(repo).judged()
    line = 84 if where == "above" else 82

    assert repo.check(RUNBOOK).open == []
    assert repo.decided(RUNBOOK, "exit/complete") == f"fail {RUNBOOK}:{line}:30 {FOUND}"
    assert verdict.verdict == "fail"
    assert [(item.what, item.region and item.region.start.line) for item in verdict.relaxed] == [
        ("OG401 placeholder is suppressed: on purpose", line)
    ]


def test_lock_6_a_draft_is_judged_as_a_document_in_force(tmp_path: Path) -> None:
    repo = unfinished(tmp_path).edit(RUNBOOK, "status: active", "status: draft")
    repo.commit("draft", mail=SAM, day="2026-11-18")

    assert repo.check(RUNBOOK).open == [] or all(finding.severity < 3 for finding in repo.check(RUNBOOK).open)
    assert repo.decided(RUNBOOK, "exit/complete") == f"fail {RUNBOOK}:82:30 {FOUND}"
    assert repo.release() == "fail"


def test_lock_6_a_baseline_of_findings_changes_nothing_and_is_listed(tmp_path: Path) -> None:
    repo = unfinished(tmp_path)
    accepted = render_baseline(accepting(repo.check(RUNBOOK).open, Baseline(), lambda _path: True, prune=False))
    repo.write({"opsgate.toml": f'baseline = "baseline.json"\n{repo.text("opsgate.toml")}', "baseline.json": accepted})
    repo.commit("baseline", mail=KIM, day="2026-11-19")
    verdict = repo.judged()

    assert repo.check(RUNBOOK).open == []
    assert repo.decided(RUNBOOK, "exit/complete") == f"fail {RUNBOOK}:82:30 {FOUND}"
    assert verdict.verdict == "fail"
    assert [(item.what, item.region and item.region.start.line) for item in verdict.relaxed] == [
        ("OG401 placeholder is accepted by `baseline.json`", 82)
    ]


def test_lock_6_a_baseline_that_is_none_changes_nothing_and_is_listed(tmp_path: Path) -> None:
    repo = unfinished(tmp_path)
    repo.write({"opsgate-baseline.json": '{"findings": ["OG401"]}'})
    repo.commit("baseline", mail=KIM, day="2026-11-19")
    verdict = repo.judged()

    assert repo.decided(RUNBOOK, "exit/complete") == f"fail {RUNBOOK}:82:30 {FOUND}"
    assert [item.what.partition("; ")[0] for item in verdict.relaxed] == [
        "the baseline cannot be read: opsgate-baseline.json: this is no baseline: `version` is missing"
    ]


def test_lock_6_unknown_fields_off_and_fail_on_change_nothing(tmp_path: Path) -> None:
    repo = unfinished(tmp_path)
    repo.write({"opsgate.toml": f'unknown-fields = "off"\nfail-on = "error"\n{repo.text("opsgate.toml")}'})
    repo.commit("settings", mail=KIM, day="2026-11-19")

    assert repo.decided(RUNBOOK, "exit/complete") == f"fail {RUNBOOK}:82:30 {FOUND}"
