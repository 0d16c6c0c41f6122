"""Predicates over an operation guide: whether its tables and chapters agree with one another."""

import re
from collections.abc import Iterator
from dataclasses import replace

from opsgate.judging.evidence.trouble import Unreadable
from opsgate.judging.here import Here
from opsgate.judging.predicate import TEXT, predicate
from opsgate.judging.said import Said, fails, holds, spared, unknown
from opsgate.knowing.rows import Cell, Row
from opsgate.reading.outline import fold
from opsgate.reading.values.base import is_placeholder
from opsgate.reading.values.links import Ports
from opsgate.reading.values.measures import Threshold
from opsgate.reading.values.plain import YesNo
from opsgate.words.place import Place

_NUMBERED = re.compile(r"(?:(?:section|chapter|part)\s+)?([0-9]+(?:\.[0-9]+)*)(?=[.):\s]|\Z)", re.IGNORECASE)
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


def _said(here: Here, row: Row, key: str) -> Cell | None:
    """A cell with something in it that is no placeholder, or None."""
    cell = here.cell(row, key)
    return None if cell is None or is_placeholder(cell.text.strip()) else cell


def _place(row: Row, key: str) -> Place:
    return row.cells[key].place if key in row.cells else row.place


def _no_rows(here: Here, section: str) -> Said:
    return unknown(here.section_place(section), "there is no row to look at", "write the table")


@predicate("section-numbers-exist", section=TEXT, column=TEXT)
def section_numbers_exist(here: Here, *, section: str, column: str) -> Iterator[Said]:
    """Every section number in a column is that of a section: `3`, `5.2`, `1-4`, or `All sections`."""
    found = (_NUMBERED.match(part.title) for part in here.document.outline.sections)
    numbers = {match[1] for match in found if match}
    names = {fold(part.title) for part in here.document.outline.sections if part.title}
    rows = here.rows(section)
    if not rows:
        yield _no_rows(here, section)
    for row in rows:
        cell = _said(here, row, column)
        if cell is None:
            yield unknown(_place(row, column), f"nothing says which sections `{here.name(row)}` reads", "write `2, 3`")
            continue
        text = re.sub(r"\([^()]*\)", "", cell.text).strip(" .")
        if _ALL.fullmatch(text):
            yield holds("all sections are named", cell.place)
            continue
        for piece in filter(None, map(str.strip, re.split(r"[,;\n&+]|\band\b", text))):
            yield _numbers(cell.place, piece, numbers, names)


def _numbers(place: Place, piece: str, numbers: set[str], names: set[str]) -> Said:
    match = _PIECE.fullmatch(piece)
    if match is None:
        if fold(piece) in names:
            return holds(f"there is a section `{piece}`", place)
        return unknown(place, f"`{piece}` is no section number, and no section has that name",
                       "write numbers such as `2, 3`, ranges such as `1-4`, or `All sections`")  # fmt: skip
    wanted = [match[1]] if match[2] is None else _range(match[1], match[2])
    if not wanted:
        return fails(place, f"the range `{piece}` leads nowhere", "write it from the lower to the higher number")
    missing = [number for number in wanted if number not in numbers]
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


@predicate("locations-exist", section=TEXT, column=TEXT)
def locations_exist(here: Here, *, section: str, column: str) -> Iterator[Said]:
    """What a column links to is in the repository, heading included; what lies outside of it is not looked at."""
    rows = here.rows(section)
    if not rows:
        yield _no_rows(here, section)
    for row in rows:
        cell = _said(here, row, column)
        link = here.value(cell.text, "link") if cell is not None else None
        if cell is None or link is None or link.kind == "unresolved":
            stands = f"`{cell.text}` is neither a path nor a URL" if cell is not None else "no location stands here"
            yield unknown(_place(row, column), stands, "write a path such as `docs/runbook.md`, or a URL")
        elif link.kind == "url":
            yield spared(f"{link.target} lies outside the repository", cell.place)
        else:
            yield _located(here, cell.place, link.target)


def _located(here: Here, place: Place, target: str) -> Said:
    path, anchor = here.world.library.target(here.subject, target), target.partition("#")[2]
    if path is None and not target.startswith("#"):
        return fails(place, f"`{target}` leads out of the repository", "name a file in it")
    document = here.document
    if path is not None:
        found = here.world.library.by_path.get(path)
        if found is None:
            return _on_disk(here, place, path)
        document = found.document
    if anchor and anchor not in {part.slug for part in document.outline.sections}:
        marks = (f'id="{anchor}"', f'name="{anchor}"', f"{{#{anchor}")
        if not any(mark in document.text.raw for mark in marks):
            return fails(place, f"`{document.path}` has no heading `#{anchor}`", "name a heading that it has",
                         related=(document.place(),))  # fmt: skip
    return holds(f"`{target}` exists", place)


def _on_disk(here: Here, place: Place, path: str) -> Said:
    try:
        here.world.evidence.locate(path)
    except Unreadable as error:
        if not (here.world.evidence.root / path).is_dir():
            return fails(place, error.reason, error.hint)
    return holds(f"`{path}` exists", place)


@predicate("ports-unique", section=TEXT, column=TEXT, direction=TEXT, protocol=TEXT)
def ports_unique(here: Here, *, section: str, column: str, direction: str, protocol: str) -> Iterator[Said]:
    """No port is listened on twice: rows outbound are no listeners, and TCP and UDP have ports of their own."""
    rows, listening = here.rows(section), []
    if not rows:
        yield _no_rows(here, section)
    for row in rows:
        to, cell = here.cell(row, direction), _said(here, row, column)
        if to is not None and _OUTBOUND.fullmatch(to.text.strip()):
            yield spared(f"`{here.name(row)}` is outbound", to.place)
            continue
        ports = here.value(cell.text, "port") if cell is not None else None
        if cell is None or not isinstance(ports, Ports):
            stands = f"`{cell.text}` is no port" if cell is not None else "no port stands here"
            yield unknown(_place(row, column), stands, "write a port such as `443`, or a range such as `8000-8010`")
            continue
        said = here.cell(row, protocol)
        spoken = ports.protocol or (said.text.strip().casefold() if said is not None else "")
        listening.append((cell, replace(ports, protocol=_transport(spoken))))
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


