"""Read a software bill of materials: CycloneDX in JSON, or SPDX 2.3 in JSON."""

import json
from collections import Counter
from typing import Any, NoReturn

from opsgate.judging.evidence import cyclonedx, spdx
from opsgate.judging.evidence.bill import Component, Sbom, hollow, missing_digests
from opsgate.judging.evidence.trouble import Unreadable

__all__ = ["Component", "Sbom", "hollow", "missing_digests", "read_sbom"]

SIZE = 50 * 1024 * 1024  # bytes
DEPTH = 64  # objects and lists within each other
PARTS = 200_000  # objects and lists; checking takes up to 0.1 ms for each
EXPECTED = "give a bill of materials as CycloneDX JSON (`bomFormat`) or as SPDX 2.3 JSON (`spdxVersion`)"


def read_sbom(data: bytes) -> Sbom:
    """What a bill of materials says, checked by its own standard.

    Raises:
        Unreadable: it is too large, not JSON, neither CycloneDX nor SPDX, or of a version that is not checked.
        MissingExtra: the libraries that check it are not installed.
    """
    document = read_json(data)
    if "bomFormat" in document:
        return cyclonedx.read(document)
    if "spdxVersion" in document:
        return spdx.read(document)
    if "@graph" in document or "@context" in document:
        raise Unreadable("this looks like SPDX 3 (JSON-LD), and of SPDX only 2.3 is checked", EXPECTED, word="unknown")
    raise Unreadable("this is neither CycloneDX nor SPDX: it has neither `bomFormat` nor `spdxVersion`", EXPECTED)


def read_json(data: bytes) -> dict[str, Any]:
    """The object that a file of JSON holds; each key once, as deep as `DEPTH`, no larger than `SIZE`."""
    if len(data) > SIZE:
        raise Unreadable(
            f"the file is larger than the {SIZE // 1024 // 1024} MiB that are read",
            "give the bill of materials of one release",
            word="unknown",
        )
    content = _text(data)
    try:
        value = json.loads(content, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        reason = "the file ends too early" if error.pos >= len(content.rstrip()) else f"this is not JSON: {error.msg}"
        raise Unreadable(reason, EXPECTED, error.lineno) from None
    except _Refused as error:
        raise Unreadable(str(error), EXPECTED) from None
    except RecursionError:
        raise Unreadable(f"the JSON is nested deeper than {DEPTH} levels", EXPECTED, word="unknown") from None
    except ValueError:
        raise Unreadable("a number in it is too long", EXPECTED) from None
    if not isinstance(value, dict):
        raise Unreadable(f"this is JSON, but holds {_named(value)} in place of an object", EXPECTED)
    _bounded(value)
    return value


class _Refused(Exception):
    """What `json` takes and JSON does not; not a ValueError, which `json` itself uses."""


def _text(data: bytes) -> str:
    if not data.strip():
        raise Unreadable("the file is empty", EXPECTED)
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("the file is not UTF-8", "write the bill of materials as JSON in UTF-8", line) from None
    start = content.lstrip()[:40]
    if start.startswith("<"):
        raise Unreadable("this is XML, and bills of materials are read as JSON", EXPECTED, word="unknown")
    if start.startswith("SPDXVersion:"):
        raise Unreadable(
            "this is SPDX in its tag-value form, and bills of materials are read as JSON", EXPECTED, word="unknown"
        )
    return content


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise _Refused(f"the key `{twice[:60]}` stands twice in one object")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise _Refused(f"this is not JSON: `{name}` is no number of JSON")


def _bounded(value: object) -> None:
    """Refuse what is nested too deeply or has too many parts, counted without recursion."""
    level: list[object] = [value]
    depth = parts = 0
    while level:
        depth, parts = depth + 1, parts + len(level)
        if depth > DEPTH:
            raise Unreadable(f"the JSON is nested deeper than {DEPTH} levels", EXPECTED, word="unknown")
        if parts > PARTS:
            raise Unreadable(
                f"the JSON has more than the {PARTS:,} objects and lists that are checked",
                "give the bill of materials of one artifact",
                word="unknown",
            )
        inner: list[object] = []
        for item in level:
            entries = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
            inner.extend(entry for entry in entries if isinstance(entry, dict | list))
        level = inner


def _named(value: object) -> str:
    names = {list: "a list", str: "a string", bool: "a truth value", int: "a number", float: "a number"}
    return names.get(type(value), "null")
