"""Restore drills: passed, recent, within the targets of their row."""

from pathlib import Path

import pytest

from tests.gates.asking import ask, write

HEAD = "---\nkind: backup-dr\ntitle: Backups\n---\n\n# Backups\n\n## Assets\n\n| Asset | Method | RPO/RTO | Last restore |\n|---|---|---|---|\n"


def drill(root: Path, cell: str, name: str, *, records: dict[str, str] | None = None, **options: object) -> list[str]:
    row = f"| Accounts | S3 nightly | 24h/4h | {cell} |\n"
    write(root, {"docs/b.md": HEAD + row, **(records or {})})
    return ask(root, "docs/b.md", f"exit/{name}", **options)


def record(date: str, **said: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in {"asset": "Accounts", "result": "pass", **said}.items())
    return f"---\nkind: record\ntype: drill\nsubject: docs/b.md\nstatus: final\ndate: {date}\n{lines}---\n\n# Drill\n"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2026-10-06 pass", "pass docs/b.md:8:1 1 of 1 rows: the last drill passed"),
        ("2026-11-22 pass", "pass docs/b.md:8:1 1 of 1 rows: the last drill passed"),
        ("2026-10-06 fail", "fail docs/b.md:12:36 the last drill of `Accounts`, on 2026-10-06, failed; a pass is expected"),
        ("2026-11-23 pass", "fail docs/b.md:12:36 the drill of `Accounts` is dated 2026-11-23, which lies after 2026-11-22"),
        ("–", "fail docs/b.md:12:36 `Accounts` has no restore drill on record; a date and a result are expected"),
        ("[DATE]", "unknown docs/b.md:12:36 “Last restore test” of `Accounts`: `[DATE]` is a placeholder, a drill is expected"),
        ("last week", "unknown docs/b.md:12:36 “Last restore test” of `Accounts`: `last week` is not a drill"),
        ("2026-10-06", "unknown docs/b.md:12:36 “Last restore test” of `Accounts`: `2026-10-06` is not a drill: it does not say how the drill went"),
    ],
)  # fmt: skip
def test_a_drill_passes_only_when_it_was_held_and_passed(tmp_path: Path, cell: str, said: str) -> None:
    assert drill(tmp_path, cell, "drill-passed") == [said]


def test_every_row_is_judged_in_every_table_and_when_retired(tmp_path: Path) -> None:
    first = HEAD + "| Accounts | S3 nightly | 24h/4h | 2026-10-06 pass |\n"
    again = "\n> | Asset | Method | RPO/RTO | Last restore |\n> |---|---|---|---|\n> | Old (retired) | S3 nightly | 24h/4h | 2026-10-06 fail |\n"
    write(tmp_path, {"docs/b.md": first + again})
    assert ask(tmp_path, "docs/b.md", "exit/drill-passed") == [
        "fail docs/b.md:16:43 the last drill of `Old (retired)`, on 2026-10-06, failed; a pass is expected",
        "pass docs/b.md:8:1 1 of 2 rows: the last drill passed",
    ]


def test_a_header_without_rows_shows_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"docs/b.md": HEAD})
    assert ask(tmp_path, "docs/b.md", "exit/drill-passed") == [
        "unknown docs/b.md:8:1 the table has no rows, so nothing is judged"
    ]


@pytest.mark.parametrize(
    ("cell", "policy", "said"),
    [
        ("2026-08-22 pass", {}, "pass docs/b.md:8:1 1 of 1 rows: the last drill is no older than 3mo (the policy `restore-drill-max-age`)"),
        ("2026-08-21 pass", {}, "fail docs/b.md:12:36 the last drill of `Accounts` was on 2026-08-21; the policy `restore-drill-max-age` allows 3mo"),
        ("2026-08-22 pass", {"restore-drill-max-age": "1mo"}, "fail docs/b.md:12:36 the last drill of `Accounts` was on 2026-08-22; the policy `restore-drill-max-age` allows 1mo"),
        ("2026-08-21 pass", {"restore-drill-max-age": "1y"}, "pass docs/b.md:8:1 1 of 1 rows: the last drill is no older than 1y (the policy `restore-drill-max-age`)"),
        ("2027-01-01 pass", {}, "fail docs/b.md:12:36 the drill of `Accounts` is dated 2027-01-01, which lies after 2026-11-22"),
        ("soon", {}, "unknown docs/b.md:12:36 “Last restore test” of `Accounts`: `soon` is not a drill"),
    ],
)  # fmt: skip
def test_the_policy_says_how_old_a_drill_may_be(tmp_path: Path, cell: str, policy: dict[str, str], said: str) -> None:
    assert drill(tmp_path, cell, "drill-recent", policy=policy) == [said]


