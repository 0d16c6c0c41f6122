"""OG0xx: whether a document can be read, and means the same to every reader."""

import re
from collections.abc import Iterator

from opsgate.judging import mends
from opsgate.judging.check import Check, CheckFunction, Reach, check, declare
from opsgate.reading.placeholders import is_placeholder
from opsgate.reading.yamlvalue import Fault, Plain
from opsgate.words.finding import Severity
from opsgate.words.near import an, nearest, one_of
from opsgate.words.place import Hit, Place


def _faults(name: str, summary: str) -> CheckFunction:
    """A check for faults that reading has found already."""

    def run(here: Reach) -> Iterator[Hit]:
        for fault in here.document.faults:
            if fault.name == name:
                related = [_place(here, fault, span) for span in fault.related]
                fix = mends.of_syntax(here.document, fault) if name == "front-matter-syntax" else None
                yield _place(here, fault).hit(fault.message, hint=fault.hint, related=related, fix=fix)

    run.__doc__ = summary
    return run


def _place(here: Reach, fault: Fault, span: tuple[int, int] | None = None) -> Place:
    document = here.document
    start, end = span or fault.span
    block = document.front.block
    if block is not None and start <= block[1] + 3:
        return Place(document.path, ("meta",), (start, max(end, start)))
    return Place(document.path, (), (start, end))


unreadable = check("OG001", "unreadable")(_faults("unreadable", "A file cannot be read as text."))
front_matter_syntax = check("OG002", "front-matter-syntax")(
    _faults("front-matter-syntax", "Front matter is not well-formed YAML between two `---` lines.")
)
duplicate_key = check("OG004", "duplicate-key")(_faults("duplicate-key", "A front-matter key is written twice."))
yaml_feature = check("OG005", "yaml-feature")(
    _faults("yaml-feature", "Front matter uses anchors, aliases, tags or deep nesting.")
)
too_large = check("OG008", "too-large")(_faults("too-large", "A document or its front matter is larger than is read."))


@check("OG003", "front-matter-missing")
def front_matter_missing(here: Reach) -> Iterator[Hit]:
    """A document that the configuration maps to a kind has no front matter."""
    front = here.document.front
    if not here.document.whole or front.block is not None or here.document.faults:
        return
    if here.kind.required_at(here.level):
        keys = ", ".join(f"`{key}`" for key in here.kind.required_at(here.level))
        yield here.place().hit(
            f"no front matter, but {an(here.kind.name)} needs {keys}",
            hint="begin the file with a `---` line, these keys, and another `---` line",
        )


@check("OG006", "ambiguous-scalar", severity=Severity.WARNING)
def ambiguous_scalar(here: Reach) -> Iterator[Hit]:
    """An unquoted value that other YAML readers take for something else than what is written."""
    at_fault = {fault.keys for fault in here.subject.violations}
    for keys in here.document.front.spans:
        value = _written(here, keys)
        if not isinstance(value, Plain) or not keys or keys in at_fault:
            continue
        other = _otherwise(value)
        if other is None or not _is_text(here, keys):
            continue
        fix = mends.quoted(here.document.front, keys, value)
        yield here.place(*keys).hit(
            f"`{value}` is read as {other} by other YAML readers", hint=f'write `"{value}"`', fix=fix
        )


def _written(here: Reach, keys: tuple[str | int, ...]) -> object:
    value: object = here.document.meta
    for key in keys:
        value = value.get(str(key)) if isinstance(value, dict) else value[int(key)] if isinstance(value, list) else None
    return value


def _is_text(here: Reach, keys: tuple[str | int, ...]) -> bool:
    """Whether the value was taken as text: a declared number or boolean means what it says."""
    value: object = here.meta
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else value[key] if isinstance(value, list) else None  # type: ignore[index]
    return isinstance(value, str)


_OTHER_READINGS = (
    (re.compile(r"(?:y|yes|on)\Z", re.IGNORECASE), "true"),
    (re.compile(r"(?:n|no|off)\Z", re.IGNORECASE), "false"),
    (re.compile(r"[-+]?0[0-7]+\Z"), "an octal number"),
    (re.compile(r"0x[0-9a-fA-F]+\Z"), "a hexadecimal number"),
    (re.compile(r"[-+]?[1-9][0-9]*(?::[0-5]?[0-9])+(?:\.[0-9]*)?\Z"), "a number in base 60"),
    (re.compile(r"[-+]?[0-9]+(?:_[0-9]+)+\Z"), "a number without its `_`"),
    (re.compile(r"[-+]?[0-9]+\.[0-9]*0\Z"), "a number that loses its last zero"),
    (re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+\Z"), "a number with an exponent"),
)


def _otherwise(value: str) -> str | None:
    return next((reading for pattern, reading in _OTHER_READINGS if pattern.match(value)), None)


@check("OG007", "unknown-kind")
def unknown_kind(here: Reach) -> Iterator[Hit]:
    """A document names a kind that does not exist, or another one than the configuration gives its path."""
    front, known, mapped = here.document.front, here.project.kinds, here.subject.mapped
    if not front.readable or is_placeholder(front.kind or ""):
        return
    if front.kind is None:
        if "kind" in here.document.meta and here.kind.name not in known:
            yield here.document.key_place("kind").hit("`kind` names no kind", hint=f"there are {one_of(known)}")
    elif front.kind not in known:
        near = nearest(front.kind, known)
        hint = f"did you mean `{near}`?" if near else f"there are {one_of(known)}"
        yield here.place("kind").hit(f"`{front.kind}` is no kind", hint=hint)
    elif mapped is not None and mapped != front.kind:
        yield here.place("kind").hit(
            f"the document says `{front.kind}`, but the configuration makes this path {an(mapped)}",
            hint="change one of the two; until then the document is held to what it says itself",
        )


check_crashed = declare(
    "OG009", "check-crashed", "A check failed: a fault of opsgate, reported so that nothing is lost."
)


@check("OG010", "unclosed-fence")
def unclosed_fence(here: Reach) -> Iterator[Hit]:
    """A code fence is opened and never closed: everything after it is code, headings too."""
    fence = here.outline.unclosed
    if fence is not None:
        raw, (start, end) = here.document.text.raw, fence.span
        mark = raw[start : start + 3]
        end = start + len(raw[start:end].splitlines()[0])
        yield here.document.at((start, end)).hit(
            "this code fence is never closed, so all that follows is code", hint=f"write {mark} after its last line"
        )


CHECKS: tuple[Check, ...] = (
    unreadable, front_matter_syntax, front_matter_missing, duplicate_key, yaml_feature, ambiguous_scalar,
    unknown_kind, too_large, check_crashed, unclosed_fence,
)  # fmt: skip
