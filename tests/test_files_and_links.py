"""What a link's target means, which files there are, and what an extractor finds in a document."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.knowing.files import Files
from opsgate.knowing.links import Target, resolve, served
from opsgate.knowing.marks.links import targets
from opsgate.reading.document import document
from tests.repo import Repo

HERE = "docs/runbooks/gate.md"

MEANT = {
    "https://example.com/a": Target("outside"),
    "HTTP://example.com": Target("outside"),
    "mailto:desk@example.com": Target("outside"),
    "//example.com/a": Target("outside"),
    "tel:+15550100": Target("outside"),
    "#keys": Target("anchor", anchor="keys"),
    "#": Target("anchor", anchor=""),
    "": Target("anchor"),
    "?plain=1#L3": Target("anchor", anchor="L3", query="plain=1"),
    "keys.md": Target("path", "docs/runbooks/keys.md", said="keys.md"),
    " ./keys.md ": Target("path", "docs/runbooks/keys.md", said="./keys.md"),
    "keys.md#lost": Target("path", "docs/runbooks/keys.md", "lost", said="keys.md"),
    "keys.md?plain=1#L3": Target("path", "docs/runbooks/keys.md", "L3", "plain=1", said="keys.md"),
    "lost%20keys.md#t%C3%BCr": Target("path", "docs/runbooks/lost keys.md", "tür", said="lost keys.md"),
    "a%23b.md": Target("path", "docs/runbooks/a#b.md", said="a#b.md"),
    "..\\keys.md": Target("path", "docs/keys.md", said="../keys.md"),
    "../../README.md": Target("path", "README.md", said="../../README.md"),
    "/src/log.py": Target("path", "src/log.py", rooted=True, said="/src/log.py"),
    "/": Target("path", ".", rooted=True, folder=True, said="/"),
    "../plans/": Target("path", "docs/plans", folder=True, said="../plans/"),
    "..": Target("path", "docs", folder=True, said=".."),
    "../../../lock/a.md": Target("escapes", "../lock/a.md", said="../../../lock/a.md"),
    "../../../../issues/7": Target("unclear"),
    "../../../../lock/blob/main/a.md": Target("unclear"),
    "{{ url }}": Target("unclear"),
    "{% link a.md %}": Target("unclear"),
    "$BASE/a.md": Target("unclear"),
    "@site/a.md": Target("unclear"),
    "<name>.md": Target("unclear"),
    "a%00.md": Target("unclear"),
}


@pytest.mark.parametrize(("written", "expected"), MEANT.items())
def test_what_a_target_means(written: str, expected: Target) -> None:
    assert resolve(HERE, written) == expected


@given(st.text(alphabet="ab./\\#?%2{}:<> é\0\n", max_size=40))
def test_any_target_can_be_read(written: str) -> None:
    found = resolve("a/b.md", written)
    assert (found.path == "") == (found.kind not in ("path", "escapes"))
    assert list(served("a/b.md", found, site=True)) is not None


def test_pages_that_a_generator_may_make_of_a_name() -> None:
    found = list(served("docs/a.md", resolve("docs/a.md", "../b/"), site=False))
    assert found[:3] == ["b.md", "b.markdown", "b.mdx"]
    assert "docs/b.md" in found
    assert list(served("docs/a.md", resolve("docs/a.md", "b.md"), site=True)) == []


FILES = {
    "README.md": "# Home\n\n## Way in\n",
    "docs/gate.md": "# Gate\n",
    "docs/Keys.md": "# Keys\n",
    "src/log.py": "a\nb\n",
}


def test_names_are_exact(tmp_path: Path) -> None:
    files = Files(Repo(tmp_path).write(FILES).root)
    assert [files.state(path) for path in ("docs/gate.md", "docs", ".", "docs/keys.md", "DOCS/gate.md", "docs/x.md")] == [
        "file", "folder", "folder", "case", "case", "missing",
    ]  # fmt: skip
    assert [files.spelling(path) for path in ("docs/keys.md", "DOCS/KEYS.md", "x")] == [
        "docs/Keys.md",
        "docs/Keys.md",
        None,
    ]
    assert [files.state(path) for path in ("docs/gate.md/x", "a\0b", "", "x" * 5000)] == ["missing"] * 2 + [
        "folder",
        "missing",
    ]


def test_composed_and_decomposed_names_are_one(tmp_path: Path) -> None:
    files = Files(Repo(tmp_path).write({"tu\u0308r.md": ""}).root)
    assert (files.state("tür.md"), files.state("TÜR.md")) == ("file", "case")


def test_files_that_git_ignores_exist(tmp_path: Path) -> None:
    assert Files(Repo(tmp_path).write({".gitignore": "*.log\n", "a.log": ""}).root).state("a.log") == "file"


def test_a_folder_is_listed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = Files(Repo(tmp_path).write(FILES).root)
    asked: list[str] = []
    scan = os.scandir

    def counted(path: Path) -> Any:
        asked.append(path.relative_to(tmp_path).as_posix())
        return scan(path)

    monkeypatch.setattr(os, "scandir", counted)
    for _ in range(3):
        assert (files.state("docs/gate.md"), files.state("docs/none.md")) == ("file", "missing")
    assert asked == [".", "docs"]


def test_symbolic_links_are_followed_within_the_root(tmp_path: Path) -> None:
    root = Repo(tmp_path / "root").write(FILES).root
    (tmp_path / "else").mkdir()
    (root / "inner").symlink_to("docs")
    (root / "outer").symlink_to(tmp_path / "else")
    (root / "dangling.md").symlink_to("nowhere")
    files = Files(root)
    assert [files.state(path) for path in ("inner/gate.md", "inner/x.md", "outer/x.md", "dangling.md")] == [
        "file", "missing", "file", "file",
    ]  # fmt: skip
    assert (files.anchors("inner/gate.md"), files.anchors("outer/x.md"), files.anchors("dangling.md")) == (
        frozenset({"gate"}), None, None,
    )  # fmt: skip


def test_what_lies_in_a_submodule_that_is_not_checked_out_may_exist(tmp_path: Path) -> None:
    files = Files(Repo(tmp_path).write({".gitmodules": '[submodule "lib"]\n\tpath = lib\n'}).root)
    (tmp_path / "lib").mkdir()
    (tmp_path / "empty").mkdir()
    assert (files.state("lib/README.md"), files.state("empty/README.md")) == ("file", "missing")


def test_an_overlay_takes_away_and_adds(tmp_path: Path) -> None:
    root = Repo(tmp_path).write(FILES).root
    files = Files(root, gone=["docs/gate.md", "src/log.py"], new=["new/deep/a.md"], texts={"new/deep/a.md": "# A\n\nb"})
    asked = ("docs/gate.md", "docs/Keys.md", "src", "new", "new/deep/a.md", "new/deep/b.md", "NEW/deep/a.md")
    assert [files.state(path) for path in asked] == ["missing", "file", "missing", "folder", "file", "missing", "case"]
    assert (files.anchors("new/deep/a.md"), files.lines("new/deep/a.md"), files.anchors("docs/gate.md")) == (
        frozenset({"a"}), 3, None,
    )  # fmt: skip


def test_the_near_name_is_one_slip_away(tmp_path: Path) -> None:
    files = Files(Repo(tmp_path).write({"docs/set-up.md": "", "docs/runbooks/deploy.md": "", "notes/a.md": ""}).root)
    asked = ("docs/setup.md", "doc/set-up.md", "docs/runbook/deploy.md", "docs/other.md", "doc/other.md", "../x.md")
    assert [files.near(path) for path in asked] == [
        "docs/set-up.md", "docs/set-up.md", "docs/runbooks/deploy.md", None, None, None,
    ]  # fmt: skip


def test_near_names_are_sought_among_few_even_in_a_large_folder(tmp_path: Path) -> None:
    names = {f"gate-{n:04}.md": "" for n in range(600)} | {"keys-of-the-house.md": ""}
    files = Files(Repo(tmp_path).write(names).root)
    assert (files.near("keys-of-te-house.md"), files.near("gate-000.md")) == ("keys-of-the-house.md", None)


def test_anchors_and_lines_of_other_files(tmp_path: Path) -> None:
    texts: dict[str, str | bytes] = {
        "a.md": "# Keys\n",
        "b.py": "# Keys\n",
        "c.txt": "a\nb",
        "d.txt": "",
        "e.bin": b"\xff\xfe\0",
        "f.md": b"\xff",
    }
    files = Files(Repo(tmp_path).write(texts).root)
    assert [files.anchors(path) for path in ("a.md", "b.py", "f.md", "x.md")] == [frozenset({"keys"}), None, None, None]
    assert [files.lines(path) for path in ("b.py", "c.txt", "d.txt", "e.bin", "x")] == [1, 2, 0, None, None]


def test_paths_count_from_the_root_also_where_that_is_no_repository_root(tmp_path: Path) -> None:
    Repo(tmp_path).write(FILES)
    (tmp_path / ".git").mkdir()
    files = Files(tmp_path / "docs", gone=["../src/log.py"])
    asked = ("gate.md", "../README.md", "../src/log.py", "../../README.md", "..", "../docs/gate.md")
    assert [files.state(path) for path in asked] == ["file", "file", "missing", "missing", "folder", "file"]
    assert [files.beyond(path) for path in ("../README.md", "../../README.md")] == [False, True]
    assert (files.from_top("docs/gate.md"), files.from_top("README.md")) == ("gate.md", "../README.md")
    assert (files.spelling("keys.md"), files.spelling("../readme.md")) == ("Keys.md", "../README.md")


@pytest.mark.parametrize(
    ("given_files", "expected"),
    [
        ({"mkdocs.yml": ""}, "site"),
        ({"docs/_config.yml": ""}, "site"),
        ({"website/docusaurus.config.js": ""}, "site"),
        ({"config.toml": "", "content/a.md": ""}, "site"),
        ({"config.toml": ""}, ""),
        ({"docs/conf.py": "", "docs/index.rst": ""}, "labels"),
        ({"conf.py": ""}, ""),
        ({}, ""),
    ],
)
def test_who_makes_pages_of_a_document(given_files: dict[str, str], expected: str, tmp_path: Path) -> None:
    assert Files(Repo(tmp_path).write(FILES | given_files).root).shown("docs/gate.md") == expected


def test_what_a_translation_lacks_is_taken_from_the_original() -> None:
    there = "docs-locale/fr-fr/a.md"
    assert next(served(there, resolve(there, "img/b.png"), site=False)) == "docs/img/b.png"
    assert next(served("docs/de/a.md", resolve("docs/de/a.md", "b.md"), site=True)) == "docs/en/b.md"


def test_a_translation_beside_one_that_a_generator_makes_pages_of_is_made_pages_of_too(tmp_path: Path) -> None:
    files = Files(Repo(tmp_path).write({"docs/en/mkdocs.yml": "", "docs/de/docs/a.md": "", "docs/ops/a.md": ""}).root)
    assert (files.shown("docs/de/docs/a.md"), files.shown("docs/ops/a.md")) == ("site", "")


def read(text: str) -> list[str]:
    """Targets with their kind and what stands at their span."""
    whole = document("a.md", text)
    return [
        f"{f.kind}{'/image' * f.image} {f.target} @ {whole.text.raw[slice(*f.span)]}" for f in targets(whole.outline)
    ]


READ = {
    "[a](b.md)": ["link b.md @ b.md"],
    '[a](b.md "b.md")': ["link b.md @ b.md"],
    "[a](<b c.md#d>)": ["link b c.md#d @ b c.md#d"],
    "[a [b] `](x)`](c.md)": ["link c.md @ c.md"],
    "[a](b\\_c.md)": ["link b_c.md @ [a](b\\_c.md)"],
    "[a]()": ["link  @ [a]()"],
    "![a](b.png)": ["image b.png @ b.png"],
    "[![a](b.png)](c.md)": ["image b.png @ b.png", "link c.md @ c.md"],
    "| a |\n|---|\n| [b](c.md) |": ["link c.md @ c.md"],
    "- > # [a](b.md)": ["link b.md @ b.md"],
    "[a][k], [k] and [K][]\n\n[k]: b.md": ["definition b.md @ b.md"],
    "![a][k]\n\n[k]: b.png 'b.png'": ["definition/image b.png @ b.png"],
    "![a][k] [c][k]\n\n[k]: <b.png>": ["definition b.png @ b.png"],
    "[unused]: b.md": ["definition b.md @ b.md"],
    "<https://example.com/a>": ["link https://example.com/a @ https://example.com/a"],
    "<desk@example.com>": ["link mailto:desk@example.com @ desk@example.com"],
    "See https://example.com/a(b)). So": ["link https://example.com/a(b) @ https://example.com/a(b)"],
    "[https://example.com](https://example.com)": ["link https://example.com @ https://example.com"],
    "a <a class='x' href=b.md>b</a>": ["link b.md @ b.md"],
    "<div>\n<a href='b.md?a&amp;b'>c</a> <img alt=\"\" src=\"c.png\">\n</div>": ["link b.md?a&b @ b.md?a&amp;b", "image c.png @ c.png"],
    "<!-- <a href='b.md'> [c](d.md) -->": [],
    "<img src={logo} data-src='b.png'>": [],
    "`[a](b.md)` \\[a](b.md)": [],
    "```\n[a](b.md)\n```": [],
    "[a] [^1] [ ] [[b]]": [],
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_targets_are_found_where_they_stand(text: str, expected: list[str]) -> None:
    assert read(text + "\n") == expected


@pytest.mark.parametrize(
    "text", ["https://a" + ")" * 100_000, "[a](a " * 4_000, "<a href=" * 20_000, '[a](b "' + "b" * 50_000 + '")']
)
def test_hostile_text_is_read_at_once(text: str) -> None:
    assert isinstance(read(text + "\n"), list)
