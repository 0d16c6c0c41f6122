"""Statements about vulnerabilities in OpenVEX and CycloneDX, and JSON read so that no two readers can differ."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NoReturn, TypeAlias

from opsgate.judging.evidence.trouble import Unreadable
from opsgate.words.near import one_of

MAX_BYTES = 20 * 1024 * 1024
MAX_DIGITS = 40

Status = Literal["affected", "not_affected", "fixed", "under_investigation"]
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_OPENVEX: dict[str, Status] = {
    "affected": "affected",
    "not_affected": "not_affected",
    "fixed": "fixed",
    "under_investigation": "under_investigation",
}
_CYCLONEDX: dict[str, Status] = {
    "exploitable": "affected",
    "in_triage": "under_investigation",
    "not_affected": "not_affected",
    "false_positive": "not_affected",
    "resolved": "fixed",
    "resolved_with_pedigree": "fixed",
}
_CONTEXT = "openvex.dev/ns"
_TOKEN = re.compile(
    r'(?P<text>"[^"\\]*(?:\\.[^"\\]*)*")(?P<key>\s*+:)?|(?P<open>[{\[])|(?P<close>[}\]])|(?P<digits>[0-9]++)'
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_EXPORT = "write the file anew with the tool that made it"


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said about one vulnerability in some products.

    ``products`` are their ids as written (package URLs, references), for CycloneDX the package URL of a component
    beside its reference; ``parts`` are the components inside the products that it is about, where it is not about
    the whole. ``at`` is when it was said, None where that is not known; ``place`` is where in the file.
    """

    vulnerability: str
    aliases: tuple[str, ...]
    status: Status
    products: tuple[str, ...]
    parts: tuple[str, ...]
    justification: str
    at: datetime | None
    place: str

    @property
    def open(self) -> bool:
        """Whether the vulnerability is one, or may be."""
        return self.status in ("affected", "under_investigation")


