"""OG1xx: front matter against the schema of its kind."""

import re
from collections.abc import Callable, Iterator

from opsgate.judging import mends
from opsgate.judging.check import Check, Reach, check
from opsgate.reading.validate import Violation
from opsgate.words.finding import Severity
from opsgate.words.near import an, nearest
from opsgate.words.place import Edit, Fix, Hit

_TYPES = frozenset({"type"})
_MISSING = frozenset({"required", "dependentRequired"})
_UNKNOWN = frozenset({"additionalProperties", "unevaluatedProperties", "propertyNames"})


@check("OG101", "missing-field", unfinished=True)
def missing_field(here: Reach) -> Iterator[Hit]:
    """A required front-matter field is absent or empty."""
    meant = _meant(here)
    for fault in here.subject.violations:
        message, hint = fault.explain()
        if fault.empty:
            yield here.place(*fault.keys).hit(message, hint=hint)
        elif fault.keyword not in _MISSING or fault.keys in meant:
            continue
        elif fault.keys in here.document.front.keys:
            place = here.document.key_place(*fault.keys)
            yield place.hit(f"`{fault.name}` is empty", hint=hint.replace("add", "fill in", 1))
        else:
            needs = f" ({an(here.kind.name)} needs it at {here.level})" if len(fault.keys) == 1 else ""
            yield here.place(*fault.keys).hit(message + needs, hint=hint)


@check("OG102", "unknown-field")
def unknown_field(here: Reach) -> Iterator[Hit]:
    """A front-matter key that the kind does not know, most often a misspelling of one that it does."""
    unknown = [fault for fault in here.subject.violations if fault.keyword in _UNKNOWN]
    meant = [_nearest(fault) for fault in unknown]
    for fault, keys in zip(unknown, meant, strict=True):
        if fault.keys:
            message, hint = fault.explain()
            alone = meant.count(keys) == 1 and bool(keys)
            fix = mends.renamed(here.document.front, fault.keys, str(keys[-1])) if alone else None
            yield here.document.key_place(*fault.keys).hit(message, hint=hint, fix=fix)
    mode = here.project.unknown_fields
    if mode == "off" or here.kind.given is not None:
        return
    yield from _misspelt_relations(here)
    misspelt = _misspelt(here)
    sure = mends.only_candidates(misspelt)
    for key in here.document.meta:
        if key in here.kind.properties:
            continue
        near = misspelt.get(key)
        if near:
            fix = mends.renamed(here.document.front, (key,), near) if key in sure else None
            yield here.document.key_place(key).hit(f"unknown key `{key}`", hint=f"did you mean `{near}`?", fix=fix)
        elif mode == "all":
            yield here.document.key_place(key).hit(f"{an(here.kind.name)} has no key `{key}`", hint="delete it")


def _nearest(fault: Violation) -> tuple[str | int, ...]:
    """The keys that a misspelt one meant, or none."""
    near = nearest(str(fault.keys[-1]), fault.known) if fault.keys else None
    return (*fault.keys[:-1], near) if near else ()


def _misspelt_relations(here: Reach) -> Iterator[Hit]:
    """Relations that the kind does not have and that are spelt nearly like one that it has; others are free."""
    relations = here.meta.get("relations")
    written = relations if isinstance(relations, dict) else {}
    names = here.kind.relation_names
    absent = [name for name in names if name not in written]
    found = ((key, nearest(key, absent)) for key in written if key not in names)
    misspelt = {key: near for key, near in found if near}
    sure = mends.only_candidates(misspelt)
    for key, near in misspelt.items():
        fix = mends.renamed(here.document.front, ("relations", key), near) if key in sure else None
        place = here.document.key_place("relations", key)
        yield place.hit(f"unknown relation `{key}`", hint=f"did you mean `{near}`?", fix=fix)


