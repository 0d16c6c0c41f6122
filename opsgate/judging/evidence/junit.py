"""Test results in JUnit's XML, counted from the test cases themselves; what the attributes claim is only compared."""

import re
from collections import ChainMap, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple
from xml.parsers import expat

from opsgate.judging.evidence.trouble import Unreadable

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 100
MAX_SUITES = 50_000
MAX_NAME = 1_000

Verdict = Literal["passed", "failed", "error", "skipped", "flaky"]

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_ENTITIES = "leave out `<!DOCTYPE …>` and entities: test results need none"
_EXPORT = "write the results anew with the test runner's JUnit reporter"
_CHILDREN: dict[str, Verdict] = {
    "error": "error",
    "failure": "failed",
    "flakyFailure": "flaky",
    "flakyError": "flaky",
    "rerunFailure": "flaky",
    "rerunError": "flaky",
    "skipped": "skipped",
}
_WORST: tuple[Verdict, ...] = ("error", "failed", "flaky", "skipped", "passed")
_NOT_RUN = frozenset({"notrun", "disabled", "skipped", "ignored", "suppressed"})
_SAID_RED = frozenset({"fail", "failed", "failure", "error", "errored", "broken"})
_CLAIMS = ("tests", "failures", "errors", "skipped")


@dataclass(frozen=True, slots=True)
class Case:
    """A test case, or a failure of a whole suite (then without a name), and the line it begins at (from 1)."""

    name: str
    classname: str
    line: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite with its own cases; those of the suites inside it are theirs.

    ``parents`` are the names of the suites around it, outermost first (the root `testsuites` is none).
    ``timestamp`` is the attribute as written, or "". ``properties`` are its own `<properties>` and those of the
    suites around it, the innermost first. ``broken`` holds what failed outside of every case.
    """

    name: str
    parents: tuple[str, ...]
    line: int
    cases: tuple[Case, ...]
    timestamp: str
    properties: Mapping[str, str]
    broken: tuple[Case, ...] = ()

    @property
    def full_name(self) -> str:
        """The names from the outermost suite to this one, joined by " > "; suites without a name are left out."""
        return " > ".join(filter(None, (*self.parents, self.name)))


class Duplicate(NamedTuple):
    """A case that stands more than once in the file, and all lines where it does."""

    suite: str
    classname: str
    name: str
    lines: tuple[int, ...]


class Contradiction(NamedTuple):
    """What the file says about itself that its cases do not bear out."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Results:
    """All suites of a file in the order of their first lines, and where the file contradicts itself."""

    suites: tuple[Suite, ...]
    contradictions: tuple[Contradiction, ...]

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases of all suites."""
        return tuple(case for suite in self.suites for case in suite.cases)

    @property
    def ran(self) -> int:
        """How many cases ran: all but the skipped ones. At 0 the file shows nothing."""
        return sum(case.verdict != "skipped" for suite in self.suites for case in suite.cases)

    @property
    def red(self) -> tuple[Case, ...]:
        """Cases that failed or ended in an error, and the failures of whole suites."""
        every = (case for suite in self.suites for case in (*suite.broken, *suite.cases))
        return tuple(case for case in every if case.verdict in ("failed", "error"))

    @property
    def flaky(self) -> tuple[Case, ...]:
        """Cases that failed first and passed when they were run again."""
        return tuple(case for case in self.cases if case.verdict == "flaky")

    @property
    def skipped(self) -> tuple[Case, ...]:
        """Cases that did not run."""
        return tuple(case for case in self.cases if case.verdict == "skipped")

    @property
    def suite_names(self) -> frozenset[str]:
        """Names and full names of the suites in which at least one case ran, there or in a suite inside."""
        names: set[str] = set()
        for suite in self.suites:
            if any(case.verdict != "skipped" for case in suite.cases):
                path = [*suite.parents, suite.name]
                names.update(path)
                shown = ""
                for name in filter(None, path):
                    shown = f"{shown} > {name}" if shown else name
                    names.add(shown)
        return frozenset(names - {""})

    @property
    def duplicates(self) -> tuple[Duplicate, ...]:
        """Cases of equal suite, class name and name, in the order of their first lines."""
        lines: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
        for suite in self.suites:
            name = suite.full_name
            for case in suite.cases:
                lines[(name, case.classname, case.name)].append(case.line)
        return tuple(Duplicate(*key, tuple(found)) for key, found in lines.items() if len(found) > 1)


def read_junit(data: bytes) -> Results:
    """The results in a file's bytes: a `testsuites` or `testsuite` element, in any encoding that XML names.

    Raises Unreadable for what is not well-formed, declares a document type or entities, has another root, or is
    larger than MAX_BYTES, MAX_DEPTH elements deep, MAX_SUITES suites or MAX_NAME characters in a suite's full name.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"{len(data) / 1024 / 1024:.1f} MiB is more than the {MAX_BYTES // 1024 // 1024} MiB that are read",
            "leave the output of the tests out of the results",
        )
    if not data.strip():
        raise Unreadable("the file is empty; test results in JUnit's XML are expected", _EXPORT)
    if data.startswith((_GZIP, _ZIP)):
        raise Unreadable("the file is compressed; XML is expected", "unpack it and name the XML file")
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, str(error)) if hasattr(error, "code") else str(error)
        raise Unreadable(f"this is not well-formed XML: {reason}", _EXPORT, max(1, error.lineno)) from None
    except (LookupError, ValueError) as error:
        raise Unreadable(
            f"the XML cannot be decoded: {error}", "save it as UTF-8", reader.parser.CurrentLineNumber
        ) from None
    return reader.results()