@pytest.mark.parametrize(
    ("cell", "name", "said"),
    [
        ("2026-10-06 pass 4h", "time-within-rto", "pass docs/b.md:8:1 1 of 1 rows: time taken is at most the RTO"),
        ("2026-10-06 pass 4h1m", "time-within-rto", "fail docs/b.md:12:36 `Accounts`: the time taken is 4h1m, the RTO allows 4h [docs/b.md:12:27]"),
        ("2026-10-06 pass", "time-within-rto", "unknown docs/b.md:12:36 the drill of `Accounts` on 2026-10-06 does not say the time taken, which is held against the 4h of the RTO"),
        ("2026-10-06 pass 3h", "loss-within-rpo", "unknown docs/b.md:12:36 the drill of `Accounts` on 2026-10-06 does not say the data lost, which is held against the 1d of the RPO"),
        ("2026-10-06 pass 3h lost 1d", "loss-within-rpo", "pass docs/b.md:8:1 1 of 1 rows: data lost is at most the RPO"),
        ("2026-10-06 pass 3h no loss", "loss-within-rpo", "pass docs/b.md:8:1 1 of 1 rows: data lost is at most the RPO"),
        ("2026-10-06 pass 3h lost 25h", "loss-within-rpo", "fail docs/b.md:12:36 `Accounts`: the data lost is 1d1h, the RPO allows 1d [docs/b.md:12:27]"),
        ("2026-10-06 fail 3h lost 1h", "loss-within-rpo", "unknown docs/b.md:12:36 the drill of `Accounts` failed, so there is nothing to compare"),
        ("2027-10-06 pass 3h lost 1h", "loss-within-rpo", "fail docs/b.md:12:36 the drill of `Accounts` is dated 2027-10-06, which lies after 2026-11-22"),
    ],
)  # fmt: skip
def test_lock_27_a_drill_is_within_its_target_only_when_it_says_so(
    tmp_path: Path, cell: str, name: str, said: str
) -> None:
    assert drill(tmp_path, cell, name) == [said]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"docs/r.md": record("2026-10-06", time_taken="3h")}, "pass docs/b.md:8:1 1 of 1 rows: time taken is at most the RTO"),
        ({"docs/r.md": record("2026-10-06", time_taken="5h")}, "fail docs/r.md:9:13 `Accounts`: the time taken is 5h, the RTO allows 4h [docs/b.md:12:27]"),
        ({"docs/r.md": record("2026-10-07", time_taken="3h")}, "unknown docs/b.md:12:36 the drill of `Accounts` on 2026-10-06 does not say the time taken, which is held against the 4h of the RTO"),
        ({"docs/r.md": record("2026-10-06", time_taken="3h", asset="Recipes")}, "unknown docs/b.md:12:36 the drill of `Accounts` on 2026-10-06 does not say the time taken, which is held against the 4h of the RTO"),
    ],
)  # fmt: skip
def test_the_record_of_that_day_may_say_how_long_it_took(tmp_path: Path, files: dict[str, str], said: str) -> None:
    assert drill(tmp_path, "2026-10-06 pass", "time-within-rto", records=files) == [said]


def test_a_longer_time_in_the_record_than_in_the_cell_counts(tmp_path: Path) -> None:
    files = {"docs/r.md": record("2026-10-06", time_taken="5h")}
    assert drill(tmp_path, "2026-10-06 pass 1h", "time-within-rto", records=files) == [
        "fail docs/r.md:9:13 `Accounts`: the time taken is 5h, the RTO allows 4h [docs/b.md:12:27]"
    ]
