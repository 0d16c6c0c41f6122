"""Expressions of a project's own criteria: what is refused when they are read, and what they answer."""

import builtins
import datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.judging import cel
from opsgate.judging.cel import CelFault, Expression, Unknown, compile_expression
from opsgate.judging.celshape import shape
from opsgate.judging.evidence.trouble import MissingExtra

TODAY = datetime.date(2026, 11, 20)
DOC = {
    "version": "1.10", "last_reviewed": "2026-11-01", "next": "2026-12-01", "owners": ["@sam", "@kim"], "limit": 3,
    "none": None, "target": {"rto": 4, "ratio": 0.5}, "text": "x" * 40, "big": 2**70, "id": 2**63 - 1,
    "share": Decimal("0.95"), "on": datetime.date(2026, 11, 1), "huge": float("inf"), "open": False,
}  # fmt: skip
ROWS = [{"id": "a", "owner": "@sam", "hours": 2}, {"id": "b", "owner": "@kim", "hours": 5}]
CORPUS = [{"path": "run.md", "kind": "runbook", "version": "2", "status": "verified", "level": "hobby"}]


def answer(source: str, **given: Any) -> bool | Unknown:
    data = {"doc": DOC, "rows": ROWS, "corpus": CORPUS, "now": TODAY, **given}
    return compile_expression(source).evaluate(**data)


def fault(source: str) -> tuple[str, int, int]:
    with pytest.raises(CelFault) as caught:
        compile_expression(source)
    return caught.value.message, caught.value.line, caught.value.column


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("doc.version == '1.10'", True),
        ("doc.limit > 3", False),
        ("doc.none == null", True),
        ("has(doc.absent)", False),
        ("doc.target.ratio < 0.6 && doc.share == 0.95", True),
        ("doc.open", False),
        ("!doc.open", True),
        ("doc.on == '2026-11-01'", True),
        ("doc.big == '1180591620717411303424'", True),
        ("doc.id == 9223372036854775807", True),
        ("age(doc.last_reviewed) == days(19)", True),
        ("age(doc.last_reviewed) < days(19)", False),
        ("age(doc.on) <= duration('456h')", True),
        ("now == timestamp('2026-11-20T00:00:00Z')", True),
        ("now + days(11) == timestamp(doc.next + 'T00:00:00Z')", True),
        ("rows.all(r, r.owner in doc.owners)", True),
        ("rows.all(r, r.hours <= doc.limit)", False),
        ("rows.filter(r, r.hours > 3).exists_one(r, r.id == 'b')", True),
        ("rows.map(r, r.id) == ['a', 'b']", True),
        ("rows.all(r, size(rows.filter(q, q.id == r.id)) == 1)", True),
        ("rows.all(r, size(rows.filter(q, q.id == r.id)) + size(rows.filter(q, q.owner == r.owner)) == 2)", True),
        ("['@sam', '@kim'].all(who, who in doc.owners)", True),
        ("[doc.limit, doc.target.rto].all(n, n > 0)", True),
        ("doc.target.all(key, key in doc.target)", True),
        ("corpus.exists(c, c.kind == 'runbook' && c.status == 'verified')", True),
        ("doc.text.matches('^(x*)*$')", True),
        ("rows.all(doc, doc.hours > 0)", True),
    ],
)
def test_an_expression_answers_true_or_false(source: str, expected: bool) -> None:
    assert answer(source) is expected


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("doc.absent == 1", "there is no `absent`; ask `has(…)` first if it may be absent"),
        ("doc.absent != 1", "there is no `absent`; ask `has(…)` first if it may be absent"),
        ("!(doc.absent == 1)", "there is no `absent`; ask `has(…)` first if it may be absent"),
        ("1 / (doc.limit - 3) == 1", "the expression has no answer: divide by zero"),
        ("doc.limit", "the expression gives a number, expected true or false"),
        ("doc.none", "the expression gives nothing, expected true or false"),
        ("doc.owners", "the expression gives a list, expected true or false"),
        ("doc.limit && true", "the expression has no answer: No matching overloads found : _&&_"),
        ("doc.big > 3", "the expression has no answer: No matching overloads found : _>_(string, int64)"),
        ("doc.huge > 3", "the expression has no answer: No matching overloads found : _>_(string, int64)"),
        ("age(doc.next) < days(30)", "the expression has no answer: age('2026-12-01'): the date is yet to come"),
        ("age(doc.version) < days(30)", "the expression has no answer: age('1.10'): `1.10` is not a date in ISO form"),
        ("age(doc.limit) < days(30)", "the expression has no answer: No matching overloads found : age(int64)"),
        ("now - days(366001) < now", "the expression has no answer: days(366001) is more than a thousand years"),
        ("rows[7].id == 'a'", "the expression has no answer: Index error: index=7 size=2"),
        ("timestamp(doc.next) > now", "the expression has no answer: String to Timestamp conversion failed"),
    ],
)  # fmt: skip
def test_what_is_neither_true_nor_false_is_unknown(source: str, reason: str) -> None:
    assert answer(source) == Unknown(reason)


