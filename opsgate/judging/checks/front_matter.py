"""OG1xx: front matter against the schema of its kind."""

from collections.abc import Callable, Iterator

from opsgate.judging.check import Check, Reach, check
from opsgate.reading.placeholders import is_placeholder
from opsgate.reading.validate import Violation
from opsgate.words.finding import Severity
from opsgate.words.near import nearest
from opsgate.words.place import Edit, Fix, Hit

_TYPES = frozenset({"type"})
_MISSING = frozenset({"required", "dependentRequired"})
_UNKNOWN = frozenset({"additionalProperties", "unevaluatedProperties", "propertyNames"})


@check("OG101", "missing-field", unfinished=True)
def missing_field(here: Reach) -> Iterator[Hit]:
    """A required front-matter field is absent or empty."""
    misspelt = set(_misspelt(here).values())
    for fault in here.subject.violations:
        if fault.keyword in _MISSING and not (len(fault.keys) == 1 and fault.keys[0] in misspelt):
            message, hint = fault.explain()
            written = here.document.front.keys.get(fault.keys)
            if written is not None:
                yield here.document.key_place(*fault.keys).hit(
                    f"`{fault.name}` is empty", hint=hint.replace("add", "fill in", 1)
                )
            else:
                yield here.place(*fault.keys).hit(f"{message} (a {here.kind.name} needs it at {here.level})", hint=hint)


@check("OG102", "unknown-field")
def unknown_field(here: Reach) -> Iterator[Hit]:
    """A front-matter key that the kind does not know, most often a misspelling of one that it does."""
    for fault in here.subject.violations:
        if fault.keyword in _UNKNOWN:
            message, hint = fault.explain()
            yield here.document.key_place(*fault.keys).hit(message, hint=hint)
    mode = here.project.unknown_fields
    if mode == "off" or here.kind.given is not None:
        return
    misspelt = _misspelt(here)
    for key in here.document.meta:
        if key in here.kind.properties:
            continue
        near = misspelt.get(key)
        if near:
            fix = Fix(f"rename to `{near}`", (Edit(here.document.front.keys[(key,)], near),))
            yield here.document.key_place(key).hit(f"unknown key `{key}`", hint=f"did you mean `{near}`?", fix=fix)
        elif mode == "all":
            yield here.document.key_place(key).hit(f"a {here.kind.name} has no key `{key}`", hint="delete it")


def _misspelt(here: Reach) -> dict[str, str]:
    """Keys that the kind does not know, and the absent one that each most likely meant."""
    if here.project.unknown_fields == "off" or here.kind.given is not None:
        return {}
    written, known = here.document.meta, here.kind.properties
    absent = [key for key in known if key not in written]
    found = ((key, nearest(key, absent)) for key in written if key not in known)
    return {key: near for key, near in found if near}


@check("OG103", "wrong-type")
def wrong_type(here: Reach) -> Iterator[Hit]:
    """A front-matter value is of another type than the field: text where a list belongs, say."""
    yield from _hits(here, lambda fault: fault.keyword in _TYPES)


@check("OG104", "invalid-value")
def invalid_value(here: Reach) -> Iterator[Hit]:
    """A front-matter value is of the right type but not one that the field can have."""
    known = _TYPES | _MISSING | _UNKNOWN
    yield from _hits(here, lambda fault: fault.keyword not in known)


@check("OG105", "key-order", severity=Severity.WARNING)
def key_order(here: Reach) -> Iterator[Hit]:
    """Front-matter keys stand in another order than the kind asks for."""
    order = here.kind.order
    present = [key for key in here.document.meta if key in order]
    expected = sorted(present, key=order.index)
    for key, wanted in zip(present, expected, strict=True):
        if key != wanted:
            listed = ", ".join(f"`{name}`" for name in expected)
            yield here.document.key_place(key).hit(f"`{key}` stands where `{wanted}` belongs", hint=f"order: {listed}")
            return


def _hits(here: Reach, wanted: Callable[[Violation], bool]) -> Iterator[Hit]:
    for fault in here.subject.violations:
        if wanted(fault) and not (isinstance(fault.value, str) and is_placeholder(fault.value)):
            message, hint = fault.explain()
            yield here.place(*fault.keys).hit(message, hint=hint)


CHECKS: tuple[Check, ...] = (missing_field, unknown_field, wrong_type, invalid_value, key_order)
