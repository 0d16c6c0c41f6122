"""OG301 to OG303: links, images and anchors that lead somewhere."""

import posixpath
import re
from collections.abc import Iterator
from itertools import chain
from typing import Literal, NamedTuple

from opsgate.judging.check import Between, Check, check
from opsgate.judging.checks.web import dead_links
from opsgate.knowing.card import Mark
from opsgate.knowing.files import Files
from opsgate.knowing.links import Target, read_me, resolve, served, sure
from opsgate.reading.placeholders import is_placeholder
from opsgate.reading.slugs import OPEN, folded, loose
from opsgate.words.finding import Severity
from opsgate.words.near import nearest
from opsgate.words.place import Hit, Place

Rule = Literal["broken-link", "broken-anchor", "missing-image"]

_MEMO = "links"
_MANY = 500
_GUESSES = 50
_SLUG = re.compile(r"[^\WA-Z]+(?:-+[^\WA-Z]+)*-*")
_LINES = re.compile(r"L(\d{1,9})(?:C\d+)?(?:-L?(\d{1,9})(?:C\d+)?)?")
_NOT_OF_HEADINGS = re.compile(r"(?:top)?\Z|_\Z|!|/|:~:|(?:user-content-)?fn(?:ref)?[-:\d]", re.IGNORECASE)
_TO_DO = re.compile(r"(?:todo|tbd|tbc|fixme|xxx)(?![a-z])", re.IGNORECASE)
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|gov|edu|app|cloud|ai)(?=/|\Z)", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s/@]+@[^\s/@]+\.\w+")


@check("OG301", "broken-link", reads="facts")
def broken_link(here: Between) -> Iterator[Hit]:
    """A link leads to a file that does not exist, or that only some systems find."""
    yield from (found.hit for found in _faults(here) if found.rule == "broken-link")
    yield from dead_links(here)


@check("OG302", "broken-anchor", reads="facts", severity=Severity.WARNING)
def broken_anchor(here: Between) -> Iterator[Hit]:
    """A link leads to a heading or a line that its document does not have."""
    return (found.hit for found in _faults(here) if found.rule == "broken-anchor")


@check("OG303", "missing-image", reads="facts", severity=Severity.WARNING)
def missing_image(here: Between) -> Iterator[Hit]:
    """An image is shown of which there is no file."""
    return (found.hit for found in _faults(here) if found.rule == "missing-image")


class _Fault(NamedTuple):
    rule: Rule
    hit: Hit


def _faults(here: Between) -> tuple[_Fault, ...]:
    """What is wrong with a document's links; found out once for the three checks."""
    path, found = here.outside.memo.get(_MEMO, ("", ()))
    if path != here.card.path:
        found = tuple(fault for mark in here.card.marks["link"] if (fault := _fault(here, mark)) is not None)
        here.outside.memo[_MEMO] = (here.card.path, found)
    faults: tuple[_Fault, ...] = found
    return faults


def _fault(here: Between, mark: Mark) -> _Fault | None:
    target = resolve(here.card.path, mark.text)
    if target.kind in ("outside", "unclear") or (mark.more[:1] != ("definition",) and is_placeholder(mark.text)):
        return None
    if target.kind == "anchor":
        return _anchor(here, mark, here.card.path, target)
    files = here.outside.files
    rule: Rule = "missing-image" if "image" in mark.more else "broken-link"
    state = files.state(target.path)
    if state in ("file", "folder"):
        return _anchor(here, mark, target.path, target)
    site = files.shown(here.card.path) != ""
    top = [files.from_top(target.path)] if target.rooted else []
    for path in chain(top, served(here.card.path, target, site=site)):
        if files.state(path) in ("file", "folder"):
            return _anchor(here, mark, path, target)
    if state == "case":
        right = _written(here, files.spelling(target.path) or "", target)
        stands = f"`{_bare(mark)}` is called `{right}`: it is not found where the case of letters counts"
        return _Fault(rule, mark.hit(stands, hint=f"write `{right}`"))
    if _elsewhere(files, here.card.path, target, site=site):
        return None
    if files.beyond(target.path):
        return _Fault(rule, mark.hit(f"`{_bare(mark)}` leads out of the repository", hint=_away(mark.text)))
    return _Fault(rule, mark.hit(f"`{_bare(mark)}` does not exist", hint=_remedy(here, mark, target)))


