"""What is decided once for a whole kind holds for each of its documents, whichever comes first."""

import pytest

from tests.gates.shipping import shipping
from tests.repo import Repo
from tests.test_cli import KB, run


@pytest.mark.parametrize("name", ["a.md", "z.md"])
def test_a_broken_article_waits_for_the_first_release_wherever_its_name_sorts(repo: Repo, name: str) -> None:
    repo.write({"m.md": KB, name: KB.replace("## Resolution", "## Something else"), "opsgate.toml": ""}).commit()

    verdict = repo.gate(allow_empty=True)

    assert {(gate.gate, gate.verdict) for gate in verdict.gates} == {("entrance", "not-due"), ("exit", "not-due")}
    assert (verdict.verdict, verdict.idle) == ("fail", True)


def test_a_broken_glass_is_on_record_in_the_folder_of_verdicts_alone(repo: Repo) -> None:
    shipping(repo.root)
    glass = ("--break-glass", "--by", "@ana", "--reason", "x", "--release", "v1.0.0", "--as-of", "2026-11-22")

    done = run(repo, "gate", *glass, "--output", "elsewhere.json")

    assert done.returncode == 2
    assert done.stderr == ("opsgate: --break-glass is kept on record in verdicts/: say --output verdicts/NAME.json\n")


def test_the_record_of_a_broken_glass_is_never_written_over(repo: Repo) -> None:
    repo.write({"verdicts/v1.json": '{"override": {"by": "@ana"}}'})

    done = run(repo, "gate", "--output", "verdicts/v1.json")

    assert (done.returncode, (repo.root / "verdicts/v1.json").read_text()) == (2, '{"override": {"by": "@ana"}}')
    assert done.stderr == (
        "opsgate: verdicts/v1.json keeps on record that a release was let through; write to another file\n"
    )
