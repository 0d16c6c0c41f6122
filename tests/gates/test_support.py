"""Support: users beyond the makers, and targets that the tickets bear out."""

from pathlib import Path

import pytest

from tests.gates.asking import ask, write

PAGE = """---
kind: support-process
title: S
external_users: {users}
sla_metrics: data/t.csv
---

# S

## Targets

| Channel | Severity | Response | Resolve |
|---|---|---|---|
"""
ROWS = "| Mail | S1 | 1h | 8h |\n| Mail | S2 | 8h | 3d |\n"
HEAD = "id,channel,severity,opened,answered,solved,status\n"
GOOD = "T-1,Mail,S1,2026-11-10T08:00Z,2026-11-10T08:30Z,2026-11-10T10:00Z,solved\n"
LATE = "T-2,Mail,S1,2026-11-10T08:00Z,2026-11-10T09:30Z,2026-11-10T10:00Z,solved\n"
OPEN = "T-3,Mail,S1,2026-11-10T08:00Z,2026-11-10T08:30Z,,open\n"
NO_SEVERITY = "T-4,Mail,,2026-11-10T08:00Z,2026-11-10T08:30Z,2026-11-10T10:00Z,solved\n"
OTHER_CHANNEL = "T-5,Fax,S1,2026-11-10T08:00Z,2026-11-10T08:30Z,2026-11-10T10:00Z,solved\n"
AT = "docs/s.md:5:14"
NO_S2 = f"not-applicable {AT} data/t.csv: no ticket of S2 has come to its end"


def support(
    root: Path, name: str, tickets: str | None, *, users: str = "true", rows: str = ROWS, **options: object
) -> list[str]:
    files = {} if tickets is None else {"data/t.csv": HEAD + tickets}
    write(root, {"docs/s.md": PAGE.format(users=users) + rows, **files})
    return ask(root, "docs/s.md", name, **options)


@pytest.mark.parametrize(
    ("users", "tickets", "said"),
    [
        ("true", GOOD, "pass docs/s.md:4:17 others use the product"),
        ("true", None, "pass docs/s.md:4:17 others use the product"),
        ("false", "", "fail docs/s.md:4:17 `external_users` is `false`: nobody else uses the product yet"),
        ("false", GOOD, "fail! docs/s.md:4:17 `external_users` is `false`, and data/t.csv has 1 ticket [docs/s.md:5:14, data/t.csv:2:1]"),
        ("false", GOOD + LATE, "fail! docs/s.md:4:17 `external_users` is `false`, and data/t.csv has 2 tickets [docs/s.md:5:14, data/t.csv:2:1]"),
        ("false", None, "unknown docs/s.md:4:17 `external_users` is `false`, and nobody can tell whether there are tickets: `data/t.csv` does not exist [docs/s.md:5:14]"),
        ("maybe", GOOD, "unknown docs/s.md:4:17 `external_users` says neither `true` nor `false`"),
        ('"false"', GOOD, "unknown docs/s.md:4:17 `external_users` says neither `true` nor `false`"),
    ],
)  # fmt: skip
def test_lock_25_tickets_contradict_that_nobody_uses_it(
    tmp_path: Path, users: str, tickets: str | None, said: str
) -> None:
    assert support(tmp_path, "entrance/external-users", tickets, users=users) == [said]


def test_without_a_list_of_tickets_a_no_is_believed(tmp_path: Path) -> None:
    page = PAGE.format(users="false").replace("sla_metrics: data/t.csv\n", "")
    write(tmp_path, {"docs/s.md": page + ROWS})
    assert ask(tmp_path, "docs/s.md", "entrance/external-users") == [
        "fail docs/s.md:4:17 `external_users` is `false`: nobody else uses the product yet"
    ]