def _elsewhere(files: Files, path: str, target: Target, *, site: bool) -> bool:
    """Whether a target that is no file here may well be a page of a web site or a name that a generator knows."""
    if target.rooted:
        first, below, _ = target.path.partition("/")
        ours = files.state(first) == "folder" if below else target.extension != ""
        if not ours or target.extension in (".html", ".htm") or (site and target.extension != ".md"):
            return True
    return not sure(path, target, site=site)


def _remedy(here: Between, mark: Mark, target: Target) -> str:
    """How to mend a link to nothing."""
    files, path, bare = here.outside.files, here.card.path, target.said
    if "://" in mark.text:
        return "write the web address alone"
    if _HOST.match(bare):
        return f"a web address begins with `https://`: write `https://{_bare(mark)}`"
    if _ADDRESS.fullmatch(bare):
        return f"a mail address begins with `mailto:`: write `mailto:{bare}`"
    if is_placeholder(bare) or _TO_DO.match(bare):
        return "write the real target, or delete the link"
    name, folder = posixpath.basename(target.path), posixpath.dirname(path)
    moved = [bare.lstrip("/"), posixpath.join(folder, name), posixpath.join(posixpath.dirname(folder), name)]
    found = files.near(target.path) if _may_guess(here) else None
    what = "image" if "image" in mark.more else "link"
    for other in map(posixpath.normpath, moved if target.extension else ()):
        if found is None and files.state(other) == "file" and other != path:
            found = other
    return f"did you mean `{_written(here, found, target)}`?" if found else f"mend the path, or delete the {what}"


def _may_guess(here: Between) -> bool:
    """Whether there is time for one more look for the nearest of a folder's names."""
    left: int = here.outside.memo.setdefault("links to guess", _GUESSES)
    here.outside.memo["links to guess"] = left - 1
    return left > 0


def _away(text: str) -> str:
    return "mend the path, or link to the web address of what it leads to" if ".." in text else "mend the path"


def _written(here: Between, path: str, target: Target) -> str:
    """A path as a link of this document says it."""
    path = path.replace(" ", "%20")
    if target.rooted:
        return f"/{path}"
    folder = [part for part in posixpath.dirname(here.card.path).split("/") if part]
    parts = path.split("/")
    while folder and parts[1:] and folder[0] == parts[0]:
        folder, parts = folder[1:], parts[1:]
    return "/".join([*([".."] * len(folder)), *parts])


def _bare(mark: Mark) -> str:
    return mark.text.partition("#")[0].partition("?")[0]


def _anchor(here: Between, mark: Mark, path: str, target: Target) -> _Fault | None:
    """What is wrong with the part behind ``#``."""
    said = target.anchor
    if not said or "image" in mark.more or _NOT_OF_HEADINGS.match(said):
        return None
    files = here.outside.files
    if lines := _LINES.fullmatch(said):
        return _line(here, mark, path, int(lines[2] or lines[1]))
    if target.rooted and path == ".":
        return None
    if files.state(path) == "folder":
        path = next((name for name in read_me(path) if files.state(name) == "file"), path)
    card = here.index.by_path.get(path)
    anchors = card.anchors if card is not None else files.anchors(path)
    style = here.outside.config.slugs
    name = folded(said.removeprefix("user-content-"), style)
    if style == "none" or not anchors or OPEN in anchors or name in anchors:
        return None
    shown = "" if "slugs" in here.outside.config.data else files.shown(path)
    if shown == "labels" or (shown and (not _SLUG.fullmatch(said) or loose(name) in map(loose, anchors))):
        return None
    meant = nearest(name, anchors) if len(anchors) <= _MANY else None
    who = f"`{_bare(mark)}`" if target.kind != "anchor" else "this document"
    related: list[Place] = [card.head] if card is not None and card is not here.card else []
    hint = f"did you mean `#{meant}`?" if meant else "name a heading that it has, or delete the part from `#` on"
    hint = "write the real target, or delete the link" if _TO_DO.match(said) else hint
    return _Fault("broken-anchor", mark.hit(f"{who} has no heading `#{said}`", hint=hint, related=related))


def _line(here: Between, mark: Mark, path: str, line: int) -> _Fault | None:
    there = here.outside.files.lines(path)
    if there is None or line <= there:
        return None
    return _Fault(
        "broken-anchor",
        mark.hit(f"`{_bare(mark) or path}` has {there} lines, there is no line {line}", hint="name a line that it has"),
    )


CHECKS: tuple[Check, ...] = (broken_link, broken_anchor, missing_image)
