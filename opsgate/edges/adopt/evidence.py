"""Evidence that is computed from the kinds, a project's own ones too: names, places, headings, columns and keys."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TypeAlias

from opsgate.edges.adopt.clues import Clues
from opsgate.edges.adopt.folding import holds, words
from opsgate.edges.adopt.signs import Guesses
from opsgate.knowing.kind import Kind, Need, SectionSpec, applies
from opsgate.knowing.kindfile import common_front_matter
from opsgate.knowing.patterns import Patterns
from opsgate.knowing.rows import columns
from opsgate.reading.outline import same

Point: TypeAlias = tuple[str, int]
"""A reason, and what it counts."""

_SHOWN = 5
_FEW = 2
_OFTEN = 3
_GENERIC = frozenset(map(words, ("docs", "doc", "documentation", "service", "support", "record", "release")))


class Evidence:
    """What of the kinds' own words a document has."""

    def __init__(self, kinds: Sequence[Kind], known: Guesses, sure: Collection[str] = ()) -> None:
        self._kinds = kinds
        self._sure = sure
        self._points = known.computed
        self._common = known.common
        self._names = {kind.name: _names(kind) for kind in kinds}
        self._places = {kind.name: _place(kind) for kind in kinds}
        self._patterns = {kind.name: Patterns([kind.place]) for kind in kinds}
        self._asking: dict[str, list[tuple[Kind, SectionSpec]]] = defaultdict(list)
        self._columns: dict[str, list[tuple[Kind, Need]]] = defaultdict(list)
        for kind in kinds:
            self._learn(kind)
        self._own_keys = _own_keys(kinds)

    def _learn(self, kind: Kind) -> None:
        for spec in kind.all_sections():
            for name in spec.names:
                self._asking[name].append((kind, spec))
            for need in (need for need in spec.needs if len(need.columns) >= _FEW):
                names = {same(name) for column in need.columns for name in (column.name, *column.aliases)}
                for name in names:
                    self._columns[name].append((kind, need))

    def of(self, seen: Clues) -> Mapping[str, tuple[list[Point], list[Point]]]:
        """For each kind that anything speaks for: what its name and place say, and what the document holds."""
        found: dict[str, tuple[list[Point], list[Point]]] = {}
        for kind in self._kinds:
            named = list(self._named(kind, seen))
            if named:
                found.setdefault(kind.name, ([], []))[0].extend(named)
        for name, point in (*self._by_sections(seen), *self._by_tables(seen), *self._by_keys(seen)):
            found.setdefault(name, ([], []))[1].append(point)
        return found

    def _named(self, kind: Kind, seen: Clues) -> Iterator[Point]:
        """Where the kind's name stands; the strongest place counts whole, every other one a third."""
        names, sure = self._names[kind.name], kind.name in self._sure
        at = [
            ("sure" if sure else "folder", seen.folders, "a folder is called"),
            ("root", (seen.root,), "the project's folder is called"),
            ("file", (seen.stem,), "the file is called"),
            ("sure" if sure else "title", (seen.title_words,), "the title says"),
        ]
        there = [(key, why) for key, texts, why in at if any(holds(text, name) for text in texts for name in names)]
        if any(holds(seen.first, f"thi {name}") for name in names):
            there.append(("said", "the first lines say: this"))
        hits = sorted(((self._points[key], why) for key, why in there), reverse=True)
        for index, (points, why) in enumerate(hits):
            yield f"{why} “{kind.name}”", points if index == 0 else points // _OFTEN
        folder, stem = self._places[kind.name]
        if not hits and self._patterns[kind.name].match(seen.path):
            yield f"the path is that of `{kind.place}`", self._points["place"]
        elif not hits and (seen.stem == stem if stem else folder in seen.folders[-1:]):
            yield f"the path is like `{kind.place}`", self._points["common" if folder in _GENERIC else "like"]

    def _by_sections(self, seen: Clues) -> Iterator[tuple[str, Point]]:
        """Headings that are sections of a kind, the less the more kinds have them and the fewer of it are there."""
        hits: dict[str, dict[str, tuple[float, str, SectionSpec]]] = defaultdict(dict)
        for heading in seen.headings:
            asking = self._asking.get(heading.same, ())
            sharing = math.sqrt(len({kind.name for kind, _ in asking})) if asking else 1
            for kind, spec in asking:
                own = same(spec.heading) == heading.same
                points = self._points["heading" if own else "alias"] / sharing
                points = points / _OFTEN if heading.words in self._common else points
                if points > hits[kind.name].get(spec.id, (0.0, "", spec))[0]:
                    hits[kind.name][spec.id] = (points, heading.title, spec)
        for kind in self._kinds:
            found = hits.get(kind.name)
            if not found:
                continue
            total = min(self._points["sections"], sum(points for points, _, _ in found.values()) * _share(kind, found))
            titles = list(dict.fromkeys(f"“{title}”" for _, title, _ in found.values()))
            if round(total) > 0:
                yield kind.name, (f"headings that are sections of it: {_listed(titles)}", round(total))

    def _by_tables(self, seen: Clues) -> Iterator[tuple[str, Point]]:
        """Tables with most of the columns that a section of a kind asks for."""
        best: dict[str, dict[int, tuple[int, str]]] = defaultdict(dict)
        for number, header in enumerate(seen.headers):
            needs = {id(need): (kind, need) for title in header for kind, need in self._columns.get(same(title), ())}
            for kind, need in needs.values():
                index = columns(header, need.columns)
                wanted = [column for column in need.columns if applies(column.level, "hobby")]
                there = sum(1 for column in wanted if column.key in index)
                if len(index) < _FEW or there < len(wanted) or len(index) * 2 < len(header):
                    continue
                weight = self._points["columns"] * min(len(index), 4) // 4
                titles = ", ".join(f"“{header[at]}”" for at in sorted(index.values())[:_SHOWN])
                best[kind.name][number] = max(best[kind.name].get(number, (0, "")), (weight, titles))
        for kind_name, found in best.items():
            total = min(self._points["tables"], sum(weight for weight, _ in found.values()))
            yield kind_name, (f"a table has the columns {max(found.values())[1]}", total)

    def _by_keys(self, seen: Clues) -> Iterator[tuple[str, Point]]:
        for kind in self._kinds:
            own = sorted(seen.keys & self._own_keys[kind.name])
            if own:
                points = min(self._points["keys"], self._points["key"] * len(own))
                yield kind.name, (f"front matter has {', '.join(f'`{key}`' for key in own)}", points)


