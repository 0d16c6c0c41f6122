"""Lock 10: the bad document is kept out of what is judged."""

from pathlib import Path

import pytest

from opsgate.words.errors import OpsgateError
from tests.locks.project import GUIDE, KIM, RUNBOOK, Product, bad, shipped


def without_a_dry_run(root: Path) -> Product:
    repo = shipped(root)
    (repo.root / "gates" / RUNBOOK).with_suffix(".yaml").unlink()
    repo.commit("nobody tried it", mail=KIM, day="2026-11-19")
    return repo


def test_lock_10_one_good_path_is_a_partial_verdict_and_no_release(tmp_path: Path) -> None:
    repo = without_a_dry_run(tmp_path)

    verdict = repo.gate(GUIDE)

    assert (verdict.verdict, verdict.partial, verdict.simulated) == ("pass", True, ("only some paths were judged",))
    assert repo.gate().verdict == "fail"
    with pytest.raises(OpsgateError, match="only some paths were judged; with --release that is a rehearsal"):
        repo.judged(GUIDE)
    with pytest.raises(OpsgateError, match="only the entrance gates were judged"):
        repo.judged(stage="entrance")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('include = ["docs/**/*.md"]', 'include = ["docs/*.md", "docs/releases/*.md", "docs/records/*.md"]'),
        ('include = ["docs/**/*.md"]', 'include = ["docs/**/*.md"]\nexclude = ["docs/runbooks/**"]'),
        ('include = ["docs/**/*.md"]', 'include = ["docs/**/*.md"]\nexclude = ["**/canopy.md"]'),
    ],
)
@pytest.mark.parametrize("required", [True, False])
def test_lock_10_an_excluded_document_is_listed_and_shuts(
    tmp_path: Path, old: str, new: str, *, required: bool
) -> None:
    repo = without_a_dry_run(tmp_path).edit("opsgate.toml", old, new)
    if not required:
        repo.edit("opsgate.toml", '"runbook", ', "")
    repo.commit("exclude", mail=KIM, day="2026-11-19")

    verdict = repo.judged()

    assert f"missing-document {RUNBOOK}:2 it is a `runbook` and excluded, so nobody judges it" in bad(verdict)
    assert verdict.verdict == "fail"


def test_lock_10_a_document_that_git_ignores_is_listed_and_shuts(tmp_path: Path) -> None:
    repo = without_a_dry_run(tmp_path).edit("opsgate.toml", '"runbook", ', "")
    repo.git("rm", "--cached", "--quiet", RUNBOOK)
    repo.write({".gitignore": "docs/runbooks/\n"})
    repo.commit("ignore", mail=KIM, day="2026-11-19")

    verdict = repo.judged()

    assert f"missing-document {RUNBOOK}:2 it is a `runbook` and excluded, so nobody judges it" in bad(verdict)
    assert verdict.verdict == "fail"


@pytest.mark.parametrize("name", ["docs/runbooks/canopy.markdown", "docs/runbooks/canopy.MD", "docs/runbooks/.canopy.md",
                                  "docs/.hidden/canopy.md", "docs/runbooks/canopy.mdx", "docs/node_modules/canopy.md"])  # fmt: skip
def test_lock_10_another_name_for_the_document_does_not_hide_it(tmp_path: Path, name: str) -> None:
    repo = without_a_dry_run(tmp_path)
    text = repo.text(RUNBOOK)
    (repo.root / RUNBOOK).unlink()
    repo.write({name: text}).commit("rename", mail=KIM, day="2026-11-19")

    assert repo.release() == "fail"
