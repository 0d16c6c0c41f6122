"""Accepted findings: counted by fingerprint, never more than was accepted, and told of when they are gone."""

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from opsgate.doors.cli import cli, main
from opsgate.running.baseline import Baseline, Key, accepting, read_baseline, render_baseline
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Finding, Region, Severity, fingerprint
from opsgate.words.text import Position
from tests.repo import Repo

GOOD = """---
kind: runbook
title: Tidebox
service: tidebox
---

# Tidebox

## Start

1. Switch the socket on. After a minute the display shows the next tide.

## Stop

1. Switch the socket off. The display is dark.
"""
BAD = GOOD.replace("service: tidebox\n", "").replace("## Stop\n\n1. Switch the socket off. The display is dark.\n", "")
AT = Region("docs/a.md", Position(1, 1), Position(1, 2))


def finding(
    severity: str = "error", place: str = "meta/service", rule: str = "OG101", path: str = "docs/a.md"
) -> Finding:
    region = Region(path, AT.start, AT.end)
    return Finding(rule, "a-rule", Severity[severity.upper()], "message", "", region, "runbook", place)


def lines(*shown: tuple[int, str]) -> list[list[str]]:
    """What runs printed, without hints and summaries."""
    return [[line for line in output.splitlines() if " OG" in line] for _code, output in shown]


def accepted(*findings: Finding) -> Baseline:
    return Baseline(counts=accepting(findings, Baseline(), lambda _path: True, prune=False))


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    """Exit code and output of a command in a folder."""
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(cli, list(arguments), standalone_mode=False)
    assert done.exception is None or isinstance(done.exception, OpsgateError), done.exception
    return (2, str(done.exception)) if done.exception else (done.return_value, done.stdout)


def test_as_many_findings_are_accepted_as_were_there() -> None:
    one, two, three = finding(), finding(), finding()

    new, known, left = accepted(one, two).split([one, two, three])
    assert (len(new), len(known), left) == (1, 2, Counter())


def test_mending_one_of_two_equal_findings_makes_the_other_no_news() -> None:
    key = Key("docs/a.md", "OG101", "meta/service", Severity.ERROR)

    assert accepted(finding(), finding()).split([finding()]) == ([], [finding()], Counter({key: 1}))


def test_a_finding_that_weighs_more_than_was_accepted_is_new_and_one_that_weighs_less_is_not() -> None:
    assert accepted(finding("warning")).split([finding("error")])[:2] == ([finding("error")], [])
    assert accepted(finding("error")).split([finding("note")])[:2] == ([], [finding("note")])


def test_the_heavier_entry_is_kept_for_the_heavier_finding() -> None:
    both = accepted(finding("error"), finding("note"))

    assert both.split([finding("note"), finding("error")])[0] == []
    assert both.split([finding("note"), finding("note")])[0] == []
    assert both.split([finding("error"), finding("error")])[0] == [finding("error")]


def test_faults_of_opsgate_and_suppressed_findings_are_never_accepted() -> None:
    crash = finding(rule="OG009")
    excused = Finding(**{**{name: getattr(finding(), name) for name in Finding.__slots__}, "suppressed": "on purpose"})

    assert accepted(crash, excused).counts == Counter()
    assert accepted(finding()).split([excused])[:2] == ([excused], [])


@given(st.lists(st.builds(
    finding, st.sampled_from(["note", "warning", "error"]), st.text(max_size=3), st.sampled_from(["OG101", "OG204"]),
    st.text(min_size=1, max_size=4),
), max_size=8))  # fmt: skip
def test_what_is_accepted_is_written_and_read_as_it_is_and_accepts_all_of_it(findings: list[Finding]) -> None:
    made = accepted(*findings)
    read = read_baseline(render_baseline(made.counts).encode(), "b.json")

    assert read.counts == made.counts
    assert read.split(findings)[::2] == ([], Counter())


