"""Rows of registers: how many, how complete, what they may not say, and how they compare."""

from pathlib import Path

import pytest

from opsgate.judging.denial import denied, hollow
from tests.gates.asking import ask, write

DR = "---\nkind: backup-dr\ntitle: Backups\n---\n\n# Backups\n\n## Assets\n\n| Asset | Method | Retention | Encryption | RPO/RTO |\n|---|---|---|---|---|\n"
SUPPORT = "---\nkind: support-process\ntitle: Support\nexternal_users: true\n---\n\n# Support\n\n## Targets\n\n| Channel | Severity | Response | Resolve | KB |\n|---|---|---|---|---|\n"
HOBBY = {"opsgate.toml": 'level = "hobby"\n'}


def backup(root: Path, name: str, *rows: str, stage: str = "exit", **options: object) -> list[str]:
    write(root, {"docs/b.md": DR + "".join(f"| {row} |\n" for row in rows)})
    return ask(root, "docs/b.md", f"{stage}/{name}", **options)


def support(root: Path, name: str, *rows: str, files: dict[str, str] | None = None) -> list[str]:
    write(root, {"docs/s.md": SUPPORT + "".join(f"| {row} |\n" for row in rows), **(files or {})})
    return ask(root, "docs/s.md", f"exit/{name}")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["A | nightly | 1d | KMS | 1d/1d"], "pass docs/b.md:8:1 the register has one row"),
        (["A | S3 | | |", "B | S3 | | |"], "pass docs/b.md:8:1 the register has 2 rows"),
        ([], "fail docs/b.md:8:1 the register has 0 rows, at least 1 are expected"),
        (["– | | | |"], "fail docs/b.md:8:1 the register has 0 rows, at least 1 are expected"),
    ],
)
def test_rows_that_say_something_are_counted(tmp_path: Path, rows: list[str], said: str) -> None:
    assert backup(tmp_path, "data-exists", *rows, stage="entrance") == [said]


def test_nobody_can_tell_how_many_rows_a_lost_table_has(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"docs/b.md": "---\nkind: backup-dr\ntitle: B\n---\n\n# B\n\n## Stuff\n\n| Thing |\n|---|\n| Accounts |\n"},
    )
    assert ask(tmp_path, "docs/b.md", "entrance/data-exists") == [
        "unknown docs/b.md:6:1 there is no table to read as the register"
    ]


def test_a_row_with_a_cell_too_many_is_unknown(tmp_path: Path) -> None:
    assert backup(tmp_path, "data-exists", "A | S3 | 1d | KMS | 1d/1d | more", stage="entrance") == [
        "unknown docs/b.md:12:31 the row has more cells than the header: `more` is shown to nobody"
    ]


FINE = "pass docs/b.md:8:1 1 of 1 rows: “Encryption” says nothing that is not accepted"


@pytest.mark.parametrize(
    "cell",
    ["KMS", "AES-256, key in the team's vault", "Yes, AES-256", "AES-256, key not on the host", "no plaintext: AES-256",
     "age (no unencrypted copies)", "Encrypted by restic"],
)  # fmt: skip
def test_encryption_that_says_how_passes(tmp_path: Path, cell: str) -> None:
    assert backup(tmp_path, "encrypted", f"A | S3 nightly | 30d | {cell} | 1d/1d") == [FINE]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("no", "`no` is not accepted"),
        ("none at all", "`none` is not accepted"),
        ("plaintext", "`plaintext` is not accepted"),
        ("Plain-text files", "`plain` is not accepted"),
        ("AES-256: no", "`no` is not accepted"),
        ("off", "`off` is not accepted"),
        ("un\u200bencrypted", "`unencrypted` is not accepted"),
        ("AES in transit, not at rest", "`not at rest` is not accepted"),
        ("not encrypted", "which says that there is none"),
        ("isn’t encrypted", "which says that there is none"),
        ("not yet", "which says that there is none"),
        ("Not applicable", "which says that there is none"),
        ("N/A (local)", "which says that there is none"),
        ("Encryption is not enabled", "which says that there is none"),
        ("without any disk encryption", "which says that there is none"),
        ("non-encrypted", "which says that there is none"),
        ("yes", "which does not say how"),
        ("Encrypted: yes", "which does not say how"),
    ],
)
def test_encryption_that_is_none_fails(tmp_path: Path, cell: str, why: str) -> None:
    shown = cell.replace("\u200b", "\\u200b")
    assert backup(tmp_path, "encrypted", f"A | S3 nightly | 30d | {cell} | 1d/1d") == [
        f"fail docs/b.md:12:26 “Encryption” of `A` is `{shown}`, {why}"
    ]