def _misspelt(here: Reach) -> dict[str, str]:
    """Keys that the kind does not know, and the absent one that each most likely meant."""
    if here.project.unknown_fields == "off" or here.kind.given is not None:
        return {}
    written, known = here.document.meta, here.kind.properties
    absent = [key for key in known if key not in written and len(key) > 2]
    found = ((key, nearest(key, absent)) for key in written if key not in known and key not in _OF_OTHERS)
    return {key: near for key, near in found if near and not _is_other_word(key, near)}


_OF_OTHERS = frozenset(
    """
    alias aliases authors category categories date description draft excerpt icon image keywords lang language layout
    linktitle menu name order parent permalink position slug summary tag tagline taxonomies toc type uid url version
    versions weight
    """.split()
)
"""Keys that site generators have; near one of ours they are still no misspelling of it."""


def _is_other_word(key: str, near: str) -> bool:
    """Whether a key says more than a known one: ``last_reviewed_on`` is another tool's word, not a misspelling."""
    return set(key.split("_")) > set(near.split("_"))


def _meant(here: Reach) -> set[tuple[str | int, ...]]:
    """Absent keys, at any depth, that a misspelt one stands for: one fault is one finding."""
    below = {
        (*fault.keys[:-1], nearest(str(fault.keys[-1]), fault.known) or "")
        for fault in here.subject.violations
        if fault.keyword in _UNKNOWN
    }
    return {(near,) for near in _misspelt(here).values()} | below


@check("OG103", "wrong-type")
def wrong_type(here: Reach) -> Iterator[Hit]:
    """A front-matter value is of another type than the field: text where a list belongs, say."""
    yield from _hits(here, lambda fault: fault.keyword in _TYPES)


@check("OG104", "invalid-value")
def invalid_value(here: Reach) -> Iterator[Hit]:
    """A front-matter value is of the right type but not one that the field can have."""
    known = _TYPES | _MISSING | _UNKNOWN
    yield from _hits(here, lambda fault: fault.keyword not in known and not fault.empty)


@check("OG105", "key-order", severity=Severity.WARNING)
def key_order(here: Reach) -> Iterator[Hit]:
    """Front-matter keys stand in another order than the kind asks for."""
    order = here.kind.order
    present = [key for key in here.document.meta if key in order]
    expected = sorted(present, key=order.index)
    for key, wanted in zip(present, expected, strict=True):
        if key != wanted:
            listed = ", ".join(f"`{name}`" for name in expected)
            stands = f"`{key}` stands where `{wanted}` belongs"
            fix = mends.in_order(here.document.text.raw, here.document.front, present, expected)
            yield here.document.key_place(key).hit(stands, hint=f"order: {listed}", fix=fix)
            return


def _hits(here: Reach, wanted: Callable[[Violation], bool]) -> Iterator[Hit]:
    seen = {fault.span for fault in here.document.faults}
    for fault in here.subject.violations:
        place = here.place(*fault.keys)
        if wanted(fault) and not fault.placeholder and place.span not in seen:
            seen.add(place.span)
            message, hint = fault.explain()
            yield place.hit(message, hint=_HANDLE.sub(r'`"\1"`', hint), fix=_other_word(here, fault))


def _other_word(here: Reach, fault: Violation) -> Fix | None:
    """The word that a misspelt one of a few that are known meant; it says something else, so it is not safe."""
    if fault.keyword != "enum" or not isinstance(fault.value, str) or fault.keys[0] in mends.WORDS_OF_PEOPLE:
        return None
    near = nearest(fault.value, (word for word in fault.expected if isinstance(word, str)))
    span = here.document.front.spans.get(fault.keys)
    if near is None or span is None or here.document.text.raw[slice(*span)].strip("\"'") != fault.value:
        return None
    name = "/".join(map(str, ("meta", *fault.keys)))
    return Fix(
        f"write `{near}`",
        (Edit(span, near),),
        safe=False,
        renders_same=mends.hidden(here.document.front),
        alters=(name,),
    )


_HANDLE = re.compile(r"`(@[^`]+)`")
"""A handle in a hint: YAML needs quotes around it."""

CHECKS: tuple[Check, ...] = (missing_field, unknown_field, wrong_type, invalid_value, key_order)
