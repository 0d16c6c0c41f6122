"""Conditions that a project writes for its own criteria, in the Common Expression Language (extra ``[cel]``).

An expression sees ``doc`` (front matter, a map), ``rows`` (a list of maps from column key to text), ``corpus`` (a list
of maps with ``path``, ``kind``, ``version``, ``status``, ``level``) and ``now`` (the day of judging, 00:00 UTC, a
timestamp). Beside CEL's own functions there are ``days(int)``, a duration, and ``age(string)``, the duration from the
date that a text spells to ``now``; the age of a date yet to come is an error, never a negative number. Dates stay
text: ``timestamp(doc.eol + "T00:00:00Z") > now``. The answer is true, false or unknown; whatever goes wrong while
judging is unknown.

The library counts steps but neither bytes nor seconds, so ``celshape`` rules out at load time what could run away.
"""

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from opsgate.judging.celshape import Shape, shape
from opsgate.judging.evidence.trouble import MissingExtra
from opsgate.reading.values import BadValue
from opsgate.reading.values.times import DATE

LONGEST = 2_000
VARIABLES = ("doc", "rows", "corpus", "now")
_MOST_LEAVES = 200_000
_DEEPEST = 40
_MOST_DAYS = 366 * 1_000
_ROUNDS = 10_000  # what the library allows in one evaluation
_MOST_WORK = 30_000_000  # values, or pieces of text of eight characters, that loops may touch: about a second
_PATTERN_WORK = 20  # reading a character of a pattern, against touching a value
_LITERAL = LONGEST // 2  # no list written out is longer
_INT64 = range(-(2**63), 2**63)
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_AT = re.compile(r"<input>:(-?[0-9]+):(-?[0-9]+): ([^\n]*)")
_CODES = re.compile(r"\A[A-Z_]+: (?:ERROR: )?|\s*\[[A-Z_]+\]\Z")
_OPERATOR = re.compile(r"'_?([^\w\s']+)_?'")
_NO_KEY = re.compile(r'Key not found in map : "(.*)"', re.DOTALL)
_TYPES = {"INT": "a number", "UINT": "a number", "DOUBLE": "a number", "STRING": "text", "NULL": "nothing"}
_today: ContextVar[datetime.date] = ContextVar("today")


