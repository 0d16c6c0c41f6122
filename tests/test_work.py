"""Many documents: remembered and in several processes, with the same result as one by one."""

import json
from pathlib import Path

import pytest

from opsgate.reading.document import Loaded
from opsgate.running import work
from opsgate.running.cache import FOLDER
from opsgate.running.outcome import Outcome
from tests.repo import Repo
from tests.test_cli import KB, run

COUNT = work.WORTH_A_CACHE + 20


@pytest.fixture
def many(repo: Repo) -> Repo:
    """More documents than are worth a cache; every tenth has a fault."""
    for number in range(COUNT):
        text = KB if number % 10 else KB.replace("It is dark.", "TODO: describe it, [here](x.md).")
        repo.write({f"docs/{number:04}.md": text})
    repo.write({"docs/readme.md": "# No document\n"})
    return repo


def remembered(repo: Repo) -> Path:
    (file,) = (repo.root / FOLDER).glob("findings-*.jsonl")
    return file


def test_a_second_run_reads_nothing_anew_and_says_the_same(many: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    first = many.check()
    asked: list[str] = []
    fresh = work.Worker.outcome

    def counted(self: work.Worker, path: str, loaded: Loaded) -> Outcome:
        asked.append(path)
        return fresh(self, path, loaded)

    monkeypatch.setattr(work.Worker, "outcome", counted)
    assert many.check() == first
    assert asked == []
    many.write({"docs/0001.md": KB.replace("It is dark.", "TODO: describe it.")})
    changed = many.check()
    assert asked == ["docs/0001.md"]
    assert len(changed.findings) == len(first.findings) + 1
    assert len(first.documents) == COUNT


def test_what_is_remembered_does_not_outlive_the_rules(many: Repo) -> None:
    before = many.lines()
    many.write({"opsgate.toml": '[rules]\nplaceholder = "off"\n'})
    assert [text for text in before if "placeholder" not in text] == many.lines() != before
    assert many.lines(select=["placeholder"]) == []


@pytest.mark.parametrize(
    "poison",
    [
        b"",
        b"[",
        b"[]\n\n\n",
        b"null\n\n\n",
        b"[" * 100_000 + b"\n\n\n",
        b'["docs/0000.md",3]\n\n\n',
        b"\xff\xfe",
        b'["docs/0000.md","x",[]]\n{}\n{}\n',
        b'["docs/0000.md"',
    ],
)
def test_a_cache_of_another_form_is_ignored(many: Repo, poison: bytes) -> None:
    before = many.lines()
    remembered(many).write_bytes(poison)
    assert many.lines() == before


@pytest.mark.parametrize("at", [0, 1, 2, 3, 5, 6, 9, 10])
def test_a_remembered_finding_of_another_form_is_ignored(many: Repo, at: int) -> None:
    before = many.lines()
    lines = remembered(many).read_text().split("\n")
    for number in range(0, len(lines) - 1, 3):
        path, content, kept = json.loads(lines[number])
        for finding in kept[3] if len(kept) > 1 else ():
            finding[at] = {"a": [None]}
        lines[number] = json.dumps([path, content, kept], separators=(",", ":"))
    remembered(many).write_text("\n".join(lines))
    assert many.lines() == before


def test_rows_in_a_file_beside_the_document_are_read_each_time(many: Repo) -> None:
    head = "---\nkind: telemetry\ntitle: T\nrows: rows.csv\n---\n# T\n\n## Events and metrics\n\nSee the file.\n"
    many.write({"docs/t.md": head, "docs/rows.csv": "Metric,Source,Frequency,Threshold\nCPU,Host,10s avg,>80%\n"})
    sound = many.lines()
    many.write({"docs/rows.csv": "Metric,Source,Frequency,Threshold\nCPU,Host,10s avg,rather much\n"})
    assert [text for text in many.lines() if text not in sound and "docs/rows.csv:2:" in text] != []


def test_several_processes_say_the_same_as_one(many: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = many.check(cached=False, jobs=1)
    monkeypatch.setattr(work, "WORTH_A_POOL", 10)
    assert many.check(cached=False, jobs=3) == alone


def test_no_cache_leaves_nothing_behind_and_clean_takes_it_away(many: Repo) -> None:
    run(many, "check", "--no-cache")
    assert not (many.root / FOLDER).exists()
    run(many, "check")
    assert (many.root / FOLDER / ".gitignore").read_text() == "*\n"
    assert run(many, "cache", "clean").stdout == f"deleted {FOLDER}\n"
    assert not (many.root / FOLDER).exists()


def test_a_folder_that_cannot_be_written_is_no_fault(many: Repo) -> None:
    (many.root / FOLDER).write_text("a file where the folder belongs")
    assert len(many.check().documents) == COUNT
