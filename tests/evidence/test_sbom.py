"""Bills of materials: what is read from them, and everything that makes one say nothing."""

import copy
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from opsgate.judging.evidence import sbom as module
from opsgate.judging.evidence.sbom import Component, Sbom, hollow, missing_digests, read_sbom
from opsgate.judging.evidence.trouble import MissingExtra, Unreadable

Json = dict[str, Any]
A, B, C = "a" * 64, "b" * 64, "c" * 64
EXPECTED = "give a bill of materials as CycloneDX JSON (`bomFormat`) or as SPDX 2.3 JSON (`spdxVersion`)"

CYCLONEDX: Json = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "metadata": {
        "component": {
            "type": "application",
            "name": "tide",
            "version": "1.2.0",
            "hashes": [{"alg": "SHA-256", "content": A}, {"alg": "SHA-1", "content": "1" * 40}],
            "components": [{"type": "library", "name": "core", "version": "1.2.0"}],
        }
    },
    "components": [
        {
            "type": "library",
            "name": "ripple",
            "version": "3.1",
            "purl": "pkg:pypi/ripple@3.1",
            "hashes": [{"alg": "SHA-256", "content": B.upper()}],
            "licenses": [{"license": {"id": "MIT"}}],
            "components": [{"type": "library", "name": "foam", "licenses": [{"expression": "MIT OR ISC"}]}],
        },
        {"type": "library", "name": "surf", "licenses": [{"license": {"name": "Surf Terms"}}]},
        {"type": "library", "name": "kelp", "licenses": [{"license": {"id": "MIT"}}, {"license": {"id": "ISC"}}]},
    ],
}

SPDX: Json = {
    "spdxVersion": "SPDX-2.3",
    "dataLicense": "CC0-1.0",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": "tide-1.2.0",
    "documentNamespace": "https://sbom.example.com/tide-1.2.0",
    "creationInfo": {"created": "2026-11-16T09:00:00Z", "creators": ["Tool: tide-bom-1"]},
    "packages": [
        {
            "SPDXID": "SPDXRef-tide",
            "name": "tide",
            "versionInfo": "1.2.0",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "checksums": [{"algorithm": "SHA256", "checksumValue": A}],
        },
        {
            "SPDXID": "SPDXRef-ripple",
            "name": "ripple",
            "versionInfo": "3.1",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": "MIT OR ISC",
            "checksums": [{"algorithm": "SHA256", "checksumValue": B}],
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": "pkg:pypi/ripple@3.1",
                }
            ],
        },
        {
            "SPDXID": "SPDXRef-surf",
            "name": "surf",
            "downloadLocation": "NONE",
            "filesAnalyzed": False,
            "licenseConcluded": "NONE",
            "licenseDeclared": "MIT",
        },
    ],
    "relationships": [
        {
            "spdxElementId": "SPDXRef-DOCUMENT",
            "relationshipType": "DESCRIBES",
            "relatedSpdxElement": "SPDXRef-tide",
        }
    ],
}

FILE: Json = {
    "SPDXID": "SPDXRef-file",
    "fileName": "./tide.py",
    "checksums": [{"algorithm": "SHA1", "checksumValue": "1" * 40}],
}


def data(document: object) -> bytes:
    return json.dumps(document).encode()


def changed(document: Json, **keys: Any) -> Json:
    return copy.deepcopy(document) | keys


