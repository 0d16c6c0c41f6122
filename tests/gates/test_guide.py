"""Criteria over the operation guide: whether its tables and chapters agree with one another."""

from pathlib import Path

import pytest

from tests.gates.around import ask, write

GUIDE = "---\nkind: operation-guide\ntitle: G\nproject: Lamp\n{more}---\n\n# G\n\n{body}"
CHAPTERS = "\n## 2. Rooms\n\n## 3. Setup\n\n### 3.1 Steps\n\n### 3.2 Checks\n\n## Chapter 4: Rest\n"


def guide(root: Path, body: str, name: str, more: str = "", **options: object) -> list[str]:
    write(root, {"docs/g.md": GUIDE.format(more=more, body=body)})
    return ask(root, "docs/g.md", f"entrance/{name}", **options)


def words(lines: list[str]) -> list[str]:
    return [line.split(" ", 2)[0] + " " + line.split(" ", 2)[2] for line in lines]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("All sections", ["pass all sections are named"]),
        ("all", ["pass all sections are named"]),
        ("2, 3.2", ["pass section 2 exists", "pass section 3.2 exists"]),
        ("2-4", ["pass section 2-4 exists"]),
        ("Sections 2 to 4; 3.1–3.2", ["pass section Sections 2 to 4 exists", "pass section 3.1–3.2 exists"]),
        ("2 (all of it) and 4", ["pass section 2 exists", "pass section 4 exists"]),
        ("Setup", ["pass there is a section `Setup`"]),
        ("2, 7", ["pass section 2 exists", "fail there is no section 7, which `7` names"]),
        ("3.1-3.4", ["fail there is no section 3.3, which `3.1-3.4` names"]),
        ("1-4", ["fail there is no section 1, which `1-4` names"]),
        ("4-2", ["fail the range `4-2` leads nowhere"]),
        ("2-999999999", ["fail the range `2-999999999` leads nowhere"]),
        ("3.10", ["fail there is no section 3.10, which `3.10` names"]),
        ("most", ["unknown `most` is no section number, and no section has that name"]),
        ("", ["unknown nothing says which sections `Ops` reads"]),
        ("[SECTIONS]", ["unknown nothing says which sections `Ops` reads"]),
    ],
)
def test_section_numbers_are_those_of_headings(tmp_path: Path, cell: str, said: list[str]) -> None:
    body = f"## Audience\n\n| Audience | Sections |\n|---|---|\n| Ops | {cell} |\n"
    assert words(guide(tmp_path, body + CHAPTERS, "audience-sections-exist")) == said


def test_the_place_is_that_of_the_cell(tmp_path: Path) -> None:
    body = "## Audience\n\n| Audience | Sections |\n|---|---|\n| Ops | 7 |\n"
    assert guide(tmp_path, body + CHAPTERS, "audience-sections-exist") == [
        "fail docs/g.md:13:9 there is no section 7, which `7` names"
    ]


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("audience-sections-exist", "## Audience"),
        ("related-documents-exist", "## Related documents"),
        ("ports-unique", "## Ports"),
        ("defaults-fit", "## Environment variables"),
        ("thresholds-ordered", "## Metrics"),
        ("history-matches", "## Document history"),
    ],
)
def test_without_a_row_nobody_can_tell(tmp_path: Path, name: str, heading: str) -> None:
    assert guide(tmp_path, "", name) == ["unknown docs/g.md:7:1 there is no row to look at"]
    assert guide(tmp_path, f"{heading}\n\nNothing yet.\n", name) == ["unknown docs/g.md:9:1 there is no row to look at"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("[Run](run.md)", "pass `docs/run.md` exists"),
        ("run.md", "pass `docs/run.md` exists"),
        ("../img", "pass `img` exists"),
        ("[G](g.md#ports)", "pass `g.md#ports` exists"),
        ("#ports", "pass `#ports` exists"),
        ("https://example.com/a", "not-applicable https://example.com/a lies outside the repository"),
        ("gone.md", "fail `docs/gone.md` does not exist"),
        ("Run.md", "fail `docs/Run.md` does not exist"),
        ("../../up.md", "fail `../../up.md` leads out of the repository"),
        ("#doors", "fail `docs/g.md` has no heading `#doors`"),
        ("[G](g.md#doors)", "fail `docs/g.md` has no heading `#doors`"),
        ("wiki", "unknown `wiki` is neither a path nor a URL"),
        ("", "unknown no location stands here"),
        ("[LINK]", "unknown no location stands here"),
    ],
)
def test_related_documents_are_where_the_guide_says(tmp_path: Path, cell: str, said: str) -> None:
    write(tmp_path, {"docs/run.md": "# Run\n", "img/a.svg": "<svg/>"})
    body = f"## Related documents\n\n| Document | Location |\n|---|---|\n| D | {cell} |\n\n## Ports\n"
    (line,) = words(guide(tmp_path, body, "related-documents-exist"))
    assert line.partition(" [")[0] == said


