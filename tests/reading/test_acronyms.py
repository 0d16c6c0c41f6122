"""Which words in capitals are acronyms, and which of them a document explains."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.reading.acronyms import Acronyms
from opsgate.reading.document import document
from opsgate.reading.expansions import initials

PROFILE = settings(derandomize=True, deadline=None)


def used(text: str) -> list[str]:
    """The acronyms used, each as ``TEXT@line:column``."""
    read = document("a.md", text)
    found = []
    for name, (start, end) in Acronyms(read.outline).used():
        assert text[start:end].removesuffix("s") == name
        line, column = read.text.position(start)
        found.append(f"{name}@{line}:{column}")
    return found


def told(text: str) -> list[str]:
    return [acronym.text for acronym in Acronyms(document("a.md", text).outline).told()]


@pytest.mark.parametrize(
    "text",
    [
        "The RPO is 4 hours.",
        "Restore to the RPO.",
        "Two RPOs apply.",
        "The RPO/RTO pair.",
        "| RPO | 4 h |\n|---|---|\n| a | b |",
        "# The RPO of accounts",
        "An *RPO* in emphasis, (RPO) in brackets, RPO-based, non-RPO.",
        "- RPO: 4 h",
    ],
)
def test_a_word_in_capitals_of_a_sentence_is_an_acronym(text: str) -> None:
    assert [found.partition("@")[0] for found in used(text)][:1] == ["RPO"]


def test_an_acronym_is_found_once_where_it_first_stands() -> None:
    assert used("The XQB and\nthe RPO. The RPO.\n") == ["XQB@1:5", "RPO@2:5"]


@pytest.mark.parametrize(
    "text",
    [
        "The API answers HTTP over TLS.",
        "Do NOT restart it, and NEVER twice. GET and POST work. It says OK or FAIL. See P0 and S1.",
        "Run `RPO` or\n\n```\nRPO\n```\n",
        "Set RPO_HOURS, $RPO, RPO=4, ops/RPO.md, RPO-123, LAN-RPO and RPO4.",
        'Press "RPO", <RPO>, [RPO] and {RPO}.',
        "READ THE RPO FIRST",
        "See [the RPO page](rpo.md).",
        "The word rpo is written RPO only for emphasis.",
        "The team runs Borealis RPO in two regions.",
        "The STRIP is long.",
        "<!-- RPO -->",
    ],
)
def test_what_is_no_acronym_to_a_reader_is_not_found(text: str) -> None:
    assert used(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The restore point objective (RPO) is 4 h.",
        "The RPO (restore point objective) is 4 h.",
        "The Restore Point Objective is 4 h.\n\nThe RPO holds.",
        "The RPO, the restore point objective, holds.",
        "The RPO is the most that may be lost.",
        "RPO stands for something.",
        "RPO: the most that may be lost",
        "RPO = most that may be lost",
        "What is an RPO?",
        "the loss allowed, also known as RPO",
        "*[RPO]: restore point objective\n",
        '<abbr title="restore point objective">RPO</abbr>',
        "See [RPO](glossary.md#rpo).",
        "## Glossary\n\n- **RPO** - what may be lost",
        "## Glossary\n\n### RPO\n\nWhat may be lost.",
        "| Term | Meaning |\n|---|---|\n| RPO | what may be lost |",
        "## Acronyms\n\n| a | b |\n|---|---|\n| RPO | what may be lost |",
        "recovery and restore of points (RPO)",
    ],
)
def test_an_acronym_is_explained(text: str) -> None:
    assert told(text) == ["RPO"]


@pytest.mark.parametrize(
    "text",
    [
        "The RPO (4 hours) holds.",
        "The RPO: 4 h.",
        "We keep it within the RPO.",
        "| Asset | RPO |\n|---|---|\n| a | 4 h |",
        "Hours of a day (RPO).",
        "A restart pauses (loudly). RPO.",
    ],
)
def test_an_acronym_is_not_explained_by_what_says_nothing_of_it(text: str) -> None:
    assert told(text) == []


@PROFILE
@given(
    st.lists(
        st.sampled_from(["RPO", "XQB", "(", ")", " ", "\n", "`", "*", "[", "]", "](", "|", "#", "a", "é", "/", "-"])
    )
)
def test_any_text_is_read(pieces: list[str]) -> None:
    text = "".join(pieces)
    read = Acronyms(document("a.md", text).outline)
    places = [span for _, span in [*read.used(), *read.told()]]
    assert all(text[start:end].rstrip("s").isupper() for start, end in places)


def test_a_large_document_of_acronyms_is_read_in_linear_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []

    def count(passage: str) -> str:
        counted.append(len(passage))
        return initials(passage)

    monkeypatch.setattr("opsgate.reading.acronyms.initials", count)
    names = [f"{a}{b}{c}Q" for a in "BCDFG" for b in "BCDFG" for c in "BCDFG"]
    text = " and ".join(names) + ".\n"
    assert len(used(text)) == len(names)
    assert told(text) == []
    assert sum(counted) <= 2 * len(text)
