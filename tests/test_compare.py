"""The schema of verdicts, and what is said to have changed between two of them."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from opsgate.edges.compare import Change, compare, read_verdict, render_comparison, validate
from opsgate.words.errors import OpsgateError
from opsgate.words.resources import resource

SCHEMA = json.loads(resource("schemas", "verdict.schema.json").read_text("utf-8"))
WORDS = ("pass", "fail", "not-attested", "stale", "unknown", "waived", "not-applicable", "not-due")


def criterion(name: str, verdict: str = "pass", **given: Any) -> dict[str, Any]:
    return {
        "id": name, "statement": f"Statement of {name}.", "asks": f"Asks {name}.", "decided_by": "computed",
        "due": "ready", "per": "document", "verdict": verdict, "reason": f"reason of {name}", "path": "docs/run.md",
        "line": 3, "column": 1, "related": [{"path": "docs/run.md", "line": 9, "column": 2}], "facts": {"count": 2},
        "by": None, "next": "", "rule": None, "also": [], **given,
    }  # fmt: skip


def gate(document: str, *criteria: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {
        "document": document, "kind": "runbook", "gate": "exit", "statement": "Others can run it.", "level": "hobby",
        "verdict": "pass", "blocking": True, "criteria": list(criteria), **given,
    }  # fmt: skip


def verdict(*gates: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A verdict as JSON; one gate with one passed criterion when no gate is given."""
    gates = gates or (gate("docs/run.md", criterion("dry-run")),)
    counts: dict[str, int] = {}
    for each in gates:
        for item in each["criteria"]:
            counts[item["verdict"]] = counts.get(item["verdict"], 0) + 1
    plain = {
        "version": 1, "tool": {"name": "opsgate", "version": "0.3.0"}, "as_of": "2026-11-20", "level": "hobby",
        "release": "v1.2", "product": None, "published": False, "scope": "full", "simulated": False,
        "identity": "claimed", "commit": "3f2c1e9" + "0" * 33, "dirty": [],
        "policy": {"source": "worktree", "digest": "a" * 64}, "policy_changes": [], "verdict": "pass",
        "override": None, "stored": None, "simulated_because": [], "problems": [], "gates": list(gates), "missing": [], "relaxed": [], "waivers": [], "promotion": [],
        "inputs": [{"path": "docs/run.md", "sha256": "b" * 64}], "facts": {"shallow": False}, "summary": counts,
    }  # fmt: skip
    return copy.deepcopy({**plain, **given})


FULL = verdict(
    gate("docs/run.md", *(criterion(f"c-{word}", word, by="@sam") for word in WORDS), verdict="fail"),
    gate("docs/b.md", criterion("x", "not-due"), gate="entrance", verdict="not-due", blocking=False),
    verdict="overridden",
    override={"by": "@lee", "reason": "outage", "on": "2026-11-20", "open": ["docs/run.md#exit/c-fail"]},
    dirty=["docs/run.md"],
    commit=None,
    policy_changes=[{"what": "roles", "detail": "`@sam` added to `qa`", "path": "opsgate.toml"}],
    missing=[{"kind": "backup-dr", "reason": "no document", "next": "opsgate new backup-dr"}],
    relaxed=[{"what": "placeholder suppressed", "path": "docs/run.md", "line": 4, "column": 1}],
    waivers=[
        {"document": "docs/run.md", "criterion": "exit/dry-run", "by": "@lee", "reason": "no second operator",
         "expires": "2027-01-31", "used": True}
    ],
    promotion=[
        {"document": "docs/run.md", "gate": "exit", "id": "drill", "asks": "A drill.", "verdict": "not-attested",
         "reason": "no record", "next": "opsgate new record --type drill"}
    ],
)  # fmt: skip


