"""Waivers: what one does, on which day, and what is said of one that does nothing."""

from typing import Any

import pytest

from opsgate.running.verdict import Verdict, Waiver
from tests.gates.small import PAGE, TEXT, dunno, gates, no, of_page, ok, own, word
from tests.repo import Repo
from tests.test_cli import run

ROLES = '[roles]\nqa = ["@ana"]\neng = ["@lee"]\n'


def waiver(
    criterion: str, *, document: str = PAGE, by: str = "@ana", reason: str = "no time yet", expires: str = "2026-12-31"
) -> str:
    return (
        f'[[waivers]]\ndocument = "{document}"\ncriterion = "{criterion}"\nby = "{by}"\nreason = "{reason}"\n'
        f"expires = {expires}\n"
    )


def page(repo: Repo, *waivers: str, config: str = ROLES, text: str = TEXT, **made: Any) -> Repo:
    own(repo, text=text, **{"exit": [ok(), no()], **made})
    head = (repo.root / "opsgate.toml").read_text()
    return repo.write({"opsgate.toml": head + config + "".join(waivers)})


def problems(verdict: Verdict) -> list[str]:
    """Problems in a line each: whether it shuts, rule, place, message."""
    return [
        f"{'shuts' if item.shuts else 'notes'} {item.rule} {item.region.path}:{item.region.start.line} {item.message}"
        for item in verdict.problems if item.region
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "id", "was"),
    [
        (no(), "no", "fail: `doc.title == 'Other'` is not true"),
        (word(), "word", "not-attested: nobody has said so yet"),
        (
            dunno(),
            "dunno",
            "unknown: `doc.weight == 'much'`: there is no `weight`; ask `has(…)` first if it may be absent",
        ),
    ],
)
def test_a_waiver_lets_a_criterion_go_and_says_what_it_is(repo: Repo, made: Any, id: str, was: str) -> None:
    verdict = page(repo, waiver(f"exit/{id}"), exit=[ok(), made]).gate()
    decided = verdict.gates[0].criteria[1]

    assert (decided.verdict, decided.by, decided.rule) == ("waived", "@ana", "")
    assert decided.reason == f"@ana waived it until 2026-12-31: no time yet; it is {was}"
    assert gates(verdict) == {f"{PAGE} exit": "passed-with-waivers"}
    assert verdict.verdict == "passed-with-waivers"
    assert verdict.waivers == (Waiver(PAGE, f"exit/{id}", "@ana", "no time yet", "2026-12-31", used=True),)
    assert verdict.problems == ()


def test_the_command_exits_0_and_shows_what_was_waived(repo: Repo) -> None:
    done = run(page(repo, waiver("exit/no")), "gate", "--as-of", "2026-11-22")

    assert (done.returncode, done.stderr) == (0, "")
    shown = done.stdout.splitlines()
    assert shown[shown.index("Waived") + 1] == (
        f"  ~ {PAGE} exit/no: @ana waived it until 2026-12-31: no time yet; it is fail: `doc.title == 'Other'` is not true"
    )
    assert shown[-1] == "verdict: ✓ passed-with-waivers · 2 pass, 1 waived"


def test_other_gates_are_not_touched_by_it(repo: Repo) -> None:
    page(repo, waiver("exit/no")).write({"docs/other.md": TEXT})

    verdict = repo.gate()

    assert gates(verdict) == {"docs/other.md exit": "fail", f"{PAGE} exit": "passed-with-waivers"}
    assert verdict.verdict == "fail"


def test_the_entrance_and_the_exit_have_waivers_of_their_own(repo: Repo) -> None:
    page(repo, waiver("entrance/no"), entrance=[ok("begin"), no()])

    assert gates(repo.gate()) == {f"{PAGE} entrance": "passed-with-waivers", f"{PAGE} exit": "fail"}


def test_a_gate_of_which_all_is_waived_does_not_pass(repo: Repo) -> None:
    verdict = page(repo, waiver("entrance/no"), entrance=[no()], exit=[ok()]).gate()

    assert gates(verdict) == {f"{PAGE} entrance": "fail", f"{PAGE} exit": "pass"}
    assert of_page(verdict, "entrance") == {"no": "waived"}
    assert verdict.verdict == "fail"


@pytest.mark.parametrize(
    ("expires", "as_of", "found"),
    [
        ("2026-12-31", "2026-11-22", ("waived", [])),
        ("2026-11-22", "2026-11-22", ("waived", [])),
        ("2026-11-21", "2026-11-22", ("fail", ["notes waiver-expired opsgate.toml:7 a waiver does not count: it expired on 2026-11-21"])),
        ("2027-02-20", "2026-11-22", ("waived", [])),
        ("2027-02-21", "2026-11-22", ("fail", ["shuts waiver-not-allowed opsgate.toml:7 a waiver does not count: it runs until 2027-02-21; policy `max-waiver` ends it by 2027-02-20"])),
    ],
)  # fmt: skip
def test_a_waiver_counts_to_the_end_of_its_day_and_for_no_longer_than_policy_allows(
    repo: Repo, expires: str, as_of: str, found: tuple[str, list[str]]
) -> None:
    verdict = page(repo, waiver("exit/no", expires=expires)).gate(as_of=as_of)

    assert (of_page(verdict)["no"], problems(verdict)) == found


