"""The normal form ``v1`` of what a document says: the same for the same meaning, however it is written.

A normal form is nested lists, mappings, text, numbers, booleans and null, and so one text of canonical JSON. Form, and
therefore left out, are: wrapping of paragraphs, blank lines, padding and alignment of tables, bullet and emphasis
characters, the style of headings and fences, whether a link names its target itself or through a definition, the
order of front-matter keys and how YAML quotes a value, and comments. What stands here for ``v1`` never changes:
recorded digests rest on it. Another normal form is another version beside it.
"""

import hashlib
import html
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import unquote

from opsgate.knowing.rows import read_csv
from opsgate.reading.coerce import is_empty
from opsgate.reading.nodes import Block, Inline
from opsgate.reading.yamlvalue import Value
from opsgate.words.text import Span

Form: TypeAlias = Any
"""Lists, mappings with text keys, text, integers, booleans and None, nested."""

_BLANK = " \t\r"
_SPACE = re.compile(r"[ \t\r\n\f]+")
# HTML ends a comment at `-->` and also at `--!>`; `<!-->` and `<!--->` are whole comments, what follows is shown.
_COMMENT = re.compile(r"<!--(?!-?>)([^-]*(?:-(?!-!?>)[^-]*)*)-->", re.DOTALL)
_ONLY_COMMENTS = re.compile(rf"(?:\s*{_COMMENT.pattern})+\s*", re.DOTALL)
# Within a line, older readers take one that holds `--` for text.
_INLINE_COMMENT = re.compile(r"<!--(?!-?>)([^-]*(?:-(?!-)[^-]*)*)-->", re.DOTALL)
_DIRECTIVE = re.compile(r"\s*opsgate\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=`]+))")
_WORD = re.compile(r"[^\s'\"`;|&<>()$,=:{}\[\]*?!#]+")
_SCRIPT = frozenset(
    ".sh .bash .zsh .ksh .fish .ps1 .psm1 .bat .cmd .py .rb .pl .php .js .mjs .cjs .ts .lua .r .awk .sed .sql .psql"
    " .groovy .go .exe".split()
)
_IMAGE = frozenset(".png .jpg .jpeg .gif .svg .webp .avif .bmp .tif .tiff .ico .drawio .mp4 .webm .mov".split())
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:ext-[^\n]*\n)*oid sha256:([0-9a-f]{64})\nsize [0-9]+\n"
)
_SEPARATORS = (",", ";", "\t")