def trouble(content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_sbom(content)
    return caught.value


def test_cyclonedx_with_all_its_components() -> None:
    named = 'names the licence "Surf Terms", which is not an SPDX identifier'
    assert read_sbom(data(CYCLONEDX)) == Sbom(
        format="CycloneDX",
        spec_version="1.6",
        name="tide",
        version="1.2.0",
        digests=frozenset({f"sha256:{A}"}),
        components=(
            Component("ripple", "3.1", "pkg:pypi/ripple@3.1", "MIT", frozenset({f"sha256:{B}"})),
            Component("foam", "", "", "MIT OR ISC"),
            Component("surf", "", "", None, license_note=named),
            Component("kelp", "", "", "(MIT) AND (ISC)"),
            Component("core", "1.2.0", "", None, license_note="states no licence"),
        ),
    )


def test_spdx_with_all_its_packages() -> None:
    assert read_sbom(data(SPDX)) == Sbom(
        format="SPDX",
        spec_version="2.3",
        name="tide",
        version="1.2.0",
        digests=frozenset({f"sha256:{A}"}),
        components=(
            Component("ripple", "3.1", "pkg:pypi/ripple@3.1", "MIT OR ISC", frozenset({f"sha256:{B}"})),
            Component("surf", "", "", None, license_note="says NONE"),
        ),
    )


def test_spdx_that_describes_several_packages_counts_each_as_a_component() -> None:
    document = changed(SPDX)
    document["relationships"].append(document["relationships"][0] | {"relatedSpdxElement": "SPDXRef-ripple"})
    found = read_sbom(data(document))
    assert [component.name for component in found.components] == ["tide", "ripple", "surf"]
    assert found.digests == {f"sha256:{A}", f"sha256:{B}"}
    assert (found.name, found.version) == ("tide-1.2.0", "")


def test_spdx_that_is_described_by_its_package() -> None:
    turned = {
        "spdxElementId": "SPDXRef-tide",
        "relationshipType": "DESCRIBED_BY",
        "relatedSpdxElement": "SPDXRef-DOCUMENT",
    }
    assert read_sbom(data(changed(SPDX, relationships=[turned]))) == read_sbom(data(SPDX))


@pytest.mark.parametrize(
    ("concluded", "declared", "license", "note"),
    [
        ("MIT", "ISC", "MIT", ""),
        (None, "ISC", "ISC", ""),
        ("NOASSERTION", "NOASSERTION", None, "says NOASSERTION"),
        ("NOASSERTION", None, None, "states no licence"),
        (None, None, None, "states no licence"),
        ("NONE", "MIT", None, "says NONE"),
    ],
)
def test_spdx_licences_are_the_concluded_ones_or_else_the_declared(
    concluded: str | None, declared: str | None, license: str | None, note: str
) -> None:
    document = changed(SPDX)
    package = document["packages"][1]
    for key, value in (("licenseConcluded", concluded), ("licenseDeclared", declared)):
        package.pop(key, None)
        package |= {key: value} if value else {}
    found = read_sbom(data(document)).components[0]
    assert (found.license, found.license_note) == (license, note)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (lambda d: d.pop("spdxVersion"), None),
        (
            lambda d: d["components"].append({"type": "library"}),
            ("components[3]: lacks `name`",),
        ),
        (
            lambda d: d["components"].append({"type": "thing", "name": "x"}),
            ('components[3].type: "thing" is not one of the values that are allowed',),
        ),
        (
            lambda d: d["components"][0].update(licenses=[{"license": {"id": "Nope-1.0"}}]),
            ('components[0].licenses[0].license.id: "Nope-1.0" is not one of the values that are allowed',),
        ),
        (
            lambda d: d["components"].append(dict(reversed(d["components"][1].items()))),
            ("components: has an entry twice",),
        ),
        (lambda d: d.update(components={}), ("components: what stands here is not of type array",)),
        (
            lambda d: d.update(tide=1),
            ("Additional properties are not allowed ('tide' was unexpected)",),
        ),
        (
            lambda d: d["components"][0]["hashes"][0].update(content="abc"),
            ('components[0].hashes[0].content: "abc" has not the form that is asked for',),
        ),
    ],
)
def test_cyclonedx_that_breaks_its_schema_says_where_and_nothing_else(
    change: Callable[[Json], object], faults: tuple[str, ...] | None
) -> None:
    document = changed(CYCLONEDX, spdxVersion="SPDX-2.3") if faults is None else changed(CYCLONEDX)
    change(document)
    found = read_sbom(data(document))
    if faults is None:
        assert found.faults == ()
    else:
        assert found == Sbom("CycloneDX", "1.6", faults=faults)
        assert hollow(found) == "it names no component"


