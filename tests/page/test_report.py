"""``opsgate report``: what it writes, where, and how it ends."""

import datetime
import json
import os
import re
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from opsgate.doors import reporting
from opsgate.doors.commands.baseline import command as baseline
from opsgate.doors.commands.report import command
from opsgate.doors.project import setup
from opsgate.doors.reporting import MOST_DRAWN, Wanted, material
from opsgate.edges.graph.model import Edge, Graph, Node, graph
from opsgate.edges.output.verdict_json import render_json
from opsgate.running.gating import Ask
from opsgate.words.errors import NothingChecked, OpsgateError
from tests.page.sample import FILES, page_of
from tests.repo import Repo

DAY = ("--as-of", "2026-11-22")
KB = "---\nkind: kb-article\ntitle: No light\ntopic: No light\nstatus: draft\n---\n\n# No light\n"


def report(repo: Repo, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """What the command prints. Raises what it raises."""
    monkeypatch.chdir(repo.root)
    done = CliRunner().invoke(command, [*DAY, *arguments], standalone_mode=False, catch_exceptions=False)
    if done.exception is not None:
        raise done.exception
    assert done.return_value == 0
    return done.output


def test_the_page_is_written_and_its_answer_said(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write(FILES)
    assert (
        report(repo, monkeypatch, "-o", "out/readiness.html") == "wrote out/readiness.html: Not every gate is passed\n"
    )
    text = (repo.root / "out/readiness.html").read_text("utf-8")
    assert text.startswith("<!doctype html>\n")
    assert text.endswith("</html>\n")
    assert 'href="../docs/backup.md#L16"' in text


def test_a_dash_writes_to_the_terminal_without_links(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    text = report(repo.write(FILES), monkeypatch, "-o", "-")
    assert "<title>All documents: Not every gate is passed</title>" in text
    assert re.findall(r'<a class="spot" href="(?!#)', text) == []


def test_a_page_outside_of_the_project_names_no_folder_of_the_machine(
    repo: Repo, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("out") / "page.html"
    report(repo.write(FILES), monkeypatch, "-o", str(elsewhere))
    text = elsewhere.read_text("utf-8")
    assert str(repo.root) not in text
    assert re.findall(r'<a class="spot" href="(?!#)', text) == []


def test_the_link_base_is_where_lines_are(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    base = "https://code.example.com/gate/blob/main"
    text = report(repo.write(FILES), monkeypatch, "-o", "-", "--link-base", base)
    assert f'href="{base}/docs/backup.md#L16"' in text
    with pytest.raises(OpsgateError, match="neither http"):
        report(repo, monkeypatch, "-o", "-", "--link-base", "javascript:alert(1)")


def test_the_title_is_the_page_s_and_is_text(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    text = report(repo.write(FILES), monkeypatch, "-o", "-", "--title", "Gate </title><script>")
    assert "<title>Gate &lt;/title&gt;&lt;script&gt;</title>" in text


def test_nothing_to_look_at_is_exit_3_unless_it_is_allowed(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NothingChecked) as caught:
        report(repo, monkeypatch, "-o", "readiness.html")
    assert caught.value.exit_code == 3
    assert not (repo.root / "readiness.html").exists()
    report(repo, monkeypatch, "-o", "readiness.html", "--allow-empty")
    assert "There is nothing to judge" in (repo.root / "readiness.html").read_text("utf-8")


def test_the_output_has_to_be_named_and_never_replaces_a_document(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write({"docs/a.md": KB})
    with pytest.raises(click.MissingParameter):
        report(repo, monkeypatch)
    with pytest.raises(OpsgateError, match=re.escape("`docs/a.md` is no name for a page")):
        report(repo, monkeypatch, "-o", "docs/a.md")
    assert (repo.root / "docs/a.md").read_text("utf-8") == KB


def test_paths_make_it_partial_and_the_page_says_so(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    text = report(repo.write(FILES), monkeypatch, "-o", "-", "docs/backup.md")
    assert "Partial: not everything that a release needs was judged." in text
    assert set(re.findall(r'data-document="([^"]*)"', text)) == {"docs/backup.md"}
    assert "<bdi>Gate v1.0.0</bdi>" not in text


def test_a_release_that_nobody_wrote_down_may_not_go_out(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    text = report(repo.write(FILES), monkeypatch, "-o", "-", "--release", "v9.9.9")
    assert '<span dir="auto">v9.9.9 may not be released</span>' in text
    assert "no release checklist has <code>release: v9.9.9</code>" in text


def test_uncommitted_files_are_in_the_way_of_a_release_as_for_the_gate(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write({name: text for name, text in FILES.items() if "\x01" not in name})
    shutil.rmtree(repo.root / ".git")
    repo.commit(day="2026-11-22")
    first = report(repo, monkeypatch, "-o", "readiness.html", "--release", "v1.0.0")
    again = report(repo, monkeypatch, "-o", "readiness.html", "--release", "v1.0.0")
    text = (repo.root / "readiness.html").read_text("utf-8")
    assert first == again == "wrote readiness.html: v1.0.0 may not be released\n"
    assert "not as committed" not in text
    repo.write({"docs/notes.md": FILES["docs/notes.md"] + "\nMore.\n"})
    report(repo, monkeypatch, "-o", "readiness.html", "--release", "v1.0.0")
    text = (repo.root / "readiness.html").read_text("utf-8")
    assert "<code>docs/notes.md</code> is not as it was committed" in text
    report(repo, monkeypatch, "-o", "readiness.html", "--release", "v1.0.0", "--allow-dirty")
    text = (repo.root / "readiness.html").read_text("utf-8")
    assert "is not as it was committed" not in text
    assert "1 file is not as committed." in text


def test_the_page_says_what_the_gate_says(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write(FILES)
    said = repo.gate(release="v1.0.0", simulate=True, allow_empty=True)
    project = material(
        setup(repo.root), (), Wanted(Ask(as_of=datetime.date(2026, 11, 22), release="v1.0.0")),
        base=repo.root,
    )  # fmt: skip
    assert project.verdict.verdict == said.verdict
    assert project.verdict.gates == said.gates
    assert project.verdict.problems == said.problems


def test_verdicts_are_taken_from_files_folders_and_the_project_s_own(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write(FILES)
    kept = render_json(repo.gate(simulate=True, allow_empty=True))
    other = kept.replace('"as_of": "2026-11-22"', '"as_of": "2026-11-21"', 1)
    repo.write({"verdicts/one.json": kept, "old/two.json": other, "verdicts/bad.json": "{}"})
    text = report(repo, monkeypatch, "-o", "-", "--verdict", "old")
    rows = re.findall(r'<td class="day">(2026-11-2\d)</td>', text.partition('id="history"')[2])
    assert rows == ["2026-11-21", "2026-11-22"]
    assert "verdicts/bad.json: not a verdict" in text
    with pytest.raises(OpsgateError, match=r"bad\.json: not a verdict"):
        report(repo, monkeypatch, "-o", "-", "--verdict", "verdicts/bad.json")
    (repo.root / "nothing").mkdir()
    with pytest.raises(OpsgateError, match=r"holds no \.json file"):
        report(repo, monkeypatch, "-o", "-", "--verdict", "nothing")


def test_what_a_baseline_accepts_is_counted_and_never_green(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write({"docs/a.md": KB})
    monkeypatch.chdir(repo.root)
    assert CliRunner().invoke(baseline, [*DAY], standalone_mode=False, catch_exceptions=False).return_value == 0
    repo.write({"opsgate.toml": 'baseline = "opsgate-baseline.json"\n'})
    page = page_of(repo)
    accepted = len(json.loads((repo.root / "opsgate-baseline.json").read_text("utf-8"))["accepted"])
    assert (page.faults, page.accepted) == ((), accepted)
    assert [count for count in page.counts if count[2] == "findings"] == [
        ("note", f"{accepted} accepted findings", "findings")
    ]


def test_what_judges_may_be_the_policy_of_a_revision(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(repo.root / ".git")
    repo.write({"docs/a.md": KB, "opsgate.toml": 'level = "hobby"\n'}).commit()
    repo.write({"opsgate.toml": 'level = "product"\n'})
    text = report(repo, monkeypatch, "-o", "-", "--policy-from", "HEAD")
    assert re.search(r"<dt>Level</dt><dd><bdi>hobby</bdi>", text)
    assert re.search(r"<dt>Policy</dt><dd><bdi>HEAD \([0-9a-f]{12}\)", text)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_days(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    text = report(repo.write(FILES), monkeypatch, "-o", "-", "--as-of", day)
    assert f"Everything here is as of {day};" in text


def test_what_is_no_file_is_no_verdict(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(repo.root / "pipe")
    with pytest.raises(OpsgateError, match="--verdict pipe: not a file"):
        report(repo.write(FILES), monkeypatch, "-o", "-", "--verdict", "pipe")


def whole(nodes: int, *, bad: int = 0) -> Graph:
    made = [
        Node(f"{n:04}.md", "document", kind="runbook", standing="fail" if n < bad else "pass") for n in range(nodes)
    ]
    edges = [Edge(f"{n:04}.md", f"{n + 1:04}.md", "runbook") for n in range(nodes - 1)]
    return graph(made, edges, "2026-11-22", "product")


def test_of_a_large_graph_only_what_is_near_open_gates_is_drawn() -> None:
    picture, words = reporting._drawn(whole(MOST_DRAWN + 400, bad=2))
    if shutil.which("dot"):
        assert words == "Drawn: 3 documents, 2 relations, only what is near documents with open gates."
        assert picture.count('class="node ') == 3
    nothing, words = reporting._drawn(whole(MOST_DRAWN + 400, bad=MOST_DRAWN + 300))
    assert (nothing, words) == ("", "520 nodes are too many to draw; `opsgate graph PATH` draws a part of them.")


def test_a_graph_without_relations_is_told_in_words() -> None:
    assert reporting._drawn(graph([Node("a.md", "document")], [], "2026-11-22", "product")) == (
        "",
        "No document names another.",
    )


def test_without_graphviz_the_table_stands_and_the_page_says_why(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    page = page_of(repo.write(FILES))
    assert page.drawing == ""
    assert page.drawn == "Graphviz, which draws it, is not installed; the table says the same."
    assert page.relations


def test_the_documentation_s_command_is_one(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parents[2] / "docs/report.md").read_text("utf-8")
    commands = [line.split()[2:] for line in re.findall(r"^opsgate report.*$", text, re.MULTILINE)
                for line in [line.partition(" #")[0]]]  # fmt: skip
    known = {name for parameter in command.params for name in parameter.opts}
    assert commands
    assert {word for words in commands for word in words if word.startswith("--")} <= known
    assert json.dumps(sorted(known)).count("--") >= 8