def open_statements(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Statements that say affected or under investigation, and that no later one overrules.

    Only statements with a later time on the same vulnerability, parts, and all of the same products overrule one.
    """
    given = tuple(statements)
    latest: dict[tuple[str, str, str], datetime] = {}
    for one in given:
        for key in _keys(one):
            if one.at and one.at >= latest.get(key, one.at):
                latest[key] = one.at
    return tuple(
        one
        for one in given
        if one.open and not (one.at and one.products and all(latest[key] > one.at for key in _keys(one)))
    )


def _keys(statement: Statement) -> list[tuple[str, str, str]]:
    parts = "\n".join(statement.parts)
    return [(statement.vulnerability, product, parts) for product in statement.products]


def read_vex(data: bytes) -> tuple[Statement, ...]:
    """The statements in an OpenVEX or CycloneDX file's bytes (JSON), at least one.

    A vulnerability that CycloneDX lists without an analysis is under investigation. Raises Unreadable for anything
    else, for an unknown status, for `not_affected` without a reason in OpenVEX, and where nothing is stated.
    """
    whole = read_json(data)
    if isinstance(whole, dict) and whole.get("bomFormat") == "CycloneDX":
        found = tuple(_cyclonedx(whole))
    elif isinstance(whole, dict) and any(_CONTEXT in name for name in _contexts(whole)):
        found = tuple(_openvex(whole))
    else:
        raise Unreadable(
            "this is neither OpenVEX nor CycloneDX: `@context` or `bomFormat` does not say so",
            "name an OpenVEX file, or a CycloneDX file with `vulnerabilities`, both in JSON",
        )
    if not found:
        raise Unreadable("nothing is stated about any vulnerability", "state at least one, or leave the file out")
    return found


def _contexts(whole: Mapping[str, Json]) -> list[str]:
    value = whole.get("@context")
    return [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]


def _openvex(whole: Mapping[str, Json]) -> Iterator[Statement]:
    said = _moment(words(whole, "timestamp", ""))
    for i, entry in enumerate(entries(whole, "statements", "")):
        at = f"statements[{i}]"
        named = entry.get("vulnerability")
        vulnerability: Mapping[str, Json] = (
            {"name": named} if isinstance(named, str) else member(entry, "vulnerability", at)
        )
        name = words(vulnerability, "name", at) or words(vulnerability, "@id", at)
        status = _OPENVEX[choice(words(entry, "status", at), _OPENVEX, f"{at}.status")]
        justification = words(entry, "justification", at) or words(entry, "impact_statement", at)
        if status == "not_affected" and not justification:
            reason = f"`{at}` says `not_affected` and not why: `justification` or `impact_statement` is expected"
            raise Unreadable(reason, "add the justification")
        aliases = _texts(vulnerability, "aliases", at)
        products = _texts(entry, "products", at)
        when = _moment(words(entry, "timestamp", at)) if "timestamp" in entry else said
        parts = [part for target in _objects(entry, "products") for part in _texts(target, "subcomponents", at)]
        yield Statement(_named(name, at), aliases, status, products, tuple(parts), justification, when, at)


def _cyclonedx(whole: Mapping[str, Json]) -> Iterator[Statement]:
    parts = [member(member(whole, "metadata", ""), "component", "metadata"), *entries(whole, "components", "")]
    purls = {words(part, "bom-ref", "components"): words(part, "purl", "components") for part in parts}
    for i, entry in enumerate(entries(whole, "vulnerabilities", "")):
        at = f"vulnerabilities[{i}]"
        analysis = member(entry, "analysis", at)
        state = words(analysis, "state", at) or "in_triage"
        status = _CYCLONEDX[choice(state, _CYCLONEDX, f"{at}.analysis.state")]
        references = [words(target, "ref", f"{at}.affects") for target in entries(entry, "affects", at)]
        products = [name for reference in references for name in (reference, purls.get(reference, "")) if name]
        aliases = [words(other, "id", at) for other in entries(entry, "references", at)]
        yield Statement(
            vulnerability=_named(words(entry, "id", at), at),
            aliases=tuple(filter(None, aliases)),
            status=status,
            products=tuple(dict.fromkeys(products)),
            parts=(),
            justification=words(analysis, "justification", at) or words(analysis, "detail", at),
            at=_moment(words(analysis, "lastUpdated", at)) or _moment(words(analysis, "firstIssued", at)),
            place=at,
        )


def _objects(owner: Mapping[str, Json], key: str) -> list[dict[str, Json]]:
    value = owner.get(key)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _named(name: str, at: str) -> str:
    if not name.strip():
        raise Unreadable(f"`{at}` does not say which vulnerability it is about", "write its id, such as a CVE number")
    return name.strip()


def _texts(owner: Mapping[str, Json], key: str, at: str) -> tuple[str, ...]:
    """Ids in a list: texts, or objects with `@id` and package URLs among their identifiers."""
    value = owner.get(key)
    found: list[str] = []
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        found = [entry for entry in value if isinstance(entry, str)]
    else:
        for entry in entries(owner, key, at):
            identifiers = member(entry, "identifiers", f"{at}.{key}")
            found += [words(entry, "@id", f"{at}.{key}"), *(words(identifiers, name, at) for name in identifiers)]
    return tuple(dict.fromkeys(filter(None, found)))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def member(owner: Mapping[str, Json], key: str, at: str) -> dict[str, Json]:
    """The object under a key, empty where there is none; ``at`` is the owner's place, for the message."""
    value = owner.get(key)
    return {} if value is None else value if isinstance(value, dict) else _other(value, key, at, "an object")


def entries(owner: Mapping[str, Json], key: str, at: str) -> list[dict[str, Json]]:
    """The list of objects under a key, empty where there is none."""
    value = [] if owner.get(key) is None else owner[key]
    if not isinstance(value, list):
        _other(value, key, at, "a list")
    objects = [entry for entry in value if isinstance(entry, dict)]
    return objects if len(objects) == len(value) else _other(value, key, at, "a list of objects")


def words(owner: Mapping[str, Json], key: str, at: str) -> str:
    """The text under a key, "" where there is none."""
    value = owner.get(key)
    return "" if value is None else value if isinstance(value, str) else _other(value, key, at, "text")


def choice(value: str, known: Collection[str], at: str) -> str:
    """The word, if it is one of those that are known."""
    if value not in known:
        raise Unreadable(f"`{at}` is {shown(value)}, {one_of(known)} is expected", "write one of these")
    return value


def _other(value: Json, key: str, at: str, expected: str) -> NoReturn:
    raise Unreadable(f"`{at}.{key}`".replace("`.", "`") + f" is {shown(value)}, {expected} is expected", _EXPORT)


def shown(value: Json) -> str:
    """A value as a message shows it."""
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    return f"`{str(value)[:60]}`"


class _Refused(ValueError):
    """JSON that is well-formed and still not taken."""


def read_json(data: bytes) -> Json:
    """The value in a JSON file's bytes, in UTF-8 with or without a byte order mark.

    Raises Unreadable, with the line, for what is not JSON, for an object with the same key twice (readers disagree
    about which counts), for `NaN` and the infinities, for numbers of more than MAX_DIGITS digits, for halves of
    surrogate pairs, for what is nested too deeply and for more than MAX_BYTES.
    """
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1024 / 1024:.1f} MiB is more than the {MAX_BYTES // 1024 // 1024} MiB that are read"
        raise Unreadable(size, "split the file, or leave out what is not judged")
    if not data.strip():
        raise Unreadable("the file is empty; JSON is expected", _EXPORT)
    if data[:2] in (b"\x1f\x8b", b"PK"):
        raise Unreadable("the file is compressed; JSON is expected", "unpack it and name the JSON file")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        raise Unreadable("the file is not UTF-8 but UTF-16, UTF-32 or binary", "save it as UTF-8")
    try:
        raw = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"the file is not UTF-8: byte 0x{data[error.start]:02x} cannot be read", "save it as UTF-8", line
        ) from None
    return _parsed(raw)


