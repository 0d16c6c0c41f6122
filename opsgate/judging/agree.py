"""Whether the rows of tables agree with one another, and with the rest of their document.

Gates ask this through predicates, `check` through rules: both say what is said here. Rows are those that
``opsgate.knowing.rows`` reads.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from opsgate.judging.said import Said, fails, holds, spared, unknown
from opsgate.knowing.rows import Cell, Row
from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.base import is_placeholder
from opsgate.reading.values.links import Ports
from opsgate.reading.values.measures import Threshold
from opsgate.reading.values.plain import YesNo
from opsgate.words.place import Place

_ALL = re.compile(
    r"(?:all|every|the whole guide|everything)(?:\s+(?:of\s+(?:it|them)|sections?|chapters?))?", re.IGNORECASE
)
_PIECE = re.compile(
    r"(?:(?:all\s+of\s+)?(?:sections?|chapters?)\s+|§+\s*)?([0-9]+(?:\.[0-9]+)*)"
    r"(?:\s*(?:-|–|—|\bto\b)\s*([0-9]+(?:\.[0-9]+)*))?\.?",
    re.IGNORECASE,
)
_OUTBOUND = re.compile(r"(?:out(?:bound|going)?|egress)(?:\s+only)?", re.IGNORECASE)
_TRANSPORTS = {
    **dict.fromkeys(("tcp", "http", "https", "ssh", "sftp", "ftp", "tls", "ssl", "ws", "wss", "grpc", "smtp", "smtps",
                     "imap", "imaps", "ldap", "ldaps", "amqp", "amqps", "mqtt", "mqtts", "http/2"), "tcp"),
    **dict.fromkeys(("udp", "quic", "http/3", "ntp", "snmp", "tftp", "dhcp", "coap", "dtls", "wireguard"), "udp"),
}  # fmt: skip
_UNSET = frozenset({"none", "(none)", "unset", "not set", "no default", "required", "(required)"})


def value(text: object, type_name: str) -> Any:
    """A text read as a value of a type (``duration``, ``version`` …), or None where it is none."""
    if not isinstance(text, str):
        return None
    try:
        return TYPES[type_name].parse(text)
    except BadValue:
        return None


def filled(row: Row, key: str) -> Cell | None:
    """A cell with something in it, or None."""
    cell = row.cells.get(key)
    return None if cell is None or cell.empty else cell


def said(row: Row, key: str) -> Cell | None:
    """A cell with something in it that is no placeholder, or None."""
    cell = filled(row, key)
    return None if cell is None or is_placeholder(cell.text.strip()) else cell


def place_of(row: Row, key: str) -> Place:
    """Where a cell stands, or the row whose table lacks the column."""
    return row.cells[key].place if key in row.cells else row.place


def name_of(row: Row) -> str:
    """What a row is called: the text of its first cell that says something."""
    return next((cell.text for cell in row.cells.values() if not cell.empty), "a row")


class Headings(NamedTuple):
    """What a document's sections are found by: a number such as `5.2`, or a name."""

    has_number: Callable[[str], bool]
    has_name: Callable[[str], bool]


def sections_exist(rows: Sequence[Row], column: str, headings: Headings) -> Iterator[Said]:
    """Every section number in a column is that of a section: `3`, `5.2`, `1-4`, or `All sections`."""
    for row in rows:
        cell = said(row, column)
        if cell is None:
            stands = f"nothing says which sections `{name_of(row)}` reads"
            yield unknown(place_of(row, column), stands, "write `2, 3`")
            continue
        text = re.sub(r"\([^()]*\)", "", cell.text).strip(" .")
        if _ALL.fullmatch(text):
            yield holds("all sections are named", cell.place)
            continue
        for piece in filter(None, map(str.strip, re.split(r"[,;\n&+]|\band\b", text))):
            yield _section(cell.place, piece, headings)


