"""Lock 25: ``external_users: false`` beside a list of tickets fails, and both places are shown."""

from pathlib import Path

import pytest

from tests.locks.more import SUPPORT, SUPPORT_TEXT, TICKETS, TICKETS_TEXT, with_support, words
from tests.locks.project import bad, shown

NOBODY = SUPPORT_TEXT.replace("external_users: true", "external_users: false")
HEAD = TICKETS_TEXT.splitlines(keepends=True)[0]


def test_honestly_support_passes_with_tickets(tmp_path: Path) -> None:
    verdict = with_support(tmp_path).judged()

    assert (bad(verdict), words(verdict, SUPPORT, "entrance")) == ([], {"external-users": "pass"})


@pytest.mark.parametrize(
    ("tickets", "count"),
    [
        (TICKETS_TEXT, "2 tickets"),
        ("".join(TICKETS_TEXT.splitlines(keepends=True)[:2]), "1 ticket"),
        (f"{HEAD}nonsense\n", "1 ticket"),
    ],
)
def test_tickets_contradict_it(tmp_path: Path, tickets: str, count: str) -> None:
    repo = with_support(tmp_path, text=NOBODY, tickets=tickets)
    found = repo.criterion_of(SUPPORT, "entrance/external-users")

    assert shown(found) == f"fail {SUPPORT}:6:17 `external_users` is `false`, and {TICKETS} has {count}"
    assert [region.path for region in found.related] == [SUPPORT, TICKETS]
    assert repo.release() == "fail"


def test_nor_does_it_excuse_the_exit(tmp_path: Path) -> None:
    late = f"{TICKETS_TEXT}T-3,Mail,S1,2026-11-16T08:00Z,2026-11-16T18:00Z,2026-11-19T10:00Z,solved\n"
    verdict = with_support(tmp_path, text=NOBODY, tickets=late).judged()

    assert (words(verdict, SUPPORT)["targets-met"], verdict.verdict) == ("fail", "fail")


@pytest.mark.parametrize("broken", ["", "\x00\x01", "id;opened\n1\n", '"unclosed'])
def test_tickets_that_cannot_be_read_are_not_no_tickets(tmp_path: Path, broken: str) -> None:
    repo = with_support(tmp_path, text=NOBODY, tickets=broken)

    assert words(repo.judged(), SUPPORT, "entrance")["external-users"] in ("unknown", "fail")
    assert repo.release() == "fail"


def test_an_empty_list_leaves_support_for_later(tmp_path: Path) -> None:
    repo = with_support(tmp_path, text=NOBODY, tickets=HEAD)

    assert (words(repo.judged(), SUPPORT, "entrance"), set(words(repo.judged(), SUPPORT).values())) == (
        {"external-users": "not-due"}, {"not-due"},
    )  # fmt: skip
