"""Ports that a document's commands reach, and those that it tells of."""

import re
from collections.abc import Iterator, Mapping, Sequence

from opsgate.knowing.card import Marked, mark_at
from opsgate.knowing.marks.code import code, inline
from opsgate.knowing.marks.wellknown import CLIENTS, DYNAMIC, KNOWN, PRODUCTS, SCHEMES
from opsgate.knowing.subject import Subject
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Outline, once
from opsgate.reading.shell import Command, Script, Word
from opsgate.words.patterns import lazy
from opsgate.words.text import Span

_ADDRESS = lazy(
    r"""
    (?<![\w/:.@\]-])
    (?:(?P<scheme>[a-z][a-z0-9+.-]{0,20})://)? (?:[^\s/@'"]{0,80}@)?
    (?P<host>\[[0-9a-f:.]{2,40}\] | [A-Za-z0-9_$<{*][\w.<>${}*-]{0,99})
    :(?P<port>\d{2,5})(?![\w.:@-])
    """,
    re.VERBOSE,
)
_LISTENER = lazy(r"-i(?:TCP|UDP|tcp|udp)?(?::|@\S*:)(\d{2,5})\Z")
_SOCKET = lazy(r"/dev/(?:tcp|udp)/[^/\s]+/(\d{2,5})\Z")
_FILTER = lazy(r"[\"']?:?(\d{4,5})\\?(?:[\"']|\\b|\s)?\Z")
_LISTS = lazy(r"\b(?:netstat|ss|lsof)\s")
_ANYONE = lazy(
    r"(?!0\.0\.0\.0)(?:localhost|\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]|[<${]*(?:\w+_)?(?:host(?:name)?|ip|server|node|address)[>}]*)",
    re.IGNORECASE,
)
"""Hosts that do not say what listens there."""
_PLAIN = lazy(r"--(?:base-|api-|server-)?(?:url|uri|server|endpoints?|host|hostname|addr|address|target|connect|api)")
"""Options that do not say what listens there, and that do not choose where to listen."""

_RUNS = lazy(r"[a-z./~$][^\s:,]*\Z")
_SAYS = frozenset("echo printf sed grep egrep awk jq".split())
_DIALLERS = frozenset("nc ncat netcat telnet".split())


_NUMBER = lazy(r"(?<![\w.,+#])\d{2,5}(?![\w%]|[.,]\d|[ \u00a0]?(?:ms|s|sec|seconds|minutes|[KMGT]i?B|rows|users)\b)")
_TELLS = lazy(r"[Pp]ort|PORT|:\d{2,5}\b")
_PORT = lazy(r"\bports?\b", re.IGNORECASE)
_RANGE = lazy(r"(?<![\w.])(\d{4,5})[ ]?(?:-|–|—|to)[ ]?(\d{4,5})(?![\w.])")


def ports(subject: Subject) -> Marked:
    """Marks of ports: ``declare/port`` for each that the document tells of (a range as ``8000-8010``), ``use/port`` for
    each that a command reaches and nothing else in the document names; ``more`` holds how many there are.
    """
    outline = subject.document.outline
    for text, span in told(outline):
        yield "declare/port", mark_at(subject, span, text)
    for text, span, count in untold(outline) if subject.kind.followed else ():
        yield "use/port", mark_at(subject, span, text, str(count))


def untold(outline: Outline) -> Iterator[tuple[str, Span, int]]:
    """Ports that commands reach and nothing else in a document names, where they first do, and how often they do."""
    uses = _used(outline)
    if uses:
        taken = {span for spans in uses.values() for span in spans}
        named = {match[0] for match in _NUMBER.finditer(outline.raw) if match.span() not in taken}
        for number, spans in uses.items():
            if number not in named and int(number) < DYNAMIC and not _known_by(number, outline):
                yield number, spans[0], len(spans)


@once
def _used(outline: Outline) -> Mapping[str, Sequence[Span]]:
    """The ports that a document's commands reach, in order, with where their numbers stand."""
    uses: dict[str, list[Span]] = {}
    for script in (*code(outline), *inline(outline)):
        for number, span in used(script, outline.raw):
            uses.setdefault(number, []).append(span)
    return uses


def _known_by(number: str, outline: Outline) -> bool:
    """Whether a document names the product that a port is known by."""
    return number in PRODUCTS and re.search(PRODUCTS[number], outline.raw, re.IGNORECASE) is not None


def used(script: Script, raw: str) -> Iterator[tuple[str, Span]]:
    """Ports that commands reach, with where the number stands; none that the program or the scheme implies."""
    for command in script.commands:
        if command.sure and _RUNS.match(command.program.text):
            yield from _addressed(command, raw)
            yield from _numbered(command, raw)
    for redirect in script.redirects:
        match = _SOCKET.search(redirect.target.text)
        if match:
            yield from _at(redirect.target, match[1], raw)


