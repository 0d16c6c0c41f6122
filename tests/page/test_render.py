"""The page as text: what stands in it, that it is escaped, and that its policy lets nothing but its own parts run."""

import base64
import hashlib
import html
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opsgate.edges.page.model import Fault, Page, Spot
from opsgate.edges.page.render import render
from tests.page.sample import FILES, HOSTILE, large, page_of
from tests.repo import Repo


@pytest.fixture
def page(repo: Repo) -> Page:
    return page_of(repo.write(FILES))


class Elements(HTMLParser):
    """The tags of a page with their attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_names_the_digests_of_the_one_script_and_the_one_style(page: Page) -> None:
    text = render(page)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert (len(scripts), len(styles)) == (1, 1)
    assert policy is not None
    assert html.unescape(policy[1]) == (
        f"default-src 'none'; script-src 'sha256-{digest(scripts[0])}'; style-src 'sha256-{digest(styles[0])}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_no_element_has_a_style_or_a_handler_or_asks_for_something(page: Page) -> None:
    elements = Elements(render(page)).found
    names = {name for _, attributes in elements for name in attributes}
    assert {name for name in names if name.startswith("on") or name == "style"} == set()
    asked = [attributes.get("src") for tag, attributes in elements if "src" in attributes]
    assert [address for address in asked if not (address or "").startswith("data:image/svg+xml;base64,")] == []
    assert {tag for tag, _ in elements} & {"iframe", "object", "embed", "base", "audio", "video"} == set()


def test_a_hostile_title_is_escaped_wherever_it_stands(page: Page) -> None:
    text = render(page)
    assert HOSTILE not in text
    assert html.escape(HOSTILE, quote=True).replace("&quot;", "&#34;") in text
    assert "\u202e" not in text
    assert "<bdi>No light\\x202e</bdi>" in text


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), path=st.text(min_size=1, max_size=30))
def test_no_text_of_a_finding_adds_an_element_or_an_attribute(page: Page, text: str, path: str) -> None:
    fault = Fault("error", text, text, text, text, text, "safe", Spot(path, 1, "./x"))
    usual = replace(page, faults=(Fault("error", "a", "a", "a", "a", "a", "safe", Spot("a", 1, "./x")),), rows=())
    found = Elements(render(replace(usual, faults=(fault,)))).found
    shape = [(tag, set(attributes)) for tag, attributes in found if tag != "code"]
    expected = [(tag, set(attributes)) for tag, attributes in Elements(render(usual)).found if tag != "code"]
    hints = [(tag, names) for tag, names in expected if tag != "p"]
    assert [(tag, names) for tag, names in shape if tag != "p"] == hints


def test_control_characters_and_lone_surrogates_are_spelt_out(page: Page) -> None:
    fault = Fault("error", "OG1", "x", "a\x00b\u202ec\udc80d\u2028e", "", "", "", Spot("p\udcff.md", 1))
    text = render(replace(page, faults=(fault,)))
    assert "a\\x00b\\x202ec\\x80d" in text
    assert "<bdi>p\\xff.md</bdi>:1" in text
    assert text.encode("utf-8")


def test_what_looks_like_a_template_stays_as_it_is(page: Page) -> None:
    fault = Fault("error", "OG1", "x", "{{ 7 * 7 }} {% include 'x' %}", "", "", "", Spot("{{ p }}.md", 1))
    text = render(replace(page, faults=(fault,)))
    assert "{{ 7 * 7 }} {% include &#39;x&#39; %}" in text
    assert "<bdi>{{ p }}.md</bdi>:1" in text


def test_very_long_texts_end_somewhere(page: Page) -> None:
    fault = Fault("error", "OG1", "x", "w" * 100_000, "", "", "", Spot("p.md", 1))
    assert "w" * 1_999 + "…" in render(replace(page, faults=(fault,)))
    assert "w" * 2_001 not in render(replace(page, faults=(fault,)))


def test_ids_are_unique_and_every_label_and_link_within_the_page_has_its_end(page: Page) -> None:
    elements = Elements(render(page)).found
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    ends = {value for _, attributes in elements for name in ("for", "aria-labelledby")
            for value in (attributes.get(name) or "").split()}  # fmt: skip
    ends |= {(attributes.get("href") or "")[1:] for tag, attributes in elements
             if tag == "a" and (attributes.get("href") or "").startswith("#")}  # fmt: skip
    assert len(ids) == len(set(ids))
    assert ends - set(ids) == set()


def test_headings_step_down_one_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in Elements(render(page)).found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_no_verdict_is_said_by_colour_alone(page: Page) -> None:
    states = re.findall(r'<span class="state s-[a-z-]+">(.*?</span>.*?)</span>', render(page))
    words = {re.sub("<[^>]*>", "", each).replace("&nbsp;", " ") for each in states}
    assert {"✓ pass", "✗ fail (3)", "? unknown (1)", "· not due", "✗ overdue", "✗ error", "! warning"} <= words
    assert [word for word in words if not re.fullmatch(r"\S [a-z ]{4,}(\(.*\))?", word)] == []


def test_an_empty_project_says_in_words_what_is_not_there(repo: Repo) -> None:
    text = render(page_of(repo, allow_empty=True))
    words = re.findall(r'<p class="empty">(.*?)</p>', text)
    assert words == [
        "No gate was judged, so nobody can say who has to do what. <code>opsgate new runbook</code> writes a first document.",
        "No document has a gate that was judged. Nothing here is ready, and nothing is not: there is nothing to tell by.",
        "No document was checked, so nothing can be said to be clean.",
        "No document with gates, so no progress to show.",
        "No document in force says when it was reviewed or tried out, and none has to.",
        "No document names another.",
        "No verdict is on record. <code>opsgate gate --output verdicts/NAME.json</code> keeps one; <code>--verdict FILE</code> shows others.",
        "On nobody's word, on no waiver, and on no loosened rule.",
    ]
    assert "There is nothing to judge" in text


def test_what_is_too_much_for_the_first_look_waits_in_one_noscript_element(page: Page) -> None:
    text = render(large(page, 100, 120))
    waiting = re.search(r'<noscript data-rest><ul class="findings" data-others>(.*?)</ul></noscript>', text, re.DOTALL)
    assert waiting is not None
    assert waiting[1].count("<li data-severity") == 70
    assert text.count("<li data-severity") == 120


def test_findings_beyond_what_is_listed_are_told(page: Page) -> None:
    text = render(replace(page, faults_in_all=12_345))
    assert "worst of 12345 are listed; <code>opsgate check</code> prints them all." in text


@pytest.mark.parametrize(
    ("next", "shown"),
    [
        ("opsgate check a.md: add `title:`", "<code>opsgate check a.md</code>: add <code>title:</code>"),
        ("opsgate check a.md: fill it in, or drop it", "<code>opsgate check a.md</code>: fill it in, or drop it"),
        ("git fetch --tags, or git tag --sign v1", "<code>git fetch --tags</code>, or <code>git tag --sign v1</code>"),
        ("opsgate approve a.md --by @you", "<code>opsgate approve a.md --by @you</code>"),
        ("write the real value", "write the real value"),
        ("opsgate check <b>: <i>", "<code>opsgate check &lt;b&gt;</code>: &lt;i&gt;"),
    ],
)
def test_of_what_to_do_next_each_command_is_code_by_itself(page: Page, next: str, shown: str) -> None:
    todo = replace(page.actors[0].todos[0], next=next, note="")
    text = render(replace(page, actors=(replace(page.actors[0], todos=(todo,)),)))
    assert f'<p class="next"><span class="next-word">Next:</span> {shown}</p>' in text


def test_accepted_and_suppressed_findings_are_not_told_as_none(page: Page) -> None:
    said = render(replace(page, faults=(), suppressed=1, accepted=48)).partition('id="findings"')[2]
    assert re.findall(r'<p class="(?:empty|soft)">(.*?)</p>', said)[:3] == [
        "Nothing else was found wrong in the documents. That says nothing about their gates.",
        "48 findings are accepted by the baseline, and not listed; the gates judge them all the same.",
        "1 finding is suppressed, and not listed.",
    ]


def test_only_safe_fixes_are_what_the_option_mends(page: Page) -> None:
    faults = tuple(
        Fault("error", "OG1", "x", f"m{fix}", "", "", fix, Spot(f"{fix}.md", 1)) for fix in ("safe", "unsafe", "")
    )
    text = render(replace(page, faults=faults))
    assert re.findall(r'data-document="([^"]*)" data-fix="safe">', text) == ["safe.md"]
    assert "OG1 x · unsafe fix</span>" in text