def test_faults_beyond_the_first_three_are_counted() -> None:
    found = read_sbom(data(changed(CYCLONEDX, components=[{}] * 10)))
    assert len(found.faults) == 3
    assert found.more_faults >= 7


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: d.pop("documentNamespace"), "CreationInfo: `documentNamespace` is missing"),
        (lambda d: d["packages"][0].pop("downloadLocation"), "Package: `downloadLocation` is missing"),
        (lambda d: d["packages"][0].update(versionInfo=7), "Package: `versionInfo` is of a type that is not allowed"),
        (lambda d: d.update(documentNamespace="tide"), "SPDXRef-DOCUMENT: document_namespace must be"),
        (
            lambda d: d["relationships"][0].update(relatedSpdxElement="SPDXRef-gone"),
            'did not find the referenced spdx_id "SPDXRef-gone" in the SPDX document',
        ),
        (lambda d: d["packages"][1].update(licenseDeclared="Nope-1.0"), "Unrecognized license reference: Nope-1.0"),
        (lambda d: d["packages"][1].update(licenseDeclared="MIT OR"), "MIT OR"),
        (lambda d: d["packages"][1].update(licenseDeclared="(" * 5000), "packages[1].licenseDeclared: is longer than"),
        (lambda d: d.update(relationships=[]), "there must be at least one relationship"),
        (
            lambda d: d["relationships"].append(d["relationships"][0] | {"spdxElementId": "SPDXRef-tide"}),
            None,
        ),
        (
            lambda d: (
                d.update(files=[FILE]),
                d["relationships"].append(
                    {
                        "spdxElementId": "SPDXRef-tide",
                        "relationshipType": "CONTAINS",
                        "relatedSpdxElement": "SPDXRef-file",
                    }
                ),
            ),
            "package must contain no elements if files_analyzed is False",
        ),
        (lambda d: d["packages"].append(d["packages"][1]), "every spdx_id must be unique"),
    ],
)
def test_spdx_that_breaks_its_rules_says_so_and_nothing_else(
    change: Callable[[Json], object], fault: str | None
) -> None:
    document = changed(SPDX)
    change(document)
    found = read_sbom(data(document))
    if fault is None:
        assert found == read_sbom(data(SPDX))
        return
    assert fault in " | ".join(found.faults)
    assert found == Sbom("SPDX", "2.3", faults=found.faults, more_faults=found.more_faults)
    assert all(len(said) <= 200 for said in found.faults)


@pytest.mark.parametrize("value", ["text", 7, [7], ["x"], [[]], {"a": 1}, [None], True])
@pytest.mark.parametrize("key", ["packages", "relationships", "files", "creationInfo", "SPDXID", "name"])
def test_spdx_with_values_of_the_wrong_type_is_never_taken(key: str, value: object) -> None:
    try:
        found = read_sbom(data(changed(SPDX, **{key: value})))
    except Unreadable as error:
        assert error.word == "unknown"
    else:
        assert found.faults != () or (key, value) == ("name", "text")


@pytest.mark.parametrize(
    "expression", ["(" * 4000, "(" * 2000 + "MIT" + ")" * 2000, "MIT AND " * 500 + "MIT", "OR " * 999]
)
def test_spdx_with_a_bomb_for_a_licence_ends(expression: str) -> None:
    document = changed(SPDX)
    document["packages"][1]["licenseDeclared"] = expression
    try:
        found = read_sbom(data(document))
    except Unreadable as error:
        assert error.word == "unknown"
    else:
        assert found.faults or found.components[0].license == expression


def other(version: str) -> Json:
    return changed(CYCLONEDX, specVersion=version)


@pytest.mark.parametrize(
    ("content", "reason", "word", "line"),
    [
        (b"", "the file is empty", "fail", 1),
        (b" \n", "the file is empty", "fail", 1),
        (b"[]", "this is JSON, but holds a list in place of an object", "fail", 1),
        (b"null", "this is JSON, but holds null in place of an object", "fail", 1),
        (b"{}", "this is neither CycloneDX nor SPDX: it has neither `bomFormat` nor `spdxVersion`", "fail", 1),
        (b'{\n"bomFormat": "CycloneDX",\n"components": [', "the file ends too early", "fail", 3),
        (b'{\n"bomFormat" "CycloneDX"}', "this is not JSON: Expecting ':' delimiter", "fail", 2),
        (b'{"a": 1, "a": 2}', "the key `a` stands twice in one object", "fail", 1),
        (b'{"a": NaN}', "this is not JSON: `NaN` is no number of JSON", "fail", 1),
        (b'{"a": ' + b"9" * 5000 + b"}", "a number in it is too long", "fail", 1),
        (b'{"a":\n"\xff"}', "the file is not UTF-8", "fail", 2),
        (b"[" * 200_000, "the JSON is nested deeper than 64 levels", "unknown", 1),
        (b'{"a":' * 70 + b"1" + b"}" * 70, "the JSON is nested deeper than 64 levels", "unknown", 1),
        (b"<bom/>", "this is XML, and bills of materials are read as JSON", "unknown", 1),
        (
            b"SPDXVersion: SPDX-2.3\n",
            "this is SPDX in its tag-value form, and bills of materials are read as JSON",
            "unknown",
            1,
        ),
        (
            b'{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}',
            "this looks like SPDX 3 (JSON-LD), and of SPDX only 2.3 is checked",
            "unknown",
            1,
        ),
        (data({"spdxVersion": "SPDX-3.0"}), "`spdxVersion` is SPDX-3.0, and of SPDX only 2.3 is checked", "unknown", 1),
        (data({"spdxVersion": "SPDX-2.2"}), "`spdxVersion` is SPDX-2.2, and of SPDX only 2.3 is checked", "unknown", 1),
        (data({"spdxVersion": 3}), "`spdxVersion` is no string, and of SPDX only 2.3 is checked", "unknown", 1),
        (data({"bomFormat": "Tide"}), "`bomFormat` is not `CycloneDX`", "fail", 1),
        (data(other("1.1")), "this is CycloneDX 1.1, and versions 1.2 to 1.7 are checked", "unknown", 1),
        (data(other("2.0")), "this is CycloneDX 2.0, and versions 1.2 to 1.7 are checked", "unknown", 1),
        (data(other("")), "`specVersion` is missing, and versions 1.2 to 1.7 are checked", "unknown", 1),
    ],
)
def test_what_is_no_bill_of_materials_says_what_stands_there(content: bytes, reason: str, word: str, line: int) -> None:
    error = trouble(content)
    assert (error.reason, error.word, error.line) == (reason, word, line)
    assert error.hint


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIZE", 1024 * 1024)
    error = trouble(data(changed(CYCLONEDX, serialNumber="x" * 1024 * 1024)))
    assert (error.reason, error.word) == ("the file is larger than the 1 MiB that are read", "unknown")


