"""Whether code changed after the documents that describe it: one walk back through history for all of them together."""

import datetime
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property

from opsgate.judging.covers import BOOKKEEPING
from opsgate.judging.normal import blocks, value
from opsgate.knowing.facts import Facts
from opsgate.knowing.gitdrift import Touch, Trail, Version
from opsgate.knowing.listing import list_files
from opsgate.reading.document import document, load
from opsgate.reading.frontmatter import FrontMatter, read_front_matter
from opsgate.words.patterns import lazy

_FIRST_WALK = 256
_LONGER = 4
_AT_ONCE = 200
"""How many versions are read together: two blobs each."""

_WILD = lazy(r"[*?\[]")
_WILD_END = lazy(r"[*?\[\]]")
_LETTERS = lazy(r"[^\W\d_]+")
_HIDDEN = lazy(r"<!--|&|\]:")
NEVER = math.inf


@dataclass(frozen=True, slots=True)
class Described:
    """A document and what it describes.

    ``reviewed`` is the day on which somebody last held it against the code. ``beside`` is the path of a file of its
    own, empty for none: a change of that is a change of the document.
    """

    path: str
    globs: tuple[str, ...]
    reviewed: datetime.date | None = None
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """What of a glob (by its number) changed, ``newest`` last on ``day``, after the document did, or was reviewed."""

    glob: int
    day: str
    commits: int
    files: int
    newest: str
    since: str
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Dead:
    """A glob (by its number) that matches no file; ``was`` is a file that it did match, ``now`` where that went."""

    glob: int
    was: str = ""
    now: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Drifts:
    """By document, what drifted and which globs are dead. ``unknown`` says why nobody can tell, ``hint`` what helps."""

    found: Mapping[str, tuple[Drift, ...]] = field(default_factory=dict)
    dead: Mapping[str, tuple[Dead, ...]] = field(default_factory=dict)
    unknown: str = ""
    hint: str = ""


def drifts(facts: Facts, documents: Sequence[Described], rev: str = "") -> Drifts:
    """What drifted by the commits up to ``rev``, a commit's whole name, or by HEAD and the files on disk.

    On disk, a document that was edited changed just now; code that was edited changes when it is committed.
    """
    if not documents:
        return Drifts()
    listed = (facts.files_at(rev) or ()) if rev else list_files(facts.root)
    walk = _Walk(facts, documents, rev)
    reason = walk.go()
    names = Names({*listed, *(name for name in walk.trail.touches if not name.startswith("/"))})
    there = Names(listed)
    dead = {one.path: tuple(_dead(one, there, names, walk.trail)) for one in documents}
    if reason:
        return Drifts({}, dead, *reason)
    return Drifts(walk.found({one.path: dead[one.path] for one in documents}, names), dead)


def _dead(one: Described, there: "Names", names: "Names", trail: Trail) -> Iterator[Dead]:
    for number, glob in enumerate(one.globs):
        if glob.startswith("!") or there.matching(glob):
            continue
        gone = [(trail.touches[name][0], name) for name in names.matching(glob)]
        if not gone:
            yield Dead(number)
            continue
        last, was = min(gone)
        yield Dead(number, was, last.other.removeprefix("/"), trail.days[last.at])


