"""Backstage catalog files: the users and groups that they define, and the owners that they name.

A file holds several YAML documents, each an entity. References are ``[kind:][namespace/]name``. Anchors, aliases and
tags are not read (see ``yamlvalue``): a file with any is one that nobody can say is complete.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from opsgate.knowing.roster import MAX_BYTES, MAX_ENTRIES, Entry, Roster, Sort, decoded, head, spot
from opsgate.reading.yamlvalue import Keys, Tree, read_yaml
from opsgate.words.text import Text

PATHS = ("catalog-info.yaml", "catalog-info.yml")

MAX_DOCUMENTS = 5_000
_MARKER = re.compile(r"^(?:---|\.\.\.)(?=\s|$)", re.MULTILINE)
_REFERENCE = re.compile(r"(?:(?P<kind>[A-Za-z]+):)?(?P<name>[\w.-]+(?:/[\w.-]+)?)")
_NAMED: Mapping[str, tuple[str, ...]] = {"User": ("memberOf",), "Group": ("parent", "children", "members")}


def read_catalog(path: str, content: bytes | None) -> Roster:
    """The owners of a catalog file. What is no entity is passed over; nothing is raised.

    ``content`` is None where the file could not be read.
    """
    text = decoded(content)
    if text is None:
        return Roster(path, head(path, Text("")), (), partial=True)
    entries: list[Entry] = []
    partial = False
    for number, (start, source) in enumerate(_documents(text.raw)):
        if number >= MAX_DOCUMENTS or len(entries) > MAX_ENTRIES:
            partial = True
            break
        tree = read_yaml(source, start, MAX_BYTES)
        entity = tree.value
        partial = partial or bool(tree.faults)
        if isinstance(entity, dict):
            partial = partial or entity.get("kind") == "Location"
            entries.extend(_entry(path, text, tree, *found) for found in _names(entity))
    return Roster(path, head(path, text), tuple(entries), partial)


def _documents(raw: str) -> Iterator[tuple[int, str]]:
    """The YAML documents of a file, each with its offset: a marker at the head of a line always ends one."""
    start = 0
    for marker in _MARKER.finditer(raw):
        if raw[start : marker.start()].strip():
            yield start, raw[start : marker.start()]
        start = marker.end()
    if raw[start:].strip():
        yield start, raw[start:]


def _entry(path: str, text: Text, tree: Tree, sort: Sort, name: str, keys: Keys) -> Entry:
    return Entry(sort, name, spot(path, text, tree.spans.get(keys, (0, 0)), *keys))


def _names(entity: Mapping[str, Any]) -> Iterator[tuple[Sort, str, Keys]]:
    """What an entity says of owners: sort, name, and the keys below which it says so."""
    kind, meta, spec = entity.get("kind"), entity.get("metadata"), entity.get("spec")
    meta, spec = (part if isinstance(part, dict) else {} for part in (meta, spec))
    name, space = meta.get("name"), meta.get("namespace")
    if isinstance(kind, str) and kind in _NAMED and isinstance(name, str):
        sort: Sort = "user" if kind == "User" else "group"
        yield sort, f"{space}/{name}" if isinstance(space, str) and space else name, ("metadata", "name")
        found = spec.get("profile")
        profile = found if isinstance(found, dict) else {}
        for key in ("displayName", "email"):
            said = profile.get(key)
            if isinstance(said, str) and said.strip():
                yield _said(kind, key), said.strip(), ("spec", "profile", key)
        title = meta.get("title")
        if isinstance(title, str) and title.strip():
            yield _said(kind, "displayName"), title.strip(), ("metadata", "title")
    for key in ("owner", *_NAMED.get(kind if isinstance(kind, str) else "", ())):
        said = spec.get(key)
        for index, item in enumerate(said if isinstance(said, list) else [said]):
            match = _REFERENCE.fullmatch(item.strip()) if isinstance(item, str) else None
            if match is not None:
                yield "named", match["name"], ("spec", key, *((index,) if isinstance(said, list) else ()))


def _said(kind: str, key: str) -> Sort:
    """What a name in a profile is of: how a group is called says nothing about people."""
    return "address" if key == "email" else "display" if kind == "User" else "named"
