"""The graph for programs, as ``opsgate schema graph`` describes it."""

import json
from typing import Any

from opsgate.edges.graph.model import Edge, Graph, Node


def render(graph: Graph) -> str:
    """The graph as JSON; equal graphs give equal bytes."""
    return json.dumps(to_data(graph), ensure_ascii=False, indent=2) + "\n"


def to_data(graph: Graph) -> dict[str, Any]:
    """The graph as plain data."""
    return {
        "version": 1,
        "as_of": graph.as_of,
        "level": graph.level,
        "nodes": [_node(node) for node in graph.nodes],
        "edges": [_edge(edge) for edge in graph.edges],
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": _text(node.id),
        "sort": node.sort,
        "title": _text(node.title) or None,
        "kind": _text(node.kind) or None,
        "status": _text(node.status) or None,
        "verdict": node.standing if node.sort == "document" else None,
        "gates": dict(node.gates),
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "source": _text(edge.source),
        "target": _text(edge.target),
        "sort": edge.sort,
        "relation": _text(edge.relation) or None,
    }


def _text(text: str) -> str:
    r"""Text that can be written as UTF-8: what is none is shown as ``\udcff``."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