class _Counts(NamedTuple):
    cases: int = 0
    skipped: int = 0
    marked: int = 0
    red: int = 0

    def plus(self, other: "_Counts") -> "_Counts":
        return _Counts(*(mine + its for mine, its in zip(self, other, strict=True)))


@dataclass(slots=True)
class _Suite:
    """A suite while it is read; ``inside`` counts what the suites inside it hold."""

    name: str
    parents: tuple[str, ...]
    line: int
    attributes: dict[str, str]
    root: bool
    scope: ChainMap[str, str]
    cases: list[Case] = field(default_factory=list)
    broken: list[Case] = field(default_factory=list)
    marked: int = 0
    children: int = 0
    inside: _Counts = field(default_factory=_Counts)


@dataclass(slots=True)
class _Case:
    attributes: dict[str, str]
    line: int
    signs: set[Verdict] = field(default_factory=set)


class _Reader:
    """Takes the parser's events; ``open`` is the path of elements from the root to where the parser stands."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.open: list[str] = []
        self.suites: list[_Suite] = []
        self.around: list[_Suite] = []
        self.within: list[_Case] = []
        self.property: tuple[str, list[str]] | None = None
        self.contradictions: list[Contradiction] = []

    def results(self) -> Results:
        held = (suite for suite in self.suites if not suite.root or suite.cases or suite.broken)
        return Results(tuple(map(_frozen, held)), tuple(sorted(self.contradictions)))

    def _refuse(self, *_: object) -> None:
        line = self.parser.CurrentLineNumber
        raise Unreadable("a document type or an entity is declared; such XML is not read", _ENTITIES, line)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        line, name = self.parser.CurrentLineNumber, tag.rpartition(":")[2]
        if not self.open and name not in ("testsuites", "testsuite"):
            raise Unreadable(
                f"the root is `{tag[:60]}`; `testsuites` or `testsuite` is expected",
                "name a file that a test runner's JUnit reporter wrote",
                line,
            )
        if len(self.open) >= MAX_DEPTH:
            raise Unreadable(f"elements are nested more than {MAX_DEPTH} deep", _EXPORT, line)
        parent = self.open[-1] if self.open else ""
        self.open.append(name)
        if name == "testsuite" or not parent:
            self._open_suite(name, attributes, line)
        elif name == "testcase":
            self.within.append(_Case(attributes, line))
        elif name in _CHILDREN and self.within:
            self.within[-1].signs.add(_CHILDREN[name])
        elif name in ("error", "failure"):
            self.around[-1].broken.append(Case("", "", line, _CHILDREN[name]))
        elif name == "property" and parent == "properties" and not self.within:
            value = attributes.get("value")
            self.property = (attributes.get("name", ""), [] if value is None else [value])

    def _open_suite(self, tag: str, attributes: dict[str, str], line: int) -> None:
        outer = self.around[-1] if self.around else None
        named = tuple(suite.name for suite in self.around if not suite.root)
        scope: ChainMap[str, str] = outer.scope.new_child() if outer else ChainMap()
        root = tag == "testsuites" and outer is None
        suite = _Suite(attributes.get("name", ""), named, line, attributes, root, scope)
        if len(suite.name) + sum(map(len, named)) > MAX_NAME:
            raise Unreadable(f"a suite's full name has more than {MAX_NAME:,} characters", "shorten it", line)
        if len(self.suites) >= MAX_SUITES:
            raise Unreadable(f"there are more than {MAX_SUITES:,} suites", "split the file", line)
        if outer:
            outer.children += 1
        self.around.append(suite)
        self.suites.append(suite)

    def _text(self, text: str) -> None:
        if self.property and self.open[-1] == "property":
            self.property[1].append(text)

    def _end(self, tag: str) -> None:
        name = self.open.pop()
        if name == "testcase":
            self._close_case(self.within.pop())
        elif name == "property" and self.property:
            self._close_property(self.property[0], "".join(self.property[1]).strip())
            self.property = None
        elif name == "testsuite" or not self.open:
            suite = self.around.pop()
            counts = _count(suite)
            if self.around:
                self.around[-1].inside = self.around[-1].inside.plus(counts)
            self.contradictions.extend(_contradictions(suite, counts, tag))

    def _close_property(self, name: str, value: str) -> None:
        if self.around[-1].scope.maps[0].setdefault(name, value) != value:
            line = self.parser.CurrentLineNumber
            self.contradictions.append(Contradiction(line, f"the property `{name[:60]}` has two values in one suite"))

    def _close_case(self, case: _Case) -> None:
        said = {case.attributes.get(key, "").casefold() for key in ("status", "result")}
        suite = self.around[-1]
        suite.marked += "skipped" in case.signs
        if said & _NOT_RUN:
            case.signs.add("skipped")
        verdict: Verdict = next((sign for sign in _WORST if sign in case.signs), "passed")
        if said & _SAID_RED and verdict not in ("failed", "error"):
            message = f"the test case says `{min(said & _SAID_RED)}`, and no `failure` or `error` stands in it"
            self.contradictions.append(Contradiction(case.line, message))
        name, classname = case.attributes.get("name", ""), case.attributes.get("classname", "")
        suite.cases.append(Case(name, classname, case.line, verdict))


def _frozen(suite: _Suite) -> Suite:
    cases, broken, when = tuple(suite.cases), tuple(suite.broken), suite.attributes.get("timestamp", "")
    return Suite(suite.name, suite.parents, suite.line, cases, when, MappingProxyType(suite.scope), broken)


def _count(suite: _Suite) -> _Counts:
    """What a suite and the suites inside it hold."""
    own = _Counts(
        len(suite.cases),
        sum(case.verdict == "skipped" for case in suite.cases),
        suite.marked,
        len(suite.broken) + sum(case.verdict in ("failed", "error") for case in suite.cases),
    )
    return own.plus(suite.inside)


def _contradictions(suite: _Suite, counts: _Counts, tag: str) -> Iterator[Contradiction]:
    """Where the attributes of a suite cannot be right.

    Tools count differently: with the suites inside or without, a suite inside as one, without what was skipped. None
    of these readings lets a case be taken out of the file unseen.
    """
    claims: dict[str, int] = {}
    for key in _CLAIMS:
        text = suite.attributes.get(key)
        if text is not None and not re.fullmatch(r"[0-9]{1,9}", text):
            yield Contradiction(suite.line, f"`{key}` of `{tag}` is `{text[:60]}`; a whole number is expected")
        elif text is not None:
            claims[key] = int(text)
    own = len(suite.cases)
    tests = {counts.cases} if suite.root and not own else {counts.cases, own, own + suite.children}
    skipped = {counts.skipped, counts.marked, counts.skipped - suite.inside.skipped, suite.marked}
    tests |= {number - less for number in tests for less in skipped if number > less}
    for key, right, found in (("tests", tests, counts.cases), ("skipped", skipped, counts.skipped)):
        if key in claims and claims[key] not in right:
            yield Contradiction(suite.line, f"`{key}` of `{tag}` says {claims[key]}, counted are {found}")
    red = [key for key in ("failures", "errors") if claims.get(key)]
    for key in red if not counts.red else ():
        yield Contradiction(suite.line, f"`{key}` of `{tag}` says {claims[key]}, and nothing in it failed")
    if counts.red and not red and {"failures", "errors"} <= claims.keys():
        yield Contradiction(suite.line, f"`failures` and `errors` of `{tag}` say 0, and {counts.red} failed in it")
