"""Edits of YAML: the wanted place changes, nothing else does, and reading gives exactly what was written."""

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.reading.frontmatter import load_block, read_front_matter
from opsgate.reading.yamledit import Given, append_in, applied, flow, set_in
from opsgate.reading.yamlvalue import read_yaml
from opsgate.words.errors import OpsgateError

ENTRY: dict[str, Given] = {"by": "@sam", "on": datetime.date(2026, 11, 2), "covers": "v1:sha256:ab"}
DRY_RUN = ("gates", "exit", "dry-run")


def after(raw: str, keys: tuple[str, ...] = DRY_RUN, value: Given = ENTRY) -> str:
    return applied(raw, set_in(raw, read_front_matter(raw), keys, value))


def appended(raw: str, value: Given) -> str:
    return applied(raw, append_in(raw, read_front_matter(raw), ("approvals",), value))


BLOCK = 'gates:\n  exit:\n    dry-run:\n      by: "@sam"\n      on: 2026-11-02\n      covers: "v1:sha256:ab"\n'
FLOW = '{by: "@sam", on: 2026-11-02, covers: "v1:sha256:ab"}'


def test_missing_parents_are_made_below_the_last_key_and_the_rest_stays() -> None:
    raw = "---\nkind: runbook # the kind\n# about the owner\nowner:   '@kim'\n# the end\n---\n\n# T\n"
    assert after(raw) == raw.replace("'@kim'\n", f"'@kim'\n{BLOCK}")


def test_an_empty_front_matter_is_filled() -> None:
    assert after("---\n---\n# T\n") == f"---\n{BLOCK}---\n# T\n"
    assert after("---\n# only a comment\n---\n") == f"---\n# only a comment\n{BLOCK}---\n"


def test_a_sibling_is_added_below_its_siblings_with_the_indent_of_the_file() -> None:
    raw = (
        "---\ngates:\n    exit:\n        other: # o\n            by: x # y\n    # e\n    entrance: {}\nowner: a\n---\n"
    )
    new = 'dry-run:\n            by: "@sam"\n            on: 2026-11-02\n            covers: "v1:sha256:ab"\n'
    assert after(raw) == raw.replace("by: x # y\n", f"by: x # y\n        {new}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("gates: {exit: {dry-run: {by: a}, b: c}} # d\n", f"gates: {{exit: {{dry-run: {FLOW}, b: c}}}} # d\n"),
        ("gates: {exit: {a: b}}\n", f"gates: {{exit: {{a: b, dry-run: {FLOW}}}}}\n"),
        ("gates: {exit: {a: b,}}\n", f"gates: {{exit: {{a: b, dry-run: {FLOW}}}}}\n"),
        ("gates: { exit: { a: b } }\n", f"gates: {{ exit: {{ a: b, dry-run: {FLOW} }} }}\n"),
        ("gates: {exit: {}}\n", f"gates: {{exit: {{dry-run: {FLOW}}}}}\n"),
        ("gates: {exit: }\n", f"gates: {{exit: {{dry-run: {FLOW}}}}}\n"),
        ("gates: {}\n", f"gates: {{exit: {{dry-run: {FLOW}}}}}\n"),
        ("gates: # g\n", BLOCK.replace("gates:", "gates: # g")),
        ("gates: ~ # g\n", BLOCK.replace("gates:", "gates: # g")),
        ("gates:\n  exit: null\n", BLOCK),
        ("gates:\n  exit:\n    dry-run:\n      # why\n      by: a # b\n      note: |\n        c\n\n", BLOCK.replace("by:", "# why\n      by:", 1) + "\n"),
        ("gates:\n  exit:\n    dry-run: {by: a} # b\n", f"gates:\n  exit:\n    dry-run: {FLOW} # b\n"),
        ("gates:\n  exit:\n    dry-run: text\n", BLOCK),
        ('"gates" :\n  \'exit\' :\n    dry-run :\n', BLOCK.replace("gates:", '"gates" :').replace("exit:", "'exit' :").replace("run:", "run :")),
    ],
)  # fmt: skip
def test_what_stands_there_is_filled_or_replaced_in_its_own_style(old: str, new: str) -> None:
    raw = f"---\nkind: a\n{old}# tail\nowner: b\n---\n"
    expected = new.replace("      # why\n      by:", "      # why\n      by:")
    assert after(raw) == f"---\nkind: a\n{expected}# tail\nowner: b\n---\n"


def test_text_that_keeps_its_lines_keeps_them() -> None:
    for style in ("|", "|-", ">"):
        raw = f"---\nnote: {style}\n  a\n  b\n\n# c\n---\n"
        assert after(raw) == f"---\nnote: {style}\n  a\n  b\n{BLOCK}\n# c\n---\n"
    raw = "---\nnote: |+\n  a\n\n---\n"
    assert after(raw) == f"---\nnote: |+\n  a\n\n{BLOCK}---\n"


