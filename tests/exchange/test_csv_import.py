"""Columns by name, cells that break out of nothing, and what is kept."""

import pytest

from opsgate.edges.exchange.csv.importing import Wish
from opsgate.edges.exchange.csv.kept import Kept, kept_in
from opsgate.edges.exchange.csv.match import match_columns
from opsgate.reading.document import document
from opsgate.running.suppress import Suppressions, suppressions
from opsgate.words.errors import OpsgateError
from tests.exchange.csvcase import KINDS, STARTERS, cells, export_of, imported, subject, subjects

KB = KINDS["kb-article"]
TELEMETRY = KINDS["telemetry"]


@pytest.mark.parametrize(
    ("name", "column", "place"),
    [
        ("kb-article", "Last Reviewed", ("meta", "last_reviewed")),
        ("kb-article", "LAST_REVIEWED", ("meta", "last_reviewed")),
        ("kb-article", "Problem Statement", ("section", "problem")),
        ("kb-article", "Root cause", ("section", "cause")),
        ("kb-article", "Tags", ("meta", "tags")),
        ("kb-article", "Name", ("meta", "title")),
        ("telemetry", "threshold/alert", ("row", "threshold")),
        ("telemetry", "Dashboard Link", ("row", "dashboard")),
        ("versioning-policy", "Compatible with", ("row", "compatible_with")),
        ("service-notes", "Test After Service", ("section", "test-after")),
        ("service-notes", "Skill", ("meta", "skill")),
        ("runbook", "Backups/Restore Steps", ("section", "backup-restore")),
        ("eol-plan", "EOL Date", ("meta", "eol_date")),
    ],
)
def test_a_column_is_found_by_its_csv_name_its_field_or_an_alias_without_case(
    name: str, column: str, place: tuple[str, str]
) -> None:
    (target,) = match_columns([column], KINDS[name]).targets
    assert target is not None
    assert (target.where, target.at) == place


@pytest.mark.parametrize("column", ["gates", "relations", "kind", "Approvals", "Flavour", ""])
def test_no_column_sets_what_commands_say(column: str) -> None:
    assert match_columns([column], KB).targets == (None,)


def test_a_misspelt_column_is_refused_with_the_name_that_it_may_mean() -> None:
    with pytest.raises(OpsgateError) as caught:
        imported(TELEMETRY, "Metric,Frequncy\nRate,10s\n")
    assert str(caught.value) == (
        "rows.csv: telemetry has no column “Frequncy”; did you mean “Frequency”? Rename it, or say what it is: "
        "`--column 'Frequncy=Frequency'`, or `--column 'Frequncy='` to keep its cells aside"
    )
    taken = imported(TELEMETRY, "Metric,Frequncy\nRate,10s\n", wish=Wish(columns={"frequncy": "frequency"}))
    assert "| Rate |  | 10s |" in taken.made[0].text
    aside = imported(TELEMETRY, "Metric,Frequncy\nRate,10s\n", wish=Wish(columns={"Frequncy": ""}))
    assert aside.made[0].kept == (Kept("Frequncy", "10s", ("rate",)),)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"Metrc": "Metric"}, "there is no column “Metrc”; did you mean “Metric”?"),
        ({"Metric": "Sorce"}, "the telemetry has no field “Sorce”; did you mean “Source”?"),
        ({"Metric": "Nonsense"}, "the telemetry has no field “Nonsense”; `opsgate kind telemetry` lists its fields"),
    ],
)
def test_what_a_column_stands_for_has_to_exist(columns: dict[str, str], said: str) -> None:
    with pytest.raises(OpsgateError) as caught:
        imported(TELEMETRY, "Metric\nRate\n", wish=Wish(columns=columns))
    assert str(caught.value) == said


def test_two_columns_for_one_field_and_no_column_at_all_are_refused() -> None:
    with pytest.raises(OpsgateError) as caught:
        imported(TELEMETRY, "Threshold,Threshold/Alert\n1,2\n")
    assert str(caught.value).startswith("the columns “Threshold” and “Threshold/Alert” are both the telemetry's")
    with pytest.raises(OpsgateError) as caught:
        imported(TELEMETRY, "Colour,Shape\nred,round\n")
    assert str(caught.value) == (
        "rows.csv: none of its columns is the telemetry's; they are: "
        "Metric, Source, Frequency, Threshold, Dashboard, Retention, Owner"
    )


def test_a_document_that_nothing_would_read_is_refused() -> None:
    rows = "Metric,Source\n" + "".join(f"{number},{'x' * 100_000}\n" for number in range(22))
    with pytest.raises(OpsgateError) as caught:
        imported(TELEMETRY, rows)
    assert str(caught.value) == ("rows.csv: `docs/telemetry.md` would be larger than the 2 MiB that are read; split it")


