"""Tell a placeholder that somebody forgot to fill in from everything that only looks like one.

Square brackets are also task boxes, links, footnotes, labels, array indexes, character classes, TOML headers, log
formats and optional arguments; angle brackets are also HTML and the parameters of a command. What is not clearly
a placeholder is left alone: a false alarm costs more than a miss.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Placeholder(NamedTuple):
    """A placeholder at offsets of the text that was searched."""

    start: int
    end: int
    text: str


_NOUNS = (
    "name|names|date|time|url|uri|link|version|company|organization|organisation|org|team|team name|project|product|"
    "service|system|application|app|domain|host|hostname|server|environment|email|e-mail|phone|phone number|address|"
    "author|owner|role|title|description|purpose|other|database|vendor|customer|client|location|region|component|"
    "channel|contact|number|value|amount|reason|summary|details|your name|insert|tbd|todo|tba|fill in|placeholder|"
    "ip|ip address|port|path|id|ticket|ticket id|product name|project name|service name|company name|start|end|"
    "threshold|action|alert|task|symptom|fix|step|asset|topic|audience|metric|event|source|frequency|dashboard|monitoring"
)
_NOUNS_V = _NOUNS.replace(" ", r"\ ")
_SNAKE = r"[A-Z][A-Z0-9]*(?:[_ -][A-Z0-9]+)*_[A-Z0-9_]*[A-Z0-9]"
_ASK = r"""(?:
    (?:your|insert|fill\ in|fill|replace|specify|describe|provide|name\ of|link\ to|todo|tbd|changeme)(?![-/\w])
  | (?:enter|add)\ (?:your|the|a|an|here)\b
)"""
_ANSWERS = (
    "yes|no|y|n|n/a|ok|pass|fail|true|false|on|off|none|critical|high|medium|low|info|warn|warning|error|debug|fatal|"
    "required|optional|deprecated|enter|esc|tab|ctrl|shift"
)
# Complete values in brackets that say something: answers, severities, keys, ranges, ticket numbers.
_SAYS = re.compile(rf"\[(?:(?:{_ANSWERS})(?:[ /|](?:{_ANSWERS}))*|\w-\w(?:\w-\w)*|[A-Z]+[_-]?\d+)\]", re.IGNORECASE)
_TAGS = frozenset(
    """
    a b br button code details div em form hr html i img input kbd label li link main meta object ol option p pre
    script section select small span strong style sub summary sup svg table tbody td template th thead title tr ul video
    """.split()
)

_TEXT = re.compile(
    rf"""
    (?<![\w\]\\!$])\[(?:
        {_SNAKE}
      | (?i:{_ASK})\b[^\[\]\n|]{{0,80}}
      | [XN](?:\.[XN])+
      | [XN](?=\][ +%]?(?:cores?|[kKMGT]i?B|[KMG]bps|minutes?|hours?|days?|users?|%|\+))
    )\](?![(\[:])
    | <(?i:{_ASK})\b[^<>\n]{{0,80}}>
    | (?<!["“'«])\b(?:TODO|FIXME)\b(?=\s*[:(])
    | \((?:TODO|FIXME)\)
    | (?<![☐☑☒]\ )\b(?:TBD|TBA|CHANGEME|CHANGE_ME|REPLACE_ME)\b(?!-?\d)
    | (?<![\w.])1\.{{2,3}}[nN]\b
    | \b[Ll]orem\ ipsum\b
    """,
    re.VERBOSE,
)
_WHOLE = re.compile(
    rf"""
      \[(?:
          [A-Z]{{2,}}[A-Z0-9]* | [A-Z][A-Za-z0-9]*(?:[ /_.-]+[A-Za-z0-9.]+){{1,5}}
        | (?i:{_NOUNS_V}) | [^\[\]\n]*\betc\.?[^\[\]\n]*
      )\][+*%]?
    | \[[^\[\]\n]+\]\ ?(?:%|cores?|v?CPUs?|[kKMGT]i?[Bb](?:ps|it/s)?|[mun]?s|(?:minute|hour|day|week|month|user)s?)
    | <[A-Za-z][^<>\n]{{0,60}}>
    | (?:YYYY|yyyy)[-/.](?:MM|mm)[-/.](?:DD|dd) | (?:DD|dd|MM|mm)[-/.](?:DD|dd|MM|mm)[-/.](?:YYYY|yyyy)
    | TODO | FIXME | XXX+ | \?{{2,}} | (?:N{{3,}})
    | X\.X(?:\.X)? | x\.x(?:\.x)? | N\.N(?:\.N)? | n\.n(?:\.n)?
    """,
    re.VERBOSE,
)
_DATE = re.compile(r"\b(?:YYYY[-/.]MM[-/.]DD|(?:DD|MM)[-/.](?:DD|MM)[-/.]YYYY)\b(?! ?[T ]HH)")
_FORMAT_TALK = re.compile(
    r"\b(?:format|formatted|pattern|form|style|prefix|suffix|naming|named|like|ISO(?:\s8601)?|as\s+[YMD]{2,4}[-/.])",
    re.IGNORECASE,
)
# In a command, what differs from reader to reader is a parameter; what is fixed for a product was forgotten.
_READERS_OWN = frozenset(
    """
    name username user namespace pod query branch email ip id token secret secrets key password file filename path
    folder directory release machine laptop arn identifier
    """.split()
)
_CODE = re.compile(
    rf"""
    (?<![\w\]\\$}}"'/-])\[(?:{_SNAKE})\](?![(\[:])
    | (?<=[ ='"@])\[(?:{_SNAKE})\](?![(\[:])
    | <(?i:insert|replace|changeme|todo)(?:[-_ ][^<>\n|]{{0,60}})?>
    | <(?i:your)[-_ ][^<>\n|]{{1,60}}>
    | \b(?:CHANGEME|CHANGE_ME|REPLACE_ME)\b
    """,
    re.VERBOSE,
)
_WORDS = (
    "TODO", "FIXME", "TBD", "TBA", "CHANGEME", "CHANGE_ME", "REPLACE_ME", "XXX", "NNN", "??", "1..", "psum",
    "X.X", "x.x", "N.N", "n.n", "YYYY", "yyyy",
)  # fmt: skip
_BRACKETS = (
    re.compile(r"\[(?![ x]\])[^\[\]\n]+\](?![(\[:])"),
    re.compile(r"<(?i:your|insert|enter|add|fill|replace|specify|describe|provide|name of|link to|todo|tbd|changeme)"),
)
_BRACKETED = re.compile(r"\[[^\[\]]+\]")
_USAGE = re.compile(r"^\s*usage\b|\[-|\.\.\.\]|\]\s*\.\.\.|\[<", re.IGNORECASE)
_OPTIONAL = re.compile(r"\[(?:OPT|ARG|FLAG|PARAM)[A-Z]*_|\[[A-Z]+_(?:OPT|ARG|FLAG|PARAM)[A-Z]*\]|\[[A-Z]+_\d+\]")
_BOX = re.compile(r"\[[ xX]\]")
_START_TODO = re.compile(r"\s*(?:TODO|FIXME)\b(?!s\b)(?!\s+(?i:(?:check)?list|item|app|file)s?\b)")


def suspects(text: str, start: int = 0) -> list[int]:
    """Offsets, in order, around which a text may hold a placeholder; where there are none, there is none.

    Nearly all text holds none, and looking for fixed strings is far cheaper than looking closely.
    """
    found = [match.start() for pattern in _BRACKETS for match in pattern.finditer(text, start)]
    for word in _WORDS:
        at = text.find(word, start)
        while at >= 0:
            found.append(at)
            at = text.find(word, at + 1)
    return sorted(found)


def in_text(text: str, *, whole: bool = False) -> Iterator[Placeholder]:
    """Placeholders in what a person reads.

    ``whole`` says that the text is a complete value, such as a table cell or a front-matter field; a word in
    brackets, which in the middle of a sentence may be anything, is then a placeholder.
    """
    bare = text.strip()
    if whole and _says_something(bare):
        return
    if whole and _WHOLE.fullmatch(bare):
        start = text.index(bare)
        yield Placeholder(start, start + len(bare), bare)
        return
    found = [match for match in _TEXT.finditer(text) if not _is_format(text, match)]
    todo = _START_TODO.match(text)
    if todo and not any(match.start() < todo.end() for match in found):
        found.append(todo)
    if not _FORMAT_TALK.search(text):
        found.extend(_DATE.finditer(text))
    for match in sorted(found, key=lambda match: match.start()):
        stripped = match[0].strip()
        start = match.start() + match[0].index(stripped)
        yield Placeholder(start, start + len(stripped), stripped)


def _says_something(bare: str) -> bool:
    """Whether a complete value only looks like a placeholder: a task box, an answer, a range, an HTML element."""
    tag = bare[1:-1].strip("/").partition(" ")[0].lower() if bare.startswith("<") else ""
    return bool(_BOX.fullmatch(bare) or _SAYS.fullmatch(bare)) or tag in _TAGS


def _is_format(text: str, match: re.Match[str]) -> bool:
    """Whether a bracket stands beside others, as in a log format, or is a ticket number."""
    if not match[0].startswith("["):
        return False
    beside = text[: match.start()].rstrip().endswith("]") or text[match.end() :].lstrip().startswith("[")
    return beside or _SAYS.fullmatch(match[0]) is not None


def in_code(line: str) -> Iterator[Placeholder]:
    """Placeholders in a line of code; the parameters of a command (``<pod>``) are not placeholders."""
    brackets = _BRACKETED.findall(line)
    if len(brackets) > 1 and line.lstrip().startswith("["):
        return  # a log format: [TIME] [LEVEL] …
    if brackets and (line.strip() == brackets[0] or _USAGE.search(line)):
        return  # a section header, or a usage line with optional arguments
    for match in _CODE.finditer(line):
        if _OPTIONAL.match(match[0]):
            continue
        last = re.split(r"[-_ ]", match[0].strip("<>").casefold())[-1]
        if not (match[0].casefold().startswith("<your") and last in _READERS_OWN):
            yield Placeholder(match.start(), match.end(), match[0])


def is_placeholder(value: str) -> bool:
    """Whether a complete value is nothing but, or contains, a placeholder."""
    return next(in_text(value, whole=True), None) is not None