def test_loops_within_loops_end_as_unknown() -> None:
    rows = [{"x": number} for number in range(60)]
    source = "rows.all(a, rows.all(b, rows.all(c, a.x + b.x + c.x >= 0)))"
    assert answer(source, rows=rows) == Unknown(
        "the expression takes too many steps: more than 10,000 rounds of its loops"
    )


@pytest.mark.parametrize(
    ("source", "doc", "count"),
    [
        ("rows.all(r, " + " && ".join(["doc.v == doc.v"] * 80) + ")", list(range(5_000)), 2_000),
        ("rows.all(r, doc.v + doc.v + doc.v != 'x')", "ab" * 30_000, 9_000),
        ("rows.all(r, rows.all(q, doc.v.contains(q.id)))", "ab" * 30_000, 90),
        ("size(rows.filter(r, r.id != 'x')) > 3", 1, 9_990),
        ("rows.all(r, " + " && ".join(["!r.id.matches('(a|b|c)*x')"] * 40) + ")", 1, 9_990),
    ],
    ids=["compare", "join", "search", "filter", "patterns"],
)
def test_loops_that_would_touch_too_much_are_unknown(source: str, doc: object, count: int) -> None:
    assert answer(source, doc={"v": doc}, rows=[{"id": str(number)} for number in range(count)]) == Unknown(
        "there is too much data for the loops of this expression; read fewer fields within them"
    )


def test_loops_over_registers_of_ordinary_size_are_judged() -> None:
    rows = [{"id": str(number), "owner": "@sam", "notes": "word " * 40} for number in range(2_000)]
    source = "rows.all(r, r.owner in doc.owners && r.notes.startsWith('word') && age(doc.last_reviewed) < days(90))"
    matching = "rows.filter(r, r.owner == '@sam').all(r, r.id.matches('^[0-9]+$'))"
    assert (answer(source, rows=rows), answer(matching, rows=rows)) == (True, True)


def test_no_rows_is_unknown_unless_the_expression_counts_them_or_is_true_without_them() -> None:
    nothing = Unknown("there are no rows to judge; if none may be right, say so with `size(rows) == 0 || …`")
    answers = {
        source: answer(source, rows=[])
        for source in (
            "rows.all(r, r.hours > 0)",
            "!rows.exists(r, r.hours > 9)",
            "size(rows) == 0 || rows.all(r, r.hours > 0)",
            "size(rows) > 0 && rows.all(r, r.hours > 0)",
            "rows.exists(r, r.hours > 0)",
            "doc.limit == 3 || rows.exists(r, r.hours > 0)",
        )
    }
    assert list(answers.values()) == [nothing, nothing, True, False, False, True]


