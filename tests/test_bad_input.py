"""Whatever lies in a repository: a finding or a clear error, never a traceback, a hang, or a lost other file."""

import errno
import os
from pathlib import Path

import pytest

from opsgate.edges.output import text
from opsgate.edges.output.paint import Paint
from tests.repo import Repo

HEAD = b"---\nkind: kb-article\ntitle: T\n---\n"


def about(repo: Repo, name: str) -> list[str]:
    """Findings in one file; a second, sound document beside it has to be checked all the same."""
    repo.write({"docs/other.md": "---\nkind: kb-articel\n---\n"})
    report = repo.check()
    assert "docs/other.md" in {entry.path for entry in report.documents}
    return [text for text in repo.lines() if text.startswith(name) and "missing-section" not in text]


def test_a_file_that_is_not_utf8_is_reported_at_its_first_bad_byte(repo: Repo) -> None:
    repo.write({"docs/a.md": HEAD + b"# T\n\nstra\xdfe\n"})
    assert about(repo, "docs/a.md") == ["docs/a.md:7:5: error OG001 unreadable: not UTF-8: byte 0xdf cannot be read"]


def test_a_nul_character_is_reported_where_it_stands(repo: Repo) -> None:
    repo.write({"docs/a.md": HEAD + b"# T\n\nab\0c\n"})
    assert about(repo, "docs/a.md") == ["docs/a.md:7:3: error OG001 unreadable: the file holds a NUL character"]


def test_a_binary_named_md_is_no_document_and_no_fault(repo: Repo) -> None:
    repo.write({"docs/a.md": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40})
    assert about(repo, "docs/a.md") == []


def test_a_binary_at_a_mapped_path_is_a_finding(repo: Repo) -> None:
    repo.write({"opsgate.toml": '[kinds]\n"docs/a.md" = "runbook"\n', "docs/a.md": b"\x89PNG\r\n\x1a\n\xff"})
    assert about(repo, "docs/a.md") == ["docs/a.md:1:1: error OG001 unreadable: not UTF-8: byte 0x89 cannot be read"]


def test_a_document_of_ten_megabytes_is_not_read_but_reported(repo: Repo) -> None:
    repo.write({"docs/a.md": HEAD + b"word " * (2 * 1024 * 1024)})
    assert about(repo, "docs/a.md") == [
        "docs/a.md:1:1: error OG008 too-large: 10.0 MiB is more than the 2 MiB that are read"
    ]


@pytest.mark.parametrize("depth", [41, 30_000])
def test_deeply_nested_front_matter_is_refused_before_it_is_composed(repo: Repo, depth: int) -> None:
    repo.write({"docs/a.md": f"---\nkind: kb-article\nx: {'[' * depth}{']' * depth}\n---\n# T\n"})
    found = about(repo, "docs/a.md")
    assert found == ["docs/a.md:3:43: error OG005 yaml-feature: nested deeper than 40 levels"]


def test_an_alias_bomb_is_refused_at_its_first_anchor(repo: Repo) -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    repo.write({"docs/a.md": f"---\nkind: kb-article\n{bomb}---\n# T\n"})
    found = about(repo, "docs/a.md")
    assert found[0] == "docs/a.md:3:4: error OG005 yaml-feature: anchor `&a` is not read"
    assert {text.split()[2] for text in found} == {"OG005"}


def test_a_cyclic_alias_is_refused(repo: Repo) -> None:
    repo.write({"docs/a.md": "---\nkind: kb-article\na: &a [*a]\n---\n# T\n"})
    assert about(repo, "docs/a.md") == [
        "docs/a.md:3:4: error OG005 yaml-feature: anchor `&a` is not read",
        "docs/a.md:3:8: error OG005 yaml-feature: alias `*a` is not read",
    ]


def test_an_unclosed_fence_is_one_finding_and_the_sections_that_it_swallows_are_none(repo: Repo) -> None:
    repo.write({"docs/a.md": HEAD + b"# T\n\n## Problem\n\n```sh\necho\n\n## Resolution\n"})
    assert repo.lines("docs/a.md") == [
        "docs/a.md:9:1: error OG010 unclosed-fence: this code fence is never closed, so all that follows is code"
    ]


