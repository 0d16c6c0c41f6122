"""What holds for every document: fixing twice is fixing once, nothing else changes, and it looks as it did."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.reading.document import document
from opsgate.reading.readers.rendered import rendered
from opsgate.running.fix import Mender
from tests.fixes.case import HEAD, mender
from tests.reading.test_readers_on_specs import GFM, fixtures, package, text

__all__ = ["package"]
LEAD = HEAD + "## Procedures\n\n### Start\n\n"
TAIL = "\n\n## Escalation\n\nCall @ines.\n"
TOGETHER = 12
WORDS = ("step-numbering", "ambiguous-scalar", "unknown-field", "front-matter-syntax")
"""Rules whose fixes promise that the page looks as it did."""


@pytest.fixture(scope="module")
def same(tmp_path_factory: pytest.TempPathFactory) -> Mender:
    """Fixes that promise to change nothing that is shown."""
    return mender(tmp_path_factory.mktemp("same"), unsafe=True, select=WORDS)


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Mender:
    return mender(tmp_path_factory.mktemp("every"), unsafe=True, level="product")


def body(raw: str) -> str:
    return raw[document("docs/a.md", raw).front.body :]


def looks_the_same(same: Mender, raw: str) -> int:
    """How much of a document was fixed; it then looks as it did, and there is nothing left to fix."""
    done = same.mend("docs/a.md", raw.encode())
    after = done.after.decode()
    assert rendered(body(after)) == rendered(body(raw))
    again = same.mend("docs/a.md", done.after)
    assert (again.after, again.fixed) == (done.after, [])
    return len(done.fixed)


def settles(every: Mender, raw: str) -> None:
    """All fixes at once come to an end, the next run has nothing to do, and no word of the body is lost."""
    done = every.mend("docs/a.md", raw.encode())
    again = every.mend("docs/a.md", done.after)
    assert (again.after, again.fixed) == (done.after, [])
    assert not done.unsettled


def examples(package: object) -> list[str]:
    import json  # noqa: PLC0415

    found = [one["markdown"] for one in json.loads(text(package, "test_cmark_spec/commonmark.json"))]  # type: ignore[arg-type]
    assert len(found) > 600
    return [*found, *(raw for name in GFM for raw in fixtures(text(package, f"test_port/fixtures/{name}.md")))]  # type: ignore[arg-type]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_renumbering_around_every_commonmark_example_changes_nothing_that_is_shown(
    package: object, same: Mender, end: str
) -> None:
    found = examples(package)[0 if end == "\n" else 1 :: 2]
    fixed = 0
    for start in range(0, len(found), TOGETHER):
        raw = LEAD + "".join(map(procedure, found[start : start + TOGETHER])) + TAIL
        fixed += looks_the_same(same, raw.replace("\n", end))
    assert fixed > 0.9 * len(found)


def procedure(raw: str) -> str:
    """Steps, wrongly numbered, with Markdown in one whose number gets wider."""
    inside = "".join(f"   {line}\n" for line in raw.split("\n"))
    return f"### Go on\n\n8. Open it.\n8. Wait.\n9. Look:\n{inside}\n10. Close it.\n\n"


def test_adding_sections_around_commonmark_examples_takes_nothing_away(package: object, every: Mender) -> None:
    found = examples(package)
    for start in range(0, len(found), 40):
        before = LEAD + "\n\n### Go on\n\n".join(found[start : start + 8]) + TAIL
        done = every.mend("docs/a.md", before.encode())
        after = iter(rendered(body(done.after.decode())).splitlines())
        lost = [line for line in rendered(body(before)).splitlines() if line not in after]
        assert lost == []
        again = every.mend("docs/a.md", done.after)
        assert (again.after, again.fixed) == (done.after, [])


LINE = st.sampled_from(
    [
        "1. Open it.", "2. Wait.", "4. Close it.", "10) Go.", "1. one", "   1. inner", "   3. inner", "    code", "- item",
        "```", "> 1. said", "> 3. said", "# Title", "## Alerts", "### Stop", "## Escalaton", "| Alert | Treshold |",
        "|---|---|", "| a | b |", "<!-- opsgate: ignore step-numbering -- so -->", "<!-- note -->", "<div>", "", "text",
        "[x]: y.md", "~~~", "***", "\t4. tab", "9. nine", "9. nine", "10. ten", "    more", "go on with step 4",
    ]
)  # fmt: skip
KEY = st.sampled_from(
    ["sevrice: pump", "owner: @ines", "version: 1.10", "status: actve", "last-reviewed: 2026-11-02", "x: [no, 'on']",
     "tags: [a", "# comment", "relations: {telemetri: m.md}", "service: a: b", "level: product", "service: on"]
)  # fmt: skip
END = st.sampled_from(["---", "...", "", "--- ", "----"])


@settings(deadline=None, max_examples=60)
@given(
    keys=st.lists(KEY, max_size=4, unique=True), close=END, lines=st.lists(LINE, max_size=14),
    end=st.sampled_from(["\n", "\r\n", "\r"]), lead=st.sampled_from(["", "\n", "\ufeff", "\ufeff\n\n"]),
)  # fmt: skip
def test_fixing_twice_is_fixing_once(
    every: Mender, same: Mender, keys: list[str], close: str, lines: list[str], end: str, lead: str
) -> None:
    front = ["---", "kind: runbook", "title: Pump", *keys, close, ""]
    raw = lead + end.join([*front, "# Pump", "", "## Procedures", "", "### Start", "", *lines])
    settles(every, raw)
    looks_the_same(same, raw.removeprefix("\ufeff"))
