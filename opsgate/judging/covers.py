"""What an attestation or an approval covers, as a digest: it changes when the meaning of what was attested does.

In the digest ``v1`` of an attestation are: the document's path, its kind, the gate and criterion; every front-matter
key but ``BOOKKEEPING``; every section but those that the criterion excludes (with all below them, except other
sections of the kind), in order; the rows of a register in a CSV file; and the bytes of the files that all this refers
to. ``opsgate.judging.normal`` says what of a text is meaning and what is form.

Files that count, where they exist: targets of links and images and attributes of HTML (relative to the document, or
to the root of the repository with ``/`` in front); words of commands in code (relative to either); images and scripts
that front matter names. Of Markdown documents only the target counts, for they have attestations of their own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from opsgate.judging.normal import (
    Form,
    Mention,
    below_root,
    blocks,
    file_digest,
    hashed,
    inlines,
    mentions,
    mentions_of_value,
    named_files,
    rows,
    value,
)
from opsgate.knowing.ledger import sidecar_path
from opsgate.knowing.subject import Subject
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Section, slugify
from opsgate.reading.yamlvalue import Value
from opsgate.words.errors import OpsgateError

BOOKKEEPING = frozenset({"gates", "last_reviewed", "status", "approvals"})
CURRENT = "v1"
ALL = "*"
MADE_FOR = "made for"
FRONT_MATTER = "front matter"
ORDER = "order of sections"
OPENING = "before the first heading"
MOST_PARTS = 40

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")
_DIGEST = re.compile(r"(v[1-9][0-9]*):sha256:([0-9a-f]{64})")
_UNSURE = frozenset({"duplicate-key", "yaml-feature", "unreadable", "too-large"})
_COPIED = "it was made for another document or criterion"
_NOTHING = hashed([None, []])  # nothing stands before the first heading
_SHORT = 8
_LONGEST_NAME = 60
_LONGEST_PATH = 200
_APPROVED = (
    "release", "version", "product", "commit", "artifacts", "sbom", "evidence", "notes", "rollback", "known_issues",
    "licenses",
)  # fmt: skip
_NAMING = ("sbom", "evidence", "notes", "rollback")
_APPROVED_SECTIONS = ("release-notes", "rollback-plan")

Read = Callable[[str], bytes | None]
"""Bytes of a file by its path from the repository's root; None for a folder, and where no such file lies there.