def test_a_path_that_is_no_text_is_written_all_the_same() -> None:
    odd = accepted(finding(path="docs/\udcff.md"))

    assert read_baseline(render_baseline(odd.counts).encode(), "b.json").counts == odd.counts


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "b.json:1:1: this is no baseline: not valid JSON: Expecting value"),
        (b"\xff", "b.json: this is no baseline: not JSON in UTF-8"),
        (b"[" * 100_000, "b.json: this is no baseline: not JSON in UTF-8"),
        (b"[]", "b.json: this is no baseline: `the whole` must be keys and values, not a list"),
        (
            b'{"version": 2, "accepted": []}',
            "b.json: this is no baseline: it is of version 2, and this opsgate reads version 1",
        ),
        (b'{"version": 1}', "b.json: this is no baseline: `accepted` is missing"),
        (b'{"version": 1, "accepted": [{}]}', "b.json: this is no baseline: `accepted.0.fingerprint` is missing"),
        (
            b'{"version": 1, "accepted": [\n<<<<<<< HEAD\n',
            "b.json:2:1: two branches changed this baseline, and git left both versions: keep the entries of both, "
            "with commas between them",
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_its_place(content: bytes, message: str) -> None:
    with pytest.raises(OpsgateError) as refused:
        read_baseline(content, "b.json")
    assert str(refused.value).partition("; ")[0] == message


def test_an_entry_whose_fingerprint_is_that_of_something_else_is_refused_at_its_line() -> None:
    text = render_baseline(accepted(finding()).counts).replace('"meta/service"', '"meta/owner"')

    with pytest.raises(OpsgateError) as refused:
        read_baseline(text.encode(), "b.json")
    assert str(refused.value).partition("; ")[0] == (
        "b.json:4: this is no baseline: the fingerprint is not that of OG101 at `meta/owner` in `docs/a.md`"
    )


def test_an_entry_a_line_in_order() -> None:
    counts = accepted(finding("note", "b"), finding("error", "a"), finding("error", "a")).counts
    a, b = (fingerprint("OG101", "docs/a.md", place) for place in "ab")

    assert render_baseline(counts) == (
        '{\n  "version": 1,\n  "accepted": [\n'
        f'    {{"fingerprint": "{a}", "path": "docs/a.md", "rule": "OG101", "place": "a", "severity": "error", "count": 2}},\n'
        f'    {{"fingerprint": "{b}", "path": "docs/a.md", "rule": "OG101", "place": "b", "severity": "note", "count": 1}}\n'
        "  ]\n}\n"
    )


def test_old_debt_is_accepted_and_new_faults_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(tmp_path).write({"opsgate.toml": "", "docs/a.md": BAD})
    assert run(tmp_path, monkeypatch, "check")[0] == 1

    assert run(tmp_path, monkeypatch, "baseline") == (
        0,
        "opsgate-baseline.json: 2 findings accepted, 2 new, 0 taken out\n"
        'commit it, and write `baseline = "opsgate-baseline.json"` into the configuration, or say `opsgate check --baseline`\n',
    )
    assert run(tmp_path, monkeypatch, "check")[0] == 1
    assert run(tmp_path, monkeypatch, "check", "--baseline") == (
        0, "clean: 1 document, no new findings, 2 accepted by the baseline\n",
    )  # fmt: skip
    repo.write({"opsgate.toml": 'baseline = "opsgate-baseline.json"\n', "docs/b.md": BAD})
    assert run(tmp_path, monkeypatch, "check") == (
        1,
        "docs/b.md:1:1: error OG101 missing-field: `service` is missing (a runbook needs it at hobby)\n"
        "  hint: add `service:` (the service that this runbook operates, by the name people use for it; for example `checkout-api`)\n"
        "docs/b.md:6:1: error OG201 missing-section: section “Stop” is missing (a runbook needs it at hobby)\n"
        "  hint: add `## Stop` with numbered steps or a command block\n"
        "2 documents: 2 errors, 2 accepted by the baseline; 1 of them can be mended with --fix\n",
    )  # fmt: skip
    assert run(tmp_path, monkeypatch, "check", "--no-baseline")[1].endswith(
        "2 documents: 4 errors; 2 of them can be mended with --fix\n"
    )


def test_the_page_shows_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[1] / "docs" / "baseline.md").read_text("utf-8")
    shown = page.partition("```console\n")[2].partition("```")[0]
    Repo(tmp_path).write({"opsgate.toml": "", "docs/a.md": BAD})
    commands = [line.split()[2:] for line in shown.splitlines() if line.startswith("$ ")]

    assert shown == "".join(
        f"$ opsgate {' '.join(words)}\n{run(tmp_path, monkeypatch, *words)[1]}" for words in commands
    )


