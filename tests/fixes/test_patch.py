"""The diff that ``check --diff`` prints."""

import difflib
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.edges.output.paint import Paint
from opsgate.edges.output.patch import patch

PLAIN = Paint(colour=False)
HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n")


def diff(before: str, after: str) -> str:
    return patch("docs/a.md", before, after, PLAIN, shown=False)


def applied(before: str, change: str) -> str:
    """A text after a diff, held line by line against what the diff says of it."""
    old = before.splitlines(keepends=True)
    new: list[str] = []
    at = 0
    for line in change.splitlines(keepends=True)[2:]:
        hunk = HUNK.fullmatch(line)
        if hunk:
            start = int(hunk[1]) - (hunk[2] != "0")
            new += old[at:start]
            at = start
            assert len(new) == int(hunk[3]) - (hunk[4] != "0")
            continue
        if line[0] in " -":
            assert old[at] == line[1:]
            at += 1
        if line[0] in " +":
            new.append(line[1:])
    return "".join([*new, *old[at:]])


def text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from("ab"), max_size=40),
    st.lists(st.tuples(st.integers(0, 1600), st.sampled_from(["", "x\ny", "a"])), max_size=12),
)
def test_a_diff_says_every_change_at_its_place(some: list[str], changes: list[tuple[int, str]]) -> None:
    old = (some or ["c"]) * 40
    new = list(old)
    for at, put in changes:
        new[at % len(new)] = put
    before, after = text(old), text(new)
    assert applied(before, diff(before, after)) == after


def test_changes_have_three_lines_around_them_and_near_ones_stand_together() -> None:
    old = [str(number) for number in range(1, 41)]
    new = ["0", *old[:9], "x", *old[10:15], *old[16:38], "y", "z"]
    known = difflib.unified_diff(text(old).splitlines(True), text(new).splitlines(True), "a/docs/a.md", "b/docs/a.md")
    assert diff(text(old), text(new)) == "".join(known)
    assert diff("", "a\n") == "--- a/docs/a.md\n+++ b/docs/a.md\n@@ -0,0 +1 @@\n+a\n"


def test_a_long_text_with_much_that_repeats_is_compared_without_delay() -> None:
    """Compared as a whole, this would take the square of its number of changes: minutes."""
    before = "1. Open.\n2. Close.\n2. Wait.\n\n" * 5_000
    after = before.replace("2. Wait.", "3. Wait.")
    assert applied(before, diff(before, after)) == after
