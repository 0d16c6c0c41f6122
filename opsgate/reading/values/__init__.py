"""The types of value that documents hold, each parsed once and compared as a value everywhere.

``TYPES["duration"].parse("30d")`` gives a ``Duration`` or raises ``BadValue``.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module

from opsgate.reading.values.base import BadValue, ValueType

__all__ = ["TYPES", "BadValue", "ValueType"]

_HOMES = {
    "cadence": ("interval", "schedule", "rate"),
    "links": ("digest", "glob", "link", "path", "port", "url"),
    "measures": ("quantity", "threshold"),
    "people": ("email", "person", "role", "roles"),
    "plain": (
        "boolean", "identifier", "integer", "language", "number", "part-number", "spdx", "steps", "text", "yes-no",
    ),
    "records": ("drill", "priority", "rpo-rto", "severity", "skill", "time-skill"),
    "times": ("date", "duration"),
    "versions": ("compat", "product-version", "version", "version-range"),
    "windows": ("window",),
}  # fmt: skip


class _Types(Mapping[str, ValueType[object]]):
    """Every type by its name. A type's module is imported when the type is first asked for.

    Lazy, against the rule of the house, because classes cost: all thirty take 25 ms, more than a small document does
    altogether, and a document uses three or four. Names, ``in`` and ``len`` import nothing.
    """

    def __init__(self) -> None:
        self._homes = dict(sorted((name, home) for home, names in _HOMES.items() for name in names))
        self._loaded: dict[str, ValueType[object]] = {}

    def __getitem__(self, name: str) -> ValueType[object]:
        found = self._loaded.get(name)
        if found is None:
            module = import_module(f"{__name__}.{self._homes[name]}")
            found = self._loaded[name] = getattr(module, name.upper().replace("-", "_"))
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._homes

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)


TYPES: Mapping[str, ValueType[object]] = _Types()
