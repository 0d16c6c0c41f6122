"""Who said it: `claimed` takes a name as it stands, `git` asks the history, `signed` asks for an SSH signature."""

import subprocess
from pathlib import Path

import pytest

from tests.gates.desk import say
from tests.gates.shipping import CONFIG, git, shipping
from tests.gates.small import PAGE, lines, ok, word
from tests.repo import Repo
from tests.test_cli import run

PEOPLE = CONFIG.replace("[release]", '[trust]\nallowed-signers = "keys/allowed_signers"\n\n[release]')


def page(root: Path, identity: str, config: str = PEOPLE, **files: str) -> Repo:
    """A committed repository whose page somebody has to vouch for."""
    given = {f"keys/{name}": text for name, text in files.items()}
    return shipping(root, config=f'identity = "{identity}"\n{config}', exit=[ok(), word()], files=given)


def said(repo: Repo) -> str:
    found = [line for line in lines(repo.gate()) if line.startswith("exit/word ")]
    assert len(found) == 1
    return found[0].removeprefix("exit/word ").replace(PAGE, "page")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two SSH keys, made for this run: ``ana`` and ``sam``."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ana", "sam"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)], check=True
        )
    return folder


def signers(keys: Path, *names: str, options: str = "") -> str:
    return "".join(f"{name}@example.org {options}{(keys / f'{name}.pub').read_text()}" for name in names)


def test_claimed_takes_the_name_as_it_stands_and_says_so(tmp_path: Path) -> None:
    repo = say(page(tmp_path, "claimed"), PAGE, "exit/word", by="@ana")

    assert said(repo) == "pass page:9:7 @ana said so on 2026-11-20 (claimed)"
    assert repo.gate().identity == "claimed"
    shown = run(repo, "gate", "--as-of", "2026-11-22").stdout.splitlines()
    where = shown.index("On somebody's word")
    assert shown[where + 1 : where + 3] == [
        f"  {PAGE} exit/word: @ana said so on 2026-11-20 (claimed)", "  identity is `claimed`: nobody checks who wrote it",
    ]  # fmt: skip


@pytest.mark.parametrize("level", ["hobby", "product"])
def test_identity_is_claimed_at_hobby_and_git_at_product_level_unless_it_is_set(tmp_path: Path, level: str) -> None:
    repo = shipping(tmp_path, config=f'level = "{level}"\n{CONFIG}', exit=[ok()])

    assert repo.gate().identity == {"hobby": "claimed", "product": "git"}[level]


@pytest.mark.parametrize("identity", ["claimed", "git", "signed"])
def test_somebody_unknown_counts_in_no_mode(tmp_path: Path, identity: str) -> None:
    repo = say(page(tmp_path, identity), PAGE, "exit/word", by="@kim").commit("kim", mail="kim@example.org")

    assert said(repo) == "fail page:9:7 `@kim` is in neither `[people]` nor `[roles]`"


def test_git_takes_the_word_of_whoever_committed_it(tmp_path: Path) -> None:
    repo = say(page(tmp_path, "git"), PAGE, "exit/word", by="@ana")
    assert said(repo) == "unknown page:9:7 it is not committed yet, so nobody can tell who wrote it"

    repo.commit("ana says so", mail="ANA@example.org")

    assert said(repo) == "pass page:9:7 @ana said so on 2026-11-20 (git)"


def test_git_refuses_a_word_that_somebody_else_committed(tmp_path: Path) -> None:
    repo = say(page(tmp_path, "git"), PAGE, "exit/word", by="@ana").commit("sam", mail="sam@example.org")

    assert said(repo) == "fail page:9:7 it says `@ana`, but sam@example.org committed it"


def test_git_refuses_a_word_that_somebody_else_changed_since(tmp_path: Path) -> None:
    repo = say(page(tmp_path, "git"), PAGE, "exit/word", by="@ana").commit("ana", mail="ana@example.org")
    text = (tmp_path / PAGE).read_text()
    repo.write({PAGE: text.replace("on: 2026-11-20", "on: 2026-11-21")}).commit("sam", mail="sam@example.org")

    assert said(repo) == "fail page:9:7 it says `@ana`, but sam@example.org committed it"


def test_git_needs_an_address(tmp_path: Path) -> None:
    config = PEOPLE.replace('"@ana" = ["ana@example.org"]\n', "")
    repo = say(page(tmp_path, "git", config), PAGE, "exit/word", by="@ana").commit("ana", mail="ana@example.org")

    assert said(repo) == "fail page:9:7 `[people]` has no address of `@ana`, so no commit can be theirs"


def test_git_cannot_tell_in_a_shallow_clone(tmp_path: Path) -> None:
    repo = say(page(tmp_path / "origin", "git"), PAGE, "exit/word", by="@ana").commit("ana", mail="ana@example.org")
    repo.write({"notes.txt": "more"}).commit("later", day="2026-11-21")
    git(repo, "clone", "--quiet", "--depth", "1", f"file://{tmp_path / 'origin'}", str(tmp_path / "clone"))

    assert said(Repo(tmp_path / "clone")) == "unknown page:9:7 nobody can tell who wrote it: the clone is shallow"