@pytest.mark.parametrize(
    ("tickets", "said"),
    [
        (GOOD, [f"pass {AT} 1 of 1 tickets of S1 were answered and solved in time (`sla-target` asks for 95 %)", NO_S2]),
        (GOOD + LATE, [f"fail {AT} data/t.csv: 1 of 2 tickets of S1 were answered and solved in time, 50 %; the policy `sla-target` asks for 95 %", NO_S2]),
        (OPEN, [f"fail {AT} data/t.csv: 0 of 1 tickets of S1 were answered and solved in time, 0 %; the policy `sla-target` asks for 95 %", NO_S2]),
    ],
)  # fmt: skip
def test_targets_are_met_when_enough_tickets_were_in_time(tmp_path: Path, tickets: str, said: list[str]) -> None:
    assert support(tmp_path, "exit/targets-met", tickets) == said


@pytest.mark.parametrize(
    ("tickets", "reason"),
    [
        ("", "data/t.csv has no tickets, so nothing is shown"),
        (GOOD.replace("2026-11", "2026-10"), "the newest day in data/t.csv is 2026-10-10, longer ago than 35d: it shows nothing of today"),
        (GOOD + NO_SEVERITY, "data/t.csv: of S1, 1 cannot be judged (a fault in the row, or no such target)"),
        (GOOD + OTHER_CHANNEL, "data/t.csv: of S1, 1 cannot be judged (a fault in the row, or no such target)"),
        (GOOD + OPEN.replace("2026-11-10T08:00Z", "soon"), "data/t.csv: of S1, 1 cannot be judged (a fault in the row, or no such target)"),
        (GOOD + "T-9\n", "data/t.csv: of S1, 1 cannot be judged (a fault in the row, or no such target)"),
    ],
)  # fmt: skip
def test_lock_28_what_nobody_can_tell_is_never_met(tmp_path: Path, tickets: str, reason: str) -> None:
    assert f"unknown {AT} {reason}" in support(tmp_path, "exit/targets-met", tickets)


def test_the_oldest_day_that_an_export_may_have(tmp_path: Path) -> None:
    known = support(tmp_path, "exit/targets-met", GOOD, as_of="2026-12-15")
    stale = support(tmp_path, "exit/targets-met", GOOD, as_of="2026-12-16")
    assert [line.partition(" ")[0] for line in known] == ["pass", "not-applicable"]
    assert [line.partition(" ")[0] for line in stale] == ["unknown", "pass", "not-applicable"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROWS + "| mail | S1 | 9h | 9d |\n", "unknown docs/s.md:16:10 `mail` has two rows for S1, so nobody can tell which target holds [docs/s.md:14:10]"),
        (ROWS + "| Chat | S1 | – | 9d |\n", "unknown docs/s.md:16:15 “Response target” of `Chat` is empty"),
        ("", "unknown docs/s.md:10:1 the table has no rows, so nothing is judged"),
    ],
)  # fmt: skip
def test_a_target_that_cannot_be_read_is_unknown(tmp_path: Path, rows: str, said: str) -> None:
    assert said in support(tmp_path, "exit/targets-met", GOOD, rows=rows)


def test_the_policy_says_how_many_are_enough(tmp_path: Path) -> None:
    assert support(tmp_path, "exit/targets-met", GOOD + LATE, policy={"sla-target": 0.5})[0] == (
        f"pass {AT} 1 of 2 tickets of S1 were answered and solved in time (`sla-target` asks for 50 %)"
    )
    assert support(tmp_path, "exit/targets-met", GOOD, policy={"sla-target": "all"}) == [
        f"unknown {AT} the policy `sla-target` is no number"
    ]


def test_tickets_that_are_not_there_fail(tmp_path: Path) -> None:
    assert support(tmp_path, "exit/targets-met", None) == [f"fail {AT} `data/t.csv` does not exist"]
    write(tmp_path, {"docs/s.md": PAGE.format(users="true").replace("sla_metrics: data/t.csv\n", "") + ROWS})
    assert ask(tmp_path, "docs/s.md", "exit/targets-met") == [
        "fail docs/s.md:1:1 `sla_metrics` names no CSV file of tickets"
    ]