@pytest.mark.parametrize("cell", ["", "-", "–", "n/a"])
def test_encryption_that_nobody_filled_in_fails(tmp_path: Path, cell: str) -> None:
    found = backup(tmp_path, "encrypted", f"A | S3 nightly | 30d | {cell} | 1d/1d")
    assert [line.partition(" “")[2] for line in found] == ["Encryption” of `A` is empty, a value is expected"]


def test_a_placeholder_is_no_encryption(tmp_path: Path) -> None:
    assert backup(tmp_path, "encrypted", "A | S3 nightly | 30d | [HOW] | 1d/1d") == [
        "unknown docs/b.md:12:26 “Encryption” of `A` is not filled in"
    ]


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("pg_dump nightly", ""),
        ("no manual steps, nightly", ""),
        ("cron nightly, never by hand", ""),
        ("S3 nightly, no longer manual", ""),
        ("Manual copy, weekly", "manual"),
        ("no snapshot, manual copy weekly", "manual"),
        ("copied by hand, weekly", "by hand"),
        ("ad-hoc dump", "ad hoc"),
        ("cron nightly, not automated", "not automated"),
    ],
)
def test_a_backup_that_somebody_must_remember_is_not_automated(tmp_path: Path, cell: str, word: str) -> None:
    good = "pass docs/b.md:8:1 1 of 1 rows: “Method and schedule” says nothing that is not accepted"
    bad = f"fail docs/b.md:12:7 “Method and schedule” of `A` is `{cell}`, `{word}` is not accepted"
    assert backup(tmp_path, "automated", f"A | {cell} | 30d | KMS | 1d/1d") == [bad if word else good]


def test_an_empty_method_is_unknown(tmp_path: Path) -> None:
    assert backup(tmp_path, "automated", "A | – | 30d | KMS | 1d/1d") == [
        "unknown docs/b.md:12:7 “Method and schedule” of `A` is not filled in"
    ]


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("schedule-within-rpo", "A | S3 nightly | 30d | KMS | 24h/4h", "pass docs/b.md:8:1 1 of 1 rows: “Method and schedule” is at most “RPO”"),
        ("schedule-within-rpo", "A | S3 continuous | 30d | KMS | 1m/4h", "pass docs/b.md:8:1 1 of 1 rows: “Method and schedule” is at most “RPO”"),
        ("schedule-within-rpo", "A | S3 weekly | 30d | KMS | 24h/4h", "fail docs/b.md:12:7 `A`: “Method and schedule” is 7d, which is longer than the 1d of “RPO” [docs/b.md:12:31]"),
        ("schedule-within-rpo", "A | S3 before each release | 30d | KMS | 24h/4h", "unknown docs/b.md:12:7 “Method and schedule” of `A`: `S3, before each release` is no length of time"),
        ("schedule-within-rpo", "A | S3 | 30d | KMS | 24h/4h", "unknown docs/b.md:12:7 “Method and schedule” of `A`: `S3` is not a schedule: it does not say how often"),
        ("schedule-within-rpo", "A | S3 nightly | 30d | KMS | –", "unknown docs/b.md:12:32 “RPO/RTO” of `A` is empty"),
        ("retention-covers-schedule", "A | S3 nightly | 1d | KMS | 24h/4h", "pass docs/b.md:8:1 1 of 1 rows: “Method and schedule” is at most “Retention”"),
        ("retention-covers-schedule", "A | S3 weekly | 1d | KMS | 24h/4h", "fail docs/b.md:12:7 `A`: “Method and schedule” is 7d, which is longer than the 1d of “Retention” [docs/b.md:12:19]"),
        ("retention-covers-schedule", "A | S3 every 30 days | 1mo | KMS | 24h/4h", "fail docs/b.md:12:7 `A`: “Method and schedule” is 30d, which can be longer than the 1mo of “Retention” [docs/b.md:12:26]"),
        ("retention-covers-schedule", "A | S3 weekly | – | KMS | 24h/4h", "unknown docs/b.md:12:19 “Retention” of `A` is empty"),
    ],
)  # fmt: skip
def test_times_are_compared_whatever_the_date(tmp_path: Path, name: str, row: str, said: str) -> None:
    assert backup(tmp_path, name, row) == [said]


