"""Bills of materials: valid, of this release, with licences that are allowed by policy and document."""

import json
from typing import Any

import pytest

from tests.gates.release import DOCUMENT, IMAGE, TAR, artifact, component, release, sbom, sha, told
from tests.repo import Repo

AT = f"{DOCUMENT}:12:7"
BILL = "evidence/sbom.json"
PASS = f"pass {AT} {BILL}: CycloneDX, 1 listed"


def valid(repo: Repo, text: str, **options: Any) -> list[str]:
    release(repo, {BILL: text}, **options)
    return told(repo, "exit/sbom-valid")


def test_a_bill_with_the_digest_of_the_artifact_is_that_of_the_release(repo: Repo) -> None:
    assert valid(repo, sbom()) == [PASS]
    assert valid(
        repo, sbom(component("ripple"), component("tide.tar", digest=sha(TAR)), digest=None, version=None)
    ) == [f"pass {AT} {BILL}: CycloneDX, 2 listed"]


@pytest.mark.parametrize("name", ["tide", "Tide", "tide.tar"])
def test_without_digests_product_and_version_tie_it(repo: Repo, name: str) -> None:
    assert valid(repo, sbom(name=name, digest=None)) == [PASS]


@pytest.mark.parametrize("version", ["1.2", "v1.2.0", "1.2.0+build7"])
def test_versions_are_compared_as_versions(repo: Repo, version: str) -> None:
    assert valid(repo, sbom(version=version)) == [PASS]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (sbom().replace('"components": [', '"komponents": ['), f"{BILL}: no valid CycloneDX 1.6: "),
        (json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}), f"{BILL}: it names no component"),
        (sbom(component("NOASSERTION")), f"{BILL}: no component in it has a name"),
        (sbom({"type": "library", "name": "ripple"}), f"{BILL}: no component in it has a version, a package URL or a digest"),
        (sbom(component("tide.tar", digest=sha(TAR))), f"{BILL} names nothing but the artifacts themselves"),
        (sbom(version="1.1.0"), f"{BILL} is of version `1.1.0`, the release is `v1.2.0` [{DOCUMENT}:6:10]"),
        (sbom(digest="0" * 64), f"{BILL} describes sha256:{'0' * 64}, which is none of the artifacts [{DOCUMENT}:10:12]"),
        (
            sbom(component("dist/tide.tar", digest="0" * 64), digest=None),
            f"{BILL}: `dist/tide.tar` has the digest sha256:{'0' * 64}, the artifact has sha256:{sha(TAR)} [{DOCUMENT}:10:13]",
        ),
    ],
)  # fmt: skip
def test_lock_23_a_hollow_or_foreign_bill_fails(repo: Repo, text: str, said: str) -> None:
    found, *more = valid(repo, text)
    assert found.startswith(f"fail <sbom-invalid> {AT} {said}")
    assert more == []


def test_a_bill_that_nothing_ties_to_the_artifacts_is_unknown(repo: Repo) -> None:
    reason = "neither its digest nor product and version stand in it"
    untied = [f"unknown {AT} nothing ties `{BILL}` to `dist/tide.tar`: {reason} [{DOCUMENT}:10:13]"]
    assert valid(repo, sbom(name="surf", digest=None)) == untied
    assert valid(repo, sbom(version=None, digest=None)) == untied
    assert valid(repo, sbom(version="NOASSERTION", digest=None)) == untied


def test_every_artifact_needs_its_bill(repo: Repo) -> None:
    both = [artifact(), artifact("foam", IMAGE)]
    repo.write({"dist/foam.tar": IMAGE, "evidence/foam.json": sbom(name="foam", digest=sha(IMAGE))})
    assert valid(repo, sbom(), artifacts=both)[0].startswith(f"unknown {AT} nothing ties `{BILL}` to `dist/foam.tar`")
    assert valid(repo, sbom(), artifacts=both, sbom=[BILL, "evidence/foam.json"]) == [
        f"pass {DOCUMENT}:12:8 {BILL}: CycloneDX, 1 listed (and 1 more)",
        f"{DOCUMENT}:12:30 evidence/foam.json: CycloneDX, 1 listed",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sbom": None}, f"fail <evidence-missing> {DOCUMENT}:1:1 `sbom` names no bill of materials"),
        ({"sbom": []}, f"fail <evidence-missing> {AT} `sbom` names no bill of materials"),
        ({"sbom": "evidence/none.json"}, f"fail <evidence-missing> {AT} `evidence/none.json` does not exist"),
        ({"artifacts": []}, f"unknown {DOCUMENT}:10:12 `artifacts` names no artifact, so nothing is judged"),
    ],
)
def test_without_a_bill_or_an_artifact_it_does_not_pass(repo: Repo, changes: dict[str, Any], said: str) -> None:
    release(repo, {BILL: sbom(digest=None)}, **changes)
    assert told(repo, "exit/sbom-valid") == [said]


