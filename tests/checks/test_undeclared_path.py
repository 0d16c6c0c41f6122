"""Files that commands need: what is made, brought, shown, told of or in the repository needs no word."""

from pathlib import Path

import pytest

from tests.checks.case import runbook, said
from tests.repo import Repo


def found(root: Path, *files: dict[str, str]) -> list[str]:
    repo = Repo(root)
    for part in files:
        repo.write(part)
    return [said(finding) for finding in repo.check(select=["OG406"], cached=False).open]


def sh(*lines: str) -> str:
    return "\n## Checks\n\n```sh\n" + "".join(f"{line}\n" for line in lines) + "```\n"


def needed(at: str, path: str, times: str = "") -> str:
    return (
        f"docs/gate.md:{at}: note OG406 undeclared-path: `{path}` is needed{times}, but neither in the repository, nor made "
        "by a step, nor explained here or in a related document"
        " [say where it is or comes from, or list it among the configuration files]"
    )


@pytest.mark.parametrize(
    ("command", "column", "path"),
    [
        ("./scripts/failover.sh north", 1, "scripts/failover.sh"),
        ("scripts/failover.sh", 1, "scripts/failover.sh"),
        ("sudo bash failover.sh", 11, "failover.sh"),
        ("python3 tools/failover.py --now", 9, "tools/failover.py"),
        ("source gate.env", 8, "gate.env"),
        ("kubectl apply -f deploy/gate.yaml", 18, "deploy/gate.yaml"),
        ("ansible-playbook failover.yml", 18, "failover.yml"),
        ("gatectl --config gate.toml start", 18, "gate.toml"),
        ("cp gate.conf /etc/gate/gate.d", 4, "gate.conf"),
        ("cat gate.conf", 5, "gate.conf"),
    ],
)
def test_a_command_needs_a_file(command: str, column: int, path: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(body=sh(command))) == [needed(f"22:{column}", path)]


def test_a_file_needed_more_than_once_is_one_finding(tmp_path: Path) -> None:
    body = sh("./failover.sh north", "./failover.sh south")
    assert found(tmp_path, runbook(body=body)) == [needed("22:1", "failover.sh", " 2 times")]


@pytest.mark.parametrize("name", ["scripts/failover.sh", "docs/scripts/failover.sh", "gate/tools/failover.sh"])
def test_a_file_in_the_repository_is_there(name: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(body=sh("scripts/failover.sh")), {name: "true\n"}) == []


def test_a_file_that_git_ignores_is_there(tmp_path: Path) -> None:
    Repo(tmp_path).write({".gitignore": "gate.conf\n"}).commit().write({"gate.conf": "lamp = on\n"})
    assert found(tmp_path, runbook(body=sh("cat gate.conf"))) == []


@pytest.mark.parametrize(
    "command",
    [
        "curl /health",
        "curl http://localhost:3000/gate.json",
        "cat /etc/hosts",
        "tail -f /var/log/gate/error.log",
        "bash <script>.sh",
        'bash "$HOME/failover.sh"',
        "cat logs/*.conf",
        "docker pull acme/gate.py:latest",
        "kubectl rollout restart deploy/gate",
        "git checkout origin/fix.conf",
        "sed -i s/a.conf/b.conf/ x",
        "scp gate:/srv/gate.conf .",
        "npm install ./gate.tgz",
        "cat my-gate.conf",
        "kubectl apply -f path/to/gate.yaml",
        "ssh gate ./failover.sh",
        "./node_modules/.bin/gate.js",
        "pip install -r https://example.com/requirements.txt",
    ],
)
def test_what_is_no_file_of_the_reader_is_no_finding(command: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(body=sh(command))) == []


@pytest.mark.parametrize(
    "made",
    [
        "kubectl get gate -o yaml > gate.conf",
        "touch gate.conf",
        "cp /srv/gate.conf gate.conf",
        "gatectl dump | tee gate.conf",
        "gatectl dump --output gate.conf",
        "vi gate.conf",
        "aws s3 cp s3://gate/gate.conf .",
        "git clone https://git.example.com/gate",
        "tar xzf gate.tgz",
        "cd gate",
        "cat > gate.conf <<EOF\nlamp = on\nEOF",
    ],
)
def test_a_step_may_make_or_bring_a_file(made: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(body=sh(made, "cat gate.conf"))) == []


@pytest.mark.parametrize(
    "told",
    [
        "The file `gate.conf` lies in the vault.",
        "Put gate.conf beside the program.",
        "| File | Location |\n|---|---|\n| gate.conf | vault |",
        "```conf\nlamp = on\n```",
        "Clone the repository first.",
    ],
)
def test_a_document_may_tell_of_a_file(told: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(body=f"\n## Notes\n\n{told}\n{sh('cat gate.conf')}")) == []


def test_a_document_that_is_named_may_tell(tmp_path: Path) -> None:
    guide = {
        "docs/guide.md": "---\nkind: operation-guide\ntitle: Gate\nproject: Gate\n---\n\n# Gate\n\n## Configuration\n\n"
        "### Configuration files\n\n| File | Purpose | Location |\n|---|---|---|\n| gate.conf | Lamps | /srv |\n"
    }
    page = runbook(body=f"\nSee [the guide](guide.md).\n{sh('cat gate.conf', 'cat door.conf')}")
    assert found(tmp_path, page, guide) == [needed("25:5", "door.conf")]


def test_what_a_console_shows_is_told(tmp_path: Path) -> None:
    body = "\n## Checks\n\n```console\n$ cat gate.conf\nlamp = on\n```\n"
    assert found(tmp_path, runbook(body=body)) == []


@pytest.mark.parametrize("token", ["a/" * 20_000, "." * 40_000, "a." * 20_000, "`a/" * 10_000])
def test_long_lines_are_read_in_time(token: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(body=sh(f"cat {token}") + f"\n{token}\n")) == []