def _section(place: Place, piece: str, headings: Headings) -> Said:
    match = _PIECE.fullmatch(piece)
    if match is None:
        if headings.has_name(piece):
            return holds(f"there is a section `{piece}`", place)
        return unknown(place, f"`{piece}` is no section number, and no section has that name",
                       "write numbers such as `2, 3`, ranges such as `1-4`, or `All sections`")  # fmt: skip
    wanted = [match[1]] if match[2] is None else _range(match[1], match[2])
    if not wanted:
        return fails(place, f"the range `{piece}` leads nowhere", "write it from the lower to the higher number")
    missing = [number for number in wanted if not headings.has_number(number)]
    if missing:
        return fails(place, f"there is no section {missing[0]}, which `{piece}` names",
                     "name a section by the number in its heading")  # fmt: skip
    return holds(f"section {piece} exists", place)


def _range(first: str, last: str) -> list[str]:
    """The numbers from one to another of the same chapter; none where they are not, or too far apart to be meant."""
    (above, _, low), (over, _, high) = first.rpartition("."), last.rpartition(".")
    if above != over or len(low) > 4 or len(high) > 4 or not 0 <= int(high) - int(low) < 100:
        return []
    return [f"{above}.{number}" if above else f"{number}" for number in range(int(low), int(high) + 1)]


def ports_unique(rows: Sequence[Row], column: str, direction: str, protocol: str) -> Iterator[Said]:
    """No port is listened on twice: rows outbound are no listeners, and TCP and UDP have ports of their own."""
    listening = []
    for row in rows:
        to, cell = filled(row, direction), said(row, column)
        if to is not None and _OUTBOUND.fullmatch(to.text.strip()):
            yield spared(f"`{name_of(row)}` is outbound", to.place)
            continue
        ports = value(cell.text, "port") if cell is not None else None
        if cell is None or not isinstance(ports, Ports):
            stands = f"`{cell.text}` is no port" if cell is not None else "no port stands here"
            yield unknown(place_of(row, column), stands, "write a port such as `443`, or a range such as `8000-8010`")
            continue
        spoken = filled(row, protocol)
        words = ports.protocol or (spoken.text.strip().casefold() if spoken is not None else "")
        listening.append((cell, replace(ports, protocol=_transport(words))))
    clashes = list(_clashes(listening))
    yield from clashes
    if listening and not clashes:
        yield holds(f"{len(listening)} ports are listened on, each once", listening[0][0].place)


def _clashes(listening: list[tuple[Cell, Ports]]) -> Iterator[Said]:
    """Of ports in ascending order, each that begins before one of the same protocol has ended."""
    open_: dict[str, tuple[Cell, Ports]] = {}
    for cell, ports in sorted(listening, key=lambda each: (each[1].first, each[0].place.span)):
        other = next((seen for seen in open_.values() if seen[1].overlaps(ports)), None)
        if other is not None:
            first, second = sorted((cell, other[0]), key=lambda each: each.place.span)
            hint = "give one of them another port, or tell their protocols apart"
            stands = f"port `{second.text}` is listened on twice, as `{first.text}` above"
            yield fails(second.place, stands, hint, related=(first.place,))
        seen = open_.get(ports.protocol)
        if seen is None or seen[1].last < ports.last:
            open_[ports.protocol] = (cell, ports)


def _transport(protocol: str) -> str:
    """`tcp` or `udp`; nothing where it is both, or nobody can tell."""
    words = [protocol] if protocol in _TRANSPORTS else re.findall(r"[a-z]+(?:/[0-9.]+)?", protocol)
    found = {_TRANSPORTS[word] for word in words if word in _TRANSPORTS}
    return found.pop() if len(found) == 1 else ""


def filled_unless(rows: Sequence[Row], column: str, unless: str) -> Iterator[Said]:
    """A column is filled in where another says no, and empty where that says yes."""
    for row in rows:
        answer, cell = filled(row, unless), filled(row, column)
        meant = value(answer.text, "yes-no") if answer is not None else None
        place, name = place_of(row, column), name_of(row)
        if answer is None or not isinstance(meant, YesNo):
            stands = f"nobody can tell whether `{name}` is {unless}"
            yield unknown(place_of(row, unless), stands, "write `Yes` or `No`")
        elif column not in row.cells:
            yield unknown(row.place, f"the table has no column `{column}`", "add it")
        elif meant.yes and cell is not None and cell.text.strip().casefold() not in _UNSET:
            yield fails(place, f"`{name}` is {unless}, and its {column} is `{cell.text}`",
                        f"empty the {column}, or write `No` under {unless}", related=(answer.place,))  # fmt: skip
        elif not meant.yes and cell is None:
            yield fails(place, f"`{name}` is not {unless}, and has no {column}",
                        f"write its {column}, or `Yes` under {unless}", related=(answer.place,))  # fmt: skip
        else:
            yield holds(f"`{name}` fits", place)


