"""Alerts: tested with a synthetic event, and answered by the runbook."""

from pathlib import Path

import pytest

from tests.gates.asking import ask, write

TOP = "---\nkind: telemetry\ntitle: T\n{meta}---\n\n# T\n\n## Metrics\n\n| Metric | Threshold |\n|---|---|\n{rows}"
TEST = "  - {{metric: {0}, event: {1}, date: {2}, result: {3}{4}}}\n"
DONE = "pass docs/t.md:10:1 1 of 1 rows: the alert was tested with a synthetic event"


def fired(root: Path, rows: str, *tests: tuple[str, ...], **options: object) -> list[str]:
    meta = "alert_tests:\n" + "".join(TEST.format(*test, *[""] * (5 - len(test))) for test in tests)
    write(root, {"docs/t.md": TOP.format(meta=meta, rows=rows)})
    return ask(root, "docs/t.md", "exit/alerts-tested", **options)


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (("CPU", "busy loop", "2026-11-03", "pass"), DONE),
        (("cpu", "busy loop", "2025-11-22", "pass"), DONE),
        (("CPU", "busy loop", "2025-11-21", "pass"), "fail docs/t.md:5:43 the test of `CPU` was on 2025-11-21, longer ago than 1y [docs/t.md:14:3]"),
        (("CPU", "busy loop", "2026-11-23", "pass"), "fail docs/t.md:5:43 the test of `CPU` is dated 2026-11-23, which lies after 2026-11-22 [docs/t.md:14:3]"),
        (("CPU", "busy loop", "2026-11-03", "fail"), "fail docs/t.md:5:63 the test of `CPU` says `fail`, `pass` is expected [docs/t.md:14:3]"),
        (("CPU", "busy loop", "lately", "pass"), "unknown docs/t.md:5:43 the test of `CPU` has no readable date"),
        (("CPU", "none", "2026-11-03", "pass"), "fail docs/t.md:5:26 the test of `CPU` names no synthetic event; the one that was sent is expected [docs/t.md:14:3]"),
        (("CPU", "TODO", "2026-11-03", "pass"), "fail docs/t.md:5:26 the test of `CPU` names no synthetic event; the one that was sent is expected [docs/t.md:14:3]"),
        (("CPU", "busy loop", "2026-11-03", "pass", ", record: gone.md"), "fail docs/t.md:5:77 the test of `CPU` names the record `gone.md`, which does not exist [docs/t.md:14:3]"),
        (("CPU", "busy loop", "2026-11-03", "pass", ", record: t.md"), DONE),
        (("RAM", "busy loop", "2026-11-03", "pass"), "fail docs/t.md:14:3 no test of the alert `CPU` stands under `alert_tests` [docs/t.md:5:3]"),
    ],
)  # fmt: skip
def test_an_alert_is_tested_when_a_recent_synthetic_event_rang(
    tmp_path: Path, test: tuple[str, ...], said: str
) -> None:
    assert fired(tmp_path, "| CPU | >80% |\n", test) == [said]


def test_the_newest_test_counts(tmp_path: Path) -> None:
    old, new = ("CPU", "load", "2026-10-01", "pass"), ("CPU", "load", "2026-11-01", "fail")
    bad = "fail docs/t.md:6:58 the test of `CPU` says `fail`, `pass` is expected [docs/t.md:15:3]"
    assert fired(tmp_path, "| CPU | >80% |\n", old, new) == [bad]


def test_rows_of_one_name_need_a_test_each(tmp_path: Path) -> None:
    rows = "| CPU | >80% |\n| CPU | >90% |\n"
    one = ("CPU", "load", "2026-11-01", "pass")
    doubt = "2 rows are called `CPU`, and 1 tests: nobody can tell which is untested [docs/t.md:5:3]"
    assert fired(tmp_path, rows, one) == [f"unknown docs/t.md:14:3 {doubt}", f"unknown docs/t.md:15:3 {doubt}"]
    assert fired(tmp_path, rows, one, one) == [
        "pass docs/t.md:11:1 2 of 2 rows: the alert was tested with a synthetic event"
    ]


