"""A kind's empty document in parts, to put what a CSV file says among what nobody has written yet."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from opsgate.edges.exchange.csv.cells import plain_meta
from opsgate.edges.exchange.csv.kept import Kept, comment
from opsgate.edges.exchange.csv.table import cleaned
from opsgate.edges.scaffold import new_document
from opsgate.knowing.kind import LEVELS, Kind, Level, SectionSpec, applies
from opsgate.knowing.subject import Subject
from opsgate.reading.document import document
from opsgate.reading.outline import Section
from opsgate.reading.validate import Schema
from opsgate.reading.yamledit import Given, flow

_GUIDE = re.compile(r"<!--[^\n]*-->(?:\n+|\Z)")


@dataclass(frozen=True)
class Scaffold:
    """The empty document of a kind at a level, by its parts.

    ``head`` is what stands above the first key, ``front`` the lines of each key, ``intro`` what follows the title,
    ``own`` what stands directly under each section's heading, by the section's id. ``blank`` says of a key which
    values nobody has filled in, ``bodies`` of a section which whole contents; ``guides`` is each section's guidance.
    """

    kind: Kind
    level: Level
    head: str
    front: Mapping[str, str]
    intro: str
    own: Mapping[str, str]
    blank: Mapping[str, Sequence[Any]]
    bodies: Mapping[str, frozenset[str]]
    guides: Mapping[str, frozenset[str]]

    @property
    def status(self) -> str:
        """The status of a document that nobody gave one."""
        return self.kind.statuses.get("unfinished", ("",))[0]

    @cached_property
    def schema(self) -> Schema:
        return Schema(self.kind.schema(self.level))

    def said(self, subject: Subject) -> dict[str, Any]:
        """A document's front matter as plain data, without what nobody has filled in."""
        meta: dict[str, Any] = plain_meta(subject.meta)
        return {key: value for key, value in meta.items() if value not in self.blank.get(key, ())}

    def text(self, spec: SectionSpec, body: str) -> str:
        """What somebody wrote in a section: empty for the scaffold's own words, and without its guidance."""
        text = cleaned(body)
        if text in self.bodies.get(spec.id, ()):
            return ""
        match = _GUIDE.match(text)
        return cleaned(text[match.end() :]) if match and match[0].strip() in self.guides.get(spec.id, ()) else text

    def compose(
        self, title: str, meta: Mapping[str, Given], bodies: Mapping[str, str], kept: Sequence[Kept] = ()
    ) -> str:
        """A whole document: front matter with these values, and sections with these contents."""
        front = {**self.front, **{key: f"{key}:{_yaml(value)}" for key, value in meta.items()}}
        parts = [f"---\n{self.head}{chr(10).join(front.values())}\n---", f"# {_heading(title)}"]
        parts += [self.intro] if self.intro else []
        for spec in self.kind.sections:
            parts.extend(self._section(spec, 2, bodies))
        parts += [comment(kept)] if kept else []
        return "\n\n".join(parts) + "\n"

    def _section(self, spec: SectionSpec, depth: int, bodies: Mapping[str, str]) -> Iterator[str]:
        filled = any(inner.id in bodies for inner in spec.walk())
        if not filled and (spec.optional or not applies(spec.level, self.level)):
            return
        yield f"{'#' * depth} {spec.heading}"
        if spec.id in bodies:
            yield bodies[spec.id]
        elif not filled and self.own.get(spec.id):
            yield self.own[spec.id]
        for child in spec.sections:
            if spec.id not in bodies or child.id in bodies:
                yield from self._section(child, depth + 1, bodies)