Raises OpsgateError for one that is there and cannot be read.
"""


class CannotCover(OpsgateError):
    """The digest cannot be made, so nobody knows whether an attestation still holds: the verdict is ``unknown``."""


@dataclass(frozen=True)
class Covers:
    """A digest ``v1:sha256:…``, and by name the digests (64 hexadecimal digits) of the parts that went into it.

    Parts are named ``made for`` (document, kind, criterion), ``front matter``, ``SLUG`` for a section with those below
    it, ``before the first heading``, ``order of sections`` and ``./PATH`` for a file; and in detail
    ``front matter/KEY`` and ``SLUG/SLUG`` for a section of the third level or below. ``short`` is what an attestation
    keeps: 8 digits of each part, without details; nothing at all where there are more than 40. Parts explain, they
    decide nothing.
    """

    digest: str
    parts: Mapping[str, str]
    short: Mapping[str, str]


def version_of(digest: str) -> str:
    """Which normal form a recorded digest was made with.

    Raises CannotCover for a text that is no such digest, and for a version that this opsgate does not know.
    """
    match = _DIGEST.fullmatch(digest)
    if match is None:
        raise CannotCover(f"`covers: {digest[:80]}` is no digest; `opsgate attest` writes `{CURRENT}:sha256:…`")
    if match[1] != CURRENT:
        raise CannotCover(f"`covers` was made as `{match[1]}`, which this opsgate does not know; use a newer one")
    return match[1]


def covers(subject: Subject, criterion_id: str, excludes: Sequence[str], read: Read, version: str = CURRENT) -> Covers:
    """What an attestation of a criterion (``exit/dry-run``) covers; ``excludes`` are ids of the kind's sections.

    With ``*`` among them nothing of the text is covered, only that it is about this document and criterion: for a
    decision that does not speak of what the document says.

    Raises CannotCover where the document was not read whole, or its front matter not for certain.
    """
    if version != CURRENT:
        raise CannotCover(f"opsgate does not know `{version}`; it makes `{CURRENT}`")
    _refuse_unread(subject)
    document = subject.document
    identity = {"document": document.path, "kind": subject.kind.name, "criterion": criterion_id}
    nothing = ALL in excludes
    meta = {key: inner for key, inner in document.meta.items() if key not in BOOKKEEPING and not nothing}
    sections = [] if nothing else _named(_covered(subject, excludes))
    forms = [_section(subject, section.section) for section in sections]
    beside = {} if nothing else _rows(subject, excludes)
    said = [*mentions_of_value(meta), *mentions(block for each in sections for block in _own(each.section))]
    files = _files(said, document.path, beside, read)
    front = value(meta)
    digest = hashed(["opsgate covers v1", identity, front, forms, beside, files])
    hashes = [hashed(form) for form in forms]
    parts = _summary(identity, front, sections, hashes, beside, files)
    details = {f"{FRONT_MATTER}/{key}": hashed(inner) for key, inner in front.items()}
    details |= {each.name: own for each, own in zip(sections, hashes, strict=True) if _is_detail(each.name)}
    return Covers(f"v1:sha256:{digest}", parts | details, _short(parts))


def _refuse_unread(subject: Subject) -> None:
    document = subject.document
    fault = next((fault for fault in document.faults if fault.name in _UNSURE), None)
    if fault is not None or not document.whole:
        said = fault.message if fault else "it was not read whole"
        raise CannotCover(f"what `{document.path}` says is not certain: {said}")
    if document.front.block is not None and not document.front.readable:
        raise CannotCover(f"the front matter of `{document.path}` cannot be read; `opsgate check` says why")


def _covered(subject: Subject, excludes: Iterable[str]) -> list[Section]:
    """The sections that count, in order.

    Below an excluded one, sections that the kind asks for elsewhere count all the same: a heading of a higher level
    in front of them must not take them out.
    """
    found = subject.structure.found
    inside = {inner.id for spec in subject.kind.all_sections() if spec.id in excludes for inner in spec.walk()}
    kept = {id(section) for name, section in found.items() if name not in inside}
    out: set[int] = set()
    waiting = [found[name] for name in excludes if name in found]
    while waiting:
        section = waiting.pop()
        out.add(id(section))
        waiting.extend(child for child in section.children if id(child) not in kept)
    return [section for section in subject.document.outline.sections if id(section) not in out]


@dataclass(frozen=True, slots=True)
class _Named:
    """A section, its name (slugs from the second level down) and that of the section of the second level above it."""

    section: Section
    name: str
    group: str


def _named(sections: Sequence[Section]) -> list[_Named]:
    """Names of sections among those that count: what stands in an excluded one changes no name."""
    named: dict[int, _Named] = {}
    taken: dict[str, int] = {}
    for section in sections:
        own = slugify(section.title)[:_LONGEST_NAME].strip("-") or ("section" if section.heading else OPENING)
        above = named.get(id(section.parent)) if section.parent and section.parent.level > 1 else None
        stem = f"{above.name}/{own}" if above and len(above.name) < _LONGEST_PATH else own
        name = stem
        while name in taken:
            taken[stem] += 1
            name = f"{stem}-{taken[stem]}"
        taken[name] = 1
        named[id(section)] = _Named(section, name, above.group if above else name)
    return list(named.values())


def _own(section: Section) -> Iterator[Block]:
    if section.heading is not None:
        yield section.heading
    yield from section.blocks


def _section(subject: Subject, section: Section) -> Form:
    document = subject.document
    heading = section.heading
    titled = None if heading is None else [heading.level, inlines(document.outline.raw, heading.inlines)]
    return [titled, blocks(document.outline.raw, section.blocks, document.front.block)]


def _rows(subject: Subject, excludes: Iterable[str]) -> dict[str, Form]:
    """Rows of a register that stand in files beside the document, unless the register's section is excluded."""
    if subject.kind.register and subject.kind.register[0].id in excludes:
        return dict.fromkeys(subject.beside)
    return {path: rows(text.raw) for path, text in subject.beside.items()}