def test_windows_line_ends_are_kept() -> None:
    raw = "---\r\nkind: a\r\n---\r\nbody\r\n"
    assert after(raw) == "---\r\nkind: a\r\n" + BLOCK.replace("\n", "\r\n") + "---\r\nbody\r\n"


def test_lists_and_mappings_inside_an_entry_are_written_on_few_lines() -> None:
    value: Given = {
        "evidence": [{"path": "a.md", "sha256": "0" * 4}],
        "parts": {"steps": "12345678", "./x.sh": "3f2c1e9a"},
        "tags": ["a", "b"],
    }
    assert after("---\nkind: a\n---\n", ("gates", "exit", "x"), value) == (
        "---\nkind: a\ngates:\n  exit:\n    x:\n      evidence:\n        - {path: a.md, sha256: \"0000\"}\n"
        '      parts: {steps: "12345678", ./x.sh: 3f2c1e9a}\n      tags: [a, b]\n---\n'
    )  # fmt: skip


ITEM: dict[str, Given] = {"role": "qa", "who": "@sam"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("approvals: [] # none yet\n", 'approvals: # none yet\n  - role: qa\n    who: "@sam"\n'),
        ("approvals:\n", 'approvals:\n  - role: qa\n    who: "@sam"\n'),
        ("", 'approvals:\n  - role: qa\n    who: "@sam"\n'),
        ("approvals:\n- role: a\n  who: b\n", 'approvals:\n- role: a\n  who: b\n- role: qa\n  who: "@sam"\n'),
        ("approvals:\n    -   role: a # x\n", 'approvals:\n    -   role: a # x\n    - role: qa\n      who: "@sam"\n'),
        ("approvals:\n  - {role: a}\n", 'approvals:\n  - {role: a}\n  - {role: qa, who: "@sam"}\n'),
        ("approvals: [{role: a}]\n", 'approvals: [{role: a}, {role: qa, who: "@sam"}]\n'),
        ("approvals: [\n  {role: a},\n]\n", 'approvals: [\n  {role: a}, {role: qa, who: "@sam"}\n]\n'),
    ],
)
def test_an_item_is_added_as_the_others_are_written(old: str, new: str) -> None:
    raw = f"---\nkind: a\n{old}---\n"
    assert appended(raw, ITEM) == f"---\nkind: a\n{new}---\n"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("# T\n", "there is no front matter to write into; write it into a file beside the document"),
        ("---\na: [\n---\n", "the front matter cannot be read, so nothing is written; `opsgate check` says why"),
        ("---\ngates: text\n---\n", "`gates` does not hold keys, so `exit` cannot stand there"),
        ("---\ngates: {exit: [a]}\n---\n", "`gates.exit` does not hold keys, so `dry-run` cannot stand there"),
        ("---\n{a: b}\n---\n", ""),
    ],
)
def test_what_cannot_be_edited_is_said(raw: str, said: str) -> None:
    if not said:
        assert after(raw) == f"---\n{{a: b, gates: {{exit: {{dry-run: {FLOW}}}}}}}\n---\n"
        return
    with pytest.raises(OpsgateError) as raised:
        after(raw)
    assert str(raised.value) == said


def test_an_edit_that_would_change_something_else_is_refused() -> None:
    raw = "---\nkind: a\nnote: " + "x" * 65_500 + "\n---\n"
    with pytest.raises(OpsgateError) as raised:
        after(raw)
    assert str(raised.value) == (
        f"`gates.exit.dry-run` cannot be written without changing something else; write it by hand: {FLOW}"
    )


def test_text_that_no_file_can_hold_is_refused() -> None:
    with pytest.raises(OpsgateError):
        after("---\nkind: a\n---\n", ("x",), "half a pair \ud800")


def test_another_value_than_a_list_is_not_appended_to() -> None:
    with pytest.raises(OpsgateError, match="`approvals` is no list"):
        appended("---\napprovals: yes\n---\n", ITEM)