def objects(schema: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object schema within a schema, with its place."""
    if isinstance(schema, dict):
        if "properties" in schema and isinstance(schema["properties"], dict):
            yield at, schema
        for key, inner in schema.items():
            yield from objects(inner, f"{at}/{key}")
    elif isinstance(schema, list):
        for index, inner in enumerate(schema):
            yield from objects(inner, f"{at}/{index}")


def test_the_schema_is_closed_and_describes_every_property() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    found = dict(objects(SCHEMA))
    assert len(found) > 10
    assert [at for at, schema in found.items() if schema.get("additionalProperties") is not False] == []
    bare = [f"{at}/{key}" for at, s in found.items() for key, p in s["properties"].items() if not p.get("description")]
    assert bare == []


@pytest.mark.parametrize("data", [verdict(), FULL], ids=["least", "all"])
def test_verdicts_with_little_and_with_everything_are_valid(data: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    assert validate(data, "x") == data


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gates": [gate("a.md", criterion("x", "green"))]}, "`gates.0.criteria.0.verdict` is `green`"),
        ({"gates": [gate("a.md", verdict="unknown")]}, "`gates.0.verdict` is `unknown`"),
        ({"verdict": "ok"}, "`verdict` is `ok`, expected `pass`, `passed-with-waivers`, `fail` or `overridden`"),
        ({"extra": 1}, "unknown key `extra`"),
        ({"inputs": [{"path": "a", "sha256": "x"}]}, "`inputs.0.sha256`: `x` does not match"),
        ({"simulated": "no"}, "`simulated` must be `true` or `false`, not `no`"),
        ({"override": {"by": "@lee"}}, "`override.reason` is missing, and 2 more faults"),
        ({"level": "\x1b[2J"}, r"`level` is `\x1b[2J`, expected"),
    ],
)
def test_data_that_is_no_verdict_is_refused_with_its_first_fault(change: dict[str, Any], message: str) -> None:
    with pytest.raises(OpsgateError) as caught:
        validate(verdict(**change), "old.json")
    assert str(caught.value).startswith(f"old.json: not a verdict: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "old.json: not JSON ("),
        (b"\xff\xfe\x00", "old.json: not JSON ("),
        ("[" * 100_000, "old.json: not JSON ("),
        ("[]", "old.json: not a verdict; expected what"),
        ('{"version": 1}', "old.json: not a verdict; expected what"),
        ('{"version": 2, "verdict": "pass"}', "old.json: version 2 of the verdict's form, expected 1; "),
        ('{"version": true, "verdict": "pass"}', "old.json: version True of the verdict's form, expected 1; "),
        ('{"version": 1, "verdict": "\\ud800"}', "old.json: not a verdict: `verdict` is"),
        ('{"version": NaN, "verdict": "pass"}', "old.json: version nan of"),
    ],
    ids=range(9),
)
def test_a_file_that_is_no_verdict_is_refused(text: str | bytes, message: str) -> None:
    with pytest.raises(OpsgateError) as caught:
        read_verdict(text, "old.json")
    assert str(caught.value)[: len(message)] == message


def test_a_criterion_that_is_listed_twice_is_refused() -> None:
    twice = verdict(gate("a.md", criterion("x"), criterion("x", "fail")))
    with pytest.raises(OpsgateError, match=r"the old verdict: `a\.md#exit/x` is in it twice"):
        compare(twice, verdict())


def test_equal_verdicts_have_no_changes() -> None:
    found = compare(FULL, json.loads(json.dumps(FULL)))
    assert (found.same, render_comparison(found)) == (True, "verdict: overridden (as before)\nnothing changed\n")


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ("pass", "fail", "worse"), ("pass", "stale", "worse"), ("pass", "waived", "worse"), ("waived", "unknown", "worse"),
        ("not-due", "fail", "worse"), ("not-applicable", "not-attested", "worse"),
        ("fail", "pass", "better"), ("unknown", "waived", "better"), ("not-due", "pass", "better"),
        ("fail", "stale", "moved"), ("fail", "not-applicable", "moved"), ("pass", "not-due", "moved"),
        ("not-due", "waived", "moved"), ("not-due", "not-applicable", "moved"),
    ],
)  # fmt: skip
def test_a_criterion_gets_worse_better_or_moves(old: str, new: str, way: str) -> None:
    found = compare(verdict(gate("a.md", criterion("x", old))), verdict(gate("a.md", criterion("x", new))))
    ways = {name: getattr(found, name) for name in ("worse", "better", "moved", "appeared", "vanished")}
    assert {name: held for name, held in ways.items() if held} == {
        way: (Change("a.md#exit/x", old, new, "reason of x"),)
    }


WAIVER = {"document": "a.md", "criterion": "exit/x", "by": "@lee", "reason": "r", "expires": "2027-01-31", "used": True}


def test_a_comparison_is_written_for_people() -> None:
    old = verdict(
        gate("a.md", criterion("x"), criterion("gone", "stale")),
        gate("b.md", criterion("x", "fail"), verdict="fail"),
        verdict="fail",
        inputs=[{"path": "a.md", "sha256": "1" * 64}, {"path": "old.xml", "sha256": "2" * 64}],
        missing=[{"kind": "backup-dr", "reason": "no document", "next": ""}],
    )
    new = verdict(
        gate("a.md", criterion("x", "waived"), criterion("more", "unknown"), verdict="passed-with-waivers"),
        gate("b.md", criterion("x"), blocking=False),
        verdict="passed-with-waivers",
        level="product",
        scope="partial",
        simulated=True,
        product="api",
        policy={"source": "main", "digest": "c" * 64},
        waivers=[WAIVER],
        relaxed=[{"what": "placeholder is off", "path": "opsgate.toml", "line": 1, "column": 1}],
        inputs=[{"path": "a.md", "sha256": "3" * 64}, {"path": "new\x1b.xml", "sha256": "2" * 64}],
    )
    assert render_comparison(compare(old, new)) == (
        "verdict: fail -> passed-with-waivers\n"
        "\n"
        "how it was judged (4):\n"
        "    level: hobby -> product\n"
        "    product: none -> api\n"
        "    scope: full -> partial\n"
        "    simulated: no -> yes\n"
        "\n"
        "policy (2):\n"
        "    digest: aaaaaaaaaaaa -> cccccccccccc\n"
        "    source: worktree -> main\n"
        "\n"
        "missing documents (1):\n"
        "  - backup-dr: no document\n"
        "\n"
        "worse (1):\n"
        "    a.md#exit/x: pass -> waived (reason of x)\n"
        "\n"
        "no longer judged (1):\n"
        "  - a.md#exit/gone: stale\n"
        "\n"
        "newly judged (1):\n"
        "  + a.md#exit/more: unknown (reason of more)\n"
        "\n"
        "better (1):\n"
        "    b.md#exit/x: fail -> pass (reason of x)\n"
        "\n"
        "gates (2):\n"
        "    a.md#exit: pass, blocking -> passed-with-waivers, blocking\n"
        "    b.md#exit: fail, blocking -> pass, advice\n"
        "\n"
        "waivers (1):\n"
        "  + a.md#exit/x: by @lee until 2027-01-31, used\n"
        "\n"
        "relaxed (1):\n"
        "  + opsgate.toml: placeholder is off: relaxed\n"
        "\n"
        "inputs (3):\n"
        "    a.md: 111111111111 -> 333333333333\n"
        "  + new\\x1b.xml: 222222222222\n"
        "  - old.xml: 222222222222\n"
    )


def test_what_users_wrote_cannot_leave_its_line() -> None:
    nasty = "a\n\x1b[31m\u202e.md"
    new = verdict(
        gate(nasty, criterion(nasty, "fail", reason=nasty)),
        policy={"source": nasty, "digest": "a" * 64},
        release=nasty,
        waivers=[{**WAIVER, "document": nasty, "criterion": nasty, "by": nasty}],
        relaxed=[{"what": nasty, "path": nasty, "line": 1, "column": 1}],
        missing=[{"kind": nasty, "reason": nasty, "next": nasty}],
        inputs=[{"path": nasty, "sha256": "1" * 64}],
    )
    shown = render_comparison(compare(verdict(), new))
    assert [char for char in "\x1b\u202e" if char in shown] == []
    assert len(shown.splitlines()) == len(render_comparison(compare(verdict(), plainly(new, nasty))).splitlines())


def plainly(data: dict[str, Any], nasty: str) -> dict[str, Any]:
    """The same data with harmless names."""
    changed: dict[str, Any] = json.loads(json.dumps(data).replace(json.dumps(nasty)[1:-1], "z"))
    return changed


def test_an_input_listed_with_several_digests_keeps_them_all() -> None:
    both = [{"path": "a", "sha256": "1" * 64}, {"path": "a", "sha256": "2" * 64}]
    found = compare(verdict(inputs=both[:1]), verdict(inputs=both))
    assert found.inputs == (Change("a", "1" * 64, "1" * 64 + " " + "2" * 64),)
