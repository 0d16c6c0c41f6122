"""Whole imports of Notion exports: the tree, its relations and links, and that nothing is lost."""

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opsgate.edges.exchange.csv.kept import kept_in
from opsgate.edges.exchange.notion.archive import opened
from opsgate.edges.exchange.notion.pages import read_pack
from opsgate.edges.exchange.notion.plan import Plan, plan
from opsgate.edges.exchange.notion.values import day
from opsgate.knowing.kinds import Kinds
from opsgate.reading.document import document
from opsgate.words.errors import OpsgateError
from tests.exchange.notionzip import (
    PIXEL,
    RUNBOOKS,
    called,
    exported,
    id_of,
    link,
    ops_pack,
    page,
    relation,
    row_page,
    table,
    zipped,
)  # fmt: skip
from tests.repo import Repo

ALL = Kinds().all()
BETWEEN = ("OG301", "OG302", "OG303", "OG304")


def planned(folder: Path, data: bytes, **said: str) -> tuple[Plan, dict[str, bytes]]:
    """The plan for an export, and the files that it writes."""
    source = folder / "export.zip"
    source.write_bytes(data)
    with opened(source) as archive:
        found = plan(archive, ALL, "hobby", said_kinds=said)
        return found, {output.path: b"".join(output.pieces()) for output in found.outputs}


def texts(folder: Path, data: bytes, **said: str) -> dict[str, str]:
    """The Markdown of the tree that an export becomes."""
    return {path: data.decode() for path, data in planned(folder, data, **said)[1].items() if path.endswith(".md")}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, dict[str, bytes]]:
    return planned(tmp_path_factory.mktemp("pack"), exported(*ops_pack()))


def test_a_pack_becomes_a_tree(pack: tuple[Plan, dict[str, bytes]]) -> None:
    assert sorted(pack[1]) == [
        "backup-dr.md",
        "eol/device-v1.md",
        "kb/no-boot.md",
        "kb/power-and-fuses.md",
        "owners-guide.md",
        "pages/lantern-ops-pack.md",
        "pages/lantern-ops-pack/how-we-work.md",
        "pages/lantern-ops-pack/how-we-work/Untitled.png",
        "pages/lantern-ops-pack/ideas.md",
        "pages/lantern-ops-pack/ideas/untitled-ecf5ec.md",
        "pages/lantern-ops-pack/ideas/untitled.md",
        "releases/v1.2.md",
        "runbooks/gateway-start-stop.md",
        "runbooks/gateway-start-stop/front view.png",
        "runbooks/gateway-start-stop/wiring (final).pdf",
        "runbooks/night-watch.md",
        "service/replace-screen.md",
        "support.md",
        "telemetry.md",
        "versioning.md",
    ]


def test_each_database_has_its_kind_and_the_reason(pack: tuple[Plan, dict[str, bytes]]) -> None:
    assert {taken.database.name: taken.guess.reason for taken in pack[0].databases} == {
        "Backups": "7 of its 7 columns, and the name",
        "Compatibility": "7 of its 7 columns, and the name",
        "End of life": "7 of its 7 columns, and the name",
        "Ideas": "none of its columns is one of a kind",
        "Knowledge Base": "7 of its 7 columns, and the name",
        "Owner’s Guide v2": "8 of its 8 columns, and the name",
        "Release Checklist": "9 of its 9 columns, and the name",
        "Runbooks": "8 of its 8 columns, and the name",
        "Service & Repair Notes": "8 of its 8 columns, and the name",
        "Support & SLAs": "8 of its 8 columns, and the name",
        "Telemetry": "7 of its 7 columns, and the name",
    }