def _parsed(raw: str) -> Json:
    try:
        value: Json = json.loads(raw, object_pairs_hook=_unique, parse_int=_whole, parse_constant=_constant)
        if _SURROGATE.search(raw):
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        cut = error.pos >= len(raw.rstrip()) or error.msg.startswith("Unterminated string")
        reason = "the JSON ends too early: the file is cut off" if cut else f"this is not JSON: {error.msg}"
        raise Unreadable(reason, _EXPORT, error.lineno) from None
    except RecursionError:
        raise Unreadable("the JSON is nested too deeply", _EXPORT, _line(raw, "deep")) from None
    except UnicodeEncodeError:
        raise Unreadable("a text holds half of a surrogate pair, which is no character", _EXPORT) from None
    except _Refused as error:
        why = "twice" if "twice" in str(error) else "digits"
        raise Unreadable(str(error), _EXPORT, _line(raw, why)) from None
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _Refused(f"the key `{key[:60]}` stands twice in one object")
    return found


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _Refused(f"a number has more than {MAX_DIGITS} digits")
    return int(digits)


def _constant(word: str) -> NoReturn:
    raise _Refused(f"`{word}` is not a number in JSON")


def _line(raw: str, why: str) -> int:
    """The line of what was refused, as far as its tokens tell; else 1."""
    return raw.count("\n", 0, next(_offending(raw, why), 0)) + 1


def _offending(raw: str, why: str) -> Iterator[int]:
    seen: list[set[str]] = []
    for token in _TOKEN.finditer(raw):
        if token["open"]:
            seen.append(set())
            if why == "deep" and len(seen) > 200:
                yield token.start()
        elif token["close"]:
            del seen[-1:]
        elif why == "digits" and len(token["digits"] or "") >= MAX_DIGITS:
            yield token.start()
        elif token["key"] and why == "twice" and seen:
            key = json.loads(token["text"])
            if key in seen[-1]:
                yield token.start()
            seen[-1].add(key)
