"""The graph of documents: what is in it, how it is drawn, and that no text of a project breaks a drawing."""

import datetime
import json
import re
import shutil
import xml.etree.ElementTree as ET
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from opsgate.doors.commands.graph import command, graph_of
from opsgate.doors.project import setup
from opsgate.edges.graph import dot, mermaid, plain, svg
from opsgate.edges.graph.layout import EMPTY, Curve, Layout, read
from opsgate.edges.graph.measure import drawing
from opsgate.edges.graph.model import STANDINGS, Edge, Graph, Node, graph, near, of_gate, of_gates
from opsgate.edges.graph.shapes import OUTLINES
from opsgate.edges.graph.words import clipped, clipped_path, width, wrapped
from opsgate.edges.graph.words import plain as on_one_line
from opsgate.running.gates import COMPLETE
from opsgate.running.gating import Ask
from opsgate.running.verdict import Decided, GateVerdict
from opsgate.words.finding import Region
from opsgate.words.resources import resource
from opsgate.words.text import Position
from tests.repo import Repo

SVG = "{http://www.w3.org/2000/svg}"
FILES = {
    "docs/gate.md": """\
---
kind: runbook
title: Gate
service: gate-api
relations:
  telemetry: telemetry.md
  owners-guide: gone.md
  release-checklist: [../evidence, ../evidence/sbom.json]
  backup-dr: https://example.com/backup
---

# Gate

See [the telemetry](telemetry.md#gate), [it again](./telemetry.md) and [the light](kb/light.md).
""",
    "docs/telemetry.md": "---\nkind: telemetry\ntitle: Gate telemetry\nstatus: retired\nrelations: {runbook: gate.md}\n---\n",
    "docs/kb/light.md": "---\nkind: kb-article\ntopic: No light\n---\n\n# No light\n",
    "evidence/sbom.json": "{}\n",
}


def found(repo: Repo, *paths: str, **options: Any) -> Graph:
    ask = Ask(as_of=datetime.date(2026, 11, 22), simulate=True, allow_dirty=True)
    return graph_of(setup(repo.root), paths, ask, base=repo.root, **options)


def ends(graph: Graph) -> list[tuple[str, str, str]]:
    return [(edge.source, edge.relation or edge.sort, edge.target) for edge in graph.edges]


def test_documents_have_their_gates_and_history_has_none(repo: Repo) -> None:
    documents = [node for node in found(repo.write(FILES)).nodes if node.sort == "document"]
    assert [(n.id, n.title, n.kind, n.status, n.standing) for n in documents] == [
        ("docs/gate.md", "Gate", "runbook", "", "fail"),
        ("docs/kb/light.md", "No light", "kb-article", "", "fail"),
        ("docs/telemetry.md", "Gate telemetry", "telemetry", "retired", "none"),
    ]
    assert documents[0].gates == (("entrance", "fail"), ("exit", "fail"))


def test_relations_lead_to_documents_files_folders_outside_and_nowhere(repo: Repo) -> None:
    drawn = found(repo.write(FILES))
    assert ends(drawn) == [
        ("docs/gate.md", "backup-dr", "https://example.com/backup"),
        ("docs/gate.md", "owners-guide", "docs/gone.md"),
        ("docs/gate.md", "release-checklist", "evidence/"),
        ("docs/gate.md", "release-checklist", "evidence/sbom.json"),
        ("docs/gate.md", "telemetry", "docs/telemetry.md"),
        ("docs/telemetry.md", "runbook", "docs/gate.md"),
    ]
    assert [(node.sort, node.id) for node in drawn.nodes if node.sort != "document"] == [
        ("file", "evidence/"),
        ("file", "evidence/sbom.json"),
        ("external", "https://example.com/backup"),
        ("missing", "docs/gone.md"),
    ]


def test_links_are_drawn_once_where_they_are_asked_for(repo: Repo) -> None:
    links = [end for end in ends(found(repo.write(FILES), links=True)) if end[1] == "link"]
    assert links == [("docs/gate.md", "link", "docs/kb/light.md"), ("docs/gate.md", "link", "docs/telemetry.md")]