def test_relations_lead_to_documents_of_the_tree(pack: tuple[Plan, dict[str, bytes]]) -> None:
    found = {path: document(path, data.decode()).meta for path, data in pack[1].items() if path.endswith(".md")}
    assert {path: _real(meta.get("relations")) for path, meta in found.items() if meta.get("kind")} == {
        "backup-dr.md": {"runbook": ["runbooks/gateway-start-stop.md"]},
        "eol/device-v1.md": {"release-notes": "../releases/v1.2.md"},
        "kb/no-boot.md": {"support-process": "../support.md"},
        "kb/power-and-fuses.md": {},
        "owners-guide.md": {"service-notes": ["service/replace-screen.md"]},
        "releases/v1.2.md": {},
        "runbooks/gateway-start-stop.md": {
            "owners-guide": "../owners-guide.md", "telemetry": "../telemetry.md", "backup-dr": "../backup-dr.md"
        },
        "runbooks/night-watch.md": {},
        "service/replace-screen.md": {"owners-guide": "../owners-guide.md"},
        "support.md": {"owners-guide": "owners-guide.md"},
        "telemetry.md": {"runbook": ["runbooks/gateway-start-stop.md"]},
        "versioning.md": {},
    }  # fmt: skip


def _real(relations: Any) -> dict[str, Any]:
    """Relations without those that only keep a place."""
    return {name: value for name, value in (relations or {}).items() if "[" not in str(value).strip("[]'\"")[:1]
            and not (isinstance(value, str) and value.startswith("["))}  # fmt: skip


def test_a_row_its_relations_and_its_page_become_one_document(pack: tuple[Plan, dict[str, bytes]]) -> None:
    text = pack[1]["runbooks/gateway-start-stop.md"].decode()
    assert (
        text.partition("\n# ")[2]
        == f"""\
Gateway: start/stop

<!-- Lets whoever is on call deploy, watch and recover a service without asking its author. Replace every \
[PLACE_HOLDER], then run `opsgate check`. -->

The gateway is one box in the plant room.

> ⚠️ Never cut the power while the lamp blinks. See [Beginner](../owners-guide.md).

## Procedures

Restart the gateway when its heartbeat stops.

### Start

1. Press the button.

    ![The front](gateway-start-stop/front%20view.png)

2. Wait until the lamp is green, as [the guide](../owners-guide.md#install) says.

## Health checks

| What | How | Expected |
|---|---|---|
| Heartbeats | [HOW] | [EXPECTED] |
| disk | [HOW] | [EXPECTED] |

## Alerts

| Alert | Threshold | Action |
|---|---|---|
| CPU | CPU>80% 10m | [ACTION] |

## Escalation

| Who | When |
|---|---|
| On-call | 15m |

## Backup and restore

Nightly S3

## Known issues

Rare timeout

## Who was there

- [ ]  Ask the night shift
- Toggle: what we tried

    It was the fuse, see [the wiring plan](gateway-start-stop/wiring%20%28final%29.pdf) and
    [an old page](https://www.notion.so/{id_of("old plan")}).

<!-- kept by opsgate import: cells that have no other place here
{{"column": "Last edited", "cell": "November 3, 2026 2:00 PM"}}
-->
"""
    )
    meta = document("a.md", text).meta
    assert (meta["title"], meta["owner"], meta["version"]) == ("Gateway: start/stop", "Ines Okafor", "v1.2")


def test_plain_pages_keep_their_words_and_their_links_are_mended(pack: tuple[Plan, dict[str, bytes]]) -> None:
    assert (
        pack[1]["pages/lantern-ops-pack.md"].decode()
        == """\
# 🛠️ Lantern — Ops Pack

Everything that keeps the lantern lit. Begin with [How we work](lantern-ops-pack/how-we-work.md).

[Runbooks](../runbooks/)

[Ideas](lantern-ops-pack/ideas.md)

Mentioned: [No boot](../kb/no-boot.md), [outside](https://example.com/a%20b).
"""
    )
    assert (
        pack[1]["pages/lantern-ops-pack/how-we-work.md"].decode()
        == f"""\
# How we work

Note: this line is no property.
Owner: nor is this one.

![Untitled](how-we-work/Untitled.png)
See the [gateway](../../runbooks/gateway-start-stop.md) and a list <!-- not in the export: notes%20of%20the%20day.pdf -->.

```text
[not a link](Runbooks%20{id_of("Runbooks")}.csv)
```
"""
    )


