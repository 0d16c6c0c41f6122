"""Whole runs of ``opsgate check`` with ``--fix``, ``--unsafe-fixes`` and ``--diff``: what is written, printed, returned."""

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from opsgate.doors.cli import cli
from opsgate.running.outcome import Entry, Outcome, to_plain
from opsgate.words.finding import Finding, Region, Severity
from opsgate.words.place import Edit, Fix
from opsgate.words.text import Position
from tests.repo import Repo

WRONG = """\
---
kind: kb-article
title: No light
status: draft
version: 1.10
---

# No light

## Problem

The lamp stays dark.

## Resolution

1. Unplug it.
2. Wait.
4. Plug it in.
"""
RIGHT = WRONG.replace("1.10", '"1.10"').replace("4. P", "3. P")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "opsgate.toml").write_text('level = "hobby"\n')
    return Repo(tmp_path)


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error of ``opsgate check``."""
    done = CliRunner().invoke(cli, ["check", *arguments], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return int(done.return_value or 0), done.stdout, done.stderr


def read(repo: Repo, path: str = "docs/a.md") -> str:
    return (repo.root / path).read_bytes().decode()


def test_what_can_be_mended_is_said_in_the_last_line(repo: Repo) -> None:
    repo.write({"docs/a.md": WRONG})
    code, out, _ = run("--select", "OG006,OG211")
    assert (code, out.splitlines()[-1]) == (0, "1 document: 2 warnings; 2 of them can be mended with --fix")
    repo.write({"docs/a.md": WRONG.replace("draft", "drafft")})
    code, out, _ = run("--select", "OG006,OG211,OG104")
    assert (code, out.splitlines()[-1]) == (
        1, "1 document: 1 error, 2 warnings; 2 of them can be mended with --fix (1 more with --unsafe-fixes)"
    )  # fmt: skip
    code, out, _ = run("--select", "OG104")
    assert out.splitlines()[-1] == "1 document: 1 error; 1 of them can be mended with --unsafe-fixes"


def test_fixing_writes_the_files_reports_what_is_left_and_says_how_much(repo: Repo) -> None:
    repo.write({"docs/a.md": WRONG, "docs/b.md": RIGHT, "docs/c.md": WRONG.replace("draft", "drafft")})
    code, out, error = run("--fix", "--select", "OG006,OG211,OG104")
    assert [read(repo, f"docs/{name}.md") for name in "abc"] == [RIGHT, RIGHT, RIGHT.replace("draft", "drafft")]
    assert (code, error) == (1, "")
    assert out.splitlines()[-2:] == [
        "3 documents: 1 error; 1 of them can be mended with --unsafe-fixes",
        "fixed 4 findings in 2 files",
    ]
    code, out, _ = run("--unsafe-fixes", "--select", "OG006,OG211,OG104")
    assert (code, out) == (0, "clean: 3 documents, no findings\nfixed 1 finding in 1 file\n")
    code, out, _ = run("--fix", "--select", "OG006,OG211,OG104")
    assert (code, out) == (0, "clean: 3 documents, no findings\nnothing to fix\n")


def test_other_forms_of_the_report_hold_what_is_left_and_nothing_else(repo: Repo) -> None:
    repo.write({"docs/a.md": WRONG})
    code, out, error = run("--fix", "--select", "OG006,OG211", "--format", "json")
    assert (code, json.loads(out)["findings"], error) == (0, [], "fixed 2 findings in 1 file\n")


def test_only_findings_that_the_run_reports_are_fixed(repo: Repo) -> None:
    repo.write({"docs/a.md": WRONG, "docs/b.md": WRONG})
    run("--fix", "--select", "step-numbering", "docs/b.md")
    assert (read(repo), read(repo, "docs/b.md")) == (WRONG, WRONG.replace("4. P", "3. P"))
    run("--fix", "--select", "OG0,OG2", "--ignore", "step-numbering", "docs/b.md")
    assert (read(repo), read(repo, "docs/b.md")) == (WRONG, RIGHT)


def test_a_suppressed_finding_stays(repo: Repo) -> None:
    quiet = WRONG.replace("1. Unplug", "<!-- opsgate: ignore step-numbering -- as on the label -->\n\n1. Unplug")
    repo.write({"docs/a.md": quiet})
    run("--fix", "--select", "OG006,OG211")
    assert read(repo) == quiet.replace("1.10", '"1.10"')


FIRST = """\
--- a/docs/a.md
+++ b/docs/a.md
@@ -2,7 +2,7 @@
 kind: kb-article
 title: No light
 status: draft
-version: 1.10
+version: "1.10"
 ---
{blank}
 # No light
@@ -15,4 +15,4 @@
{blank}
 1. Unplug it.
 2. Wait.
