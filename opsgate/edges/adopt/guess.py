"""Guess the kind of a document: a score for every kind, and what it is made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from opsgate.edges.adopt.clues import Clues
from opsgate.edges.adopt.evidence import Evidence, Point
from opsgate.edges.adopt.folding import holds
from opsgate.edges.adopt.signs import Guesses, Sign, Signs, guesses
from opsgate.knowing.kind import Kind
from opsgate.knowing.kinds import Kinds

MOST = 100
_SHOWN = 4
_UNSPECIFIC = "all of this is so in instructions of any sort"
_OTHERWISE = "something says plainly that it is another sort of document"
_UNSUPPORTED = "only the name speaks for it, nothing in the document"
_NAMES = frozenset({"file", "folder", "path", "root", "folders", "title", "title-is", "title-start"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Something seen, and the points that it counts; those against are negative."""

    text: str
    points: int


@dataclass(frozen=True)
class Scored:
    """How much speaks for a kind: the sum of the reasons' points, from 0 to ``limit``, which ``because`` explains."""

    kind: str
    reasons: tuple[Reason, ...]
    limit: int = MOST
    because: str = ""

    @cached_property
    def raw(self) -> int:
        """The sum, however large or small."""
        return sum(reason.points for reason in self.reasons)

    @property
    def weight(self) -> int:
        """What kinds are compared by: of two that reach 100, the one that more speaks for is meant."""
        return self.raw if self.limit == MOST else min(self.limit, self.raw)

    @property
    def score(self) -> int:
        return max(0, min(self.limit, self.raw))


@dataclass(frozen=True, slots=True)
class Guess:
    """The kinds that something speaks for, the likeliest first.

    The first is the kind if its score is ``perhaps`` or more, and that is ``sure`` if it is ``enough`` or more and no
    other kind is as near as ``lead``: ``apart`` says how far the next one is that is no relative of it.
    """

    scored: tuple[Scored, ...]
    known: Guesses = field(repr=False)
    apart: int = MOST
    against: tuple[Reason, ...] = ()

    @property
    def best(self) -> Scored | None:
        return self.scored[0] if self.scored else None

    @property
    def kind(self) -> str | None:
        """The kind in the first guess, or None where the document is of no kind."""
        return self.best.kind if self.best and self.best.score >= self.known.perhaps else None

    @property
    def sure(self) -> bool:
        """Whether the kind may be written without a person's word."""
        return self.best is not None and self.best.score >= self.known.enough and self.apart >= self.known.lead

    @property
    def runner_up(self) -> Scored | None:
        """The kind that comes next, where that one would do too and is not far behind."""
        if self.kind is None or len(self.scored) < 2:
            return None
        second = self.scored[1]
        close = self.scored[0].score - second.score <= self.known.near
        return second if close and second.score >= self.known.perhaps else None


class Guesser:
    """Guesses by the kinds of a project, its own ones too."""

    def __init__(self, kinds: Kinds) -> None:
        self._guesses: Guesses = guesses()
        self._kinds = kinds.all()
        self._signs = {kind.name: self._signs_of(kind) for kind in self._kinds}
        sure = frozenset(name for name, signs in self._signs.items() if signs.sure)
        self._evidence = Evidence(self._kinds, self._guesses, sure)

    def guess(self, seen: Clues) -> Guess:
        """How likely each kind is for what was seen of a document."""
        known = self._guesses
        against = tuple(_reasons(known.none, seen, sign=-1))
        weak = tuple(_reasons(known.instructions, seen))
        computed = self._evidence.of(seen)
        scored = [self._scored(kind, computed.get(kind.name, ([], [])), seen, weak, against) for kind in self._kinds]
        scored = [each for each in scored if any(reason.points > 0 for reason in each.reasons)]
        scored.sort(key=lambda each: (-each.weight, -self._depth(each.kind)))
        return Guess(tuple(scored), known, self._apart(scored), against)

    def _scored(
        self,
        kind: Kind,
        computed: tuple[Sequence[Point], Sequence[Point]],
        seen: Clues,
        weak: tuple[Reason, ...],
        against: tuple[Reason, ...],
    ) -> Scored:
        """A kind's score: what its name and place say, what the document holds, and what speaks against all kinds."""
        signs, points = self._signs[kind.name], self._guesses.computed
        named = [Reason(*point) for point in computed[0]]
        held = [Reason(*point) for point in computed[1]]
        for sign in signs.signs:
            (named if sign.where in _NAMES else held).extend(_reasons([sign], seen))
        strong = sum(reason.points for reason in (*named, *held))
        if not (signs.usual or (signs.instructs and strong >= points["shares"])):
            weak = ()
        reasons = (*named, *held, *weak, *against)
        if any(reason.points <= -points["decides"] for reason in against):
            return Scored(kind.name, reasons, points["otherwise"], _OTHERWISE)
        if strong < points["strong"]:
            return Scored(kind.name, reasons, points["unspecific"], _UNSPECIFIC)
        if not (held or weak or signs.sure):
            return Scored(kind.name, reasons, points["unsupported"], _UNSUPPORTED)
        return Scored(kind.name, reasons)

    def _signs_of(self, kind: Kind) -> Signs:
        """The signs of a kind; one that extends another has the other's."""
        known = {each.name: each for each in self._kinds}
        name: str | None = kind.name
        for _ in known:
            if name is None or name in self._guesses.kinds:
                break
            name = known[name].extends if name in known else None
        return self._guesses.kinds.get(name or "", Signs())

    def _apart(self, scored: Sequence[Scored]) -> int:
        """How far ahead the first kind is of the next that neither extends it nor is extended by it."""
        if not scored:
            return MOST
        first = self._line(scored[0].kind)
        other = next((each for each in scored[1:] if not first & self._line(each.kind)), None)
        return scored[0].weight - max(0, other.weight) if other else MOST

    def _line(self, name: str) -> frozenset[str]:
        """A kind and those that it extends."""
        known = {kind.name: kind.extends for kind in self._kinds}
        found: set[str] = set()
        here: str | None = name
        while here is not None and here not in found:
            found.add(here)
            here = known.get(here)
        return frozenset(found)

    def _depth(self, name: str) -> int:
        """How special a kind is: of two as likely ones, the one that extends another is meant."""
        return int(any(kind.name == name and kind.extends is not None for kind in self._kinds))


