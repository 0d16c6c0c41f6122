"""Files that a document's commands need on the reader's side, and those that it tells of or brings into being."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from opsgate.knowing.card import Marked, mark_at
from opsgate.knowing.marks.code import code
from opsgate.knowing.subject import Subject
from opsgate.reading.outline import Outline
from opsgate.reading.shell import Command, Word
from opsgate.words.patterns import lazy
from opsgate.words.text import Span

_ENDINGS = (
    "bash cfg cnf conf config crt cert csv dump env hcl html ini jar js json key ldif lua map mjs openrc p12 pem php "
    "pl plist properties ps1 py rb repo rules service sh sql tar tf tfvars tgz timer tmpl toml ts txt whl xml yaml "
    "yml zip zsh"
)
_FILE = lazy(rf"(?:[\w.@+-]+/)*[\w.@+-]*[\w@+-]\.(?:{'|'.join(_ENDINGS.split())})", re.IGNORECASE)
_SCRIPT = lazy(r"(?:\.{1,2}/)*(?:[\w.@+-]+/)*[\w.@+-]+\.(?:sh|bash|py|rb|pl|php|js|mjs|ps1|expect)")
_INTERPRETERS = frozenset(
    "bash sh zsh ksh dash python python2 python3 node ruby perl php Rscript pwsh source . ansible-playbook".split()
)
_READERS = frozenset("cat less more head tail wc diff chmod chown cp mv scp tar unzip gunzip sha256sum md5sum".split())
_PRINTS = frozenset("cat head tail less more".split())
_LANGUAGES = {
    "yaml": ("yaml", "yml"), "yml": ("yaml", "yml"), "python": ("py",), "javascript": ("js", "mjs"), "ruby": ("rb",),
    "perl": ("pl",), "rust": ("rs",), "hcl": ("hcl", "tf", "tfvars"), "terraform": ("tf", "tfvars"), "text": ("txt",),
    "": ("yaml", "yml", "json", "toml", "conf", "cfg", "ini", "sql", "xml", "properties", "env", "txt"),
}  # fmt: skip
_OPTIONS = lazy(
    r"(?:-f|--file|--filename|--config|--config-file|--conf|--values|--env-file|-?-var-file|--kubeconfig|--inventory|"
    r"--template-file|--cacert|--cert|--key|--from-file|--policy-document|--cli-input-json|--patch-file)\Z"
)
_MAKES = lazy(
    r"-o|-O|--?(?:[a-z]+-)*(?:out|output|dest|destination|target|save|write|backup|dump|result|log)(?:-[a-z]+)*\Z"
)
_MAKING = frozenset("vi vim nano emacs code subl ed dd touch tee split csplit".split())
_COPYING = frozenset("cp mv scp rsync install ln".split())
_FETCHES = frozenset("cp copy sync download rsync".split())
_REMOTE = frozenset("aws gsutil gcloud kubectl oc docker az s3cmd mc rclone".split())
_GENERATED = lazy(
    r"(?:\./)?(?:node_modules|vendor|venv|\.venv|env|target|build|dist|out|_build|bin|\.bin|tmp|temp|path/to|your|my)(?:/|[-_])"
)
_BROUGHT = lazy(
    r"""
      \bgit\ (?:clone|checkout) | \bclon(?:e|ed|ing)\b | \brepo(?:s|sitory|sitories)?\b | \bunzip\b | \btar\ +-?\w*x
    | \bdownload | \bwget\b | \bcurl\b[^\n]*\ (?:-O|-LO|--remote-name)\b | \bextract\b | \bunpack | \bcd[ ]
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""After these, files lie around that the document does not name."""
_ELSEWHERE = lazy(
    r"""
      \bssh\b | \blog(?:ged)?[ -]?(?:in|on)(?:to)?\b | \bsign(?:ed)?\ in\b | \bshell\ (?:in|into|on|to)\b
    | \b(?:on|in|into)\ (?:the|a|an|your|any|each|every)?\ ?(?:[\w-]+\ ){0,2}
      (?:server|host|box|machine|instance|node|vm|jumpbox|bastion|pod|container|toolbox|folder|directory)s?\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""After these, commands may run on another machine, whose settings nobody lists here."""
_ANY = lazy(
    r"(?:\A|[/_.-])(?:my\w*|your|some|example|sample|foo|bar|baz|test|xxx+|file|filename|name|path|to|new|old|tmp|temp)(?:[/_.-]|\Z)",
    re.IGNORECASE,
)
_TOLD = lazy(r"`{1,2}([~.\w@+-]*[/.][\w./@+~-]*)`")


_MOST = 100
"""Files of one document that are looked for."""


@dataclass
class _Walk:
    """Files used and made, as scripts are gone through in order; ``console`` says that what commands print is shown."""

    console: bool = False
    used: dict[str, list[Span]] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    taken: set[Span] = field(default_factory=set)


def paths(subject: Subject) -> Marked:
    """Marks of files: ``declare/path`` for those that the document tells of, ``use/path`` for each that a command takes
    and nothing else in the document names; ``more`` holds how many there are.
    """
    outline = subject.document.outline
    for text, span in _told(outline):
        yield "declare/path", mark_at(subject, span, text)
    if not subject.kind.followed:
        return
    for text, span, count in untold(outline):
        yield "use/path", mark_at(subject, span, text, str(count))


def untold(outline: Outline) -> Iterator[tuple[str, Span, int]]:
    """Files that commands need and nothing else in a document names, where they first do, and how often they do."""
    walk = _Walk()
    for script in code(outline):
        walk.console = script.console
        for command in script.commands:
            _go(walk, command)
        walk.made.update(_plain(word.text) for word in script.created)
    if not walk.used:
        return
    brought, elsewhere = (_first(pattern, outline) for pattern in (_BROUGHT, _ELSEWHERE))
    shown = _shown(outline)
    for text, spans in islice(walk.used.items(), _MOST):
        start = spans[0][0]
        if start > brought or (start > elsewhere and not _SCRIPT.fullmatch(text)):
            continue
        if shown.get(text.rpartition(".")[2].lower(), start) < start:
            continue
        if not _made(text, walk.made) and not _named(text, outline, walk.taken):
            yield text, spans[0], len(spans)


def _shown(outline: Outline) -> dict[str, int]:
    """Endings of files such as those whose content a document shows, with where it first does."""
    found: dict[str, int] = {}
    for block in outline.walk():
        if block.kind == "fence":
            label = (block.info.split() or [""])[0].lower().strip("{}.")
            if label in _INTERPRETERS and not block.text.startswith("#!"):
                continue
            for ending in _LANGUAGES.get(label, (label,)):
                found.setdefault(ending, block.span[0])
    return found


def _first(pattern: re.Pattern[str], outline: Outline) -> int:
    match = pattern.search(outline.raw)
    return match.start() if match else len(outline.raw)


def _go(walk: _Walk, command: Command) -> None:
    name, texts = command.program.text, command.texts
    for option, word in zip(("", *texts), command.arguments, strict=False):
        if _MAKES.match(option) or _MAKES.match(word.text.partition("=")[0]):
            walk.made.add(_plain(word.text.rpartition("=")[2]))
    base = name.rpartition("/")[2]
    if base in _MAKING:
        walk.made.update(_plain(text.removeprefix("of=")) for text in texts)
    if texts and (base in _COPYING or (base in _REMOTE and _FETCHES & set(texts[:3]))):
        walk.made.add(_plain(texts[-1]))
    if command.away or not command.sure or (walk.console and name in _PRINTS):
        return
    for word in needed(command):
        text = _plain(word.text)
        walk.taken.add(word.span)
        walk.used.setdefault(text, []).append(word.span)


def needed(command: Command) -> Iterator[Word]:
    """The words of a command that name files which must be there already."""
    name, texts = command.program.text, command.texts
    plain = [word for word in command.arguments if not word.text.startswith("-")]
    if "/" in name and _SCRIPT.fullmatch(name) and _usable(command.program):
        yield command.program
    if name in _INTERPRETERS and plain and (plain[0] is command.arguments[0]) and _usable(plain[0]):
        yield plain[0]
    if name in _READERS:
        words = (
            plain
            if name in ("cat", "less", "head", "tail", "wc", "diff")
            else plain[:1]
            if name != "chmod"
            else plain[1:]
        )
        yield from (word for word in words if _usable(word))
    for option, word in zip(texts, command.arguments[1:], strict=False):
        if _OPTIONS.match(option) and _usable(word):
            yield word


def _usable(word: Word) -> bool:
    text = word.text.removeprefix("./")
    return bool(word.fixed and _FILE.fullmatch(text) and not _ANY.search(text) and not _GENERATED.match(text))


def _plain(text: str) -> str:
    return posixpath.normpath(text) if text else text


def _made(text: str, made: set[str]) -> bool:
    base = posixpath.basename(text)
    return any(text == one or posixpath.basename(one) == base or text.startswith(f"{one}/") for one in made)


def _named(text: str, outline: Outline, taken: set[Span]) -> bool:
    """Whether anything but the commands that use it names a file."""
    name = posixpath.basename(text)
    stem = name.rpartition(".")[0]
    base = re.escape(stem if re.search(r"\w[-_]\w", stem) else name)
    for match in re.finditer(rf"(?<![\w-]){base}(?![\w-])", outline.raw):
        if not any(start <= match.start() < end for start, end in taken):
            return True
    return False


def _told(outline: Outline) -> Iterator[tuple[str, Span]]:
    """Files that inline code names, each once."""
    seen = set()
    for match in _TOLD.finditer(outline.raw):
        if match[1] not in seen and _FILE.fullmatch(posixpath.basename(match[1])):
            seen.add(match[1])
            yield match[1], match.span(1)
