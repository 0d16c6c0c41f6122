"""``opsgate adopt`` as people and scripts meet it."""

import json
from pathlib import Path

import pytest

from opsgate.doors.cli import main
from opsgate.reading.document import document
from tests.repo import Repo

PUMP = "# Pump runbook\n\n## Starting\n\n1. Open the valve.\n\n## Stop\n\n1. Close it.\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    root = tmp_path / "fountain"
    root.mkdir()
    monkeypatch.chdir(root)
    return Repo(root).write({"docs/pump.md": PUMP})


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["adopt", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_the_terminal_shows_kind_reasons_gaps_and_a_diff(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"README.md": "# Fountain\n\nA fountain that runs by itself, with a pump and a basin.\n"})
    assert run("docs/pump.md", "README.md") == 0
    assert capsys.readouterr().out == (
        "docs/pump.md: a runbook, score 87 of 100\n"
        "  why: the title says “runbook” (+50); headings that are sections of it: “Starting”, “Stop” (+37)\n"
        "  counts: “Starting” is the section “Start”\n"
        "  fill in: `service`\n"
        "--- a/docs/pump.md\n"
        "+++ b/docs/pump.md\n"
        "@@ -1,3 +1,10 @@\n"
        "+---\n"
        "+kind: runbook\n"
        "+title: Pump runbook\n"
        "+status: draft\n"
        '+service: "[SERVICE]"\n'
        "+---\n"
        "+\n"
        " # Pump runbook\n"
        " \n"
        " ## Starting\n"
        "\n"
        "README.md: of no kind\n"
        "  why: the file is a readme (-80); there is next to nothing in it (-40)\n"
        "  if you know better: `--kind KIND`\n"
        "\n"
        "2 files: 1 to adopt (1 runbook), 1 of no kind; nothing is written without --write\n"
    )


def test_writing_names_the_keys(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("docs", "--write") == 0
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "  written: `kind`, `title`, `status`, `service`",
        "",
        "1 file: 1 adopted (1 runbook); `opsgate check` says what is still to do",
    ]
    assert document("pump.md", (repo.root / "docs/pump.md").read_text("utf-8")).front.kind == "runbook"
    assert run("docs") == 0
    assert capsys.readouterr().out == "1 file: 1 of a kind already\n"


