"""What a link's target means: a place outside, an anchor of the same page, or a path in the repository."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from opsgate.words.patterns import lazy

TargetKind = Literal["outside", "anchor", "path", "escapes", "unclear"]

_SCHEME = lazy(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TEMPLATE = lazy(r"\{\{|\}\}|\{%|%\}|\$\{|\$\(|<%|[<>{}*|\n]|\.\.\.|…|\A[@~$:]")


@dataclass(frozen=True, slots=True)
class Target:
    """A link's target, read.

    ``path`` is relative to the repository's root, without ``./`` and ``..``; empty but for the kinds ``path`` (the
    root itself is ``.``) and ``escapes`` (it begins with ``..``). ``rooted`` targets begin with ``/``: on code hosts
    that is the repository's root, on web sites that of the site. ``folder`` ones end in ``/``. ``anchor`` and ``query``
    have no mark in front; ``anchor`` is None where there is no ``#``. ``said`` is the path as written, decoded.
    ``unclear`` is what a template or a site generator makes something else of, or a page of the code host.
    """

    kind: TargetKind
    path: str = ""
    anchor: str | None = None
    query: str = ""
    rooted: bool = False
    folder: bool = False
    said: str = ""

    @property
    def extension(self) -> str:
        """``.md`` and the like in small letters; empty where there is none."""
        match = _EXTENSION.search(self.path)
        return match[0].lower() if match and not self.folder else ""


def resolve(path: str, target: str) -> Target:
    """Read a target as written in the document ``path`` (relative to the repository's root). Never raises."""
    target = target.strip()
    if _SCHEME.match(target) or target.startswith(("//", "\\\\")):
        return Target("outside")
    if _TEMPLATE.search(target):
        return Target("unclear")
    front, mark, fragment = target.partition("#")
    anchor = unquote(fragment) if mark else None
    bare, _, query = front.partition("?")
    bare = unquote(bare).replace("\\", "/")
    if not bare:
        return Target("anchor", anchor=anchor, query=query)
    if _TEMPLATE.search(bare) or "\0" in bare:
        return Target("unclear", anchor=anchor, query=query)
    rooted = bare.startswith("/")
    joined = bare.lstrip("/") if rooted else posixpath.join(posixpath.dirname(path), bare)
    full = posixpath.normpath(joined or ".")
    away = full == ".." or full.startswith("../")
    folder = bare.endswith(("/", "/.", "/..")) or bare in (".", "..")
    if away and _OF_THE_HOST.fullmatch(full):
        return Target("unclear", anchor=anchor, query=query)
    return Target("escapes" if away else "path", full, anchor, query, rooted, folder, bare)


def served(path: str, target: Target, *, site: bool) -> Iterator[str]:
    """Paths that a link of the document ``path`` may lead to where its own path does not exist.

    Site generators drop extensions (``setup`` and ``setup/`` for ``setup.md``), write ``.html`` for ``.md``, and give
    each page a folder of its own, from which relative links then start. ``site`` says that one is in use here: then
    files with other extensions are looked for in that way too, and in the folders above. What a translation lacks is
    taken from the original.
    """
    bare, extension = target.said.strip("/"), target.extension
    page = not extension or extension in _PAGES
    bases = [posixpath.dirname(path)]
    if target.rooted:
        bases = [*_above(path), ""]
    elif extension not in _MARKDOWN:
        bases += [path.rpartition(".")[0]] * (page or site) + [*_above(path), ""] * site
    translated = [_TRANSLATED.sub(r"\1/", target.path), *([_LANGUAGE.sub(r"\1en\2", target.path)] * site)]
    yield from (other for other in translated if other != target.path)
    for base in bases:
        full = posixpath.normpath(posixpath.join(base, bare))
        if full != target.path and not (page and extension):
            yield full
        if page:
            stem = full[: -len(extension)] if extension else full
            yield from (stem + ending for ending in _SOURCES)
            yield f"{stem}/index.md"
        elif target.rooted or (site and extension not in _MARKDOWN):
            yield from (posixpath.normpath(posixpath.join(base, kept, bare)) for kept in _STATIC)


def sure(path: str, target: Target, *, site: bool) -> bool:
    """Whether a target that is no file here is none anywhere, rather than a page of a web site.

    Where a site generator is in use, that can be said of Markdown files and images alone, and not in documents that
    others take in; else, of all of them.
    """
    if not site:
        return True
    known = target.extension in _MARKDOWN or target.extension in _IMAGES
    return known and target.kind != "escapes" and not _TAKEN_IN.search(path)


def read_me(folder: str) -> Iterator[str]:
    """Files that are shown for a folder."""
    return (posixpath.join(folder, name) for name in ("README.md", "index.md", "_index.md", "readme.md"))


_EXTENSION = lazy(r"(?<=[^/])\.[A-Za-z][A-Za-z0-9]{0,9}\Z")
_IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp"})
_TAKEN_IN = lazy(r"(?:\A|/)_?(?:includes?|snippets?|partials?|fragments)/")
_TRANSLATED = lazy(r"(\w+)[-_](?:locales?|i18n|translations?)/[a-z]{2}(?:-[A-Za-z]{2,4})?/")
_LANGUAGE = lazy(r"(\A|/)[a-z]{2}(?:-[A-Za-z]{2,4})?(/)")
_PAGES = (".html", ".htm")
_MARKDOWN = (".md", ".markdown", ".mdx")
_SOURCES = (".md", ".markdown", ".mdx", ".rst", ".adoc", ".ipynb", ".html", ".html.md", ".html.md.erb", ".md.erb")
_STATIC = ("static", "public", "assets")
_OF_THE_HOST = lazy(
    r"(?:\.\./)*(?:\.\.|(?:[^/]+/)*(?:blob|tree|raw|issues|pulls?|wiki|releases|discussions|actions|projects|compare|"
    r"commits?|security|labels|milestones?|branches|tags|graphs|network|settings|fork|packages|merge_requests)(?:/.*)?)"
)


def _above(path: str) -> Iterator[str]:
    """The folders that a path lies in, the nearest first, without the root."""
    while path := posixpath.dirname(path):
        yield path
