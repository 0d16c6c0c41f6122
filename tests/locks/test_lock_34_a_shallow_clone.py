"""Lock 34: in a shallow clone what only history could show is unknown."""

import subprocess
from pathlib import Path

from tests.locks.project import CHECKLIST, GUIDE, RUNBOOK, Product, bad, shipped


def test_what_history_would_show_is_unknown_until_it_is_there(tmp_path: Path) -> None:
    repo = shipped(tmp_path / "repo")
    assert bad(repo.judged()) == []
    subprocess.run(
        ["git", "clone", "--quiet", "--depth", "1", f"file://{repo.root}", str(tmp_path / "clone")], check=True
    )
    clone = Product(tmp_path / "clone")

    verdict = clone.judged()
    said = {name: clone.decided(path, name).partition(" (and")[0]
            for path, name in ((GUIDE, "exit/novice-completes"), (RUNBOOK, "exit/dry-run"),
                               (RUNBOOK, "exit/recovery-drill"), (CHECKLIST, "exit/approved"))}  # fmt: skip
    shallow = "nobody can tell who wrote it: the clone is shallow"
    assert (said, verdict.verdict) == (
        {
            "exit/novice-completes": f"unknown gates/docs/owners-guide.yaml:5:7 {shallow}",
            "exit/dry-run": f"unknown gates/docs/runbooks/canopy.yaml:5:7 {shallow}",
            "exit/recovery-drill": f"unknown gates/docs/runbooks/canopy.yaml:13:7 {shallow}",
            "exit/approved": f"unknown gates/docs/releases/v1.1.0.yaml:3:5 {shallow}",
        },
        "fail",
    )
    assert clone.criterion_of(RUNBOOK, "exit/dry-run").next == "fetch the whole history (`fetch-depth: 0`)"

    clone.git("fetch", "--quiet", "--unshallow", "--tags")
    assert bad(clone.judged()) == []