def _nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("a\x00b", "`doc.v` holds the character U+0000, which an expression cannot read"),
        ("\ud800", "`doc.v` holds the character U+D800, which an expression cannot read"),
        ({"\ud800": 1}, "`doc.v` holds the character U+D800, which an expression cannot read"),
        ({1: 2}, "`doc.v` holds a value of type int, which an expression cannot read"),
        ({1, 2}, "`doc.v` holds a value of type set, which an expression cannot read"),
        (b"x", "`doc.v` holds a value of type bytes, which an expression cannot read"),
        ([object()], "`doc.v.0` holds a value of type object, which an expression cannot read"),
        (_nested(50), "there is too much data for an expression: over 200000 values or 40 levels"),
        ([0] * 200_001, "there is too much data for an expression: over 200000 values or 40 levels"),
    ],
    ids=["nul", "surrogate", "key", "number-key", "set", "bytes", "object", "deep", "long"],
)  # fmt: skip
def test_data_that_cannot_be_given_faithfully_is_unknown(value: object, reason: str) -> None:
    assert answer("doc.v == doc.v", doc={"v": value}) == Unknown(reason)


def test_data_that_an_expression_does_not_read_is_not_looked_at() -> None:
    assert answer("size(rows) == 2", doc={"v": object()}) is True


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ("the expression is empty; write a condition such as `size(rows) > 0`", 1, 1)),
        (" \n", ("the expression is empty; write a condition such as `size(rows) > 0`", 1, 1)),
        ("1 +", ("Syntax error: it ends too early", 1, 4)),
        ("doc.a ==\n  bar", ("undeclared reference to `bar`; known are doc, rows, corpus, now, days() and age()", 2, 3)),
        ("'😀é' == bar", ("undeclared reference to `bar`; known are doc, rows, corpus, now, days() and age()", 1, 9)),
        ("days('x') == days(1)", ("found no matching overload for 'days' applied to '(string)'", 1, 5)),
        ("1 == 'a'", ("found no matching overload for `==` applied to '(int, string)'", 1, 3)),
        ("1", ("the expression gives a number, expected true or false; compare it with something", 1, 1)),
        ("rows.map(r, r.id)", ("the expression gives a list, expected true or false; compare it with something", 1, 1)),
        ("days(1)", ("the expression gives a duration, expected true or false; compare it with something", 1, 1)),
        ("'a\x00' == 'a'", ("the character U+0000 cannot stand in an expression", 1, 3)),
        ("true &&\n\ud800", ("the character U+D800 cannot stand in an expression", 2, 1)),
        ("(" * 900 + "true" + ")" * 900, ("it is nested too deeply; at most 32 levels are read", 1, 1)),
        ("(" * 20_000 + "true" + ")" * 20_000, ("the expression has 40004 characters, at most 2000 are read", 1, 1)),
        ("doc" + ".a" * 100 + " == 1", ("it is nested too deeply; at most 32 levels are read", 1, 1)),
    ],
    ids=range(15),
)  # fmt: skip
def test_an_expression_that_cannot_be_used_is_a_fault_in_its_place(source: str, expected: tuple[str, int, int]) -> None:
    message, line, column = fault(source)
    assert (message.replace("'bar'", "`bar`"), line, column) == expected


COMPUTED = (
    "a loop goes over `rows`, `corpus`, a field, a `.filter(…)` of these or a list written out, not over something "
    "computed; put the condition into the loop instead"
)
COUNTED = "within a loop a pattern has neither `{…}` nor `\\p`; write `+`, `*` or plain classes such as `[a-z]`"
QUOTED = "`matches` takes a pattern written out in quotes, of at most 200 characters"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("['a']" + ".map(x, x + x + x + x)" * 12 + ".all(x, size(x) > 3)", COMPUTED),
        ("size([rows]" + ".map(x, [x, x, x])" * 12 + ") == 1", COMPUTED),
        ("rows.map(r, r.id).all(x, x == 'a')", COMPUTED),
        ("rows.map(r, r.hours > 1, r.id).all(x, x == 'a')", COMPUTED),
        ("[[doc.a, doc.a]].all(x, [[x, x]].all(y, y == x))", COMPUTED),
        ("[doc].all(x, rows.all(r, x == x))", COMPUTED),
        ("(doc.a + doc.a).all(x, x == 1)", COMPUTED),
        ("rows.all(r, rows == rows)", "within a loop `rows` is not used as a whole; name a field of it"),
        ("rows.all(r, r in corpus)", "within a loop `corpus` is not used as a whole; name a field of it"),
        ("rows.all(r, [doc] == [doc])", "within a loop `doc` is not used as a whole; name a field of it"),
        ("doc.text.matches(doc.pattern)", QUOTED),
        ("matches(doc.text, doc.pattern)", QUOTED),
        ("doc.text.matches('" + "a" * 201 + "')", QUOTED),
        (r"rows.all(r, r.id.matches(r'\pL'))", COUNTED),
        ("rows.all(r, r.id.matches('(a{1,30}){1,30}'))", COUNTED),
    ],
)  # fmt: skip
def test_what_could_run_away_is_refused_when_it_is_read(source: str, expected: str) -> None:
    assert fault(source)[0] == expected


