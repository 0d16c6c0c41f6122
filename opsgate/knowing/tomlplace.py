"""Where a key stands in a TOML file: the standard library reads TOML but does not say where."""

import re

from opsgate.words.text import Span

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<multi>\"\"\"(?:\\.|[^\\])*?\"\"\"|'''.*?''')
    |(?P<string>"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<open>[\[{])|(?P<close>[\]}])
    |(?P<newline>\n)
    |(?P<equals>=)|(?P<dot>\.)|(?P<comma>,)
    |(?P<bare>[^\s\[\]{}=.,\#"']+)""",
    re.VERBOSE | re.DOTALL,
)


def locate(raw: str, keys: tuple[str | int, ...]) -> Span:
    """Span of a key (or of a list's item, as its key's) in TOML text; of the nearest key above it otherwise."""
    best: Span = (0, 0)
    depth = 0
    for path, span in _keys(raw):
        shared = 0
        for a, b in zip(path, keys, strict=False):
            if str(a) != str(b):
                break
            shared += 1
        if shared == len(path) and shared > depth:
            best, depth = span, shared
    return best


def locate_value(raw: str, keys: tuple[str | int, ...]) -> Span:
    """Span of a key's value, or of one item of it where the keys end in a number; of the key where it has none."""
    span = locate(raw, keys)
    equals = re.compile(r"[ \t]*=[ \t]*").match(raw, span[1])
    if not equals:
        return span
    start = equals.end()
    if keys and isinstance(keys[-1], int) and raw[start : start + 1] == "[":
        items = [match.span() for match in _ITEM.finditer(raw, start + 1, _statement_end(raw, start))]
        return items[keys[-1]] if keys[-1] < len(items) else span
    value = _ITEM.match(raw, start)
    return value.span() if value else span


_ITEM = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'|[^\s,\[\]{}#\"']+")


def _keys(raw: str) -> list[tuple[tuple[str | int, ...], Span]]:
    """Every key and table header of a TOML text, with its full path."""
    found: list[tuple[tuple[str | int, ...], Span]] = []
    table: tuple[str | int, ...] = ()
    arrays: dict[tuple[str | int, ...], int] = {}
    position = 0
    while position < len(raw):
        end = _statement_end(raw, position)
        statement = raw[position:end]
        header = re.match(r"[ \t]*(\[\[?)([^\n]*?)\]\]?[ \t]*(?:#[^\n]*)?\r?$", statement)
        if header and "=" not in statement.partition("#")[0].replace('"', ""):
            table = tuple(_parts(header[2]))
            span = (position + header.start(2), position + header.end(2))
            if header[1] == "[[":
                arrays[table] = arrays.get(table, -1) + 1
                table = (*table, arrays[table])
            found.append((table, span))
        else:
            found.extend(_assignment(statement, position, table))
        position = end + 1
    return found


def _assignment(statement: str, start: int, above: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], Span]]:
    """The key of ``a.b = value``, and those of inline tables in the value."""
    match = re.match(r"[ \t]*((?:\"[^\"\n]*\"|'[^'\n]*'|[^=\n#])+?)[ \t]*=", statement)
    if not match:
        return []
    path = (*above, *_parts(match[1]))
    found = [(path, (start + match.start(1), start + match.end(1)))]
    value = statement[match.end() :]
    inner = re.match(r"\s*\{(.*)\}", value, re.DOTALL)
    if inner:
        for piece in re.finditer(r"(?:^|,)\s*((?:\"[^\"]*\"|[\w-]+))\s*=", inner[1]):
            at = start + match.end() + inner.start(1)
            found.append(((*path, *_parts(piece[1])), (at + piece.start(1), at + piece.end(1))))
    return found


def _parts(key: str) -> list[str]:
    return [a or b or c for a, b, c in re.findall(r"\"([^\"]*)\"|'([^']*)'|([^\s.\"']+)", key)]


def _statement_end(raw: str, start: int) -> int:
    """Offset of the line end that closes a statement: brackets and long strings may span lines."""
    depth = 0
    for token in _TOKEN.finditer(raw, start):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
        elif token.lastgroup == "newline" and depth <= 0:
            return token.start()
    return len(raw)