def _names(kind: Kind) -> frozenset[str]:
    """What a kind is called: its name, its title, and the folder or file that it suggests, if that says something."""
    found = {words(kind.name), words(kind.title), *_place(kind)}
    return frozenset(name for name in found if name and name not in _GENERIC)


def _place(kind: Kind) -> tuple[str, str]:
    """The last folder of the place that a kind suggests, and the name of the file, empty where it is any."""
    place = PurePosixPath(kind.place)
    stem = "" if "*" in place.name else words(place.stem)
    folder = place.parent.name.replace("*", "")
    return ("" if stem else words(folder), stem)


def _own_keys(kinds: Iterable[Kind]) -> dict[str, frozenset[str]]:
    """Keys of each kind's front matter that no other kind has and that say something: two words, not one."""
    common = set(common_front_matter()["properties"])
    held = {kind.name: set(kind.properties) - common for kind in kinds}
    bases = {kind.name: kind.extends for kind in kinds}
    return {
        name: frozenset(
            key for key in keys if "_" in key and not any(key in held[o] for o in held if o not in (name, bases[name]))
        )
        for name, keys in held.items()
    }


def _share(kind: Kind, found: Mapping[str, object]) -> float:
    """How much of what a kind asks for at its lowest level is there, between 0.4 and 1."""
    asked = [spec for spec in kind.all_sections() if spec.level == "hobby" and not spec.optional]
    asked = asked or [spec for spec in kind.all_sections() if not spec.optional]
    there = sum(1 for spec in asked if spec.id in found or any(inner.id in found for inner in spec.sections))
    return 0.4 + 0.6 * there / len(asked) if asked else 1.0


def _listed(titles: Sequence[str]) -> str:
    more = len(titles) - _SHOWN
    shown = ", ".join(titles[:_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown
