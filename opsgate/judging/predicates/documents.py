"""Predicates over documents: what they say of themselves, their findings, and how they stand to one another."""

import datetime
from collections.abc import Iterator, Sequence
from functools import partial

from opsgate.judging.catalog import BY_WORD, CHECKS
from opsgate.judging.evidence.junit import read_junit
from opsgate.judging.evidence.partslist import read_parts
from opsgate.judging.evidence.tickets import moment
from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.here import Here, same_word
from opsgate.judging.predicate import SEVERITY, TEXT, WORDS, predicate
from opsgate.judging.said import Said, fails, holds, unknown
from opsgate.knowing.marks.code import unread
from opsgate.knowing.subject import Subject
from opsgate.reading.values.base import is_placeholder
from opsgate.words.finding import Finding, Severity
from opsgate.words.near import one_of
from opsgate.words.place import Place

_PASSING = ("pass", "passed-with-waivers")
_RELEASED = ("approved", "active", "released", "published", "verified", "baselined")
_FROM_CODE = frozenset(["OG402", "OG403"])
"""Rules about what is read from shell code."""
_TABLES = (".csv", ".tsv")


def _key(subject: Subject, key: str) -> str:
    """The key that holds it: a release without ``version`` has its ``release`` for that."""
    return "release" if key == "version" and key not in subject.meta and "release" in subject.meta else key


def _text(subject: Subject, key: str) -> str:
    said = subject.meta.get(_key(subject, key))
    return said.strip() if isinstance(said, str) else ""


def _equal(here: Here, one: str, other: str) -> bool | None:
    """Whether two texts mean the same, versions compared as values; None where nobody can tell."""
    first, second = here.value(one, "version"), here.value(other, "version")
    if first is not None and second is not None:
        return bool(first == second)
    return True if one and same_word(one, other) else None


def _product_fits(one: Subject, other: Subject) -> bool:
    """Whether two documents may be of one product: they say so, or one of them names none."""
    mine, theirs = one.meta.get("product"), other.meta.get("product")
    return mine is None or theirs is None or same_word(mine, theirs)


@predicate("related-gate-passes", relation=TEXT, gate={"enum": ["entrance", "exit"]}, same=WORDS)
def related_gate_passes(here: Here, *, relation: str, gate: str, same: Sequence[str] = ()) -> Iterator[Said]:
    """The related document passes its gate, and has the same version as this one."""
    kinds = next((found.kinds for found in here.kind.relations if found.name == relation), ())
    named = list(here.related(relation))
    if not named:
        found = list(_instead(here, relation, kinds, same))
        yield from (item for item in found if isinstance(item, Said))
        for subject in (item for item in found if isinstance(item, Subject)):
            yield from _gate(here, here.place("relations", relation), subject, gate, same)
    for place, target, related in named:
        if related is None:
            yield _no_document(here, place, target, kinds)
        elif related is here.subject:
            yield fails(place, f"`{target}` is this document itself", f"name {_a(kinds)}")
        elif kinds and not any(here.world.library.is_a(related, kind) for kind in kinds):
            at = related.document.place("kind")
            yield fails(
                place, f"`{target}` is a {related.kind.name}, expected {_a(kinds)}", "name another", related=(at,)
            )
        elif related.stage == "history":
            at = related.document.place("status")
            yield fails(place, f"`{target}` has the status `{related.status}`", "name one in force", related=(at,))
        else:
            yield from _gate(here, place, related, gate, same)


def _a(kinds: Sequence[str]) -> str:
    return " or ".join(f"a {kind}" for kind in kinds) or "a document"


def _no_document(here: Here, place: Place, target: str, kinds: Sequence[str]) -> Said:
    if here.world.library.target(here.subject, target) is None:
        return unknown(
            place, f"`{target}` lies outside the repository, where no gate is judged", f"name {_a(kinds)} in it"
        )
    return fails(place, f"`{target}` leads to no document, expected {_a(kinds)}", "mend the path, or write it")


def _instead(here: Here, relation: str, kinds: Sequence[str], same: Sequence[str]) -> Iterator[Said | Subject]:
    """Where nothing is related: the release in scope, or the documents of the right kind with the same version."""
    library, place = here.world.library, here.place("relations", relation)
    if here.world.release is not None and any(library.is_a(here.world.release, kind) for kind in kinds):
        yield here.world.release
        return
    every = [
        subject for kind in kinds for subject in here.world.documents(kind) if _product_fits(here.subject, subject)
    ]
    mine = [(key, _text(here.subject, key)) for key in same if _text(here.subject, key)]
    found = [one for one in every if all(_equal(here, text, _text(one, key)) for key, text in mine)]
    if not found:
        of = "".join(f" of {key} `{text}`" for key, text in mine)
        yield fails(place, f"no `{relation}` is named, and there is no document{of} that is {_a(kinds)}",
                    f"write it, and name it: `relations: {{{relation}: …}}`")  # fmt: skip
    elif not mine and len(found) > 1:
        yield unknown(place, f"no `{relation}` is named, and {len(found)} documents are {_a(kinds)}",
                      f"name the one that is meant: `relations: {{{relation}: …}}`",
                      related=tuple(one.document.place() for one in found))  # fmt: skip
    else:
        yield from found


def _gate(here: Here, place: Place, subject: Subject, gate: str, same: Sequence[str]) -> Iterator[Said]:
    """What another document's gate says, if that document is of the same version."""
    path = subject.document.path
    if not _product_fits(here.subject, subject):
        yield fails(here.place("product"), f"the product is `{here.get('product')}`, and that of `{path}` is "
                    f"`{subject.meta['product']}`", "name a document of the same product",
                    related=(subject.document.place("product"),))  # fmt: skip
        return
    for key in same:
        mine, theirs = _text(here.subject, key), _text(subject, key)
        at = subject.document.place(_key(subject, key))
        equal = _equal(here, mine, theirs)
        if equal is None and not mine and key not in here.kind.required_at(here.level):
            continue
        if equal is None:
            said = f"is `{mine}`" if mine else "is missing"
            yield unknown(here.place(key), f"the {key} {said}, and `{path}` has `{theirs}`: nobody can compare them",
                          f"write the {key} that both have", related=(at,))  # fmt: skip
            return
        if not equal:
            yield fails(here.place(key), f"the {key} is `{mine}`, and `{path}` is of `{theirs}`",
                        f"bring this document to `{theirs}`, or name the one for `{mine}`", related=(at,))  # fmt: skip
            return
    word = here.world.gate(subject, gate)
    if word in _PASSING:
        yield holds(f"the {gate} gate of `{path}` is `{word}`", place)
        return
    say = unknown if word == "unknown" else fails
    yield say(place, f"the {gate} gate of `{path}` is `{word}`, expected `pass`", f"opsgate gate {path}",
              related=(subject.document.place(),))  # fmt: skip


@predicate("related-released", relation=TEXT)
def related_released(here: Here, *, relation: str) -> Iterator[Said]:
    """What is related exists and is released: a document by its status, a list of parts by that of every part."""
    named = here.related(relation)
    if not named:
        yield unknown(here.place("relations", relation), f"no `{relation}` is named",
                      f"name it: `relations: {{{relation}: …}}`")  # fmt: skip
    for place, target, subject in named:
        path = here.world.library.target(here.subject, target)
        if subject is not None:
            at = subject.document.place("status")
            if subject.status in _RELEASED:
                yield holds(f"`{target}` has the status `{subject.status}`", place)
            else:
                stands = f"`{target}` has the status `{subject.status or 'none'}`, expected {one_of(_RELEASED)}"
                yield fails(place, stands, "release it first", related=(at,), contradicts=True)
        elif path is None:
            yield unknown(place, f"`{target}` lies outside the repository: nobody can tell whether it is released",
                          "keep an export of it in the repository, or have somebody attest it")  # fmt: skip
        elif path.lower().endswith(_TABLES):
            yield _released_parts(here, place, path)
        else:
            here.read(path, place, bytes)
            yield unknown(
                place, f"`{path}` does not say whether it is released", "name a CSV file with a column `status`"
            )


