"""Which files there are: exact names, what only its case tells apart, anchors and lines of one, how they are shown."""

import os
import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from opsgate.knowing.config import repository_root
from opsgate.reading.document import Document, Loaded, document, load, loaded_document
from opsgate.reading.slugs import Style, anchors
from opsgate.words.near import nearest
from opsgate.words.patterns import lazy

State = Literal["file", "folder", "missing", "case"]

Shown = Literal["", "site", "labels"]

_FEW = 500
_HEAD = 3
_LABELS = ("conf.py", "myst.yml")
_BESIDE = frozenset({"index.md", "index.rst", "_static", "_templates", "_toc.yml"})
_HOMES = ("docs", "doc", "website", "site", "www")
_SITE = lazy(
    r"mkdocs\.ya?ml|docusaurus\.config\.\w+|hugo\.(?:toml|yaml|json)|_config\.ya?ml|book\.toml|antora\.yml|\.vitepress|"
    r"\.vuepress|antora-playbook\.ya?ml|astro\.config\.\w+|_quarto\.yml|gatsby-config\.\w+|\.?eleventy(?:\.config)?\.\w+|\.nojekyll|zensical\.toml"
)
_CONFIG = lazy(r"config(?:\.(?:toml|ya?ml|json))?")
_LANGUAGE = lazy(r"(?!en\Z)[a-z]{2}(?:-[A-Za-z]{2,4})?")
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")
_SUBMODULE = lazy(r"^\s*path\s*=\s*(\S.*?)\s*$", re.MULTILINE)


