"""The graph of a project: its documents with their gates, and what their relations and links name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from opsgate.edges.graph.model import Edge, Graph, Node, Standing, graph, of_gate, of_gates
from opsgate.knowing.files import Files
from opsgate.knowing.library import Library
from opsgate.knowing.links import resolve
from opsgate.knowing.marks.links import targets
from opsgate.knowing.subject import Subject
from opsgate.running.verdict import GateVerdict, Verdict


def build(library: Library, verdict: Verdict, files: Files, *, links: bool = False) -> Graph:
    """The graph of all documents. ``links`` adds the links in their texts that lead to other documents."""
    gates: dict[str, list[GateVerdict]] = {}
    for gate in verdict.gates:
        gates.setdefault(gate.document, []).append(gate)
    nodes = [_document(subject, gates.get(subject.path, ())) for subject in library.subjects]
    edges: list[Edge] = []
    for subject in library.subjects:
        for relation, target in _relations(subject.meta):
            node = _named(library, files, subject, target)
            nodes.extend([node] if node.sort != "document" else [])
            edges.append(Edge(subject.path, node.id, relation))
        edges.extend(_linked(library, subject) if links else ())
    return graph(nodes, edges, verdict.as_of.isoformat(), verdict.level)


def _document(subject: Subject, gates: Sequence[GateVerdict]) -> Node:
    standings: tuple[tuple[str, Standing], ...] = tuple((gate.gate, of_gate(gate)) for gate in gates)
    title = subject.meta.get("title")
    heading = subject.document.outline.title if subject.document.whole else None
    return Node(
        id=subject.path,
        sort="document",
        title=(title if isinstance(title, str) else heading.plain if heading else "").strip(),
        kind=subject.kind_name,
        status=subject.status or "",
        standing=of_gates([standing for _, standing in standings]),
        gates=standings,
    )


def _relations(meta: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Relations with each target as written; what is no text is no target."""
    said = meta.get("relations")
    for relation, target in said.items() if isinstance(said, dict) else ():
        for item in target if isinstance(target, list) else [target]:
            if isinstance(item, str) and item.strip():
                yield str(relation), item.strip()


def _named(library: Library, files: Files, subject: Subject, target: str) -> Node:
    """What a relation names: a document, a file, something outside, or nothing that there is."""
    found = library.find(subject, target)
    if found is not None:
        return Node(found.path, "document")
    at = resolve(subject.path, target)
    if at.kind == "path":
        state = files.state(at.path)
        there = state in ("file", "folder")
        if not there and not {"/", "."} & set(target):
            return Node(target, "external")  # a word, such as a ticket's number
        return Node(f"{at.path}/" if state == "folder" else at.path, "file" if there else "missing")
    if at.kind == "anchor":
        return Node(subject.path, "document")
    return Node(target, "external")


def _linked(library: Library, subject: Subject) -> Iterator[Edge]:
    """The documents that links in a text lead to, each once."""
    if subject.document.whole:
        for found in targets(subject.document.outline):
            path = library.target(subject, found.target)
            if path is not None and path != subject.path and path in library.by_path:
                yield Edge(subject.path, path, "", "link")