def _released_parts(here: Here, place: Place, path: str) -> Said:
    listed = here.read(path, place, partial(read_parts, path=path))
    waiting = [part for part in listed.parts if part.released is False]
    silent = [part for part in listed.parts if part.released is None]
    if waiting:
        first, more = waiting[0], f", nor are {len(waiting) - 1} more" if len(waiting) > 1 else ""
        stands = (
            f"{path}:{first.line}: part `{first.number}` has the status `{first.status}`, expected `released`{more}"
        )
        return fails(place, stands, "release the part, or take it out of the list", contradicts=True)
    if listed.faults:
        return unknown(place, f"{path}:{listed.faults[0].line}: {listed.faults[0].message}", "mend the row")
    if silent:
        return unknown(place, f"{path}:{silent[0].line}: part `{silent[0].number}` has no status",
                       "fill in a column `status`")  # fmt: skip
    if not listed.parts:
        return unknown(place, f"`{path}` lists no part", "export it again")
    return holds(f"all {len(listed.parts)} parts of `{path}` are released", place)


@predicate("no-open-findings", family=TEXT, rules=WORDS, severity=SEVERITY)
def no_open_findings(
    here: Here, *, family: str = "", rules: Sequence[str] = (), severity: str = "error"
) -> Iterator[Said]:
    """No finding of a family of rules, or of the rules named, stands at a severity or above, as opsgate ships them."""
    missing = [rule for rule in rules if rule not in BY_WORD]
    chosen = {BY_WORD[rule].id for rule in rules if rule in BY_WORD}
    if family:
        chosen |= {check.id for check in CHECKS if check.id.startswith(family)}
    if missing or not chosen:
        name = one_of(missing) if missing else f"`{family}`"
        yield unknown(here.place(), f"there is no rule {name} that could find anything", "see `opsgate rules`")
        return
    if not here.document.whole:
        yield unknown(here.place(), "the document could not be read whole", f"opsgate check {here.document.path}")
        return
    found = here.world.findings(here.subject)
    crashed = [finding for finding in found if finding.rule == BY_WORD["check-crashed"].id]
    for finding in crashed:
        yield unknown(_place(here, finding), finding.message, finding.hint)
    least = Severity[severity.upper()]
    standing = [finding for finding in found if finding.rule in chosen and finding.severity >= least]
    for finding in standing:
        yield fails(_place(here, finding), f"{finding.rule} {finding.name}: {finding.message}", finding.hint)
    unreadable = list(_unread(here)) if chosen & _FROM_CODE else []
    yield from unreadable
    if not standing and not crashed and not unreadable:
        yield holds(f"no finding at {severity} or above")


def _unread(here: Here) -> Iterator[Said]:
    """Shell code that nobody could read, in a document whose readers follow it."""
    for span in unread(here.document.outline) if here.kind.followed else ():
        place = Place(here.document.path, here.place().keys, span)
        yield unknown(place, "nobody can tell what this code needs: it cannot be read as shell",
                      "mend the code, or label the fence as what it is")  # fmt: skip


def _place(here: Here, finding: Finding) -> Place:
    text = here.subject.beside.get(finding.path, here.document.text)
    start, end = (text.starts[at.line - 1] + at.column - 1 for at in (finding.region.start, finding.region.end))
    return Place(finding.path, tuple(finding.place.split("/")), (start, end))


@predicate("status-is", status=WORDS)
def status_is(here: Here, *, status: Sequence[str]) -> Iterator[Said]:
    """The document has one of the statuses."""
    said = here.subject.status
    if said in status:
        yield holds(f"the status is `{said}`", here.place("status"))
    else:
        stands = f"the status is `{said}`" if said else "no status stands here"
        hint = f"write `status: {status[0]}` when it is true"
        yield fails(here.place("status"), f"{stands}, expected {one_of(status)}", hint)


