"""Lock 29: a shell fence relabelled as text, or not labelled at all, is still read.

What there is to find in a fence today are placeholders; the rules of tribal knowledge that read commands come later.
"""

from pathlib import Path

import pytest

from tests.locks.project import DRILL, DRY_RUN, RUNBOOK, SAM, bad, shipped

FENCES = ["```sh", "```", "```text", "```plain", "```output", "```console", "~~~", "~~~~text"]


def fence(opening: str, command: str) -> str:
    close = opening.rstrip("abcdefghijklmnopqrstuvwxyz")
    return f"## More\n\n{opening}\n{command}\n{close}\n\n## Alerts"


@pytest.mark.parametrize("opening", FENCES)
@pytest.mark.parametrize(
    ("command", "column", "said"),
    [("$ kubectl delete pod [POD_NAME]", 22, "[POD_NAME]"), ("$ kubectl get <INSERT_POD>", 15, "<INSERT_POD>")],
)
def test_a_placeholder_in_a_command_is_found_whatever_its_fence_is_called(
    tmp_path: Path, opening: str, command: str, column: int, said: str
) -> None:
    repo = shipped(tmp_path).edit(RUNBOOK, "## Alerts", fence(opening, command))
    repo.commit("more", mail=SAM)

    wanted = f"fail {RUNBOOK}:56:{column} OG401 placeholder: placeholder `{said}` is not filled in"
    assert repo.decided(RUNBOOK, "exit/no-tribal-knowledge") == wanted
    assert (repo.decided(RUNBOOK, "exit/complete"), repo.release()) == (wanted, "fail")


@pytest.mark.parametrize("to", ["", "text", "output"])
def test_relabelling_a_fence_makes_what_was_attested_stale(tmp_path: Path, to: str) -> None:
    repo = shipped(tmp_path)
    assert bad(repo.judged()) == []

    repo.edit(RUNBOOK, "```sh\n   sh scripts/start.sh", f"```{to}\n   sh scripts/start.sh").commit("label", mail=SAM)

    assert (repo.decided(RUNBOOK, "exit/dry-run"), repo.release()) == (
        "stale gates/docs/runbooks/canopy.yaml:8:15 since then, section `procedures` changed", "fail"
    )  # fmt: skip


def test_the_script_of_a_relabelled_fence_is_still_covered(tmp_path: Path) -> None:
    repo = shipped(tmp_path).edit(RUNBOOK, "```sh\n   sh scripts", "```text\n   sh scripts")
    repo.commit("label", mail=SAM, day="2026-11-18")
    repo.say(RUNBOOK, "exit/dry-run", by="@kim", evidence=[DRY_RUN])
    repo.say(RUNBOOK, "exit/recovery-drill", by="@kim", evidence=[DRILL])
    assert bad(repo.judged()) == []

    repo.edit("scripts/start.sh", "start", "restart").commit("another script", mail=SAM)

    assert (repo.decided(RUNBOOK, "exit/dry-run"), repo.release()) == (
        "stale gates/docs/runbooks/canopy.yaml:8:15 since then, file `scripts/start.sh` changed", "fail"
    )  # fmt: skip