class _Walk:
    """One walk back from a commit, HEAD if it is empty, only as far as some document still needs it."""

    def __init__(self, facts: Facts, documents: Sequence[Described], rev: str) -> None:
        self.facts = facts
        self.documents = documents
        self.rev = rev
        self.trail = Trail(frozenset(one.path for one in documents))
        self._there: frozenset[str] = frozenset()
        self._changed: dict[str, int] = {}
        self._examined: dict[str, int] = {}

    def go(self) -> tuple[str, str] | None:
        """Walk; why that cannot be done, and what would help, or None. Out of a repository there is nothing to walk."""
        facts = self.facts
        if not facts.in_git():
            return (facts.trouble, "without git, nothing is known of what changed") if facts.trouble else None
        if facts.shallow():
            return "the history is cut off (a shallow clone)", "`git fetch --unshallow`; in CI, check out with depth 0"
        head = self.rev or facts.head()
        if head is None:
            return None
        files, size = facts.files_at(head), _FIRST_WALK
        self._there = frozenset(files or ())
        waiting = [one for one in self.documents if one.path in self._there]
        while waiting:
            older = facts.history(head, len(self.trail.days), size)
            if files is None or older is None:
                return facts.trouble or "git cannot read the history", "`git fsck` says what is wrong with it"
            self.trail.extend(older)
            waiting = [one for one in waiting if not self._answered(one)]
            self._examine(waiting)
            waiting = [one for one in waiting if self._last(one) == NEVER]
            if len(older) < size:
                break
            size *= _LONGER
        return None

    def _answered(self, one: Described) -> bool:
        """Whether everything older than the commits seen so far, or all there is, came before the last review."""
        days = self.trail.days
        return one.reviewed is not None and bool(days) and (
            days[-1] < one.reviewed.isoformat() or max(days) <= one.reviewed.isoformat())  # fmt: skip

    def _last(self, one: Described) -> float:
        """The number of the commit that last changed what a document says, NEVER where none is known."""
        beside = self.trail.touches.get(one.beside, ()) if one.beside else ()
        return min(self._changed.get(one.path, NEVER), beside[0].at if beside else NEVER)

    def _examine(self, documents: Iterable[Described]) -> None:
        """Find the last commit that changed what each document says, among those that were walked."""
        paths, count = [one.path for one in documents], 1
        while paths:
            batch: list[tuple[str, Version]] = []
            for path in paths:
                start = self._examined.get(path, 0)
                new = self.trail.versions.get(path, [])[start : start + count]
                self._examined[path] = start + len(new)
                batch += [(path, version) for version in new]
            for at in range(0, len(batch), _AT_ONCE):
                self._compare(batch[at : at + _AT_ONCE])
            more = {path for path, _ in batch}
            paths = [path for path in paths if path in more and path not in self._changed]
            count *= 2

    def _compare(self, batch: Sequence[tuple[str, Version]]) -> None:
        held = self.facts.blobs(blob for _, version in batch for blob in version[1:])
        for path, version in batch:
            if path not in self._changed and not same_substance(held.get(version.before), held.get(version.after)):
                self._changed[path] = version.at

    def found(self, dead: Mapping[str, Sequence[Dead]], names: "Names") -> dict[str, tuple[Drift, ...]]:
        """What drifted, by document."""
        parted: dict[tuple[str, ...], dict[str, int]] = {}
        for one in self.documents:
            if one.globs not in parted:
                parted[one.globs] = names.parted(one.globs)
        late = {one: self._events(one, parted[one.globs]) for one in self.documents if one.path in self._there}
        self._examine(one for one, events in late.items() if events and self._last(one) == NEVER)
        found = {}
        for one, touched in late.items():
            last, silent = self._last(one), {item.glob for item in dead[one.path]}
            events = [event for event in touched if event[0].at < last and event[1] not in silent]
            known = one.reviewed is not None or last != NEVER
            if events and known and not self._edited(one):
                found[one.path] = tuple(self._summed(one, events))
        return found

    def _events(self, one: Described, described: Mapping[str, int]) -> list[tuple[Touch, int, str]]:
        """Changes of described files since the document's last change, as far as it is known, that no review answers.

        Each with the number of its glob and the file's name. A file that moved from one described place to another,
        and the document itself, changed nothing.
        """
        last, reviewed = self._last(one), one.reviewed.isoformat() if one.reviewed else ""
        found = []
        for name, glob in described.items():
            for touch in self.trail.touches.get(name, ()) if name not in (one.path, one.beside) else ():
                if touch.at >= last:
                    break
                if touch.other not in described and self.trail.days[touch.at] > reviewed:
                    found.append((touch, glob, name))
        return found

    def _edited(self, one: Described) -> bool:
        """Whether what the document says on disk differs from what was committed."""
        if one.beside in self._dirty or one.path not in self._dirty:
            return one.beside in self._dirty
        return not same_substance(self.facts.at("HEAD", one.path), load(self.facts.root / one.path).data)

    @cached_property
    def _dirty(self) -> frozenset[str]:
        return frozenset() if self.rev else frozenset(self.facts.dirty() or ())

    def _summed(self, one: Described, events: Sequence[tuple[Touch, int, str]]) -> Iterator[Drift]:
        last = self._last(one)
        changed = self.trail.days[int(last)] if last != NEVER else ""
        reviewed = one.reviewed.isoformat() if one.reviewed else ""
        for glob in sorted({event[1] for event in events}):
            own = [(touch.at, name) for touch, number, name in events if number == glob]
            at, newest = min(own)
            yield Drift(glob, self.trail.days[at], len({at for at, _ in own}), len({name for _, name in own}), newest,
                        max(changed, reviewed), reviewed > changed)  # fmt: skip


def same_substance(before: bytes | None, after: bytes | None) -> bool:
    """Whether two versions of a document say the same, as ``opsgate.judging.covers`` means it; False if in doubt.

    Out of account are the keys of BOOKKEEPING, and how a text is laid out.
    """
    if before is None or after is None:
        return False
    try:
        old, new = (data.decode("utf-8").replace("\r\n", "\n") for data in (before, after))
    except UnicodeDecodeError:
        return False
    fronts = (read_front_matter(old), read_front_matter(new))
    if _keys(fronts[0]) != _keys(fronts[1]):
        return False
    bodies = (old[fronts[0].body :], new[fronts[1].body :])
    if bodies[0] == bodies[1]:
        return fronts[0].readable == fronts[1].readable
    if not any(map(_HIDDEN.search, bodies)) and _LETTERS.findall(bodies[0]) != _LETTERS.findall(bodies[1]):
        return False
    return _blocks(old) == _blocks(new)


