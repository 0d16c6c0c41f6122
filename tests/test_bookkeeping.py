"""Attestations and approvals in a document and in the file beside it."""

import datetime
from pathlib import Path

import pytest

from opsgate.edges.bookkeeping import (
    Entry,
    approved,
    approved_beside,
    attested,
    attested_beside,
    rewrite,
)
from opsgate.knowing.ledger import sidecar_path
from opsgate.reading.frontmatter import load_block, read_front_matter
from opsgate.words.errors import OpsgateError

DOCUMENT = """---
kind: runbook # a runbook
status: active

# who
owner: "@kim"
---

# Checkout
"""
ENTRY: Entry = {
    "by": "@sam",
    "on": datetime.date(2026, 11, 2),
    "at": "3f2c1e9",
    "covers": "v1:sha256:" + "a" * 64,
    "evidence": [{"path": "records/dry-run.md", "sha256": "b" * 64}],
    "note": None,
    "expires": "2027-11-02",
    "parts": {"made for": "0a1b2c3d", "steps": "11112222"},
}
WRITTEN = f"""gates:
  exit:
    dry-run:
      by: "@sam"
      on: 2026-11-02
      at: 3f2c1e9
      covers: "v1:sha256:{"a" * 64}"
      evidence:
        - {{path: records/dry-run.md, sha256: {"b" * 64}}}
      expires: 2027-11-02
      parts: {{made for: 0a1b2c3d, steps: "11112222"}}
"""
APPROVAL: Entry = {"role": "qa", "who": "@sam", "date": "2026-11-02", "at": None}


def test_an_attestation_is_added_to_a_document_and_nothing_else_changes() -> None:
    new = attested(DOCUMENT, "exit", "dry-run", ENTRY)
    assert new == DOCUMENT.replace('"@kim"\n', f'"@kim"\n{WRITTEN}')


def test_a_new_attestation_replaces_the_one_before_and_leaves_the_others() -> None:
    first = attested(
        attested(DOCUMENT, "exit", "dry-run", {"by": "@lee", "note": "x"}), "entrance", "built", {"by": "@lee"}
    )
    new = attested(first, "exit", "dry-run", ENTRY)
    assert new == DOCUMENT.replace('"@kim"\n', f'"@kim"\n{WRITTEN}  entrance:\n    built:\n      by: "@lee"\n')
    assert attested(new, "exit", "dry-run", ENTRY) == new


def test_each_approval_is_an_item_of_its_own() -> None:
    new = approved(approved(DOCUMENT, APPROVAL), {**APPROVAL, "role": "pm"})
    items = '  - role: qa\n    who: "@sam"\n    date: 2026-11-02\n  - role: pm\n    who: "@sam"\n    date: 2026-11-02\n'
    assert new == DOCUMENT.replace('"@kim"\n', f'"@kim"\napprovals:\n{items}')


def test_a_byte_order_mark_and_windows_line_ends_stay() -> None:
    raw = "\ufeff" + DOCUMENT.replace("\n", "\r\n")
    new = attested(raw, "exit", "dry-run", ENTRY)
    assert new == "\ufeff" + attested(DOCUMENT, "exit", "dry-run", ENTRY).replace("\n", "\r\n")


def test_the_file_beside_a_document_is_made_and_then_added_to() -> None:
    first = attested_beside("", "docs/x.md", "exit", "dry-run", ENTRY)
    assert first == f"document: docs/x.md\n{WRITTEN}"
    second = approved_beside(first, "docs/x.md", APPROVAL)
    assert second == f'{first}approvals:\n  - role: qa\n    who: "@sam"\n    date: 2026-11-02\n'
    assert sorted(load_block(second, (0, len(second))).value or {}) == ["approvals", "document", "gates"]


def test_where_the_file_beside_a_document_lies() -> None:
    assert [sidecar_path(path) for path in ("docs/x.md", "README.md", "a/b.c.md")] == [
        "gates/docs/x.yaml", "gates/README.yaml", "gates/a/b.c.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("document: docs/y.md\n", "`gates/docs/x.yaml` is about `docs/y.md`, not about `docs/x.md`; mend that first"),
        ("gates: {}\n", "`gates/docs/x.yaml` is about no document (it has no key `document`), not about `docs/x.md`; mend that first"),
        ("a: [\n", "`gates/docs/x.yaml` cannot be read: not valid YAML: this line does not fit those above it"),
    ],
)  # fmt: skip
def test_a_file_about_another_document_is_left_alone(text: str, said: str) -> None:
    with pytest.raises(OpsgateError) as raised:
        attested_beside(text, "docs/x.md", "exit", "dry-run", ENTRY)
    assert str(raised.value) == said


def test_there_are_two_gates() -> None:
    with pytest.raises(OpsgateError, match="there is no gate `side`; it is `entrance` or `exit`"):
        attested(DOCUMENT, "side", "dry-run", ENTRY)


def test_a_document_without_front_matter_is_left_alone() -> None:
    with pytest.raises(OpsgateError, match="there is no front matter to write into"):
        approved("# Title\n", APPROVAL)


def test_a_file_keeps_its_line_ends_and_rights_and_is_not_written_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(DOCUMENT.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    assert rewrite(path, lambda text: attested(text, "exit", "dry-run", ENTRY)) is True
    assert path.read_bytes() == attested(DOCUMENT, "exit", "dry-run", ENTRY).replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert rewrite(path, lambda text: attested(text, "exit", "dry-run", ENTRY)) is False


def test_a_file_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    path = tmp_path / "gates" / "docs" / "x.yaml"
    rewrite(path, lambda text: approved_beside(text, "docs/x.md", APPROVAL))
    raw = path.read_text("utf-8")
    assert load_block(raw, (0, len(raw))).value == {
        "document": "docs/x.md",
        "approvals": [{"role": "qa", "who": "@sam", "date": "2026-11-02"}],
    }


def test_a_file_that_is_not_text_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"---\nkind: \xff\n---\n")
    with pytest.raises(OpsgateError, match="is not UTF-8"):
        rewrite(path, lambda text: text + "x")
    with pytest.raises(OpsgateError, match="cannot be read"):
        rewrite(tmp_path, lambda text: text + "x")


def test_what_is_written_is_what_is_read() -> None:
    front = read_front_matter(attested(DOCUMENT, "exit", "dry-run", ENTRY))
    assert front.faults == []
    assert (front.value or {})["gates"] == {
        "exit": {
            "dry-run": {
                "by": "@sam",
                "on": "2026-11-02",
                "at": "3f2c1e9",
                "covers": "v1:sha256:" + "a" * 64,
                "evidence": [{"path": "records/dry-run.md", "sha256": "b" * 64}],
                "expires": "2027-11-02",
                "parts": {"made for": "0a1b2c3d", "steps": "11112222"},
            }
        }
    }
