"""Write front matter into a document by edits of spans, and prove that nothing else changed."""

import re
from collections.abc import Mapping

from opsgate.reading.document import Document, document
from opsgate.reading.yamledit import Given, applied, flow, set_in
from opsgate.words.errors import OpsgateError
from opsgate.words.place import Edit

_JSON = "front matter is JSON"
_TOML = "front matter is TOML (`+++`)"
_PLACE = "here"


def obstacle(document: Document) -> str:
    """Why nothing can be written at the head of a document, and what to mend first; nothing where it can."""
    if document.faults:
        fault = document.faults[0]
        line = document.text.position(fault.span[0]).line
        return f"line {line}: {fault.message}" + (f"; {fault.hint}" if fault.hint else "")
    raw = document.text.raw.lstrip()
    first = raw.split("\n", 1)[0].strip()
    if first == "+++":
        return f"{_TOML}; write it as YAML between `---` lines"
    if first == "{" or (first.startswith('{"') and document.front.block is None):
        return f"{_JSON}; write it as YAML between `---` lines"
    if raw.startswith("---") and document.front.block is None and _looks_like_front_matter(raw):
        return "line 1: `---` opens front matter that holds no keys; write `key: value` lines, or delete the line"
    return ""


def _looks_like_front_matter(raw: str) -> bool:
    """Whether a second ``---`` closes what the first one opens within few lines: text that is no keys."""
    lines = [line.strip() for line in raw.splitlines()[1:30]]
    closes = lines.index("---") if "---" in lines else 0
    return bool(closes) and any(lines[:closes]) and not lines[0].startswith("#") and "" not in lines[:closes]


def with_values(held: Document, values: Mapping[str, Given]) -> str:
    """The text of a document with more front-matter keys; everything else stays as it is, byte for byte.

    Raises OpsgateError where that is impossible.
    """
    bare = held.front.block is None
    raw = applied(held.text.raw, [Edit((0, 0), _fresh(held.text.raw, values))]) if bare else _extended(held, values)
    _prove(held, raw, values)
    return raw


def _extended(held: Document, values: Mapping[str, Given]) -> str:
    """The text with keys that are there filled in, and all others below the last one.

    Those are written in one edit: each edit is proved by reading, which takes long where there are thousands of keys.
    """
    raw, front = held.text.raw, held.front
    for key in (key for key in values if key in held.meta):
        raw = applied(raw, set_in(raw, front, (key,), values[key]))
        front = document(held.path, raw).front
    new = {key: flow(value) for key, value in values.items() if key not in held.meta}
    if not new:
        return raw
    first = next(iter(new))
    (edit,) = set_in(raw, front, (first,), _PLACE)
    before, _, after = edit.text.partition(f"{first}: {_PLACE}")
    end = re.search(r"\r\n|\n|\r", before + after)
    between = end[0] + before.strip("\r\n") if end else ", "
    return applied(raw, [Edit(edit.span, before + between.join(f"{key}: {text}" for key, text in new.items()) + after)])


def _fresh(raw: str, values: Mapping[str, Given]) -> str:
    """New front matter in the line ends of the document, with an empty line below it."""
    end = next((mark for mark in ("\r\n", "\n", "\r") if mark in raw), "\n")
    lines = ["---", *(f"{key}: {flow(value)}" for key, value in values.items()), "---"]
    return "".join(line + end for line in lines) + ("" if raw[:1] in ("", "\r", "\n") else end)


def _prove(held: Document, raw: str, values: Mapping[str, Given]) -> None:
    """Raise OpsgateError unless the new text says the old front matter, the new values, and the old body."""
    again = document(held.path, raw)
    old = {key: value for key, value in held.meta.items() if key not in values}
    new = {key: value for key, value in again.meta.items() if key not in values}
    body = held.text.raw[held.front.body :]
    kept = raw[again.front.body :]
    if (
        again.faults
        or old != new
        or any(again.meta.get(key) != value for key, value in values.items())
        or kept.lstrip("\r\n") != body.lstrip("\r\n")
    ):
        raise OpsgateError("front matter cannot be written without changing something else; write it by hand")
    if not raw.endswith(body):
        raise OpsgateError("the text below the front matter would change; write the front matter by hand")
