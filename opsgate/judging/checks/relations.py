"""OG304 to OG307: relations that lead somewhere, that are there, in no circle, and to nothing that is retired."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from opsgate.judging.agree import value
from opsgate.judging.among import among, kind_called, path_from, relation_of
from opsgate.judging.check import Between, Check, check
from opsgate.judging.circles import circles
from opsgate.knowing.card import Card
from opsgate.knowing.index import Edge, Index
from opsgate.knowing.kind import Kind, Relation, applies
from opsgate.knowing.links import Target, resolve
from opsgate.reading.slugs import folded
from opsgate.reading.values.base import is_placeholder, show
from opsgate.reading.values.links import Link
from opsgate.words.finding import Severity
from opsgate.words.near import an
from opsgate.words.place import Hit

_WAITS = "related-gate-passes"
_AFTER = frozenset({"supersedes", "replaces", "extends", "follows"})
_SHOWN = 8


@check("OG304", "dangling-relation", reads="facts", unfinished=True)
def dangling_relation(here: Between) -> Iterator[Hit]:
    """A relation names nothing that exists, or a document of another kind."""
    if here.card.stage == "history":
        return
    for edge in here.index.related(here.card):
        if not is_placeholder(edge.mark.text.strip()) and _is_leaf(edge):
            hit = _amiss(here, edge, relation_of(here.index, here.kind, edge.name))
            if hit is not None:
                yield hit


def _is_leaf(edge: Edge) -> bool:
    """Whether it is a relation's value or one of a list of them; anything else is of a wrong type."""
    return len(edge.mark.keys) == 3 or isinstance(edge.mark.keys[3], int)


def _amiss(here: Between, edge: Edge, relation: Relation | None) -> Hit | None:
    """What is wrong with what a relation names."""
    kinds = relation.kinds if relation else ()
    text, other = show(edge.mark.text), edge.target
    if other is here.card:
        return edge.mark.hit(f"{text} is this document itself", hint=_instead(here, edge, kinds))
    if other is not None:
        if not other.readable or not kinds or any(here.index.is_a(other, kind) for kind in kinds):
            return None
        stands = f"{text} is {an(other.kind_name)}, `{edge.name}` names {_a(kinds)}"
        return edge.mark.hit(stands, hint=_instead(here, edge, kinds), related=[other.place("kind")])
    target = resolve(here.card.path, edge.mark.text)
    document = bool(relation and relation.kinds and not relation.external)
    if target.kind in ("outside", "unclear"):
        return None
    if target.kind == "anchor":
        return _heading(here, edge, target, kinds if document else ())
    return _file(here, edge, target, kinds if document else ())


def _heading(here: Between, edge: Edge, target: Target, kinds: Sequence[str]) -> Hit | None:
    """What is wrong with a relation that names a heading of its own document."""
    text = show(edge.mark.text)
    if kinds:
        return edge.mark.hit(f"{text} is in this document, {_a(kinds)} is expected", hint=_instead(here, edge, kinds))
    if folded(target.anchor or "", here.outside.config.slugs) in here.card.anchors:
        return None
    return edge.mark.hit(f"this document has no heading {text}", hint="name a heading that it has, or a file")


def _file(here: Between, edge: Edge, target: Target, kinds: Sequence[str]) -> Hit | None:
    """What is wrong with a relation that names no document, where only a document of ``kinds`` will do."""
    files, text = here.outside.files, show(edge.mark.text)
    hint = _instead(here, edge, kinds)
    if _is_word(edge.mark.text):
        state = files.state(target.path) if target.kind == "path" else "missing"
        if not kinds or state == "case":
            return None
        what = "names no document" if state == "missing" else f"is a {state}, and no document of a kind"
        return edge.mark.hit(f"{text} {what}, {_a(kinds)} is expected", hint=hint)
    if target.kind == "escapes" and files.beyond(target.path):
        return edge.mark.hit(f"{text} leads out of the repository", hint="name a file in it, or a web address")
    state = files.state(target.path)
    if state == "case":
        right = path_from(here.card, files.spelling(target.path) or target.path)
        stands = f"{text} is called `{right}`: it is not found where the case of letters counts"
        return edge.mark.hit(stands, hint=f"write `{right}`")
    if state == "missing":
        return edge.mark.hit(f"{text} does not exist", hint=_nearby(here, target, kinds) or hint)
    if not kinds:
        return None
    return edge.mark.hit(f"{text} is a {state}, and no document of a kind: {_a(kinds)} is expected", hint=hint)