def test_a_path_leaves_what_is_near_it(repo: Repo) -> None:
    drawn = found(repo.write(FILES), "docs/telemetry.md")
    assert [node.id for node in drawn.nodes] == ["docs/gate.md", "docs/telemetry.md"]
    assert ends(drawn) == [
        ("docs/gate.md", "telemetry", "docs/telemetry.md"),
        ("docs/telemetry.md", "runbook", "docs/gate.md"),
    ]


def gate(*words: str) -> GateVerdict:
    region = Region("a.md", Position(1, 1), Position(1, 1))
    criteria = tuple(Decided(COMPLETE, word, "", region) for word in words)
    return GateVerdict("a.md", "runbook", "exit", "", "hobby", True, criteria)


@pytest.mark.parametrize(
    ("words", "standing"),
    [
        (["pass", "not-due"], "pass"),
        (["pass", "waived"], "waived"),
        (["pass", "fail", "unknown"], "fail"),
        (["not-attested", "pass"], "fail"),
        (["stale"], "fail"),
        (["pass", "unknown"], "unknown"),
        (["not-due"], "not-due"),
        (["not-applicable"], "not-due"),
    ],
)
def test_doubt_alone_is_unknown_and_not_failed(words: list[str], standing: str) -> None:
    assert of_gate(gate(*words)) == standing


def test_the_worst_gate_counts() -> None:
    order = ["fail", "unknown", "waived", "pass", "not-due"]
    assert [of_gates(order[index:][::-1]) for index in range(5)] == order  # type: ignore[arg-type]
    assert of_gates([]) == "none"


HOSTILE = "a\"b'c --> ]]> </text><script>x</script> & &lt; #quot; \\N \\ %% ; end | ] } ) `d` *e* _f_ \x00\x1b[1m\n\u202e\ud800\ufffe"


def hostile(text: str = HOSTILE) -> Graph:
    nodes = [
        Node("docs/a.md", "document", text, "runbook", text, "fail", (("entrance", "pass"), ("exit", "fail"))),
        Node(f"docs/{text}.md", "document", "", "telemetry"),
        Node(text or "?", "external"),
        Node(f"{text}/x", "missing"),
    ]
    edges = [Edge("docs/a.md", node.id, text) for node in nodes] + [Edge("docs/a.md", nodes[1].id, "", "link")]
    return graph(nodes, edges, "2026-11-22", "hobby")


def placed(graph: Graph) -> Layout:
    """A layout with everything in one place."""
    parts = drawing(graph)
    touched = {number for line in parts.lines for number in (line.source, line.target)}
    curve = Curve(((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0)), (4.0, 0.0), (1.5, 0.0))
    return Layout(100.0, 100.0, dict.fromkeys(touched, (50.0, 50.0)), (None, *[curve] * (len(parts.lines) - 1)))


def texts(drawn: str) -> list[str]:
    return [item.text or "" for item in ET.fromstring(drawn).iter(f"{SVG}text")]


@given(st.text(max_size=80).map(lambda text: text or "x"))
def test_no_text_breaks_a_drawing(text: str) -> None:
    drawn = hostile(text)
    root = ET.fromstring(svg.render(drawing(drawn), placed(drawn)).encode())
    assert {item.tag.removeprefix(SVG) for item in root.iter()} == {
        "svg",
        "title",
        "desc",
        "style",
        "rect",
        "g",
        "path",
        "text",
    }
    for render in (dot.render, mermaid.render, plain.render):
        assert render(drawn).encode().decode() == render(drawn)
    assert all(re.fullmatch(r"(?:[^\"]|\"(?:[^\"\\\n]|\\.)*\")*", line) for line in dot.render(drawn).splitlines())


