"""What a gate run is about: the documents of a release, and what is missing or kept from sight."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from opsgate.judging.here import same_word
from opsgate.knowing.corpus import Reader
from opsgate.knowing.kind import LEVELS
from opsgate.knowing.ledger import sidecar_path
from opsgate.knowing.library import Library
from opsgate.knowing.policy import Policy
from opsgate.knowing.subject import Subject
from opsgate.reading.values import TYPES, BadValue
from opsgate.running.verdict import Problem
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Region
from opsgate.words.near import nearest, one_of

CHECKLIST = "release-checklist"
RECORD = "record"


@dataclass(frozen=True)
class Release:
    """A release by its id, and the product where it was named or where the checklist says it."""

    id: str
    product: str | None
    checklist: Subject | None
    problems: tuple[Problem, ...]


def find_release(library: Library, said: str) -> Release:
    """The release that ``ID`` or ``PRODUCT@ID`` names. Raises OpsgateError where several products have one."""
    product, _, id = said.rpartition("@")
    every = [s for s in library.of_kind(CHECKLIST) if product == "" or same_word(s.meta.get("product", ""), product)]
    found = [subject for subject in every if same_release(subject.meta.get("release"), id)]
    products = {str(subject.meta.get("product", "")).strip().casefold() for subject in found}
    if len(products) > 1 and "" not in products:
        names = [f"{subject.meta.get('product')}@{id}" for subject in found]
        raise OpsgateError(f"several products have a release `{id}`: say --release {one_of(names)}")
    live = [subject for subject in found if subject.stage != "history"]
    if not live:
        return Release(id.strip(), product or None, None, (_absent(every, found, id),))
    first = live[0]
    named = product or first.meta.get("product")
    problems = tuple(_double(other, first) for other in live[1:])
    return Release(str(first.meta["release"]).strip(), str(named) if named else None, first, problems)


def same_release(one: object, other: object) -> bool:
    """Whether two ids name one release: the same words, or the same version."""
    if same_word(one, other):
        return True
    versions = []
    for said in (one, other):
        try:
            versions.append(TYPES["version"].parse(str(said)))
        except BadValue:
            return False
    return versions[0] == versions[1]


def _absent(every: list[Subject], found: list[Subject], id: str) -> Problem:
    if found:
        return Problem("missing-document", f"the checklist of `{id}` is `{found[0].status}`", head(found[0], "status"),
                       f"opsgate new {CHECKLIST} --set release={id}", CHECKLIST)  # fmt: skip
    known = [str(subject.meta.get("release")) for subject in every]
    near = nearest(id, known)
    hint = f"did you mean `{near}`? else " if near else ""
    return Problem("missing-document", f"no release checklist has `release: {id}`", None,
                   f"{hint}opsgate new {CHECKLIST} --set release={id}", CHECKLIST)  # fmt: skip


def _double(other: Subject, first: Subject) -> Problem:
    said = f"`{other.meta.get('release')}` has a second release checklist; the first is {first.document.path}"
    return Problem("duplicate-release", said, head(other, "release"), "keep one, and withdraw the other",
                   CHECKLIST)  # fmt: skip


def head(subject: Subject, *keys: str) -> Region:
    """Where a front-matter value of a document stands, or what would hold it."""
    place = subject.document.place(*keys)
    text = subject.document.text
    return Region(place.path, text.position(place.span[0]), text.position(place.span[1]))


def in_scope(library: Library, release: Release | None) -> list[Subject]:
    """The documents whose gates are judged: all that are no history; for a release, its checklist and its product's.

    One whose kind is not that of its path is among them whatever it says it is, for ``conflicts`` to tell.
    """
    found = []
    for subject in library.subjects:
        product, wanted = subject.meta.get("product"), release.product if release else None
        if product is not None and wanted is not None and not same_word(product, wanted):
            continue
        elsewhere = release is not None and library.is_a(subject, CHECKLIST) and subject is not release.checklist
        quiet = subject.stage == "history" or library.is_a(subject, RECORD) or elsewhere
        if mismatched(subject) or not quiet:
            found.append(subject)
    return found


def mismatched(subject: Subject) -> bool:
    """Whether a document says another kind than the configuration gives its path."""
    return subject.mapped is not None and subject.mapped != subject.kind.name


def missing(
    library: Library, policy: Policy, subjects: Iterable[Subject], release: Release | None
) -> Iterator[Problem]:
    """Kinds that the project requires and that no document in force is of."""
    here = list(subjects)
    for index, kind in enumerate(policy.required):
        of_kind = [subject for subject in here if library.is_a(subject, kind)]
        if any(subject.stage == "in-force" for subject in of_kind):
            continue
        others = [s for s in library.of_kind(kind) if release is None or s in of_kind or s.stage == "history"]
        for_whom = f" of {release.product}" if release and release.product else ""
        said, region, next = "there is none", _setting(policy, "required", index), f"opsgate new {kind}"
        if others:
            said = " and ".join(f"{s.document.path} is `{s.status}`" for s in others[:3])
            region, next = head(others[0], "status"), f"finish {others[0].document.path} and give it a status in force"
        yield Problem("missing-document", f"a `{kind}`{for_whom} is required: {said}", region, next, kind)


def _setting(policy: Policy, *keys: str | int) -> Region | None:
    """Where a setting stands in the configuration."""
    config = policy.config
    if config.path is None:
        return None
    start, end = config.span(keys, value=True)
    return Region(config.path, config.text.position(start), config.text.position(end))


def strays(library: Library, policy: Policy, release: Release) -> Iterator[Problem]:
    """Documents of kinds that block whose product has no release at all: no release ever judges them."""
    released = {str(s.meta["product"]).strip().casefold() for s in library.of_kind(CHECKLIST) if s.meta.get("product")}
    for kind in policy.blocking if released else ():
        for subject in library.of_kind(kind):
            product = subject.meta.get("product")
            if product is None or subject.stage == "history" or str(product).strip().casefold() in released:
                continue
            near = nearest(str(product), released)
            said = f"`{product}` has no release checklist, so no release judges this `{subject.kind.name}`"
            hint = f"did you mean `{near}`?" if near else f"opsgate new {CHECKLIST} --set product={product}"
            yield Problem("missing-document", said, head(subject, "product"), hint, subject.kind.name,
                          shuts=near is not None and same_word(near, release.product))  # fmt: skip


def hidden(reader: Reader, listed: Iterable[str], everything: Iterable[str]) -> Iterator[Problem]:
    """Documents that declare a kind and are kept from sight by ``include``, ``exclude`` or ``.gitignore``."""
    seen = set(listed)
    for path in everything:
        if path in seen or not path.endswith((".md", ".markdown")):
            continue
        subject = reader.declared(path)
        if subject is not None and subject.stage != "history" and subject.kind.gates:
            said = f"it is a `{subject.kind.name}` and excluded, so nobody judges it"
            yield Problem("missing-document", said, head(subject, "kind"),
                          "include it, or give it a status of history", subject.kind.name)  # fmt: skip


def conflicts(subjects: Iterable[Subject], policy: Policy) -> Iterator[Problem]:
    """Documents that say another kind than the configuration gives their path, or a lower level than policy."""
    for subject in subjects:
        if mismatched(subject):
            said = f"the configuration makes it a `{subject.mapped}`, its front matter a `{subject.kind.name}`"
            yield Problem("missing-document", said, head(subject, "kind"), f"write `kind: {subject.mapped}`",
                          subject.mapped or "")  # fmt: skip
        said_level = subject.meta.get("level")
        if said_level in LEVELS and LEVELS.index(said_level) < LEVELS.index(policy.config.level):
            said = f"it says `level: {said_level}`, and policy is `{policy.config.level}`: it is judged at that"
            yield Problem("level-lowered", said, head(subject, "level"), "delete `level:`", shuts=False)
        for key in ("gates", "approvals") if policy.sidecar and subject.document.front.block else ():
            if subject.meta.get(key):
                said = (
                    f"`{key}` counts for nothing here: this project keeps it in {sidecar_path(subject.document.path)}"
                )
                yield Problem("invalid-attestation", said, head(subject, key), "delete it here", shuts=False)
