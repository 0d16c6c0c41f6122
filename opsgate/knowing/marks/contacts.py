"""People and teams that a document sends its reader to, and those that it says how to reach."""

import re
from collections.abc import Iterator

from opsgate.knowing.card import Marked, mark_at
from opsgate.knowing.subject import Subject
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Outline, once
from opsgate.words.patterns import lazy
from opsgate.words.text import Span

_ROLE = (
    r"(?:on-?call|team|engineer|lead|manager|admin|administrator|operator|dba|sre|architect|officer|maintainer|department|"
    r"desk|squad)"
)
_LEVEL = r"(?:L[1-5]|(?:tier|level)[ -]?[1-5]|(?:first|second|third|1st|2nd|3rd)[ -](?:line|level|tier))"
_VERB = (
    r"(?:escalate(?:\s+(?:it|this|the\s+\w+))?\s+to|page|ping|contact|notify|call|inform|wake(?:\s+up)?|loop\s+in|"
    r"reach\s+out\s+to|get\s+in\s+touch\s+with|hand\s+(?:it\s+|this\s+)?over\s+to|ask|"
    r"(?:check|raise\s+(?:it|this)|follow\s+up|confirm|coordinate|speak|talk)\s+with|(?:speak|talk)\s+to)"
)
_SENT = lazy(
    rf"""
    (?<![\w-]){_VERB}\s+(?:the\s+|whoever\ is\s+)?
    (?P<who>
        @[A-Za-z][\w-]*(?:/[\w-]+)?
      | {_LEVEL}\b(?:\s+{_ROLE}s?\b|\s+support\b)?
      | (?P<words>(?:[A-Za-z][\w&/+-]*[ ]){{0,3}}?){_ROLE}s?\b(?:[ ]{_ROLE}s?\b)*
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ASKED = lazy(
    r"(?:\A|[.:;!?(|,*_\]]|\n|\b(?:please|then|and|or|should|must|to|immediately|also|first|can|may|to))\W*\Z",
    re.IGNORECASE,
)
"""What stands before a verb that speaks to the reader."""
_VAGUE = frozenset(
    """
    a an any all each every other another next previous current respective affected rest whole entire fellow
    appropriate relevant responsible owning own your our my their his her its this that these those some more many
    most several one two both same different new right correct wider entire internal external to for from with of in
    on at by if when who which you they we us them and or not no as password package local individual person people
    member service application app site system account project product development dev client customer business user
    task boot window process state file partition volume disk resource cluster node hub org organisation organization
    release incident such inside paired assigned designated nearest
    """.split()
)
_REACH = lazy(
    r"""
      https?:// | mailto: | [\w.+-]{1,80}@[\w-]+\.\w | (?<![\w&])\#[a-z][\w-]{2,} | \]\( | \]\[
    | (?:\+|\b00)\d[\d ()-]{6,} | \b\d{3}[ -]\d{3}[ -]?\d{3,}
    | \b(?:slack|teams\ channel|discord|zulip|matrix|irc|mattermost|telegram|pager\s?duty|opsgenie|victorops|
      incident\.io|splunk\ on-call|pager|phone|telephone|rota|roster|mailing\ list|e-?mail|ticket|issue|jira|zendesk|
      servicenow|chat\ channel|channel|hotline|bridge|console|portal|form|command|bot)s?\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What says how to reach somebody."""
_MAY_REACH = (
    "://", "mailto:", "@", "#", "](", "][", "slack", "channel", "discord", "zulip", "matrix", "irc", "mattermost",
    "telegram", "pager", "opsgenie", "victorops", "incident.io", "splunk on-call", "phone", "rota", "roster", "mail",
    "ticket", "issue", "jira", "zendesk", "servicenow", "hotline", "bridge", "console", "portal", "form", "command",
    "bot",
)  # fmt: skip
_MAY_DIAL = lazy(r"[+0]\d|\d[ -]\d")
"""A quick look for what may say how to reach somebody: one of these words or signs, or a number."""
_FAR = 300
_END = lazy(r"[.!?](?=\s)")
_NAMED = lazy(
    rf"@[A-Za-z][\w-]*(?:/[\w-]+)?|\b{_LEVEL}\b|(?:(?<![\w&/+-])[A-Za-z][\w&/+-]{{0,40}}[ ]){{0,3}}?\b{_ROLE}s?\b",
    re.IGNORECASE,
)
_MAY_NAME = lazy(
    r"\b(?:[Tt]eam|[Oo]n[- ]?[Cc]all|[Ee]ngineer|[Ll]ead|[Mm]anager|[Aa]dmin|[Oo]perator|D(?:BA|ba)|dba|S(?:RE|re)|sre|"
    r"[Aa]rchitect|[Oo]fficer|[Mm]aintainer|[Dd]epartment|[Dd]esk|[Ss]quad|[Ll][1-5]\b|[Ll]evel|[Ll]ine|[Tt]ier)|@[A-Za-z]"
)
_NAMES = (
    "team", "call", "engineer", "lead", "manager", "admin", "operator", "dba", "sre", "architect", "officer",
    "maintainer", "department", "desk", "squad", "l1", "l2", "l3", "l4", "l5", "level", "line", "tier", "@",
)  # fmt: skip
"""Quick looks for what may be a name: the second one for parts of it, in small letters."""
_MAY_SEND = lazy(
    r"[Pp](?:age|ing)|[Cc](?:ontact|all|heck|onfirm|oordinate)|[Nn]otify|[Ii]nform|[Ww]ake|[Ll]oop|[Rr](?:each|aise)|"
    r"[Tt](?:ouch|alk)|[Hh]and|[Aa]sk|[Ff]ollow|[Ss]peak|[Ee](?:scalate|ngage)|E(?:SCALATE|NGAGE)"
)
"""A quick look for what may be a verb that sends the reader to somebody."""
_HEADER = lazy(
    r"\b(?:who|contacts?|roles?|teams?|levels?|tiers?|escalat\w*|responsib\w*|owner|on-?call|person|names?|stakeholders?)\b",
    re.IGNORECASE,
)


def contacts(subject: Subject) -> Marked:
    """Marks of people and teams: ``declare/contact`` for those that the document says how to reach, ``use/contact`` for
    each that it sends its reader to, once, where it first does.
    """
    outline = subject.document.outline
    known: dict[str, tuple[str, Span]] = {}
    for text, span in reachable(outline):
        known.setdefault(text.casefold(), (text, span))
    for text, span in known.values():
        yield "declare/contact", mark_at(subject, span, text)
    if subject.kind.followed:
        seen: set[str] = set()
        for text, span in sent(outline):
            if text.casefold() not in seen:
                seen.add(text.casefold())
                yield "use/contact", mark_at(subject, span, text)


def sent(outline: Outline) -> Iterator[tuple[str, Span]]:
    """Whom a document sends its reader to, without saying in the same breath how."""
    for block in _naming(outline):
        if block.kind == "heading" or not _MAY_SEND.search(outline.raw, *block.span):
            continue
        for match in _SENT.finditer(outline.raw, *block.span):
            words = (match["words"] or "").casefold().split()
            if _REACH.search(outline.raw, *_sentence(outline.raw, block.span, match.span())):
                continue
            if not _ASKED.search(outline.raw[max(block.span[0], match.start() - 30) : match.start()]):
                continue
            if _VAGUE & set(words) or (match["words"] == "" and "call" not in match["who"].casefold()):
                continue
            yield match["who"], match.span("who")


@once
def _naming(outline: Outline) -> tuple[Block, ...]:
    """Headings, paragraphs and cells that may name somebody."""
    return tuple(
        block
        for block in outline.mentioning(_NAMES)
        if block.kind in ("paragraph", "cell", "heading") and _MAY_NAME.search(outline.raw, *block.span)
    )


def _may_reach(outline: Outline, span: Span) -> bool:
    lower = outline.lower[slice(*span)]
    return any(word in lower for word in _MAY_REACH) or _MAY_DIAL.search(lower) is not None


def _sentence(raw: str, block: Span, words: Span) -> Span:
    """The sentence in which words stand, and the next one."""
    first, last = max(block[0], words[0] - _FAR), min(block[1], words[1] + _FAR)
    start = max([first, *(match.end() for match in _END.finditer(raw, first, words[0]))])
    ends = [match.end() for match in _END.finditer(raw, words[1], last)]
    return start, (ends[1] if len(ends) > 1 else last)


def reachable(outline: Outline) -> Iterator[tuple[str, Span]]:
    """Whom a document says how to reach: in a table of people, or in words with an address, a channel or a link."""
    for block in _naming(outline):
        if _may_reach(outline, block.span) and _REACH.search(outline.raw, *block.span):
            for match in _NAMED.finditer(outline.raw, *block.span):
                if _REACH.search(outline.raw, *_sentence(outline.raw, block.span, match.span())):
                    yield match[0], match.span()
    for block in outline.walk():
        if block.kind == "table":
            yield from _listed(block, outline.raw)


def _listed(table: Block, raw: str) -> Iterator[tuple[str, Span]]:
    header, *rows = table.children
    for index, cell in enumerate(header.children):
        if _HEADER.search(raw, *cell.span):
            cells = [row.children[index] for row in rows if index < len(row.children)]
            yield from ((cell.plain, cell.span) for cell in cells if cell.plain)
