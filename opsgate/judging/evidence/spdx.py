"""SPDX 2.3 in JSON: parsed and checked by spdx-tools."""

import copy
import re
from collections.abc import Mapping
from typing import Any

from opsgate.judging.evidence.bill import TOLD, Component, Sbom, objects, shortened, text
from opsgate.judging.evidence.trouble import MissingExtra, Unreadable

VERSION = "SPDX-2.3"
PAIRS = 5_000_000  # annotations and snippets, times elements: half a minute
RELATIONS = 50  # relationships with and without a fault that spdx-tools is given
EXPRESSION = 4096  # characters of a licence expression; a longer one is a fault, and is not parsed
SETTER = re.compile(r"SetterError (\w{1,60}): [^=]{0,300} parameter (\w{1,60})=(\S{1,40})")
EXPRESSIONS = ("licenseConcluded", "licenseDeclared", "licenseInfoFromFiles", "licenseInfoInFiles")


def read(document: Mapping[str, Any]) -> Sbom:
    """A document that has `spdxVersion`; with faults and nothing else where spdx-tools refuses it."""
    said = text(document["spdxVersion"])
    if said != VERSION:
        raise Unreadable(
            f"`spdxVersion` is {said[:20] or 'no string'}, and of SPDX only 2.3 is checked",
            f"export {VERSION} in JSON",
            word="unknown",
        )
    faults = _too_long(document) or _faults(document)
    if faults:
        told = tuple(shortened(fault) for fault in faults[:TOLD])
        return Sbom("SPDX", "2.3", faults=told, more_faults=len(faults[TOLD:]))
    packages = objects(document.get("packages"))
    described = _described(document, packages)
    main = [package for package in packages if package.get("SPDXID") in described]
    files = [file for file in objects(document.get("files")) if file.get("SPDXID") in described]
    alone = main[0] if len(main) == 1 else {}
    return Sbom(
        format="SPDX",
        spec_version="2.3",
        name=text(alone.get("name")) or text(document.get("name")),
        version=text(alone.get("versionInfo")),
        components=tuple(_component(package) for package in packages if package is not alone),
        digests=frozenset().union(*(_digests(element) for element in [*main, *files])),
    )


def _too_long(document: Mapping[str, Any]) -> list[str]:
    faults = []
    for kind in ("packages", "files", "snippets"):
        for number, element in enumerate(objects(document.get(kind))):
            for key in EXPRESSIONS:
                value = element.get(key)
                stated = value if isinstance(value, list) else [value]
                if any(len(text(expression)) > EXPRESSION for expression in stated):
                    faults.append(f"{kind}[{number}].{key}: is longer than {EXPRESSION} characters")
    return faults


def _faults(document: Mapping[str, Any]) -> list[str]:
    """What the parser refuses; or else what the validator finds."""
    try:
        from spdx_tools.spdx.parser.error import SPDXParsingError  # noqa: PLC0415 - extra, and slow to import
        from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser  # noqa: PLC0415 - too
        from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document  # noqa: PLC0415 - too
    except ImportError:
        raise MissingExtra("sbom", "Checking a bill of materials") from None
    try:
        parser: Any = JsonLikeDictParser
        parsed = parser().parse(copy.deepcopy(dict(document)))
        _lighten(parsed)
        return [_told(found) for found in validate_full_spdx_document(parsed)]
    except Unreadable:
        raise
    except SPDXParsingError as error:
        return [fault for message in error.messages for fault in _parse_faults(message)] or ["cannot be parsed"]
    except Exception as error:  # the library throws what it happens to meet in a value of the wrong type
        raise Unreadable(
            f"spdx-tools stops at this file with {type(error).__name__}",
            "check the types of its values against the SPDX 2.3 JSON schema",
            word="unknown",
        ) from None