def test_a_column_that_the_level_does_not_ask_for_is_spared(tmp_path: Path) -> None:
    page = "---\nkind: support-process\ntitle: S\nexternal_users: true\n---\n\n# S\n\n## Targets\n\n| Channel | Response |\n|---|---|\n| Email | 8h |\n"
    write(tmp_path, {"docs/s.md": page, **HOBBY})
    assert ask(tmp_path, "docs/s.md", "exit/response-before-resolve") == [
        "not-applicable docs/s.md:13:1 the level hobby asks for no “Resolve target”"
    ]
    write(tmp_path, {"docs/s.md": page})
    assert ask(tmp_path, "docs/s.md", "exit/response-before-resolve") == [
        "unknown docs/s.md:13:1 “Resolve target” of `Email` is empty"
    ]


ALL = ["Mail | S1 | 1h | 8h |", "Mail | S2 | 8h | 3d |", "mail | S3 | 1d | 10d |", "Mail | S4 | 1d | 30d |"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ALL, ["pass docs/s.md:13:3 `Mail` has rows for S1, S2, S3, S4"]),
        (ALL[:2], ["fail docs/s.md:13:3 `Mail` has no row for S3, S4; rows for S1, S2, S3, S4 are expected"]),
        ([*ALL, "Phone | S1 | 1h | 2h |"], [
            "pass docs/s.md:13:3 `Mail` has rows for S1, S2, S3, S4",
            "fail docs/s.md:17:3 `Phone` has no row for S2, S3, S4; rows for S1, S2, S3, S4 are expected",
        ]),
        ([*ALL, "Mail | S9 | 1h | 2h |"], [
            "unknown docs/s.md:17:10 “Severity” of `Mail`: `S9` is not a severity",
            "pass docs/s.md:13:3 `Mail` has rows for S1, S2, S3, S4",
        ]),
        ([*ALL, "– | S1 | 1h | 2h |"], [
            "unknown docs/s.md:17:3 “Channel” of `S1` is empty",
            "pass docs/s.md:13:3 `Mail` has rows for S1, S2, S3, S4",
        ]),
        ([], ["unknown docs/s.md:9:1 the table has no rows, so nothing is judged"]),
    ],
)  # fmt: skip
def test_every_channel_covers_every_severity(tmp_path: Path, rows: list[str], said: list[str]) -> None:
    assert support(tmp_path, "severities-covered", *rows) == said


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ALL, ["pass docs/s.md:13:15 “Response target” never falls with “Severity”", "pass docs/s.md:13:20 “Resolve target” never falls with “Severity”"]),
        ([ALL[1], "Mail | S1 | 9h | 8h |"], ["fail docs/s.md:14:15 “Response target” of S1 is 9h, longer than the 8h of S2 [docs/s.md:13:15]", "pass docs/s.md:13:20 “Resolve target” never falls with “Severity”"]),
        ([ALL[0], "Mail | S2 | soon | 3d |"], ["unknown docs/s.md:14:15 “Response target” of `Mail`: `soon` is not a duration", "pass docs/s.md:13:20 “Resolve target” never falls with “Severity”"]),
        ([], ["unknown docs/s.md:9:1 the table has no rows, so nothing is judged"]),
    ],
)  # fmt: skip
def test_the_more_severe_never_waits_longer(tmp_path: Path, rows: list[str], said: list[str]) -> None:
    assert support(tmp_path, "severe-first", *rows) == said


KB = "---\nkind: kb-article\ntitle: K\nstatus: {status}\n---\n\n# K\n"


@pytest.mark.parametrize(
    ("cell", "status", "said"),
    [
        ("[K](kb/k.md)", "active", "pass docs/s.md:9:1 1 of 1 rows: “KB article” leads to a document in force"),
        ("[K](kb/k.md)", "draft", "fail docs/s.md:13:25 docs/kb/k.md is not in force: its status is `draft` [docs/kb/k.md:1:1]"),
        ("[K](kb/k.md)", "retired", "fail docs/s.md:13:25 docs/kb/k.md is not in force: its status is `retired` [docs/kb/k.md:1:1]"),
        ("[K](kb/gone.md)", "active", "fail docs/s.md:13:25 `kb/gone.md` leads to no document of the kind kb-article"),
        ("[K](s.md)", "active", "fail docs/s.md:13:25 `s.md` is a support-process, a kb-article is expected [docs/s.md:1:1]"),
        ("[K](../../k.md)", "active", "fail docs/s.md:13:25 `../../k.md` leads to no document of the kind kb-article"),
        ("<https://kb.example.com>", "active", "unknown docs/s.md:13:25 `https://kb.example.com` is no document of this repository, so nobody can tell what it leads to"),
        ("some article", "active", "unknown docs/s.md:13:25 `some article` is no document of this repository, so nobody can tell what it leads to"),
        ("–", "active", "not-applicable docs/s.md:13:25 `Mail` names none"),
    ],
)  # fmt: skip
def test_articles_are_documents_in_force(tmp_path: Path, cell: str, status: str, said: str) -> None:
    files = {"docs/kb/k.md": KB.format(status=status)}
    assert support(tmp_path, "articles-resolve", f"Mail | S1 | 1h | 8h | {cell}", files=files) == [said]


