"""Where the links of a Notion export lead, and where they have to lead in the new tree."""

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from opsgate.edges.exchange.notion.names import is_block, notion_id, split_id, stem
from opsgate.edges.exchange.notion.values import Reference, links
from opsgate.knowing.marks.links import Found, targets
from opsgate.reading.frontmatter import read_front_matter
from opsgate.reading.outline import Outline
from opsgate.reading.readers import read
from opsgate.reading.slugs import anchors, folded
from opsgate.reading.yamledit import applied
from opsgate.words.place import Edit

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")
_CLOSE = re.compile(r">?(?:\s+(?:\"[^\"]*\"|'[^']*'))?[ \t]*\)")
_MENTION = "[‣]("
_LONGEST = 2_000


@dataclass
class Atlas:
    """Where everything is: ``homes`` maps paths of the export to paths of the tree, both with ``/``.

    ``by_id`` maps the ids of pages and databases to their paths in the export, ``titles`` paths to titles. ``anchored``
    holds, by file of the tree, links that were written with an anchor: the link, the file and the anchor that it names.
    """

    homes: dict[str, str] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    anchored: dict[str, set[tuple[str, str, str]]] = field(default_factory=dict)

    def find(self, folder: str, target: str) -> str | None:
        """The path in the export that a target means, read in a folder of the export; None where it holds no such."""
        named = notion_id(target)
        if named is not None:
            return self.by_id.get(named[0])
        if _SCHEME.match(target) or len(target) > _LONGEST:
            return None
        bare = unicodedata.normalize("NFC", unquote(target.partition("#")[0].partition("?")[0]))
        path = posixpath.normpath(posixpath.join(folder, bare)) if bare else ""
        if path in self.homes:
            return path
        front, ending = stem(bare)
        id = split_id(front.removesuffix("_all"))[1] if ending in (".md", ".csv", "") else ""
        return self.by_id.get(id) if id else None

    def title(self, folder: str, target: str) -> str | None:
        """The title of the page or database that a target means."""
        found = self.find(folder, target)
        return self.titles.get(found) if found is not None else None

    def leads(self, folder: str, target: str, new: str) -> str | None:
        """The target to write in the file ``new`` of the tree for one that was written in a folder of the export."""
        found = self.find(folder, target)
        home = self.homes.get(found) if found is not None else None
        if home is None:
            return None
        anchor = unquote(target.partition("#")[2])
        named = notion_id(target)
        if not anchor or is_block(anchor) or named is not None or not home.endswith(".md"):
            return relative(home, new)
        lead = f"{relative(home, new)}#{quote(anchor)}"
        self.anchored.setdefault(new, set()).add((lead, home, anchor))
        return lead


def without_dead_anchors(texts: Mapping[str, str], atlas: Atlas) -> dict[str, str]:
    """The texts of a tree, by path, without the anchors that their links name and no heading has."""
    found = dict(texts)
    known: dict[str, frozenset[str]] = {}
    for path, named in atlas.anchored.items():
        for lead, home, anchor in sorted(named):
            if home not in known:
                body = found.get(home, "")
                known[home] = anchors(Outline(body, read(body, read_front_matter(body).body)), "github")
            if folded(anchor, "github") not in known[home] and path in found:
                bare = lead.partition("#")[0]
                for left, right in ("()", "<>", '""', "''"):
                    found[path] = found[path].replace(f"{left}{lead}{right}", f"{left}{bare}{right}")
    return found


def relative(path: str, new: str) -> str:
    """A path of the tree as a link of the file ``new`` writes it; a folder ends in ``/``."""
    away = posixpath.relpath(path, posixpath.dirname(new) or ".")
    encoded = "".join(char if char.isalnum() or char in "-._/" else quote(char, safe="") for char in away)
    return f"{encoded}/" if path.endswith("/") else encoded


@dataclass
class Mended:
    """A text whose links lead into the new tree.

    Of targets that the export does not hold, ``lost`` are those that became text, ``away`` those that now lead to
    Notion, by their id, and ``left`` those that stand as they were.
    """

    text: str
    lost: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)


def mended(text: str, folder: str, new: str, atlas: Atlas) -> Mended:
    """A body with its links mended. ``folder`` is where it lay in the export, ``new`` the file that it goes into."""
    result = Mended(text)
    edits: list[Edit] = []
    end = -1
    for found in targets(Outline(text, read(text, 0))):
        if found.span[0] >= end:
            for edit in _edits(text, found, folder, new, atlas, result):
                edits.append(edit)
                end = max(end, edit.span[1])
    result.text = applied(text, edits)
    return result