@predicate("any-key-filled", keys=WORDS)
def any_key_filled(here: Here, *, keys: Sequence[str]) -> Iterator[Said]:
    """At least one of the keys says something."""
    for key in keys:
        said = here.get(key)
        words = [word for word in (said if isinstance(said, list) else [said]) if isinstance(word, str)]
        if any(word.strip() and not is_placeholder(word.strip()) for word in words):
            yield holds(f"`{key}` is filled in", here.place(*key.split(".")))
            return
    yield fails(here.place(*keys[0].split(".")), f"none of {', '.join(f'`{key}`' for key in keys)} says anything",
                f"write `{keys[0]}: [WORD, …]`")  # fmt: skip


@predicate("documents-current")
def documents_current(here: Here) -> Iterator[Said]:
    """The documents that a release needs carry its version, or were reviewed since its tests were run.

    Needed are the documents of the kinds that block a release, and those that the release is related to.
    """
    kinds = [kind for kind in here.policy.blocking if not here.world.library.is_a(here.subject, kind)]
    needed = [one for kind in kinds for one in here.world.documents(kind) if _product_fits(here.subject, one)]
    relations = here.get("relations")
    for relation in relations if isinstance(relations, dict) else ():
        needed += [one for _, _, one in here.related(relation) if one is not None]
    by_path = {one.document.path: one for one in needed if one is not here.subject and one.kind.name != "record"}
    if not by_path:
        yield unknown(here.place(), f"there is no document of the kinds that block a release: {one_of(kinds)}",
                      "write those that this release needs")  # fmt: skip
        return
    day = _tested(here)
    for _, subject in sorted(by_path.items()):
        yield _current(here, subject, day)


def _tested(here: Here) -> datetime.date | None:
    """The day (UTC) on which the first of the release's test results was made; None where none says so."""
    evidence = here.get("evidence")
    days = []
    for index, item in enumerate(evidence if isinstance(evidence, list) else ()):
        path = item.get("path") if isinstance(item, dict) else item
        if isinstance(path, str) and path.lower().endswith(".xml"):
            try:
                results = here.read(path, here.place("evidence", index), read_junit)
            except Unreadable:
                continue  # the criteria about the suites say so
            moments = [moment(suite.timestamp) for suite in results.suites]
            days += [found.start.date() for found in moments if found is not None]
    return min(days, default=None)


def _current(here: Here, subject: Subject, day: datetime.date | None) -> Said:
    path, key = subject.document.path, _key(here.subject, "version")
    place, wanted = here.place(key), _text(here.subject, "version")
    if not subject.document.whole or not subject.document.front.readable:
        return unknown(place, f"`{path}` cannot be read", f"opsgate check {path}", related=(subject.document.place(),))
    if subject.stage == "unfinished":
        at = subject.document.place("status")
        return fails(
            place, f"`{path}` has the status `{subject.status}`, expected one in force", "finish it", related=(at,)
        )
    version, said = _text(subject, "version"), subject.meta.get("last_reviewed")
    reviewed = here.value(said, "date")
    if _equal(here, version, wanted):
        return holds(f"`{path}` is of version `{version}`", place)
    if day is not None and reviewed is not None and day <= reviewed <= here.as_of:
        return holds(f"`{path}` was reviewed on {reviewed}, the tests were run from {day} on", place)
    stands = f"is of version `{version}`" if version else "has no version"
    since = f"; its last review is {said or 'missing'}, the tests were run from {day} on" if day else ""
    if reviewed is not None and reviewed > here.as_of:
        since = f"; its last review, {reviewed}, lies in the future"
    at = subject.document.place("version" if version else "last_reviewed")
    return fails(place, f"`{path}` {stands}, the release is `{wanted}`{since}",
                 "read it against the release, and write its `version` or `last_reviewed`", related=(at,))  # fmt: skip


PREDICATES = (
    any_key_filled,
    documents_current,
    no_open_findings,
    related_gate_passes,
    related_released,
    status_is,
)
