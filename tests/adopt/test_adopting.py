"""What adopting writes, what it leaves alone, and what it says."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opsgate.doors.commands.adopt import adopt
from opsgate.doors.project import Setup, setup
from opsgate.edges.adopt.diff import unified
from opsgate.edges.adopt.front import with_values
from opsgate.edges.adopt.proposal import Counts, Entry, Proposal
from opsgate.knowing.kind import Level
from opsgate.knowing.kinds import Kinds
from opsgate.reading.document import document
from opsgate.reading.frontmatter import FrontMatter
from opsgate.reading.yamledit import Given, set_in
from opsgate.words.errors import NothingChecked, OpsgateError
from opsgate.words.place import Edit
from tests.repo import Repo

KINDS = Kinds()
PUMP = "# Pump runbook\n\n## Starting\n\n1. Open the valve.\n2. Watch.\n\n## Shut down\n\n1. Close the valve.\n"
NEW = '---\nkind: runbook\ntitle: Pump runbook\nstatus: draft\nservice: "[SERVICE]"\n---\n\n'


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path)


def project(repo: Repo) -> Setup:
    """The project in a folder, with kinds that are read once for all tests."""
    return replace(setup(repo.root), kinds=KINDS)


def proposed(
    repo: Repo, *paths: str, kind: str | None = None, level: Level | None = None, wanted: bool = False
) -> list[Proposal]:
    return adopt(project(repo), paths or (".",), kind=kind, level=level, wanted=wanted, base=repo.root)[0]


def one(repo: Repo, text: str | bytes, path: str = "docs/pump.md", **options: object) -> Proposal:
    """The proposal for one file of that text."""
    repo.write({path: text})
    return proposed(repo, path, **options)[0]  # type: ignore[arg-type]


def read(repo: Repo, path: str = "docs/pump.md") -> bytes:
    return (repo.root / path).read_bytes()


def test_front_matter_is_proposed_and_nothing_is_written(repo: Repo) -> None:
    found = one(repo, PUMP)
    assert (found.state, found.kind, found.after) == ("adopt", "runbook", NEW + PUMP)
    assert read(repo) == PUMP.encode()


def test_write_inserts_the_front_matter_and_keeps_every_byte_below_it(repo: Repo) -> None:
    assert one(repo, PUMP, wanted=True).state == "written"
    assert read(repo) == (NEW + PUMP).encode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", ["", "x", "\n\n"])
def test_line_ends_byte_order_mark_and_the_end_of_the_file_stay(repo: Repo, end: str, mark: bytes, last: str) -> None:
    body = (PUMP + last).replace("\n", end)
    one(repo, mark + body.encode(), wanted=True)
    assert read(repo) == mark + (NEW.replace("\n", end) + body).encode()


def test_adopting_twice_is_adopting_once(repo: Repo) -> None:
    one(repo, PUMP, wanted=True)
    once = read(repo)
    again = proposed(repo, "docs/pump.md", wanted=True)
    assert [(each.state, each.kind) for each in again] == [("already", "runbook")]
    assert read(repo) == once


def test_the_check_of_an_adopted_document_finds_no_error(repo: Repo) -> None:
    one(repo, PUMP, wanted=True)
    assert repo.lines() == [
        "docs/pump.md:5:11: warning OG401 placeholder: placeholder `[SERVICE]` in `service` is not filled in"
    ]


def test_at_the_product_level_everything_unfinished_is_a_warning(repo: Repo) -> None:
    one(repo, PUMP, level="product", wanted=True)
    found = repo.check().open
    assert {str(each.severity) for each in found} == {"warning"}
    assert {each.name for each in found} == {"placeholder", "missing-section"}


def test_keys_of_other_tools_stay_as_they_are_and_new_ones_come_after_them(repo: Repo) -> None:
    front = "---\n# made by hand\nlayout:   'page'   # wide\ntitle: Pump runbook\ntags: [a,   b]\n---\n"
    one(repo, front + PUMP, wanted=True)
    added = 'kind: runbook\nstatus: draft\nservice: "[SERVICE]"\n---\n'
    assert read(repo).decode() == front.removesuffix("---\n") + added + PUMP


@pytest.mark.parametrize(
    ("front", "adopted"),
    [
        ("{a: 1}", '{a: 1, kind: runbook, title: Pump runbook, status: draft, service: "[SERVICE]"}'),
        ("  a: 1", '  a: 1\n  kind: runbook\n  title: Pump runbook\n  status: draft\n  service: "[SERVICE]"'),
        ("a:\n- 1\ntitle:", 'a:\n- 1\ntitle: Pump runbook\nkind: runbook\nstatus: draft\nservice: "[SERVICE]"'),
        ("a: |\n  x", 'a: |\n  x\nkind: runbook\ntitle: Pump runbook\nstatus: draft\nservice: "[SERVICE]"'),
    ],
)
def test_new_keys_are_written_in_the_style_of_those_that_are_there(repo: Repo, front: str, adopted: str) -> None:
    one(repo, f"---\n{front}\n---\n{PUMP}", wanted=True)
    assert read(repo).decode() == f"---\n{adopted}\n---\n{PUMP}"


def test_new_keys_below_thousands_are_written_in_one_edit(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    from opsgate.edges.adopt import front  # noqa: PLC0415 - where edits are proved

    asked: list[tuple[str, ...]] = []

    def counted(raw: str, held: FrontMatter, keys: tuple[str, ...], value: Given) -> list[Edit]:
        asked.append(keys)
        return set_in(raw, held, keys, value)

    monkeypatch.setattr(front, "set_in", counted)
    many = "".join(f"key{number}: {number}\n" for number in range(2000))
    found = one(repo, f"---\n{many}---\n{PUMP}")
    assert (found.state, asked) == ("adopt", [("kind",)])


def test_values_are_taken_from_the_document_and_the_reasons_name_the_lines(repo: Repo) -> None:
    text = (
        "# Pump runbook\n\n| Field | Value |\n|---|---|\n| Service | fountain-pump |\n| Owned by | [@sam](https://example.org/sam) |\n\n"
        "> **Version:** v1.2.0\n> **Last Reviewed:** 2026-05-01\n\n## Start\n\n1. a\n\n## Stop\n\n1. b\n"
    )  # fmt: skip
    found = one(repo, text, level="product")
    assert found.entries == (
        Entry("kind", "runbook", "the guess"),
        Entry("title", "Pump runbook", "the first heading"),
        Entry("status", "draft", "so that what is unfinished only warns"),
        Entry("service", "fountain-pump", "line 5", found=True),
        Entry("version", "v1.2.0", "line 8", found=True),
        Entry("owner", '"@sam"', "line 6", found=True),
        Entry("last_reviewed", "2026-05-01", "line 9", found=True),
        Entry("maintenance_windows", '["[MAINTENANCE_WINDOW]"]', ""),
        Entry("level", "product", "--level"),
    )
    assert found.fields == ("maintenance_windows",)


@pytest.mark.parametrize(
    "line",
    [
        "Owner: [NAME]",
        "Owner: TBD",
        "Last reviewed: last spring",
        "Last reviewed: 2026-13-40",
        "| Service | Account |\n|---|---|\n| a | b |",
        "Service: this page tells how the service is started.",
        "Version: see below",
        "```\nService: pump\n```",
    ],
)
def test_what_is_no_value_is_not_taken(repo: Repo, line: str) -> None:
    found = one(repo, f"# Pump runbook\n\n{line}\n\n## Start\n\n1. a\n", level="product")
    assert [entry.key for entry in found.entries if entry.found] == []


def test_a_date_of_another_tool_is_taken(repo: Repo) -> None:
    found = one(repo, f"---\nlast_reviewed_on: 2026-05-01\n---\n{PUMP}", level="product")
    assert Entry("last_reviewed", "2026-05-01", "`last_reviewed_on` in front matter", found=True) in found.entries


@pytest.mark.parametrize(
    ("rules", "owner"),
    [
        ("* @acme/all\n/docs/ @acme/sre\n", '"@acme/sre"'),
        ("/docs/*.md @sam # who else\n", '"@sam"'),
        ("* @sam @noor\n", '"[OWNER]"'),
        ("* @sam\n/docs/\n", '"[OWNER]"'),
        ("/src/ @sam\n", '"[OWNER]"'),
        ("[Docs] @ines\n* @sam\n", '"[OWNER]"'),
    ],
)
def test_the_owner_is_the_one_that_codeowners_names_last(repo: Repo, rules: str, owner: str) -> None:
    repo.write({".github/CODEOWNERS": rules})
    found = one(repo, PUMP, level="product")
    assert {entry.key: entry.value for entry in found.entries}["owner"] == owner


def test_headings_that_count_under_another_name_and_what_is_missing_are_listed(repo: Repo) -> None:
    found = one(repo, PUMP, level="product")
    assert found.counts == (Counts("Starting", "Start"), Counts("Shut down", "Stop"))
    assert found.missing == (
        "Update",
        "Health checks",
        "Alerts",
        "Escalation",
        "Backup and restore",
        "Maintenance windows",
        "Known issues",
    )


def test_a_heading_that_is_nearly_a_section_is_advice_and_not_in_the_diff(repo: Repo) -> None:
    text = PUMP + "\n## Healht checks\n\na\n\n## Backup and restore of the basin\n\nb\n"
    found = one(repo, text, level="product")
    assert found.advice == (
        "is “Healht checks” the section “Health checks”? rename it, or add it to the kind's aliases",
        "is “Backup and restore of the basin” the section “Backup and restore”? rename it, or add it to the kind's aliases",
    )
    assert found.after.endswith(text)


def test_a_page_on_one_alert_is_told_that_its_headings_are_those_of_an_article(repo: Repo) -> None:
    text = "# BasinDry\n\n## Meaning\n\na\n\n## Impact\n\nb\n\n## Diagnosis\n\nc\n\n## Mitigation\n\nd\n"
    found = one(repo, text, "runbooks/BasinDry.md")
    assert found.kind == "runbook"
    assert found.advice == (
        "its headings are those of a kb-article; if that is what it is to be, take `--kind kb-article`",
    )


def test_a_status_of_another_tool_stays_and_is_told(repo: Repo) -> None:
    found = one(repo, f"---\nstatus: published\n---\n{PUMP}")
    assert "status: published\n" in found.after
    assert found.advice == (
        "`status: published` is none of `draft`, `review`, `approved`, `active` or `retired`; write one of them",
    )


def test_a_status_in_force_stays_and_what_that_means_is_told(repo: Repo) -> None:
    found = one(repo, "---\nstatus: active\n---\n# Pump runbook\n\n## Start\n\n1. a\n")
    assert "status: active\n" in found.after
    assert found.advice == ("`status: active` stays, so what is missing is an error, not a warning",)


def test_a_label_far_below_is_part_of_the_instructions(repo: Repo) -> None:
    text = "# Pump runbook\n\n## Start\n\n1. a\n\n## Stop\n\n1. b\n\n## Ask for help\n\n- Service: Account\n- Owner: @sam\n"
    assert [entry.key for entry in one(repo, text, level="product").entries if entry.found] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "---\nkind: article\n---\n",
            '`kind: article` belongs to another tool and stays; give the path a kind in opsgate.toml instead: `"docs/pump.md" = "runbook"` below `[kinds]`',
        ),
        ("---\nkind: runbok\n---\n", "`kind: runbok` is no kind; did you mean `runbook`?"),
        ("---\nkind: [a]\n---\n", "its `kind` holds no text; write a kind there, or delete the key"),
        ("+++\ntitle = 1\n+++\n", "line 1: front matter is TOML (`+++`); write it as YAML between `---` lines"),
        ("+++\r\ntitle = 1\r\n+++\r\n", "front matter is TOML (`+++`); write it as YAML between `---` lines"),
        ('{\n"title": 1\n}\n', "front matter is JSON; write it as YAML between `---` lines"),
        (
            "---\ntitle: Pump\n",
            "line 1: front matter is opened here and never closed; write a line `---` after its last key",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_adopted_says_what_to_mend_and_is_not_touched(repo: Repo, text: str, says: str) -> None:
    found = one(repo, text + PUMP, wanted=True)
    assert (found.state, found.says) == ("blocked", says)
    assert read(repo) == (text + PUMP).encode()


@pytest.mark.parametrize(
    "front",
    [
        "---\na: [1\n---\n",
        "---\na: 1\na: 2\n---\n",
        "---\na: &x 1\n---\n",
        "---\n- a\n---\n",
        "---\njust words\n---\n",
        "\n---\na: 1\n---\n",
        "---\na: 1\n...\n",
    ],
)
def test_broken_front_matter_is_never_touched(repo: Repo, front: str) -> None:
    assert one(repo, front + PUMP, kind="runbook", wanted=True).state == "blocked"
    assert read(repo) == (front + PUMP).encode()


@pytest.mark.parametrize("data", [b"# Pump runbook\xff", b"\xff\xfe#\0", b"# a\0b", b"#" * (2 * 1024 * 1024 + 1)])
def test_files_that_cannot_be_read_are_told_and_left_alone(repo: Repo, data: bytes) -> None:
    found = one(repo, data, kind="runbook", wanted=True)
    assert (found.state, bool(found.says)) == ("blocked", True)
    assert read(repo) == data


def test_a_link_out_of_the_project_is_not_followed(repo: Repo) -> None:
    inner = Repo(repo.root / "inner").write({"opsgate.toml": ""})
    repo.write({"outside.md": PUMP})
    (inner.root / "pump.md").symlink_to(repo.root / "outside.md")
    found = proposed(inner, "pump.md", kind="runbook", wanted=True)
    assert [(each.state, each.says) for each in found] == [("blocked", "it is a link that leads out of the project")]
    assert read(repo, "outside.md") == PUMP.encode()


def test_a_file_outside_the_project_is_refused(repo: Repo) -> None:
    inner = Repo(repo.root / "inner").write({"opsgate.toml": ""})
    repo.write({"outside.md": PUMP})
    with pytest.raises(OpsgateError, match="lies outside the project"):
        proposed(inner, "../outside.md")


def test_a_folder_stands_for_what_the_project_includes(repo: Repo) -> None:
    repo.write({"opsgate.toml": 'exclude = ["old/**"]\n', "docs/a.md": PUMP, "old/b.md": PUMP, "docs/c.txt": PUMP})
    assert [each.path for each in proposed(repo)] == ["docs/a.md"]


def test_no_file_at_all_is_said(repo: Repo) -> None:
    repo.write({"docs/c.txt": ""})
    with pytest.raises(NothingChecked, match="there is no Markdown file there"):
        proposed(repo, "docs")


def test_a_kind_that_was_said_is_taken_without_a_guess(repo: Repo) -> None:
    found = one(repo, "# Notes\n\nNothing.\n", kind="kb-article")
    assert (found.state, found.kind, found.guess) == ("adopt", "kb-article", None)
    assert found.entries[0] == Entry("kind", "kb-article", "--kind")


def test_a_document_of_a_kind_is_not_given_another(repo: Repo) -> None:
    found = one(repo, "---\nkind: runbook\n---\n" + PUMP, kind="kb-article", wanted=True)
    assert (found.state, found.says) == (
        "blocked",
        "it is a runbook already, by `kind:` in its front matter; change that by hand",
    )


def test_a_document_that_the_configuration_gives_a_kind_has_one(repo: Repo) -> None:
    repo.write({"opsgate.toml": '[kinds]\n"docs/*.md" = "runbook"\n'})
    assert one(repo, PUMP).state == "already"


def test_an_empty_kind_and_title_are_filled_in_where_they_stand(repo: Repo) -> None:
    found = one(repo, "---\nkind:\ntitle:\nx: 1\n---\n" + PUMP)
    assert found.after.startswith("---\nkind: runbook\ntitle: Pump runbook\nx: 1\nstatus: draft\n")


def test_front_matter_in_a_block_of_the_text_is_left_to_the_configuration(repo: Repo) -> None:
    text = "# Product operation guide\n\n## Metadata\n\n```yaml\nproject: Fountain\n```\n\n## 3. Installation\n\n## 6. Operations\n"
    found = one(repo, text, kind="operation-guide", wanted=True)
    assert found.state == "blocked"
    assert '`"docs/pump.md" = "operation-guide"` below `[kinds]`' in found.says


def test_without_a_heading_the_name_of_the_file_is_the_title(repo: Repo) -> None:
    found = one(repo, "Drain it.\n", "docs/drain-the_basin.md", kind="kb-article")
    assert found.entries[1] == Entry("title", "Drain the basin", "the name of the file")


def test_values_of_a_required_key_that_only_a_choice_fits_are_left_out(repo: Repo) -> None:
    found = one(repo, "# Support\n", kind="support-process")
    assert "external_users" in found.fields
    assert "external_users" not in found.after


def test_a_file_that_changed_meanwhile_is_not_written(repo: Repo) -> None:
    from opsgate.edges.adopt.adopting import write  # noqa: PLC0415 - the step between proposal and file

    found = one(repo, PUMP)
    repo.write({"docs/pump.md": PUMP + "more\n"})
    done = write(repo.root, found)
    assert (done.state, done.says) == ("blocked", "it changed while it was read; run again")
    assert read(repo) == (PUMP + "more\n").encode()


def test_a_folder_of_one_kind_can_be_given_it_in_the_configuration(repo: Repo) -> None:
    repo.write({f"ops/runbooks/{name}.md": PUMP for name in "abcd"} | {"ops/other/a.md": PUMP, "notes/README.md": "x"})
    assert adopt(project(repo), (".",), base=repo.root)[1] == {"ops/runbooks/*.md": "runbook"}
    repo.write({"opsgate.toml": '[kinds]\n"ops/runbooks/*.md" = "runbook"\n'})
    states = {each.path: each.state for each in proposed(repo)}
    assert {path: state for path, state in states.items() if path.startswith("ops/runbooks/")} == {
        f"ops/runbooks/{name}.md": "already" for name in "abcd"
    }


def test_a_folder_with_a_file_of_another_sort_or_not_wholly_looked_at_is_not(repo: Repo) -> None:
    files = {f"ops/runbooks/{name}.md": PUMP for name in "abcd"}
    repo.write(files | {"ops/runbooks/README.md": "# Index\n"})
    assert adopt(project(repo), (".",), base=repo.root)[1] == {}
    (repo.root / "ops/runbooks/README.md").unlink()
    assert adopt(project(repo), tuple(sorted(files)[:3]), base=repo.root)[1] == {}


BODIES = st.text(st.sampled_from("ab#-: \n\r\t`|{}[]é\u2028\U0001f600'\"&*"), max_size=60)


@given(body=BODIES, mark=st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_whatever_the_text_is_everything_below_the_front_matter_stays(tmp_path: Path, body: str, mark: bool) -> None:
    raw = ("\ufeff" if mark else "") + body
    held = document("a.md", raw)
    try:
        after = with_values(held, {"kind": "runbook", "title": "a: b"})
    except OpsgateError:
        return
    assert after.endswith(held.text.raw[held.front.body :])
    again = document("a.md", after)
    assert {**held.meta, "kind": "runbook", "title": "a: b"} == again.meta
    assert tmp_path.is_dir()


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\r\n", "\n"]), max_size=12).map("".join)


@given(head=LINES, new=LINES, rest=LINES)
@settings(deadline=None, max_examples=200)
def test_the_diff_says_what_was_removed_and_what_was_added(head: str, new: str, rest: str) -> None:
    lines = list(unified("a.md", head + rest, new + rest, len(head)))[2:]
    removed = [line[1:] for line in lines if line.startswith("-")]
    added = [line[1:] for line in lines if line.startswith("+")]
    kept_old = [each for each in head.splitlines() if each]
    assert set(removed) <= {*head.splitlines(), *rest.splitlines()}
    assert set(added) <= {*new.splitlines(), *rest.splitlines()}
    assert bool(lines) == (head + rest != new + rest) or not kept_old


def test_the_diff_has_the_form_that_patch_reads() -> None:
    assert list(unified("a.md", "x\ny", "---\nk: 1\n---\n\nx\ny", 0)) == [
        "--- a/a.md",
        "+++ b/a.md",
        "@@ -1,2 +1,6 @@",
        "+---",
        "+k: 1",
        "+---",
        "+",
        " x",
        " y",
        "\\ No newline at end of file",
    ]


def test_a_great_change_is_shown_as_one() -> None:
    before = "".join(f"{number}\n" for number in range(2000))
    lines = list(unified("a.md", before, "x\n" + before, 9_000))
    assert lines[2].startswith("@@ -")
    assert "+x" in lines