def _keys(front: FrontMatter) -> object:
    return value({key: inner for key, inner in (front.value or {}).items() if key not in BOOKKEEPING})


def _blocks(raw: str) -> object:
    found = document("", raw)
    return blocks(found.outline.raw, found.outline.blocks, found.front.block) if found.whole else raw


class Names:
    """Names of files, to be matched with patterns as in ``.gitignore``; each pattern is matched once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(names)
        self._matched: dict[str, tuple[str, ...]] = {}

    def parted(self, patterns: Sequence[str]) -> dict[str, int]:
        """Name to the number of the pattern that it belongs to: the last one that matches, unless that has a ``!``."""
        found: dict[str, int] = {}
        for number, pattern in enumerate(patterns):
            for name in self.matching(pattern.removeprefix("!")):
                if pattern.startswith("!"):
                    found.pop(name, None)
                else:
                    found[name] = number
        return found

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The names that a pattern (without ``!``) matches, sorted."""
        if pattern not in self._matched:
            self._matched[pattern] = tuple(self._find(pattern))
        return self._matched[pattern]

    def _find(self, pattern: str) -> Iterable[str]:
        pattern = pattern.removeprefix("./")
        if not pattern.strip("/") or pattern.startswith("#"):
            return ()
        anchored, folder = "/" in pattern.rstrip("/"), pattern.endswith("/")
        parts = [part for part in pattern.strip("/").split("/") if part]
        fixed = next((at for at, part in enumerate(parts) if _WILD.search(part)), len(parts)) if anchored else 0
        wanted = parts if anchored else ["**", *parts]
        inside = self._candidates("/".join(parts[:fixed]), [part for part in parts[fixed:] if part.strip("*")])
        return [name for name in inside if matches(wanted, name.split("/"), folder)]

    def _candidates(self, head: str, parts: Iterable[str]) -> Sequence[str]:
        """The fewest names, sorted, among those that begin with a path and those that have a part like one of these."""
        found = [(_between(self._names, head), self._names)]
        for part in parts:
            ends = (_WILD.split(part)[0], _WILD_END.split(part)[-1][::-1]) if _WILD.search(part) else (f"{part}//",)
            found += [(_between(order, end), order) for order, end in zip(self._parts, ends, strict=False)]
        where, order = min(found, key=lambda one: len(one[0]))
        chosen = order[where.start : where.stop]
        return chosen if order is self._names else sorted({one.partition("//")[2] for one in chosen})

    @cached_property
    def _parts(self) -> tuple[list[str], list[str]]:
        """Each part of each name, ``//`` and the name, by what the parts begin with; and, parts reversed, end with."""
        pairs = {(part, name) for name in self._names for part in name.split("/")}
        heads, tails = (f"{part}//{name}" for part, name in pairs), (f"{part[::-1]}//{name}" for part, name in pairs)
        return sorted(heads), sorted(tails)


def _between(order: Sequence[str], head: str) -> range:
    """Where those that begin with a text stand in a sorted list."""
    size = len(head)
    return range(*(cut(order, head, key=lambda entry: entry[:size]) for cut in (bisect_left, bisect_right)))


def matches(wanted: Sequence[str], parts: Sequence[str], folder: bool = False) -> bool:
    """Whether the parts of a path, or of a folder above it, match those of a pattern, in time linear in both.

    ``**`` stands for any number of parts, for at least one at the end; ``folder`` says that only folders match.
    Between two ``**`` the first place that matches is as good as any other.
    """
    groups: list[list[str]] = [[]]
    for part in wanted:
        if part == "**":
            groups.append([])
        else:
            groups[-1].append(part)
    at = 0
    for number, group in enumerate(groups):
        starts = range(at, len(parts) - len(group) + 1) if number else range(min(1, len(parts) - len(group) + 1))
        start = next((start for start in starts if _same(group, parts[start : start + len(group)])), None)
        if start is None:
            return False
        at = start + len(group)
    return at + folder + (wanted[-1] == "**") <= len(parts)


def _same(group: Sequence[str], parts: Sequence[str]) -> bool:
    return all(
        want == part or (_WILD.search(want) is not None and fnmatchcase(part, want.replace("[^", "[!")))
        for want, part in zip(group, parts, strict=True)
    )