def test_a_column_of_no_field_is_kept_and_said_once() -> None:
    batch = imported(KB, 'Topic,Flavour,\nA,"sweet --> <b>",x\nB,sour,\n')
    assert [(str(problem), problem.hint) for problem in batch.problems] == [
        ("rows.csv:1: the column “Flavour” is none of kb-article's; its cells are kept in a comment",
         "`opsgate kind kb-article` lists its fields"),
        ("rows.csv:1: column 3 has no name; its cells are kept in a comment",
         "`opsgate kind kb-article` lists its fields"),
    ]  # fmt: skip
    first, second = subjects(KB, batch)
    assert first.document.text.raw.endswith(
        "\n\n<!-- kept by opsgate import: cells that have no other place here\n"
        '{"column": "Flavour", "cell": "sweet -\\u002d\\u003e \\u003cb\\u003e"}\n'
        '{"column": "column 3", "cell": "x"}\n-->\n'
    )
    assert kept_in(first.document) == (Kept("Flavour", "sweet --> <b>"), Kept("column 3", "x"))
    assert kept_in(second.document) == (Kept("Flavour", "sour"),)


@pytest.mark.parametrize(
    "cell",
    ["```sh\nrm -rf /", "~~~\nx", "<!-- open", "<script>", "a\n---\n\n# Top\n\n<!--", "<!-- opsgate: ignore-file -->",
     "x\n\n<!-- opsgate ignore placeholder -- no -->", "<!-- kept by opsgate import: x -->", "<pre>", "###### a\n\n# b"],
)  # fmt: skip
def test_what_would_break_out_of_its_section_stands_in_a_fence_and_comes_back(cell: str) -> None:
    rows = f'Topic,Problem,Resolution\nA,"{cell}",1. Go.\n'
    (document,) = subjects(KB, imported(KB, rows))
    assert [section.title for section in document.document.outline.sections if section.level == 2] == [
        "Problem", "Resolution",
    ]  # fmt: skip
    assert document.document.outline.comments[1:] == ()
    assert cells(export_of(KB, [document], raw=True))[1][:3] == ["A", cell, "1. Go."]
    (block,) = document.structure.found["problem"].blocks
    assert (block.kind, block.info) == ("fence", "text as-imported")


def test_headings_in_a_cell_move_below_its_section_and_keep_their_order() -> None:
    rows = 'Topic,Problem\nA,"# One\n\n```\n# no heading\n```\n\n## Two\n\n---\n"\n'
    (document,) = subjects(KB, imported(KB, rows))
    moved = "### One\n\n```\n# no heading\n```\n\n#### Two\n\n---"
    assert cells(export_of(KB, [document]))[1][1] == moved
    assert [child.title for child in document.structure.found["problem"].walk()] == ["Problem", "One", "Two"]


def test_markdown_in_a_cell_stays_as_it_is() -> None:
    text = "Hold **both** keys:\n\n1. one\n2. two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![it](x.png)"
    (made,) = imported(KB, f'Topic,Resolution\nA,"{text}"\n').made
    assert made.text.endswith(f"## Resolution\n\n{text}\n")


def test_cells_of_a_register_stay_in_their_cell() -> None:
    rows = 'Metric,Source,Threshold,Owner\n"a|b\\|c","one\n\ntwo","<br><!-- x -->","[Sam](x.md) `|`"\n'
    (made,) = imported(TELEMETRY, rows).made
    assert "| a\\|b\\\\|c | one<br><br>two |  | &lt;br>&lt;!-- x --> |  |  | [Sam](x.md) `\\|` |" in made.text
    assert made.kept == ()
    assert cells(export_of(TELEMETRY, [subject(TELEMETRY, made.path, made.text)]))[1] == [
        "a|b\\|c", "one\n\ntwo", "", "<br><!-- x -->", "", "", "[Sam](x.md) `|`",
    ]  # fmt: skip


def test_what_a_table_cannot_show_in_full_is_kept_for_the_export_until_somebody_edits_the_cell() -> None:
    rows = 'Metric,Source,Owner\nRate,"    code\n    more",&lt;br\n'
    (made,) = imported(TELEMETRY, rows).made
    document = subject(TELEMETRY, made.path, made.text)
    assert cells(export_of(TELEMETRY, [document]))[1][:2] == ["Rate", "    code\n    more"]
    edited = subject(TELEMETRY, made.path, made.text.replace("code<br>    more", "device"))
    assert cells(export_of(TELEMETRY, [edited]))[1][:2] == ["Rate", "device"]


def test_files_are_named_by_the_key_and_never_over_another() -> None:
    rows = (
        "Topic\nNo boot\nNO-BOOT!\n../../etc/passwd\n!!!\n"
        + "x" * 300
        + "\nÄpfel & Öl\nA\u0308pfel + Öl\nCON\nnul.txt\n"
    )
    batch = imported(KB, rows, wish=Wish(taken=["docs/kb/NO-boot.md"]))
    assert [made.path for made in batch.made] == [
        "docs/kb/no-boot-2.md", "docs/kb/no-boot-3.md", "docs/kb/etc-passwd.md", "docs/kb/kb-article.md",
        f"docs/kb/{'x' * 80}.md", "docs/kb/äpfel-öl.md",
        "docs/kb/äpfel-öl-2.md", "docs/kb/con-page.md", "docs/kb/nul-txt.md",
    ]  # fmt: skip