def test_signed_takes_a_signature_by_a_key_of_that_person(tmp_path: Path, keys: Path) -> None:
    repo = page(tmp_path, "signed", allowed_signers=signers(keys, "ana", "sam"))

    say(repo, PAGE, "exit/word", by="@ana", key=keys / "ana")

    assert said(repo) == "pass page:9:7 @ana said so on 2026-11-20 (signed)"


def test_signed_refuses_a_word_without_a_signature(tmp_path: Path, keys: Path) -> None:
    repo = say(page(tmp_path, "signed", allowed_signers=signers(keys, "ana")), PAGE, "exit/word", by="@ana")

    assert said(repo) == "fail page:9:7 it is not signed, and this project asks for signatures"


@pytest.mark.parametrize(
    ("trusted", "by", "key"),
    [
        (["ana"], "@ana", "sam"),
        (["ana", "sam"], "@ana", "sam"),
        (["ana", "sam"], "@sam", "ana"),
        ([], "@ana", "ana"),
    ],
)
def test_signed_refuses_the_key_of_anybody_else(
    tmp_path: Path, keys: Path, trusted: list[str], by: str, key: str
) -> None:
    repo = page(tmp_path, "signed", allowed_signers=signers(keys, *trusted))

    say(repo, PAGE, "exit/word", by=by, key=keys / key)

    assert said(repo).startswith("fail page:9:7 "), said(repo)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("on: 2026-11-20", "on: 2026-11-21"),
        ('by: "ana@example.org"', 'by: "sam@example.org"'),
        ("      covers:", "      note: fine\n      covers:"),
    ],
)
def test_signed_refuses_an_entry_that_was_changed_since(tmp_path: Path, keys: Path, old: str, new: str) -> None:
    repo = page(tmp_path, "signed", allowed_signers=signers(keys, "ana", "sam"))
    say(repo, PAGE, "exit/word", by="ana@example.org", key=keys / "ana")
    text = (tmp_path / PAGE).read_text()
    assert old in text
    repo.write({PAGE: text.replace(old, new)})

    assert said(repo).startswith("fail page:9:7 "), said(repo)


def test_signed_refuses_a_signature_made_for_another_document(tmp_path: Path, keys: Path) -> None:
    repo = page(tmp_path, "signed", allowed_signers=signers(keys, "ana"))
    say(repo, PAGE, "exit/word", by="@ana", key=keys / "ana")
    text = (tmp_path / PAGE).read_text()
    (tmp_path / PAGE).unlink()
    repo.write({"docs/copy.md": text})

    assert [line.split(" ")[1] for line in lines(repo.gate()) if line.startswith("exit/word ")] == ["fail"]


def test_signed_heeds_until_when_a_key_is_trusted(tmp_path: Path, keys: Path) -> None:
    trusted = signers(keys, "ana", options='valid-before="20261101" ')
    repo = page(tmp_path, "signed", allowed_signers=trusted)

    say(repo, PAGE, "exit/word", by="@ana", key=keys / "ana")

    assert said(repo).startswith("fail page:9:7 "), said(repo)


def test_signed_cannot_tell_without_trusted_signers(tmp_path: Path, keys: Path) -> None:
    repo = say(page(tmp_path, "signed", CONFIG), PAGE, "exit/word", by="@ana", key=keys / "ana")

    assert said(repo) == "unknown page:9:7 the configuration names no `allowed-signers`"


def test_signed_trusts_the_signers_of_the_base_alone(tmp_path: Path, keys: Path) -> None:
    repo = page(tmp_path, "signed", allowed_signers=signers(keys, "sam"))
    main = git(repo, "rev-parse", "HEAD")
    repo.write({"keys/allowed_signers": signers(keys, "sam", "ana")})
    say(repo, PAGE, "exit/word", by="@ana", key=keys / "ana")

    verdict = repo.gate(policy_from=main)

    assert said(repo) == "pass page:9:7 @ana said so on 2026-11-20 (signed)"
    assert [line.split(" ")[1] for line in lines(verdict) if line.startswith("exit/word ")] == ["fail"]
    assert verdict.policy_changes == (("keys/allowed_signers", "is changed"),)


def test_signing_goes_through_the_command(tmp_path: Path, keys: Path) -> None:
    repo = page(tmp_path, "signed", allowed_signers=signers(keys, "ana"))

    done = run(repo, "attest", PAGE, "exit/word", "--by", "@ana", "--on", "2026-11-20", "--sign", str(keys / "ana"))

    assert (done.returncode, done.stdout, done.stderr) == (0, f"wrote {PAGE}: @ana says that exit/word holds\n", "")
    assert said(repo) == "pass page:9:7 @ana said so on 2026-11-20 (signed)"


def test_what_is_no_ssh_key_signs_nothing(tmp_path: Path) -> None:
    repo = page(tmp_path, "signed", key="no key at all\n")
    before = (tmp_path / PAGE).read_text()

    done = run(repo, "attest", PAGE, "exit/word", "--by", "@ana", "--sign", "keys/key")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("opsgate: ")
    assert (tmp_path / PAGE).read_text() == before