def test_a_document_that_leaves_its_draft_shows_its_debt_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = BAD.replace("title: Tidebox", "title: Tidebox\nstatus: draft")
    repo = Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\n', "docs/a.md": draft})
    run(tmp_path, monkeypatch, "baseline")
    assert run(tmp_path, monkeypatch, "check")[0] == 0

    repo.write({"docs/a.md": draft.replace("draft", "active")})
    assert run(tmp_path, monkeypatch, "check")[0] == 1


def test_what_is_gone_is_told_and_pruned_and_nothing_new_comes_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\n', "docs/a.md": BAD, "docs/c.md": BAD})
    run(tmp_path, monkeypatch, "baseline")
    repo.write({"docs/a.md": GOOD, "docs/b.md": BAD})
    gone = "b.json:4:5: warning OG808 stale-baseline: 2 accepted findings are gone from `docs/a.md` (OG101, OG201)\n"

    assert run(tmp_path, monkeypatch, "check", "docs/a.md")[1].startswith(gone)
    assert run(tmp_path, monkeypatch, "check", "docs/c.md")[1] == (
        "clean: 1 document, no new findings, 2 accepted by the baseline\n"
    )
    assert "OG808" not in run(tmp_path, monkeypatch, "check", "--select", "OG1")[1]
    assert run(tmp_path, monkeypatch, "baseline", "--prune") == (0, "b.json: 2 findings accepted, 0 new, 2 taken out\n")
    assert run(tmp_path, monkeypatch, "check")[1].endswith(
        "3 documents: 2 errors, 2 accepted by the baseline; 1 of them can be mended with --fix\n"
    )


def test_what_is_gone_with_its_document_is_told_by_a_run_over_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\n[rules]\nstale-baseline = "error"\n',
                                 "docs/a.md": BAD, "docs/b.md": GOOD})  # fmt: skip
    run(tmp_path, monkeypatch, "baseline")
    (repo.root / "docs/a.md").unlink()

    assert run(tmp_path, monkeypatch, "check") == (
        1,
        "b.json:4:5: error OG808 stale-baseline: 2 accepted findings are gone from `docs/a.md` (OG101, OG201)\n"
        "  hint: run `opsgate baseline --prune`\n1 document: 1 error\n",
    )


def test_accepting_in_some_documents_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\n', "docs/a.md": BAD})
    run(tmp_path, monkeypatch, "baseline")
    repo.write({"docs/b.md": BAD})
    run(tmp_path, monkeypatch, "baseline", "docs/b.md")
    paths = [entry["path"] for entry in json.loads((tmp_path / "b.json").read_text())["accepted"]]

    assert paths == ["docs/a.md", "docs/a.md", "docs/b.md", "docs/b.md"]
    assert run(tmp_path, monkeypatch, "baseline") == (0, "b.json: nothing to change, 4 findings accepted\n")


@pytest.mark.parametrize("option", ["--baseline", "--baseline=none.json"])
def test_a_baseline_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    Repo(tmp_path).write({"opsgate.toml": "", "docs/a.md": BAD})
    name = option.partition("=")[2] or "opsgate-baseline.json"

    assert run(tmp_path, monkeypatch, "check", option) == (
        2,
        f"there is no baseline `{name}`; `opsgate baseline` writes one",
    )


@pytest.mark.parametrize("command", [["check", "--baseline=docs"], ["baseline", "--output", "docs"]])
def test_a_folder_is_no_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    Repo(tmp_path).write({"opsgate.toml": "", "docs/a.md": BAD})

    assert run(tmp_path, monkeypatch, *command) == (
        2,
        "`docs` is a folder, and a baseline is a file: name one in it",
    )


def test_an_empty_baseline_is_written_only_over_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\n', "docs/a.md": GOOD})
    assert run(tmp_path, monkeypatch, "baseline") == (0, "b.json: nothing to change, 0 findings accepted\n")
    assert not (tmp_path / "b.json").exists()

    repo.write({"docs/a.md": BAD})
    run(tmp_path, monkeypatch, "baseline")
    repo.write({"docs/a.md": GOOD})
    run(tmp_path, monkeypatch, "baseline")
    assert (tmp_path / "b.json").read_text() == '{\n  "version": 1,\n  "accepted": []\n}\n'