@pytest.mark.parametrize("name", [name for name in STARTERS if KINDS[name].register is None])
def test_the_same_rows_twice_change_nothing(name: str) -> None:
    kind = KINDS[name]
    documents = subjects(kind, imported(kind, STARTERS[name]))
    again = imported(kind, STARTERS[name], documents)
    assert [(made.path, made.text) for made in again.made] == [(made.path, made.old) for made in again.made]


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("Known Issues", "P3 cosmetic; P1 data loss, rarely", [
            {"severity": "P3", "summary": "cosmetic"}, {"severity": "P1", "summary": "data loss, rarely"},
        ]),
        ("Known Issues", "None", []),
        ("Rollback", "target: v1.1; plan: #rollback; last drill: 2026-11-01 Pass", {
            "target": "v1.1", "plan": "#rollback", "last_drill": "2026-11-01 Pass",
        }),
        ("Artifacts", "dist/a.zip; sha256:" + "ab" * 32 + "; sig:dist/a.sig\nhttps://x.example/b; sha256:" + "cd" * 32, [
            {"path": "dist/a.zip", "sha256": "ab" * 32, "signature": "dist/a.sig"},
            {"url": "https://x.example/b", "sha256": "cd" * 32},
        ]),
        ("Evidence", "a.xml, b.xml", ["a.xml", "b.xml"]),
        ("Evidence", '[{""path"": ""a.xml"", ""suite"": ""unit""}]', [{"path": "a.xml", "suite": "unit"}]),
        ("SBOM", "a.json; b.json", ["a.json", "b.json"]),
    ],
)  # fmt: skip
def test_compound_cells_are_values_and_come_back(column: str, cell: str, value: object) -> None:
    kind = KINDS["release-checklist"]
    batch = imported(kind, f'Release,{column}\nv1.2,"{cell}"\n')
    (document,) = subjects(kind, batch)
    key = next(each.at for each in kind.fields if each.csv == column)
    assert (document.meta[key], batch.problems) == (value, ())
    index = kind.csv.index(column)
    again = imported(kind, export_of(kind, [document]))
    assert subjects(kind, again)[0].meta[key] == value
    assert cells(export_of(kind, [document]))[1][index] == cell.replace('""', '"').replace(", b.xml", "; b.xml")


@pytest.mark.parametrize("name", ["kb-article", "release-checklist"])
def test_no_cell_says_what_decides_which_gates_open(name: str) -> None:
    kind = KINDS[name]
    key = kind.csv[0]
    columns = ("kind", "level", "gates", "relations", "rows")
    row = 'v1,record,hobby,"{""exit"": ""done""}",../x.md,x.csv\n'
    made = imported(kind, f"{key},{','.join(columns)}\n{row}").made[0]
    meta = document(made.path, made.text).meta
    assert {column: meta.get(column) for column in columns} == {
        **dict.fromkeys(columns), "kind": name, "relations": meta.get("relations"),
    }  # fmt: skip
    assert "../x.md" not in str(meta.get("relations"))
    assert tuple(kept.column for kept in made.kept) == columns


def test_a_cell_approves_nothing() -> None:
    given = '[{""role"": ""Eng"", ""who"": ""@sam"", ""date"": ""2026-11-01""}]'
    batch = imported(KINDS["release-checklist"], f'Release,Approvals\nv1,"{given}"\nv2,Eng: @sam 2026-11-01\n')
    assert [document(made.path, made.text).meta.get("approvals") for made in batch.made] == [None, None]
    assert [problem.hint for problem in batch.problems] == [
        "write the roles alone, as in `Eng/QA/PM`; `opsgate approve` says who did"
    ] * 2


def test_no_cell_gives_opsgate_orders() -> None:
    order = "x # opsgate: ignore OG401 -- y"
    batch = imported(KB, f"Topic,Problem,Owner\n{order},<!-- opsgate: ignore OG401 -- y -->,@sam\n")
    made = subject(KB, batch.made[0].path, batch.made[0].text)
    assert suppressions(made.document) == Suppressions([], [], [])
    assert made.meta["title"] == "x  opsgate: ignore OG401 -- y"
    assert kept_in(made.document) == (Kept("Topic", order),)
    assert [str(problem) for problem in batch.problems] == [
        "rows.csv:2: “Topic”: a directive to opsgate stands in it; the cell is kept in a comment"
    ]
    rows = imported(TELEMETRY, f"Metric,Source\n<!-- opsgate: ignore OG401 -- y -->,{order}\n").made[0]
    assert suppressions(document(rows.path, rows.text)) == Suppressions([], [], [])
