"""Every snippet of the page on editors, read as the editor reads it, over what opsgate really prints."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path, PurePosixPath
from typing import Any

import jsonschema
import pytest
import yaml

from opsgate.edges.schemas import all_schemas
from opsgate.knowing.kinds import Kinds
from tests.integrations.pages import Snippet, of, snippets
from tests.integrations.test_integrations_page import understood
from tests.integrations.test_schemas import front_matter
from tests.integrations.tools import ROOT, program, says
from tests.repo import Repo
from tests.test_cli import run
from tests.test_readme import RUNBOOK

PAGE = "editors.md"
TEXT = (ROOT / "docs" / PAGE).read_text("utf-8")
ARGUMENTS = ["check", "--quiet", "--color", "never"]
SCHEMAS = dict(all_schemas(Kinds().all(), "hobby"))
Row = tuple[str, int, int, str, str]
"""Path, line, column, first letter of the severity, and the rest of the line."""


def of_file(file: str) -> list[Snippet]:
    return [snippet for snippet in snippets(PAGE) if snippet.file == file]


def only(file: str) -> str:
    (snippet,) = of_file(file)
    return snippet.text


OUTPUT = """\
docs/runbooks/greenhouse.md:7:1: error OG102 unknown-field: unknown key `onwer`
  hint: did you mean `owner`?
docs/my runbooks/a: b.md:12:140: warning OG302 broken-anchor: `drain.md` has no heading `#by-hand`
  see: docs/drain.md:3:1
  hint: name a heading that it has, or delete the part from `#` on