def _edits(text: str, found: Found, folder: str, new: str, atlas: Atlas, result: Mended) -> Iterator[Edit]:
    start, end = found.span
    if text[start - 1 : start] in ("", " ", "\n") and found.kind == "link" and "://" in found.target:
        return  # an address in running text, which is no link to a file
    leads = atlas.leads(folder, found.target, new)
    if leads is None:
        if _SCHEME.match(found.target) or not found.target:
            return
        leads = _at_notion(found.target)
        if leads is None:
            edit = _without(text, found)
            (result.lost if edit else result.left).append(found.target)
            yield from [edit] if edit else []
            return
        result.away.append(found.target)
    whole = text[start:end] != found.target
    if whole and found.kind == "definition":
        label = text[start:end].partition("]:")[0]
        yield Edit((start, end), f"{label}]: {leads}")
    elif whole:
        yield Edit((start, end), f"{text[start:end].rpartition('](')[0]}]({leads})")
    else:
        path = atlas.find(folder, found.target)
        if path is not None and text[start - len(_MENTION) : start] == _MENTION:
            title = atlas.titles.get(path, "‣")
            yield Edit((start - len(_MENTION), start), f"[{escaped(title)}](")
        yield Edit((start, end), leads)


def _at_notion(target: str) -> str | None:
    """The address of a page that the export does not hold, from the id in its name."""
    front, ending = stem(unquote(target.partition("#")[0]))
    id = split_id(front.removesuffix("_all"))[1] if ending in (".md", ".csv") else ""
    return f"https://www.notion.so/{id}" if id else None


def _without(text: str, found: Found) -> Edit | None:
    """A link or image to a file that nobody has becomes its words, with a comment that says where it led.

    None for one that is no plain ``[words](target)``.
    """
    start, end = found.span
    front = text[max(0, start - 3) : start].removesuffix("<")
    close = _CLOSE.match(text, end)
    left = text.rfind("[", 0, start)
    said = text[left + 1 : start].removesuffix("<").removesuffix("](")
    if found.kind == "definition" or not front.endswith("](") or close is None or left < 0 or "]" in said:
        return None
    begin = left - 1 if found.kind == "image" and text[left - 1 : left] == "!" else left
    words = said.strip() or escaped(unquote(found.target).rpartition("/")[2])
    return Edit((begin, close.end()), f"{words} <!-- not in the export: {commented(found.target)} -->")


def commented(text: str) -> str:
    """A text as it may stand in an HTML comment, and be read there."""
    return text.replace("--", "-\\-").replace("->", "-\\>")


def escaped(title: str) -> str:
    """A title as the words of a link."""
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(title.split()))


def linked(value: str, folder: str, new: str, atlas: Atlas) -> str:
    """A property's value with rows, pages and files that it names as Markdown links into the new tree."""
    parts, at = [], 0
    for start, end, reference in links(value, lambda target: atlas.title(folder, target)):
        leads = atlas.leads(folder, reference.target, new)
        if leads is not None:
            title = reference.title or atlas.title(folder, reference.target) or leads
            parts += [value[at:start], f"[{escaped(title)}]({leads})"]
            at = end
    return "".join(parts) + value[at:] if parts else _files(value, folder, new, atlas)


def _files(value: str, folder: str, new: str, atlas: Atlas) -> str:
    """A value that is nothing but paths of files of the export, as Notion writes attachments."""
    items = value.split(", ")
    found = [atlas.leads(folder, item, new) if item else None for item in items]
    if not value.strip() or any(leads is None for leads in found):
        return value
    names = [unquote(item).rpartition("/")[2] for item in items]
    return ", ".join(f"[{escaped(name)}]({leads})" for name, leads in zip(names, found, strict=True))


def places(value: str, folder: str, new: str, atlas: Atlas) -> list[str] | None:
    """The targets in the new tree that a value consists of, or None where it says anything else."""
    named = [Reference("", item) for item in value.split(", ")]
    spans = list(links(value, lambda target: atlas.title(folder, target)))
    if spans:
        rest = "".join(value[a:b] for a, b in zip([0, *(s[1] for s in spans)], [*(s[0] for s in spans), len(value)],
                                                  strict=True))  # fmt: skip
        if rest.strip(" ,\n"):
            return None
        named = [reference for _, _, reference in spans]
    found = [atlas.leads(folder, reference.target, new) for reference in named]
    return None if not value.strip() or None in found else [leads for leads in found if leads is not None]
