"""Anchors of headings, as code hosts make them: by examples, and against reference implementations where there are."""

import html
import json
import os
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.reading.document import document
from opsgate.reading.slugs import OPEN, Style, anchor, anchors, folded, loose, slugs

SLUGGER = "OPSGATE_GITHUB_SLUGGER"
"""Names the folder that holds npm's ``github-slugger`` (``npm pack github-slugger``, unpacked)."""

TITLES = {
    "Roll back": "roll-back",
    "What now?": "what-now",
    "Locks & keys": "locks--keys",
    "Start / stop": "start--stop",
    "2. Turn the key.": "2-turn-the-key",
    "Version 2.10.1": "version-2101",
    "gate_api's `--force` flag": "gate_apis---force-flag",
    "GATE_URL": "gate_url",
    "snake_case and kebab-case": "snake_case-and-kebab-case",
    "Türöffner für Gäste": "türöffner-für-gäste",
    "ÄRGER": "ärger",
    "§ 5 Pflichten": "-5-pflichten",
    "§C. Locks": "c-locks",
    "🔑 Keys": "-keys",
    "Keys 🔑": "keys-",
    "⚙\ufe0f Settings": "\ufe0f-settings",
    ":rocket: Launch": "rocket-launch",
    "門の鍵": "門の鍵",
    "Ворота": "ворота",
    "“Quoted” — with a dash…": "quoted--with-a-dash",
    "a  b": "a--b",
    "-x option": "-x-option",
    "50 % off!": "50--off",
    "O(n²) time": "on-time",
    "---": "---",
    "!?": "",
    "": "",
}
GITLAB = {"O(n²) time": "on²-time"}


@pytest.mark.parametrize(("title", "expected"), TITLES.items())
def test_a_heading_becomes_an_anchor_as_on_github(title: str, expected: str) -> None:
    assert anchor(title, "github") == expected


@pytest.mark.parametrize(("title", "expected"), TITLES.items())
def test_a_heading_becomes_an_anchor_as_on_gitlab(title: str, expected: str) -> None:
    assert anchor(title, "gitlab") == GITLAB.get(title, expected)


REPEATED = {
    ("Foo", "foo", "FOO"): ["foo", "foo-1", "foo-2"],
    ("foo", "foo", "foo-1"): ["foo", "foo-1", "foo-1-1"],
    ("foo-1", "foo", "foo"): ["foo-1", "foo", "foo-2"],
    ("foo", "foo-1", "foo", "foo"): ["foo", "foo-1", "foo-2", "foo-3"],
    ("!", "?"): ["", "-1"],
}


@pytest.mark.parametrize("style", ["github", "gitlab"])
@pytest.mark.parametrize(("titles", "expected"), REPEATED.items())
def test_repeated_headings_are_numbered(titles: tuple[str, ...], expected: list[str], style: Style) -> None:
    assert slugs(titles, style) == expected


def test_with_no_style_there_are_no_anchors() -> None:
    assert slugs(["Foo"], "none") == []
    assert anchors(document("a.md", "# Foo\n").outline, "none") == frozenset()


@given(st.lists(st.sampled_from(["a", "a-1", "a-1-1", "a-2", "b", "A", "a!"]), max_size=12))
def test_no_two_headings_have_one_anchor(titles: list[str]) -> None:
    found = slugs(titles, "github")
    assert len(set(found)) == len(titles)


def _known() -> list[str]:
    """Titles with each character that has meant the same in all versions of Unicode that are about."""
    codes = [code for code in range(0x20, 0x20000) if not 0xD800 <= code < 0xE000]
    old = [
        chr(code) for code in codes if unicodedata.ucd_3_2_0.category(chr(code)) not in ("Cn", "Cc", "Co", "Zl", "Zp")
    ]
    return [
        f"A{char} {ord(char)}" for char in old if unicodedata.category(char) == unicodedata.ucd_3_2_0.category(char)
    ]


def test_anchors_on_github_are_those_of_the_reference_implementation(tmp_path: Path) -> None:
    folder, node = os.environ.get(SLUGGER, ""), shutil.which("node")
    if not folder or node is None or not (Path(folder) / "index.js").is_file():
        pytest.skip(f"needs node, and npm's github-slugger in the folder that {SLUGGER} names")
    titles = [*TITLES, *(title for group in REPEATED for title in group), *_known()]
    script = tmp_path / "run.mjs"
    script.write_text(
        f"import Slugger from {json.dumps((Path(folder) / 'index.js').resolve().as_uri())};\n"
        "import fs from 'fs';\nconst slugger = new Slugger();\n"
        "const titles = JSON.parse(fs.readFileSync(0, 'utf8'));\n"
        "console.log(JSON.stringify(titles.map((title) => slugger.slug(title))));\n"
    )
    run = subprocess.run([node, str(script)], input=json.dumps(titles).encode(), capture_output=True, check=True)
    assert slugs(titles, "github") == json.loads(run.stdout)