PORTS = "## Ports\n\n| Port | Protocol | Direction | Purpose |\n|---|---|---|---|\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("| 80 | HTTP | Inbound | a |\n| 443 | HTTPS | Inbound | b |\n", ["pass 2 ports are listened on, each once"]),
        ("| 443 | HTTPS | Inbound | a |\n| 443 | HTTPS | Outbound | b |\n", ["not-applicable `443` is outbound", "pass 1 ports are listened on, each once"]),
        ("| 53 | TCP | Inbound | a |\n| 53 | UDP | Inbound | b |\n", ["pass 2 ports are listened on, each once"]),
        ("| 443 | HTTPS | Inbound | a |\n| 443 | HTTP/3 | Inbound | b |\n", ["pass 2 ports are listened on, each once"]),
        ("| 53 | TCP/UDP | Inbound | a |\n| 53 | UDP | Inbound | b |\n", ["fail port `53` is listened on twice, as `53` above [docs/g.md:13:3]"]),
        ("| 8000-8010 | TCP | Inbound | a |\n| 8005 | HTTP | Internal | b |\n", ["fail port `8005` is listened on twice, as `8000-8010` above [docs/g.md:13:3]"]),
        ("| 8005 | TCP | Inbound | a |\n| 8000-8010 | HTTP | Internal | b |\n", ["fail port `8000-8010` is listened on twice, as `8005` above [docs/g.md:13:3]"]),
        ("| 22 | SSH | Outgoing | a |\n", ["not-applicable `22` is outbound"]),
        ("| many | TCP | Inbound | a |\n", ["unknown `many` is no port"]),
        ("|  | TCP | Inbound | a |\n", ["unknown no port stands here"]),
    ],
)  # fmt: skip
def test_no_port_is_listened_on_twice(tmp_path: Path, rows: str, said: list[str]) -> None:
    assert words(guide(tmp_path, PORTS + rows, "ports-unique")) == said


def test_many_rows_on_one_port_are_judged_quickly_and_each_once(tmp_path: Path) -> None:
    found = guide(tmp_path, PORTS + "| 80 | HTTP | Inbound | a |\n" * 500, "ports-unique")
    assert len(found) == 499


VARIABLES = "## Environment variables\n\n| Variable | Required | Default | Description |\n|---|---|---|---|\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("| A | Yes | – | a |", "pass `A` fits"),
        ("| A | Yes | none | a |", "pass `A` fits"),
        ("| A | No | 4 | a |", "pass `A` fits"),
        ("| A | Yes: in production |  | a |", "pass `A` fits"),
        ("| A | Yes | 4 | a |", "fail `A` is required, and its default is `4` [docs/g.md:13:7]"),
        ("| A | No |  | a |", "fail `A` is not required, and has no default [docs/g.md:13:7]"),
        ("| A | maybe | 4 | a |", "unknown nobody can tell whether `A` is required"),
        ("| A |  | 4 | a |", "unknown nobody can tell whether `A` is required"),
    ],
)
def test_required_variables_have_no_default_and_optional_ones_do(tmp_path: Path, row: str, said: str) -> None:
    assert words(guide(tmp_path, f"{VARIABLES}{row}\n", "defaults-fit")) == [said]


def test_a_table_without_the_column_decides_nothing(tmp_path: Path) -> None:
    body = "## Environment variables\n\n| Variable | Required |\n|---|---|\n| A | Yes |\n"
    assert words(guide(tmp_path, body, "defaults-fit")) == ["unknown the table has no column `default`"]


