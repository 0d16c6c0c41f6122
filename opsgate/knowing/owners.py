"""Who there is to own something: CODEOWNERS, a Backstage catalog, and the configuration's people and roles.

Only like is held against like: a team's name says nothing where no file names a team, an address nothing where none
names an address. A name in plain words is nobody's handle: it counts only where a catalog knows what people are
called, and then only where it looks like a person's.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from opsgate.knowing import catalog, codeowners
from opsgate.knowing.config import Config
from opsgate.knowing.roster import MAX_BYTES, Entry, Roster, Sort, fold, loose, segments, spot
from opsgate.reading.document import Loaded
from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.people import Person
from opsgate.words.near import nearest
from opsgate.words.place import Spot

Read = Callable[[str], Loaded | None]

_HANDLE = re.compile(r"@[\w][\w.-]*(?:/[\w.-]+)*")
_MOST_GUESSES = 30
_MOST_NAMES = 5_000
_DUTIES = frozenset(
    """
    on-call oncall call duty rota shift team group squad crew desk support service services operations ops security
    engineer engineers engineering developer developers lead manager management owner director officer admin
    administrator administrators office staff department vendor supplier partner customer customers users public
    everyone everybody anyone nobody none whoever all primary secondary release incident product platform project
    legal finance sales marketing quality data infrastructure network database web mobile
    """.split()
)


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner as a document names one."""

    sort: Sort
    name: str

    @property
    def several(self) -> bool:
        """Whether the name has parts, as ``acme/sre`` does."""
        return "/" in self.name


def read_owner(said: str) -> Owner | None:
    """What a document means by an owner, or None for what is none (and said to be so elsewhere)."""
    said = said.strip()
    if _HANDLE.fullmatch(said):
        return Owner("group" if "/" in said else "user", said[1:])
    try:
        found = TYPES["person"].parse(said)
    except BadValue:
        return None
    if not isinstance(found, Person):
        return None
    sort: Mapping[str, Sort] = {"team": "group", "email": "address", "name": "display"}
    if found.kind == "handle":
        return Owner("user", found.name.removeprefix("default/"))
    return Owner(sort[found.kind], found.name)


@dataclass(frozen=True)
class Directory:
    """All rosters that a project has; ``partial`` where one of them may leave somebody out."""

    rosters: tuple[Roster, ...]

    @property
    def partial(self) -> bool:
        return any(roster.partial for roster in self.rosters)

    @property
    def entries(self) -> Iterator[Entry]:
        return (entry for roster in self.rosters for entry in roster.entries)

    @cached_property
    def _sorts(self) -> frozenset[Sort]:
        return frozenset(entry.sort for entry in self.entries)

    @cached_property
    def _addresses(self) -> frozenset[str]:
        return frozenset(fold(entry.name) for entry in self.entries if entry.sort == "address")

    @cached_property
    def _handles(self) -> Mapping[str, frozenset[tuple[str, ...]]]:
        """Last part of a name → the names, as segments."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for entry in self.entries:
            parts = segments(entry.name)
            if entry.sort in ("user", "group", "named") and parts:
                found.setdefault(parts[-1], set()).add(parts)
        return {last: frozenset(names) for last, names in found.items()}

    @cached_property
    def _loose(self) -> frozenset[str]:
        """Every name as people may say it, with and without what stands before its last ``/``."""
        names = [entry.name for entry in self.entries if entry.sort != "address"]
        return frozenset(loose(part) for name in names for part in (name, name.rpartition("/")[2]))

    @cached_property
    def _words(self) -> Mapping[str, tuple[frozenset[str], ...]]:
        """Word → the display names that have it, as sets of words."""
        found: dict[str, list[frozenset[str]]] = {}
        for entry in self.entries:
            words = frozenset(fold(entry.name).split()) if entry.sort == "display" else frozenset()
            for word in words:
                found.setdefault(word, []).append(words)
        return {word: tuple(sets) for word, sets in found.items()}

    def unknown(self, owner: Owner) -> bool:
        """Whether an owner is on no roster although rosters list owners of that sort; False where nobody can say."""
        if self.partial or owner.sort not in self._sorts:
            return False
        if owner.sort == "address":
            return fold(owner.name) not in self._addresses
        if owner.sort == "display":
            return _personal(owner.name) and not self._called(owner.name)
        parts = segments(owner.name)
        return not any(_same(parts, known) for known in self._handles.get(parts[-1] if parts else "", ()))

    def _called(self, name: str) -> bool:
        """Whether a name in plain words is somebody's: as a whole, or as a part of a display name."""
        words = frozenset(fold(name).split())
        sets = min((self._words.get(word, ()) for word in words), key=len, default=())
        return loose(name) in self._loose or any(words <= known for known in sets)

    def nearest(self, owner: Owner) -> Entry | None:
        """The entry of that sort that an owner most likely means; no more are guessed than anybody would read."""
        if owner not in self._guesses:
            if len(self._guesses) >= _MOST_GUESSES:
                return None
            names = self._names(owner.sort, whole=owner.several)
            near = nearest(owner.name, names) if len(names) <= _MOST_NAMES else None
            self._guesses[owner] = names[near] if near is not None else None
        return self._guesses[owner]

    @cached_property
    def _guesses(self) -> dict[Owner, Entry | None]:
        return {}

    def _names(self, sort: Sort, *, whole: bool) -> Mapping[str, Entry]:
        """Names of a sort with their entries, as a whole or without what stands before their last ``/``."""
        bare = not whole and sort in ("user", "group")
        entries = (entry for entry in self.entries if entry.sort == sort)
        return {entry.name.rpartition("/")[2] if bare else entry.name: entry for entry in entries}