def test_a_file_of_too_many_parts_is_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PARTS", 30)
    assert read_sbom(data(changed(CYCLONEDX, components=[]))).faults == ()
    error = trouble(data(CYCLONEDX | {"components": [{}] * 30}))
    assert (error.reason, error.word) == ("the JSON has more than the 30 objects and lists that are checked", "unknown")


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_sbom(b"\xef\xbb\xbf" + data(CYCLONEDX)) == read_sbom(data(CYCLONEDX))


def test_components_within_components_as_deep_as_is_read() -> None:
    component: Json = {"type": "library", "name": "last"}
    for number in range(29):
        component = {"type": "library", "name": f"level-{number}", "components": [component]}
    found = read_sbom(data(changed(CYCLONEDX, components=[component])))
    assert (len(found.components), found.components[29].name) == (31, "last")


@pytest.mark.parametrize("version", ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])
def test_every_version_of_cyclonedx_that_is_offered_is_checked(version: str) -> None:
    smallest = {"bomFormat": "CycloneDX", "specVersion": version, "version": 1}
    component = {"type": "library", "name": "ripple", "version": "3.1"}
    assert read_sbom(data(smallest | {"components": [component]})).faults == ()
    assert read_sbom(data(smallest | {"components": [component | {"tide": 1}]})).faults != ()


@pytest.mark.parametrize(
    ("components", "reason"),
    [
        ([], "it names no component"),
        ([{"type": "library", "name": "NOASSERTION", "version": "1"}], "no component in it has a name"),
        ([{"type": "library", "name": "", "version": "1"}], "no component in it has a name"),
        (
            [{"type": "library", "name": "ripple"}, {"type": "library", "name": "surf", "version": "NOASSERTION"}],
            "no component in it has a version, a package URL or a digest",
        ),
        ([{"type": "library", "name": "ripple"}, {"type": "library", "name": "surf", "version": "2"}], ""),
        ([{"type": "library", "name": "ripple", "purl": "pkg:pypi/ripple"}], ""),
    ],
)
def test_lock_23_a_hollow_bill_is_found(components: list[Json], reason: str) -> None:
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}
    assert hollow(read_sbom(data(document))) == reason


def test_lock_23_a_bill_without_a_component_list_is_hollow() -> None:
    assert hollow(read_sbom(b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}')) == (
        "it names no component"
    )


def test_lock_23_an_spdx_bill_of_nothing_but_what_it_describes_is_hollow() -> None:
    document = changed(SPDX)
    del document["packages"][1:]
    found = read_sbom(data(document))
    assert (found.name, found.faults, hollow(found)) == ("tide", (), "it names no component")


def test_lock_23_a_bill_of_another_artifact_lacks_the_digest() -> None:
    found = read_sbom(data(CYCLONEDX))
    digests = [f"sha256:{A}", f"sha256:{B}", f"sha256:{B.upper()}", f"sha256:{C}"]
    assert missing_digests(found, digests) == (f"sha256:{C}",)


@pytest.mark.parametrize(
    ("document", "name"),
    [(CYCLONEDX, "cyclonedx.validation.json"), (SPDX, "spdx_tools.spdx.validation.document_validator")],
)
def test_without_the_library_nothing_is_decided(document: Json, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtra) as caught:
        read_sbom(data(document))
    assert caught.value.hint == "pip install 'opsgate[sbom]'"
