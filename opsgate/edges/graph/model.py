"""Documents and what they name, as plain data: nodes, edges, and what became of the gates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from opsgate.running.verdict import QUIET, GateVerdict

Sort = Literal["document", "file", "external", "missing"]
Standing = Literal["pass", "waived", "fail", "unknown", "not-due", "none"]

STANDINGS: Mapping[Standing, tuple[str, str]] = {
    "pass": ("✓", "passes"),
    "waived": ("~", "passes with waivers"),
    "fail": ("✗", "fails"),
    "unknown": ("?", "nobody can tell"),
    "not-due": ("–", "not due yet"),
    "none": ("", "no gate to judge"),
}
"""What became of a document's gates: mark and words."""

SORTS: Mapping[Sort, tuple[str, str]] = {
    "document": ("", "a document"),
    "file": ("", "a file"),
    "external": ("↗", "outside the repository"),
    "missing": ("✗", "does not exist"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A document, or something that one names. ``id`` is a path from the root, or what was written.

    ``gates`` is gate name to standing, in order; ``kind``, ``status`` and ``title`` are empty where there is none.
    """

    id: str
    sort: Sort
    title: str = ""
    kind: str = ""
    status: str = ""
    standing: Standing = "none"
    gates: tuple[tuple[str, Standing], ...] = ()

    @property
    def name(self) -> str:
        """The title, or what identifies it."""
        return self.title or self.id

    @property
    def mark(self) -> str:
        """A sign for what became of it; empty where there is nothing to say."""
        return STANDINGS[self.standing][0] if self.sort == "document" else SORTS[self.sort][0]


@dataclass(frozen=True, slots=True)
class Edge:
    """One node naming another: ``relation`` is what the relation is called, empty for a ``link`` in the text."""

    source: str
    target: str
    relation: str
    sort: Literal["relation", "link"] = "relation"


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in the order of their sorts and ids, edges in that of their ends. ``as_of`` is a day in ISO 8601."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    as_of: str
    level: str

    @property
    def documents(self) -> int:
        return sum(node.sort == "document" for node in self.nodes)

    @property
    def summary(self) -> str:
        """What is in it, in words."""
        relations = sum(edge.sort == "relation" for edge in self.edges)
        links = len(self.edges) - relations
        parts = [counted(self.documents, "document"), counted(relations, "relation")]
        return ", ".join([*parts, *([counted(links, "link")] if links else [])])

    @property
    def used(self) -> tuple[Standing, ...]:
        """The standings that documents or their gates have, in the order of the legend."""
        found = {node.standing for node in self.nodes if node.sort == "document"}
        found.update(standing for node in self.nodes for _, standing in node.gates)
        return tuple(standing for standing in STANDINGS if standing in found)

    @property
    def other(self) -> tuple[Sort, ...]:
        """The sorts of nodes that are no documents, in the order of the legend."""
        found = {node.sort for node in self.nodes}
        return tuple(sort for sort in SORTS if sort in found and sort != "document")


def graph(nodes: Iterable[Node], edges: Iterable[Edge], as_of: str, level: str) -> Graph:
    """A graph in its one order, whatever the order in which its parts were found; each part once."""
    sorts = list(SORTS)
    return Graph(
        tuple(sorted(dict.fromkeys(nodes), key=lambda node: (sorts.index(node.sort), node.id))),
        tuple(sorted(dict.fromkeys(edges), key=lambda edge: (edge.source, edge.sort, edge.relation, edge.target))),
        as_of,
        level,
    )


def near(whole: Graph, chosen: Iterable[str]) -> Graph:
    """The documents that were chosen, by path, with what they name and what names them."""
    wanted = set(chosen)
    edges = tuple(edge for edge in whole.edges if edge.source in wanted or edge.target in wanted)
    kept = wanted.union(*((edge.source, edge.target) for edge in edges))
    return Graph(tuple(node for node in whole.nodes if node.id in kept), edges, whole.as_of, whole.level)


def of_gate(gate: GateVerdict) -> Standing:
    """What became of a gate. One that nothing but doubt keeps shut is unknown, not failed."""
    if gate.verdict == "fail":
        words = {decided.verdict for decided in gate.criteria}
        return "fail" if words & {"fail", "stale", "not-attested"} else "unknown"
    if gate.verdict in QUIET:
        return "not-due"
    return "waived" if gate.verdict == "passed-with-waivers" else "pass"


def of_gates(standings: Sequence[Standing]) -> Standing:
    """What became of a document: the worst of its gates; those that are not due yet count where no other does."""
    order: tuple[Standing, ...] = ("fail", "unknown", "waived", "pass", "not-due")
    return next((standing for standing in order if standing in standings), "none")


def counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