def _lighten(parsed: Any) -> None:
    """Leave the relationships that can have a fault, since spdx-tools goes through all of them for each package.

    It finds three faults in them: an end that does not exist, no package described by the document, and a file
    within a package whose files were not analysed.
    """
    elements = [*parsed.packages, *parsed.files, *parsed.snippets]
    if (len(parsed.annotations) + len(parsed.snippets)) * len(elements) > PAIRS:
        raise Unreadable(
            "there are too many annotations or snippets to be checked", "leave them out of the file", word="unknown"
        )
    this = parsed.creation_info.spdx_id
    known = {element.spdx_id for element in elements} | {this}
    files = {file.spdx_id for file in parsed.files}
    closed = {package.spdx_id for package in parsed.packages if not package.files_analyzed}
    kept, described = [], []
    for relation in parsed.relationships:
        ends = (relation.spdx_element_id, relation.related_spdx_element_id)
        strange = any(isinstance(end, str) and end not in known for end in ends)
        if strange or (any(end in files for end in ends) and any(end in closed for end in ends)):
            kept.append(relation)
        elif this in ends and relation.relationship_type.name in {"DESCRIBES", "DESCRIBED_BY"}:
            described.append(relation)
    parsed.relationships = described[:RELATIONS] + kept[:RELATIONS]


def _parse_faults(message: str) -> list[str]:
    """A message of the parser, with what it says about Python's types said about keys of JSON."""
    faults = []
    for element, name, value in SETTER.findall(message):
        said = "missing" if value.strip('"') == "None" else "of a type that is not allowed"
        faults.append(f"{element}: `{_key(name)}` is {said}")
    return faults or [message]


def _key(name: str) -> str:
    first, *others = name.split("_")
    return {"spdx_id": "SPDXID", "version": "versionInfo"}.get(name, first + "".join(map(str.capitalize, others)))


def _told(found: Any) -> str:
    where = found.context.spdx_id or found.context.parent_id
    return f"{where}: {found.validation_message}" if where else str(found.validation_message)


def _described(document: Mapping[str, Any], packages: list[Mapping[str, Any]]) -> set[str]:
    """Identifiers of what the document describes; a lone package is described without a word."""
    this = text(document.get("SPDXID"))
    listed = document.get("documentDescribes")
    found = {text(element) for element in listed} if isinstance(listed, list) else set()
    for relation in objects(document.get("relationships")):
        one, other = text(relation.get("spdxElementId")), text(relation.get("relatedSpdxElement"))
        kind = text(relation.get("relationshipType")).upper()
        if kind == "DESCRIBES" and one == this:
            found.add(other)
        elif kind == "DESCRIBED_BY" and other == this:
            found.add(one)
    if not found and len(packages) == 1:
        found.add(text(packages[0].get("SPDXID")))
    return found - {""}


def _component(package: Mapping[str, Any]) -> Component:
    expression, note = _license(package)
    references = objects(package.get("externalRefs"))
    purls = [text(entry.get("referenceLocator")) for entry in references if entry.get("referenceType") == "purl"]
    return Component(
        name=text(package.get("name")),
        version=text(package.get("versionInfo")),
        purl=purls[0] if purls else "",
        license=expression,
        digests=_digests(package),
        license_note=note,
    )


def _license(package: Mapping[str, Any]) -> tuple[str | None, str]:
    """What was concluded; where nothing was, what its authors declare."""
    concluded = text(package.get("licenseConcluded")).strip()
    declared = text(package.get("licenseDeclared")).strip()
    stated = declared if concluded.upper() in {"", "NOASSERTION"} else concluded
    if stated.upper() in {"NOASSERTION", "NONE"}:
        return None, f"says {stated.upper()}"
    return (stated, "") if stated else (None, "states no licence")


def _digests(element: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(
        f"sha256:{text(entry.get('checksumValue')).lower()}"
        for entry in objects(element.get("checksums"))
        if entry.get("algorithm") == "SHA256" and len(text(entry.get("checksumValue"))) == 64
    )
