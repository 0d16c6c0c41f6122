"""`opsgate attest` and `opsgate approve`: one entry is written and nothing else, or nothing at all."""

import difflib
from pathlib import Path

import pytest

from tests.gates.shipping import CHECKLIST, CONFIG, checklist, shipping
from tests.gates.small import PAGE, TEXT, lines, no, ok, own, word
from tests.repo import Repo
from tests.test_cli import run

DAY = ("--on", "2026-11-20")


def changed(before: str, after: str) -> list[str]:
    """The lines that came and went, and `@@` where a hunk begins."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return ["@@" if line.startswith("@@") else line for line in list(found)[2:]]


def page(repo: Repo, config: str = "") -> Repo:
    return own(repo, exit=[ok(), no(), word()], entrance=[word("begin")], config=config)


def test_an_attestation_is_one_hunk_in_the_front_matter_and_counts(repo: Repo) -> None:
    page(repo)
    before = (repo.root / PAGE).read_text()

    done = run(
        repo, "attest", PAGE, "exit/word", "--by", "@kim", "--note", "read it twice", "--expires", "2027-11-20", *DAY
    )
    found = changed(before, (repo.root / PAGE).read_text())

    assert (done.returncode, done.stdout, done.stderr) == (0, f"wrote {PAGE}: @kim says that exit/word holds\n", "")
    assert found.count("@@") == 1
    assert not [line for line in found if line.startswith("-")]
    assert found[1:6] == ["+gates:", "+  exit:", "+    word:", '+      by: "@kim"', "+      on: 2026-11-20"]
    assert found[6].startswith('+      covers: "v1:sha256:')
    assert found[-2:] == ["+      expires: 2027-11-20", "+      note: read it twice"]
    assert f"exit/word pass {PAGE}:9:7 @kim said so on 2026-11-20 (claimed)" in lines(repo.gate())


def test_a_second_word_replaces_the_first_and_leaves_others(repo: Repo) -> None:
    page(repo)
    run(repo, "attest", PAGE, "exit/word", "--by", "@kim", *DAY)
    run(repo, "attest", PAGE, "entrance/begin", "--by", "@kim", *DAY)
    before = (repo.root / PAGE).read_text()

    run(repo, "attest", PAGE, "exit/word", "--by", "@lee", "--on", "2026-11-21")

    assert changed(before, (repo.root / PAGE).read_text()) == [
        "@@", '-      by: "@kim"', "-      on: 2026-11-20", '+      by: "@lee"', "+      on: 2026-11-21",
    ]  # fmt: skip
    assert [line.split(" ")[1] for line in lines(repo.gate()) if "word " in line or "begin " in line] == [
        "pass",
        "pass",
    ]


@pytest.mark.parametrize(
    ("document", "criterion", "says"),
    [
        (PAGE, "exit/wrd", "a `page` has no criterion `exit/wrd`; did you mean `exit/word`?"),
        (PAGE, "word", "a `page` has no criterion `word`; did you mean `exit/word`?"),
        (PAGE, "exit/astrology", "a `page` has no criterion `exit/astrology`; there are `entrance/begin` or `exit/word`"),
        (PAGE, "exit/ok", "`exit/ok` is computed: no word can decide it; `entrance/begin` or `exit/word` can be attested"),
        (PAGE, "exit/complete", "`exit/complete` is computed: no word can decide it; `entrance/begin` or `exit/word` can be attested"),
        ("README.md", "exit/word", "`README.md` is no document of any kind; see `opsgate explain README.md`"),
        ("docs/gone.md", "exit/word", "`docs/gone.md` does not exist"),
        ("docs", "exit/word", "`docs` is a folder, and a word is about one document"),
    ],
)  # fmt: skip
def test_what_nobody_can_vouch_for_is_refused_and_nothing_is_written(
    repo: Repo, document: str, criterion: str, says: str
) -> None:
    page(repo).write({"README.md": "# Read me\n"})

    done = run(repo, "attest", document, criterion, "--by", "@kim")

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"opsgate: {says}\n")
    assert (repo.root / PAGE).read_text() == TEXT


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--expires", "2026-11-19", *DAY], "--expires 2026-11-19 lies before 2026-11-20"),
        (["--evidence", "gone.txt"], "`gone.txt` does not exist"),
        (["--evidence", "../outside.txt"], "`../outside.txt` lies outside the project"),
        (["--on", "2926-11-20"], "--on 2926-11-20 lies in the future"),
    ],
)
def test_a_word_that_could_not_count_is_refused(repo: Repo, options: list[str], says: str) -> None:
    page(repo)
    (repo.root.parent / "outside.txt").write_text("outside")

    done = run(repo, "attest", PAGE, "exit/word", "--by", "@kim", *options)

    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr, done.stderr
    assert (repo.root / PAGE).read_text() == TEXT


@pytest.mark.parametrize("by", ["", " ", "@", "two words and more"])
def test_a_word_is_by_somebody(repo: Repo, by: str) -> None:
    done = run(page(repo), "attest", PAGE, "exit/word", "--by", by, *DAY)

    assert done.returncode == 2, done.stdout
    assert (repo.root / PAGE).read_text() == TEXT


def test_evidence_is_bound_by_its_digest(repo: Repo) -> None:
    page(repo).write({"docs/log.txt": "done"})

    run(repo, "attest", PAGE, "exit/word", "--by", "@kim", "--evidence", "docs/log.txt", *DAY)
    found = [line for line in lines(repo.gate()) if line.startswith("exit/word ")]
    repo.write({"docs/log.txt": "not done"})
    after = [line for line in lines(repo.gate()) if line.startswith("exit/word ")]

    assert found == [f"exit/word pass {PAGE}:9:7 @kim said so on 2026-11-20 (claimed)"]
    assert after[0].startswith(f"exit/word stale {PAGE}:")
    assert after[0].endswith(" `docs/log.txt` is no longer the file that was attested")


def test_a_word_that_does_not_count_yet_says_why(tmp_path: Path) -> None:
    repo = shipping(tmp_path, config=f'identity = "git"\n{CONFIG}', exit=[ok(), word()])

    done = run(repo, "attest", PAGE, "exit/word", "--by", "@ana", *DAY)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"wrote {PAGE}: @ana says that exit/word holds",
        "it does not count yet, the criterion is unknown: it is not committed yet, so nobody can tell who wrote it",
        "next: commit it",
    ]


def test_in_sidecar_mode_the_document_stays_as_it_is(repo: Repo) -> None:
    page(repo, 'attestations = "sidecar"\n')

    done = run(repo, "attest", PAGE, "exit/word", "--by", "@kim", *DAY)

    assert done.stdout == "wrote gates/docs/page.yaml: @kim says that exit/word holds\n"
    assert (repo.root / PAGE).read_text() == TEXT
    beside = (repo.root / "gates/docs/page.yaml").read_text().splitlines()
    assert beside[:6] == [
        f"document: {PAGE}",
        "gates:",
        "  exit:",
        "    word:",
        '      by: "@kim"',
        "      on: 2026-11-20",
    ]
    assert "exit/word pass gates/docs/page.yaml:5:7 @kim said so on 2026-11-20 (claimed)" in lines(repo.gate())


def test_a_document_without_front_matter_gets_a_sidecar(repo: Repo) -> None:
    own(repo, config='[kinds]\n"docs/*.md" = "page"\n', exit=[word()], text="# Page\n\n## Body\n\nSome text.\n")

    done = run(repo, "attest", PAGE, "exit/word", "--by", "@kim", *DAY)

    assert done.stdout.splitlines()[0] == "wrote gates/docs/page.yaml: @kim says that exit/word holds"
    assert lines(repo.gate())[0] == "exit/word pass gates/docs/page.yaml:5:7 @kim said so on 2026-11-20 (claimed)"


@pytest.mark.parametrize(
    ("beside", "says"),
    [
        ("document: docs/other.md\n", "`gates/docs/page.yaml` is about `docs/other.md`, not about `docs/page.md`; mend that first"),
        ("{", "`gates/docs/page.yaml`"),
    ],
)  # fmt: skip
def test_a_sidecar_of_another_document_is_left_alone(repo: Repo, beside: str, says: str) -> None:
    page(repo, 'attestations = "sidecar"\n').write({"gates/docs/page.yaml": beside})

    done = run(repo, "attest", PAGE, "exit/word", "--by", "@kim", *DAY)

    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr, done.stderr
    assert (repo.root / "gates/docs/page.yaml").read_text() == beside


def test_an_approval_is_one_more_item_and_nothing_else(tmp_path: Path) -> None:
    repo = shipping(tmp_path, files={CHECKLIST: checklist(approvals="[]")})
    before = (tmp_path / CHECKLIST).read_text()

    done = run(repo, "approve", CHECKLIST, "--role", "qa", "--by", "@ana", "--note", "fine", *DAY)
    found = changed(before, (tmp_path / CHECKLIST).read_text())

    assert (done.returncode, done.stdout, done.stderr) == (0, f"wrote {CHECKLIST}: @ana approves as qa\n", "")
    assert (found[0], found.count("@@")) == ("@@", 1)
    assert [line for line in found if line.startswith("-")] == ["-approvals: []"]
    assert 'role: qa, who: "@ana", date: 2026-11-20' in " ".join(found) or "+  - role: qa" in found


@pytest.mark.parametrize(
    ("document", "role", "by", "says"),
    [
        (CHECKLIST, "qs", "@ana", "`qs` is no role in `[roles]`; there are `qa`"),
        (CHECKLIST, "qa", "@sam", "`@sam` has not the role `qa` in `[roles]`"),
        (PAGE, "qa", "@ana", "a `page` has no approvals; `opsgate attest` is for its gates"),
    ],
)
def test_an_approval_that_could_not_count_is_refused(
    tmp_path: Path, document: str, role: str, by: str, says: str
) -> None:
    repo = shipping(tmp_path)
    before = (tmp_path / document).read_text()

    done = run(repo, "approve", document, "--role", role, "--by", by, *DAY)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"opsgate: {says}\n")
    assert (tmp_path / document).read_text() == before