METRICS = "## Metrics\n\n| Metric | Warning | Critical | Tool |\n|---|---|---|---|\n| M | {} | {} | T |\n"


@pytest.mark.parametrize(
    ("milder", "graver", "said"),
    [
        ("> 80%", "> 95%", "pass `> 80%` comes before `> 95%`"),
        ("> 800ms", "> 2s", "pass `> 800 ms` comes before `> 2 s`"),
        ("< 14d", "< 3d", "pass `< 14 d` comes before `< 3 d`"),
        ("> 80%", "95%", "pass `> 80%` comes before `> 95%`"),
        ("> 80% 5m", "> 80% 15m", "pass `> 80% for 5m` comes before `> 80% for 15m`"),
        ("> 95%", "> 80%", "fail `> 95%` does not come before `> 80%` [docs/g.md:13:15]"),
        ("< 3d", "< 14d", "fail `< 3 d` does not come before `< 14 d` [docs/g.md:13:14]"),
        ("> 80%", "> 80%", "fail `> 80%` does not come before `> 80%` [docs/g.md:13:15]"),
        ("> 80%", "< 95%", "fail `> 80%` and `< 95%` look in opposite directions [docs/g.md:13:15]"),
        ("80%", "95%", "unknown `80%` and `95%` do not say above or below [docs/g.md:13:13]"),
        ("> 80%", "> 95ms", "unknown `> 80%` and `> 95 ms` have units that cannot be compared [docs/g.md:13:15]"),
        ("> 80%", "high", "unknown `high` is no threshold"),
        ("> 80%", "", "unknown no critical threshold stands here"),
    ],
)
def test_a_warning_comes_before_the_critical_value(tmp_path: Path, milder: str, graver: str, said: str) -> None:
    assert words(guide(tmp_path, METRICS.format(milder, graver), "thresholds-ordered")) == [said]


HISTORY = "## Document history\n\n| Version | Date | Author | Changes |\n|---|---|---|---|\n{}"
ROWS = "| 1.0 | 2026-10-01 | @a | First |\n| 1.1 | 2026-11-01 | @a | Second |\n"


@pytest.mark.parametrize(
    ("more", "rows", "said"),
    [
        ("version: '1.1'\nlast_updated: 2026-11-01\n", ROWS, ["pass `version` is that of the newest row", "pass `last_updated` is that of the newest row"]),
        ("version: v1.1.0\nlast_updated: 2026-10-01\n", ROWS, [
            "pass `version` is that of the newest row",
            "fail `last_updated` is `2026-10-01`, and the newest row of the history has `2026-11-01` [docs/g.md:16:9]",
        ]),
        ("version: '1.0'\nlast_updated: 2026-11-01\n", ROWS, [
            "fail `version` is `1.0`, and the newest row of the history has `1.1` [docs/g.md:16:3]",
            "pass `last_updated` is that of the newest row",
        ]),
        ("version: '1.1'\n", ROWS, ["pass `version` is that of the newest row", "unknown `last_updated` is `missing`, expected a date"]),
        ("version: '1.1'\nlast_updated: 2026-11-01\n", ROWS + "| 1.2 | soon | @a | Third |\n", [
            "unknown nobody can read the date of this row",
            "pass `version` is that of the newest row", "pass `last_updated` is that of the newest row",
        ]),
        ("version: '1.1'\nlast_updated: 2026-11-21\n", "| 1.1 | 2026-11-21 | @a | Later |\n", [
            "pass `version` is that of the newest row", "fail `last_updated`, 2026-11-21, lies in the future",
        ]),
        ("version: '1.1'\n", "| [X.X] | YYYY-MM-DD | @a | Later |\n", [
            "unknown nobody can read the version of this row", "unknown nobody can read the date of this row",
        ]),
    ],
)  # fmt: skip
def test_the_newest_row_of_the_history_is_this_version(tmp_path: Path, more: str, rows: str, said: list[str]) -> None:
    assert words(guide(tmp_path, HISTORY.format(rows), "history-matches", more)) == said