def test_a_change_that_adds_one_more_of_what_was_accepted_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = GOOD + "\nSee [the pump](gone.md).\n"
    repo = Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\n', "docs/a.md": dead})
    run(tmp_path, monkeypatch, "baseline")
    repo.commit().write({"docs/a.md": dead + "\nSee [the valve](lost.md).\n"})
    repo.git("add", "--all")
    new = ["docs/a.md:19:17: error OG301 broken-link: `lost.md` does not exist"]

    assert lines(
        run(tmp_path, monkeypatch, "check"),
        run(tmp_path, monkeypatch, "check", "--since", "HEAD"),
        run(tmp_path, monkeypatch, "check", "--staged"),
    ) == [new, new, new]
    run(tmp_path, monkeypatch, "baseline")
    assert run(tmp_path, monkeypatch, "check", "--since", "HEAD") == (
        0, "clean: 1 document, no new findings that HEAD had not, 1 accepted by the baseline\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (BAD.replace("title: Tidebox", 'title: "Tidebox'), "docs/a.md:4:1: error OG002 front-matter-syntax"),
        (BAD.replace("runbook", "runbok"), "docs/a.md:2:7: error OG007 unknown-kind"),
        (BAD.replace("## Start", "```\n## Start"), "docs/a.md:8:1: error OG010 unclosed-fence"),
    ],
)
def test_what_hides_behind_a_document_that_cannot_be_read_is_not_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, said: str
) -> None:
    repo = Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\n', "docs/a.md": BAD, "docs/b.md": GOOD})
    run(tmp_path, monkeypatch, "baseline")
    before = (tmp_path / "b.json").read_text()
    repo.write({"docs/a.md": broken})

    shown = lines(run(tmp_path, monkeypatch, "check"))[0]
    assert (shown[0].startswith(said), [line for line in shown if "OG808" in line]) == (True, [])
    assert run(tmp_path, monkeypatch, "baseline", "--prune") == (0, "b.json: nothing to change, 2 findings accepted\n")
    run(tmp_path, monkeypatch, "baseline")
    assert set(before.replace("},", "}").splitlines()) < set(
        (tmp_path / "b.json").read_text().replace("},", "}").splitlines()
    )
    repo.write({"docs/a.md": BAD})
    run(tmp_path, monkeypatch, "baseline", "--prune")
    assert (tmp_path / "b.json").read_text() == before


def test_at_another_level_nobody_can_tell_what_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\nlevel = "product"\n', "docs/a.md": BAD})
    run(tmp_path, monkeypatch, "baseline")

    assert run(tmp_path, monkeypatch, "check", "--level", "hobby") == (
        0, "clean: 1 document, no new findings, 2 accepted by the baseline\n",
    )  # fmt: skip
    before = read_baseline((tmp_path / "b.json").read_bytes(), "b.json").counts
    run(tmp_path, monkeypatch, "baseline", "--prune", "--level", "hobby")
    assert read_baseline((tmp_path / "b.json").read_bytes(), "b.json").counts == before
    run(tmp_path, monkeypatch, "baseline", "--level", "hobby")
    assert before - read_baseline((tmp_path / "b.json").read_bytes(), "b.json").counts == Counter()


def test_a_baseline_made_for_a_hobby_hides_nothing_that_a_product_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\nlevel = "product"\n', "docs/a.md": BAD})
    run(tmp_path, monkeypatch, "baseline", "--level", "hobby")

    def without_level(line: str) -> str:
        return line.partition(" (a runbook")[0]

    every, hobby, new = lines(*(run(repo.root, monkeypatch, "check", *options) for options in (
        ["--no-baseline"], ["--no-baseline", "--level", "hobby"], [],
    )))  # fmt: skip
    known = list(map(without_level, hobby))
    assert known == [
        "docs/a.md:1:1: error OG101 missing-field: `service` is missing",
        "docs/a.md:6:1: error OG201 missing-section: section “Stop” is missing",
    ]
    assert new == [line for line in every if without_level(line) not in known]


