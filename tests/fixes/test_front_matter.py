"""Fixes of front matter: each changes what it is for, and nothing else."""

from pathlib import Path

import pytest

from tests.fixes.case import fixed, mend, reasons

ORDER = """\
kind: note
extends: kb-article
front-matter:
  order: [kind, title, status, owner]
"""


def front(*lines: str, end: str = "---") -> str:
    return "\n".join(("---", "kind: runbook", "title: Pump", *lines, end, "", "# Pump", ""))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("version: 1.10", 'version: "1.10"'),
        ("service: on  # the pump", 'service: "on"  # the pump'),
        ("environments: [no, dev]", 'environments: ["no", dev]'),
        ("service: 0x1F", 'service: "0x1F"'),
    ],
)
def test_an_ambiguous_scalar_is_quoted_and_says_the_same(tmp_path: Path, written: str, expected: str) -> None:
    assert fixed(tmp_path, front(written), "ambiguous-scalar") == front(expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("sevrice: pump", "service: pump"),
        ('"sevrice": pump', "service: pump"),
        ("last-reviewed: 2026-11-02", "last_reviewed: 2026-11-02"),
        ("relations: {telemetri: metrics.md}", "relations: {telemetry: metrics.md}"),
    ],
)
def test_a_key_that_can_mean_one_other_only_is_renamed(tmp_path: Path, written: str, expected: str) -> None:
    assert fixed(tmp_path, front(written), "unknown-field") == front(expected)


def test_of_two_keys_that_mean_the_same_one_neither_is_renamed(tmp_path: Path) -> None:
    text = front("sevrice: pump", "servise: basin")
    assert fixed(tmp_path, text, "unknown-field") == text


def test_no_key_is_renamed_to_one_that_holds_somebodys_word(tmp_path: Path) -> None:
    text = '---\nkind: release-checklist\ntitle: One\naprovals: [{role: qa, by: "@noor"}]\ngatse: {}\n---\n'
    assert fixed(tmp_path, text, "unknown-field") == text


def test_a_value_that_is_wrong_under_its_right_key_is_reported_and_the_key_renamed(tmp_path: Path) -> None:
    assert fixed(tmp_path, front("last-reviewed: soon"), "unknown-field") == front("last_reviewed: soon")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_keys_are_put_in_order_with_the_comments_above_them(tmp_path: Path, end: str) -> None:
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds/note.yaml").write_text(ORDER)
    (tmp_path / "opsgate.toml").write_text('extend-kinds = ["kinds"]\n')
    text = """\
---
# yaml-language-server: $schema=x.json
title: One   # of two
# who looks after it
# (since May)
owner:
  - "@ines"

layout: page
kind: note
status: |
  draft
---

# One
"""
    expected = """\
---
# yaml-language-server: $schema=x.json
kind: note
title: One   # of two
layout: page
status: |
  draft
# who looks after it
# (since May)
owner:
  - "@ines"

---

# One
"""
    assert fixed(tmp_path, text.replace("\n", end), "key-order") == expected.replace("\n", end)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("\n\n" + front(), front()),
        (front(end="..."), front()),
        ("---\nkind: runbook\ntitle: Pump\n\n# Pump\n", "---\nkind: runbook\ntitle: Pump\n---\n\n# Pump\n"),
        ("---\nkind: runbook\ntitle: Pump", "---\nkind: runbook\ntitle: Pump\n---"),
        ("\r\n---\r\nkind: runbook\r\n...\r\n\r\n# P\r\n", "---\r\nkind: runbook\r\n---\r\n\r\n# P\r\n"),
        (front("owner: @ines"), front('owner: "@ines"')),
        (front("owner: [@ines, @sam]"), front('owner: ["@ines", "@sam"]')),
    ],
)
def test_front_matter_that_cannot_be_read_is_mended_where_there_is_one_way(
    tmp_path: Path, written: str, expected: str
) -> None:
    assert fixed(tmp_path, written, "front-matter-syntax") == expected


def test_a_colon_in_a_value_is_quoted_when_asked_for(tmp_path: Path) -> None:
    text = front("service: pump: old")
    assert fixed(tmp_path, text, "front-matter-syntax") == text
    assert fixed(tmp_path, text, "front-matter-syntax", unsafe=True) == front('service: "pump: old"')


def test_a_misspelt_word_is_replaced_when_asked_for(tmp_path: Path) -> None:
    text = front("status: actve")
    assert fixed(tmp_path, text, "invalid-value") == text
    assert fixed(tmp_path, text, "invalid-value", unsafe=True) == front("status: active")


def test_front_matter_in_a_block_of_the_body_is_mended_too(tmp_path: Path) -> None:
    text = "# Guide\n\n## Metadata\n\n```yaml\nkind: operation-guide\nproject: on\nverison: 1.10\n```\n"
    (tmp_path / "opsgate.toml").write_text('[kinds]\n"docs/*.md" = "operation-guide"\n')
    expected = text.replace("on\nverison: 1.10", '"on"\nversion: "1.10"')
    assert fixed(tmp_path, text, "ambiguous-scalar", "unknown-field") == expected


def test_what_people_vouched_for_is_not_quoted(tmp_path: Path) -> None:
    text = front("gates: {exit: {dry-run: {by: '@ines', on: 2026-11-02, note: on}}}")
    assert fixed(tmp_path, text, "ambiguous-scalar") == text


def test_a_suppressed_finding_is_left_alone(tmp_path: Path) -> None:
    text = front("# opsgate: ignore ambiguous-scalar -- our tools read it so", "version: 1.10")
    assert fixed(tmp_path, text, "ambiguous-scalar") == text


def test_a_fix_that_would_bring_up_another_fault_is_dropped_and_says_so(tmp_path: Path) -> None:
    text = front("# opsgate: ignore unknown-field -- it is so called here", "version: 1.10").replace(
        "version: 1.10", "version: 1.10\nsevrice: 1"
    )
    done = mend(tmp_path, text, "unknown-field")
    assert (done.after.decode(), reasons(done)) == (text.replace("sevrice", "service"), [])