def thresholds_ordered(rows: Sequence[Row], milder: str, graver: str) -> Iterator[Said]:
    """The milder threshold is reached before the graver one, in the direction of their comparison."""
    for row in rows:
        cells = [said(row, key) for key in (milder, graver)]
        parsed = [value(cell.text, "threshold") if cell is not None else None for cell in cells]
        for key, cell, found in zip((milder, graver), cells, parsed, strict=True):
            if not isinstance(found, Threshold):
                stands = f"`{cell.text}` is no threshold" if cell is not None else f"no {key} threshold stands here"
                yield unknown(place_of(row, key), stands, "write one such as `> 80%`")
        first, last = parsed
        if isinstance(first, Threshold) and isinstance(last, Threshold):
            yield _ordered(first, last, place_of(row, milder), place_of(row, graver))


def _ordered(first: Threshold, last: Threshold, place: Place, other: Place) -> Said:
    both = f"`{first}` and `{last}`"
    if not first.op or not last.op:
        op = first.op or last.op
        first, last = replace(first, op=op), replace(last, op=op)
    directions = {threshold.op[:1] for threshold in (first, last)}
    if first.family != last.family:
        return unknown(
            place, f"{both} have units that cannot be compared", "write both with one unit", related=(other,)
        )
    if directions == {"<", ">"}:
        return fails(place, f"{both} look in opposite directions", "write both with `>`, or both with `<`",
                     related=(other,))  # fmt: skip
    if not directions <= {"<", ">"}:
        return unknown(
            place, f"{both} do not say above or below", "write `>` or `<` before the number", related=(other,)
        )
    during, longer = first.for_duration, last.for_duration
    later = first.value == last.value and during is not None and longer is not None and during < longer
    if first.comes_before(last) or later:
        return holds(f"`{first}` comes before `{last}`", place)
    return fails(place, f"`{first}` does not come before `{last}`", "exchange or mend the two", related=(other,))


class Given(NamedTuple):
    """A front-matter value as it is written, or None, with its place or that of what would hold it."""

    key: str
    text: str | None
    place: Place


def newest_row(rows: Sequence[Row], given: Mapping[str, Given], as_of: date | None = None) -> Iterator[Said]:
    """The newest row of a history has what the front matter gives as ``version`` and as ``date``, where asked for.

    A date is not after ``as_of``, where that is known.
    """
    dated = []
    for row in rows:
        read = {key: value(cell.text, key) for key in ("version", "date") if (cell := said(row, key))}
        for key in ("version", "date"):
            if read.get(key) is None:
                yield unknown(place_of(row, key), f"nobody can read the {key} of this row", f"write its {key}")
        if read.get("version") is not None and read.get("date") is not None:
            dated.append((read["date"], read["version"], row))
    if not dated:
        return
    day, newest, row = max(dated, key=lambda each: each[:2])
    for kind, found in (("version", newest), ("date", day)):
        if kind in given:
            yield _as_the_newest(given[kind], kind, found, place_of(row, kind), as_of)


def _as_the_newest(given: Given, kind: str, found: Any, at: Place, as_of: date | None) -> Said:
    key, mine = given.key, value(given.text, kind)
    if mine is None:
        stands = f"`{key}` is `{given.text or 'missing'}`, expected a {kind}"
        return unknown(given.place, stands, f"write `{key}: {found}`")
    if mine != found:
        return fails(given.place, f"`{key}` is `{given.text}`, and the newest row of the history has `{found}`",
                     "write a row for this version, or mend the key", related=(at,))  # fmt: skip
    if kind == "date" and as_of is not None and mine > as_of:
        return fails(given.place, f"`{key}`, {given.text}, lies in the future", "write the day of the last change")
    return holds(f"`{key}` is that of the newest row", at)