def _is_word(text: str) -> bool:
    """Whether it is a name, such as a ticket's number, and neither a path nor an address."""
    link = value(text, "link")
    return isinstance(link, Link) and link.kind == "unresolved"


def _nearby(here: Between, target: Target, kinds: Sequence[str]) -> str:
    """The file that a path to nothing may mean: read from the root, or with a slip of the pen."""
    files = here.outside.files
    rooted = posixpath.normpath(target.said)
    found = rooted if rooted != "." and files.state(rooted) in ("file", "folder") else None
    if found is not None:
        return f"a relation is read from its own document: write `{path_from(here.card, found)}`"
    found = files.near(target.path) if among(here).may_guess() else None
    other = here.index.by_path.get(found) if found and kinds else None
    if other is not None and not any(here.index.is_a(other, kind) for kind in kinds):
        return ""
    return f"did you mean `{path_from(here.card, found)}`?" if found else ""


def _instead(here: Between, edge: Edge, kinds: Sequence[str]) -> str:
    """Which document to name instead."""
    known = among(here)
    found = known.called(here.card, edge.mark.text) if edge.target is None else None
    if found is not None and (not kinds or any(here.index.is_a(found, kind) for kind in kinds)):
        return f"did you mean `{path_from(here.card, found.path)}`?"
    only = known.only(here.card, kinds) if kinds else None
    if only is not None:
        return f"the only {only.kind_name} is `{path_from(here.card, only.path)}`"
    return f"name {_a(kinds)}, by its path from this document" if kinds else "mend the path, or name what it stands for"


def _a(kinds: Sequence[str]) -> str:
    return " or ".join(map(an, kinds)) or "a document"


@check("OG305", "missing-relation", severity=Severity.WARNING, reads="corpus", unfinished=True)
def missing_relation(here: Between) -> Iterator[Hit]:
    """A document does not name what its kind relies on."""
    if here.card.stage == "history":
        return
    edges = here.index.related(here.card)
    named = {edge.name for edge in edges} | {str(keys[0]) for keys in here.card.meta}
    reached = {kind for edge in edges if edge.target for kind in here.index.line(edge.target.kind_name)}
    found: dict[str, Card | None] = {}
    for relation in here.kind.relations:
        asked = applies(relation.level, here.level) and not relation.optional
        if asked and relation.name not in named and not reached.intersection(relation.kinds):
            candidate = _candidate(here, relation)
            if candidate is not None or _wanted(here, relation):
                found[relation.name] = candidate
    if found:
        stands = f"`relations` lacks {' and '.join(f'`{name}`' for name in found)}"
        hint = _paste(here, found)
        yield here.place("relations").hit(f"{stands}, which {an(here.kind.name)} has at {here.level} level", hint=hint)


def _wanted(here: Between, relation: Relation) -> bool:
    """Whether a relation is asked for although nobody knows what it is to name."""
    known = next(among(here).others(here.card, relation.kinds), None) is not None
    return known or relation.external or bool(relation.tells and here.card.marks[f"use/{relation.tells}"])


def _candidate(here: Between, relation: Relation) -> Card | None:
    """The document that is meant, where there is no doubt: the only one that names this one, or that there is."""
    back = [edge.source for edge in here.index.related_by(here.card) if edge.source.stage != "history"]
    fitting = {card.path: card for card in back if any(here.index.is_a(card, kind) for kind in relation.kinds)}
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    return among(here).only(here.card, relation.kinds)


def _paste(here: Between, found: Mapping[str, Card | None]) -> str:
    """What to write."""
    known = [f"{name}: {path_from(here.card, card.path)}" for name, card in found.items() if card is not None]
    open_ = [f"`{name}`" for name, card in found.items() if card is None]
    words = all(relation.external for relation in here.kind.relations if found.get(relation.name, here.card) is None)
    how = "a path, a URL or a ticket" if words else "a path or a URL"
    first = f"write `relations: {{{', '.join(known)}}}`" if known else ""
    rest = f"name the {' and the '.join(open_)} by {how}" if open_ else ""
    return f"{first}, and {rest}" if first and rest else first or rest


