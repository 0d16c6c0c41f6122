"""Lock 16: what was said long ago is shown again."""

from pathlib import Path

import pytest

from tests.locks.project import CHECKLIST, DRY_RUN, KIM, ROLLBACK, RUNBOOK, bad, reasons, shipped, shown


def test_lock_16_a_dry_run_of_five_years_ago_on_unchanged_text_is_stale(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict == "pass"

    found = repo.criterion_of(RUNBOOK, "exit/dry-run", as_of="2031-11-22", simulate=True)

    assert found.verdict == "stale"
    assert reasons(found).startswith("it was said on 2026-11-18; after 2027-11-18 it counts no longer (and 1 more)")
    assert reasons(found).endswith(f"{DRY_RUN} is of 2026-11-14; after 2027-11-14 it counts no longer")
    assert repo.release(as_of="2031-11-22", simulate=True) == "fail"


def test_lock_16_an_old_attestation_in_the_file_is_stale(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(DRY_RUN, "date: 2026-11-14", "date: 2021-11-14")
    repo.commit("long ago", mail=KIM, day="2026-11-18")
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], on="2021-11-18")

    found = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert (found.verdict, found.reason.partition(" (and")[0]) == (
        "stale", "it was said on 2021-11-18; after 2022-11-18 it counts no longer",
    )  # fmt: skip
    assert repo.release() == "fail"


def test_lock_16_saying_it_anew_over_an_old_record_does_not_make_the_dry_run_new(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(DRY_RUN, "date: 2026-11-14", "date: 2021-11-14")
    repo.commit("long ago", mail=KIM, day="2026-11-18")
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN])

    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict in ("stale", "fail")
    assert repo.release() == "fail"


@pytest.mark.parametrize(("expires", "word"), [("2026-11-22", "pass"), ("2026-11-21", "stale")])
def test_lock_16_an_attestation_counts_on_the_day_on_which_it_expires_and_not_later(
    tmp_path: Path, expires: str, word: str
) -> None:
    repo = shipped(tmp_path).say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], expires=expires)

    assert repo.criterion_of(RUNBOOK, "exit/dry-run").verdict == word


def test_lock_16_expiring_in_seventy_years_does_not_outlast_the_criterion(tmp_path: Path) -> None:
    repo = shipped(tmp_path).say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN], expires="2096-11-22")

    assert repo.criterion_of(RUNBOOK, "exit/dry-run", as_of="2028-01-01", simulate=True).verdict == "stale"


@pytest.mark.parametrize("on", ["2026-11-23", "2027-11-18", "9999-12-31"])
def test_lock_16_what_will_be_said_has_not_been_said(tmp_path: Path, on: str) -> None:
    repo = shipped(tmp_path).edit("gates/docs/runbooks/canopy.yaml", "on: 2026-11-18", f"on: {on}")
    repo.commit("soon", mail=KIM, day="2026-11-19")

    found = repo.criterion_of(RUNBOOK, "exit/dry-run")

    assert (found.verdict, found.reason.partition(" (and")[0]) == (
        "fail", f"it was said on {on}, which lies after 2026-11-22",
    )  # fmt: skip


def test_lock_16_nothing_old_is_left_in_the_honest_repository(tmp_path: Path) -> None:
    verdict = shipped(tmp_path).judged()

    assert [shown(each) for gate in verdict.gates for each in gate.criteria if each.verdict == "stale"] == []
    assert bad(verdict) == []
    assert (CHECKLIST, ROLLBACK) == ("docs/releases/v1.1.0.md", "docs/records/2026-11-15-rollback.md")