def _files(said: Iterable[Mention], document: str, beside: Mapping[str, Form], read: Read) -> dict[str, str]:
    """Digests of the files that a document refers to, by path; what does not exist is none of them."""
    found: dict[str, str] = {}
    asked = {document, sidecar_path(document), *beside}
    for mention in said:
        for path in named_files(mention, document):
            if path in asked or path.lower().endswith(_MARKDOWN):
                continue
            asked.add(path)
            data = read(path)
            if data is not None:
                found[path] = file_digest(data)
    return found


def _summary(
    identity: Form, front: Form, sections: Sequence[_Named], hashes: Sequence[str], beside: Form, files: Form
) -> dict[str, str]:
    groups: dict[str, list[str]] = {}
    for named, digest in zip(sections, hashes, strict=True):
        if digest != _NOTHING:
            groups.setdefault(named.group, []).append(digest)
    parts = {MADE_FOR: hashed(identity), FRONT_MATTER: hashed(front)}
    parts |= {name: hashed(inner) for name, inner in groups.items()}
    parts[ORDER] = hashed(list(groups))
    parts |= {f"./{path}": hashed(form) for path, form in beside.items() if form is not None}
    return parts | {f"./{path}": digest for path, digest in files.items()}


def _short(parts: Mapping[str, str]) -> dict[str, str]:
    if len(parts) > MOST_PARTS or any(len(name) > _LONGEST_PATH for name in parts):
        return {}
    return {name: digest[:_SHORT] for name, digest in parts.items()}


def compare(parts_old: Mapping[str, str], parts_new: Mapping[str, str]) -> list[str]:
    """What changed between two sets of parts, a phrase each: ``section `steps` changed``; never nothing.

    Either side may be ``parts`` or ``short``. Where one side lists no parts, or all are the same, the phrase says no
    more than that something changed: the caller asks only when the digests themselves differ.
    """
    if not parts_old or not parts_new:
        return ["what it covers changed"]
    order = [*parts_new, *(name for name in parts_old if name not in parts_new)]
    if not (any(map(_is_detail, parts_old)) and any(map(_is_detail, parts_new))):
        order = [name for name in order if not _is_detail(name)]
    differ = [name for name in order if not _same(parts_old.get(name, ""), parts_new.get(name, ""))]
    kept = parts_old.keys() & parts_new.keys()
    details = [name for name in differ if _is_detail(name) and name.partition("/")[0] in kept]
    explained = {name.partition("/")[0] for name in details}
    wholes = [name for name in differ if not _is_detail(name) and name not in explained and name != ORDER]
    shown = {*wholes, *details}
    told = [name for name in differ if name in shown] or differ
    said = [_phrase(name, name in parts_old, name in parts_new) for name in told]
    return said or ["what it covers changed, but none of the parts that it lists"]


def _is_detail(name: str) -> bool:
    """Whether a part is a part of another one: a front-matter key, or a section of the third level or below."""
    return "/" in name and not name.startswith("./")


def _phrase(name: str, before: bool, now: bool) -> str:
    if name == MADE_FOR:
        return _COPIED
    return f"{_called(name)} {'is new' if not before else 'changed' if now else 'is gone'}"


