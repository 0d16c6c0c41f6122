"""What the readers say about Markdown whose answer was worked out by hand; both must say it."""

import subprocess
import sys
from time import perf_counter

import pytest

from opsgate.reading.nodes import Block, Inline
from opsgate.reading.readers import fast, read, reader_name, reference
from tests.reading.readers_agree import both


def blocks(raw: str) -> list[tuple[str, str]]:
    """Kind and source of every block."""
    return [(block.kind, raw[slice(*block.span)]) for top in both(raw).blocks for block in top.walk()]


def pieces(raw: str) -> list[tuple[str, str, str]]:
    """Kind, source and text of the inline content of the first block that has any."""
    found = next(block for top in both(raw).blocks for block in top.walk() if block.inlines)
    return [(piece.kind, raw[slice(*piece.span)], piece.text) for piece in found.inlines]


def first(raw: str) -> Block:
    return both(raw).blocks[0]


def test_line_ends_of_windows_count_as_two_characters() -> None:
    raw = "# A\r\n\r\nb\r\nc\r\n"
    assert [block.span for block in both(raw).blocks] == [(0, 3), (7, 11)]
    assert both(raw).blocks[1].inlines == (
        Inline("text", (7, 8), "b"),
        Inline("break", (8, 10), "\n"),
        Inline("text", (10, 11), "c"),
    )


def test_characters_beyond_the_first_plane_count_as_one() -> None:
    raw = "🎉 *e\u0301* `日本`"
    assert first(raw).inlines == (
        Inline("text", (0, 2), "🎉 "),
        Inline("emphasis", (2, 6), "e\u0301"),
        Inline("text", (3, 5), "e\u0301"),
        Inline("text", (6, 7), " "),
        Inline("code", (7, 11), "日本"),
    )


def test_spans_are_offsets_into_the_whole_text() -> None:
    raw = "---\nkind: é\n---\n# A\n"
    heading = both(raw, 16).blocks[0]
    assert (heading.span, heading.inlines) == ((16, 19), (Inline("text", (18, 19), "A"),))


def test_a_heading_ends_with_its_closing_marks_and_says_only_its_text() -> None:
    raw = "##  A `b` ##  \n"
    assert first(raw).level == 2
    assert blocks(raw) == [("heading", "##  A `b` ##")]
    assert pieces(raw) == [("text", "A ", "A "), ("code", "`b`", "b")]
    assert first(raw).plain == "A b"


def test_an_underlined_heading_reaches_to_the_end_of_its_underline() -> None:
    raw = "  Two\nlines\n  ===  \n\nb\n--\n"
    assert blocks(raw) == [("heading", "Two\nlines\n  ==="), ("heading", "b\n--")]
    assert [block.level for block in both(raw).blocks] == [1, 2]


def test_a_heading_in_a_fence_is_none_and_in_a_quote_is_one() -> None:
    raw = "```\n# no\n```\n\n> # yes\n> a\n"
    assert blocks(raw) == [
        ("fence", "```\n# no\n```"),
        ("quote", "> # yes\n> a"),
        ("heading", "# yes"),
        ("paragraph", "a"),
    ]


def test_lists_in_lists_end_where_their_last_word_ends() -> None:
    raw = "- a\n  1. b\n\n     c\n\n- d\n\n\nend"
    assert blocks(raw) == [
        ("list", "- a\n  1. b\n\n     c\n\n- d"),
        ("item", "- a\n  1. b\n\n     c"),
        ("paragraph", "a"),
        ("list", "1. b\n\n     c"),
        ("item", "1. b\n\n     c"),
        ("paragraph", "b"),
        ("paragraph", "c"),
        ("item", "- d"),
        ("paragraph", "d"),
        ("paragraph", "end"),
    ]


def test_items_are_numbered_in_order_whatever_is_written() -> None:
    steps = first("3. a\n3. b\n9. c\n")
    assert (steps.ordered, steps.number) == (True, 3)
    assert [item.number for item in steps.children] == [3, 4, 5]