def test_an_unreadable_file_at_a_mapped_path_is_a_finding(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write({"opsgate.toml": '[kinds]\n"docs/a.md" = "runbook"\n', "docs/a.md": "x"})
    allowed = os.open

    def refuse(path: Path, flags: int) -> int:
        if path == repo.root / "docs/a.md":  # root may read everything: say no in the system's stead
            raise PermissionError(errno.EACCES, "Permission denied")
        return allowed(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    assert about(repo, "docs/a.md") == ["docs/a.md:1:1: error OG001 unreadable: cannot be read: Permission denied"]


def test_a_symbolic_link_to_itself_is_a_finding_where_a_document_belongs(repo: Repo) -> None:
    repo.write({"opsgate.toml": '[kinds]\n"docs/a.md" = "runbook"\n'})
    (repo.root / "docs").mkdir()
    (repo.root / "docs/a.md").symlink_to("a.md")
    assert about(repo, "docs/a.md") == [
        "docs/a.md:1:1: error OG001 unreadable: cannot be read: Too many levels of symbolic links"
    ]


def test_a_loop_of_folders_does_not_hang(repo: Repo) -> None:
    repo.write({"docs/a.md": HEAD})
    (repo.root / "docs/loop").symlink_to("..")
    assert [entry.path for entry in repo.check().documents] == ["docs/a.md"]


def test_a_folder_named_like_a_document_is_walked_into_and_named_without_harm(repo: Repo) -> None:
    repo.write({"docs/x.md/inner.md": HEAD})
    assert [entry.path for entry in repo.check("docs/x.md").documents] == ["docs/x.md/inner.md"]


def test_a_pipe_named_like_a_document_is_not_waited_for(repo: Repo) -> None:
    repo.write({"opsgate.toml": '[kinds]\n"docs/a.md" = "runbook"\n'})
    (repo.root / "docs").mkdir()
    os.mkfifo(repo.root / "docs/a.md")
    assert about(repo, "docs/a.md") == [
        "docs/a.md:1:1: error OG001 unreadable: cannot be read: it is not a regular file"
    ]


def test_a_file_name_with_a_line_break_stays_on_its_line(repo: Repo) -> None:
    repo.write({"docs/a\nb.md": HEAD})
    shown = text.render(repo.check(), Paint(colour=False), excerpts=False)
    assert "docs/a\\x0ab.md:" in shown


@pytest.mark.parametrize("deep", ["> " * 5_000, "- " * 5_000, "[" * 60_000, "<" * 60_000, "*" * 60_000, "`" * 50_001])
def test_hostile_markdown_is_read_in_bounded_time(repo: Repo, deep: str) -> None:
    repo.write({"docs/a.md": HEAD + f"# T\n\n{deep}x\n\n## Problem\n\ntext\n".encode()})
    assert not any("check-crashed" in text for text in about(repo, "docs/a.md"))


def test_a_sound_repository_beside_all_of_that_keeps_its_findings(repo: Repo) -> None:
    repo.write({"a.md": b"\xff\xfe", "b.md": b"\0", "c.md": HEAD + b"# T\n"})
    assert [entry.path for entry in repo.check().documents] == ["c.md"]
    assert {text.split(":")[0] for text in repo.lines()} == {"c.md"}


def test_a_file_saved_as_utf16_is_reported_as_what_it_is(repo: Repo) -> None:
    repo.write({"docs/a.md": HEAD.decode().encode("utf-16")})
    assert about(repo, "docs/a.md") == ["docs/a.md:1:1: error OG001 unreadable: saved as UTF-16"]


def test_a_link_is_no_second_document_and_one_out_of_the_repository_is_none(
    repo: Repo, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "b.md"
    outside.write_bytes(HEAD)
    repo.write({"docs/a.md": HEAD})
    (repo.root / "docs/same.md").symlink_to("a.md")
    (repo.root / "docs/outside.md").symlink_to(outside)
    assert [entry.path for entry in repo.check().documents] == ["docs/a.md"]


@pytest.mark.parametrize("front", ["kind: [kb-article]", "Kind: kb-article", "knd: kb-article"])
def test_a_kind_that_is_written_wrongly_does_not_lose_the_document(repo: Repo, front: str) -> None:
    repo.write({"docs/a.md": f"---\n{front}\ntitle: T\n---\n# T\n"})
    (entry,) = repo.check().documents
    assert entry.kind == "kb-article"
    assert any(text.split()[2] in ("OG102", "OG103") for text in repo.lines())