@pytest.mark.parametrize("named", ["../b.json", "../../project/b.json", "{root}/b.json", "{link}/b.json"])
def test_a_baseline_has_one_name_wherever_the_run_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    repo = Repo(tmp_path / "project").write({"opsgate.toml": "", "docs/a.md": BAD})
    (tmp_path / "link").symlink_to(repo.root)
    name = named.format(root=repo.root, link=tmp_path / "link")
    docs = repo.root / "docs"

    assert run(docs, monkeypatch, "baseline", "-o", name) == (
        0,
        "b.json: 2 findings accepted, 2 new, 0 taken out\n"
        f'commit it, and write `baseline = "b.json"` into the configuration, or say `opsgate check --baseline={name}`\n',
    )
    assert {path.name for path in repo.root.iterdir() if path.is_file()} == {"opsgate.toml", "b.json"}
    repo.write({"docs/a.md": GOOD})
    assert lines(run(docs, monkeypatch, "check", f"--baseline={name}")) == [
        ["b.json:4:5: warning OG808 stale-baseline: 2 accepted findings are gone from `docs/a.md` (OG101, OG201)"]
    ]


def test_a_document_taken_for_a_baseline_is_said_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Repo(tmp_path).write({"opsgate.toml": "", "docs/a.md": BAD})

    assert run(tmp_path, monkeypatch, "check", "--baseline", "docs/a.md") == (
        2,
        "docs/a.md:1:1: this is no baseline: not valid JSON: Expecting value; name one with `--baseline=FILE` (paths go "
        "before it), or move this file away and run `opsgate baseline`",
    )


def test_debt_stays_accepted_when_lines_and_sections_are_added_above_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    debt = BAD + "\nSee [the pump](gone.md).\n"
    repo = Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\n', "docs/a.md": debt})
    run(tmp_path, monkeypatch, "baseline")
    repo.write({
        "docs/a.md": debt.replace("title: Tidebox", "owner: '@sam'\ntitle: Tidebox").replace(
            "## Start\n", "Some words.\n\n## Check\n\n1. Look at the display. It is dark.\n\n## Start\n\nMore words.\n"
        )
    })  # fmt: skip

    code, shown = run(tmp_path, monkeypatch, "check")
    assert (code, shown) == (0, "clean: 1 document, no new findings, 3 accepted by the baseline\n")


def test_a_stale_entry_shows_its_line_where_columns_are_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\n', "docs/ä.md": BAD})
    run(tmp_path, monkeypatch, "baseline")
    repo.write({"docs/ä.md": GOOD})

    (found,) = json.loads(run(tmp_path, monkeypatch, "check", "--format", "rdjson")[1])["diagnostics"]
    line = (tmp_path / "b.json").read_text().splitlines()[3]
    assert found["location"] == {
        "path": "b.json",
        "range": {"start": {"line": 4, "column": 5}, "end": {"line": 4, "column": len(line.encode()) + 1}},
    }


def test_a_missing_section_stays_accepted_when_another_heading_looks_like_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\n', "docs/a.md": BAD})
    run(tmp_path, monkeypatch, "baseline")
    repo.write({"docs/a.md": BAD + "\n## Stopp\n\n1. Switch it off. It is dark.\n"})

    assert run(tmp_path, monkeypatch, "check") == (
        0, "clean: 1 document, no new findings, 2 accepted by the baseline\n",
    )  # fmt: skip


def test_the_gate_lists_what_is_accepted_and_nothing_else(tmp_path: Path) -> None:
    dead = GOOD + "\nSee [the pump](gone.md).\n"
    repo = Repo(tmp_path).write({"opsgate.toml": 'baseline = "b.json"\n', "docs/a.md": dead})
    repo.write({"b.json": render_baseline(accepting(repo.check(baselined=False).findings, Baseline(),
                                                    lambda _path: True, prune=False))})  # fmt: skip
    repo.write({"docs/a.md": dead + "\nSee [the valve](lost.md).\n"})

    said = [(item.what, item.region.start.line) for item in repo.gate().relaxed if item.region]
    assert said == [("OG301 broken-link is accepted by `b.json`", 17)]


def test_what_a_refused_file_says_stays_on_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = render_baseline(accepted(finding()).counts).replace("docs/a.md", "a\\u001b[31m\\n::error::x")
    Repo(tmp_path).write({"opsgate.toml": "", "docs/a.md": BAD, "opsgate-baseline.json": text})
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit) as ended:
        main(["check", "--baseline"])
    shown = capsys.readouterr().err
    assert (ended.value.code, shown.count("\n")) == (2, 1)
    assert "the fingerprint is not that of OG101 at `meta/service` in `a\\x1b[31m\\x0a::error::x`;" in shown
