"""All the kinds there are in a project: the built-in ones and those of its own folders."""

import copy
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from opsgate.knowing.extend import merge, take_away, weakened
from opsgate.knowing.kind import Kind
from opsgate.knowing.kindfaults import find_faults
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
        self._faulty: set[str] = set()
        for folder in folders:
            for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
                self._add_own(path)

    def _add_own(self, path: Path) -> None:
        file = read_kind_file(path, path.read_text("utf-8", errors="replace"), trusted=False)
        self.files.append(file)
        name = file.data.get("kind")
        if not isinstance(name, str):
            return
        if file.faults:
            self._faulty.add(name)
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
            self._built[name] = None  # kinds that extend each other find nothing here
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

    def source(self, name: str) -> list[str]:
        """All texts that the project's own kind of that name is made of, those of the own kinds it extends too."""
        self.get(name)
        texts: list[str] = []
        for file in map(self._own.__getitem__, self._chain(name)):
            texts.extend([file.text.raw, *(text for item in sorted(file.beside.items()) for text in item)])
        return texts

    def near(self, name: str) -> str | None:
        return nearest(name, self.names)

    def _build(self, name: str) -> Kind | None:
        file = self._own.get(name)
        if file is None:
            return self._build_shipped(name)
        base_name = file.data.get("extends")
        if base_name is None:
            if "without" in file.data:
                hint = "add `extends:`, or delete it"
                file.fault(("without",), "`without` takes away from what is extended, and this extends nothing", hint)
            kind = build_kind(copy.deepcopy(file.data), file)
        else:
            base_data, base = self._base(name, base_name)
            if base_data is None or base is None:
                self._no_base(file, base_name)
                return None
            merged, unknown = _extended(base_data, file.data)
            for part in unknown:
                hint = "write section/ID, criterion/GATE/ID, …"
                file.fault(("without",), f"`{part}` is no part of `{base_name}`", hint)
            kind = build_kind({**merged, "extends": base_name}, file)
            kind = replace(kind, weakened=tuple(weakened(base, kind)))
        find_faults(file, kind, (*self.names, *self._faulty))
        return None if file.faults else kind

    def _build_shipped(self, name: str) -> Kind | None:
        path = self._builtin.get(name)
        if path is None:
            return None
        file = read_kind_file(path, path.read_text("utf-8"), trusted=True)
        return build_kind(file.data, file)

    def _base(self, name: str, base_name: str) -> tuple[dict[str, Any] | None, Kind | None]:
        """Data and kind of what is extended; a kind may extend the built-in one that it replaces."""
        if base_name in self._own and base_name != name:
            base = self.get(base_name)
            return (copy.deepcopy(self._own_data(base_name)), base) if base else (None, None)
        path = self._builtin.get(base_name)
        if path is None:
            return None, None
        file = read_kind_file(path, path.read_text("utf-8"), trusted=True)
        return file.data, build_kind(file.data, file)

    def _own_data(self, name: str) -> dict[str, Any]:
        """An own kind's data with all that it extends laid under it; files are named by their whole path."""
        file = self._own[name]
        data = copy.deepcopy(file.data)
        folder = file.path.parent.absolute()
        if "schema" in data.get("front-matter", {}):
            data["front-matter"]["schema"] = str(folder / data["front-matter"]["schema"])
        if "template" in data and (folder / data["template"]).is_file():
            data["template"] = str(folder / data["template"])
        base_name = data.get("extends")
        if base_name is None:
            return data
        return _extended(self._base(name, base_name)[0] or {}, data)[0]

    def _chain(self, name: str) -> list[str]:
        """A project's own kind and the own kinds that it extends; in a circle, each once."""
        chain: list[str] = []
        while name in self._own and name not in chain:
            chain.append(name)
            name = self._own[name].data.get("extends", "")
        return chain

    def _no_base(self, file: KindFile, base_name: str) -> None:
        """Say why a kind cannot be extended."""
        name = file.data["kind"]
        chain = self._chain(name)
        if base_name == name:
            file.fault(("extends",), f"`{name}` extends itself", "extend another kind, or delete `extends:`")
        elif self._own[chain[-1]].data.get("extends") == name:
            circle = one_of(sorted(chain)).replace(" or ", " and ")
            file.fault(("extends",), f"{circle} extend each other", "delete one `extends:`")
        elif base_name in self._own or base_name in self._faulty:
            file.fault(
                ("extends",), f"`{base_name}` cannot be extended: its own file has faults", "mend that one first"
            )
        else:
            near = nearest(base_name, (other for other in self.names if other != name))
            hint = f"did you mean `{near}`?" if near else f"there are {one_of(self.names)}"
            file.fault(("extends",), f"`{base_name}` is no kind that can be extended", hint)


def _extended(base: dict[str, Any], delta: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The base's data with the delta's laid over it, and what the delta takes away from it in vain."""
    said = {key: value for key, value in delta.items() if key not in ("extends", "without")}
    merged = copy.deepcopy(merge(base, said))
    return take_away(merged, delta["without"]) if "without" in delta else (merged, [])