def test_a_row_without_an_alert_needs_no_test(tmp_path: Path) -> None:
    one = ("CPU", "load", "2026-11-01", "pass")
    assert fired(tmp_path, "| RAM | – |\n", one) == ["not-applicable docs/t.md:14:9 `RAM` has no alert"]


def test_no_tests_at_all_fail(tmp_path: Path) -> None:
    write(tmp_path, {"docs/t.md": TOP.format(meta="", rows="| CPU | >80% |\n")})
    assert ask(tmp_path, "docs/t.md", "exit/alerts-tested") == [
        "fail docs/t.md:1:1 `alert_tests` lists no tests; one is expected for every alert"
    ]


RUNBOOK = "---\nkind: runbook\ntitle: R\n{meta}---\n\n# R\n\n## Alerts\n\n| Alert | Threshold | Action |\n|---|---|---|\n{rows}"
RELATED = "relations: {runbook: r.md}\n"


def answered(root: Path, runbook: str, *, relations: str = RELATED, meta: str = "") -> list[str]:
    page = TOP.format(meta=relations, rows="| CPU | >80% |\n| RAM | – |\n")
    write(root, {"docs/t.md": page, "docs/r.md": RUNBOOK.format(rows=runbook, meta=meta)})
    return ask(root, "docs/t.md", "exit/alerts-have-action")


SPARED = "not-applicable docs/t.md:14:9 `RAM` has no alert"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("| cpu | >80% | Restart it |\n", [SPARED, "pass docs/t.md:9:1 1 of 2 rows: the runbook says what to do"]),
        ("| Disk | >80% | Restart it |\n", ["fail docs/t.md:13:3 the alert `CPU` has no row in the alerts of docs/r.md [docs/r.md:8:1]", SPARED]),
        ("| CPU | >80% | – |\n", ["fail docs/t.md:13:3 docs/r.md has no action for the alert `CPU` [docs/r.md:12:16]", SPARED]),
        ("| CPU | >80% | TBD |\n", ["fail docs/t.md:13:3 docs/r.md has no action for the alert `CPU` [docs/r.md:12:16]", SPARED]),
        ("| CPU | >80% | Restart it |\n| CPU | >90% | none |\n", ["fail docs/t.md:13:3 docs/r.md has no action for the alert `CPU` [docs/r.md:13:16]", SPARED]),
        ("", ["fail docs/t.md:13:3 the alert `CPU` has no row in the alerts of docs/r.md [docs/r.md:8:1]", SPARED]),
    ],
)  # fmt: skip
def test_every_alert_has_an_action_in_the_runbook(tmp_path: Path, rows: str, said: list[str]) -> None:
    assert answered(tmp_path, rows) == said


NONE = "the relation `runbook` names no document in force, so nothing says what to do about an alert"


@pytest.mark.parametrize(
    ("relations", "meta", "said"),
    [
        ("", "", [f"fail docs/t.md:1:1 {NONE}"]),
        ("relations: {runbook: gone.md}\n", "", ["unknown docs/t.md:4:22 `gone.md` is no document that could be read", f"fail docs/t.md:4:22 {NONE}"]),
        ("relations: {runbook: https://example.com/r}\n", "", ["unknown docs/t.md:4:22 `https://example.com/r` is no document that could be read", f"fail docs/t.md:4:22 {NONE}"]),
        ("relations: {runbook: t.md}\n", "", ["fail docs/t.md:4:22 `t.md` is a telemetry, a runbook is expected [docs/t.md:1:1]", f"fail docs/t.md:4:22 {NONE}"]),
        (RELATED, "status: draft\n", ["fail docs/t.md:4:22 `r.md` is not in force: its status is `draft` [docs/r.md:1:1]", f"fail docs/t.md:4:22 {NONE}"]),
    ],
)  # fmt: skip
def test_a_runbook_that_is_not_there_answers_nothing(
    tmp_path: Path, relations: str, meta: str, said: list[str]
) -> None:
    assert answered(tmp_path, "| CPU | >80% | Restart it |\n", relations=relations, meta=meta) == said