def directory(read: Read, config: Config) -> Directory:
    """The rosters of a project. ``read`` gives what was read of a file by its path; None for one that is not there."""
    found: list[Roster] = []
    for paths, reader in ((codeowners.PATHS, codeowners.read_codeowners), (catalog.PATHS, catalog.read_catalog)):
        for path in paths:
            loaded = read(path)
            if loaded is not None:
                whole = not loaded.problem and loaded.size <= MAX_BYTES
                found.append(reader(path, loaded.data if whole else None))
    return Directory((*found, *_configured(config)))


def written(said: str, entry: Entry) -> str:
    """A roster's entry as the document would write it, after the manner of what stands there."""
    name = entry.name if "/" in said else entry.name.rpartition("/")[2]
    if entry.sort in ("address", "display"):
        return entry.name
    marked = re.match(r"(?i)(@|(?:team|group|user)\s*:\s*)", said.strip())
    return f"{marked[1] if marked else '@'}{name}"


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one name is the other, or its end: ``sre`` and ``acme/sre``."""
    short, long = sorted((one, other), key=len)
    return tuple(long[len(long) - len(short) :]) == tuple(short)


def _personal(name: str) -> bool:
    """Whether plain words look like the name of a person: two to four, each with a capital, and none of a duty."""
    words = name.split()
    return (
        2 <= len(words) <= 4
        and all(word[:1].isupper() and not word.isupper() and word.replace("-", "").isalpha() for word in words)
        and not _DUTIES.intersection(name.casefold().split())
    )


def _configured(config: Config) -> Iterator[Roster]:
    """What the configuration's ``[people]`` and ``[roles]`` say."""
    people: Mapping[str, Sequence[str]] = config.data.get("people", {})
    roles: Mapping[str, Sequence[str]] = config.data.get("roles", {})
    if people:
        at = spot(config.path or "", config.text, config.span(("people",)), "people")
        addresses = (Entry("address", mail, at) for mails in people.values() for mail in mails)
        yield Roster("`[people]`", at, (*(_entry(name, at) for name in people), *addresses))
    if roles:
        at = spot(config.path or "", config.text, config.span(("roles",)), "roles")
        held = (_entry(name, at) for names in roles.values() for name in names)
        yield Roster("`[roles]`", at, (*(Entry("named", role, at) for role in roles), *held))


def _entry(name: str, at: Spot) -> Entry:
    """A name in the configuration: there, one without ``@`` is a handle too."""
    owner = read_owner(name)
    if owner is None or owner.sort == "display":
        return Entry("named" if " " in name.strip() else "user", name, at)
    return Entry(owner.sort, owner.name, at)