def test_boxes_are_no_text() -> None:
    raw = "- [ ] open\n- [x] done\n- [X]\n- [y] no\n- [x](url) no\n"
    items = first(raw).children
    assert [item.checked for item in items] == [False, True, True, None, None]
    assert [item.children[0].plain if item.children else "" for item in items] == ["open", "done", "", "[y] no", "x no"]
    assert raw[slice(*items[0].children[0].span)] == "open"
    assert raw[slice(*items[2].span)] == "- [X]"


def test_tabs_may_indent_and_stand_in_code() -> None:
    raw = "-\ta\n\n\tb\n\n1.\t\tcode\n\n\tx\ty\n"
    kinds = [kind for kind, _ in blocks(raw)]
    assert kinds == ["list", "item", "paragraph", "paragraph", "list", "item", "code", "paragraph"]
    assert ("paragraph", "x\ty") in blocks(raw)


def test_an_escaped_pipe_belongs_to_its_cell_even_in_code() -> None:
    raw = "| a \\| b | `c\\|d` |\n|---|:-:|\n"
    cells = first(raw).children[0].children
    assert [raw[slice(*cell.span)] for cell in cells] == ["a \\| b", "`c\\|d`"]
    assert [cell.plain for cell in cells] == ["a | b", "c|d"]
    assert cells[1].inlines == (Inline("code", (11, 17), "c|d"),)


def test_repeated_empty_missing_and_surplus_cells() -> None:
    raw = "| a | a |\n|---|---|\n| x | x |\n|  | y | z |\n| w |\nv | v\n"
    rows = first(raw).children
    assert [[cell.span for cell in row.children] for row in rows] == [
        [(2, 3), (6, 7)],
        [(22, 23), (26, 27)],
        [(31, 31), (35, 36)],
        [(45, 46), (48, 48)],
        [(49, 50), (53, 54)],
    ]
    assert raw[slice(*rows[4].span)] == "v | v"
    assert first(raw).span == (0, 54)


def test_a_fence_gives_its_lines_without_what_containers_put_before_them() -> None:
    raw = "> ```sh -x\n> a\n>\n>  b\n> ```\n"
    fence = first(raw).children[0]
    assert (fence.info, fence.text) == ("sh -x", "a\n\n b\n")
    assert [raw[slice(*line)] for line in fence.lines] == ["a", "", " b"]
    assert raw[slice(*fence.span)] == "```sh -x\n> a\n>\n>  b\n> ```"


def test_a_fence_that_is_never_closed_ends_with_its_container() -> None:
    raw = "- ```\n  a\n\nb\n\n```\nc"
    assert blocks(raw)[2:] == [("fence", "```\n  a\n"), ("paragraph", "b"), ("fence", "```\nc")]


def test_code_by_indent() -> None:
    raw = "a\n\n    b\n\n      c\n\nd"
    code = both(raw).blocks[1]
    assert (code.kind, code.text) == ("code", "b\n\n  c\n")
    assert [raw[slice(*line)] for line in code.lines] == ["b", "", "  c"]


def test_comments_are_html_and_hide_what_is_in_them() -> None:
    raw = "<!-- # no\n\n- no -->\n\na <!-- b --> c\n"
    assert blocks(raw) == [("html", "<!-- # no\n\n- no -->"), ("paragraph", "a <!-- b --> c")]
    assert both(raw).blocks[1].plain == "a c"
    assert [piece.kind for piece in both(raw).blocks[1].inlines] == ["text", "html", "text"]