class CelFault(Exception):
    """An expression that cannot be used: why, and where in it, line and column from 1 in code points."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, and why. It is neither true nor false: ask ``answer is True``."""

    reason: str

    def __bool__(self) -> bool:
        raise TypeError("an unknown answer is neither true nor false; compare with `is True`")


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was read and typed.

    ``reads`` names which of ``doc``, ``rows``, ``corpus`` and ``now`` it mentions. ``constant`` is true when it
    mentions none of them, or when its answer is settled without them (``true || doc.x``): it then asks nothing.
    """

    source: str
    reads: frozenset[str]
    constant: bool
    _shape: Shape = field(repr=False)
    _program: Any = field(repr=False, compare=False)

    def evaluate(
        self,
        doc: Mapping[str, Any],
        rows: Sequence[Mapping[str, Any]],
        corpus: Sequence[Mapping[str, Any]],
        now: datetime.date,
    ) -> bool | Unknown:
        """The answer for a document; never raises for what a document or the expression holds.

        With no rows at all, `rows.all(…)` is true without judging anything: that is unknown, unless the expression
        asks for `size(rows)` itself or is true whatever the rows are.
        """
        given = {"doc": doc, "rows": rows, "corpus": corpus}
        data: dict[str, Any] = {"now": datetime.datetime(now.year, now.month, now.day, tzinfo=datetime.UTC)}
        plain = _Plain()
        try:
            data.update({name: plain.give(name, value) for name, value in given.items() if name in self.reads})
            plain.refuse_long_work(self._shape)
        except _Unfit as unfit:
            return Unknown(str(unfit))
        answer = _run(self._program, data, now)
        if answer is True and data.get("rows") == [] and not self._shape.counts_rows:
            del data["rows"]
            if _run(self._program, data, now) is not True:
                return Unknown("there are no rows to judge; if none may be right, say so with `size(rows) == 0 || …`")
        return answer


def compile_expression(source: str) -> Expression:
    """Read and type an expression; raises CelFault for one that cannot be used, MissingExtra without the library."""
    if len(source) > LONGEST:
        raise CelFault(f"the expression has {len(source)} characters, at most {LONGEST} are read")
    if not source.strip():
        raise CelFault("the expression is empty; write a condition such as `size(rows) > 0`")
    if unfit := _UNFIT.search(source):
        line, column = _position(source, unfit.start())
        raise CelFault(f"the character U+{ord(unfit[0]):04X} cannot stand in an expression", line, column)
    try:
        program = _environment().compile(source)
        kind = program.return_type().name()
        found = shape(program.serialize())
    except (RuntimeError, MemoryError, ValueError, RecursionError) as error:
        raise _fault(str(error)) from None
    if kind not in ("BOOL", "DYN"):
        raise CelFault(f"the expression gives {_a(kind)}, expected true or false; compare it with something")
    for offset, message in found.faults:
        raise CelFault(message, *_position(source, offset))
    return _expression(source, program, found)


def _expression(source: str, program: Any, found: Shape) -> Expression:
    reads = found.names & set(VARIABLES)
    settled = not isinstance(_run(program, {}, None), Unknown)
    return Expression(source, frozenset(reads), settled or not reads, found, program)


def _a(kind: str) -> str:
    """A type of CEL in words: `LIST<INT>` is a list."""
    return _TYPES.get(kind) or f"a {kind.partition('<')[0].lower()}"


def _position(source: str, offset: int) -> tuple[int, int]:
    before = source[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def _fault(text: str) -> CelFault:
    """The first fault that the library names, in its place; the start where it names none."""
    at = _AT.search(text)
    line, column, said = (int(at[1]), int(at[2]), at[3]) if at else (1, 1, text.partition("\n")[0])
    if line < 1 or column < 1:
        line = column = 1
    said = _CODES.sub("", said.partition(" expecting {")[0])
    said = (
        _OPERATOR.sub(r"`\1`", said)
        .replace("mismatched input '<EOF>'", "it ends too early")
        .replace("(in container '')", "")
    )
    if "recursion" in said:
        said = "it is nested too deeply; at most 32 levels are read"
    elif said.startswith("undeclared reference"):
        said = re.sub(r"'([\w.]+)'", r"`\1`", said)
        said = f"{said.strip()}; known are doc, rows, corpus, now, days() and age()"
    return CelFault(said.strip() or "it cannot be read", line, column)


def _run(program: Any, data: dict[str, Any], today: datetime.date | None) -> bool | Unknown:
    token = _today.set(today) if today else None
    try:
        value = program.eval(data=data)
        kind, answer = value.type().name(), value.value()
    except Exception as error:  # whatever a library in C++ throws: no answer
        return Unknown(_reason(str(error)))
    finally:
        if token:
            _today.reset(token)
    if kind == "BOOL" and isinstance(answer, bool):
        return answer
    if kind == "ERROR":
        return Unknown(_reason(str(answer)))
    return Unknown(f"the expression gives {_a(kind)}, expected true or false")


def _reason(text: str) -> str:
    said = _CODES.sub("", text.strip())
    if missing := _NO_KEY.search(said):
        return f"there is no `{missing[1]}`; ask `has(…)` first if it may be absent"
    if "Iteration budget" in said:
        return "the expression takes too many steps: more than 10,000 rounds of its loops"
    return f"the expression has no answer: {said or 'no reason given'}"


@lru_cache(maxsize=1)
def _environment() -> Any:
    try:
        from cel_expr_python import cel  # type: ignore[import-untyped]  # noqa: PLC0415 - extra [cel], 52 MB
    except ImportError:
        raise MissingExtra("cel", "a criterion with `require`") from None
    kinds = cel.Type
    record = kinds.Map(kinds.STRING, kinds.DYN)

    def function(name: str, takes: Any, does: Callable[[Any], datetime.timedelta]) -> Any:
        return cel.FunctionDecl(name, [cel.Overload(f"opsgate_{name}", kinds.DURATION, [takes], False, does)])

    return cel.NewEnv(
        variables={"doc": record, "rows": kinds.List(record), "corpus": kinds.List(record), "now": kinds.TIMESTAMP},
        functions=[function("days", kinds.INT, _days), function("age", kinds.STRING, _age)],
    )


def _days(count: int) -> datetime.timedelta:
    if abs(count) > _MOST_DAYS:
        raise ValueError(f"days({count}) is more than a thousand years")
    return datetime.timedelta(days=count)


def _age(text: str) -> datetime.timedelta:
    today = _today.get(None)
    if today is None:
        raise ValueError("no day to count from")
    try:
        since = DATE.parse(text)
    except BadValue as bad:
        raise ValueError(f"age({text[:40]!r}): {bad.message}") from None
    if since > today:
        raise ValueError(f"age({text!r}): the date is yet to come")
    return datetime.timedelta(days=(today - since).days)


class _Unfit(Exception):
    """Data that an expression cannot read faithfully."""


class _Plain:
    """Makes of document data what CEL takes without losing anything: dates and integers beyond 64 bits as text."""

    def __init__(self) -> None:
        self.leaves = 0
        self.weight = 0
        self.heaviest = 0
        self.longest = 0

    def give(self, name: str, value: Any) -> Any:
        """A variable; notes the weight of ``doc`` as a whole and of every single row and document."""
        if isinstance(value, Mapping):
            return self._weighed(value, (name,))
        self.longest = max(self.longest, len(value))
        return [self._weighed(item, (name, index)) for index, item in enumerate(value)]

    def refuse_long_work(self, found: Shape) -> None:
        """Refuse by the most that the loops can touch.

        In every round every name in a loop may stand for the heaviest thing that there is, every pattern is read
        anew, and a list that is being made is copied.
        """
        rounds = _ROUNDS if found.nested else min(_ROUNDS, max(self.longest, _LITERAL))
        copies = found.collects * min(_ROUNDS, self.longest) * 2
        work = found.mentions * self.heaviest + found.patterns * _PATTERN_WORK + copies
        if rounds * work > _MOST_WORK:
            raise _Unfit("there is too much data for the loops of this expression; read fewer fields within them")

    def _weighed(self, value: Any, at: tuple[str | int, ...]) -> Any:
        before = self.weight
        plain = self(value, at)
        self.heaviest = max(self.heaviest, self.weight - before)
        return plain

    def __call__(self, value: Any, at: tuple[str | int, ...]) -> Any:
        self.leaves += 1
        self.weight += 1 + len(value) // 8 if isinstance(value, str) else 1
        if self.leaves > _MOST_LEAVES or len(at) > _DEEPEST:
            raise _Unfit(f"there is too much data for an expression: over {_MOST_LEAVES} values or {_DEEPEST} levels")
        if isinstance(value, Mapping | list | tuple):
            self.longest = max(self.longest, len(value))
        if isinstance(value, Mapping):
            return {self._text(key, at): self(inner, (*at, str(key))) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self(inner, (*at, index)) for index, inner in enumerate(value)]
        return self._leaf(value, at)

    def _leaf(self, value: Any, at: tuple[str | int, ...]) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            return int(value) if value in _INT64 else str(Decimal(value))
        if isinstance(value, Decimal):
            value = float(value)
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else str(value)
        if isinstance(value, datetime.date | datetime.time):
            return value.isoformat()
        return self._text(value, at)

    def _text(self, value: Any, at: tuple[str | int, ...]) -> str:
        name = ".".join(map(str, at))
        if not isinstance(value, str):
            raise _Unfit(f"`{name}` holds a value of type {type(value).__name__}, which an expression cannot read")
        if unfit := _UNFIT.search(value):
            raise _Unfit(f"`{name}` holds the character U+{ord(unfit[0]):04X}, which an expression cannot read")
        return str(value)
