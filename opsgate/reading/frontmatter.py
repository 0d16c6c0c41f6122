"""Where a document's front matter is, and what it says.

python-frontmatter reads the block, but where the block is gets decided here first: it drops a byte order mark,
a ``...`` close, a missing close and a list without a word, all of which somebody has to be told about.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from frontmatter.default_handlers import YAMLHandler

from opsgate.reading.yamlvalue import Fault, Keys, Tree, Value, read_yaml
from opsgate.words.text import Span

_OPEN = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*---[ \t]*(?:\r\n|\n|\r|\Z)")
_CLOSE = re.compile(r"^(---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY_LINE = re.compile(r"[ \t]*(?:#.*|[\"']?[\w.-]+[\"']?[ \t]*:(?:[ \t].*)?|[ \t].*|-[ \t].*)?\r?$")
_KIND = re.compile(r"^kind:[ \t]*[\"']?([\w-]+)", re.MULTILINE)


class _Handler(YAMLHandler):
    """python-frontmatter's YAML handler, reading with exact positions."""

    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start
        self.tree = Tree()

    def load(self, fm: str, **_options: object) -> Any:
        self.tree = read_yaml(fm, self.start)
        return self.tree.value if isinstance(self.tree.value, dict) else {}


@dataclass(slots=True)
class FrontMatter:
    """A document's front matter; ``block`` is the span of what stands between the fences.

    ``value`` is None when there is none or it cannot be read; ``kind`` is then what the text seems to declare.
    """

    block: Span | None = None
    body: int = 0
    value: dict[str, Value] | None = None
    kind: str | None = None
    keys: dict[Keys, Span] = field(default_factory=dict)
    spans: dict[Keys, Span] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def readable(self) -> bool:
        return self.value is not None


def read_front_matter(raw: str) -> FrontMatter:
    """Find and read the front matter at the head of a document."""
    opened = _OPEN.match(raw)
    if not opened:
        return FrontMatter(faults=_toml(raw))
    fence = raw.index("---")
    close = _CLOSE.search(_only_newlines(raw), opened.end())
    if close is None:
        return _unclosed(raw, opened.end(), fence)
    front = load_block(raw, (opened.end(), close.start()))
    front.body = _line_end(raw, close.end())
    if front.value is None and not front.faults:
        return FrontMatter()
    if fence > 0:
        first = Fault(
            "front-matter-syntax",
            (fence, fence + 3),
            "front matter must begin on the first line",
            "delete the blank lines above it",
        )
        front.faults.insert(0, first)
    if close[1] == "...":
        front.faults.append(
            Fault(
                "front-matter-syntax",
                close.span(1),
                "front matter is closed by `...`",
                "close it with `---`: most readers know no other end",
            )
        )
    return front


def load_block(raw: str, block: Span) -> FrontMatter:
    """Read a YAML block, wherever it stands in the document, as front matter."""
    source = raw[block[0] : block[1]]
    handler = _Handler(block[0])
    handler.load(source)
    tree = handler.tree
    declared = _KIND.search(source)
    front = FrontMatter(
        block, block[1], None, declared[1] if declared else None, tree.keys, tree.spans, list(tree.faults)
    )
    if isinstance(tree.value, dict):
        front.value = tree.value
        kind = tree.value.get("kind")
        front.kind = str(kind) if isinstance(kind, str) and kind else None
    elif isinstance(tree.value, list):
        front.faults.append(
            Fault(
                "front-matter-syntax",
                tree.spans[()],
                "front matter is a list, not keys and values",
                "write `key: value` lines",
            )
        )
    elif tree.value is None and not tree.faults:
        front.value = {}
    return front


def _unclosed(raw: str, start: int, fence: int) -> FrontMatter:
    """A ``---`` that is never closed: front matter if keys follow it, else a rule of the document."""
    end = start
    lines = 0
    for line in raw[start:].splitlines(keepends=True):
        if not line.strip() or not _KEY_LINE.match(line.rstrip("\n")) or line.startswith("#"):
            break
        end += len(line)
        lines += 1
    if not lines:
        return FrontMatter()
    declared = _KIND.search(raw, start, end)
    fault = Fault(
        "front-matter-syntax",
        (fence, fence + 3),
        "front matter is opened here and never closed",
        "write a line `---` after its last key",
    )
    return FrontMatter((start, end), end, None, declared[1] if declared else None, faults=[fault])


def _toml(raw: str) -> list[Fault]:
    if not raw.startswith("+++\n"):
        return []
    return [
        Fault("front-matter-syntax", (0, 3), "front matter is TOML (`+++`)", "write it as YAML between `---` lines")
    ]


def _only_newlines(raw: str) -> str:
    """The text with lone carriage returns as newlines, so that ``^`` and ``$`` see its lines; lengths are kept."""
    return raw.replace("\r\n", " \n").replace("\r", "\n") if "\r" in raw else raw


def _line_end(raw: str, offset: int) -> int:
    match = re.compile(r"[ \t]*(?:\r\n|\n|\r)?").match(raw, offset)
    return match.end() if match else offset
