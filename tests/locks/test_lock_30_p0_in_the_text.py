"""Lock 30: a P0 that stands in the text alone fails."""

from pathlib import Path

import pytest

from tests.locks.project import CHECKLIST, SAM, bad, shipped

TABLE = "| Number | Severity | What users see | What to do |\n|---|---|---|---|\n| A-1 | P0 | It burns | Run |"
TOLD = {
    "It burns (P0).": (49, 1, "the text speaks of a P0 (“It burns (P0).”)"),
    "- P0: it burns": (49, 3, "the text speaks of a P0 (“P0: it burns”)"),
    "> A-1 is a **P0**.": (49, 3, "the text speaks of a P0 (“A-1 is a P0.”)"),
    "No open P0. But A-1 (P0) burns.": (49, 1, "the text speaks of a P0 (“No open P0. But A-1 (P0) burns.”)"),
    "```\nP0 it burns\n```": (49, 1, "the text speaks of a P0 (“``` P0 it burns ```”)"),
    "A-1 is a P\u200d0.": (49, 1, "the text speaks of a P0 (“A-1 is a P0.”)"),
    "### A-1 (P0)\n\nIt burns.": (49, 1, "the text speaks of a P0 (“A-1 (P0)”)"),
    "Priority 0: it burns": (49, 1, "the text speaks of a P0 (“Priority 0: it burns”)"),
    "severity: p-0": (49, 1, "the text speaks of a P0 (“severity: p-0”)"),
    TABLE: (51, 9, "“A-1” is a P0"),
}


def test_honestly_there_is_none(tmp_path: Path) -> None:
    repo = shipped(tmp_path)

    assert (bad(repo.judged()), repo.criterion_of(CHECKLIST, "exit/no-open-p0").verdict) == ([], "pass")


@pytest.mark.parametrize("text", TOLD)
def test_a_p0_that_only_the_text_tells_of_fails(tmp_path: Path, text: str) -> None:
    line, column, said = TOLD[text]
    repo = shipped(tmp_path).edit(CHECKLIST, "## Known issues\n\nNone known.", f"## Known issues\n\n{text}")
    repo.commit("say it", mail=SAM)

    assert (repo.decided(CHECKLIST, "exit/no-open-p0"), repo.release()) == (
        f"fail {CHECKLIST}:{line}:{column} {said}, and `known_issues` lists no such issue as fixed", "fail"
    )  # fmt: skip


@pytest.mark.parametrize("status", ["open", "accepted"])
def test_a_p0_that_is_listed_and_not_fixed_fails(tmp_path: Path, status: str) -> None:
    repo = shipped(tmp_path).edit(
        CHECKLIST, "known_issues: []", f"known_issues: [{{severity: P0, summary: It burns, status: {status}}}]"
    )
    repo.commit("list it", mail=SAM)

    assert (repo.decided(CHECKLIST, "exit/no-open-p0"), repo.release()) == (
        f"fail {CHECKLIST}:17:27 `It burns` is a P0 and `{status}`, none may be open", "fail"
    )  # fmt: skip