def test_json_says_all_of_it(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("docs", "--format", "json") == 0
    data = json.loads(capsys.readouterr().out)
    (found,) = data["documents"]
    assert data["kinds"] == {}
    assert found["guess"]["best"] == {
        "kind": "runbook",
        "score": 87,
        "limit": 100,
        "reasons": [
            {"text": "the title says “runbook”", "points": 50},
            {"text": "headings that are sections of it: “Starting”, “Stop”", "points": 37},
        ],
    }
    assert {
        key: found[key] for key in ("path", "state", "kind", "sure", "missing_sections", "fill_in", "sections")
    } == {
        "path": "docs/pump.md",
        "state": "adopt",
        "kind": "runbook",
        "sure": True,
        "missing_sections": [],
        "fill_in": ["service"],
        "sections": [{"heading": "Starting", "section": "Start"}],
    }
    assert found["front_matter"][3] == {"key": "service", "value": '"[SERVICE]"', "from": None}
    assert found["diff"].startswith("--- a/docs/pump.md\n+++ b/docs/pump.md\n@@ -1,3 +1,10 @@\n+---\n")
    assert repo.root.is_dir()


def test_the_diff_of_the_json_is_one_that_git_applies(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit()
    run("docs", "--format", "json")
    (found,) = json.loads(capsys.readouterr().out)["documents"]
    repo.write({"change.diff": found["diff"]})
    repo.git("apply", "change.diff")
    by_git = (repo.root / "docs/pump.md").read_bytes()
    repo.git("checkout", "docs/pump.md")
    run("docs", "--write")
    assert (repo.root / "docs/pump.md").read_bytes() == by_git


LAMP = """\
# Connect the lamp

1. Close the valve.
2. Plug the lamp in.
3. Wait until its light is green, and look at the fountain for a while; it stands in the square, where all can see it.

Whoever comes by in the evening sees the lamp first, and then the water.
"""


def test_a_guess_that_is_not_sure_is_shown_as_a_diff_and_says_how_to_take_it(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write({"docs/pump.md": LAMP})
    assert run("docs") == 0
    assert capsys.readouterr().out == (
        "docs/pump.md: perhaps a runbook, score 39 of 100\n"
        "  why: the title begins with “Connect” (+24); it is written as steps (+15)\n"
        "  not sure, so --write leaves it alone; to take the guess: `opsgate adopt --kind runbook --write docs/pump.md`\n"
        "  missing: “Procedures”\n"
        "  fill in: `service`\n"
        "--- a/docs/pump.md\n"
        "+++ b/docs/pump.md\n"
        "@@ -1,3 +1,10 @@\n"
        "+---\n"
        "+kind: runbook\n"
        "+title: Connect the lamp\n"
        "+status: draft\n"
        '+service: "[SERVICE]"\n'
        "+---\n"
        "+\n"
        " # Connect the lamp\n"
        " \n"
        " 1. Close the valve.\n"
        "\n"
        "1 file: 1 perhaps of a kind; nothing is written without --write\n"
    )


def test_write_leaves_a_guess_that_is_not_sure_to_people(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"docs/lamp.md": LAMP})
    assert run("docs", "--write") == 0
    assert capsys.readouterr().out.splitlines()[-5:] == [
        "Perhaps; not sure enough to be written. `opsgate adopt --kind KIND FILE` takes a guess:",
        "",
        "  runbook   39  docs/lamp.md",
        "",
        "2 files: 1 adopted (1 runbook), 1 perhaps of a kind; `opsgate check` says what is still to do",
    ]
    assert (repo.root / "docs/lamp.md").read_text("utf-8") == LAMP
    assert run("--kind", "runbook", "--write", "docs/lamp.md") == 0
    assert document("lamp.md", (repo.root / "docs/lamp.md").read_text("utf-8")).front.kind == "runbook"


def test_of_many_files_each_that_is_perhaps_of_a_kind_has_one_line(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry = "# Telemetry\n\n" + "We write down what the fountain does. " * 6
    repo.write({f"docs/{name}.md": LAMP for name in "bcdefghijk"} | {"docs/a.md": telemetry})
    (repo.root / "docs/pump.md").unlink()
    assert run("docs") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Perhaps; not sure enough to be written. `opsgate adopt --kind KIND FILE` takes a guess:",
        "",
        *(f"  runbook     39  docs/{name}.md" for name in "bcdefghijk"),
        "  telemetry   40  docs/a.md",
        "",
        "11 files: 11 perhaps of a kind; nothing is written without --write",
    ]


def test_folders_of_guesses_that_are_not_sure_get_no_pattern(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({f"lamps/{name}.md": LAMP for name in "abcd"})
    run("lamps", "--format", "json")
    data = json.loads(capsys.readouterr().out)
    assert [(each["kind"], each["sure"]) for each in data["documents"]] == [("runbook", False)] * 4
    assert data["kinds"] == {}


def test_a_file_that_only_perhaps_is_of_a_kind_and_cannot_be_written_stops_nobody(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write({"docs/pump.md": "+++\ntitle = 1\n+++\n" + LAMP})
    assert run("docs") == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        "docs/pump.md: not adopted (perhaps a runbook): line 1: front matter is TOML (`+++`); "
        "write it as YAML between `---` lines"
    )
    assert run("docs", "--kind", "runbook") == 1


def test_a_file_that_cannot_be_adopted_ends_with_one_and_the_others_are_adopted(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write({"docs/bad.md": b"# Runbook \xff"})
    assert run("docs", "--write") == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        "docs/bad.md: not adopted: not UTF-8: byte 0xff cannot be read; save the file as UTF-8"
    )
    assert (repo.root / "docs/pump.md").read_text("utf-8").startswith("---\nkind: runbook\n")


def test_plainly_of_no_kind_is_only_counted_where_a_folder_was_named(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write({"docs/pump.md": "# Colours\n\nBlue.\n"})
    assert run("docs") == 0
    assert capsys.readouterr().out == "1 file: 1 of no kind\n"
    assert run("docs/pump.md") == 0
    assert capsys.readouterr().out.splitlines()[1] == "  why: there is next to nothing in it (-40)"


def test_patterns_for_the_configuration_are_ready_to_paste(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({f'odd "folder" [1]/{name}.md': PUMP for name in "abcd"} | {"docs/pump.md": "# Colours\n\nBlue.\n"})
    assert run(".") == 0
    shown = capsys.readouterr().out
    start = shown.index("[kinds]\n")
    repo.write({"opsgate.toml": shown[start : shown.index("\n\n", start)] + "\n"})
    assert run(".") == 0
    assert capsys.readouterr().out == "5 files: 4 of a kind already, 1 of no kind\n"


def test_names_and_texts_cannot_move_the_cursor(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"docs/\x1b[2Jrunbook.md": "# Pump \x1b[31m runbook\n\n## Start\x07ing\n\n## Stop\n\n1. a\n"})
    run("docs")
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("docs", "--kind", "runbok"), "no kind is called `runbok`; did you mean `runbook`?"),
        (("nowhere.md",), "`nowhere.md` does not exist"),
        (("..",), "lies outside the project"),
    ],
)
def test_wrong_arguments_are_said_in_a_sentence(
    repo: Repo, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    repo.write({"opsgate.toml": ""})
    assert run(*arguments) == 2
    assert says in capsys.readouterr().err


def test_a_folder_without_markdown_ends_with_three(repo: Repo) -> None:
    (repo.root / "empty").mkdir()
    assert run("empty") == 3


def test_output_goes_to_a_file_without_colour(repo: Repo) -> None:
    assert run("docs", "-o", "out.txt", "--color", "always") == 0
    assert "\x1b" not in (repo.root / "out.txt").read_text("utf-8")


def test_a_read_only_file_says_why_and_stays(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    from opsgate.edges.adopt import adopting  # noqa: PLC0415 - where the file is written
    from opsgate.words.errors import OpsgateError  # noqa: PLC0415

    def refuse(name: object, _text: str) -> None:
        raise OpsgateError(f"`{name}` cannot be written: Permission denied")

    monkeypatch.setattr(adopting, "write_whole", refuse)
    assert run("docs", "--write") == 1
    assert (repo.root / "docs/pump.md").read_text("utf-8") == PUMP


def test_the_page_shows_what_the_command_prints(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs/adopt.md").read_text("utf-8")
    assert run("docs/pump.md") == 0
    assert f"```console\n$ opsgate adopt docs/pump.md\n{capsys.readouterr().out}```" in page
    assert repo.root.is_dir()