def test_a_title_reads_in_svg_as_it_was_written() -> None:
    assert "a\"b'c --> ]]>" in " ".join(texts(svg.render(drawing(hostile()), placed(hostile()))))


def test_a_title_is_escaped_in_dot() -> None:
    assert "\\\"b'c --> ]]> </text><script>x</script> &amp; &amp;lt; #quot; \\\\N" in dot.render(hostile())


def test_a_title_is_escaped_in_mermaid() -> None:
    assert "{{\"✗ a#34;b'c --#62; #93;#93;#62; #60;/text#62;" in mermaid.render(hostile())
    assert '["1#46; A"]' in mermaid.render(graph([Node("", "document", "1. A")], [], "2026-11-22", "hobby"))


def test_json_satisfies_its_schema_and_holds_texts_whole() -> None:
    schema = json.loads(resource("schemas", "graph.schema.json").read_text("utf-8"))
    data = json.loads(plain.render(hostile("x" * 5000)))
    jsonschema.Draft202012Validator(schema).validate(data)
    assert data["nodes"][0] == {
        "id": "docs/a.md", "sort": "document", "title": "x" * 5000, "kind": "runbook", "status": "x" * 5000,
        "verdict": "fail", "gates": {"entrance": "pass", "exit": "fail"},
    }  # fmt: skip
    assert data["edges"][-1] == {
        "source": "docs/a.md",
        "target": f"{'x' * 5000}/x",
        "sort": "relation",
        "relation": "x" * 5000,
    }


def test_equal_graphs_give_equal_bytes_whatever_their_order() -> None:
    first = hostile()
    again = graph(first.nodes[::-1] * 2, first.edges[::-1] * 2, first.as_of, first.level)
    for render in (dot.render, mermaid.render, plain.render):
        assert render(again) == render(first)
    assert drawing(again).request == drawing(first).request


def test_every_verdict_has_a_shape_or_mark_of_its_own() -> None:
    shapes = {name: (OUTLINES[name](100, 60), mark) for name, (mark, _) in STANDINGS.items()}
    assert len(set(shapes.values())) == len(shapes)
    assert len({mermaid._SHAPES[name] for name in STANDINGS}) == len(STANDINGS)
    assert len({re.sub(r' (?:fill|font)?color="[^"]*"', "", dot._LOOKS[name]) for name in STANDINGS}) == len(STANDINGS)


def test_the_legend_names_what_is_used() -> None:
    drawn = hostile()
    meant = ["passes", "fails", "no gate to judge", "outside the repository", "does not exist"]
    assert [text for text in texts(svg.render(drawing(drawn), placed(drawn))) if text in meant] == meant


def test_a_drawing_has_a_title_and_a_description() -> None:
    root = ET.fromstring(svg.render(drawing(hostile()), placed(hostile())).encode())
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "opsgate-title opsgate-desc")
    assert [item.text for item in root if item.tag in (f"{SVG}title", f"{SVG}desc")] == [
        "Documents and their gates",
        "2 documents, 4 relations, 1 link. Documents by verdict: 1: fails, 1: no gate to judge.",
    ]


def test_nodes_without_arrows_need_no_layout() -> None:
    parts = drawing(graph([Node("a.md", "document", "A"), Node("b.md", "document", "B")], [], "2026-11-22", "hobby"))
    assert parts.request == ""
    assert [text for text in texts(svg.render(parts, EMPTY)) if text in ("A", "B")] == ["A", "B"]


def test_arrows_with_the_same_ends_are_one() -> None:
    nodes = [Node("a.md", "document"), Node("b.md", "document")]
    drawn = graph(nodes, [Edge("a.md", "b.md", "runbook"), Edge("a.md", "b.md", "guide")], "2026-11-22", "hobby")
    assert [(line.source, line.target, line.words) for line in drawing(drawn).lines] == [(0, 1, "guide, runbook")]


