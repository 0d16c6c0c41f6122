"""An operation guide that contradicts itself: what its gates ask, said when it is committed."""

from pathlib import Path

import pytest

from tests.checks.case import said
from tests.repo import Repo

GUIDE = "---\nkind: operation-guide\ntitle: G\nproject: Lamp\n{front}---\n\n# G\n\n{body}"


def found(root: Path, rule: str, body: str, front: str = "", level: str = "product") -> list[str]:
    """Findings of a rule in ``g.md``, each without what is the same in all."""
    repo = Repo(root).write({"docs/g.md": GUIDE.format(front=front, body=body)})
    lines = [said(finding) for finding in repo.check(select=[rule], level=level).open]
    return [
        f"{line.partition(': ')[0].removeprefix('docs/g.md')} {line.partition(rule)[2].partition(': ')[2]}"
        for line in lines
    ]


def table(heading: str, header: str, *rows: str) -> str:
    return "\n".join([f"## {heading}", "", f"| {header} |", f"|{'---|' * (header.count('|') + 1)}",
                      *(f"| {row} |" for row in rows), ""])  # fmt: skip


CHAPTERS = "\n## 2. Rooms\n\n## 3. Setup\n\n### 3.1 Steps\n\n### 3.2 Checks\n\n## Chapter 4: Rest\n"


@pytest.mark.parametrize("cell", ["All sections", "2, 3.2", "2-4", "3.1–3.2", "Setup", "the rest", "", "[SECTIONS]"])
def test_sections_that_exist_or_cannot_be_told_are_no_findings(tmp_path: Path, cell: str) -> None:
    body = table("1.2 Audience", "Audience | Sections", f"Ops | {cell}") + CHAPTERS
    assert found(tmp_path, "OG309", body) == []


def test_a_section_that_does_not_exist_is_one_finding_a_cell(tmp_path: Path) -> None:
    body = table("1.2 Audience", "Audience | Sections", "Ops | 2, 3.3, 7, 4-2", "Users | 5") + CHAPTERS
    hint = "[name a section by the number in its heading]"
    assert found(tmp_path, "OG309", body) == [
        f":13:9 there is no section 3.3, which `3.3` names {hint}",
        f":14:11 there is no section 5, which `5` names {hint}",
    ]


def test_a_port_is_listened_on_once(tmp_path: Path) -> None:
    rows = ("443 | TCP | Inbound | Users", "443 | UDP | Inbound | Users", "443 | HTTPS | Inbound | Lamps",
            "443 | TCP | Outbound | Updates", "some | TCP | Inbound | x")  # fmt: skip
    assert found(tmp_path, "OG309", table("Ports", "Port | Protocol | Direction | Purpose", *rows)) == [
        ":15:3 port `443` is listened on twice, as `443` above (see docs/g.md:13:3)"
        " [give one of them another port, or tell their protocols apart]"
    ]


def test_ports_of_several_hosts_are_no_finding(tmp_path: Path) -> None:
    rows = ("Internet | Balancer | 443 | TCP | Users", "Balancer | Server | 443 | TCP | Users")
    assert found(tmp_path, "OG309", table("Ports", "Source | Destination | Port | Protocol | Purpose", *rows)) == []


def test_what_is_required_has_no_default_and_what_is_not_has_one(tmp_path: Path) -> None:
    rows = ("A | Yes | 1 | x", "B | No | 1 | x", "C | No | – | x", "D | Yes | none | x", "E | maybe | 1 | x")
    assert found(
        tmp_path, "OG309", table("Environment variables", "Variable | Required | Default | Description", *rows)
    ) == [
        ":13:13 `A` is required, and its default is `1` (see docs/g.md:13:7)"
        " [empty the default, or write `No` under required]",
        ":15:12 `C` is not required, and has no default (see docs/g.md:15:7)"
        " [write its default, or `Yes` under required]",
    ]


