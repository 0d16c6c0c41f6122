"""The verdict as JSON: its schema, its bytes, what it is compared with, and what is stated and signed of it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from opsgate.edges.statement import verify_envelope
from tests.gates.shipping import CHECKLIST, CONFIG, GREEN, git, shipping
from tests.gates.small import PAGE, TEXT, dunno, no, ok, own, word
from tests.repo import Repo
from tests.test_cli import run

DAY = ("--as-of", "2026-11-22")
RELEASE = ("--release", "v1.0.0", *DAY)
WAIVER = f"""
[[waivers]]
document = "{PAGE}"
criterion = "exit/no"
by = "@ana"
reason = "no time"
expires = 2026-12-31
"""


def judged(repo: Repo, *options: str) -> dict[str, Any]:
    done = run(repo, "gate", "--format", "json", *options)
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def every(root: Path) -> Repo:
    """A repository whose verdict has something of everything."""
    config = CONFIG.replace("[people]", '[rules]\nplaceholder = "off"\n[people]') + WAIVER
    repo = shipping(root, config=f'required = ["runbook"]\n{config}',
                    exit=[ok(), no(), dunno(), word(), ok("late", due="published"), ok("once", per="kind")])  # fmt: skip
    return repo.write({"docs/second.md": TEXT, "notes.txt": "new"})


@pytest.mark.parametrize(
    "options", [RELEASE, DAY, (*DAY, PAGE), (*DAY, "--stage", "exit"), (*DAY, "--level", "product")]
)
def test_a_verdict_satisfies_the_schema_that_opsgate_prints(tmp_path: Path, options: tuple[str, ...]) -> None:
    repo = every(tmp_path)
    schema = json.loads(run(repo, "schema", "verdict").stdout)

    data = judged(repo, *options)

    jsonschema.Draft202012Validator.check_schema(schema)
    assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(data)] == []
    assert data["verdict"] == "fail"


def test_the_head_of_a_verdict_says_how_it_was_judged(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok()])
    data = judged(repo, *RELEASE)
    digest = data["policy"].pop("digest")

    assert len(digest) == 64
    assert {key: data[key] for key in (
        "version", "as_of", "level", "release", "product", "published", "scope", "simulated", "simulated_because", "identity",
        "commit", "dirty", "policy", "policy_changes", "verdict", "override", "stored", "missing", "problems", "relaxed", "waivers",
        "summary",
    )} == {
        "version": 1, "as_of": "2026-11-22", "level": "hobby", "release": "v1.0.0", "product": None, "published": False,
        "scope": "full", "simulated": False, "simulated_because": [], "identity": "claimed", "commit": git(repo, "rev-parse", "HEAD"),
        "dirty": [], "policy": {"source": "working tree"}, "policy_changes": [], "verdict": "pass", "override": None, "stored": None,
        "missing": [], "problems": [], "relaxed": [], "waivers": [], "summary": {"not-due": 2, "pass": 5},
    }  # fmt: skip


def test_a_criterion_in_json(tmp_path: Path) -> None:
    data = judged(shipping(tmp_path, exit=[no(per="kind", asks="It is another.")]), *RELEASE)

    assert data["gates"][0]["criteria"][0] == {
        "id": "no", "statement": "It is done.", "asks": "It is another.", "decided_by": "computed", "due": "ready", "per": "kind",
        "verdict": "fail", "rule": "gate-failed", "reason": "`doc.title == 'Other'` is not true", "path": PAGE, "line": 1,
        "column": 1, "related": [], "also": [], "facts": {}, "by": None, "next": "It is another.",
    }  # fmt: skip
    assert {key: value for key, value in data["gates"][0].items() if key != "criteria"} == {
        "document": PAGE, "kind": "page", "gate": "exit", "statement": "It is done.", "level": "hobby", "verdict": "fail",
        "blocking": True,
    }  # fmt: skip


def test_the_inputs_are_all_files_that_the_verdict_rests_on(tmp_path: Path) -> None:
    data = judged(shipping(tmp_path, exit=[ok()]), *RELEASE)

    assert [item["path"] for item in data["inputs"]] == [PAGE, CHECKLIST, "evidence/unit.xml"]
    assert all(len(item["sha256"]) == 64 for item in data["inputs"])


def test_output_writes_the_same_json_and_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    repo = shipping(tmp_path / "one", exit=[ok(), word()])

    first = run(repo, "gate", *RELEASE, "--output", "verdict.json")
    again = run(repo, "gate", *RELEASE, "--output", "verdict.json")
    shown = run(repo, "gate", *RELEASE, "--format", "json", "--output", "other.json")
    git(repo, "clone", "--quiet", ".", str(tmp_path / "two"))
    elsewhere = run(Repo(tmp_path / "two"), "gate", *RELEASE, "--format", "json").stdout
    written = (tmp_path / "one/verdict.json").read_bytes()

    assert (first.returncode, again.returncode, shown.returncode) == (1, 1, 1)
    assert written == elsewhere.encode()
    assert first.stdout.splitlines()[-1].startswith("verdict: ✗ fail")
    assert (shown.stdout, shown.stderr) == ("", "")


def test_the_output_file_makes_no_later_run_dirty(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok()])

    codes = [run(repo, "gate", *RELEASE, "--output", "verdict.json").returncode for _ in range(2)]

    assert codes == [0, 0]
    assert judged(repo, *RELEASE)["dirty"] == ["verdict.json"]


def test_compare_says_what_changed(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok(), word()])
    run(repo, "gate", *RELEASE, "--output", "../old.json")
    run(repo, "attest", PAGE, "exit/word", "--by", "@ana", "--on", "2026-11-21")
    repo.commit("ana", mail="ana@example.org", day="2026-11-21")

    done = run(repo, "gate", *RELEASE, "--compare", "../old.json")
    same = run(repo, "gate", *RELEASE, "--output", "../new.json", "--compare", "../new.json")

    assert done.returncode == 0
    found = done.stdout[done.stdout.index("\nverdict: fail -> pass") :].splitlines()
    assert found[3:5] == [
        "better (1):",
        f"    {PAGE}#exit/word: not-attested -> pass (@ana said so on 2026-11-21 (claimed))",
    ]
    assert same.returncode == 2, "the file to compare with has to be there before"


@pytest.mark.parametrize("content", ["", "[]", "{}", "{"])
def test_what_is_no_verdict_is_not_compared_with(repo: Repo, content: str) -> None:
    done = run(own(repo, exit=[ok()]).write({"old.json": content}), "gate", *DAY, "--compare", "old.json")

    assert done.returncode == 2
    assert done.stderr.startswith("opsgate: old.json: "), done.stderr


def test_json_with_compare_stays_json(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok()])
    run(repo, "gate", *RELEASE, "--output", "../old.json")

    done = run(repo, "gate", *RELEASE, "--format", "json", "--compare", "../old.json")

    assert json.loads(done.stdout)["verdict"] == "pass"


def test_an_attestation_is_a_statement_of_the_verdict(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok()])

    done = run(repo, "gate", *RELEASE, "--attestation", "../statement.json")
    said = json.loads((tmp_path.parent / "statement.json").read_text())

    assert (done.returncode, done.stderr) == (0, "")
    assert (said["_type"], said["predicateType"]) == (
        "https://in-toto.io/Statement/v1", "https://in-toto.io/attestation/test-result/v0.1",
    )  # fmt: skip
    assert [item["name"] for item in said["subject"]] == [PAGE, CHECKLIST, "evidence/unit.xml"]
    assert (said["predicate"]["result"], said["predicate"]["failedTests"]) == ("PASSED", [])
    assert f"{PAGE}#exit/ok" in said["predicate"]["passedTests"]


def test_a_signed_attestation_is_an_envelope_that_the_key_verifies(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    other = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    repo = shipping(tmp_path / "repo", exit=[ok()])

    done = run(repo, "gate", *RELEASE, "--attestation", "../signed.json", "--sign", "../key.pem")
    signed = (tmp_path / "signed.json").read_text()

    assert (done.returncode, done.stderr) == (0, "")
    assert verify_envelope(signed, public)["predicate"]["result"] == "PASSED"
    with pytest.raises(Exception, match="the envelope bears no valid signature by this key"):
        verify_envelope(signed, other)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--sign", "evidence/unit.xml"], "--sign signs the attestation: say --attestation FILE too"),
        (["--attestation", "s.json", "--sign", "evidence/unit.xml"], "expected a private key as PEM"),
        (["--attestation", "s.json", "--simulate", "--stage", "exit"], "a simulated verdict is never attested; judge without the options that relax it"),
        (["--attestation", "s.json", "--simulate", PAGE], "a simulated verdict is never attested; judge without the options that relax it"),
    ],
)  # fmt: skip
def test_what_is_not_the_real_thing_is_never_attested(tmp_path: Path, options: list[str], says: str) -> None:
    repo = shipping(tmp_path, exit=[ok()])

    done = run(repo, "gate", *RELEASE, *options)

    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr, done.stderr
    assert not (tmp_path / "s.json").exists()


def test_a_dirty_tree_is_never_attested(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok()]).write({"evidence/unit.xml": GREEN + "\n"})

    done = run(repo, "gate", *RELEASE, "--allow-dirty", "--attestation", "s.json")

    assert (done.returncode, done.stderr) == (
        2, "opsgate: a verdict of a dirty tree is never attested; commit or remove `evidence/unit.xml` first\n",
    )  # fmt: skip


def test_at_hobby_level_the_verdict_lists_what_product_would_ask(tmp_path: Path) -> None:
    repo = shipping(tmp_path, exit=[ok(), no("high", level="product")])

    data = judged(repo, *RELEASE)

    assert data["verdict"] == "pass"
    assert [item for item in data["promotion"] if item["document"] == PAGE] == [
        {"document": PAGE, "gate": "exit", "id": "high", "asks": "high holds.", "verdict": "fail",
         "reason": "`doc.title == 'Other'` is not true", "next": "high holds."}
    ]  # fmt: skip
    assert judged(repo, *RELEASE, "--level", "product")["promotion"] == []