def test_what_graphviz_answers_is_read() -> None:
    answer = {
        "bb": "0,0,300,100",
        "objects": [{"name": "n0", "pos": "50,30"}, {"name": "n4", "pos": "250,30"}],
        "edges": [
            {"id": "1", "pos": "e,200,30 100,30 130,30 160,30 190,30", "lp": "150,39"},
            {"id": "0"},
        ],
    }
    curve = Curve(((100, 70), (130, 70), (160, 70), (190, 70)), (200, 70), (150, 61))
    assert read(json.dumps(answer).encode()) == Layout(300, 100, {0: (50, 70), 4: (250, 70)}, (None, curve))


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"bb": "1"}', b'{"bb": "0,0,x,1"}', b"\xff", b"[" * 100_000])
def test_what_is_no_layout_is_an_error(answer: bytes) -> None:
    with pytest.raises(ValueError):
        read(answer)


def test_texts_are_cut_to_the_room_there_is() -> None:
    assert clipped("abcdefgh", 35, 10) == "abcd…"
    assert clipped_path("docs/runbooks/gate.md", 60, 10) == "…/gate.md"
    assert wrapped("one two", 1000, 10) == ("one two", "")
    assert wrapped("first second third", 40, 10) == ("first", "seco…")
    assert on_one_line("a\nb\tc\x1b" + "d" * 400, 10) == "a b c\\x1b…"


@given(st.text(max_size=60), st.floats(10, 200))
def test_a_cut_text_fits(text: str, room: float) -> None:
    for cut in (clipped(text, room, 10), clipped_path(text, room, 10), *wrapped(text, room, 10)):
        assert width(cut, 10) <= room + 0.01


def test_near_keeps_a_document_that_nothing_names() -> None:
    whole = graph([Node("a.md", "document"), Node("b.md", "document")], [], "2026-11-22", "hobby")
    assert near(whole, ["b.md"]).nodes == (Node("b.md", "document"),)


def invoke(repo: Repo, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Any:
    monkeypatch.chdir(repo.root)
    return CliRunner().invoke(command, ["--as-of", "2026-11-22", *arguments], standalone_mode=False)


def test_without_graphviz_svg_says_what_to_install(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo.root))
    done = invoke(repo.write(FILES), monkeypatch, "--format", "svg")
    assert str(done.exception).startswith("svg needs Graphviz: dot is not installed; install Graphviz: `")
    assert getattr(done.exception, "exit_code", None) == 2
    assert invoke(repo, monkeypatch, "--format", "dot").output.startswith("digraph opsgate {\n")


def test_without_a_document_nothing_is_drawn(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    done = invoke(repo.write({"README.md": "# Hello\n"}), monkeypatch)
    assert str(done.exception) == "there is no document to draw; start with `opsgate new runbook`"
    assert getattr(done.exception, "exit_code", None) == 3


def test_the_form_is_mermaid_unless_another_is_named(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write(FILES)
    assert invoke(repo, monkeypatch).output.splitlines()[0] == "flowchart LR"
    assert invoke(repo, monkeypatch, "--output", "g.json", "--format", "json").output == ""
    assert json.loads((repo.root / "g.json").read_text("utf-8"))["as_of"] == "2026-11-22"


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_lays_a_whole_project_out(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    done = invoke(repo.write(FILES), monkeypatch, "--format", "svg")
    assert done.exception is None
    names = ("Gate", "Gate telemetry", "No light", "docs/gone.md")
    assert sorted(text for text in texts(done.output) if text in names) == list(names)


def test_a_ticket_is_no_missing_file(repo: Repo) -> None:
    front = "relations: {security: SEC-2, runbook: pump.md, data-handling: policy/data.md}\n"
    repo.write({"docs/backup.md": f"---\nkind: backup-dr\ntitle: Backups\n{front}---\n\n# Backups\n"})
    found = graph_of(setup(repo.root), base=repo.root)
    assert {node.id: node.sort for node in found.nodes} == {
        "docs/backup.md": "document",
        "SEC-2": "external",
        "docs/pump.md": "missing",
        "docs/policy/data.md": "missing",
    }
