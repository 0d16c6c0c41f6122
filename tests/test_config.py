"""Configuration: found, read, and wrong in the right place."""

from pathlib import Path

import pytest

from opsgate.doors.api import check, setup
from opsgate.knowing.config import config_schema
from opsgate.knowing.tomlplace import locate
from tests.repo import Repo, line

TOML = """\
# level = "no"
level = "product"
include = [
  "a", # ]
  "b",
]
[kinds]
"docs/*.md" = "runbook"
[rules]
placeholder = "off"
[rules.kb-article]
placeholder = "note"
[policy]
review-every = "1mo"
text = \"\"\"
level = 3
[kinds]
\"\"\"
people = {"@a" = ["x"], b = 1}
[[waivers]]
by = "a"
[[waivers]]
by = "b"
"""


@pytest.mark.parametrize(
    ("keys", "line_", "word"),
    [
        (("level",), 2, "level"),
        (("include", 1), 3, "include"),
        (("kinds", "docs/*.md"), 8, '"docs/*.md"'),
        (("rules", "placeholder"), 10, "placeholder"),
        (("rules", "kb-article", "placeholder"), 12, "placeholder"),
        (("rules", "kb-article", "nothing"), 11, "rules.kb-article"),
        (("policy", "people", "b"), 19, "b"),
        (("waivers", 0, "by"), 21, "by"),
        (("waivers", 1, "by"), 23, "by"),
    ],
)
def test_a_setting_is_found_where_it_stands(keys: tuple[str | int, ...], line_: int, word: str) -> None:
    start, end = locate(TOML, keys)
    assert (TOML.count("\n", 0, start) + 1, TOML[start:end].strip()) == (line_, word)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("levle = 'hobby'\n", ["opsgate.toml:1:1: error OG801 config-error: unknown key `levle`"]),
        (
            "level = 'pro'\n",
            ["opsgate.toml:1:9: error OG801 config-error: `level` is `pro`, expected `hobby` or `product`"],
        ),
        ("\n[rules]\nplacehodler = 'off'\n", ["opsgate.toml:3:1: error OG801 config-error: no rule is called `placehodler`"]),
        ("[rules.runbok]\nplaceholder = 'off'\n", ["opsgate.toml:1:2: error OG801 config-error: no kind is called `runbok`"]),
        ("[kinds]\n'*.md' = 'runbok'\n", ["opsgate.toml:2:10: error OG801 config-error: no kind is called `runbok`"]),
        ("required = ['runbok']\n", ["opsgate.toml:1:13: error OG801 config-error: no kind is called `runbok`"]),
        ("extend-kinds = ['no']\n", ["opsgate.toml:1:17: error OG801 config-error: `no` is no folder"]),
        ("[policy]\nreview-every = 'often'\n", ["opsgate.toml:2:16: error OG801 config-error: `policy.review-every`: `often` is not a duration"]),
        ("required-version = '>=99'\n", ["opsgate.toml:1:20: error OG801 config-error: this project wants opsgate >=99, and this is 0.1.0"]),
        ("required-version = 'new'\n", ["opsgate.toml:1:20: error OG801 config-error: `new` is no range of versions"]),
        ("level = \n", ["opsgate.toml:1:9: error OG801 config-error: not valid TOML: invalid value"]),
        ("a = 1\na = 2\n", ["opsgate.toml:2:6: error OG801 config-error: not valid TOML: cannot overwrite a value"]),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_reported_at_its_place(repo: Repo, text: str, found: list[str]) -> None:
    repo.write({"opsgate.toml": text})
    assert [line(finding) for finding in setup(repo.root).findings] == found


def test_the_nearest_configuration_counts_and_pyproject_is_one(repo: Repo) -> None:
    repo.write(
        {"opsgate.toml": 'level = "hobby"\n', "a/pyproject.toml": '[tool.opsgate]\nlevel = "product"\n', "a/b/x.md": ""}
    )
    assert setup(repo.root / "a/b").config.level == "product"
    assert setup(repo.root).config.level == "hobby"


def test_a_pyproject_without_our_table_is_no_configuration(repo: Repo) -> None:
    repo.write({"opsgate.toml": 'level = "product"\n', "a/pyproject.toml": '[project]\nname = "x"\n'})
    assert setup(repo.root / "a").config.level == "product"


def test_a_document_may_raise_the_level_but_not_lower_it(repo: Repo) -> None:
    text = "---\nkind: kb-article\ntitle: T\nlevel: {}\n---\n# T\n"
    repo.write({"opsgate.toml": 'level = "product"\n', "a.md": text.format("hobby")})
    assert [entry.level for entry in repo.check().documents] == ["product"]
    repo.write({"opsgate.toml": 'level = "hobby"\n', "a.md": text.format("product")})
    assert [entry.level for entry in repo.check().documents] == ["product"]


def test_include_exclude_and_git_decide_what_is_read(repo: Repo) -> None:
    text = "---\nkind: kb-article\ntitle: T\n---\n# T\n"
    repo.write({"opsgate.toml": 'include = ["docs/**"]\nexclude = ["docs/old/"]\n'})
    repo.write({"docs/a.md": text, "docs/old/b.md": text, "c.md": text})
    assert [entry.path for entry in repo.check().documents] == ["docs/a.md"]
    assert [entry.path for entry in repo.check("c.md").documents] == ["c.md"]


def test_every_setting_of_the_schema_is_described() -> None:
    properties = config_schema()["properties"]
    silent = [key for key, value in properties.items() if "description" not in value]
    assert silent == ["release", "trust", "evidence", "policy", "waivers"]


def test_a_configuration_named_from_another_folder_holds_for_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path).write({"pump/opsgate.toml": "", "pump/docs/a.md": "---\nkind: runbook\ntitle: Pump\n---\n"})
    monkeypatch.chdir(repo.root)

    report = check(setup(Path.cwd(), Path("pump/opsgate.toml")), ["pump/docs/a.md"])
    assert [entry.path for entry in report.documents] == ["docs/a.md"]
