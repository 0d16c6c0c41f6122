"""What is wrong with a project's own kind although its file has the right form, each fault at its place.

Every fault is looked for in what the file itself says (the kind that it extends has been looked at before), and
held against the kind as a whole.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from opsgate.knowing.kind import Kind, Need, SectionSpec
from opsgate.knowing.kindfile import KindFile, targets
from opsgate.knowing.schemafaults import schema_faults, unknown_type
from opsgate.reading.outline import same
from opsgate.reading.values import TYPES
from opsgate.reading.yamlvalue import Keys
from opsgate.words.near import nearest, one_of
from opsgate.words.resources import resource


def find_faults(file: KindFile, kind: Kind, kinds: Collection[str]) -> None:
    """Add to ``file.faults`` what is wrong with the kind made of it; ``kinds`` are the names of all there are."""
    _references(file, kind)
    _front_matter(file, kind)
    _relations(file, kinds)
    _statuses(file)
    _criteria(file)
    _section_ids(file, kind)
    _side_by_side(file, kind.sections)
    for keys, need, whole in _needs(file, kind):
        _columns(file, keys, need, whole)
    name = file.data.get("template")
    if name and not (file.path.parent / name).is_file() and not (resource("templates") / name).is_file():
        file.fault(("template",), f"the template `{name}` is not there", "name a file beside this one")


def _references(file: KindFile, kind: Kind) -> None:
    """Words that name a part of the kind."""
    known = targets(kind)
    data = file.data
    words: list[tuple[Keys, str]] = [(("fields", i, "at"), item["at"]) for i, item in enumerate(data.get("fields", ()))]
    for part in ("done", "sop"):
        for index, item in enumerate(data.get(part, ())):
            words.extend(((part, index, "shown-by", i), word) for i, word in enumerate(item["shown-by"]))
    for keys, word in words:
        if word not in known:
            _dangling(file, keys, word, known)
    if kind.given is not None:
        return
    front = data.get("front-matter", {})
    for level, listed in (*front.get("required", {}).items(), (None, front.get("order", ()))):
        for index, key in enumerate(listed):
            if key not in kind.properties:
                where = ("required", level) if level else ("order",)
                _dangling(file, ("front-matter", *where, index), key, kind.properties)


def _dangling(file: KindFile, keys: Keys, word: str, known: Iterable[str]) -> None:
    near = nearest(word, known)
    hint = f"did you mean `{near}`?" if near else f"known are {one_of(sorted(known)[:12])}"
    file.fault(keys, f"`{word}` names nothing in this kind", hint)


def _front_matter(file: KindFile, kind: Kind) -> None:
    """The schemas that the front matter has to satisfy."""
    root = kind.schema("product")
    front = file.data.get("front-matter", {})
    for name, schema in front.get("properties", {}).items():
        _schema(file, ("front-matter", "properties", name), schema, root)
    if "schema" in front and kind.given is not None:
        for fault in schema_faults(kind.given, root, formats=False):
            where = ".".join(map(str, fault.keys))
            file.fault(("front-matter", "schema"), f"`{front['schema']}`, `{where}`: {fault.message}", fault.hint)


def _schema(file: KindFile, keys: Keys, schema: Mapping[str, Any], root: Mapping[str, Any]) -> None:
    for fault in schema_faults(schema, root, formats=True):
        file.fault((*keys, *fault.keys), fault.message, fault.hint, value=not fault.key)


def _relations(file: KindFile, kinds: Collection[str]) -> None:
    items = file.data.get("relations", ())
    _twice(file, (((("relations", i, "name"), item["name"]) for i, item in enumerate(items))), "relation")
    for index, item in enumerate(items):
        for number, word in enumerate(item.get("kinds", ())):
            if word not in kinds:
                near = nearest(word, kinds)
                hint = f"did you mean `{near}`?" if near else f"there are {one_of(kinds)}"
                file.fault(("relations", index, "kinds", number), f"no kind is called `{word}`", hint)


def _twice(file: KindFile, named: Iterable[tuple[Keys, str]], what: str) -> None:
    seen: set[str] = set()
    for keys, name in named:
        if name in seen:
            file.fault(keys, f"{what} `{name}` is there twice", "rename or delete one", value=True)
        seen.add(name)


def _statuses(file: KindFile) -> None:
    stages: dict[str, str] = {}
    for stage, words in file.data.get("statuses", {}).items():
        for index, word in enumerate(words):
            before = stages.setdefault(word, stage)
            if before != stage:
                message = f"status `{word}` is in two stages: `{before}` and `{stage}`"
                file.fault(("statuses", stage, index), message, "keep one")


def _criteria(file: KindFile) -> None:
    for name, gate in file.data.get("gates", {}).items():
        above = ("gates", name, "criteria")
        _twice(file, ((((*above, i, "id"), item["id"]) for i, item in enumerate(gate["criteria"]))), "criterion")


def _sections(items: Iterable[Any], above: Keys = ()) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
    """Every section that a file writes, and where."""
    for index, section in enumerate(items):
        here = (*above, "sections", index)
        yield here, section
        yield from _sections(section.get("sections", ()), here)


def _section_ids(file: KindFile, kind: Kind) -> None:
    written = list(_sections(file.data.get("sections", ())))
    _twice(file, (((*keys, "id"), section["id"]) for keys, section in written), "section")
    here = Counter(section["id"] for _, section in written)
    whole = Counter(section.id for section in kind.all_sections())
    for keys, section in written:
        name = section["id"]
        if here[name] == 1 and whole[name] > 1:
            hint = f"`{kind.extends}` has it elsewhere: write it there, or rename it"
            file.fault((*keys, "id"), f"section `{name}` is there twice", hint, value=True)


def _side_by_side(file: KindFile, siblings: Iterable[SectionSpec]) -> None:
    """Sections between which a heading cannot decide."""
    owners: dict[str, SectionSpec] = {}
    for section in siblings:
        _side_by_side(file, section.sections)
        for word in sorted(section.names):
            other = owners.setdefault(word, section)
            if other.id != section.id:
                keys, text = _heading(file, (section, other), word)
                message = f"sections `{other.id}` and `{section.id}` are both called “{text}”"
                file.fault(keys, message, "sections side by side need names of their own", value=True)


def _heading(file: KindFile, sections: tuple[SectionSpec, ...], word: str) -> tuple[Keys, str]:
    """Where the file calls one of the sections by that word, and how it writes it."""
    written = {section["id"]: (keys, section) for keys, section in _sections(file.data.get("sections", ()))}
    for spec in sections:
        keys, section = written.get(spec.id, ((), {}))
        names = [("heading",), *(("aliases", i) for i in range(len(section.get("aliases", ()))))]
        for where in names if section else ():
            text = section["heading"] if where == ("heading",) else section["aliases"][where[1]]
            if same(text) == word:
                return (*keys, *where), text
    return ("sections",), word


def _needs(file: KindFile, kind: Kind) -> Iterator[tuple[Keys, Mapping[str, Any], Need | None]]:
    """Every need that a file writes, where, and what has become of it in the kind."""
    for keys, section in _sections(file.data.get("sections", ())):
        for index, need in enumerate(section.get("needs", ())):
            elements = tuple(_elements(need))
            found = (
                other
                for spec in kind.all_sections()
                if spec.id == section["id"]
                for other in spec.needs
                if other.elements == elements
            )
            yield (*keys, "needs", index), need, next(found, None)


def _elements(need: Mapping[str, Any]) -> list[str]:
    return [need["element"]] if isinstance(need["element"], str) else list(need["element"])


def _columns(file: KindFile, keys: Keys, need: Mapping[str, Any], whole: Need | None) -> None:
    columns = need.get("columns", ())
    if columns and "table" not in _elements(need):
        message = f"only a table has columns, not {one_of(_elements(need))}"
        file.fault((*keys, "columns"), message, "write `element: table`, or delete the columns")
    _twice(file, ((((*keys, "columns", i, "key"), column["key"]) for i, column in enumerate(columns))), "column")
    known = dict.fromkeys(column.key for column in whole.columns) if whole else {}
    for index, word in enumerate(need.get("unique", ())):
        if word not in known:
            near = nearest(word, known)
            hint = f"did you mean `{near}`?" if near else f"columns are {one_of(known)}" if known else "add `columns`"
            file.fault((*keys, "unique", index), f"`{word}` is the key of no column", hint)
    for index, column in enumerate(columns):
        here = (*keys, "columns", index)
        if "type" in column and column["type"] not in TYPES:
            file.fault((*here, "type"), *unknown_type("type", column["type"]), value=True)
        if "schema" in column and whole:
            _schema(file, (*here, "schema"), column["schema"], whole.row.source)
