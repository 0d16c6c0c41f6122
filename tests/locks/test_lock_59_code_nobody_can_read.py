"""Lock 59: shell code that nobody can read does not count as code that needs nothing."""

from pathlib import Path

import pytest

from tests.locks.project import RUNBOOK, SAM, bad, shipped

UNREAD = "nobody can tell what this code needs: it cannot be read as shell"
LONG = "# [" + "[" * 301


def fence(code: str, label: str = "bash") -> str:
    return f"## More\n\n```{label}\n{code}\n```\n\n## Alerts"


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("for p in $(cat list; do echo $p; done\nls", "56:1"),
        ("ls\nif then )) fi done $HOME", "57:1"),
        (f"{LONG}\nkubectl get pods", "57:1"),
        ("\n".join(["(ls)"] * 401 + ["kubectl get pods"]), "457:1"),
        ("ls\n" * 20_000 + "kubectl get pods", "20056:1"),
    ],
    ids=["a parenthesis", "a broken line below", "brackets in a comment", "many parentheses", "a long one"],
)
def test_the_gate_does_not_open_on_code_that_cannot_be_read(tmp_path: Path, code: str, at: str) -> None:
    repo = shipped(tmp_path).edit(RUNBOOK, "## Alerts", fence(code))
    repo.commit("more", mail=SAM)

    assert repo.decided(RUNBOOK, "exit/no-tribal-knowledge") == f"unknown {RUNBOOK}:{at} {UNREAD}"
    assert repo.release() != "pass"


def test_good_lines_beside_a_broken_one_are_read(tmp_path: Path) -> None:
    code = "for p in $(cat list; do echo $p; done\naws s3 ls $BUCKET"
    repo = shipped(tmp_path).edit(RUNBOOK, "## Alerts", fence(code))
    repo.commit("more", mail=SAM)

    assert repo.decided(RUNBOOK, "exit/no-tribal-knowledge") == (
        f"fail {RUNBOOK}:57:11 OG402 undeclared-variable: `$BUCKET` is used, but neither set nor explained here or in a"
        " related document (and 2 more)"
    )


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("NAME   READY\nweb-1 (a)  1/1\n)", "console"),
        ('{"level":"warn","msg":"a (b"}\n(', "bash"),
        ("sum by (resource) (rate(requests_total{code=~'5..'}[1d]))", "console"),
        ("$ ls\n(((", "console"),
        ("ls <door> [DAY] {{ lamp }}", "sh"),
        ("echo )", "python"),
    ],
)
def test_output_and_placeholders_are_nothing_that_had_to_be_read(tmp_path: Path, code: str, label: str) -> None:
    repo = shipped(tmp_path).edit(RUNBOOK, "## Alerts", fence(code, label))
    repo.commit("more", mail=SAM)

    said = [line for line in bad(repo.judged()) if UNREAD in line]
    assert said == []
