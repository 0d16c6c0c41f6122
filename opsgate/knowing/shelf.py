"""Documents on a shelf: by path, by kind, by id, and what a link from one of them leads to."""

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from opsgate.knowing.kinds import Kinds
from opsgate.knowing.links import resolve


class Shelved(Protocol):
    """What a shelf has to know of a document: its path, the name of its kind, and the names that it goes by."""

    @property
    def path(self) -> str: ...

    @property
    def kind_name(self) -> str: ...

    @property
    def names(self) -> tuple[str, ...]: ...


T = TypeVar("T", bound=Shelved)


class Shelf(Generic[T]):
    """All documents of a project, in the order of their paths, found in one pass."""

    def __init__(self, items: Iterable[T], kinds: Kinds) -> None:
        self.items: tuple[T, ...] = tuple(sorted(items, key=lambda item: item.path))
        self.by_path: dict[str, T] = {item.path: item for item in self.items}
        self.kinds = kinds
        self._lines: dict[str, tuple[str, ...]] = {}
        self._by_kind: dict[str, list[T]] = {}
        self._by_name: dict[str, list[T]] = {}
        for item in self.items:
            for kind in self.line(item.kind_name):
                self._by_kind.setdefault(kind, []).append(item)
            for name in item.names:
                self._by_name.setdefault(name.casefold(), []).append(item)

    def line(self, kind: str) -> tuple[str, ...]:
        """A kind's name, and those of the kinds that it extends."""
        if kind not in self._lines:
            found: list[str] = []
            name: str | None = kind
            while name is not None and name not in found:
                found.append(name)
                known = self.kinds.get(name)
                name = known.extends if known else None
            self._lines[kind] = tuple(found)
        return self._lines[kind]

    def is_a(self, item: T, kind: str) -> bool:
        """Whether a document is of a kind, or of one that extends it."""
        return kind in self.line(item.kind_name)

    def of_kind(self, kind: str) -> Iterator[T]:
        """The documents of a kind, and of the kinds that extend it."""
        return iter(self._by_kind.get(kind, ()))

    def find(self, here: T, target: str) -> T | None:
        """The document that a link in ``here`` leads to, or that goes by this name alone."""
        path = self.target(here, target)
        found = self.by_path.get(path) if path is not None else None
        return found if found is not None else self.named(target)

    def named(self, name: str) -> T | None:
        """The only document that goes by a name: its ``id``, or its ``release``."""
        found = self._by_name.get(name.strip().casefold(), ())
        return found[0] if len(found) == 1 else None

    def target(self, here: T, target: str) -> str | None:
        """The path, from the root, that a relative link leads to; None for a URL, an anchor or a way out."""
        found = resolve(here.path, target)
        return found.path if found.kind == "path" else None
