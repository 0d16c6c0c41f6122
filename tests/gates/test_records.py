"""Records: how they are begun, and how an attestation leans on them."""

from pathlib import Path
from typing import Any

import pytest

from tests.gates.desk import say
from tests.gates.small import PAGE, TEXT, lines, ok, own, word
from tests.repo import Repo
from tests.test_cli import run

LOG = "docs/records/log.md"
RECORD = f"""\
---
kind: record
title: Dry run
type: dry-run
subject: {PAGE}
participant: "@kim"
date: 2026-11-19
result: pass
status: final
---

# Dry run

## Log

- It went well.
"""

WANTS: dict[str, Any] = {"with": {"type": "dry-run"}}


def wants(repo: Repo, record: str = RECORD, config: str = "") -> Repo:
    made = word(check="record", **WANTS)
    return own(repo, exit=[ok(), made], config=config, files={LOG: record})


def found(repo: Repo) -> str:
    return next(line for line in lines(repo.gate()) if line.startswith("exit/word ")).removeprefix("exit/word ")


def test_a_word_with_a_record_that_passed_counts(repo: Repo) -> None:
    say(wants(repo), PAGE, "exit/word", evidence=[LOG])

    assert found(repo) == f"pass {PAGE}:9:7 @kim said so on 2026-11-20 (claimed)"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("result: pass", "result: fail"),
        ("type: dry-run", "type: drill"),
        (f"subject: {PAGE}", "subject: docs/other.md"),
        ("status: final", "status: draft"),
        ("date: 2026-11-19", "date: 2026-11-21"),
    ],
)
def test_a_record_that_shows_something_else_is_held_against_the_word_at_hobby_level_too(
    repo: Repo, old: str, new: str
) -> None:
    say(wants(repo, RECORD.replace(old, new)), PAGE, "exit/word", evidence=[LOG])

    assert found(repo).split(" ")[0] in ("fail", "unknown"), found(repo)


def test_at_hobby_level_any_file_will_do_and_at_product_level_it_has_to_be_a_record(repo: Repo) -> None:
    say(wants(repo).write({"log.txt": "done"}), PAGE, "exit/word", evidence=["log.txt"])

    assert found(repo).startswith("pass ")
    config = (repo.root / "opsgate.toml").read_text()
    repo.write({"opsgate.toml": f'level = "product"\nidentity = "claimed"\n{config}'})
    assert found(repo).endswith(" its evidence holds no `dry-run` record that passed")


def test_at_product_level_a_word_without_evidence_is_refused(repo: Repo) -> None:
    done = run(
        wants(repo, config='level = "product"\nidentity = "claimed"\n'), "attest", PAGE, "exit/word", "--by", "@kim"
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "opsgate: `exit/word` needs a `dry-run` record as evidence: opsgate new record --type dry-run, then --evidence FILE\n"
    )


def test_a_new_record_takes_what_its_document_says(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    repo = own(Repo(tmp_path), exit=[ok()], text=TEXT.replace("size: 3", "version: v1.2.0"))

    done = run(repo, "new", "record", LOG, "--type", "installation", "--set", f"subject={PAGE}")
    text = (tmp_path / LOG).read_text().splitlines()

    assert (done.returncode, done.stderr) == (0, "")
    assert "type: installation" in text
    assert f"subject: {PAGE}" in text
    assert "version: v1.2.0" in text
    assert [line.replace('"', "") for line in text if line.startswith("title:")] == ["title: Installation: Page"]


def test_a_new_record_is_not_evidence_before_it_is_filled_in(repo: Repo) -> None:
    wants(repo)
    (repo.root / LOG).unlink()
    run(repo, "new", "record", LOG, "--type", "dry-run", "--set", f"subject={PAGE}")
    say(repo, PAGE, "exit/word", evidence=[LOG])

    assert found(repo).split(" ")[0] in ("fail", "unknown"), found(repo)
