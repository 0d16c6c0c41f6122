"""Circles in a graph: for each part of it that leads back to itself, one way round."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

Graph = Mapping[str, Sequence[str]]
"""Name to the names that it leads to; one that is no key leads nowhere."""


def circles(graph: Graph) -> Iterator[tuple[str, ...]]:
    """The shortest way round through the first name of every part that leads back to itself, in order of these names.

    A name that leads to itself alone is no circle. Time and memory grow with the size of the graph.
    """
    parts = sorted((sorted(part) for part in _parts(graph) if len(part) > 1), key=lambda part: part[0])
    yield from (_round(graph, part[0], set(part)) for part in parts)


def _round(graph: Graph, start: str, part: set[str]) -> tuple[str, ...]:
    """The shortest way from a name back to it inside a part; the first in order among equals."""
    came: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        name = waiting.popleft()
        for other in sorted(set(graph.get(name, ())) & part):
            if other == start and name != start:
                way = [name]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return tuple(reversed(way))
            if other not in came and other != start:
                came[other] = name
                waiting.append(other)
    return (start,)


def _parts(graph: Graph) -> Iterator[list[str]]:
    """The strongly connected parts, by Tarjan's algorithm without recursion."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: dict[str, None] = {}
    for root in graph:
        todo = [(root, iter(graph[root]))] if root not in number else []
        while todo:
            name, rest = todo[-1]
            if name not in number:
                number[name] = lowest[name] = len(number)
                open_[name] = None
            deeper = None
            for other in rest:
                if other not in number:
                    deeper = other
                    break
                if other in open_:
                    lowest[name] = min(lowest[name], number[other])
            if deeper is not None:
                todo.append((deeper, iter(graph.get(deeper, ()))))
                continue
            todo.pop()
            if todo:
                lowest[todo[-1][0]] = min(lowest[todo[-1][0]], lowest[name])
            if lowest[name] == number[name]:
                yield list(_taken(open_, name))


def _taken(open_: dict[str, None], until: str) -> Iterator[str]:
    """Names taken off the open ones, the last first, up to and with one of them."""
    name = None
    while name != until:
        name, _ = open_.popitem()
        yield name