METRICS = "---\nkind: telemetry\ntitle: T\n---\n\n# T\n\n## Metrics\n\n| Metric | Threshold | Dashboard | Retention | Owner |\n|---|---|---|---|---|\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("CPU | >80% 5m | https://g.example.com/d | 90d | @kim", "pass docs/t.md:8:1 1 of 1 rows: Dashboard, Threshold/Alert, Owner, Retention filled in"),
        ("CPU | >80% 5m | – | 90d | @kim", "fail docs/t.md:12:19 “Dashboard” of `CPU` is empty, a value is expected"),
        ("CPU | high | https://g.example.com/d | 90d | @kim", "fail docs/t.md:12:9 “Threshold/Alert” of `CPU`: `high` is not a threshold: it has no number"),
        ("CPU | >80% 5m | Grafana | 90d | @kim", "fail docs/t.md:12:19 “Dashboard” of `CPU` is the name `Grafana`, a link is expected"),
        ("CPU | >80% 5m | https://g.example.com/d | 90d | [OWNER]", "fail docs/t.md:12:51 “Owner” of `CPU` is the placeholder `[OWNER]`, a value is expected"),
        ("CPU | >80% 5m | https://g.example.com/d | 90d | nobody yet", "fail docs/t.md:12:51 “Owner” of `CPU` is `nobody yet`, which says nothing"),
    ],
)  # fmt: skip
def test_a_row_is_complete_when_every_cell_has_a_value(tmp_path: Path, row: str, said: str) -> None:
    write(tmp_path, {"docs/t.md": METRICS + f"| {row} |\n"})
    assert ask(tmp_path, "docs/t.md", "exit/rows-complete") == [said]


@pytest.mark.parametrize(
    ("cell", "policy", "said"),
    [
        ("90d", {"max-retention": "90d"}, "pass docs/t.md:8:1 1 of 1 rows: “Retention” is at most 90d, as `max-retention` says"),
        ("91d", {"max-retention": "90d"}, "fail docs/t.md:12:45 “Retention” of `CPU` is 91d, the policy `max-retention` allows 90d"),
        ("3mo", {"max-retention": "90d"}, "fail docs/t.md:12:45 “Retention” of `CPU` is 3mo, the policy `max-retention` allows 90d"),
        ("for ever", {"max-retention": "90d"}, "unknown docs/t.md:12:45 “Retention” of `CPU`: `for ever` is not a duration"),
        ("90d", {}, "unknown docs/t.md:8:1 the configuration sets no `max-retention` under `[policy]`, so nobody can tell what is allowed"),
        ("90d", {"max-retention": "long"}, "unknown docs/t.md:8:1 the configuration sets no `max-retention` under `[policy]`, so nobody can tell what is allowed"),
    ],
)  # fmt: skip
def test_lock_22_the_policy_says_how_long_is_too_long(
    tmp_path: Path, cell: str, policy: dict[str, str], said: str
) -> None:
    write(tmp_path, {"docs/t.md": METRICS + f"| CPU | >80% 5m | https://g.example.com/d | {cell} | @kim |\n"})
    assert ask(tmp_path, "docs/t.md", "exit/retention-within-policy", policy=policy) == [said]


@pytest.mark.parametrize(
    ("text", "nothing"),
    [("None", True), ("none: see below", True), ("N/A (local)", True), ("not possible", True), ("?", True), ("TBD.", True),
     ("None of this is needed", False), ("No steps needed: the app does it", False), ("Noah knows", False)],
)  # fmt: skip
def test_a_text_that_says_nothing_is_told_from_one_that_does(text: str, nothing: bool) -> None:
    assert hollow(text) is nothing


def test_a_negation_reaches_no_further_than_its_phrase() -> None:
    assert [denied(text, ["encrypted"]) for text in ("not on the encrypted disk?", "key not with the encrypted files", "")] == [
        "encrypted", None, None,
    ]  # fmt: skip