def test_a_bill_of_a_kind_that_is_not_checked_is_unknown(repo: Repo) -> None:
    assert valid(repo, "<bom/>")[0].startswith(f"unknown {AT} {BILL}:1: this is XML")


def licences(repo: Repo, *components: dict[str, Any], policy: list[str] | None = None, **options: Any) -> list[str]:
    config = "" if policy is None else f"[policy]\nlicenses = {json.dumps(policy)}\n"
    release(repo, {BILL: sbom(*components)}, config=config, **options)
    return told(repo, "exit/licenses-allowed")


@pytest.mark.parametrize("policy", [["MIT", "ISC"], ["ISC OR MIT", "Apache-2.0"]])
def test_licences_that_policy_and_document_list_are_allowed(repo: Repo, policy: list[str]) -> None:
    parts = [component("ripple"), component("foam", "ISC OR GPL-3.0-only"), component("kelp", "MIT AND ISC")]
    assert licences(repo, *parts, policy=policy) == [f"pass {AT} {BILL}: the licences of 3 of 3 are allowed"]


def test_a_licence_that_one_of_the_lists_lacks_fails(repo: Repo) -> None:
    at = f"fail <license-not-allowed> {AT} {BILL}: foam 3.1 has the licence"
    wide = ["MIT", "ISC", "GPL-3.0-only"]
    assert licences(repo, component("ripple"), component("foam", "GPL-3.0-only"), policy=wide) == [
        f"{at} `GPL-3.0-only`: GPL-3.0-only is not allowed by `licenses`"
    ]
    assert licences(repo, component("foam", "ISC"), policy=["MIT", "ISC"], licenses=["MIT"]) == [
        f"{at} `ISC`: ISC is not allowed by `licenses`"
    ]
    assert licences(repo, component("foam", "ISC"), policy=["MIT"], licenses=None) == [
        f"{at} `ISC`: ISC is not allowed by the policy's `licenses`"
    ]


@pytest.mark.parametrize(
    ("license", "said"),
    [(None, "states no licence"), ("NOASSERTION", "says NOASSERTION"), ("LicenseRef-foam", None), ("Foam Terms", None)],
)
def test_a_component_without_a_licence_is_unknown_and_named(repo: Repo, license: str | None, said: str | None) -> None:
    (found,) = licences(repo, component("ripple"), component("foam", license), policy=["MIT", "ISC"])
    if said:
        assert found == f"unknown {AT} {BILL}: foam 3.1 {said}"
    else:
        assert found.split()[0] in ("unknown", "fail")


@pytest.mark.parametrize(
    ("entry", "policy"),
    [("GPL-3.0-only", ["MIT"]), ("MIT OR GPL-3.0-only", ["MIT"]), ("(MIT or GPL-3.0-only)", ["MIT"]), ("MIT", ["ISC"])],
)
def test_lock_22_a_document_that_allows_more_than_policy_fails(repo: Repo, entry: str, policy: list[str]) -> None:
    found = licences(repo, component("foam", policy[0]), policy=policy, licenses=[policy[0], entry])
    assert found == [
        f"fail <policy-relaxed> {DOCUMENT}:13:{12 + len(policy[0]) + 4} `{entry}` is allowed here, "
        "and the policy's `licenses` does not list it"
    ]


def test_lock_22_what_the_document_allows_beyond_policy_stays_refused(repo: Repo) -> None:
    found = licences(repo, component("foam", "GPL-3.0-only"), policy=["MIT"], licenses=["MIT", "GPL-3.0-only"])
    assert found == [
        f"fail <policy-relaxed> {DOCUMENT}:13:19 `GPL-3.0-only` is allowed here, and the policy's `licenses` does not list it (and 1 more)",
        f"{AT} {BILL}: foam 3.1 has the licence `GPL-3.0-only`: GPL-3.0-only is not allowed by the policy's `licenses`",
    ]


@pytest.mark.parametrize("own", [None, [], ["MIT"], ["MIT", "ISC"]])
def test_lock_22_without_a_policy_a_document_cannot_allow_its_own_licences(repo: Repo, own: list[str] | None) -> None:
    at = f"{DOCUMENT}:1:1" if own is None else f"{DOCUMENT}:13:11"
    assert licences(repo, licenses=own) == [
        f"unknown {at} the policy does not say which licences are allowed (`licenses`)"
    ]


def test_lists_that_say_nothing_allow_nothing(repo: Repo) -> None:
    nothing = f"unknown {AT} {BILL}: ripple 3.1 no licence is listed as allowed"
    assert licences(repo, policy=["MIT"], licenses=[]) == [nothing]
    assert licences(repo, policy=[])[0].startswith("unknown ")


def test_a_hollow_bill_shows_no_licences(repo: Repo) -> None:
    hollow = json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6"})
    release(repo, {BILL: hollow}, config='[policy]\nlicenses = ["MIT", "ISC"]\n')
    assert told(repo, "exit/licenses-allowed") == [f"fail <sbom-invalid> {AT} {BILL}: it names no component"]