def test_a_refused_part_is_named_by_its_place() -> None:
    assert fault("doc.a == 1 &&\n  rows.all(r, rows == [r])")[1:] == (2, 15)


def test_patterns_that_are_no_regular_expressions_are_unknown() -> None:
    answers = [answer("doc.text.matches('a{1000}{1000}')"), answer("doc.text.matches('(')")]
    assert [type(each) for each in answers] == [Unknown, Unknown]


@pytest.mark.parametrize(
    ("source", "reads", "constant"),
    [
        ("true", set(), True),
        ("1 < 2", set(), True),
        ("true // doc.a", set(), True),
        ("'doc' == 'rows'", set(), True),
        ("[1].all(doc, doc > 0)", set(), True),
        ("age('2020-01-01') > days(1)", set(), True),
        ("true || doc.a == 1", {"doc"}, True),
        ("doc.a == 1 || true", {"doc"}, True),
        ("doc.a == 1 && false", {"doc"}, True),
        ("now > timestamp('2020-01-01T00:00:00Z')", {"now"}, False),
        ("doc.a == 1", {"doc"}, False),
        (".doc.a == 1", {"doc"}, False),
        ("rows.all(r, r.kind in doc) && size(corpus) > 0", {"doc", "rows", "corpus"}, False),
    ],
)
def test_it_is_known_what_an_expression_reads_and_whether_it_asks_anything(
    source: str, reads: set[str], constant: bool
) -> None:
    expression = compile_expression(source)
    assert (set(expression.reads), expression.constant) == (reads, constant)


def test_an_expression_can_be_asked_again_with_other_data_and_another_day() -> None:
    expression: Expression = compile_expression("age(doc.on) < days(30)")
    ask = [("2026-11-01", TODAY), ("2026-01-01", TODAY), ("2026-01-01", datetime.date(2026, 1, 2))]
    assert [expression.evaluate({"on": on}, [], [], day) for on, day in ask] == [True, False, True]


def test_an_unknown_answer_cannot_be_taken_for_true_or_false() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(Unknown("x"))


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def missing(name: str, *rest: Any) -> ModuleType:
        if name == "cel_expr_python":
            raise ImportError(name)
        return found(name, *rest)

    cel._environment.cache_clear()
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(MissingExtra) as caught:
        compile_expression("true")
    monkeypatch.undo()
    cel._environment.cache_clear()
    assert caught.value.hint == "pip install 'opsgate[cel]'"


@given(st.binary(max_size=60))
def test_a_compiled_form_that_is_not_understood_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):
        shape(data)


PIECES = st.sampled_from(
    "doc rows corpus now r x . , ( ) [ ] { } && || ! == < + - ? : in 'a' 1 2.5 true null has( size( age( days( "
    ".all(r, .map(x, .exists(r, .filter(r, .matches( \n \\ \x00 é".split(" ")
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_text_is_a_fault_in_its_place_or_an_expression_with_an_answer(source: str) -> None:
    try:
        got = answer(source)
    except CelFault as found:
        lines = source.split("\n")
        assert 1 <= found.line <= len(lines)
        assert found.message and 1 <= found.column <= max(map(len, lines)) + 2
    else:
        assert isinstance(got, Unknown | bool)