def test_a_warning_comes_before_it_is_critical(tmp_path: Path) -> None:
    rows = (
        "Load | > 80% | > 90%",
        "Disk | > 90% | > 80%",
        "Oil | < 20% | < 10%",
        "Age | > 1d | > 5 MB",
        "Heat | hot | 9",
    )
    assert found(tmp_path, "OG309", table("Metrics to monitor", "Metric | Warning | Critical", *rows)) == [
        ":14:10 `> 90%` does not come before `> 80%` (see docs/g.md:14:18) [exchange or mend the two]"
    ]


HISTORY = table(
    "Document history",
    "Version | Date | Author | Changes",
    "1.0 | 2026-01-05 | @a | New",
    "1.1 | 2026-03-02 | @a | More",
)


def test_the_newest_row_is_the_version_and_the_day(tmp_path: Path) -> None:
    front = "version: 1.2\nlast_updated: 2026-03-01\n"
    assert found(tmp_path, "OG308", HISTORY, front) == [
        ":5:10 `version` is `1.2`, and the newest row of the history has `1.1` (see docs/g.md:16:3)"
        " [write a row for this version, or mend the key]"
    ]
    assert found(tmp_path, "OG309", HISTORY, front) == [
        ":6:15 `last_updated` is `2026-03-01`, and the newest row of the history has `2026-03-02` (see docs/g.md:16:9)"
        " [write a row for this version, or mend the key]"
    ]


@pytest.mark.parametrize(
    "front", ["", "version: v1.1\nlast_updated: 2026-03-02\n", "version: next\nlast_updated: soon\n"]
)
def test_what_fits_or_cannot_be_read_is_no_finding(tmp_path: Path, front: str) -> None:
    assert found(tmp_path, "OG308", HISTORY, front) == []
    assert found(tmp_path, "OG309", HISTORY, front) == []


def test_what_a_level_does_not_ask_is_no_finding(tmp_path: Path) -> None:
    assert found(tmp_path, "OG308", HISTORY, "version: 9\n", level="hobby") == []


def code(*lines: str) -> str:
    return "\n```sh\n" + "\n".join(lines) + "\n```\n"


def test_what_is_started_is_stopped(tmp_path: Path) -> None:
    body = "## Startup and shutdown\n" + code("systemctl start api", "systemctl start web", "systemctl stop web")
    assert found(tmp_path, "OG311", body, level="hobby") == [
        ":12:1 `api` is started, and no command stops it [write the command that stops it]"
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("docker compose up -d a b", "docker compose up -d c", "docker compose stop c", "docker compose stop a b"),
        ("docker compose up -d a b", "docker compose up -d c", "docker compose stop c", "docker compose stop b", "docker compose stop a"),
        ("systemctl start a", "systemctl start b", "systemctl stop a b"),
        ("systemctl start a", "systemctl start b", "docker compose down"),
        ("systemctl start a", "systemctl start b", "systemctl stop b", "systemctl stop a", "systemctl stop b"),
    ],
)  # fmt: skip
def test_stopping_in_the_opposite_order_or_all_at_once_is_no_finding(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert found(tmp_path, "OG312", "## Startup and shutdown\n" + code(*lines)) == []


def test_what_others_rely_on_is_stopped_last(tmp_path: Path) -> None:
    lines = ("systemctl start db", "systemctl start api", "systemctl start web", "systemctl stop web", "systemctl stop db",
             "systemctl stop api")  # fmt: skip
    assert found(tmp_path, "OG312", "## Startup and shutdown\n" + code(*lines)) == [
        ":16:1 `db` is stopped before `api`, which was started after it (see docs/g.md:13:1)"
        " [stop in the opposite order, or say why not]"
    ]


def test_the_check_says_what_the_gate_says(tmp_path: Path) -> None:
    body = table("Ports", "Port | Protocol | Direction | Purpose", "80 | TCP | Inbound | a", "80 | TCP | Inbound | b")
    at_commit = found(tmp_path, "OG309", body)
    at_gate = Repo(tmp_path).criterion("docs/g.md", "entrance/ports-unique", level="product", release=None)
    stands = "port `80` is listened on twice, as `80` above"
    assert [line.partition(" (see")[0] for line in at_commit] == [f":14:3 {stands}"]
    assert at_gate == f"fail docs/g.md:14:3 {stands}"
