"""All the kinds there are in a project: the built-in ones and those of its own folders."""

import copy
from collections.abc import Iterable
from pathlib import Path

from opsgate.knowing.extend import merge, take_away, weakened
from opsgate.knowing.kind import Kind
from opsgate.knowing.kindfile import KindFile, build_kind, read_kind_file
from opsgate.reading.yamlvalue import Tree
from opsgate.words.near import nearest, one_of
from opsgate.words.resources import resource
from opsgate.words.text import Text


class Kinds:
    """Kinds by name, each read when first asked for; a project's own kind may replace a built-in one.

    ``files`` holds every kind file that was read, with its faults.
    """

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        self.files: list[KindFile] = []
        self._built: dict[str, Kind | None] = {}
        self._builtin = {path.stem: path for path in sorted(resource("schemas", "kinds").glob("*.yaml"))}
        self._own: dict[str, KindFile] = {}
        for folder in folders:
            for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
                self._add_own(path)

    def _add_own(self, path: Path) -> None:
        file = read_kind_file(path, path.read_text("utf-8", errors="replace"), trusted=False)
        self.files.append(file)
        name = file.data.get("kind")
        if not isinstance(name, str) or file.faults:
            return
        if name in self._own:
            file.fault(("kind",), f"kind `{name}` is defined twice", f"it is also in `{self._own[name].path.name}`")
            return
        self._own[name] = file

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all kinds: the built-in ones, then the project's own."""
        return tuple(dict.fromkeys([*self._builtin, *self._own]))

    @property
    def own(self) -> tuple[str, ...]:
        return tuple(self._own)

    def get(self, name: str) -> Kind | None:
        """The kind of that name, or None where there is none (or its file has faults)."""
        if name not in self._built:
            self._built[name] = None  # a kind that extends itself finds nothing here
            self._built[name] = self._build(name)
        return self._built[name]

    def all(self) -> tuple[Kind, ...]:
        """Every kind, in the order of the sections that they were made from, the project's own last."""
        found = [kind for kind in map(self.get, self.names) if kind]
        return tuple(sorted(found, key=lambda kind: (kind.name in self._own, len(kind.seed), kind.seed, kind.name)))

    def unknown(self, name: str) -> Kind:
        """A stand-in for a kind that does not exist: it asks for nothing but to be read."""
        path = Path(name)
        return build_kind({"kind": name}, KindFile(path, Text(""), Tree(), {}))

    def source(self, name: str) -> str:
        """The text of the project's own kind of that name."""
        return self._own[name].text.raw

    def near(self, name: str) -> str | None:
        return nearest(name, self.names)

    def _build(self, name: str) -> Kind | None:
        file = self._own.get(name)
        if file is None:
            return self._build_shipped(name)
        data = copy.deepcopy(file.data)
        base_name = data.get("extends")
        if base_name is None:
            kind = build_kind(data, file)
            return None if file.faults else kind
        base_data, base = self._base(name, base_name)
        if base_data is None or base is None:
            self._unknown_base(file, base_name)
            return None
        merged = merge(base_data, {key: value for key, value in data.items() if key not in ("extends", "without")})
        merged, unknown = take_away(merged, data["without"]) if "without" in data else (merged, [])
        for part in unknown:
            file.fault(("without",), f"`{part}` is no part of `{base_name}`", "write section/ID, criterion/GATE/ID, …")
        merged["extends"] = base_name
        kind = build_kind(merged, file)
        kind = build_kind(merged, file, tuple(weakened(base, kind))) if not file.faults else kind
        return None if file.faults else kind

    def _build_shipped(self, name: str) -> Kind | None:
        path = self._builtin.get(name)
        if path is None:
            return None
        file = read_kind_file(path, path.read_text("utf-8"), trusted=True)
        return build_kind(file.data, file)

    def _base(self, name: str, base_name: str) -> tuple[dict[str, object] | None, Kind | None]:
        """Data and kind of what is extended; a kind may extend the built-in one that it replaces."""
        if base_name in self._own and base_name != name:
            base = self.get(base_name)
            return (copy.deepcopy(self._own_data(base_name)), base) if base else (None, None)
        path = self._builtin.get(base_name)
        if path is None:
            return None, None
        file = read_kind_file(path, path.read_text("utf-8"), trusted=True)
        return file.data, build_kind(file.data, file)

    def _own_data(self, name: str) -> dict[str, object]:
        """An own kind's data with all that it extends laid under it."""
        data = copy.deepcopy(self._own[name].data)
        base_name = data.get("extends")
        if base_name is None:
            return data
        base, _ = self._base(name, base_name)
        merged = merge(base or {}, {k: v for k, v in data.items() if k not in ("extends", "without")})
        result: dict[str, object] = take_away(merged, data.get("without", []))[0]
        return result

    def _unknown_base(self, file: KindFile, base_name: str) -> None:
        near = nearest(base_name, (name for name in self.names if name != file.data["kind"]))
        hint = f"did you mean `{near}`?" if near else f"there are {one_of(self.names)}"
        file.fault(("extends",), f"`{base_name}` is no kind that can be extended", hint)