def scaffold(kind: Kind, level: Level, *, schema: str = "", said_level: bool = False) -> Scaffold:
    """The scaffold of a kind at a level; ``schema`` is where its JSON Schema lies, seen from the document."""
    texts = {at: new_document(kind, at, {}, schema=schema, said_level=said_level) for at in LEVELS}
    subjects = {at: _subject(kind, at, text) for at, text in texts.items()}
    here = subjects[level].document
    raw = here.text.raw
    starts = sorted((span[0], str(keys[0])) for keys, span in here.front.keys.items() if len(keys) == 1)
    block = here.front.block or (0, 0)
    ends = [start for start, _ in starts[1:]] + [block[1]]
    front = {key: raw[start:end].rstrip() for (start, key), end in zip(starts, ends, strict=True)}
    blank = _blank(list(subjects.values()))
    for key in _unsaid(kind, subjects[level].meta, blank):
        front[key] = f'{key}: ["[{key.upper()}]"]'
        blank[key] = [[f"[{key.upper()}]"]]
    title = next((section for section in here.outline.sections if section.level == 1), None)
    own: dict[str, str] = {}
    bodies: dict[str, set[str]] = {}
    guides: dict[str, set[str]] = {}
    for at, subject in subjects.items():
        for spec_id, section in subject.structure.found.items():
            text = cleaned(own_body(subject.document.text.raw, section))
            bodies.setdefault(spec_id, set()).add(cleaned(whole_body(subject.document.text.raw, section)))
            guide = _GUIDE.match(text)
            guides.setdefault(spec_id, set()).update([guide[0].strip()] if guide else [])
            if at == level:
                own[spec_id] = text
    return Scaffold(
        kind, level,
        head=raw[block[0] : starts[0][0]],
        front=front,
        intro=cleaned(own_body(raw, title)) if title else "",
        own=own,
        blank=blank,
        bodies={key: frozenset(found) for key, found in bodies.items()},
        guides={key: frozenset(found) for key, found in guides.items()},
    )  # fmt: skip


def own_body(raw: str, section: Section) -> str:
    """What stands between a section's heading and the next heading."""
    start = section.heading.span[1] if section.heading else section.span[0]
    return raw[start : section.children[0].span[0] if section.children else section.span[1]]


def whole_body(raw: str, section: Section) -> str:
    """What stands below a section's heading, with the sections in it."""
    return raw[section.heading.span[1] if section.heading else section.span[0] : section.span[1]]


def _subject(kind: Kind, level: Level, text: str) -> Subject:
    return Subject(document("new.md", text), kind, level, Schema(kind.schema(level)))


def _blank(subjects: Sequence[Subject]) -> dict[str, list[Any]]:
    """Values of the scaffold that only keep a place."""
    found: dict[str, list[Any]] = {}
    for subject in subjects:
        for key, value in plain_meta(subject.meta).items():
            if (
                "[" in str(value)
                and key not in ("kind", "status", "level")
                and re.search(r"\[[A-Z0-9_]+\]", str(value))
            ):
                found.setdefault(key, []).append(value)
    return found


def _unsaid(kind: Kind, meta: Mapping[str, Any], blank: Mapping[str, Any]) -> Iterator[str]:
    """Keys that a column fills and that the scaffold gives a value that nobody said."""
    for each in kind.fields:
        if each.csv and each.where == "meta" and isinstance(meta.get(each.at), list) and each.at not in blank:
            yield each.at


def _heading(title: str) -> str:
    """A title as the text of a heading: it opens no tag, and ends no heading."""
    one = " ".join(title.split())
    return re.sub(r"#+\Z", lambda run: "".join(f"\\{char}" for char in run[0]), one.replace("<", "\\<"))


def _yaml(value: Given) -> str:
    """A value behind its key: mappings in lists in lines of their own, all else on the line."""
    if isinstance(value, (list, tuple)) and value and all(isinstance(item, Mapping) and item for item in value):
        lines = []
        for item in value:
            held = [f"{flow({key: inner})[1:-1]}" for key, inner in item.items()] if isinstance(item, Mapping) else []
            lines.append("  - " + "\n    ".join(held))
        return "\n" + "\n".join(lines)
    if isinstance(value, Mapping) and value:
        return "\n" + "\n".join(f"  {flow({key: inner})[1:-1]}" for key, inner in value.items())
    return f" {flow(value)}"
