"""`opsgate import csv` and `opsgate export csv`: what is written, what is only shown, and the exit codes."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from opsgate.doors.cli import cli
from opsgate.edges.exchange import tree
from opsgate.words.errors import OpsgateError
from tests.exchange.csvcase import KINDS, STARTERS, cells
from tests.repo import Repo

ROWS = "Topic,Problem,Owner\nNo boot,Stuck at logo,@sam\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(tmp_path)
    return Repo(tmp_path).write({"opsgate.toml": 'level = "product"\n', "kb.csv": ROWS})


def run(*arguments: str) -> tuple[int, str]:
    """The exit code and output of a command; an error's message where it is refused."""
    result = CliRunner().invoke(cli, list(arguments), standalone_mode=False)
    if isinstance(result.exception, OpsgateError):
        return result.exception.exit_code, str(result.exception)
    if result.exception is not None:
        raise result.exception
    return result.return_value or 0, result.output


def test_new_documents_are_written_and_nothing_else(repo: Repo) -> None:
    assert run("import", "csv", "kb-article", "kb.csv") == (
        0, "wrote docs/kb/no-boot.md, a kb-article\n1 document written; next: opsgate check\n",
    )  # fmt: skip
    written = sorted(path.relative_to(repo.root).as_posix() for path in repo.root.rglob("*") if path.is_file())
    assert written == [
        ".opsgate/schemas/kb-article.schema.json", "docs/kb/no-boot.md", "kb.csv", "opsgate.toml",
    ]  # fmt: skip
    head = (repo.root / "docs/kb/no-boot.md").read_text("utf-8").splitlines()[:3]
    assert head[1] == "# yaml-language-server: $schema=../../.opsgate/schemas/kb-article.schema.json"
    assert run("import", "csv", "kb-article", "kb.csv") == (0, "1 document unchanged\n")


def test_a_change_is_a_diff_first(repo: Repo) -> None:
    run("import", "csv", "kb-article", "kb.csv")
    before = (repo.root / "docs/kb/no-boot.md").read_bytes()
    repo.write({"kb.csv": ROWS.replace("@sam", "@kim")})
    code, output = run("import", "csv", "kb-article", "kb.csv", "--color", "never")
    assert code == 1
    assert output.splitlines()[:2] == ["--- a/docs/kb/no-boot.md", "+++ b/docs/kb/no-boot.md"]
    assert [line for line in output.splitlines() if line[:1] in "+-"][2:] == ['-owner: "@sam"', '+owner: "@kim"']
    assert output.endswith("1 document would change; apply with --write\n")
    assert (repo.root / "docs/kb/no-boot.md").read_bytes() == before
    assert run("import", "csv", "kb-article", "kb.csv", "--write") == (
        0, "changed docs/kb/no-boot.md\n1 document changed; next: opsgate check\n",
    )  # fmt: skip
    assert (repo.root / "docs/kb/no-boot.md").read_bytes() == before.replace(b'"@sam"', b'"@kim"')


def test_what_is_kept_is_reported_at_its_line_and_exits_1(repo: Repo) -> None:
    repo.write({"kb.csv": "Topic,Last Reviewed,Flavour\nA,2026-11-01,\nB,soon\x1b[31m,sweet\nC\n"})
    assert run("import", "csv", "kb-article", "kb.csv", "--color", "never") == (1, (
        "wrote docs/kb/a.md, a kb-article\nwrote docs/kb/b.md, a kb-article\n"
        "kb.csv:1: warning: the column “Flavour” is none of kb-article's; its cells are kept in a comment\n"
        "  hint: `opsgate kind kb-article` lists its fields\n"
        "kb.csv:3: warning: “Last Reviewed”: `last_reviewed`: `soon\\x1b[31m` is not a date in ISO form; "
        "the cell is kept in a comment\n"
        "  hint: write `2026-11-30`\n"
        "kb.csv:4: warning: the row has 1 of 3 cells; it is left out\n"
        "  hint: write all of its cells with `,` between them, an empty one too\n"
        "2 documents written, 3 warnings; next: opsgate check\n"
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kb-artikle", "kb.csv"), "no kind is called `kb-artikle`; did you mean `kb-article`?"),
        (("record", "kb.csv"), "the kind `record` has no CSV columns; `opsgate kinds` lists the kinds"),
        (("kb-article", "none.csv"), "`none.csv` does not exist"),
        (("kb-article", "."), "`.` is no file; name a CSV file"),
        (("kb-article", "kb.csv", "--to", "../x"), "`../x` lies outside the project at "),
        (("kb-article", "kb.csv", "--to", "docs/../kb.csv/x.md"), "`kb.csv` cannot be read: Not a directory"),
        (("kb-article", "kb.csv", "--column", "Topic"), "`--column Topic` is not COLUMN=FIELD"),
        (("kb-article", "kb.csv", "--delimiter", ";;"), "`;;` separates no cells; give one character, such as `;`, or `tab`"),
        (("kb-article", "latin.csv"), "latin.csv:2: not UTF-8: byte 0x93 at offset 6 cannot be read; "
         "save the file as UTF-8, or use --encoding cp1252"),
    ],
)  # fmt: skip
def test_wrong_usage_exits_2_and_writes_nothing(repo: Repo, arguments: tuple[str, ...], said: str) -> None:
    repo.write({"latin.csv": b"Topic\n\x93x\x94\n"})
    code, output = run("import", "csv", *arguments)
    assert (code, output[: len(said)]) == (2, said)
    assert not (repo.root / "docs").exists()


