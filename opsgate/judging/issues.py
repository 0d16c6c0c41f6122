"""Known issues of a release: what its front matter lists, and what its text says of them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from opsgate.judging.denial import hollow
from opsgate.judging.here import Here
from opsgate.judging.said import Said, fails, unknown
from opsgate.reading.nodes import Block
from opsgate.reading.outline import Section, same
from opsgate.reading.values.base import is_placeholder
from opsgate.reading.values.records import Priority

_COLUMNS = frozenset({"severity", "priority", "sev", "prio"})
_ISSUES = r"(?:issues?|bugs?|problems?|defects?)"
_DENIAL = re.compile(
    rf"(?i)\bno (?:(?:open|known|outstanding|remaining) ){{0,3}}"
    rf"(?:{_ISSUES} (?:of|with) (?:severity |priority )?)?P[0-4]"
    rf"(?:(?:,| or| and| nor|, or|, and) P[0-4]){{0,4}}(?: or (?:higher|above|worse))?"
    rf"(?: (?:{_ISSUES}|is|are|known|open|left|at all|today)){{0,4}}\s*(?=[.;,!)]|\Z)"
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def listed(here: Here, key: str, wanted: Priority) -> Iterator[Said]:
    """The open issues of a severity that front matter lists: all but those whose status is ``fixed``."""
    for index, item in enumerate(here.get(key)):
        data = item if isinstance(item, dict) else {}
        level = here.value(data.get("severity"), "priority")
        name = data.get("id") or data.get("summary") or f"issue {index + 1}"
        place = here.place(key, index, "severity")
        if not isinstance(level, Priority):
            yield unknown(place, f"`{name}` has no severity P0 to P4", "write how bad it is: `severity: P2`")
        elif level.number == wanted.number and data.get("status") != "fixed":
            said = data.get("status") or "open"
            yield fails(place, f"`{name}` is a {wanted} and `{said}`, none may be open",
                        "fix it, and write `status: fixed`")  # fmt: skip


def sections(here: Here, name: str) -> list[Section]:
    """Every section of that name or one of its aliases, wherever it stands."""
    names = next((spec.names for spec in here.kind.all_sections() if spec.id == name), frozenset())
    found = [section for section in here.document.outline.sections if same(section.title) in names]
    first = here.section(name)
    return found if first is None or first in found else [first, *found]


def says_something(here: Here, section: Section) -> bool:
    """Whether a section holds more than a header, a placeholder or a comment."""
    for block in section.all_blocks():
        header = block.kind == "cell" and any(
            block in table.children[0].children for table in section.find("table") if table.children
        )
        words = _words(here, block)
        if words.strip() and not header and not is_placeholder(words.strip()):
            return True
    return False


def told(here: Here, name: str, key: str, wanted: Priority) -> Iterator[Said]:
    """The issues of a severity that the text of the section speaks of and front matter does not call fixed."""
    fixed = _named(here, key, wanted)
    for section in sections(here, name):
        rated: set[int] = set()
        for table in section.find("table"):
            columns = _columns(table)
            if columns:
                rated |= {id(cell) for cell in table.walk() if cell.kind == "cell"}
                yield from _rows(here, table, columns, key, wanted, fixed)
        headings = [inner.heading for inner in section.walk() if inner.heading is not None and inner is not section]
        for block in (*section.all_blocks(), *headings):
            words = _words(here, block)
            if id(block) not in rated and _speaks(words, wanted) and not _known(words, fixed):
                short = " ".join(words.split())[:60]
                yield _open(here, block, f"the text speaks of a {wanted} (“{short}”)", key)


def _open(here: Here, block: Block, reason: str, key: str) -> Said:
    said = f"{reason}, and `{key}` lists no such issue as fixed"
    hint = f"list it under `{key}`; once it is fixed, with `status: fixed` and the same `id`"
    return fails(here.document.at(block.span), said, hint, related=(here.place(key),))


def _named(here: Here, key: str, wanted: Priority) -> list[str]:
    """Numbers and summaries of the issues that front matter calls fixed, or lists with this severity (and so tells)."""
    said = here.get(key)
    items = [item for item in (said if isinstance(said, list) else ()) if isinstance(item, dict)]
    known = [item for item in items if item.get("status") == "fixed" or _rated(here, item) == wanted]
    names = [item.get(part) for item in known for part in ("id", "summary")]
    return [name.strip() for name in names if isinstance(name, str) and name.strip()]


def _known(words: str, fixed: Sequence[str]) -> bool:
    return any(re.search(rf"(?i)(?<![\w-]){re.escape(name)}(?![\w-])", words) for name in fixed)


def _columns(table: Block) -> list[int]:
    """The columns of a table that rate its rows."""
    header = table.children[0].children if table.children else ()
    return [index for index, cell in enumerate(header) if same(cell.plain) in _COLUMNS]


def _rows(
    here: Here, table: Block, columns: Sequence[int], key: str, wanted: Priority, fixed: Sequence[str]
) -> Iterator[Said]:
    for row in table.children[1:]:
        if all(hollow(cell.plain) for cell in row.children):
            continue
        cells = [row.children[index] for index in columns if index < len(row.children)] or [row]
        rated = [(cell, here.value(cell.plain, "priority")) for cell in cells]
        name = row.children[0].plain if row.children else "a row"
        worst = next((cell for cell, level in rated if level == Priority(wanted.number)), None)
        if not any(isinstance(level, Priority) for _, level in rated):
            yield unknown(here.document.at(cells[0].span), f"“{name}”: `{cells[0].plain}` is no severity P0 to P4",
                          "write how bad it is: `P2`")  # fmt: skip
        elif worst is not None and not _known(" ".join(cell.plain for cell in row.children), fixed):
            yield _open(here, worst, f"“{name}” is a {wanted}", key)


def _words(here: Here, block: Block) -> str:
    """What a block says to a reader; nothing for one that only holds others."""
    if block.kind in ("paragraph", "cell", "heading"):
        text = block.plain
    elif block.kind in ("fence", "code", "html"):
        text = _COMMENT.sub("", here.document.outline.raw[block.span[0] : block.span[1]])
    else:
        return ""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")


def _speaks(words: str, wanted: Priority) -> bool:
    """Whether a text names a severity, other than to say that there is none of it."""
    rest = _DENIAL.sub(" ", " ".join(words.split()))
    return re.search(rf"(?i)(?<![A-Za-z0-9])(?:P|priority|prio)[ -]?{wanted.number}(?![A-Za-z0-9])", rest) is not None


def _rated(here: Here, item: Mapping[str, Any]) -> Priority | None:
    found = here.value(item.get("severity"), "priority")
    return found if isinstance(found, Priority) else None