def test_anchors_on_gitlab_are_those_of_the_renderer_that_it_uses() -> None:
    comrak = pytest.importorskip("comrak", reason="needs the package comrak, the renderer that GitLab uses")
    options = comrak.ExtensionOptions()
    options.header_id_prefix = ""
    plain = [title for title in _known() if not set(title) & set("\\`*_{}[]<>#!|~&:\"'$^=+-")]
    titles = ["Foo", "foo", "foo-1", "Locks & keys", "Türöffner", "2. Turn", "⚙\ufe0f Settings", "O(n²)", *plain]
    shown = comrak.render_markdown("\n\n".join(f"# {title}" for title in titles), extension_options=options)
    assert slugs(titles, "gitlab") == [html.unescape(found) for found in re.findall(r'<h1 id="([^"]*)"', shown)]


def found(text: str, style: Style = "github") -> list[str]:
    return sorted(anchors(document("a.md", text).outline, style))


HEADINGS = {
    "# Keys of the *house*\n": ["keys-of-the-house"],
    "Keys\n====\n\nDoors\n-----\n": ["doors", "keys"],
    "## Use `gate --force`\n": ["use-gate---force"],
    "## See [the manual](manual.md)\n": ["see-the-manual"],
    "## a  b\n": ["a--b"],
    "> # Quoted\n\n- # Listed\n": ["listed", "quoted"],
    "# ![Map](map.png) Way\n": ["-way", "map-way"],
    '<h2 align="center">Big &amp; bold</h2>\n': ["big--bold"],
    "# Foo\n\n# Foo\n": ["foo", "foo-1"],
    "```sh\n# no heading\n```\n": [],
}


@pytest.mark.parametrize(("text", "expected"), HEADINGS.items())
def test_anchors_of_headings(text: str, expected: list[str]) -> None:
    assert found(text) == expected


SET = {
    '<a id="Bell"></a>\n': ["bell"],
    "text <a name=bell></a> text\n": ["bell"],
    "<details id='more'>\n<summary>More</summary>\n</details>\n": ["more"],
    '<a name="user-content-bell"></a>\n': ["bell"],
    "## Lamp {#light}\n": ["lamp", "lamp-light", "light"],
    "Lamp\n{: #light .wide}\n": ["light"],
    "(gate-lamp)=\n\nText.\n": ["gate-lamp"],
}


@pytest.mark.parametrize(("text", "expected"), SET.items())
def test_anchors_that_a_document_sets_itself(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_the_title_of_the_front_matter_is_a_heading_on_sites() -> None:
    assert anchors(document("a.md", "Text.\n").outline, "github", "The gate") == frozenset({"the-gate"})


TAKING_IN = [
    "{% include keys.md %}\n",
    '{{< readfile "keys.md" >}}\n',
    '--8<-- "keys.md"\n',
    "{{generator:keys}}\n",
    "```{include} keys.md\n```\n",
    "<Keys />\n",
]


@pytest.mark.parametrize("text", TAKING_IN)
def test_a_document_that_takes_in_others_says_that_it_may_have_more(text: str) -> None:
    assert found(text) == [OPEN]


def test_what_stands_in_code_takes_nothing_in() -> None:
    assert found("```yaml\n{{ .Values.keys }}\n{% include x %}\n```\n") == []


def test_anchors_are_compared_without_case() -> None:
    assert folded("Roll-Back", "github") == folded("roll-back", "github")
    assert folded("tu\u0308r", "github") == folded("Tür", "github")


def test_on_gitlab_several_hyphens_count_as_one() -> None:
    assert (folded("a---b", "gitlab"), folded("a---b", "github")) == ("a-b", "a---b")
    assert found("# 404\n", "gitlab") == ["404", "anchor-404"]


def test_site_generators_may_drop_punctuation_and_leading_numbers() -> None:
    assert loose("3-start--stop") == loose("start-stop") == loose("start_stop")


@given(st.text(alphabet="{}#<> a=\"'`(\n!-", max_size=60))
def test_anchors_of_any_text_can_be_found(text: str) -> None:
    assert all(isinstance(name, str) for name in found(text))


@pytest.mark.parametrize("text", ["{" + "#" * 50_000, "<a " * 50_000, "<h1>" * 50_000, "{" * 50_000, "<a id=" * 30_000])
def test_hostile_text_is_read_at_once(text: str) -> None:
    assert isinstance(found(text + "\n"), list)
