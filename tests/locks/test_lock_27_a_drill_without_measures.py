"""Lock 27: a drill that does not say how long it took or what was lost is unknown at product level."""

from pathlib import Path

import pytest

from tests.locks.more import BACKUP, RESTORE, with_backups, words
from tests.locks.project import SAM, bad

GOOD = "2026-11-10 pass 1h lost 10m"
TIME = (
    "unknown docs/backup-dr.md:18:70 the drill of `Accounts` on 2026-11-10 does not say the time taken, which is held "
    "against the 4h of the RTO"
)
LOSS = (
    "unknown docs/backup-dr.md:18:70 the drill of `Accounts` on 2026-11-10 does not say the data lost, which is held "
    "against the 1d of the RPO"
)


@pytest.mark.parametrize(
    ("cell", "kept", "wanted"),
    [
        ("2026-11-10 pass", "", {"time-within-rto": TIME, "loss-within-rpo": LOSS}),
        ("2026-11-10 pass 1h", "time_taken: 1h\n", {"loss-within-rpo": LOSS}),
        ("2026-11-10 pass lost 10m", "data_lost: 10m\n", {"time-within-rto": TIME}),
    ],
)
def test_what_was_not_measured_is_unknown(tmp_path: Path, cell: str, kept: str, wanted: dict[str, str]) -> None:
    repo = with_backups(tmp_path)
    assert bad(repo.judged()) == []

    repo.edit(BACKUP, GOOD, cell).edit(RESTORE, "time_taken: 1h\ndata_lost: 10m\n", kept)
    repo.commit("say less", mail=SAM)

    assert {name: repo.decided(BACKUP, f"exit/{name}") for name in wanted} == wanted
    assert {name for name, word in words(repo.judged(), BACKUP).items() if word == "unknown"} == wanted.keys()
    assert repo.release() == "fail"


def test_the_record_may_say_what_the_table_does_not(tmp_path: Path) -> None:
    repo = with_backups(tmp_path).edit(BACKUP, GOOD, "2026-11-10 pass")
    repo.commit("say it once", mail=SAM)

    assert bad(repo.judged()) == []


@pytest.mark.parametrize(
    ("cell", "taken", "name"),
    [
        ("2026-11-10 pass 1h lost 10m", "time_taken: 9h\ndata_lost: 10m\n", "time-within-rto"),
        ("2026-11-10 pass 1h lost 10m", "time_taken: 1h\ndata_lost: 9d\n", "loss-within-rpo"),
        ("2026-11-10 pass 9h lost 10m", "time_taken: 1h\ndata_lost: 10m\n", "time-within-rto"),
    ],
)
def test_a_table_that_is_kinder_than_the_record_does_not_help(tmp_path: Path, cell: str, taken: str, name: str) -> None:
    repo = with_backups(tmp_path)
    repo.edit(BACKUP, GOOD, cell).edit(RESTORE, "time_taken: 1h\ndata_lost: 10m\n", taken)
    repo.commit("kinder", mail=SAM)

    assert (words(repo.judged(), BACKUP)[name], repo.release()) == ("fail", "fail")


@pytest.mark.parametrize("cell", ["-1h lost -10m", "about 1h lost little", "1h lost unknown", "~1h lost ~10m", "quick"])
def test_a_measure_that_is_none_is_unknown(tmp_path: Path, cell: str) -> None:
    repo = with_backups(tmp_path).edit(BACKUP, GOOD, f"2026-11-10 pass {cell}")
    repo.commit("vaguer", mail=SAM)

    found = words(repo.judged(), BACKUP)
    assert (found["time-within-rto"], found["loss-within-rpo"], found["complete"]) == ("unknown", "unknown", "fail")
    assert repo.release() == "fail"
