"""Sections, titles, comments, and the leaves that hold an offset."""

from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.reading.document import document
from opsgate.reading.outline import fold, same, slugify
from opsgate.reading.placeholders import in_code, in_text, suspects

PROFILE = settings(derandomize=True, deadline=None)
MARKDOWN = st.lists(
    st.sampled_from(
        [
            "# A\n",
            "## B `c` *d*\n",
            "## B\n",
            "### C #\n",
            "T\n===\n",
            "text\n",
            "\n",
            "- x\n",
            "> # Q\n",
            "```\n# no\n```\n",
        ]
    ),
    max_size=12,
).map("".join)


@PROFILE
@given(MARKDOWN)
def test_sections_follow_each_other_and_lie_in_their_parents(raw: str) -> None:
    outline = document("a.md", raw).outline
    for section in outline.sections:
        assert section.heading is None or section.title == section.heading.plain
        assert section.parent is None or (
            section.parent.level < section.level
            and section.parent.span[0] < section.span[0] <= section.span[1] <= section.parent.span[1]
        )
        assert outline.section_at(section.span[0]).span[0] == section.span[0]
    starts = [section.span[0] for section in outline.sections]
    assert starts == sorted(starts)
    slugs = [section.slug for section in outline.sections]
    assert len(slugs) == len(set(slugs))
    assert [block for section in outline.sections for block in section.blocks] == [
        block for block in outline.blocks if block.kind != "heading"
    ]


def test_headings_in_quotes_lists_and_fences_are_no_sections() -> None:
    outline = document("a.md", "# T\n\n> ## quoted\n\n- ## listed\n\n```\n## fenced\n```\n\n## Real\n").outline
    assert [section.title for section in outline.sections] == ["", "T", "Real"]


def test_titles_are_compared_without_number_case_punctuation_and_plural() -> None:
    assert fold("3.1 Pre-Installation Checklist") == "pre installation checklist"
    assert same("Health Checks") == same("health check:")
    assert same("Backup & Restore") == same("Backup and restore")
    assert fold("2026 plans") == "plans"
    assert fold("A) Install") == "install"
    assert fold("Aufräumen") == "aufräumen"


def test_slugs_are_those_of_github() -> None:
    assert [slugify(title) for title in ("Hello, World!", "a b_c-d", "Größe §3", "🎉 Party", "1.2 Scope")] == [
        "hello-world", "a-b_c-d", "größe-3", "-party", "12-scope",
    ]  # fmt: skip


def test_comments_are_found_in_blocks_and_lines_but_not_in_code() -> None:
    raw = "<!-- a -->\n\ntext <!-- b --> text\n\n`<!-- c -->`\n\n```\n<!-- d -->\n```\n\n- <!-- e -->\n\n| x |\n|---|\n| <!-- f --> |\n"
    outline = document("a.md", raw).outline
    assert [(comment.text.strip(), raw[slice(*comment.span)]) for comment in outline.comments] == [
        (word, f"<!-- {word} -->") for word in "abef"
    ]


PIECES = st.lists(
    st.sampled_from(
        ["[PROJECT_NAME]", "[X] cores", "[x]", "[X.X]+", "YYYY-MM-DD", "TODO:", "TODO", "TBD", "1..n", "<your-domain>", "lorem ipsum",
         "Lorem ipsum", "[Your name]", "CHANGEME", "REPLACE_ME", "XXX", "??", "NNN", "x.x", "DD/MM/YYYY", "text", " ", ":", "(", "[Name]", "\n"]
    ),
    max_size=4,
).map("".join)  # fmt: skip


@PROFILE
@given(PIECES, st.booleans())
def test_a_text_without_suspects_holds_no_placeholder(text: str, whole: bool) -> None:
    if not suspects(text) and not text.strip().startswith("<"):
        assert list(in_text(text, whole=whole)) == []
        assert [hit for line in text.split("\n") for hit in in_code(line)] == []


@PROFILE
@given(st.text(st.sampled_from("ab[]<>.1nXTODx \n"), max_size=30))
def test_offsets_of_placeholders_are_those_of_their_text(text: str) -> None:
    for hit in (*in_text(text), *in_text(text, whole=True)):
        assert text[hit.start : hit.end] == hit.text
