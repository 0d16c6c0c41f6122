"""CycloneDX in JSON, versions 1.2 to 1.7: checked by the strict schemas of cyclonedx-python-lib."""

import itertools
import json
from collections.abc import Iterable, Mapping
from typing import Any

from opsgate.judging.evidence.bill import TOLD, Component, Sbom, objects, shortened, text
from opsgate.judging.evidence.trouble import MissingExtra, Unreadable
from opsgate.reading.jsonschemas import jsonschema

VERSIONS = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
COUNTED = 100  # faults; what comes after them is not counted


def read(document: Mapping[str, Any]) -> Sbom:
    """A document that has `bomFormat`; with faults and nothing else where the schema refuses it."""
    if document["bomFormat"] != "CycloneDX":
        raise Unreadable("`bomFormat` is not `CycloneDX`", "give CycloneDX JSON")
    version = text(document.get("specVersion"))
    if version not in VERSIONS:
        said = f"this is CycloneDX {version[:20]}" if version else "`specVersion` is missing"
        raise Unreadable(f"{said}, and versions 1.2 to 1.7 are checked", "export one of these versions", word="unknown")
    faults = _faults(document, version)
    if faults:
        return Sbom("CycloneDX", version, faults=faults[:TOLD], more_faults=len(faults[TOLD:]))
    metadata = document.get("metadata", {})
    main = metadata.get("component", {})
    return Sbom(
        format="CycloneDX",
        spec_version=version,
        name=text(main.get("name")),
        version=text(main.get("version")),
        components=tuple(_components(objects(document.get("components")), objects(main.get("components")))),
        digests=_digests(main),
    )


def _faults(document: Mapping[str, Any], version: str) -> tuple[str, ...]:
    jsonschema()  # before the library imports it in its own way
    try:
        from cyclonedx.schema import SchemaVersion  # noqa: PLC0415 - extra, and a second to import
        from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtra("sbom", "Checking a bill of materials") from None
    from cyclonedx.exception import MissingOptionalDependencyException  # noqa: PLC0415 - as above

    class Validator(JsonStrictValidator):
        """The library's own; only whether entries are unique is found out in linear time."""

        @property
        def _validator(self) -> Any:
            given: Any = super()._validator
            extend: Any = jsonschema().validators.extend
            quick: Any = extend(type(given), {"uniqueItems": _unique})
            return quick(given.schema, registry=given._registry, format_checker=given.format_checker)

    validator = Validator(SchemaVersion.from_version(version))
    try:
        found: Iterable[Any] | None = validator.validate_str(json.dumps(document), all_errors=True)
        return tuple(_told(fault.data) for fault in itertools.islice(found or (), COUNTED))
    except MissingOptionalDependencyException:
        raise MissingExtra("sbom", "Checking a bill of materials") from None
    except RecursionError:
        raise Unreadable(
            "the JSON is nested too deeply to be checked", "write components beside each other", word="unknown"
        ) from None


def _unique(_validator: Any, wanted: object, instance: object, _schema: object) -> Iterable[Any]:
    """The keyword `uniqueItems`, which jsonschema decides by comparing each object with each other."""
    if wanted is True and isinstance(instance, list):
        seen = {json.dumps(entry, sort_keys=True) for entry in instance}
        if len(seen) < len(instance):
            yield jsonschema().ValidationError("has an entry twice")


def _told(error: Any) -> str:
    """Where and what: for a choice between schemas, what is wrong in the one that fits best."""
    best = jsonschema().exceptions.best_match([error]) or error
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in best.absolute_path)
    said = {
        "required": "lacks " + ", ".join(f"`{key}`" for key in _absent(best)),
        "enum": f"{_brief(best.instance)} is not one of the values that are allowed",
        "pattern": f"{_brief(best.instance)} has not the form that is asked for",
        "uniqueItems": "has an entry twice",
        "type": f"{_brief(best.instance)} is not of type {best.validator_value}",
    }.get(str(best.validator), best.message)
    return shortened(f"{place.lstrip('.')}: {said}" if place else said)


def _absent(error: Any) -> list[str]:
    keys = error.validator_value if isinstance(error.validator_value, list) else []
    return [key for key in keys if not isinstance(error.instance, dict) or key not in error.instance]


def _brief(value: object) -> str:
    said = json.dumps(value, ensure_ascii=False) if not isinstance(value, dict | list) else "what stands here"
    return said if len(said) <= 60 else said[:59] + "…"


def _components(*lists: list[Mapping[str, Any]]) -> Iterable[Component]:
    """Every component in the order of the document, those within others too."""
    waiting = [component for components in reversed(lists) for component in reversed(components)]
    while waiting:
        component = waiting.pop()
        expression, note = _license(component)
        yield Component(
            name=text(component.get("name")),
            version=text(component.get("version")),
            purl=text(component.get("purl")),
            license=expression,
            digests=_digests(component),
            license_note=note,
        )
        waiting.extend(reversed(objects(component.get("components"))))


def _license(component: Mapping[str, Any]) -> tuple[str | None, str]:
    """Its licences as one expression, all of which must hold; None and why, where one of them has no identifier."""
    terms: list[str] = []
    for choice in objects(component.get("licenses")):
        stated = choice.get("license")
        named = stated if isinstance(stated, dict) else {}
        term = (text(choice.get("expression")) or text(named.get("id"))).strip()
        if term.upper() in {"NOASSERTION", "NONE"}:
            return None, f"says {term.upper()}"
        if not term:
            return None, f"names the licence {_brief(text(named.get('name')))}, which is not an SPDX identifier"
        if term not in terms:
            terms.append(term)
    if not terms:
        return None, "states no licence"
    return terms[0] if len(terms) == 1 else " AND ".join(f"({term})" for term in terms), ""


def _digests(component: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(
        f"sha256:{text(entry.get('content')).lower()}"
        for entry in objects(component.get("hashes"))
        if entry.get("alg") == "SHA-256" and len(text(entry.get("content"))) == 64
    )