@predicate("filled-unless", section=TEXT, column=TEXT, unless=TEXT)
def filled_unless(here: Here, *, section: str, column: str, unless: str) -> Iterator[Said]:
    """A column is filled in where another says no, and empty where that says yes."""
    rows = here.rows(section)
    if not rows:
        yield _no_rows(here, section)
    for row in rows:
        answer, cell = here.cell(row, unless), here.cell(row, column)
        said = here.value(answer.text, "yes-no") if answer is not None else None
        place, name = _place(row, column), here.name(row)
        if answer is None or not isinstance(said, YesNo):
            yield unknown(_place(row, unless), f"nobody can tell whether `{name}` is {unless}", "write `Yes` or `No`")
        elif column not in row.cells:
            yield unknown(row.place, f"the table has no column `{column}`", "add it")
        elif said.yes and cell is not None and cell.text.strip().casefold() not in _UNSET:
            yield fails(place, f"`{name}` is {unless}, and its {column} is `{cell.text}`",
                        f"empty the {column}, or write `No` under {unless}", related=(answer.place,))  # fmt: skip
        elif not said.yes and cell is None:
            yield fails(place, f"`{name}` is not {unless}, and has no {column}",
                        f"write its {column}, or `Yes` under {unless}", related=(answer.place,))  # fmt: skip
        else:
            yield holds(f"`{name}` fits", place)


@predicate("thresholds-ordered", section=TEXT, milder=TEXT, graver=TEXT)
def thresholds_ordered(here: Here, *, section: str, milder: str, graver: str) -> Iterator[Said]:
    """The milder threshold is reached before the graver one, in the direction of their comparison."""
    rows = here.rows(section)
    if not rows:
        yield _no_rows(here, section)
    for row in rows:
        cells = [_said(here, row, key) for key in (milder, graver)]
        parsed = [here.value(cell.text, "threshold") if cell is not None else None for cell in cells]
        for key, cell, value in zip((milder, graver), cells, parsed, strict=True):
            if not isinstance(value, Threshold):
                stands = f"`{cell.text}` is no threshold" if cell is not None else f"no {key} threshold stands here"
                yield unknown(_place(row, key), stands, "write one such as `> 80%`")
        first, last = parsed
        if isinstance(first, Threshold) and isinstance(last, Threshold):
            yield _ordered(first, last, _place(row, milder), _place(row, graver))


def _ordered(first: Threshold, last: Threshold, place: Place, other: Place) -> Said:
    said = f"`{first}` and `{last}`"
    if not first.op or not last.op:
        op = first.op or last.op
        first, last = replace(first, op=op), replace(last, op=op)
    directions = {threshold.op[:1] for threshold in (first, last)}
    if first.family != last.family:
        return unknown(
            place, f"{said} have units that cannot be compared", "write both with one unit", related=(other,)
        )
    if directions == {"<", ">"}:
        return fails(place, f"{said} look in opposite directions", "write both with `>`, or both with `<`",
                     related=(other,))  # fmt: skip
    if not directions <= {"<", ">"}:
        return unknown(
            place, f"{said} do not say above or below", "write `>` or `<` before the number", related=(other,)
        )
    during, longer = first.for_duration, last.for_duration
    later = first.value == last.value and during is not None and longer is not None and during < longer
    if first.comes_before(last) or later:
        return holds(f"`{first}` comes before `{last}`", place)
    return fails(place, f"`{first}` does not come before `{last}`", "exchange or mend the two", related=(other,))


@predicate("newest-row-matches", section=TEXT, version=TEXT, date=TEXT)
def newest_row_matches(here: Here, *, section: str, version: str, date: str) -> Iterator[Said]:
    """The newest row of a history has the version and the date that the front matter gives."""
    rows, dated = here.rows(section), []
    if not rows:
        yield _no_rows(here, section)
    for row in rows:
        read = {key: here.value(cell.text, key) for key in ("version", "date") if (cell := _said(here, row, key))}
        for key in ("version", "date"):
            if read.get(key) is None:
                yield unknown(_place(row, key), f"nobody can read the {key} of this row", f"write its {key}")
        if read.get("version") is not None and read.get("date") is not None:
            dated.append((read["date"], read["version"], row))
    if not dated:
        return
    day, newest, row = max(dated, key=lambda each: each[:2])
    for key, kind, found in ((version, "version", newest), (date, "date", day)):
        said, at = here.get(key), _place(row, kind)
        mine = here.value(said, kind)
        if mine is None:
            yield unknown(
                here.place(key), f"`{key}` is `{said or 'missing'}`, expected a {kind}", f"write `{key}: {found}`"
            )
        elif mine != found:
            yield fails(here.place(key), f"`{key}` is `{said}`, and the newest row of the history has `{found}`",
                        "write a row for this version, or mend the key", related=(at,))  # fmt: skip
        elif kind == "date" and mine > here.as_of:
            yield fails(here.place(key), f"`{key}`, {said}, lies in the future", "write the day of the last change")
        else:
            yield holds(f"`{key}` is that of the newest row", at)


PREDICATES = (
    filled_unless,
    locations_exist,
    newest_row_matches,
    ports_unique,
    section_numbers_exist,
    thresholds_ordered,
)