C:/work/docs/a.md:3:2: note OG411 undefined-acronym: “SLO:1:2: error OG1” is not explained
C:\\work\\docs\\a.md:3:2: error OG201 missing-section: section “Alerts” is missing
3 documents: 2 errors, 1 warning, 1 note (1 other file of no kind)
"""
ROWS: list[Row] = [
    ("docs/runbooks/greenhouse.md", 7, 1, "e", "OG102 unknown-field: unknown key `onwer`"),
    ("docs/my runbooks/a: b.md", 12, 140, "w", "OG302 broken-anchor: `drain.md` has no heading `#by-hand`"),
    ("C:/work/docs/a.md", 3, 2, "n", "OG411 undefined-acronym: “SLO:1:2: error OG1” is not explained"),
    ("C:\\work\\docs\\a.md", 3, 2, "e", "OG201 missing-section: section “Alerts” is missing"),
]


def test_every_snippet_is_one_that_is_tested_here() -> None:
    assert [(snippet.language, snippet.file) for snippet in snippets(PAGE)] == [
        ("sh", ""),
        ("toml", "opsgate.toml"),
        ("yaml", "ops/kinds/pump.yaml"),
        ("yaml", ""),
        ("sh", ""),
        ("js", ".remarkrc.mjs"),
        ("json", ".vscode/settings.json"),
        ("toml", ".taplo.toml"),
        ("text", ""),
        ("json", ".vscode/tasks.json"),
        ("vim", "after/ftplugin/markdown.vim"),
        ("lua", "init.lua"),
        ("lua", "init.lua"),
        ("toml", ".helix/languages.toml"),
        ("yaml", "~/.config/efm-langserver/config.yaml"),
    ]


def test_the_output_that_it_shows_is_what_opsgate_prints(repo: Repo) -> None:
    repo.write({"docs/runbooks/greenhouse.md": RUNBOOK})
    done = run(repo, *ARGUMENTS, "--level", "hobby", FORCE_COLOR="1")
    (shown,) = of(PAGE, "text")
    assert done.stdout.startswith(shown.text)
    assert "\x1b" not in done.stdout


def test_the_same_command_stands_everywhere() -> None:
    efm: Any = yaml.safe_load(only("~/.config/efm-langserver/config.yaml"))
    task = json.loads(only(".vscode/tasks.json"))["tasks"][0]
    shell = " ".join(["opsgate", *ARGUMENTS])
    assert understood(ARGUMENTS)
    assert [task["command"], *task["args"]] == ["opsgate", *ARGUMENTS]
    assert efm["languages"]["markdown"][0]["lint-command"] == shell
    assert f"let &l:makeprg = '{shell}'\n" in only("after/ftplugin/markdown.vim")
    assert 'args = { "check", "--quiet", "--color", "never" },\n' in of(PAGE, "lua")[0].text


def test_the_problem_matcher_finds_each_finding_and_nothing_else() -> None:
    (task,) = json.loads(only(".vscode/tasks.json"))["tasks"]
    matcher = task["problemMatcher"]
    assert matcher["fileLocation"] == ["relative", "${workspaceFolder}"]
    groups = {key: value for key, value in matcher["pattern"].items() if key != "regexp"}
    found = [re.search(matcher["pattern"]["regexp"], line) for line in OUTPUT.splitlines()]
    rows = [{key: match[group] for key, group in groups.items()} for match in found if match]
    assert [
        (row["file"], int(row["line"]), int(row["column"]), row["severity"][0], f"{row['code']} {row['message']}")
        for row in rows
    ] == ROWS
    assert {row["severity"] for row in rows} == {"error", "warning", "note"}


def by_errorformat(formats: list[str], output: str) -> list[Row]:
    """Lines read by an ``errorformat``, of which those parts are understood that the page uses."""
    parts = {"%f": "(?P<f>.+?)", "%l": "(?P<l>[0-9]+)", "%v": "(?P<c>[0-9]+)", "%c": "(?P<c>[0-9]+)",
             "%t": "(?P<t>.)", "%m": "(?P<m>.+)", "%*[a-z]": "[a-z]+"}  # fmt: skip
    patterns = [
        re.compile("".join(parts.get(piece, re.escape(piece)) for piece in re.split(r"(%\*\[a-z\]|%.)", form)))
        for form in formats
        if not form.startswith("%-G")
    ]
    matches = [
        next(filter(None, (pattern.fullmatch(line) for pattern in patterns)), None) for line in output.splitlines()
    ]
    return [(match["f"], int(match["l"]), int(match["c"]), match["t"], match["m"]) for match in matches if match]


def test_the_errorformat_finds_each_finding_and_nothing_else() -> None:
    (said,) = re.findall(r"^let &l:errorformat = '(.*)'$", only("after/ftplugin/markdown.vim"), re.MULTILINE)
    formats = said.split(",")
    assert formats[-1] == "%-G%.%#"
    assert by_errorformat(formats, OUTPUT) == ROWS


@pytest.mark.parametrize("editor", ["vim", "nvim"])
def test_the_editor_itself_reads_the_output_so(tmp_path: Path, editor: str) -> None:
    program = shutil.which(editor)
    if program is None:
        pytest.skip(f"{editor} is not installed here")
    (tmp_path / "output").write_text(OUTPUT, "utf-8")
    (tmp_path / "page.vim").write_text(only("after/ftplugin/markdown.vim"), "utf-8")
    (tmp_path / "test.vim").write_text(
        "set encoding=utf-8\nsource page.vim\ncgetfile output\n"
        "let found = map(getqflist(), {_, e -> [bufname(e.bufnr), e.lnum, e.col, e.type, e.text]})\n"
        "call writefile([json_encode(found)], 'found')\nqall!\n"
    )
    flags = ["-es", "-u", "NONE", "-i", "NONE"] if editor == "vim" else ["--headless", "-u", "NONE", "-i", "NONE"]
    subprocess.run([program, *flags, "-S", "test.vim"], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    found = json.loads((tmp_path / "found").read_text("utf-8"))
    assert [tuple(row) for row in found] == ROWS


def by_lua(pattern: str) -> re.Pattern[str]:
    """A Lua pattern as a regular expression, of which those parts are understood that the page uses."""
    plain = pattern.replace(".-", ".*?")
    return re.compile(plain.replace("%d", "[0-9]").replace("%l", "[a-z]"))


def test_the_lua_of_the_page_is_lua() -> None:
    lua = pytest.importorskip("tree_sitter_lua", reason="tree-sitter-lua is not installed here")
    from tree_sitter import Language, Parser  # noqa: PLC0415 - with the grammar

    for snippet in of(PAGE, "lua"):
        assert not Parser(Language(lua.language())).parse(snippet.text.encode()).root_node.has_error


def test_nvim_lint_finds_each_finding_and_nothing_else() -> None:
    code = of(PAGE, "lua")[0].text
    (pattern,) = re.findall(r'"(\^.*\$)"', code)
    (groups,) = re.findall(r'\{ ("file".*) \}', code)
    assert json.loads(f"[{groups}]") == ["file", "lnum", "col", "severity", "code", "message"]
    found = [by_lua(pattern).search(line) for line in OUTPUT.splitlines()]
    assert [(m[1], int(m[2]), int(m[3]), m[4][0], f"{m[5]} {m[6]}") for m in found if m] == ROWS
    assert set(re.findall(r"^      (\w+) = vim\.diagnostic", code, re.MULTILINE)) == {"error", "warning", "note"}


def test_helix_asks_efm_which_asks_opsgate() -> None:
    helix = tomllib.loads(only(".helix/languages.toml"))
    efm: Any = yaml.safe_load(only("~/.config/efm-langserver/config.yaml"))
    (markdown,) = helix["language"]
    assert helix["language-server"] == {"efm": {"command": "efm-langserver"}}
    assert markdown["language-servers"][1] == {"name": "efm", "only-features": ["diagnostics"]}
    assert set(efm) == {"version", "root-markers", "languages"}
    (tool,) = efm["languages"][markdown["name"]]
    assert set(tool) == {
        "lint-source", "lint-command", "lint-workspace", "lint-stdin", "lint-on-save", "lint-after-open",
        "lint-ignore-exit-code", "lint-formats", "lint-category-map",
    }  # fmt: skip
    assert (tool["lint-workspace"], tool["lint-stdin"], "${INPUT}" in tool["lint-command"]) == (True, False, False)
    assert by_errorformat(tool["lint-formats"], OUTPUT) == ROWS
    assert {row[3] for row in ROWS} == set(tool["lint-category-map"])


def named_schema(line: str, file: str) -> str:
    """The name of the schema that a first line points at, which has to lie where they are written to."""
    folder, name = PurePosixPath(".opsgate/schemas"), PurePosixPath(line).name
    up = ["..", *[".."] * (len(PurePosixPath(file).parts) - 2)] if "/" in file else []
    assert PurePosixPath(line) == PurePosixPath(*up, folder, name)
    return name


def test_first_lines_name_schemas_that_accept_what_stands_below() -> None:
    settings = only("opsgate.toml")
    kind, front = (snippet.text for snippet in of(PAGE, "yaml")[:2])
    for text, data, file in [
        (settings, tomllib.loads(settings), "opsgate.toml"),
        (kind, yaml.safe_load(kind), "ops/kinds/pump.yaml"),
        (front, front_matter(f"---\n{front}\n---\n"), "docs/runbooks/greenhouse.md"),
    ]:
        (line,) = re.findall(r"^#(?::schema | yaml-language-server: \$schema=)(\S+)$", text, re.MULTILINE)
        assert text.startswith("#")
        schema = SCHEMAS[named_schema(line, file)]
        assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(data)] == []


def test_remark_is_given_the_schema_of_any_document_and_plugins_that_are_installed(tmp_path: Path) -> None:
    code = only(".remarkrc.mjs")
    (install,) = (snippet.text for snippet in of(PAGE, "sh") if snippet.text.startswith("npm "))
    imported = re.findall(r'^import (\w+) from "(\S+)";$', code, re.MULTILINE)
    assert {package for _, package in imported} < set(install.split()[3:])
    assert re.findall(r"plugins: \[(\w+), \[(\w+), ", code) == [tuple(name for name, _ in imported)]
    (schema,) = re.findall(r'"\./\.opsgate/schemas/(\S+)": \[', code)
    assert schema in SCHEMAS
    (tmp_path / "page.mjs").write_text(code, "utf-8")
    assert says(program("node"), "--check", tmp_path / "page.mjs") == (0, "")


def test_files_are_given_their_schemas_from_outside_too() -> None:
    settings = json.loads(only(".vscode/settings.json"))["yaml.schemas"]
    (rule,) = tomllib.loads(only(".taplo.toml"))["rule"]
    assert list(settings) == ["./.opsgate/schemas/kind.schema.json"]
    assert rule == {"include": ["opsgate.toml"], "schema": {"path": ".opsgate/schemas/config.schema.json"}}
    assert {"kind.schema.json", "config.schema.json"} <= set(SCHEMAS)


def test_the_table_names_the_schemas_that_are_written() -> None:
    table = TEXT[TEXT.index("| file |") : TEXT.index("Editors check what")]
    named = set(re.findall(r"`(\w+\.schema\.json)`", table))
    kinds = {f"{name}.schema.json" for name in Kinds().names}
    assert named - {"runbook.schema.json"} == set(SCHEMAS) - kinds


def test_a_new_document_names_its_schema_as_the_page_says(repo: Repo) -> None:
    run(repo, "new", "runbook", "--set", "title=Greenhouse controller", "--set", "service=greenhouse")
    (document,) = (repo.root / "docs/runbooks").glob("*.md")
    assert document.read_text("utf-8").splitlines()[1] == of(PAGE, "yaml")[1].text.splitlines()[0]