def hashed(form: Form) -> str:
    """SHA-256 of a normal form, in small hexadecimal digits. No two different forms have the same JSON."""
    text = json.dumps(form, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def value(data: Value) -> Form:
    """The normal form of a front-matter value: its text, quoted or not; nothing written is null."""
    if isinstance(data, dict):
        return {key: value(inner) for key, inner in data.items()}
    if isinstance(data, list):
        return [value(inner) for inner in data]
    return None if data is None or is_empty(data) else data.strip()


def rows(raw: str) -> Form:
    """The normal form of a CSV text: its records, cells without quotes and the white space around them."""
    separator = max(_SEPARATORS, key=lambda each: len(next(read_csv(raw, each), ())))
    return [[cell.strip() for cell, _ in record] for record in read_csv(raw, separator)]


def blocks(raw: str, given: Iterable[Block], skipped: Span | None = None) -> list[Form]:
    """The normal forms of blocks of the document ``raw``, without comments.

    The fence whose content is ``skipped`` is left out: it holds front matter, which is judged by its values.
    """
    forms: list[Form] = []
    for block in given:
        if skipped is not None and block.lines and (block.lines[0][0], block.lines[-1][1]) == skipped:
            continue
        forms.extend(_block(raw, block, skipped))
    return forms


def _block(raw: str, block: Block, skipped: Span | None) -> Iterator[Form]:
    match block.kind:
        case "heading":
            yield ["heading", block.level, inlines(raw, block.inlines)]
        case "list":
            items = [["item", item.checked, blocks(raw, item.children, skipped)] for item in block.children]
            yield ["numbered", block.number, items] if block.ordered else ["list", items]
        case "table":
            yield ["table", [[inlines(raw, cell.inlines) for cell in row.children] for row in block.children]]
        case "fence" | "code":
            yield ["code", _SPACE.sub(" ", block.info).strip(), block.text]
        case "html":
            yield from _html(block.text)
        case "rule":
            yield ["rule"]
        case "paragraph":
            if said := inlines(raw, block.inlines):
                yield ["paragraph", said]
        case _:
            yield [block.kind, blocks(raw, block.children, skipped)]


def _html(text: str) -> Iterator[Form]:
    """A block of HTML as it stands. One of comments alone is nothing, but for what they tell opsgate."""
    if _ONLY_COMMENTS.fullmatch(text):
        yield from (["comment", _one_line(said)] for said in _COMMENT.findall(text) if _DIRECTIVE.match(said))
    else:
        yield ["html", "\n".join(line.rstrip(_BLANK) for line in text.split("\n")).rstrip("\n")]


def inlines(raw: str, pieces: Sequence[Inline]) -> list[Form]:
    """The normal form of inline content: text, and marks where emphasis and links begin and end."""
    line = _Line()
    ends: list[int] = []
    for piece in pieces:
        while ends and piece.span[0] >= ends[-1]:
            ends.pop()
            line.mark(["end"])
        match piece.kind:
            case "text":
                line.text(piece.text)
            case "break" if _is_hard(raw, piece.span[0]):
                line.mark(["break"])
            case "break":
                line.text(" ")
            case "code":
                line.mark(["code", piece.text])
            case "image":
                line.mark(["image", _one_line(piece.text), piece.target, _one_line(piece.title)])
            case "html":
                _inline_html(line, piece.text)
            case "link":
                line.mark(["link", piece.target, _one_line(piece.title)])
                ends.append(piece.span[1])
            case _:
                line.mark([piece.kind])
                ends.append(piece.span[1])
    for _ in ends:
        line.mark(["end"])
    return line.done()


def _inline_html(line: "_Line", source: str) -> None:
    comment = _INLINE_COMMENT.fullmatch(source)
    if comment is None:
        line.mark(["html", " ".join(part.strip(_BLANK) for part in source.split("\n"))])
    elif _DIRECTIVE.match(comment[1]):
        line.mark(["comment", _one_line(comment[1])])


def _is_hard(raw: str, at: int) -> bool:
    """Whether the line break at an offset is one that a reader sees: a backslash, or two spaces before the line end."""
    return raw.startswith("\\", at) or (at > 1 and raw[at - 2 : at] == "  ")


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


class _Line:
    """Collects text and marks; white space is one space wherever it stands and how much of it there is."""

    def __init__(self) -> None:
        self._marks: list[Form] = []
        self._text: list[str] = []

    def text(self, text: str) -> None:
        self._text.append(text)

    def mark(self, form: Form) -> None:
        self._flush(before_break=form[0] == "break")
        self._marks.append(form)

    def done(self) -> list[Form]:
        self._flush(before_break=True)
        return self._marks

    def _flush(self, *, before_break: bool) -> None:
        text = _SPACE.sub(" ", "".join(self._text))
        self._text = []
        if not self._marks or self._marks[-1][0] == "break":
            text = text.removeprefix(" ")
        if before_break:
            text = text.removesuffix(" ")
        if text:
            self._marks.append(["text", text])


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that may name a file: the target of a link, or a word of a command."""

    text: str
    command: bool = False


def mentions(given: Iterable[Block]) -> Iterator[Mention]:
    """What blocks say that may name a file: targets of links and images, attributes of HTML, words of commands."""
    for top in given:
        for block in top.walk():
            if block.kind in ("fence", "code"):
                yield from _words(block.text)
            elif block.kind == "html":
                yield from _attributes(block.text)
            for piece in block.inlines:
                if piece.kind in ("link", "image"):
                    yield Mention(piece.target)
                elif piece.kind == "html":
                    yield from _attributes(piece.text)
                elif piece.kind == "code":
                    yield from _code_span(piece.text)


def mentions_of_value(data: Value) -> Iterator[Mention]:
    """Front-matter texts that may name an image or a script."""
    if isinstance(data, dict):
        for inner in data.values():
            yield from mentions_of_value(inner)
    elif isinstance(data, list):
        for inner in data:
            yield from mentions_of_value(inner)
    elif data is not None and _suffix(data.strip()) in _IMAGE | _SCRIPT:
        yield Mention(data.strip())
        yield Mention(data.strip(), command=True)


def _attributes(source: str) -> Iterator[Mention]:
    if _ONLY_COMMENTS.fullmatch(source):
        return
    for found in _ATTRIBUTE.findall(source):
        text = html.unescape("".join(found)).strip()
        yield Mention(text)
        if re.search(r"[\s,]", text):  # `srcset="a.png 1x, b.png 2x"`
            yield from (Mention(part) for part in re.split(r"[\s,]+", text) if part)


def _code_span(text: str) -> Iterator[Mention]:
    """Of a command, all words; of a single word, only what can be run: a mention of a setting file is no step."""
    words = list(_words(text))
    if len(text.split()) > 1:
        yield from words
        return
    for word in words:
        suffix = _suffix(word.text)
        if suffix in _SCRIPT or (not suffix and "/" in word.text):
            yield word


def _words(text: str) -> Iterator[Mention]:
    r"""Words of a command that look like a path; ``\`` separates folders on some systems."""
    seen: set[str] = set()
    for said in (text, text.replace("\\", "/")) if "\\" in text else (text,):
        for match in _WORD.finditer(said):
            word = match[0].lstrip("@")
            for each in (word, word.rstrip(".")):
                if ("/" in each or "." in each) and not each.startswith("/") and each not in seen:
                    seen.add(each)
                    yield Mention(each, command=True)


def _suffix(path: str) -> str:
    name = path.rpartition("/")[2]
    return "." + name.rpartition(".")[2].lower() if "." in name[1:] else ""


def named_files(mention: Mention, document: str) -> Iterator[str]:
    """Paths from the repository's root that a mention in a document may mean; none leaves the repository."""
    if mention.command:
        yield from below_root(posixpath.dirname(document), mention.text)
        yield from below_root("", mention.text)
        return
    if _SCHEME.match(mention.text):
        return
    target = re.split(r"[?#]", mention.text, maxsplit=1)[0]
    for each in dict.fromkeys((target, unquote(target))):
        folder = "" if each.startswith("/") else posixpath.dirname(document)
        yield from below_root(folder, each.lstrip("/"))


def below_root(folder: str, path: str) -> Iterator[str]:
    """A path in a folder, from the repository's root and without ``..``; nothing where it leaves the repository."""
    if not path or "\0" in path or len(path) > 1000:
        return
    joined = posixpath.normpath(posixpath.join(folder, path))
    if joined not in (".", "..") and not joined.startswith(("../", "/")):
        yield joined


def file_digest(data: bytes) -> str:
    """SHA-256 of a file's content. A Git LFS pointer stands for the content that it names by the same digest."""
    pointer = _POINTER.fullmatch(data) if len(data) < 1024 else None
    return pointer[1].decode("ascii") if pointer else hashlib.sha256(data).hexdigest()