def test_links_say_where_they_go_as_it_was_written() -> None:
    raw = "[a *b*](x%20y\\_z.md 'ti&amp;t') ![i](p.png) <https://é.org> <me@x.org>"
    links = [piece for piece in first(raw).inlines if piece.kind in ("link", "image")]
    assert [(raw[slice(*link.span)], link.text, link.target, link.title) for link in links] == [
        ("[a *b*](x%20y\\_z.md 'ti&amp;t')", "a b", "x%20y_z.md", "ti&t"),
        ("![i](p.png)", "i", "p.png", ""),
        ("<https://é.org>", "https://é.org", "https://é.org", ""),
        ("<me@x.org>", "me@x.org", "mailto:me@x.org", ""),
    ]


def test_reference_links_and_their_definitions() -> None:
    raw = "[Foo] [a][foo] [foo][] [no]\n\n[foo]: <u v>\n  'T'\n[Other  One]: /x\n"
    links = [piece for piece in first(raw).inlines if piece.kind == "link"]
    assert [raw[slice(*link.span)] for link in links] == ["[Foo]", "[a][foo]", "[foo][]"]
    assert {(link.target, link.title) for link in links} == {("u v", "T")}
    assert [(one.label, one.target, one.title, raw[slice(*one.span)]) for one in both(raw).definitions] == [
        ("foo", "u v", "T", "[foo]: <u v>\n  'T'"),
        ("Other One", "/x", "", "[Other  One]: /x"),
    ]


def test_entities_and_escapes_are_resolved_and_keep_their_extent() -> None:
    assert pieces("&amp;&#35;\\* \\a") == [("text", "&amp;&#35;\\* \\a", "&#* \\a")]


def test_breaks_are_line_ends_and_part_the_text() -> None:
    assert pieces("a  \nb\\\nc\nd") == [
        ("text", "a", "a"),
        ("break", "\n", "\n"),
        ("text", "b", "b"),
        ("break", "\\\n", "\n"),
        ("text", "c", "c"),
        ("break", "\n", "\n"),
        ("text", "d", "d"),
    ]


def test_struck_text_and_what_only_looks_like_it() -> None:
    assert [piece[0] for piece in pieces("~~a~~ ~/b ~5")] == ["strike", "text", "text"]


def test_code_over_two_lines_is_one_piece() -> None:
    assert pieces("- `a\n   b`") == [("code", "`a\n   b`", "a b")]


def test_a_list_twelve_deep_hides_no_heading_below_it() -> None:
    raw = "".join("  " * depth + "- a\n" for depth in range(12)) + "\n# Later\n"
    assert blocks(raw)[-1] == ("heading", "# Later")
    assert len(blocks(raw)) == 12 * 3 + 1


def test_a_thousand_lists_deep_is_read_by_both() -> None:
    raw = "".join("  " * depth + "- a\n" for depth in range(300)) + "\n# Later\n"
    assert blocks(raw)[-1] == ("heading", "# Later")


@pytest.mark.parametrize("raw", [">" * 10_000, "> " * 10_000 + "a", "- " * 10_000, "[" * 30_000, "![" * 30_000])
def test_endless_nesting_is_cut_not_crashed_upon(raw: str) -> None:
    both(raw)


@pytest.mark.parametrize("character", ["[", "<", "&", "*", "`"])
def test_a_megabyte_of_one_character_is_read_in_bounded_time(character: str) -> None:
    began = perf_counter()
    for reader in (fast, reference):
        found = reader.read(character * 1_000_000)
        assert sum(len(block.inlines) for block in found.blocks) < 2
    assert perf_counter() - began < 20


def test_the_door_takes_the_fast_reader_and_leaves_the_other_library_alone() -> None:
    assert reader_name() == "pyromark"
    assert read("a").blocks == reference.read("a").blocks
    code = (
        "import sys; from opsgate.reading.readers import read; assert 'pyromark' not in sys.modules;"
        "read('# a').blocks[0].inlines; print('markdown_it' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_without_the_fast_library_the_reference_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    reader_name.cache_clear()
    monkeypatch.setattr("opsgate.reading.readers.find_spec", lambda name: None)
    assert reader_name() == "markdown-it-py"
    assert read("# a").blocks[0].kind == "heading"
    reader_name.cache_clear()