def test_policy_sets_how_long_a_waiver_may_run(repo: Repo) -> None:
    verdict = page(repo, waiver("exit/no", expires="2026-12-01"), config=ROLES + '[policy]\nmax-waiver = "1w"\n').gate()

    assert problems(verdict) == [
        "shuts waiver-not-allowed opsgate.toml:9 a waiver does not count: it runs until 2026-12-01; "
        "policy `max-waiver` ends it by 2026-11-29"
    ]
    assert of_page(verdict)["no"] == "fail"


@pytest.mark.parametrize(
    ("text", "by", "why"),
    [
        (TEXT, "@kim", "`@kim` has no role in `[roles]`"),
        (TEXT.replace("size: 3", 'owner: "@ana"'), "@ana", "`@ana` wrote the document and cannot waive for it"),
        (TEXT.replace("size: 3", "author: Ana"), "@ana", "`@ana` wrote the document and cannot waive for it"),
        (TEXT.replace("size: 3", 'author: ["@kim", "@ANA"]'), "@ana", "`@ana` wrote the document and cannot waive for it"),
        (TEXT.replace("size: 3", 'author: {text: "@kim", pictures: "@ana"}'), "@ana", "`@ana` wrote the document and cannot waive for it"),
    ],
)  # fmt: skip
def test_a_waiver_is_by_somebody_with_a_role_who_did_not_write_the_document(
    repo: Repo, text: str, by: str, why: str
) -> None:
    verdict = page(repo, waiver("exit/no", by=by), text=text).gate()

    assert of_page(verdict)["no"] == "fail"
    assert problems(verdict) == [f"shuts waiver-not-allowed opsgate.toml:7 a waiver does not count: {why}"]
    assert [item.used for item in verdict.waivers] == [False]


def test_where_the_project_has_no_roles_nobody_can_waive(repo: Repo) -> None:
    verdict = page(repo, waiver("exit/no"), config="").gate()

    assert of_page(verdict)["no"] == "fail"
    assert problems(verdict) == [
        "shuts waiver-not-allowed opsgate.toml:4 a waiver does not count: `@ana` has no role in `[roles]`"
    ]


@pytest.mark.parametrize("criterion", ["no", "complete"])
def test_what_is_not_waivable_stays_what_it_is_and_the_waiver_shuts(repo: Repo, criterion: str) -> None:
    made = no(waivable=False)
    text = TEXT.replace("## Body\n\nSome text.\n", "")

    verdict = page(repo, waiver(f"exit/{criterion}"), exit=[ok(), made], text=text).gate()

    assert of_page(verdict) == {"ok": "pass", "no": "fail", "complete": "fail"}
    assert problems(verdict) == [
        f"shuts waiver-not-allowed opsgate.toml:7 a waiver does not count: `exit/{criterion}` is a matter of integrity, "
        "which nobody can waive"
    ]


@pytest.mark.parametrize(
    ("document", "criterion"),
    [(PAGE, "exit/ok"), (PAGE, "exit/high"), (PAGE, "entrance/no"), ("docs/gone.md", "exit/no")],
)
def test_a_waiver_with_nothing_to_waive_is_said_and_shuts_nothing(repo: Repo, document: str, criterion: str) -> None:
    verdict = page(repo, waiver(criterion, document=document), exit=[ok()]).gate()

    assert verdict.verdict == "pass"
    assert problems(verdict) == [
        f"notes unused-waiver opsgate.toml:7 a waiver does not count: there is nothing to waive in `{document}` {criterion}"
    ]


def test_a_waiver_for_what_this_run_does_not_judge_is_not_called_idle(repo: Repo) -> None:
    page(repo, waiver("exit/late", document="docs/other.md"), waiver("exit/late"), waiver("entrance/begin"),
         entrance=[ok("start"), no("begin")], exit=[ok(), no("late", due="published")])  # fmt: skip
    repo.write({"docs/other.md": TEXT})

    assert problems(repo.gate(PAGE, stage="exit")) == []


def test_an_old_waiver_beside_a_new_one_is_said_and_the_new_one_counts(repo: Repo) -> None:
    verdict = page(repo, waiver("exit/no", expires="2026-11-01"), waiver("exit/no", by="@lee")).gate()

    assert verdict.gates[0].criteria[1].by == "@lee"
    assert [item.used for item in verdict.waivers] == [False, True]
    assert problems(verdict) == [
        "notes waiver-expired opsgate.toml:7 a waiver does not count: it expired on 2026-11-01"
    ]
    assert verdict.verdict == "passed-with-waivers"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (waiver("exit/no", expires='"soon"'), "12:11: error OG801 config-error: `waivers.0.expires`: `soon` is not a date in ISO form"),
        (waiver("exit/no").replace('reason = "no time yet"\n', ""), "7:3: error OG801 config-error: `waivers.0.reason` is missing"),
        (waiver("exit/no").replace("expires = 2026-12-31\n", ""), "7:3: error OG801 config-error: `waivers.0.expires` is missing"),
        (waiver("exit/no").replace("rule", "rul") + 'raeson = "x"\n', "13:1: error OG801 config-error: unknown key `waivers.0.raeson`"),
    ],
)  # fmt: skip
def test_a_malformed_waiver_is_a_fault_of_the_configuration(repo: Repo, text: str, says: str) -> None:
    done = run(page(repo, text), "gate")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == f"opsgate.toml:{says}"