def _addressed(command: Command, raw: str) -> Iterator[tuple[str, Span]]:
    """The ports in ``host:port`` and in URLs whose host does not say what listens there."""
    if _name(command) in _SAYS:
        return
    usual = _usual(_name(command))
    before = ""
    for word in command.arguments:
        option = word.text.partition("=")[0] if word.text.startswith("-") else before
        before = word.text if word.text.startswith("-") else ""
        if option.startswith("--") and not _PLAIN.fullmatch(option):
            continue
        for match in _ADDRESS.finditer(raw, *word.span):
            number = match["port"]
            alone = match.start() - word.span[0] < 2 or option.startswith("-")
            if (
                _ANYONE.fullmatch(match["host"])
                and (match["scheme"] or alone)
                and number not in KNOWN | usual | {SCHEMES.get(match["scheme"] or "")}
            ):
                yield number, match.span("port")


def _name(command: Command) -> str:
    return command.program.text.rpartition("/")[2]


def _usual(name: str) -> frozenset[str]:
    """The ports that a program uses when nobody says one."""
    return frozenset([CLIENTS.get(name, ("", ""))[1]])


def _numbered(command: Command, raw: str) -> Iterator[tuple[str, Span]]:
    """The ports that are arguments of their own."""
    name, texts = _name(command), command.texts
    options, usual = CLIENTS.get(name, ("", ""))
    taking = options.split()
    if not taking and any(re.match(r"(?:-h|--host(?:name)?|--server)\b", text) for text in texts):
        taking = ["--port"]
    for index, word in enumerate(command.arguments):
        number, where = "", word
        if word.text in taking and index + 1 < len(texts):
            number, where = texts[index + 1], command.arguments[index + 1]
        elif word.text.partition("=")[0] in taking:
            number = word.text.partition("=")[2]
        elif (
            name in _DIALLERS
            and index == len(texts) - 1
            and index
            and _ANYONE.fullmatch(texts[index - 1])
            and not {"-l", "-lk", "-lp", "-lvp"} & set(texts)
        ):
            number = word.text
        elif name == "lsof":
            match = _LISTENER.match(word.text if word.text.startswith("-i") else f"-i{word.text}")
            number = match[1] if match else ""
        elif name == "fuser":
            number = word.text.partition("/")[0]
        elif (
            name in ("grep", "egrep")
            and command.fed
            and _LISTS.search(raw[raw.rfind("\n", 0, word.span[0]) + 1 : word.span[0]])
        ):
            match = _FILTER.match(word.text)
            number = match[1] if match else ""
        if number != usual and number not in KNOWN and re.fullmatch(r"\d{2,5}", number):
            yield from _at(where, number, raw)


def _at(word: Word, number: str, raw: str) -> Iterator[tuple[str, Span]]:
    start = raw.rfind(number, *word.span)
    if start >= 0:
        yield number, (start, start + len(number))


def told(outline: Outline) -> Iterator[tuple[str, Span]]:
    """Ports that a document tells of: on a line that says port, behind a host, in a column of ports; each once.

    Numbers in commands that only reach a port tell nothing.
    """
    raw = outline.raw
    taken = {span for spans in _used(outline).values() for span in spans}
    seen: set[str] = set()
    for start, end in _telling(outline):
        for match in _RANGE.finditer(raw, start, end):
            if int(match[1]) < int(match[2]) and match[0] not in seen:
                seen.add(match[0])
                yield f"{match[1]}-{match[2]}", match.span()
        for match in _NUMBER.finditer(raw, start, end):
            if match[0] not in seen and match.span() not in taken:
                seen.add(match[0])
                yield match[0], match.span()


def _telling(outline: Outline) -> Sequence[Span]:
    raw = outline.raw
    spans: dict[Span, None] = {}
    match = _TELLS.search(raw)
    while match:
        end = raw.find("\n", match.end())
        end = end if end >= 0 else len(raw)
        spans[(raw.rfind("\n", 0, match.start()) + 1, end)] = None
        match = _TELLS.search(raw, end)
    for block in outline.walk():
        if block.kind == "table" and _PORT.search(raw, *block.children[0].span):
            spans.update(dict.fromkeys(_column(block)))
    return tuple(spans)


def _column(table: Block) -> Iterator[Span]:
    """The cells below a header that speaks of ports."""
    header, *rows = table.children
    for index, cell in enumerate(header.children):
        if _PORT.search(cell.plain):
            yield from (row.children[index].span for row in rows if index < len(row.children))