-4. Plug it in.
+3. Plug it in.
""".replace("{blank}", " ")


def test_the_diff_is_what_fixing_does_and_writes_nothing(repo: Repo) -> None:
    repo.write({"docs/a.md": WRONG, "docs/b ä.md": WRONG.replace("\n", "\r\n").rstrip()}).commit()
    code, out, error = run("--diff", "--select", "OG006,OG211")
    assert (code, error) == (1, "would fix 4 findings in 2 files\n")
    assert out.split("--- a/docs/b")[0] == FIRST
    assert out.endswith(
        "-4. Plug it in.\n\\ No newline at end of file\n+3. Plug it in.\n\\ No newline at end of file\n"
    )
    assert repo.git("status", "--porcelain") == ""
    run("--diff", "--select", "OG006,OG211", "-o", "fixes.patch")
    subprocess.run(["git", "apply", "fixes.patch"], cwd=repo.root, check=True)
    by_patch = (read(repo), read(repo, "docs/b ä.md"))
    repo.git("checkout", "--quiet", ".")
    run("--fix", "--select", "OG006,OG211")
    assert (read(repo), read(repo, "docs/b ä.md")) == by_patch == (RIGHT, RIGHT.replace("\n", "\r\n").rstrip())
    assert run("--diff", "--select", "OG006,OG211") == (0, "", "nothing to fix\n")


def test_the_diff_goes_with_unsafe_fixes_and_into_a_file(repo: Repo) -> None:
    repo.write({"docs/a.md": RIGHT.replace("draft", "drafft")})
    assert run("--diff", "--select", "OG104") == (0, "", "nothing to fix\n")
    code, out, _ = run("--diff", "--unsafe-fixes", "--select", "OG104", "-o", "fixes.patch")
    assert (code, out) == (1, "")
    assert "-status: drafft\n+status: draft\n" in read(repo, "fixes.patch")
    assert run_usage("--diff", "--format", "json") == "--diff prints a diff, not `json`: leave one of the two out"


def run_usage(*arguments: str) -> str:
    import click  # noqa: PLC0415

    with pytest.raises(click.UsageError) as raised:
        run(*arguments)
    return raised.value.message


@pytest.mark.parametrize(
    ("lead", "end", "tail"), [("\ufeff", "\n", "\n"), ("", "\r\n", "\r\n"), ("\ufeff", "\r\n", ""), ("", "\r", "\r")]
)
def test_bytes_that_no_fix_is_about_stay_as_they_are(repo: Repo, lead: str, end: str, tail: str) -> None:
    def written(text: str) -> bytes:
        return (lead + text.rstrip("\n").replace("\n", end) + tail).encode()

    repo.write({"docs/a.md": written(WRONG)})
    run("--fix", "--select", "OG006,OG211")
    assert (repo.root / "docs/a.md").read_bytes() == written(RIGHT)


def test_a_file_that_is_not_utf_8_is_left_alone(repo: Repo) -> None:
    latin = WRONG.replace("Wait.", "Wärme.").encode("latin-1")
    repo.write({"docs/a.md": latin})
    code, out, _ = run("--fix")
    assert (repo.root / "docs/a.md").read_bytes() == latin
    assert out.splitlines()[-2:] == ["docs/a.md is left as it is: it cannot be read whole as UTF-8", "nothing to fix"]
    assert code == 1


def test_a_read_only_file_is_left_alone_and_the_run_fails(repo: Repo) -> None:
    repo.write({"docs/a.md": WRONG, "docs/b.md": WRONG})
    (repo.root / "docs/a.md").chmod(0o444)
    code, out, _ = run("--fix", "--select", "OG006,OG211")
    assert (code, read(repo), read(repo, "docs/b.md")) == (1, WRONG, RIGHT)
    assert out.splitlines()[-2:] == ["docs/a.md is left as it is: it is read-only", "fixed 2 findings in 1 file"]


def test_a_link_is_left_alone_wherever_it_leads(repo: Repo, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "a.md"
    outside.write_text(WRONG)
    repo.write({"docs/real.md": WRONG})
    (repo.root / "docs/out.md").symlink_to(outside)
    (repo.root / "docs/in.md").symlink_to("real.md")
    (repo.root / "more").symlink_to(outside.parent)
    code, out, _ = run("--fix", "--select", "OG006,OG211", "docs/out.md", "docs/in.md", "more/a.md")
    assert (outside.read_text(), read(repo, "docs/real.md"), code) == (WRONG, WRONG, 1)
    assert out.splitlines()[-4:] == [
        "docs/in.md is left as it is: `docs/in.md` is a symbolic link; name the file that it leads to",
        "docs/out.md is left as it is: `docs/out.md` is a symbolic link; name the file that it leads to",
        "more/a.md is left as it is: `more` is a symbolic link; name the file that it leads to",
        "nothing to fix",
    ]


def test_with_since_only_what_the_change_added_is_fixed(repo: Repo) -> None:
    old = WRONG.replace("4. Plug", "3. Plug")
    repo.write({"docs/a.md": old, "docs/b.md": WRONG}).commit()
    repo.write({"docs/a.md": WRONG})
    run("--fix", "--since", "HEAD")
    assert (read(repo), read(repo, "docs/b.md")) == (old, WRONG)


def test_with_staged_a_file_that_differs_from_the_index_is_left_alone(repo: Repo) -> None:
    repo.write({"docs/z.md": RIGHT}).commit()
    repo.write({"docs/a.md": WRONG, "docs/b.md": WRONG})
    repo.git("add", "--all")
    repo.write({"docs/b.md": WRONG + "5. More.\n"})
    code, out, _ = run("--fix", "--staged", "--select", "OG006,OG211", "--fail-on", "warning")
    assert (read(repo), read(repo, "docs/b.md"), code) == (RIGHT, WRONG + "5. More.\n", 1)
    assert out.splitlines()[-3:] == [
        "docs/b.md is left as it is: the index holds another text than the file: stage all of the file, "
        "or put the rest away",
        "fixed 2 findings in 1 file",
        "the index still holds the old text: `git add` the files, then check again",
    ]
    repo.git("add", "docs/a.md")
    code, out, _ = run("--staged", "--select", "OG006,OG211", "docs/a.md")
    assert (code, out) == (0, "clean: 1 document, no findings that HEAD had not\n")


@pytest.mark.parametrize("step", ["fsync", "replace", "write"])
@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_the_old_file_whole(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, step: str, trouble: BaseException
) -> None:
    repo.write({"docs/a.md": WRONG})
    (repo.root / "docs/a.md").chmod(0o640)

    def fail(*_args: object, **_options: object) -> None:
        raise trouble

    with monkeypatch.context() as patched:
        patched.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace"), "write": (Path, "chmod")}[step], fail)
        if isinstance(trouble, KeyboardInterrupt):
            with pytest.raises(BaseException):  # noqa: B017 - click makes an Abort of it
                run("--fix", "--select", "OG006,OG211")
        else:
            code, out, _ = run("--fix", "--select", "OG006,OG211")
            assert (code, out.splitlines()[-2:]) == (1, [
                "docs/a.md is left as it is: `" + str(repo.root / "docs/a.md") +
                "` cannot be written: No space left on device", "nothing to fix",
            ])  # fmt: skip
    assert (read(repo), (repo.root / "docs/a.md").stat().st_mode & 0o777) == (WRONG, 0o640)
    assert [path.name for path in (repo.root / "docs").iterdir()] == ["a.md"]
    run("--fix", "--select", "OG006,OG211")
    assert (read(repo), (repo.root / "docs/a.md").stat().st_mode & 0o777) == (RIGHT, 0o640)


def test_a_file_that_changes_meanwhile_is_left_alone(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    from opsgate.doors import fixing  # noqa: PLC0415

    repo.write({"docs/a.md": WRONG})
    real = fixing.Fixes.write

    def late(self: fixing.Fixes) -> None:
        repo.write({"docs/a.md": WRONG + "5. More.\n"})
        real(self)

    monkeypatch.setattr(fixing.Fixes, "write", late)
    code, out, _ = run("--fix", "--select", "OG006,OG211")
    assert (code, read(repo)) == (1, WRONG + "5. More.\n")
    assert "docs/a.md is left as it is: it was changed by somebody else in the meantime" in out


def test_a_file_whose_digest_somebody_wrote_down_is_left_alone(repo: Repo) -> None:
    digest = hashlib.sha256(WRONG.encode()).hexdigest()
    word = f'gates: {{exit: {{seen: {{by: "@ines", evidence: [{{path: docs/a.md, sha256: {digest}}}]}}}}}}\n'
    repo.write({"docs/a.md": WRONG, "docs/b.md": RIGHT, "gates/docs/b.yaml": f"document: docs/b.md\n{word}"})
    code, out, _ = run("--fix", "--select", "OG006")
    assert (code, read(repo)) == (0, WRONG)
    assert out.splitlines()[-3:] == [
        "2 documents: 1 warning",
        "not fixed: docs/a.md:5:10 ambiguous-scalar: somebody attested with this file as evidence, and it would be "
        "another: fix it with --unsafe-fixes, and have it attested again",
        "nothing to fix",
    ]
    run("--unsafe-fixes", "--select", "OG006")
    assert read(repo) == WRONG.replace("1.10", '"1.10"')


def test_a_remembered_finding_keeps_its_fix(repo: Repo) -> None:
    repo.write({f"docs/{number}.md": WRONG for number in range(100)})
    fresh, kept = (repo.check(select=("OG006",), cached=cached).findings for cached in (True, True))
    assert [(one.fix, one.path) for one in kept] == [(one.fix, one.path) for one in fresh]
    assert {one.fix.renders_same for one in kept if one.fix} == {True}
    fix = Fix("mend", (Edit((1, 2), "x"), Edit((4, 4), "y")), False, True, ("meta/a",), ("Alerts",))
    region = Region("a.md", Position(1, 2), Position(1, 3))
    finding = Finding("OG006", "ambiguous-scalar", Severity.WARNING, "m", "h", region, "runbook", "meta/a", fix)
    plain = json.loads(json.dumps(to_plain(Outcome(Entry("a.md", "runbook", "hobby", None), (finding,)))))
    assert plain[3][0][9] == ["mend", [[1, 2, "x"], [4, 4, "y"]], False, True, ["meta/a"], ["Alerts"]]
