"""``opsgate import notion``: what it says, what it writes, and that it writes all or nothing."""

from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from click.testing import CliRunner

from opsgate.doors.cli import main
from opsgate.doors.commands.import_notion import command
from opsgate.edges.exchange import tree
from opsgate.edges.exchange.notion.names import notion_id
from opsgate.words.errors import OpsgateError
from tests.exchange.notionzip import (
    PIXEL,
    RUNBOOKS,
    called,
    exported,
    id_of,
    link,
    ops_pack,
    row_page,
    small_pack,
    table,
    zipped,
)  # fmt: skip
from tests.exchange.test_notion import ALL, BETWEEN
from tests.repo import Repo


def run(folder: Path, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(command, ["export.zip", *arguments], catch_exceptions=False, standalone_mode=False)
    return result.output


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.name != "export.zip")


SMALL: dict[str, str | bytes] = {
    f"{called('Runbooks')}_all.csv": table(RUNBOOKS[:4], ("Pump", "Restart it", "", "")),
    f"{called('Notes')}.md": "# Notes\n\n![x](x.png)\n",
    "x.png": PIXEL,
}


def test_the_command_writes_the_tree_and_says_what_became_what(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "export.zip").write_bytes(exported(SMALL))
    assert (
        run(tmp_path, "--to", "ops/docs", monkeypatch=monkeypatch)
        == """\
Runbooks, 1 row: runbook (3 of its 8 columns, and the name)
  ops/docs/runbooks/pump.md

1 page of no kind, as plain Markdown
  ops/docs/pages/notes.md

1 attachment, byte for byte
  ops/docs/pages/x.png

1 document, 1 plain page, 1 attachment written below ops/docs; next: `opsgate check ops/docs`
"""
    )
    assert files_below(tmp_path) == [
        "ops", "ops/docs", "ops/docs/pages", "ops/docs/pages/notes.md", "ops/docs/pages/x.png", "ops/docs/runbooks",
        "ops/docs/runbooks/pump.md",
    ]  # fmt: skip
    assert (tmp_path / "ops/docs/pages/notes.md").read_text("utf-8") == "# Notes\n\n![x](x.png)\n"


def test_the_page_about_exchange_shows_what_the_command_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parents[2] / "docs/exchange.md").read_text("utf-8").partition("\n## Notion\n")[2]
    shown = text.partition("```console\n$ opsgate import notion export.zip\n")[2].partition("```")[0]
    (tmp_path / "export.zip").write_bytes(exported(small_pack()))
    assert run(tmp_path, monkeypatch=monkeypatch) == shown


def test_a_dry_run_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "export.zip").write_bytes(exported(SMALL))
    said = run(tmp_path, "--dry-run", monkeypatch=monkeypatch)
    assert said.endswith("1 document, 1 plain page, 1 attachment would be written below docs; run without --dry-run\n")
    assert files_below(tmp_path) == []


@pytest.mark.parametrize("dry", [["--dry-run"], []])
def test_no_file_is_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dry: list[str]) -> None:
    (tmp_path / "export.zip").write_bytes(exported(SMALL))
    (tmp_path / "docs/runbooks").mkdir(parents=True)
    (tmp_path / "docs/runbooks/pump.md").write_text("mine")
    (tmp_path / "docs/pages").write_text("a file")
    with pytest.raises(OpsgateError) as caught:
        run(tmp_path, *dry, monkeypatch=monkeypatch)
    assert str(caught.value) == (
        "nothing was written: `docs/pages`, `docs/runbooks/pump.md` are there already; "
        "move what is there, or name another folder with --to"
    )
    assert files_below(tmp_path) == ["docs", "docs/pages", "docs/runbooks", "docs/runbooks/pump.md"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "export.zip").write_bytes(exported(SMALL))
    (tmp_path / "docs").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "docs/runbooks").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OpsgateError, match="`docs/runbooks` is a symbolic link out of `docs`"):
        run(tmp_path, monkeypatch=monkeypatch)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_midway_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException
) -> None:
    (tmp_path / "export.zip").write_bytes(exported(SMALL))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/mine.md").write_text("mine")
    move, count = tree._move_one, iter(range(9))

    def fails(source: Path, target: Path) -> None:
        if next(count) == at:
            raise error
        move(source, target)

    monkeypatch.setattr(tree, "_move_one", fails)
    with pytest.raises((OpsgateError, click.Abort)):
        run(tmp_path, monkeypatch=monkeypatch)
    assert files_below(tmp_path) == ["docs", "docs/mine.md"]


def test_an_attachment_that_is_damaged_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = bytearray(zipped({"A.md": "# A\n", "x.png": b"0123456789" * 9}))
    at = inner.index(b"x.png") + 8
    inner[at] ^= 0xFF
    (tmp_path / "export.zip").write_bytes(bytes(inner))
    with pytest.raises(OpsgateError, match=r"`x\.png` cannot be read"):
        run(tmp_path, monkeypatch=monkeypatch)
    assert files_below(tmp_path) == []


def test_the_command_line_refuses_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "export.zip").write_bytes(zipped({"../../evil.md": "x"}))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["import", "notion", "export.zip"])
    assert (left.value.code, capsys.readouterr().err) == (2, (
        "opsgate: nothing was imported: `../../evil.md` in the export is refused: "
        "`..` in its name leads out of the export\n"
    ))  # fmt: skip
    assert files_below(tmp_path) == []


def test_hostile_names_are_shown_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (*RUNBOOKS[:4], "\x1b[31mred")
    files: dict[str, str | bytes] = {
        f"{called('Runbooks')}_all.csv": table(columns, ("\x1b[2JPump", "Restart it", "", "", "x\u202ey"))
    }
    (tmp_path / "export.zip").write_bytes(exported(files))
    said = run(tmp_path, monkeypatch=monkeypatch)
    assert "\x1b" not in said
    assert "\\x1b[31mred" in said


def test_the_ids_of_the_builder_are_ids_of_notion() -> None:
    assert notion_id(f"https://www.notion.so/{id_of('x')}") == (id_of("x"), "")
    assert unquote(link("a b", "c")) == "a b/c"
    assert row_page(("A", "B"), ("t", "v"), "x") == "# t\n\nB: v\n\nx\n"


def test_a_kind_of_the_project_goes_before_the_one_that_it_extends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Repo(tmp_path).write({
        "opsgate.toml": 'extend-kinds = ["kinds"]\n',
        "kinds/playbook.yaml": "kind: playbook\nextends: runbook\ntitle: Playbook\nplace: docs/playbooks/*.md\n",
        "export.zip": exported(SMALL),
    })  # fmt: skip
    assert run(tmp_path, monkeypatch=monkeypatch).startswith(
        "Runbooks, 1 row: playbook (3 of its 8 columns, and the name)\n  docs/playbooks/pump.md\n"
    )


def test_documents_have_the_level_that_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "export.zip").write_bytes(exported(*ops_pack()))
    run(tmp_path, "--level", "product", monkeypatch=monkeypatch)
    report = Repo(tmp_path).check()
    assert {(one.kind, one.level) for one in report.documents} == {(kind.name, "product") for kind in ALL if kind.csv}
    assert [found for found in report.findings if found.rule in BETWEEN] == []
