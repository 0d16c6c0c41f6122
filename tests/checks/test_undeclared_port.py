"""Ports that commands reach: in addresses, in options, as arguments; and all the ways to tell of one."""

from pathlib import Path

import pytest

from tests.checks.case import runbook, said
from tests.repo import Repo

HINT = " [list it under the network requirements, or say in a sentence which part listens on it]"
GUIDE = """\
---
kind: operation-guide
title: Gate operation guide
project: Gate
---

# Gate operation guide

## 2. System requirements

### 2.3 Network requirements

| Port | Protocol | Direction | Purpose |
|---|---|---|---|
| 443 | HTTPS | Inbound | Web traffic |
| 5432 | TCP | Internal | Database |
| 6379 | TCP | Internal | Cache |

## 3. Installation

### 3.2 Installation steps

```bash
curl http://localhost:3000/health
psql -h db.internal -p 5432 gate
redis-cli -h cache.internal -p 6379 ping
curl /health
curl https://gate.example.com/health
```
"""


def found(root: Path, *files: dict[str, str]) -> list[str]:
    repo = Repo(root)
    for part in files:
        repo.write(part)
    return [said(finding) for finding in repo.check(select=["OG404"], cached=False).open]


def sh(*lines: str) -> str:
    return "\n## Checks\n\n```sh\n" + "".join(f"{line}\n" for line in lines) + "```\n"


def reached(at: str, port: int, times: str = "") -> str:
    return (
        f"docs/{at}: note OG404 undeclared-port: port {port} is reached{times}, but nothing here or in a related document "
        f"says what listens there{HINT}"
    )


def test_an_operation_guide_is_held_against_its_network_requirements(tmp_path: Path) -> None:
    assert found(tmp_path, {"docs/guide.md": GUIDE}) == [reached("guide.md:24:23", 3000)]


@pytest.mark.parametrize(
    ("command", "column"),
    [
        ("curl http://localhost:3000/health", 23),
        ("curl -sf 'http://127.0.0.1:3000/health' | jq .status", 28),
        ("curl http://10.0.0.5:3000/", 22),
        ('wget -q "http://${HOST}:3000/"', 25),
        ("curl http://<host>:3000/", 20),
        ("gatectl --server localhost:3000 status", 28),
        ("nc -z localhost 3000", 17),
        ("telnet 10.0.0.5 3000", 17),
        ("ssh -p 3000 ops@gate", 8),
        ("psql --port=3000 gate", 13),
        ("mysql -h db -P 3000 gate", 16),
        ("gatectl --host gate --port 3000 status", 28),
        ("lsof -i :3000", 10),
        ("fuser 3000/tcp", 7),
        ("ss -ltn | grep :3000", 17),
        ("timeout 1 sh -c 'echo > /dev/tcp/localhost/3000'", 44),
    ],
)
def test_a_command_reaches_a_port(command: str, column: int, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(body=sh(command))) == [reached(f"gate.md:22:{column}", 3000)]


def test_a_port_reached_more_than_once_is_one_finding(tmp_path: Path) -> None:
    body = sh("curl http://localhost:3000/health", "curl http://localhost:3000/ready")
    assert found(tmp_path, runbook(body=body)) == [reached("gate.md:22:23", 3000, " 2 times")]


def test_a_command_in_a_cell_reaches_a_port_too(tmp_path: Path) -> None:
    body = "\n## Checks\n\n| What | How |\n|---|---|\n| Health | `curl http://localhost:3000/health` |\n"
    assert found(tmp_path, runbook(body=body)) == [reached("gate.md:23:35", 3000)]


@pytest.mark.parametrize(
    "command",
    [
        "curl http://localhost/health",
        "curl https://localhost:443/health",
        "ssh -p 22 ops@gate",
        "psql -p 5432 gate",
        "redis-cli -p 6379 ping",
        "curl http://gate-api:3000/health",
        "curl https://gate.example.com:3000/health",
        "kubectl port-forward svc/gate 3000:80",
        "docker run --publish 3000:3000 gate:2024",
        "docker pull redis:6379",
        "gated --port 3000",
        "gated --listen-addr=localhost:3000",
        "PORT=3000 npm start",
        "chown 1000:1000 gate.log",
        "date --date '2026-11-02 10:30'",
        "scp gate:3000 .",
        "echo http://localhost:3000",
        "curl http://10.0.0.5:31234/health",
    ],
)
def test_what_says_itself_or_is_no_port_is_no_finding(command: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(body=sh(command))) == []


@pytest.mark.parametrize(
    "told",
    [
        "The service listens on port 3000.",
        "The API (port 3000) answers there.",
        "Open <http://localhost:3000> first.",
        "Open `localhost:3000` first.",
        "| Port | Purpose |\n|---|---|\n| 3000 | API |",
        "```yaml\nports:\n  - 3000\n```",
        "```sh\nkubectl port-forward svc/gate 3000:80\n```",
        "```sh\nexport PORT=3000\n```",
        "```sh\n# 3000 is the API\n```",
        "Ports 2990–3010 are the API's.",
    ],
)
def test_a_document_may_tell_in_many_ways(told: str, tmp_path: Path) -> None:
    body = f"\n## Notes\n\n{told}\n{sh('curl http://localhost:3000/health')}"
    assert found(tmp_path, runbook(body=body)) == []


def test_a_number_that_counts_something_else_tells_nothing(tmp_path: Path) -> None:
    body = f"\n## Notes\n\nIt starts within 3000 ms.\n{sh('curl http://localhost:3000/health')}"
    assert found(tmp_path, runbook(body=body)) == [reached("gate.md:26:23", 3000)]


def test_a_product_that_is_named_explains_its_own_port(tmp_path: Path) -> None:
    body = f"\n## Notes\n\nPrometheus keeps two weeks.\n{sh('curl http://localhost:9090/-/healthy')}"
    assert found(tmp_path, runbook(body=body)) == []


def test_a_document_that_is_named_may_tell(tmp_path: Path) -> None:
    page = runbook(
        body=f"\nSee [the guide](guide.md).\n{sh('curl http://localhost:3000/', 'curl http://localhost:3001/')}"
    )
    guide = {"docs/guide.md": GUIDE.replace("| 6379 |", "| 3000 |").replace("redis-cli", "# redis-cli")}
    assert [line for line in found(tmp_path, page, guide) if "gate.md" in line] == [reached("gate.md:25:23", 3001)]


def test_only_documents_that_are_followed_and_in_use_are_looked_at(tmp_path: Path) -> None:
    history = runbook("status: retired\n", sh("curl http://localhost:3000/"))
    notes = {"docs/t.md": f"---\nkind: telemetry\ntitle: Gate\n---\n\n# Gate\n{sh('curl http://localhost:3000/')}"}
    assert found(tmp_path, history, notes) == []


@pytest.mark.parametrize("token", ["a," * 20_000, "http://" * 5_000, "1:" * 20_000, "@" * 40_000, "a@" * 20_000])
def test_long_lines_are_read_in_time(token: str, tmp_path: Path) -> None:
    assert found(tmp_path, runbook(body=sh(f"curl {token}") + f"\n{token}\n")) == []