def test_a_database_of_no_kind_becomes_a_table_that_leads_to_its_pages(pack: tuple[Plan, dict[str, bytes]]) -> None:
    assert (
        pack[1]["pages/lantern-ops-pack/ideas.md"].decode()
        == """\
# Ideas

| Idea | Done | Tags | Due | People | Where |
|---|---|---|---|---|---|
| [Untitled](ideas/untitled.md) | No | light, sound | November 3, 2026 2:00 PM → November 4, 2026 \
| Sam Rivera, Ines Okafor | https://example.com/idea |
| [Untitled](ideas/untitled-ecf5ec.md) | Yes |  |  |  |  |
"""
    )
    assert (
        pack[1]["pages/lantern-ops-pack/ideas/untitled.md"].decode()
        == """\
# Untitled

- **Done**: No
- **Tags**: light, sound

A | bar, and a bell.
"""
    )


def test_attachments_are_copied_byte_for_byte(pack: tuple[Plan, dict[str, bytes]]) -> None:
    assert pack[1]["pages/lantern-ops-pack/how-we-work/Untitled.png"] == PIXEL
    assert pack[1]["runbooks/gateway-start-stop/wiring (final).pdf"] == b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def test_the_tree_has_no_broken_link_and_no_dangling_relation(
    pack: tuple[Plan, dict[str, bytes]], tmp_path: Path
) -> None:
    repo = Repo(tmp_path).write({f"docs/{path}": data for path, data in pack[1].items()})
    report = repo.check()
    assert len(report.documents) == 12
    assert [found for found in report.findings if found.rule in BETWEEN] == []


def test_the_same_export_gives_the_same_bytes(pack: tuple[Plan, dict[str, bytes]], tmp_path: Path) -> None:
    first, second = ops_pack()
    assert planned(tmp_path, exported(first, second))[1] == pack[1]
    turned = [dict(reversed(part.items())) for part in (second, first)]
    assert planned(tmp_path, exported(*turned))[1] == pack[1]


def test_an_unzipped_export_gives_the_same_tree(pack: tuple[Plan, dict[str, bytes]], tmp_path: Path) -> None:
    for part in ops_pack():
        for path, content in part.items():
            file = tmp_path / "unzipped" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with opened(tmp_path / "unzipped") as archive:
        found = plan(archive, ALL, "hobby")
        assert {output.path: b"".join(output.pieces()) for output in found.outputs} == pack[1]


# Nothing is lost.


def _flat(text: str) -> str:
    """Letters and digits alone, in small letters."""
    return re.sub(r"[\W_]+", "", html.unescape(text).casefold())


def _without_targets(text: str) -> str:
    """A text without where its links lead, which changes."""
    text = re.sub(r"<!-- not in the export: .*? -->", " ", text)
    text = re.sub(r"\]\((?:[^()\s]|\([^()]*\))*\)", "]", text)
    text = re.sub(r" \((?:[^()\s]|\([^()\s]*\))+(?:\.md|\.csv|\?pvs=21)\)", " ", text)
    return re.sub(r"\S+\.md\b", " ", text)


FORMS = {
    "sha256:...; sig:...": ["sha256", "sig"],
    "Revert to v1.1": ["v1.1"],
    "Eng/QA/PM": ["Eng", "QA", "PM"],
    "15m/Basic": ["15m", "basic"],
    "P3 cosmetic": ["P3", "cosmetic"],
    "1.3 LTS": ["1.3", "lts"],
    "Modes A/B": ["Modes A/B"],
}
"""Cells that the kinds' own forms take apart (``opsgate import csv`` gives them back whole)."""


def _pieces(cell: str) -> list[str]:
    """What of a cell has to stand in a document."""
    if cell in FORMS:
        return FORMS[cell]
    dated = day(cell)
    if dated:
        return [dated[0], dated[1]]
    return [piece for piece in re.split(r"[;,|\n]| → ", _without_targets(cell)) if piece.strip()]


