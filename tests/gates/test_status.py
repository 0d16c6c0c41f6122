"""`opsgate status`: the matrix, one document's steps, and both for programs."""

import json
from pathlib import Path
from typing import Any

from tests.gates.shipping import CHECKLIST, shipping
from tests.gates.small import PAGE, TEXT, no, ok, own, word
from tests.repo import Repo
from tests.test_cli import run

DAY = ("--as-of", "2026-11-22")
SOP: dict[str, Any] = {
    "sop": [{"step": "Write the body.", "shown-by": ["section/body"]}, {"step": "Ask somebody.", "shown-by": ["criterion/exit/word"]}],
    "done": [{"statement": "It has a size.", "shown-by": ["meta/size"]}],
}  # fmt: skip


def test_the_matrix_has_a_line_for_every_document_and_what_to_do_next(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok(), word()], entrance=[no("begin")], precondition=True)
    repo.write({"docs/a.md": TEXT.replace("title: Page", "title: Other")})

    done = run(repo, "status", *DAY)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "document                 kind               entrance          exit              steps",
        "docs/a.md                page               ✓ pass            ✗ fail (2 open)   –",
        "                         exit/ok, next: ok holds.",
        "docs/page.md             page               · not-due         · not-due         –",
        "docs/releases/v1.0.0.md  release-checklist  ✓ pass            ✓ pass            2/3",
        "",
        "2 of 3 documents have no open gate; `opsgate status FILE` shows one's steps",
    ]


def test_one_document_shows_its_steps_and_what_is_open(repo: Repo) -> None:
    own(repo, exit=[ok(), word()], **SOP)

    done = run(repo, "status", PAGE, *DAY)

    assert done.stdout.splitlines() == [
        f"{PAGE} (page, active)",
        "",
        "Procedure",
        "  ✓ done  1. Write the body.",
        "  · open  2. Ask somebody.",
        "            lacks: criterion/exit/word",
        "",
        "Done when",
        "  ✓ done  1. It has a size.",
        "",
        "Open",
        f"  not-attested exit/word {PAGE}:1:1",
        "      nobody has said so yet",
        f"      next: opsgate attest {PAGE} exit/word --by @you",
    ]


def test_a_step_whose_part_is_empty_or_wrong_is_open(repo: Repo) -> None:
    own(repo, exit=[ok(), word()], text=TEXT.replace("Some text.\n", "").replace("size: 3", "size: large"), **SOP)

    found = run(repo, "status", PAGE, *DAY).stdout.splitlines()

    assert found[3:5] == ["  · open  1. Write the body.", "            lacks: section/body"]
    assert "            lacks: meta/size" in found


def test_the_json_has_gates_as_in_the_verdict_and_steps(repo: Repo) -> None:
    own(repo, exit=[ok(), word()], **SOP)

    data = json.loads(run(repo, "status", "--format", "json", *DAY).stdout)
    verdict = json.loads(run(repo, "gate", "--format", "json", *DAY).stdout)

    assert {key: data[key] for key in ("version", "as_of", "level")} == {
        "version": 1,
        "as_of": "2026-11-22",
        "level": "hobby",
    }
    (document,) = data["documents"]
    assert document["gates"] == verdict["gates"]
    assert {key: value for key, value in document.items() if key != "gates"} == {
        "path": PAGE, "kind": "page", "status": "active",
        "steps": [
            {"statement": "Write the body.", "done": True, "lacks": []},
            {"statement": "Ask somebody.", "done": False, "lacks": ["criterion/exit/word"]},
        ],
        "done": [{"statement": "It has a size.", "done": True, "lacks": []}],
        "next": f"opsgate attest {PAGE} exit/word --by @you",
    }  # fmt: skip


def test_status_shows_a_release_before_it_is_committed(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok()]).write({"notes.txt": "new"})

    done = run(repo, "status", "--release", "v1.0.0", *DAY)

    assert done.returncode == 0
    assert [line.split(" ")[0] for line in done.stdout.splitlines()[1:3]] == [PAGE, CHECKLIST]


def test_status_goes_to_a_file(repo: Repo) -> None:
    own(repo, exit=[ok()])

    done = run(repo, "status", "--format", "json", "-o", "status.json", *DAY)

    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads((repo.root / "status.json").read_text())["documents"][0]["path"] == PAGE


def test_without_any_document_nothing_was_looked_at(repo: Repo) -> None:
    done = run(repo.write({"README.md": "# Read me\n"}), "status")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "opsgate: no document has a gate to judge; start with `opsgate new runbook`, or add `kind:` to a front matter\n"
    )
