"""Where front matter is, what it says, and where each part of it stands."""

import frontmatter
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.reading.document import document
from opsgate.reading.frontmatter import read_front_matter
from opsgate.reading.yamlvalue import Plain, read_yaml

PROFILE = settings(derandomize=True, deadline=None)


def faults(raw: str) -> list[tuple[str, str]]:
    return [(raw[slice(*fault.span)], fault.message) for fault in read_front_matter(raw).faults]


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        ("---\na: 1\n---\n# T\n", "# T\n"),
        ("---\r\na: 1\r\n---\r\n# T\r\n", "# T\r\n"),
        ("---  \na: 1\n--- \t\n# T\n", "# T\n"),
        ("---\n---\n# T\n", "# T\n"),
        ("---\na: 1\n---", ""),
        ("---\ra: 1\r---\r# T", "# T"),
    ],
)
def test_a_block_between_two_lines_of_three_dashes_is_front_matter(raw: str, body: str) -> None:
    front = read_front_matter(raw)
    assert front.readable
    assert front.faults == []
    assert raw[front.body :] == body


@pytest.mark.parametrize(
    "raw",
    [
        "# T\n",
        "",
        "----\na: 1\n----\n",
        "---\n\nA paragraph between rules.\n\n---\n",
        "---\n# Title\n",
        "text\n\n---\na: 1\n---\n",
    ],
)
def test_what_is_no_front_matter_is_left_to_the_document(raw: str) -> None:
    front = read_front_matter(raw)
    assert (front.block, front.body, front.faults) == (None, 0, [])


@pytest.mark.parametrize(
    ("raw", "at", "says"),
    [
        ("---\nkind: x\n# T\n", "---", "opened here and never closed"),
        ("---\nkind: x\n...\n# T\n", "...", "closed by `...`"),
        ("\n\n---\nkind: x\n---\n", "---", "must begin on the first line"),
        ("---\n- a\n- b\n---\n", "- a\n- b", "is a list"),
        ("---\na: b: c\n---\n", "", "not valid YAML"),
        ("---\na: !!int 3\n---\n", "!!int 3", "tag"),
        ("---\na: 1\na: 2\n---\n", "a", "written twice"),
        ("+++\nkind = 'x'\n+++\n", "+++", "is TOML"),
        ("---\n? [a, b]\n: c\n---\n", "[a, b]", "as a key"),
    ],
)
def test_a_faulty_block_is_reported_where_it_is_faulty(raw: str, at: str, says: str) -> None:
    found = faults(raw)
    assert len(found) == 1
    assert found[0][0] == at
    assert says in found[0][1]


def test_a_broken_block_still_tells_which_kind_it_seems_to_be() -> None:
    assert read_front_matter("---\nkind: runbook\nx: [\n---\n").kind == "runbook"
    assert read_front_matter("---\nkind: 'runbook'\n# never closed\n").kind == "runbook"


def test_every_key_and_leaf_has_its_exact_span() -> None:
    raw = "---\nä: 'é🎉'\nlist: [a, {b: c}]\nblock:\n  - x\n  - y: |\n      long\n      text\n---\n"
    front = read_front_matter(raw)
    assert {keys: raw[slice(*span)] for keys, span in front.keys.items()} == {
        ("ä",): "ä", ("list",): "list", ("list", 1, "b"): "b", ("block",): "block", ("block", 1, "y"): "y",
    }  # fmt: skip
    shown = {keys: raw[slice(*span)] for keys, span in front.spans.items()}
    assert shown["ä",] == "'é🎉'"
    assert shown["list",] == "[a, {b: c}]"
    assert (shown["list", 0], shown["list", 1, "b"], shown["block", 0]) == ("a", "c", "x")
    assert shown["block",].startswith("- x")


def test_text_leaves_are_what_is_written() -> None:
    value = read_yaml("a: 1.10\nb: yes\nc: 2026-11-22\nd: 12:30\ne: 010\nf: ~\ng: '1'\n").value
    assert value == {"a": "1.10", "b": "yes", "c": "2026-11-22", "d": "12:30", "e": "010", "f": "~", "g": "1"}
    assert isinstance(value, dict)
    assert [isinstance(value[key], Plain) for key in "ag"] == [True, False]


KEYS = st.text("abcdefgh_", min_size=1, max_size=6)
VALUES = st.recursive(
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@PROFILE
@given(st.dictionaries(KEYS, VALUES, max_size=5), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_what_yaml_writes_is_read_back_with_a_span_for_every_part(
    data: dict[str, object], flow: bool, end: str
) -> None:
    dumped = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, default_style='"')
    raw = f"---\n{dumped}---\n# T\n".replace("\n", end)
    front = read_front_matter(raw)
    assert front.faults == []
    assert front.value == data
    for keys, span in front.spans.items():
        assert 0 <= span[0] <= span[1] <= len(raw)
        assert not keys or keys[:-1] in front.spans


@PROFILE
@given(
    st.dictionaries(KEYS, st.text("abc xyz", min_size=1, max_size=8), min_size=1, max_size=4),
    st.text("ab#\n ", max_size=20),
)
def test_on_sound_documents_the_block_is_the_one_that_python_frontmatter_finds(data: dict[str, str], body: str) -> None:
    raw = f"---\n{yaml.safe_dump(data, default_style=chr(34))}---\n{body}"
    theirs, content = frontmatter.parse(raw)
    ours = read_front_matter(raw)
    assert ours.value == theirs
    assert raw[ours.body :].strip() == content


@PROFILE
@given(st.text(st.sampled_from("-.:[]{}&*!|>'\"#ab \n\r\t\0%@`\ufeff"), max_size=60))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for raw in (text, f"---\n{text}\n---\n"):
        front = read_front_matter(raw)
        assert 0 <= front.body <= len(raw)
        for fault in front.faults:
            assert 0 <= fault.span[0] <= fault.span[1] <= len(raw)


def test_the_metadata_block_of_a_guide_is_read_in_place() -> None:
    raw = "# Guide\n\n## Metadata\n\n```yaml\nproject: Lamp\nversion: 1.10\n```\n\n## 1. Introduction\n"
    found = document("a.md", raw).with_block("Metadata")
    assert found.meta == {"project": "Lamp", "version": "1.10"}
    place = found.place("version")
    assert raw[slice(*place.span)] == "1.10"


def test_a_place_that_does_not_exist_is_its_nearest_ancestor_and_says_so() -> None:
    raw = "---\na: {b: c}\n---\n"
    place = document("a.md", raw).place("a", "x", "y")
    assert (raw[slice(*place.span)], place.keys, place.missing) == ("{b: c}", ("meta", "a"), ("x", "y"))
    assert str(place) == "meta/a/x/y"
    head = document("a.md", raw).place("owner")
    assert (raw[slice(*head.span)], head.missing) == ("---", ("owner",))


def test_a_byte_order_mark_hides_no_front_matter_and_shifts_no_column() -> None:
    found = document("a.md", "\ufeff---\nkind: runbook\n---\n# T\n")
    assert (found.front.kind, found.front.faults) == ("runbook", [])
    assert found.text.position(found.place("kind").span[0]) == (2, 7)
