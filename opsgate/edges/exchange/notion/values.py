"""What the values of properties say as a Notion export writes them: relations, dates, people."""

import datetime
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from opsgate.edges.exchange.notion.names import notion_id

_PARENTHESES = re.compile(r"\(((?:[^\s()]|\([^\s()]*\))+)\)(?=\s*(?:,|\Z|\n))")
_PATH = re.compile(r"\S+\.(?:md|csv)", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar janvier enero janeiro januari jan",
            "february februar février febrero fevereiro februari feb",
            "march märz mars marzo março maart mar", "april avril abril apr", "may mai mayo maio mei maj",
            "june juni juin junio junho jun", "july juli juillet julio julho jul",
            "august août agosto augustus augusti aug", "september septembre septiembre setembro sep sept",
            "october oktober octobre octubre outubro oct okt", "november novembre noviembre novembro nov",
            "december dezember décembre diciembre dezembro desember dec dez",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"@?(?P<month>{_WORD})\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})",
        rf"@?(?P<day>\d{{1,2}})\.? (?:de )?(?P<month>{_WORD})\.?,? (?:de )?(?P<year>\d{{4}})",
        r"@?(?P<year>\d{4})[/-](?P<month>\d{1,2})[/-](?P<day>\d{1,2})(?!\d)",
        r"@?(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
    )
)
_TIME = re.compile(
    r"(?:,? (?:at |um |à |a las |às )?|T)(?:오전 |오후 |上午|下午|午前|午後)?"
    r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[AP]\.?M\.?)?"
    r"(?:\s?Uhr)?(?: ?\([A-Z]{2,5}[+\-\d:]*\)| ?[A-Z]{2,5})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A row or page that a value names: by title, by target (a path or an address), or by both."""

    title: str
    target: str = ""


def references(value: str, titles: Collection[str] = ()) -> tuple[Reference, ...]:
    """What a relation's value names, in order.

    Notion writes ``Title (path%20of%20page.md)``, ``Title (https://www.notion.so/…)``, older exports paths alone. Where
    only titles stand, ``titles`` says which there are, since a title may hold commas.
    """
    value = value.strip()
    if not value:
        return ()
    items = [item.strip() for item in value.split(", ")]
    if all(_PATH.fullmatch(item) for item in items):
        return tuple(Reference("", item) for item in items)
    found: list[Reference] = []
    at = 0
    for match in _PARENTHESES.finditer(value):
        if _leads(match[1]):
            title = value[at : match.start()].strip(" ,\n")
            title = title[1:-1] if title[:1] == "[" and title[-1:] == "]" else title
            before = _known_first(title, titles)
            found += [*map(Reference, before), Reference(title[len(", ".join(before)) :].strip(" ,"), match[1])]
            at = match.end()
    rest = value[at:].strip(" ,\n")
    return (*found, *map(Reference, _titles(rest, titles) if rest else ()))


def _leads(target: str) -> bool:
    """Whether what stands in parentheses is where a relation leads, rather than a part of a title."""
    return _PATH.fullmatch(target) is not None or notion_id(target) is not None or "://" in target


def _known_first(text: str, known: Collection[str]) -> list[str]:
    """Known titles, which nothing follows that says where they lead, before another title."""
    pieces = text.split(", ")
    found: list[str] = []
    while len(pieces) > 1 and text not in known:
        end = next((end for end in range(min(len(pieces) - 1, _LONGEST), 0, -1) if ", ".join(pieces[:end]) in known), 0)
        if not end:
            break
        found.append(", ".join(pieces[:end]))
        pieces = pieces[end:]
    return found


def _titles(text: str, known: Collection[str]) -> list[str]:
    """A list of titles, parted at commas; a known title stays whole."""
    if text in known or not known:
        return [text] if text in known or "," not in text else [part.strip() for part in re.split(r"[,\n]", text)]
    pieces = [piece.strip() for piece in re.split(r",\s|\n", text)]
    found, at = [], 0
    while at < len(pieces):
        ends = range(min(len(pieces), at + _LONGEST), at, -1)
        end = next((end for end in ends if ", ".join(pieces[at:end]) in known), at + 1)
        found.append(", ".join(pieces[at:end]))
        at = end
    return found


_LONGEST = 6


def links(value: str, title_of: Callable[[str], str | None]) -> Iterator[tuple[int, int, Reference]]:
    """Rows, pages and files that a value names with where they lie: start and end offset, and what is named.

    ``title_of`` gives the title of a target: where it stands before the target, whatever stands before it is no part of
    it. Of a target whose title nobody knows, all since the one before is the title.
    """
    at = 0
    for match in _PARENTHESES.finditer(value):
        if not _leads(match[1]):
            continue
        start = max(value.rfind("\n", at, match.start()) + 1, at)
        start += len(value[start:]) - len(value[start:].lstrip(" ,\n"))
        before = value[start : match.start()].rstrip()
        title = title_of(match[1]) or ""
        if title and before.removesuffix("]").endswith(title):
            wrapped = before.endswith(f"[{title}]")
            start = match.start() - (match.start() - start - len(before)) - len(title) - 2 * wrapped
            before = title
        yield start, match.end(), Reference(before.removeprefix("[").removesuffix("]"), match[1])
        at = match.end()


def day(value: str) -> tuple[str, str] | None:
    """A date at the beginning of a value, as ``2026-11-03``, and what stands after it; None where none begins it.

    Only forms that cannot be read in two ways are taken: with the month's name, or with the year first.
    """
    for pattern in _DAYS:
        match = pattern.match(value)
        if not match:
            continue
        month = match["month"]
        number = int(month) if month.isdecimal() else _MONTHS[month.casefold()]
        try:
            said = datetime.date(int(match["year"]), number, int(match["day"]))
        except ValueError:
            return None
        return said.isoformat(), value[match.end() :]
    return None


def as_day(value: str) -> str | None:
    """A value that is a date, perhaps with a time of day, as ``2026-11-03``; None for any other value."""
    found = day(value.strip())
    if found is None:
        return None
    said, rest = found
    return said if not rest or _TIME.fullmatch(rest) else None


def bare(value: str) -> str:
    """A value without where its links lead, to compare a row's cell with its page's property."""
    return " ".join(_PARENTHESES.sub(lambda match: "" if _leads(match[1]) else match[0], value).split())