@check("OG306", "relation-cycle", reads="corpus")
def relation_cycle(here: Between) -> Iterator[Hit]:
    """Documents that have to come one after another stand in a circle."""
    way = _circles(here).get(here.card.path)
    if way is None:
        return
    cards = [here.index.by_path[path] for path in way]
    steps = [_step(here, card, cards[(place + 1) % len(cards)]) for place, card in enumerate(cards[:_SHOWN])]
    shown = [f"`{path}`" for path in way]
    if len(shown) > _SHOWN:
        shown = [*shown[: _SHOWN - 1], f"… {len(way) - _SHOWN:,} more …", shown[-1]]
    yield steps[0].mark.hit(
        f"this document waits for itself: {' → '.join([*shown, shown[0]])}",
        hint="decide which of them comes first, and take its relation out",
        related=[step.mark.place for step in steps[1:]],
    )


def _step(here: Between, card: Card, other: Card) -> Edge:
    return next(edge for edge in _ordered(here.index, card) if edge.target is other)


def _circles(here: Between) -> dict[str, tuple[str, ...]]:
    """The circles of the project, by the first document of each; found out once a run."""
    key = (relation_cycle, here.index)
    if key not in here.outside.memo:
        graph = {
            card.path: [edge.target.path for edge in _ordered(here.index, card) if edge.target]
            for card in here.index.cards
        }
        here.outside.memo[key] = {way[0]: way for way in circles(graph)}
    found: dict[str, tuple[str, ...]] = here.outside.memo[key]
    return found


def _ordered(index: Index, card: Card) -> Iterator[Edge]:
    """The relations of a document that name what comes before it."""
    edges = index.related(card)
    kind = kind_called(index, card.kind_name) if edges else None
    names = _ordered_names(kind) if kind else _AFTER
    return (edge for edge in edges if edge.name in names and edge.target is not None and edge.target is not card)


def _ordered_names(kind: Kind) -> frozenset[str]:
    """Relations that are ordered, as the kind says or because a gate waits for what they name."""
    said = {relation.name for relation in kind.relations if relation.ordered}
    waits = {
        str(criterion.options.get("relation"))
        for gate in kind.gates.values()
        for criterion in gate.criteria
        if criterion.check == _WAITS
    }
    return frozenset(said | waits | (_AFTER - set(kind.relation_names)))


@check("OG307", "retired-target", reads="corpus", unfinished=True)
def retired_target(here: Between) -> Iterator[Hit]:
    """A relation names a document that is retired or withdrawn."""
    if here.card.stage == "history":
        return
    for edge in here.index.related(here.card):
        other, relation = edge.target, relation_of(here.index, here.kind, edge.name)
        if other is None or other.stage != "history" or relation is None or relation.outlives:
            continue
        if relation.kinds and not any(here.index.is_a(other, kind) for kind in relation.kinds):
            continue
        heir = _heir(here, other)
        hint = (
            f"name `{path_from(here.card, heir.path)}`" if heir else "name what took its place, or delete the relation"
        )
        stands = f"{show(edge.mark.text)} has the status `{other.status}`"
        yield edge.mark.hit(stands, hint=hint, related=[other.place("status")])


def _heir(here: Between, retired: Card) -> Card | None:
    """What took the place of a retired document: the one that says so."""
    heirs: dict[str, list[Card]] = here.outside.memo.setdefault((retired_target, here.index), {})
    if retired.path not in heirs:
        named = {edge.source.path: edge.source for edge in here.index.related_by(retired) if edge.name in _AFTER}
        heirs[retired.path] = [card for card in named.values() if card.stage != "history"]
    found = heirs[retired.path]
    return found[0] if len(found) == 1 and found[0] is not here.card else None


CHECKS: tuple[Check, ...] = (dangling_relation, missing_relation, relation_cycle, retired_target)
