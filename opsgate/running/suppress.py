"""Suppressions: ``<!-- opsgate: ignore RULE -- reason -->`` above a block, ``# opsgate: …`` above a key."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from opsgate.judging.catalog import BY_WORD
from opsgate.reading.document import Document
from opsgate.words.near import nearest
from opsgate.words.place import Hit, Place, Spot
from opsgate.words.text import Position, Span, Text

_DIRECTIVE = re.compile(
    r"\s*opsgate(?::|(?=\s+ignore\b))\s*(?P<word>[\w-]+)?\s*(?P<rules>.*?)\s*(?:(?<!\S)(?:--|[—–-])(?!\S)\s*(?P<reason>.*?))?\s*\Z",
    re.DOTALL | re.IGNORECASE,
)
_YAML_COMMENT = re.compile(r"(?:^|[ \t])#(?P<text>[ \t]*opsgate(?::|[ \t]+ignore\b)[^\r\n]*)", re.MULTILINE)
_NEVER = ("OG6", "OG7", "OG8")


@dataclass
class Suppression:
    """A directive, the rules (by id) that it names, and the part of the text where they do not count."""

    place: Place
    rules: tuple[str, ...]
    scope: Span
    reason: str
    used: bool = False

    def covers(self, rule: str, offset: int) -> bool:
        return rule in self.rules and self.scope[0] <= offset < max(self.scope[1], self.scope[0] + 1)


@dataclass
class Suppressions:
    """All directives of a document, and the hits about directives that make no sense."""

    items: list[Suppression]
    unreasoned: list[Hit]
    wrong: list[Hit]

    def unused(self, ran: Container[str]) -> Iterator[Hit]:
        """Directives that suppressed nothing, although their rules (by id) ran."""
        yield from self.wrong
        for item in self.items:
            if not item.used and all(rule in ran for rule in item.rules):
                names = ", ".join(f"`{BY_WORD[rule].name}`" for rule in item.rules)
                yield item.place.hit(
                    f"nothing to ignore: no {names} finding in what follows", hint="delete the comment"
                )


class Quiet(NamedTuple):
    """A suppression as plain data, for the checks that run when the document is no longer there."""

    rules: tuple[str, ...]
    scope: Span
    reason: str
    used: bool
    keys: tuple[str | int, ...]
    span: Span
    start: Position
    end: Position

    @classmethod
    def of(cls, item: Suppression, text: Text) -> "Quiet":
        place = item.place
        start, end = (text.position(offset) for offset in place.span)
        return cls(item.rules, item.scope, item.reason, item.used, place.keys, place.span, start, end)

    def suppression(self, path: str) -> Suppression:
        place = Spot(path, tuple(self.keys), self.span, (), self.start, self.end)
        return Suppression(place, tuple(self.rules), self.scope, self.reason, self.used)


def reason(items: Iterable[Suppression], rule: str, offset: int) -> str | None:
    """Why a finding of a rule at an offset does not count, or None if it does."""
    for item in items:
        if item.covers(rule, offset):
            item.used = True
            return item.reason or "no reason given"
    return None


def suppressions(document: Document) -> Suppressions:
    """Read the directives of a document."""
    found = Suppressions([], [], [])
    if "opsgate" not in document.text.raw:
        return found
    for place, text, scope in _comments(document):
        match = _DIRECTIVE.match(text)
        if not match:
            continue
        if match["word"] != "ignore":
            found.wrong.append(
                place.hit(f"`{match['word'] or ''}` is no directive", hint="write `opsgate: ignore RULE -- reason`")
            )
            continue
        rules = _rules(place, match["rules"], found)
        if rules:
            found.items.append(Suppression(place, rules, scope, match["reason"] or ""))
            if not match["reason"]:
                found.unreasoned.append(
                    place.hit("a suppression without a reason", hint="say why: `opsgate: ignore RULE -- reason`")
                )
    return found


def _rules(place: Place, words: str, found: Suppressions) -> tuple[str, ...]:
    rules = []
    for word in re.split(r"[,\s]+", words.strip()) if words.strip() else [""]:
        known = BY_WORD.get(word)
        if known is None:
            near = nearest(word, BY_WORD)
            stands = f"no rule is called `{word}`" if word else "no rule is named"
            found.wrong.append(
                place.hit(stands, hint=f"did you mean `{near}`?" if near else "`opsgate rules` lists them")
            )
        elif known.id.startswith(_NEVER):
            found.wrong.append(place.hit(f"`{known.name}` cannot be suppressed", hint="mend what it reports"))
        else:
            rules.append(known.id)
    return tuple(rules)


def _comments(document: Document) -> Iterator[tuple[Place, str, Span]]:
    """Comments with their text and the part of the document that they stand for."""
    raw = document.text.raw
    if document.front.block is not None:
        texts = _scalars(document)
        for match in _YAML_COMMENT.finditer(raw, *document.front.block):
            if any(start <= match.start("text") < end for start, end in texts):
                continue
            yield (
                Place(document.path, ("meta",), (match.start("text") - 1, match.end("text"))),
                match["text"],
                _key_scope(document, match),
            )
    for comment in document.outline.comments:
        yield document.at(comment.span), comment.text, _block_scope(document, comment.span)


def _scalars(document: Document) -> list[Span]:
    """Where the texts of the front matter stand: what looks like a comment there is none."""
    spans = document.front.spans
    holders = {keys[:-1] for keys in spans}
    return [span for keys, span in spans.items() if keys not in holders]


def _key_scope(document: Document, comment: re.Match[str]) -> Span:
    """The line of the comment if a key stands before it, else the next line that is no comment."""
    text = document.text
    line = text.position(comment.start("text")).line
    if not text.line(line).lstrip().startswith("#"):
        return text.offset(line, 1), text.offset(line + 1, 1)
    while line < len(text.starts):
        line += 1
        if not text.line(line).lstrip().startswith("#"):
            break
    return text.offset(line, 1), text.offset(line, 1) + len(text.line(line))


def _block_scope(document: Document, comment: Span) -> Span:
    """The block that the comment stands in, or, for a comment on its own, the next one."""
    for block in document.outline.walk():
        if block.kind in ("paragraph", "heading", "row") and block.span[0] <= comment[0] < block.span[1]:
            return block.span
        if block.span[0] >= comment[1] and not (block.kind == "html" and block.text.lstrip().startswith("<!--")):
            return block.span
    return comment