def made_for_another(parts_old: Mapping[str, str], parts_new: Mapping[str, str]) -> bool:
    """Whether the parts say that an attestation was made for another document, kind or criterion: it was copied."""
    old, new = parts_old.get(MADE_FOR), parts_new.get(MADE_FOR)
    return old is not None and new is not None and not _same(old, new)


def _same(old: str, new: str) -> bool:
    """Whether two digests are the same as far as the shorter goes; fewer than 8 digits say nothing."""
    size = min(len(old), len(new))
    return size >= _SHORT and old[:size] == new[:size]


def _called(name: str) -> str:
    if name.startswith("./"):
        return f"file `{name[2:]}`"
    if name.startswith(f"{FRONT_MATTER}/"):
        return f"front-matter key `{name.partition('/')[2]}`"
    if name in (FRONT_MATTER, ORDER, MADE_FOR):
        return f"the {name}"
    return "the text before the first heading" if name == OPENING else f"section `{name}`"


def approval_digest(subject: Subject, role: str, read_digest: Callable[[str], str | None]) -> str:
    """What an approval in a role covers, as ``v1:sha256:…``.

    In it are the document's path and kind, the role; the front-matter keys about the release, its artifacts, SBOM,
    evidence, notes, rollback, known issues and licences; the SHA-256 of every file that SBOM, evidence, notes and
    rollback name; the sections of release notes and rollback plan, and any section that a link such as `#notes`
    names, with the files that these refer to. An artifact is held by the digest that stands beside it: its file
    counts only where it has another one.
    ``read_digest`` gives the SHA-256 of a file by its path from the root, None where there is none. Raises as
    ``covers`` does.
    """
    _refuse_unread(subject)
    document = subject.document
    meta = {key: document.meta[key] for key in _APPROVED if key in document.meta}
    identity = {"document": document.path, "kind": subject.kind.name, "role": role}
    wanted = {id(subject.structure.found[name]) for name in _APPROVED_SECTIONS if name in subject.structure.found}
    anchors = {text[1:] for text in _texts(list(meta.values())) if text.startswith("#")}
    wanted |= {id(section) for section in document.outline.sections if section.slug in anchors and section.heading}
    tops = [section for section in document.outline.sections if id(section) in wanted]
    sections = [[_section(subject, each) for each in top.walk()] for top in tops]
    said = mentions(block for top in tops for section in top.walk() for block in _own(section))
    paths = [path for key in _NAMING for path in _paths(meta.get(key), document.path)]
    linked = [path for mention in said for path in named_files(mention, document.path)]
    paths += [path for path in linked if not path.lower().endswith(_MARKDOWN)]
    found = {path: read_digest(path) for path in dict.fromkeys(paths) if path != document.path}
    files = {path: digest for path, digest in found.items() if digest is not None}
    artifacts = _other_artifacts(meta.get("artifacts"), read_digest)
    return f"v1:sha256:{hashed(['opsgate approves v1', identity, value(meta), sections, files, artifacts])}"


def _other_artifacts(data: Value, read_digest: Callable[[str], str | None]) -> dict[str, str]:
    """Artifacts whose file does not have the digest that is written beside it."""
    found = {}
    for entry in data if isinstance(data, list) else [data]:
        path = entry.get("path") if isinstance(entry, dict) else entry
        said = entry.get("sha256") if isinstance(entry, dict) else None
        for each in below_root("", path) if isinstance(path, str) else ():
            digest = read_digest(each)
            if digest is not None and digest != str(said or "").strip().lower().removeprefix("sha256:"):
                found[each] = digest
    return found


def _paths(data: Value, document: str) -> Iterator[str]:
    """Paths that texts may name, from the root of the repository or as a link from the document."""
    for text in _texts(data):
        yield from dict.fromkeys([*below_root("", text), *named_files(Mention(text), document)])


def _texts(data: Value) -> Iterator[str]:
    if isinstance(data, (dict, list)):
        for inner in data.values() if isinstance(data, dict) else data:
            yield from _texts(inner)
    elif data is not None and data.strip():
        yield data.strip()
