"""Lock 28: no tickets, an old export, open ones dropped, severities left out: never 100 %."""

from pathlib import Path

import pytest

from tests.locks.more import SUPPORT, SUPPORT_TEXT, TICKETS, TICKETS_TEXT, with_support, words
from tests.locks.project import SAM, bad

HEAD = "id,channel,severity,opened,first response,resolved,status\n"
LATE = "2026-11-01T08:00Z,2026-11-05T08:10Z,2026-11-09T08:10Z,solved\n"
UNSURE = f"unknown {SUPPORT}:7:14 {TICKETS}: of S1, 1 cannot be judged (a fault in the row, or no such target)"
MISSED = (
    f"fail {SUPPORT}:7:14 {TICKETS}: 1 of 2 tickets of S1 were answered and solved in time, 50 %; the policy "
    "`sla-target` asks for 95 %"
)
ALL = " (and 3 more)"

CHEATS = {
    "none": (HEAD, f"unknown {SUPPORT}:7:14 {TICKETS} has no tickets, so nothing is shown"),
    "an empty file": ("", f"fail {SUPPORT}:7:14 {TICKETS}:1: the file is empty; a header and rows are expected"),
    "an old export": (
        TICKETS_TEXT.replace("2026-11", "2026-08"),
        f"unknown {SUPPORT}:7:14 the newest day in {TICKETS} is 2026-08-17, longer ago than 35d: it shows nothing of today",
    ),
    "an old export with a ticket of the future": (
        f"{TICKETS_TEXT.replace('2026-11', '2026-08')}T-9,Mail,S1,2027-01-01T08:00Z,,,open\n", UNSURE
    ),
    "open and overdue": (f"{TICKETS_TEXT}T-3,Mail,S1,2026-11-01T08:00Z,2026-11-01T08:10Z,,open\n", MISSED),
    "open, without a status": (f"{TICKETS_TEXT}T-3,Mail,S1,2026-11-01T08:00Z,2026-11-01T08:10Z,,\n", MISSED),
    "open, called rejected": (f"{TICKETS_TEXT}T-3,Mail,S1,2026-11-01T08:00Z,2026-11-01T08:10Z,,rejected\n", MISSED),
    "closed without a day": (f"{TICKETS_TEXT}T-3,Mail,S1,2026-11-01T08:00Z,2026-11-01T08:10Z,,closed\n", UNSURE),
    "no severity": (f"{TICKETS_TEXT}T-3,Mail,,{LATE}", UNSURE + ALL),
    "a dash": (f"{TICKETS_TEXT}T-3,Mail,-,{LATE}", UNSURE + ALL),
    "S1 called n/a": (f"{TICKETS_TEXT}T-3,Mail,n/a,{LATE}", UNSURE + ALL),
    "S1 called S5": (f"{TICKETS_TEXT}T-3,Mail,S5,{LATE}", UNSURE + ALL),
    "a channel that is not promised": (f"{TICKETS_TEXT}T-3,Fax,S1,{LATE}", UNSURE),
    "twice": (f"{TICKETS_TEXT}T-1,Mail,S1,{LATE}", UNSURE),
    "half a row": (f"{TICKETS_TEXT}T-3,Mail\n", UNSURE + ALL),
    "solved before it was opened": (
        f"{TICKETS_TEXT}T-3,Mail,S1,2026-11-05T08:00Z,2026-11-04T08:10Z,2026-11-04T08:20Z,solved\n", UNSURE
    ),
    "no column of severities": (
        "id,channel,opened,first response,resolved\nT-1,Mail,2026-11-16T08:00Z,2026-11-16T08:30Z,2026-11-16T10:00Z\n",
        UNSURE + ALL,
    ),
    "no column of solutions": (
        "id,channel,severity,opened,first response\nT-1,Mail,S1,2026-11-16T08:00Z,2026-11-16T08:30Z\n", UNSURE
    ),
    "only what has just come in": (
        f"{HEAD}T-1,Mail,S4,2026-11-21T08:00Z,2026-11-21T08:30Z,,open\n",
        f"unknown {SUPPORT}:7:14 no ticket in {TICKETS} has come to its end, so nothing is shown",
    ),
}  # fmt: skip


def test_honestly_the_targets_are_met(tmp_path: Path) -> None:
    repo = with_support(tmp_path)

    assert bad(repo.judged()) == []
    assert repo.decided(SUPPORT, "exit/targets-met") == (
        f"pass {SUPPORT}:7:14 1 of 1 tickets of S1 were answered and solved in time (`sla-target` asks for 95 %) "
        "(and 1 more)"
    )


@pytest.mark.parametrize("cheat", CHEATS)
def test_it_never_looks_better_than_it_is(tmp_path: Path, cheat: str) -> None:
    tickets, said = CHEATS[cheat]
    repo = with_support(tmp_path, tickets=tickets)

    assert (repo.decided(SUPPORT, "exit/targets-met"), repo.release()) == (said, "fail")


def test_tickets_that_are_gone_fail(tmp_path: Path) -> None:
    repo = with_support(tmp_path)
    (repo.root / TICKETS).unlink()
    repo.commit("gone", mail=SAM)

    assert (repo.decided(SUPPORT, "exit/targets-met"), repo.release()) == (
        f"fail {SUPPORT}:7:14 `{TICKETS}` does not exist", "fail"
    )  # fmt: skip


def test_a_severity_without_a_target_is_not_left_out(tmp_path: Path) -> None:
    text = "".join(line for line in SUPPORT_TEXT.splitlines(keepends=True) if not line.startswith("| Mail | S1"))
    repo = with_support(tmp_path, text=text)

    found = words(repo.judged(), SUPPORT)
    assert (found["severities-covered"], found["targets-met"], repo.release()) == ("fail", "unknown", "fail")