def _tree_text(text: str) -> str:
    """All that a file of the tree says, kept cells as they were."""
    kept = " ".join(cell.cell for cell in kept_in(document("a.md", text)))
    return _flat(_without_targets(f"{text} {kept}"))


def missing(data: bytes, folder: Path, tree: Mapping[str, bytes]) -> Iterator[str]:
    """Cells and lines of bodies of an export that are nowhere in the tree."""
    said = {path: _tree_text(content.decode()) for path, content in tree.items() if path.endswith(".md")}
    whole = "\n".join(said.values())
    (folder / "again.zip").write_bytes(data)
    with opened(folder / "again.zip") as archive:
        found = read_pack(archive)
    for database in found.databases:
        for row in database.rows:
            for cell in (*row.cells.values(), *row.more.values()):
                if _flat(_without_targets(cell)) not in whole:
                    yield from (piece for piece in _pieces(cell) if _flat(piece) not in whole)
    for one in found.pages:
        for line in (one.title, *one.body.split("\n")):
            pieces = [_flat(piece) for piece in _without_targets(line).split("‣") if "aside>" not in piece]
            yield from (piece for piece in pieces if piece not in whole)


def test_every_cell_and_every_line_of_a_pack_is_in_the_tree(
    pack: tuple[Plan, dict[str, bytes]], tmp_path: Path
) -> None:
    assert list(missing(exported(*ops_pack()), tmp_path, pack[1])) == []


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff"), max_size=30
)
LINES = st.lists(st.one_of(WORDS, st.sampled_from(["# Start", "## Alerts", "```", "<aside>", "</aside>", "- x", "---",
                 "<!-- x", "-->", "| a | b |", "<div>", "[a](b.md)", "> q"])), max_size=8).map("\n".join)  # fmt: skip


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WORDS, LINES, LINES, LINES, LINES), min_size=1, max_size=2, unique_by=lambda row: row[0]))
def test_whatever_rows_and_pages_say_is_in_the_tree(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    columns = RUNBOOKS[:4]
    base = called("Runbooks")
    cells = [(f"row {number} {row[0]}".strip(), *row[1:4]) for number, row in enumerate(rows)]
    files: dict[str, str | bytes] = {f"{base}_all.csv": table(columns, *cells)}
    for number, (row, cell) in enumerate(zip(rows, cells, strict=True)):
        files[f"{base}/{called('row', str(number))}.md"] = f"# {cell[0]}\n\n{row[4]}"
    data = zipped(files)
    tree = planned(tmp_path, data)[1]
    whole = "".join(_flat(text.decode()) + _kept(text.decode()) for text in tree.values())
    for row, cell in zip(rows, cells, strict=True):
        for text in (*cell, row[4].replace("<aside>", "").replace("</aside>", "").replace("b.md", "")):
            assert [line for line in text.split("\n") if _flat(line) not in whole] == []
    assert planned(tmp_path, data)[1] == tree


def _kept(text: str) -> str:
    return "".join(_flat(cell.cell) for cell in kept_in(document("a.md", text)))


# Odd exports.


def test_rows_of_a_register_with_the_same_key_are_kept_aside(tmp_path: Path) -> None:
    columns = ("Channel", "Severity", "Response", "Resolve", "Owner", "Escalation", "KB", "Status")
    rows = [
        ("Portal", "S1", "1h", "1d", "Sam", "Mgr", "", "Active"),
        ("Portal", "S1", "9h", "2d", "Ola", "", "", "Old"),
    ]
    found, tree = planned(tmp_path, zipped({f"{called('Support')}_all.csv": table(columns, *rows)}))
    text = tree["support.md"].decode()
    assert [(kept.row, kept.column, kept.cell) for kept in kept_in(document("a.md", text))] == [
        (("portal", "s1"), column, cell) for column, cell in zip(columns, rows[1], strict=True) if cell
    ]
    assert [problem.message for problem in found.databases[0].documents[0].problems] == [
        "“Portal”: another row has the same key; this one is kept in a comment"
    ]


def test_a_relation_to_a_document_of_another_kind_is_kept_aside(tmp_path: Path) -> None:
    runbooks, kb = called("Runbooks"), called("Knowledge Base")
    article = relation("No boot", kb, called("No boot"))
    columns = (*RUNBOOKS[:9], "Telemetry")
    cells = ("Pump", "Restart it", *[""] * 6, "v1", article)
    tree = texts(tmp_path, zipped({
        f"{runbooks}_all.csv": table(columns, cells),
        f"{kb}_all.csv": table(("Topic", "Problem", "Resolution", "Owner"), ("No boot", "Stuck", "Wait", "Sam")),
        f"{kb}/{called('No boot')}.md": "# No boot\n",
    }))  # fmt: skip
    found = document("a.md", tree["runbooks/pump.md"])
    assert _real(found.meta.get("relations")) == {}
    assert [(kept.column, kept.cell) for kept in kept_in(found)] == [("Telemetry", "[No boot](../kb/no-boot.md)")]


def test_a_relation_to_something_outside_keeps_its_name_or_address(tmp_path: Path) -> None:
    columns = ("Asset", "Method", "Retention", "Encryption", "RPO/RTO", "Owner", "Data Handling", "Security", "Runbook")
    cells = ("Configs", "S3 nightly", "30d", "KMS", "24h/4h", "Sam", "Privacy policy", "https://example.com/s", "Gone")
    tree = texts(tmp_path, zipped({f"{called('Backups')}_all.csv": table(columns, cells)}))
    found = document("a.md", tree["backup-dr.md"])
    assert _real(found.meta.get("relations")) == {
        "data-handling": "Privacy policy",
        "security": "https://example.com/s",
    }
    assert [(kept.column, kept.cell) for kept in kept_in(found)] == [("Runbook", "Gone")]


def test_a_relation_gives_opsgate_no_orders(tmp_path: Path) -> None:
    order = "Privacy # opsgate: ignore OG301 -- no"
    cells = ("Configs", "S3 nightly", "30d", "KMS", "24h/4h", "Sam", order)
    columns = ("Asset", "Method", "Retention", "Encryption", "RPO/RTO", "Owner", "Data Handling")
    tree = texts(tmp_path, zipped({f"{called('Backups')}_all.csv": table(columns, cells)}))
    found = document("a.md", tree["backup-dr.md"])
    assert _real(found.meta.get("relations")) == {}
    assert [(kept.column, kept.cell) for kept in kept_in(found)] == [("Data Handling", order)]


def test_a_second_register_of_a_kind_gets_a_name_of_its_own(tmp_path: Path) -> None:
    columns = ("Metric", "Source", "Frequency", "Threshold", "Dashboard", "Retention", "Owner")
    row = ("Rate", "Device", "10s avg", "<10Hz", "", "30d", "Sam")
    tree = texts(tmp_path, zipped({
        f"A/{called('Telemetry')}_all.csv": table(columns, row),
        f"B/{called('Telemetry', 'b')}_all.csv": table(columns, ("Other", *row[1:])),
    }))  # fmt: skip
    assert sorted(tree) == ["telemetry-telemetry.md", "telemetry.md"]


def test_the_page_of_a_database_goes_with_its_documents(tmp_path: Path) -> None:
    base = called("Telemetry")
    columns = ("Metric", "Source", "Frequency", "Threshold")
    tree = texts(tmp_path, zipped({
        f"{base}_all.csv": table(columns, ("Rate", "Device", "10s avg", "<10Hz")),
        f"{base}.md": f"# Telemetry\n\nWhat we watch.\n\n[Telemetry]({link(base)}.csv)\n",
        f"{called('Top')}.md": f"# Top\n\n[all]({link(base)}.md)\n",
    }))  # fmt: skip
    assert tree["pages/top.md"] == "# Top\n\n[all](../telemetry.md)\n"
    assert "What we watch." in tree["telemetry.md"]
    assert ".csv" not in tree["telemetry.md"]


def test_a_database_is_of_the_kind_that_somebody_says(tmp_path: Path) -> None:
    base = called("Procedures")
    data = zipped({f"{base}_all.csv": table(("Procedure", "Note"), ("Pump", "careful"))})
    assert sorted(texts(tmp_path, data)) == ["pages/procedures.md"]
    assert sorted(texts(tmp_path, data, Procedures="runbook")) == ["runbooks/pump.md"]
    pack_data = exported(*ops_pack())
    assert "pages/lantern-ops-pack/runbooks.md" in texts(tmp_path, pack_data, Runbooks="none")
    with pytest.raises(OpsgateError, match=r"there is no database “Runbook”; did you mean “Runbooks”\?"):
        planned(tmp_path, pack_data, Runbook="runbook")
    with pytest.raises(OpsgateError, match=r"`runbok` is no kind with columns; did you mean `runbook`\?"):
        planned(tmp_path, pack_data, Runbooks="runbok")


def test_names_that_differ_in_case_alone_get_files_of_their_own(tmp_path: Path) -> None:
    tree = texts(tmp_path, zipped({
        f"{called('Login')}.md": page("Login", f"[other]({link(called('LOGIN'))}.md)"),
        f"{called('LOGIN')}.md": page("LOGIN", f"[other]({link(called('Login'))}.md)"),
        f"{called('CON')}.md": page("CON", "x"),
    }))  # fmt: skip
    second = f"login-{max(id_of('Login'), id_of('LOGIN'), key=lambda id: called('Login').endswith(id) + 0)[:6]}"
    assert sorted(tree) == sorted(["pages/con-page.md", "pages/login.md", f"pages/{second}.md"])
    assert f"[other]({second}.md)" in tree["pages/login.md"]
    assert "[other](login.md)" in tree[f"pages/{second}.md"]


def test_addresses_of_pages_in_the_export_lead_to_their_files(tmp_path: Path) -> None:
    block = "0" * 32
    tree = texts(tmp_path, zipped({
        f"{called('A')}.md": f"# A\n\n[b](https://www.notion.so/B-{id_of('B')}?pvs=21#{block}) "
                             f"<a href=\"{link(called('B'))}.md\">b</a> https://www.notion.so/{id_of('B')}\n",
        f"{called('B')}.md": "# B\n",
    }))  # fmt: skip
    assert tree["pages/a.md"] == f'# A\n\n[b](b.md) <a href="b.md">b</a> https://www.notion.so/{id_of("B")}\n'


def test_links_to_files_that_are_not_there_become_text(tmp_path: Path) -> None:
    found, tree = planned(tmp_path, zipped({
        f"{called('A')}.md": "# A\n\n![](gone/pic%20--1.png) [the *plan*](<plan b.pdf> \"title\") <a href=\"x.pdf\">x</a>\n"
    }))  # fmt: skip
    assert tree["pages/a.md"].decode() == (
        "# A\n\npic --1.png <!-- not in the export: gone/pic%20-\\-1.png --> "
        'the *plan* <!-- not in the export: plan b.pdf --> <a href="x.pdf">x</a>\n'
    )
    assert [(one.lost, one.left) for one in found.plain] == [(["gone/pic%20--1.png", "plan b.pdf"], ["x.pdf"])]


def test_an_anchor_that_no_heading_has_is_dropped(tmp_path: Path) -> None:
    b = link(called("B"))
    tree = texts(tmp_path, zipped({
        f"{called('A')}.md": f"# A\n\n[x]({b}.md#Long-way) [y]({b}.md#gone) [z](<{b}.md#gone>) "
                             f"<a href='{b}.md#gone'>w</a>\n",
        f"{called('B')}.md": "# B\n\n## Long way\n",
    }))  # fmt: skip
    assert tree["pages/a.md"] == "# A\n\n[x](b.md#Long-way) [y](b.md) [z](<b.md>) <a href='b.md'>w</a>\n"


def test_documents_of_pages_long_and_deep_keep_short_paths(tmp_path: Path) -> None:
    name, path = called("A very long title that says nothing at all about it"), ""
    files: dict[str, str | bytes] = {}
    for _ in range(12):
        files[f"{path}{name}.md"] = "# Deep\n"
        path += f"{name}/"
    found = planned(tmp_path, zipped(files))[1]
    assert len(found) == 12
    assert max(map(len, found)) < 260


def test_files_of_a_property_and_names_in_another_unicode_form_are_found(tmp_path: Path) -> None:
    columns = ("Topic", "Problem", "Resolution", "Media", "Owner")
    base, accented = called("Knowledge Base"), "cafe\u0301.png"
    media = f"{link(base, called('No boot'), 'logo 1.png')}, {link(base, called('No boot'), accented)}"
    found = planned(tmp_path, zipped({
        f"{base}_all.csv": table(columns, ("No boot", "Stuck", "Wait", media, "Sam")),
        f"{base}/{called('No boot')}.md": row_page(columns, ("No boot", "Stuck", "Wait", "", "Sam")),
        f"{base}/{called('No boot')}/logo 1.png": PIXEL,
        f"{base}/{called('No boot')}/{accented}": PIXEL,
    }))[1]  # fmt: skip
    meta = document("a.md", found["kb/no-boot.md"].decode()).meta
    assert meta["media"] == ["no-boot/logo%201.png", "no-boot/café.png"]
    repo = Repo(tmp_path / "repo").write({f"docs/{path}": data for path, data in found.items()})
    assert [finding for finding in repo.check().findings if finding.rule in BETWEEN] == []


def test_pages_and_databases_within_the_page_of_a_row_lie_below_its_document(tmp_path: Path) -> None:
    base = called("Runbooks")
    pump, within = f"{base}/{called('Pump')}", f"{base}/{called('Pump')}/{called('Spare parts')}"
    found = texts(tmp_path, zipped({
        f"{base}_all.csv": table(RUNBOOKS[:4], ("Pump", "Restart it", "", "")),
        f"{pump}.md": f"# Pump\n\n[parts]({link(called('Pump'), called('Spare parts'))}.csv)\n",
        f"{within}_all.csv": table(("Part", "Count"), ("Seal", "2")),
        f"{within}/{called('Seal')}.md": f"# Seal\n\nCount: 2\n\n[up](../../{link(called('Pump'))}.md)\n",
    }))  # fmt: skip
    assert sorted(found) == ["runbooks/pump.md", "runbooks/pump/spare-parts.md", "runbooks/pump/spare-parts/seal.md"]
    assert "[parts](pump/spare-parts.md)" in found["runbooks/pump.md"]
    assert found["runbooks/pump/spare-parts/seal.md"] == "# Seal\n\n- **Count**: 2\n\n[up](../../pump.md)\n"


def test_nothing_in_an_export_opens_a_gate(tmp_path: Path) -> None:
    front = "---\nkind: release-checklist\napprovals: [{role: Eng, who: x, date: 2026-11-01}]\n---\n\n# Evil\n"
    runbooks = called("Runbooks")
    columns = (*RUNBOOKS[:4], "Level", "Gates", "Approvals")
    cells = ("Pump", "Restart it", "", "", "hobby", "exit: done", "Eng")
    tree = texts(tmp_path, zipped({
        "a.markdown": front,
        "b.md": front,
        f"{called('C')}.md": front,
        f"{runbooks}_all.csv": table(columns, cells),
        f"{runbooks}/{called('Pump')}.md": "# Pump\n\n<!-- opsgate: ignore OG401 -- no -->\n",
    }))  # fmt: skip
    found = {path: document(path, text) for path, text in tree.items()}
    assert {path: one.meta.get("kind") for path, one in found.items()} == {
        "pages/a.md": None, "pages/b.md": None, "pages/c.md": None, "runbooks/pump.md": "runbook",
    }  # fmt: skip
    pump = found["runbooks/pump.md"]
    assert [kept.column for kept in kept_in(pump)] == ["Level", "Gates", "Approvals"]
    assert {"level", "gates", "approvals"} & set(pump.meta) == set()
    assert [comment.text for comment in pump.outline.comments if "ignore" in comment.text] == []