def test_a_file_that_is_all_yaml_is_edited_too() -> None:
    raw = "document: a.md"
    edits = set_in(raw, load_block(raw, (0, len(raw))), DRY_RUN, ENTRY)
    assert applied(raw, edits) == "document: a.md\n" + BLOCK.rstrip("\n")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("@sam", '"@sam"'), ("2026-11-02", "2026-11-02"), ("3f2c1e9", "3f2c1e9"), ("12e9", '"12e9"'), ("007", '"007"'),
        ("1.10", '"1.10"'), ("yes", '"yes"'), ("null", '"null"'), ("", '""'), ("a: b", '"a: b"'), ("a #b", '"a #b"'),
        ("a, b", '"a, b"'), ("docs/a b.md", "docs/a b.md"), ("12:30", '"12:30"'), ("\u2028\u0085\x7f\ufeff", '"\\u2028\\u0085\\u007f\\ufeff"'),
        ("a\nb", '"a\\nb"'), ("🎉", '"🎉"'), (" a", '" a"'), ("0x1F", '"0x1F"'), ("Two words.", "Two words."),
    ],
)  # fmt: skip
def test_a_text_is_quoted_where_some_reader_would_take_it_for_something_else(text: str, written: str) -> None:
    assert flow(text) == written
    assert read_yaml(f"a: {written}").value == {"a": text}


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    st.recursive(
        TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
    )
)
def test_any_value_reads_back_as_it_was_given(value: Any) -> None:
    raw = "---\nkind: a\n---\n"
    new = after(raw, ("x",), value)
    assert (read_front_matter(new).value or {})["x"] == value


NAMES = st.sampled_from(["owner", "gates", "exit", "dry-run", "other", "approvals", "x y", "on"])
PLAIN = st.sampled_from(["a", "'it''s'", '"q # q"', "2026-01-01", "a # c", "", "~", "{}", "[]", "|\n{pad}  t\n\n{pad}  u", ">-\n{pad}  f\n{pad}  g", "a\n{pad}  b"])  # fmt: skip
INLINE = st.sampled_from(["a", "'b, c'", "{a: b}", "[x, {y: z}]", "{}"])


@st.composite
def mappings(draw: st.DrawFn, depth: int = 3) -> list[tuple[str, Any]]:
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    kinds = ["plain", "inline"] + (["map", "list"] if depth else [])
    made: list[tuple[str, Any]] = []
    for name in names:
        kind = draw(st.sampled_from(kinds))
        inner: Any = {"plain": PLAIN, "inline": st.lists(INLINE, min_size=1, max_size=2)}.get(kind)
        inner = (
            draw(inner) if inner is not None else draw(mappings(depth - 1)) if kind == "map" else [draw(mappings(0))]
        )
        made.append((name, (kind, inner)))
    return made


def rendered(model: list[tuple[str, Any]], pad: str, step: str, dash: str, comments: bool) -> list[str]:
    lines: list[str] = []
    for name, (kind, inner) in model:
        if comments:
            lines.append(f"{pad}# about {name}")
        if kind == "plain":
            lines += f"{pad}{name}: {inner.replace('{pad}', pad)}".rstrip(" ").split("\n")
        elif kind == "inline":
            lines.append(f"{pad}{name}: [{', '.join(inner)}]" if len(inner) > 1 else f"{pad}{name}: {{k: {inner[0]}}}")
        elif kind == "map":
            lines += [f"{pad}{name}:", *rendered(inner, pad + step, step, dash, comments)]
        else:
            items = rendered(inner[0], pad + dash + "  ", step, dash, False)
            lines += [f"{pad}{name}:", f"{pad}{dash}- {items[0].lstrip(' ')}", *items[1:]]
    return lines


@settings(derandomize=True, deadline=None, max_examples=600)
@given(
    mappings(),
    st.sampled_from(["  ", "    ", " "]),
    st.sampled_from(["", "  "]),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([DRY_RUN, ("gates",), ("approvals",), ("gates", "exit"), ("owner",), ("new",)]),
    st.sampled_from([ENTRY, "text", [ENTRY], {"a": [], "b": {}}]),
    st.booleans(),
)
def test_an_edit_is_one_hunk_and_all_else_reads_as_before(
    model: list[tuple[str, Any]],
    step: str,
    dash: str,
    comments: bool,
    end: str,
    keys: tuple[str, ...],
    value: Any,
    adds: bool,
) -> None:
    raw = end.join(["---", *rendered(model, "", step, dash, comments), "---", "", "# Title", "", "body: x", ""])
    front = read_front_matter(raw)
    assert front.faults == []
    try:
        edits = (append_in if adds else set_in)(raw, front, keys, value)
    except OpsgateError as error:
        assert "does not hold keys" in str(error) or "is no list" in str(error)
        return
    new = applied(raw, edits)
    assert len(edits) == 1
    again = read_front_matter(new)
    assert again.faults == []
    assert new[again.body :] == raw[front.body :]
    expected: Any = plain(front.value)
    here = expected
    for key in keys[:-1]:
        if not isinstance(here.get(key), dict):
            here[key] = {}
        here = here[key]
    item = plain(value)
    old = here.get(keys[-1])
    here[keys[-1]] = item if not adds else [*(old if isinstance(old, list) else []), item]
    assert plain(again.value) == expected


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value)