class Files:
    """What is on disk in the repository that holds ``root``, or below ``root`` where there is none.

    Paths are relative to ``root``, with ``/``; those that begin with ``..`` lie elsewhere in the repository.

    A folder is listed once, when it is first asked about, and no other is. ``gone`` paths are taken away from what is
    on disk, ``new`` ones are added (with the folders above them; a folder of which nothing is left goes too), and
    ``texts`` are read instead of what is on disk. What cannot be known (a folder that may not be listed, one outside
    the root that a symbolic link leads to, a submodule that is not checked out) counts as existing.
    """

    def __init__(
        self,
        root: Path,
        style: Style = "github",
        *,
        gone: Collection[str] = (),
        new: Collection[str] = (),
        texts: Mapping[str, str] | None = None,
    ) -> None:
        self._root = repository_root(root.resolve()) or root.resolve()
        self._prefix = root.resolve().relative_to(self._root).as_posix()
        self._style: Style = style
        self._gone = frozenset(map(self._full, gone))
        self._thinned = frozenset(above for path in self._gone for above in _above(path))
        self._added = _added(map(self._full, new))
        self._texts = {self._full(path): text for path, text in (texts or {}).items()}
        self._listings: dict[str, dict[str, bool] | None] = {}
        self._folds: dict[str, dict[str, str]] = {}
        self._walks: dict[str, tuple[State, str]] = {}
        self._anchors: dict[str, frozenset[str] | None] = {}
        self._lines: dict[str, int | None] = {}
        self._heads: dict[str, dict[str, list[str]]] = {}
        self._shown: dict[str, Shown] = {}
        self._absent: frozenset[str] | None = None

    def state(self, path: str) -> State:
        """``case`` says that there is a file or folder whose name differs in the case of its letters alone."""
        return self._walk(self._full(path))[0]

    def spelling(self, path: str) -> str | None:
        """The path as its file or folder is really called, or None where there is none."""
        state, real = self._walk(self._full(path))
        return None if state == "missing" else self._seen(real)

    def beyond(self, path: str) -> bool:
        """Whether a path leaves the repository (or the root, where that is in none)."""
        full = self._full(path)
        return full == ".." or full.startswith("../")

    def from_top(self, path: str) -> str:
        """A path that counts from the repository's root, as it is called from ``root``."""
        return self._seen(posixpath.normpath(path))

    def near(self, path: str) -> str | None:
        """An existing path that differs from a missing one in one name alone, and there by a slip of the pen."""
        full = self._full(path)
        names = [] if self.beyond(path) else full.split("/")
        for index, name in enumerate(names):
            above = "/".join(names[:index])
            listing = self._listing(above)
            if listing is None:
                return None
            if self._named(above, name) is None:
                meant = nearest(name, self._alike(above, name))
                found = "/".join([*names[:index], meant, *names[index + 1 :]]) if meant else ""
                return self._seen(found) if meant and self._walk(found)[0] in ("file", "folder") else None
        return None

    def anchors(self, path: str) -> frozenset[str] | None:
        """The anchors of a Markdown file, folded; None for any other file and where they cannot be known."""
        full = self._full(path)
        if full not in self._anchors:
            read = self._document(full) if full.lower().endswith(_MARKDOWN) else None
            known = None
            if read is not None and read.whole:
                known = anchors(read.outline, self._style, read.meta.get("title"))
            self._anchors[full] = known
        return self._anchors[full]

    def lines(self, path: str) -> int | None:
        """How many lines a text file has, the last one counted also without a line end; None where unknown."""
        full = self._full(path)
        if full not in self._lines:
            read = self._document(full)
            text = read.text if read is not None and read.whole else None
            self._lines[full] = None if text is None else len(text.starts) - (text.starts[-1] == len(text))
        return self._lines[full]

    def shown(self, path: str) -> Shown:
        """Who makes pages of a file: the nearest folder above it with a generator's configuration tells.

        ``site`` generators have rules of their own for links and anchors; with those of ``labels`` (Sphinx, MyST), a
        name alone may lead to any document.
        """
        folder = posixpath.dirname(self._full(path))
        return self._shown_in("" if folder == ".." or folder.startswith("../") else folder)

    def _shown_in(self, folder: str) -> Shown:
        if folder not in self._shown:
            names = self._listing(folder) or {}
            found: Shown = ""
            if any(name in names for name in _LABELS) and not _BESIDE.isdisjoint(names):
                found = "labels"
            elif _makes_site(names):
                found = "site"
            elif folder:
                above, _, name = folder.rpartition("/")
                beside = _LANGUAGE.fullmatch(name) and "en" in (self._listing(above) or {})
                found = self._shown_in(_join(above, "en") if beside else above)
            elif any(_makes_site(self._listing(name) or {}) for name in _HOMES if names.get(name)):
                found = "site"
            self._shown[folder] = found
        return self._shown[folder]

    def _full(self, path: str) -> str:
        return path or "." if self._prefix == "." else posixpath.normpath(posixpath.join(self._prefix, path))

    def _seen(self, full: str) -> str:
        """A path of the repository as it is called from the root."""
        if self._prefix == ".":
            return full
        inside = f"{full}/".startswith(f"{self._prefix}/")
        return (full[len(self._prefix) + 1 :] or ".") if inside else "../" * (self._prefix.count("/") + 1) + full

    def _alike(self, folder: str, name: str) -> list[str]:
        """Names in a folder that a name may be a slip for; so few that asking often costs little."""
        listing = self._listing(folder) or {}
        if len(listing) <= _FEW:
            return list(listing)
        if folder not in self._heads:
            heads: dict[str, list[str]] = {}
            for other in listing:
                heads.setdefault(_fold(other)[:_HEAD], []).append(other)
            self._heads[folder] = heads
        known = self._heads[folder].get(_fold(name)[:_HEAD], [])
        return known if len(known) <= _FEW else []

    def load(self, path: str) -> Loaded | None:
        """What is in a file; None for what is no file."""
        full = self._full(path)
        if full in self._texts:
            data = self._texts[full].encode()
            return Loaded(data, len(data))
        return load(self._root / full) if self._walk(full)[0] == "file" else None

    def _document(self, path: str) -> Document | None:
        if path in self._texts:
            return document(path, self._texts[path])
        if self._walk(path)[0] != "file" or not self._inside(path):
            return None
        return loaded_document(path, load(self._root / path))

    def _walk(self, path: str) -> tuple[State, str]:
        """What a path of the repository leads to, and how it is really called."""
        if path not in self._walks:
            self._walks[path] = self._walked(path)
        return self._walks[path]

    def _walked(self, path: str) -> tuple[State, str]:
        real, slipped, folder = "", False, True
        for name in path.split("/") if path != "." else ():
            listing = self._listing(real) if folder else {}
            if listing is None:
                return "file", path
            found = self._named(real, name) if folder else None
            if found is None:
                return "missing", path
            slipped = slipped or unicodedata.normalize("NFC", found) != unicodedata.normalize("NFC", name)
            real, folder = _join(real, found), listing[found]
        if slipped:
            return "case", real
        return ("folder" if folder else "file"), real or "."

    def _named(self, folder: str, name: str) -> str | None:
        """The name in a folder that a name stands for: itself, or one that differs in case alone."""
        listing = self._listing(folder) or {}
        if name in listing:
            return name
        if folder not in self._folds:
            self._folds[folder] = {_fold(known): known for known in sorted(listing, reverse=True)}
        return self._folds[folder].get(_fold(name))

    def _listing(self, folder: str) -> dict[str, bool] | None:
        """The names in a folder with whether each is one itself; None where nobody can know."""
        if folder not in self._listings:
            on_disk = self._on_disk(folder)
            if on_disk is not None:
                kept = {name: is_folder for name, is_folder in on_disk.items() if self._stays(_join(folder, name))}
                on_disk = kept | self._added.get(folder, {})
            self._listings[folder] = on_disk
        return self._listings[folder]

    def _stays(self, path: str) -> bool:
        return path not in self._gone and (path not in self._thinned or self._listing(path) != {})

    def _on_disk(self, folder: str) -> dict[str, bool] | None:
        if folder in self._added.get(posixpath.dirname(folder), {}) and not (self._root / folder).is_dir():
            return {}
        try:
            if not self._inside(folder):
                return None
            with os.scandir(self._root / folder) as entries:
                found = {entry.name: _is_folder(entry) for entry in entries}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            return None
        return None if not found and folder in self._submodules() else found

    def _inside(self, path: str) -> bool:
        """Whether a path stays below the root when symbolic links are followed."""
        try:
            return (self._root / path).resolve().is_relative_to(self._root)
        except (OSError, RuntimeError, ValueError):
            return False

    def _submodules(self) -> frozenset[str]:
        if self._absent is None:
            read = load(self._root / ".gitmodules")
            self._absent = frozenset(_SUBMODULE.findall(read.data.decode("utf-8", "replace")))
        return self._absent


def _makes_site(names: Mapping[str, bool]) -> bool:
    """Whether a folder holds the configuration of a site generator."""
    hugo = names.get("content") and any(_CONFIG.fullmatch(name) for name in names)
    middleman = names.get("source") and "config.rb" in names
    return bool(hugo or middleman) or any(_SITE.fullmatch(name) for name in names)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _above(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path


def _added(paths: Iterable[str]) -> dict[str, dict[str, bool]]:
    """Folder → the names that new paths put into it, with whether each is a folder."""
    found: dict[str, dict[str, bool]] = {}
    for path in paths:
        rest, folder = path, False
        while rest:
            above, _, name = rest.rpartition("/")
            names = found.setdefault(above, {})
            names[name] = names.get(name, False) or folder
            rest, folder = above, True
    return found
