"""Reviews, drills and other trials of documents: when each was, until when it holds, and where none is on record."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from opsgate.edges.page.links import Links
from opsgate.edges.page.model import Moment
from opsgate.judging.agree import value
from opsgate.judging.checks.freshness import happened
from opsgate.judging.records import KIND, day
from opsgate.knowing.kind import Kind, applies
from opsgate.knowing.library import Library
from opsgate.knowing.policy import Policy
from opsgate.knowing.subject import Subject
from opsgate.reading.values.records import Drill
from opsgate.reading.values.times import Duration, add
from opsgate.words.place import Place

_TRIED = ("validation", "dry-run", "drill", "triage", "escalation-test", "installation")
"""The types of records that say that something was tried."""

_SOON = datetime.timedelta(days=14)
_ORDER = ("overdue", "fail", "never", "unknown", "soon", "held", "undated")

Limit = tuple[Duration, str]
"""How long something holds, and who says so."""


def moments(library: Library, paths: Iterable[str], policy: Policy, as_of: datetime.date, links: Links) -> list[Moment]:
    """Those of documents in force among ``paths``, and of the records about them; the most pressing first."""
    chosen = set(paths)
    found: list[Moment] = []
    for subject in library.subjects:
        about = str(subject.meta.get("subject", "")).strip().removeprefix("./").lstrip("/")
        if subject.stage != "in-force" or not {subject.path, about} & chosen:
            continue
        of = _Of(subject, policy, as_of, links)
        if library.is_a(subject, KIND):
            found.extend(of.record(library.by_path.get(about)))
        else:
            found.extend([*of.review(), *of.drills()])
    return sorted(found, key=_pressing)


def _pressing(moment: Moment) -> tuple[object, ...]:
    end = moment.due or moment.day or datetime.date.min
    return _ORDER.index(moment.state), end, moment.path, moment.sort, moment.what


class _Of:
    """What one document says of its reviews and drills."""

    def __init__(self, subject: Subject, policy: Policy, as_of: datetime.date, links: Links) -> None:
        self.subject = subject
        self.policy = policy
        self.as_of = as_of
        self.links = links

    def review(self) -> Iterator[Moment]:
        """The last review, where there is one or should be."""
        meta, kind = self.subject.meta, self.subject.kind
        key = "last_reviewed" if "last_reviewed" in meta or "last_updated" not in meta else "last_updated"
        found = value(meta.get(key), "date")
        asked = "last_reviewed" in kind.required_at(self.subject.level)
        word = "last review" if key == "last_reviewed" else "last update"
        if isinstance(found, datetime.date):
            yield self._made("review", word, found, self._cadences(), self.subject.document.place(key))
        elif asked:
            yield self._made("review", word, None, (), self.subject.document.place(key))

    def drills(self) -> Iterator[Moment]:
        """Drills in the front matter and in tables."""
        for keys, held in self._front():
            name = " ".join(str(key) for key in keys if isinstance(key, str)).replace("_", " ")
            yield self._drill(name, held, (), self.subject.document.place(*keys))
        for section, table in self.subject.tables_by_section:
            for column in table.need.columns:
                if column.type != "drill" or column.key not in table.index:
                    continue
                limits = tuple(self._limits(column.key))
                for row in table.rows:
                    cell = row.cells.get(column.key)
                    name = next((cell.text for cell in row.cells.values() if not cell.empty), section)
                    last = value(cell.text, "drill") if cell and not cell.empty else None
                    place = cell.place if cell else row.place
                    yield self._drill(f"{column.name}: {name}", last, limits, place)

    def record(self, about: Subject | None) -> Iterator[Moment]:
        """A record that says that something was tried, on the line of the document that it is about."""
        record, kind = self.subject, self.subject.meta.get("type")
        held, result = day(record), record.meta.get("result")
        if kind in _TRIED and held is not None:
            place = record.document.place("date")
            sort = "drill" if kind == "drill" else "trial"
            passed = result == "pass" if result in ("pass", "fail") else None
            made = self._made(sort, f"record of a {kind}", held, (), place, passed=passed)
            yield _moved(made, about) if about is not None else made

    def _front(self) -> Iterator[tuple[tuple[str | int, ...], Drill]]:
        for keys, format in happened(self.subject.kind).items():
            for at, said in _reached(self.subject.meta, keys) if format == "drill" else ():
                drill = value(said, "drill")
                if isinstance(drill, Drill):
                    yield at, drill

    def _cadences(self) -> Iterator[Limit]:
        """How long a review holds: what the document or else its kind says, and the policy where a gate asks."""
        subject, kind = self.subject, self.subject.kind
        said = subject.meta.get("review_every")
        own = value(said, "duration")
        if isinstance(own, Duration):
            yield own, f"`review_every: {said}`"
        if "last_reviewed" not in kind.required_at(subject.level):
            return
        usual = kind.properties.get("review_every", {}).get("default") if said is None else None
        every = value(usual, "duration")
        if isinstance(every, Duration):
            yield every, f"a {kind.name} every {usual}"
        yield from _of_policy(kind, subject, self.policy, "reviewed-recently", {})

    def _limits(self, column: str) -> Iterator[Limit]:
        return _of_policy(self.subject.kind, self.subject, self.policy, "drill-recent", {"column": column})

    def _drill(self, what: str, held: object, limits: Iterable[Limit], place: Place) -> Moment:
        if not isinstance(held, Drill):
            return self._made("drill", what, None, (), place)
        return self._made("drill", what, held.date, limits, place, passed=held.passed)

    def _made(
        self, sort: str, what: str, on: datetime.date | None, limits: Iterable[Limit], place: Place,
        *, passed: bool | None = None,
    ) -> Moment:  # fmt: skip
        ends = [(add(on, limit), source) for limit, source in limits] if on else []
        due, source = min(ends, default=(None, ""))
        state = self._state(on, due, passed)
        if state in ("fail", "unknown"):
            due, source = None, ""
        here = self.subject
        text = here.beside.get(place.path, here.document.text)
        spot = self.links.to(place.path, text.position(place.span[0]).line)
        return Moment(here.path, _title(here), sort, what, on, due, source, passed, state, _age(on, self.as_of), spot)

    def _state(self, on: datetime.date | None, due: datetime.date | None, passed: bool | None) -> str:
        if on is None:
            return "never"
        if passed is False:
            return "fail"
        if on - self.as_of > datetime.timedelta(days=1):
            return "unknown"
        if due is None:
            return "undated"
        return "overdue" if due < self.as_of else "soon" if due - self.as_of <= _SOON else "held"


def _of_policy(kind: Kind, subject: Subject, policy: Policy, check: str, options: Mapping[str, str]) -> Iterator[Limit]:
    """The limits of the criteria that ask how long ago something was."""
    for gate in kind.gates.values():
        for criterion in gate.criteria:
            if criterion.check != check or not applies(criterion.level, subject.level):
                continue
            if any(criterion.options.get(key) != wanted for key, wanted in options.items()):
                continue
            name = criterion.options.get("policy")
            limit = policy.duration(name) if isinstance(name, str) else None
            if limit is not None:
                yield limit, f"policy `{name}`, {limit}"
            own = value(criterion.max_age, "duration")
            if isinstance(own, Duration):
                yield own, f"criterion `{criterion.id}`, {own}"


def _reached(value: Any, keys: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The values below some keys, ``*`` standing for each item of a list, with the keys that lead there."""
    found: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    for key in keys:
        below: list[tuple[tuple[str | int, ...], Any]] = []
        for at, inner in found:
            if key == "*" and isinstance(inner, list):
                below += [((*at, number), item) for number, item in enumerate(inner)]
            elif isinstance(inner, dict) and key in inner:
                below.append(((*at, key), inner[key]))
        found = below
    return iter(found)


def _title(subject: Subject) -> str:
    said = subject.meta.get("title")
    return said.strip() if isinstance(said, str) and said.strip() else subject.path


def _moved(moment: Moment, about: Subject) -> Moment:
    return replace(moment, path=about.path, title=_title(about))


def _age(on: datetime.date | None, as_of: datetime.date) -> str:
    if on is None:
        return "never"
    days = (as_of - on).days
    if days < 0:
        return f"in {-days} {'day' if days == -1 else 'days'}"
    return "today" if days == 0 else f"{days} {'day' if days == 1 else 'days'} ago"
