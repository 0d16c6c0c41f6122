"""Cells as values of front matter: what a cell says to a key, and how a key's value is written in a cell.

A value that has no form of its own is written as JSON, and read back from it, so that nothing is lost. Of all forms
that could stand for a value, the first that reads back as the same value is written.
"""

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from opsgate.edges.exchange.csv.cellforms import FORMS, BadCell, Form, pieces
from opsgate.edges.exchange.csv.match import Target
from opsgate.knowing.kind import Kind
from opsgate.reading.coerce import branches
from opsgate.reading.validate import Schema
from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.base import is_placeholder
from opsgate.reading.yamledit import Given

__all__ = ["BadCell", "Cells", "says_nothing"]

_YES = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}
_NEVER_SPLIT = frozenset({"link"})


class Cells:
    """The cells of one kind."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        source = kind.schema("product")
        self.properties: Mapping[str, Any] = source["properties"]
        self.root = source
        self.schema = Schema({**source, "required": []})

    def read(self, target: Target, text: str) -> dict[str, Given]:
        """The front-matter keys that a cell gives a value. Raises BadCell where it holds none."""
        form = self._form(target)
        if form is not None and form.keys:
            found: dict[str, Given] = form.read(text)
        else:
            found = {target.at: self._value(target, text)}
        for key, value in found.items():
            self._judge(key, value)
        return found

    def show(self, target: Target, meta: Mapping[str, Any]) -> str:
        """The cell that says what front matter says; empty where it says nothing."""
        form = self._form(target)
        if form is not None and form.keys:
            return form.show({key: meta[key] for key in form.keys if meta.get(key) not in (None, "")})
        value = meta.get(target.at)
        if value is None:
            return ""
        if form is not None and form.part:
            return form.show(value)
        if isinstance(value, bool):
            return "true" if value else "false"
        if not isinstance(value, (Mapping, list)):
            return str(value)
        for shown in self._shown(form, value):
            try:
                if self._value(target, shown) == value:
                    return shown
            except BadCell:
                continue
        return json.dumps(value, ensure_ascii=False, default=str)

    def keys(self, target: Target) -> tuple[str, ...]:
        """The keys of front matter that a column is about."""
        form = self._form(target)
        return form.keys if form is not None and form.keys else (target.at,)

    def _form(self, target: Target) -> Form | None:
        named = FORMS.get(target.field.type) if target.field else None
        return named or FORMS.get(f"meta/{target.at}")

    def _shown(self, form: Form | None, value: Any) -> Iterator[str]:
        if form is not None:
            yield form.show(value)
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            yield "; ".join(value)
            yield "\n".join(value)

    def _value(self, target: Target, text: str) -> Given:
        schema = self.properties.get(target.at, {})
        types = self._types(schema)
        form = self._form(target)
        if text[:1] in "[{" and types & {"array", "object"} and target.at != "approvals":
            held = _json(text)
            if held is not None:
                given: Given = held
                return given
        if form is not None:
            value: Given = form.read(text)
            return value
        if "array" in types:
            listed = self._list(schema, text)
            return listed[0] if len(listed) == 1 and "string" in types else listed
        if "object" in types and "string" not in types:
            raise BadCell(f"`{_short(text)}` cannot be read as `{target.at}`")
        return self._scalar(schema, types, text)

    def _types(self, schema: Any) -> frozenset[str]:
        """The types that a value may have; of an array, not those of its items."""
        found: set[str] = set()
        for branch in branches(schema, self.root):
            said = branch.get("type", ())
            found.update([said] if isinstance(said, str) else said)
        return frozenset(found)

    def _scalar(self, schema: Any, types: frozenset[str], text: str) -> Given:
        if "boolean" in types and text.casefold() in _YES:
            return _YES[text.casefold()]
        if "integer" in types and text.isascii() and text.isdigit() and len(text) < 16:
            return int(text)
        return self._word(schema, text)

    def _list(self, schema: Any, text: str) -> list[Given]:
        items: Any = next((branch["items"] for branch in branches(schema, self.root) if "items" in branch), {})
        found = pieces(text, ";\n")
        if len(found) == 1 and not self._whole(items, text):
            for separator in (",", "/"):
                parts = pieces(text, separator)
                if len(parts) > 1 and all(self._fits(items, part) for part in parts):
                    found = parts
                    break
        return list(dict.fromkeys(self._word(items, part) for part in found))

    def _whole(self, items: Any, text: str) -> bool:
        """Whether a text is one item, commas and all; links are parted by commas only where they have no blanks."""
        formats = {branch.get("format") for branch in branches(items, self.root)}
        if formats & _NEVER_SPLIT:
            return any(" " in part for part in pieces(text, ","))
        return bool(formats - {None}) and self._fits(items, text)

    def _fits(self, items: Any, text: str) -> bool:
        for branch in branches(items, self.root):
            words = branch.get("enum")
            if words is not None and self._word(items, text) not in words:
                return False
            form = str(branch.get("format"))
            if form in TYPES:
                try:
                    TYPES[form].parse(text)
                except BadValue as bad:
                    return bad.placeholder
        return True

    def _word(self, schema: Any, text: str) -> str:
        """A text, spelt as the schema spells it where that lists words."""
        for branch in branches(schema, self.root):
            words = [word for word in branch.get("enum", ()) if isinstance(word, str)]
            if branch.get("format") == "skill":
                words = ["basic", "intermediate", "advanced"]
            for word in words:
                if word.casefold() == text.casefold():
                    return word
        return text

    def _judge(self, key: str, value: Given) -> None:
        for fault in self.schema.violations({key: value}):
            if fault.keys and fault.keys[0] == key and not fault.placeholder:
                message, hint = fault.explain()
                raise BadCell(message, hint)


def says_nothing(text: str) -> bool:
    """Whether a cell only keeps a place: ``1..n``, ``...``, ``TBD``, ``[OWNER]``; text in brackets says something."""
    return is_placeholder(text) and (text[:1] not in "[<{" or re.fullmatch(r"\[[A-Z0-9_]+\]", text) is not None)


def plain_meta(value: Any) -> Any:
    """Front matter as plain data: days as text."""
    if isinstance(value, Mapping):
        return {str(key): plain_meta(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_meta(inner) for inner in value]
    if isinstance(value, bool) or value is None:
        return value
    return value.isoformat() if isinstance(value, datetime.date) else value if isinstance(value, int) else str(value)


def _json(text: str) -> Any:
    """A list or mapping written as JSON, its leaves text, whole numbers, true and false; None for anything else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, (list, dict)) and _plain(value, 6) else None


def _plain(value: Any, depth: int) -> bool:
    if not depth:
        return False
    if isinstance(value, dict):
        return all(_plain(inner, depth - 1) for inner in value.values())
    if isinstance(value, list):
        return all(_plain(inner, depth - 1) for inner in value)
    return isinstance(value, (str, bool, int)) and len(str(value)) < 100_000


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= 60 else f"{one[:59]}…"