def test_cp1252_is_read_on_request(repo: Repo) -> None:
    repo.write({"kb.csv": "Topic;Problem\nBoot;It says “no”\n".encode("cp1252")})
    assert run("import", "csv", "kb-article", "kb.csv", "--encoding", "cp1252")[0] == 0
    assert "It says “no”" in (repo.root / "docs/kb/boot.md").read_text("utf-8")


def test_a_file_that_exists_is_never_replaced(repo: Repo) -> None:
    repo.write(
        {"docs/kb/no-boot.md": "# Mine\n", "docs/backup-dr.md": "# Mine too\n", "b.csv": "Asset,Owner\nA,@sam\n"}
    )
    assert run("import", "csv", "kb-article", "kb.csv")[1].splitlines()[0] == "wrote docs/kb/no-boot-2.md, a kb-article"
    assert run("import", "csv", "backup-dr", "b.csv") == (
        2, "`docs/backup-dr.md` is there, and is no backup-dr that can be read; it is never replaced, use --to",
    )  # fmt: skip
    assert run("import", "csv", "backup-dr", "b.csv", "--to", "docs/dr.md")[0] == 0
    assert run("import", "csv", "kb-article", "kb.csv", "--to", "docs/dr.md")[0] == 2
    assert (repo.root / "docs/kb/no-boot.md").read_text("utf-8") == "# Mine\n"
    assert (repo.root / "docs/backup-dr.md").read_text("utf-8") == "# Mine too\n"


def test_a_document_that_cannot_be_read_is_said(repo: Repo) -> None:
    repo.write({"docs/kb/a.md": "---\nkind: kb-article\ntopic: [\n---\n\n# A\n"})
    code, output = run("import", "csv", "kb-article", "kb.csv", "--color", "never")
    assert code == 1
    assert "docs/kb/a.md:1: warning: " in output
    assert output.splitlines()[1].endswith("; no row can be held against it")


def test_the_starters_go_in_and_out(repo: Repo) -> None:
    for name in ("backup-dr", "release-checklist"):
        kind = KINDS[name]
        repo.write({f"{name}.csv": STARTERS[name]})
        assert run("import", "csv", name, f"{name}.csv")[0] == 0
        code, output = run("export", "csv", name)
        assert (code, cells(output)[0]) == (0, list(kind.csv))
        assert run("export", "csv", name, "-o", f"{name}.out.csv") == (0, "")
        assert (repo.root / f"{name}.out.csv").read_text("utf-8") == output
        assert run("import", "csv", name, f"{name}.out.csv") == (0, "1 document unchanged\n")


def test_formulas_are_guarded_unless_they_are_asked_for(repo: Repo) -> None:
    repo.write({"kb.csv": "Topic,Problem\nA,'=HYPERLINK(x)\n"})
    run("import", "csv", "kb-article", "kb.csv")
    assert "\n=HYPERLINK(x)\n" in (repo.root / "docs/kb/a.md").read_text("utf-8")
    assert cells(run("export", "csv", "kb-article")[1])[1][:2] == ["A", "'=HYPERLINK(x)"]
    assert cells(run("export", "csv", "kb-article", "--raw")[1])[1][:2] == ["A", "=HYPERLINK(x)"]
    assert run("export", "csv", "kb-article", "--raw", "--delimiter", "tab")[1].splitlines()[1].startswith("A\t=HYPER")


def test_an_export_names_what_it_leaves_out_and_where_there_is_nothing(repo: Repo) -> None:
    assert run("export", "csv", "kb-article") == (
        3, "there is no kb-article to export; `opsgate new kb-article` writes one",
    )  # fmt: skip
    assert run("export", "csv", "kb-article", "--allow-empty") == (
        0, "Topic,Problem,Resolution,Media,Related,Last Reviewed,Owner\n",
    )  # fmt: skip
    run("import", "csv", "kb-article", "kb.csv")
    repo.write({"docs/kb/bad.md": "---\nkind: kb-article\ntopic: [\n---\n"})
    code, output = run("export", "csv", "kb-article")
    assert code == 1
    assert "docs/kb/bad.md: left out, " in output
    assert run("export", "csv", "kb-article", "docs/kb/no-boot.md")[0] == 0
    assert run("export", "csv", "kb-article", "docs/kb/none.md") == (2, "`docs/kb/none.md` does not exist")


def test_a_link_out_of_the_project_is_not_followed(repo: Repo, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (repo.root / "docs").mkdir()
    (repo.root / "docs/kb").symlink_to(outside)
    code, output = run("import", "csv", "kb-article", "kb.csv")
    assert (code, output.partition(" is a symbolic link out of ")[0]) == (
        2, f"nothing was written: `{(repo.root / 'docs/kb').as_posix()}`",
    )  # fmt: skip
    assert list(outside.iterdir()) == []


def test_new_documents_are_written_all_or_none(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    move, count = tree._move_one, iter(range(9))

    def fails(source: Path, target: Path) -> None:
        if next(count) == 1:
            raise OSError(28, "No space left on device")
        move(source, target)

    monkeypatch.setattr(tree, "_move_one", fails)
    repo.write({"kb.csv": "Topic\nA\nB\nC\n"})
    assert run("import", "csv", "kb-article", "kb.csv") == (2, "nothing was written: No space left on device")
    assert not (repo.root / "docs").exists()
    assert not (repo.root / ".opsgate").exists()