def _reasons(signs: Iterable[Sign], seen: Clues, sign: int = 1) -> Iterator[Reason]:
    """What the signs that are there say."""
    for each in signs:
        found = _found(each, seen)
        if found:
            points = min(each.most, each.points * len(found)) * sign
            yield Reason(each.says.format(words=_listed(found)), points)


def _found(sign: Sign, seen: Clues) -> list[str]:
    """What is there of a sign's words, as they are shown to people."""
    if sign.where == "path":
        return _in_path(sign, (*seen.folders, seen.stem))
    if sign.where == "root":
        return _in_path(sign, [seen.root])
    if sign.where == "folders":
        return _in_path(sign, seen.folders)
    if sign.where == "folder":
        return [f"`{said}/`" for phrase, said in sign.phrases.items() if phrase in seen.folders]
    if sign.where == "file":
        return [said for phrase, said in sign.phrases.items() if seen.stem == phrase]
    if sign.where == "title":
        return [f"“{said}”" for phrase, said in sign.phrases.items() if holds(seen.title_words, phrase)]
    if sign.where == "title-is":
        return [f"“{seen.title}”"] if seen.title_words in sign.phrases else []
    if sign.where == "title-start":
        starts = f"{seen.title_words} ".startswith(sign.starts)
        return [f"“{seen.title.split()[0]}”"] if starts and seen.title.split() else []
    if sign.where == "text":
        return [f"“{said}”" for phrase, said in sign.phrases.items() if holds(seen.first, phrase)]
    if sign.where == "heading":
        return list(dict.fromkeys(f"“{head.title}”" for head in seen.headings if head.words in sign.phrases))
    if sign.where == "heading-has":
        held = (head for head in seen.headings if any(holds(head.words, phrase) for phrase in sign.phrases))
        return list(dict.fromkeys(f"“{head.title}”" for head in held))
    if sign.where == "heading-start":
        return list(dict.fromkeys(f"“{head.title}”" for head in seen.headings if head.words.startswith(sign.starts)))
    return _in_rest(sign, seen)


def _in_rest(sign: Sign, seen: Clues) -> list[str]:
    if sign.where == "code":
        return [f"`{said}`" for said in sign.phrases.values() if said in seen.programs]
    if sign.where in ("shape", "language"):
        there = seen.shapes if sign.where == "shape" else seen.languages
        return [said for phrase, said in sign.phrases.items() if phrase in there]
    if sign.where == "column":
        return [f"“{said}”" for phrase, said in sign.phrases.items() if phrase in seen.columns]
    if sign.where == "hidden":
        return ["hidden"] if seen.hidden else []
    return [f"`{said}`" for said in sign.phrases.values() if said in seen.keys]


def _in_path(sign: Sign, names: Sequence[str]) -> list[str]:
    """Words of folders and of the file's name."""
    return [f"`{said}`" for phrase, said in sign.phrases.items() if any(holds(name, phrase) for name in names)]


def _listed(found: Sequence[str]) -> str:
    more = len(found) - _SHOWN
    shown = ", ".join(found[:_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown
