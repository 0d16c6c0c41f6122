"""The fast reader: pyromark (pulldown-cmark in Rust), several times faster than the reference.

Its events carry ranges in UTF-8 bytes. Blocks are built at once, inline content from a leaf's events when it is
asked for. Where the two libraries are known to read a text differently, the document, or the one leaf, is handed to
the reference reader: the answer is the same whichever reader is installed.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, cast

import pyromark

from opsgate.reading.nodes import Block, BlockKind, Definition, Inline, Markdown
from opsgate.reading.readers import doubts
from opsgate.reading.readers.events import Differs, Event, Range, places, tell
from opsgate.reading.readers.events import name as name_of
from opsgate.reading.readers.pieces import Pieces
from opsgate.reading.readers.shapes import BLANK, DEEPEST, SPACE, ended, label
from opsgate.words.text import Span

_OPTIONS = pyromark.Options
_PARSER = pyromark.Markdown(options=_OPTIONS.ENABLE_TABLES | _OPTIONS.ENABLE_TASKLISTS | _OPTIONS.ENABLE_STRIKETHROUGH)
_CONTAINERS: dict[str, BlockKind] = {"List": "list", "Item": "item", "BlockQuote": "quote"}
_BEFORE_MARKER = SPACE + ">"
"""What a list's or an item's range may begin with: the line end above, the indent, a quote's sign."""
_MARKERS = {"quote": ">", "list": "-+*0123456789", "item": "-+*0123456789"}
_BLOCKS = frozenset({*_CONTAINERS, "Paragraph", "Heading", "CodeBlock", "HtmlBlock", "Table"})


def read(raw: str, start: int = 0) -> Markdown:
    """Read the Markdown that begins at ``start``; all spans are offsets into ``raw``."""
    made = attempt(raw, start)
    return _reference(raw, start) if made is None else made


def attempt(raw: str, start: int = 0) -> Markdown | None:
    """What pyromark alone makes of the text; nothing where it would not be what the reference reader makes of it."""
    text = raw[start:] if start else raw
    if doubts.of_text(text):
        return None
    try:
        return _Reading(raw, start, text).result()
    except (Differs, LookupError, ValueError):  # also half a surrogate pair, or events in an order never seen yet
        return None


def _reference(raw: str, start: int) -> Markdown:
    # Not at the top: most runs never need the other library, whose import costs more than reading ten documents.
    from opsgate.reading.readers import reference  # noqa: PLC0415

    return reference.read(raw, start)


class _Reading:
    def __init__(self, raw: str, start: int, text: str) -> None:
        self.raw = raw
        self.start = start
        self._text = text
        self.place = places(text, start)
        self._events: list[Event] = list(cast(Iterable[Event], _PARSER.events_with_range(text)))
        self._at = 0
        self._waiting: list[tuple[Block, list[Block]]] = []
        self._asked: dict[tuple[str, Span], Block] | None = None
        self._leaves: dict[str, Callable[[Any, int, Range], Block]] = {
            "Paragraph": self._paragraph,
            "Heading": self._heading,
            "CodeBlock": self._code,
            "HtmlBlock": self._html,
            "Table": lambda _tag, _start, _where: self._table(),
        }

    def result(self) -> Markdown:
        tops: list[Block] = []
        waiting = self._waiting
        into = tops
        events, place = self._events, self.place
        size, leaves = len(events), self._leaves
        while self._at < size:
            event, where = events[self._at]
            self._at += 1
            start = place(where["start"])
            key = event if type(event) is str else next(iter(event))
            if key == "Start":
                tag = event[key]
                name = tag if type(tag) is str else next(iter(tag))
                if leaf := leaves.get(name):
                    into.append(leaf(tag, start, where))
                elif kind := _CONTAINERS.get(name):
                    block = self._container(kind, tag, start)
                    into.append(block)
                    waiting.append((block, into := []))
                else:
                    into.append(self._tight(start))
            elif key == "End":
                self._finish(*waiting.pop())
                into = waiting[-1][1] if waiting else tops
            elif key == "Rule":
                if doubts.of_rule(self.raw, start):
                    raise Differs
                into.append(Block("rule", self._trimmed(start, place(where["end"]))))
            elif key == "TaskListMarker":
                self._check(event[key], place(where["end"]))
            else:
                into.append(self._tight(start))
        return Markdown(tuple(tops), tuple(self._definitions()))

    def _container(self, kind: BlockKind, tag: Any, start: int) -> Block:
        waiting = self._waiting
        blank = SPACE if kind == "quote" else _BEFORE_MARKER
        while self.raw[start] in blank:
            start += 1
        if self.raw[start] not in _MARKERS[kind]:
            raise Differs
        if len(waiting) >= DEEPEST // 2:
            raise Differs
        block = Block(kind, (start, start))
        if kind == "list" and tag["List"] is not None:
            block.ordered, block.number = True, tag["List"]
        elif kind == "item":
            parent, before = waiting[-1]
            if parent.ordered:
                block.ordered, block.number = True, parent.number + len(before)
        return block

    def _finish(self, block: Block, children: list[Block]) -> None:
        start = block.span[0]
        block.children = tuple(children)
        if children:
            block.span = start, children[-1].span[1]
            if block.checked is None and "[" in self.raw[start : children[0].span[0]]:
                raise Differs  # a box before something else than a paragraph, or a definition
        if block.span[1] > start:
            return
        end = start + 1
        if block.kind == "item" and self.raw[start].isdigit():
            while self.raw[end] not in ".)":
                end += 1
            end += 1
        block.span = start, end

    def _trimmed(self, start: int, end: int) -> Span:
        raw = self.raw
        while end > start and raw[end - 1] in SPACE:
            end -= 1
        return start, end

    def _until(self, tag: Any, where: Range) -> list[Event]:
        """The events up to the end of the leaf that has begun, which bears the same range as its beginning."""
        events, first = self._events, self._at
        end = events.index(({"End": tag}, where), first)
        self._at = end + 1
        return events[first:end]

    def _leaf(self, kind: BlockKind, span: Span, events: list[Event]) -> Block:
        if self.raw[span[0] : span[0] + 1] == "[" and doubts.of_label(self.raw, *span):
            raise Differs
        block = Block(kind, span)
        block.source = partial(self._inlines, kind, span, events)
        return block

    def _paragraph(self, tag: Any, start: int, where: Range) -> Block:
        events = self._until(tag, where)
        if events and "TaskListMarker" in (marker := events[0])[0]:
            self._check(marker[0]["TaskListMarker"], self.place(marker[1]["end"]))
            del events[0]
        return self._checked("paragraph", self._trimmed(start, self.place(where["end"])), events)

    def _checked(self, kind: BlockKind, span: Span, events: list[Event]) -> Block:
        if len(events) > 2 and self.raw.find("\n", *span) >= 0:
            kinds = {waiting[0].kind for waiting in self._waiting}
            if doubts.of_paragraph(self.raw, *span, "item" in kinds, "quote" in kinds):
                raise Differs
        return self._leaf(kind, span, events)

    def _check(self, checked: bool, end: int) -> None:
        """The item that is open has a box; where it has nothing else, it ends there."""
        item = self._waiting[-1][0]
        item.checked = checked
        item.span = item.span[0], end

    def _tight(self, start: int) -> Block:
        """The paragraph of a tight item, for which there is no event: all inline events up to a block's."""
        events, first = self._events, self._at - 1
        at, depth = self._at - 1, 0
        while True:
            event = events[at][0]
            if type(event) is dict:
                if "Start" in event:
                    if name_of(event["Start"]) in _BLOCKS:
                        break
                    depth += 1
                elif "End" in event:
                    if not depth:
                        break
                    depth -= 1
            elif event == "Rule":
                break
            at += 1
        self._at = at
        end = self.place(events[at - 1][1]["end"])
        if self.raw.startswith("[]", end):
            end += 2  # of a link whose brackets pyromark leaves out, or there would be an event for them
        if start and self.raw[start - 1] == "\\":
            start -= 1
        return self._checked("paragraph", self._trimmed(start, end), events[first:at])

    def _heading(self, tag: Any, start: int, where: Range) -> Block:
        level = tag["Heading"]["level"]
        events = self._until({"Heading": level}, where)
        if events and "TaskListMarker" in events[0][0]:
            raise Differs  # a box belongs to a paragraph
        block = self._leaf("heading", self._trimmed(start, self.place(where["end"])), events)
        block.level = int(level[1])
        self._no_table(block.span)
        return block

    def _code(self, tag: Any, start: int, where: Range) -> Block:
        kind = tag["CodeBlock"]
        content, lines = self._code_lines(self._until("CodeBlock", where))
        if kind == "Indented":
            if content.lstrip().startswith(">"):
                raise Differs  # markdown-it goes on with a quote above, however deep the sign is indented
            content = content.rstrip("\n")
            del lines[content.count("\n") + 1 :]
            return Block("code", (lines[0][0], lines[-1][1]), text=ended(content), lines=tuple(lines))
        start, end = self._trimmed(start, self.place(where["end"]))
        if "|" in kind["Fenced"] or not doubts.closed(self.raw, start, end):
            raise Differs
        return Block("fence", (start, end), info=kind["Fenced"], text=ended(content), lines=tuple(lines))

    def _code_lines(self, events: list[Event]) -> tuple[str, list[Span]]:
        r"""Code and where its lines stand; one event may hold several lines, or ``\r\n`` may cut a line off its end."""
        text: list[str] = []
        lines: list[Span] = []
        fresh, raw = True, self.raw
        for event, where in events:
            part = event["Text"]
            text.append(part)
            at = self.place(where["start"])
            if part[0] == "\n" and raw[at - 1] == "\r":
                at -= 1
            for line in part.split("\n"):
                end = at + len(line)
                if fresh:
                    lines.append((at, end))
                elif line:
                    lines[-1] = lines[-1][0], end
                fresh = True
                at = end + (2 if raw.startswith("\r\n", end) else 1)
            if part.endswith("\n"):
                lines.pop()
            else:
                fresh = False
        return "".join(text), lines

    def _html(self, tag: Any, start: int, where: Range) -> Block:
        text = "".join([part for event, _ in self._until(tag, where) for part in event.values()])
        span = self._trimmed(start, self.place(where["end"]))
        self._no_table(span)
        return Block("html", span, text=ended(text.rstrip("\n")))

    def _no_table(self, span: Span) -> None:
        if doubts.of_head(self.raw, *span):
            raise Differs

    def _table(self) -> Block:
        rows = []
        while True:
            event, where = self._events[self._at]
            self._at += 1
            if "End" in event:
                break
            rows.append(self._row(name_of(event["Start"]), self.place(where["start"]), self.place(where["end"])))
        end = rows[-1].span[1] if len(rows) > 1 else self.raw.find("\n", rows[0].span[1]) + 1
        if doubts.of_table(self.raw, [row.span[0] for row in rows[1:]], rows[0].span[1]) or self._goes_on(end):
            raise Differs
        return Block("table", (rows[0].span[0], rows[-1].span[1]), tuple(rows))

    def _goes_on(self, end: int) -> bool:
        """Whether a paragraph follows the table's last row at once: markdown-it reads on."""
        if self._at == len(self._events):
            return False
        event, where = self._events[self._at]
        start = self.place(where["start"])
        return event != "Rule" and "End" not in event and self.raw.count("\n", end, start) < 2

    def _row(self, name: str, start: int, end: int) -> Block:
        start, end = self._trimmed(start, end)
        parts = []
        while True:
            event, where = self._events[self._at]
            self._at += 1
            if name_of(event.get("End", "")) == name:
                break
            span = self._cell(self.place(where["start"]), self.place(where["end"]), end)
            events = self._until("TableCell", where)
            if events and "TaskListMarker" in events[0][0]:
                raise Differs
            parts.append(self._leaf("cell", span, events))
        return Block("row", (start, end), tuple(parts))

    def _cell(self, start: int, end: int, last: int) -> Span:
        if start >= last:
            return last, last
        text = self.raw[start:end]
        bare = len(text.lstrip(BLANK))
        if not bare:
            return start, start
        return end - bare, start + len(text.rstrip(BLANK))

    def _definitions(self) -> list[Definition]:
        if "]:" not in self._text:
            return []
        found = []
        for known in _PARSER.reference_definitions(self._text).values():
            span = self._trimmed(self.place(known["span"]["start"]), self.place(known["span"]["end"]))
            if doubts.of_definition(self.raw, *span):
                raise Differs
            found.append(Definition(label(self.raw, *span), known["dest"], known["title"] or "", span))
        if found and doubts.of_definitions(self._text, [definition.label for definition in found]):
            raise Differs
        return sorted(found, key=lambda definition: definition.span)

    def _inlines(self, kind: BlockKind, span: Span, events: list[Event]) -> tuple[Inline, ...]:
        if doubts.of_leaf(self.raw[span[0] : span[1]]):
            return self._ask(kind, span)
        pieces = Pieces(self.raw)
        try:
            for event, where in events:
                tell(pieces, event, self.place(where["start"]), self.place(where["end"]), self.raw)
        except Differs:
            return self._ask(kind, span)
        return pieces.done()

    def _ask(self, kind: BlockKind, span: Span) -> tuple[Inline, ...]:
        """Let the reference reader read a leaf; it needs the whole document for that, but only once."""
        if self._asked is None:
            read = _reference(self.raw, self.start)
            self._asked = {(block.kind, block.span): block for top in read.blocks for block in top.walk()}
        found = self._asked.get((kind, span))
        return found.inlines if found else (Inline("text", span, self.raw[span[0] : span[1]]),)
