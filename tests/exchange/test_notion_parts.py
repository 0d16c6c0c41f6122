"""Names, values, properties and bodies of an export, read one by one."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.edges.exchange.notion.archive import opened
from opsgate.edges.exchange.notion.body import below, callouts, inert, merged, shifted
from opsgate.edges.exchange.notion.kinds import columns_of
from opsgate.edges.exchange.notion.names import Taken, file_name, notion_id, slug, split_id
from opsgate.edges.exchange.notion.pages import Pack, read_pack
from opsgate.edges.exchange.notion.values import Reference, as_day, references
from opsgate.knowing.kinds import Kinds
from opsgate.words.errors import OpsgateError
from tests.exchange.notionzip import called, id_of, relation, row_page, table, zipped

ID = id_of("x")
KIND = next(kind for kind in Kinds().all() if kind.name == "runbook")


@pytest.mark.parametrize(
    ("stem", "title", "id"),
    [
        (f"Runbooks {ID}", "Runbooks", ID),
        (f"Runbooks_{ID.upper()}", "Runbooks", ID),
        (ID, "", ID),
        (f"Plan 0f{ID}", f"Plan 0f{ID}", ""),
        (f"Plan {ID[:8]}-{ID[8:12]}-{ID[12:16]}-{ID[16:20]}-{ID[20:]}", "Plan", ID),
        ("Untitled", "Untitled", ""),
    ],
)
def test_a_name_is_a_title_and_an_id(stem: str, title: str, id: str) -> None:
    assert split_id(stem) == (title, id)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (f"https://www.notion.so/Some-Page-{ID}?pvs=21", (ID, "")),
        (f"https://www.notion.so/team/{ID}#{ID}", (ID, ID)),
        (f"https://app.notion.com/p/Some-Page-{ID}?pvs=21", (ID, "")),
        (f"https://team.notion.site/{ID[:8]}-{ID[8:12]}-{ID[12:16]}-{ID[16:20]}-{ID[20:]}", (ID, "")),
        ("https://www.notion.so/pricing", None),
        (f"https://example.com/{ID}", None),
        (f"Page%20{ID}.md", None),
    ],
)
def test_an_address_of_notion_names_a_page(address: str, found: tuple[str, str] | None) -> None:
    assert notion_id(address) == found


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("🛠️ Lantern — Ops Pack", "lantern-ops-pack"),
        ("v1.2", "v1.2"),
        ("v1.2.", "v1.2"),
        ("Owner’s Guide", "owners-guide"),
        ("Gateway: start/stop", "gateway-start-stop"),
        ("../../etc/passwd", "etc-passwd"),
        (".git", "git"),
        ("CON", "con-page"),
        ("nul.txt", "nul-txt"),
        ("Überblick ﬁle", "überblick-file"),
        ("안내서 2", "안내서-2"),
        ("हिन्दी", "हिन्दी"),
        ("🔥", "untitled"),
        ("", "untitled"),
        ("x" * 300, "x" * 80),
    ],
)
def test_a_title_becomes_a_file_name(title: str, name: str) -> None:
    assert slug(title) == name


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("front view.png", "front view.png"),
        ("a:b?.png", "a-b-.png"),
        (".git", "_git"),
        (".gitattributes", "_gitattributes"),
        ("aux.pdf", "_aux.pdf"),
        ("COM1", "_COM1"),
        ("trailing. .", "trailing"),
        ("\u202egnp.exe", "gnp.exe"),
        ("x" * 200 + ".png", "x" * 80 + ".png"),
        ("?", "-"),
    ],
)
def test_an_attachment_keeps_its_name_where_every_system_takes_it(name: str, clean: str) -> None:
    assert file_name(name) == clean


@given(st.text(max_size=120))
@settings(deadline=None)
def test_no_name_leads_elsewhere_or_is_hidden(title: str) -> None:
    for name in (f"{slug(title)}.md", file_name(title)):
        assert 0 < len(name.encode()) <= 200
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert name.strip(" ") == name
        assert name[0] != "."
        assert name[-1] not in ". "


def test_names_that_collide_by_case_or_form_are_told_apart() -> None:
    taken = Taken()
    found = [
        taken.file("kb", "login", ".md", "abcdef" + "0" * 26),
        taken.file("kb", "LOGIN", ".md", "abcdef" + "0" * 26),
        taken.file("KB", "Login", ".md", "abcdef" + "0" * 26),
        taken.file("kb", "é", ".md"),
        taken.file("kb", "e\u0301", ".md"),
        taken.folder("", "kb"),
        taken.file("", "kb", ""),
    ]
    assert found == [
        "kb/login.md", "kb/LOGIN-abcdef.md", "KB/Login-2.md", "kb/é.md", "kb/e\u0301-2.md", "kb-2", "kb-3"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", ()),
        (f"Gateway (a/Gateway%20{ID}.md)", (Reference("Gateway", f"a/Gateway%20{ID}.md"),)),
        (
            f"A, b and c (..%2FA.md), Store (Lagos) (Store%20(Lagos)%20{ID}.md)",
            (Reference("A, b and c", "..%2FA.md"), Reference("Store (Lagos)", f"Store%20(Lagos)%20{ID}.md")),
        ),
        (
            f"One (https://www.notion.so/One-{ID}?pvs=21), Two (https://www.notion.so/{ID})",
            (
                Reference("One", f"https://www.notion.so/One-{ID}?pvs=21"),
                Reference("Two", f"https://www.notion.so/{ID}"),
            ),
        ),
        (f"[One](One%20{ID}.md)", (Reference("One", f"One%20{ID}.md"),)),
        (f"../D/One%20{ID}.md, Two%20{ID}.md", (Reference("", f"../D/One%20{ID}.md"), Reference("", f"Two%20{ID}.md"))),
        ("Power, and fuses, Login", (Reference("Power, and fuses"), Reference("Login"))),
        ("Unknown, Login", (Reference("Unknown"), Reference("Login"))),
    ],
)
def test_a_relation_names_rows(value: str, said: tuple[Reference, ...]) -> None:
    assert references(value, {"Power, and fuses", "Login"}) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("November 3, 2026", "2026-11-03"),
        ("November 3, 2026 2:00 PM", "2026-11-03"),
        ("November 3, 2026 2:00 PM (CET)", "2026-11-03"),
        ("@November 3, 2026", "2026-11-03"),
        ("2026/11/03", "2026-11-03"),
        ("2026/11/03 14:00", "2026-11-03"),
        ("2026-11-03", "2026-11-03"),
        ("3. November 2026", "2026-11-03"),
        ("3 novembre 2026 14:00", "2026-11-03"),
        ("3 de noviembre de 2026", "2026-11-03"),
        ("2026년 11월 3일 오후 2:56", "2026-11-03"),
        ("2026年11月3日 17:09", "2026-11-03"),
        ("03/11/2026", None),
        ("November 31, 2026", None),
        ("November 3, 2026 → November 4, 2026", None),
        ("Novembering 3, 2026", None),
        ("", None),
    ],
)
def test_a_date_is_read_only_where_it_means_one_day(value: str, said: str | None) -> None:
    assert as_day(value) == said


def pack(tmp_path: Path, files: dict[str, str | bytes]) -> Pack:
    source = tmp_path / "export.zip"
    source.write_bytes(zipped(files))
    with opened(source) as archive:
        return read_pack(archive)


COLUMNS = ("Name", "Notes", "Done: really", "Link")


def test_properties_are_read_from_the_page_of_a_row(tmp_path: Path) -> None:
    base = called("Things")
    cells = ("One", "first\nsecond\n\nthird: no key\n\nNotes: nor this", "Yes", "https://example.com/a:b")
    found = pack(tmp_path, {
        f"{base}_all.csv": table(COLUMNS, cells),
        f"{base}/{called('One')}.md": row_page(COLUMNS, cells, "Name: a body line\n\nNotes: another"),
    })  # fmt: skip
    row = found.databases[0].rows[0]
    assert row.page is not None
    assert (row.cells, row.more) == (dict(zip(COLUMNS, cells, strict=True)), {})
    assert row.page.properties == dict(zip(COLUMNS[1:], cells[1:], strict=True))
    assert row.page.body == "Name: a body line\n\nNotes: another\n"


def test_lines_with_colons_that_are_no_properties_stay_in_the_body(tmp_path: Path) -> None:
    base = called("Things")
    text = "# One\n\nNote: be careful\nOwner: nobody\n"
    found = pack(tmp_path, {f"{base}_all.csv": table(COLUMNS, ("One", "", "", "")), f"{base}/{called('One')}.md": text})
    assert [(page.properties, page.body) for page in found.pages] == [({}, "\nNote: be careful\nOwner: nobody\n")]


def test_a_property_that_says_something_else_than_the_cell_is_not_lost(tmp_path: Path) -> None:
    base = called("Things")
    found = pack(tmp_path, {
        f"{base}_all.csv": table(COLUMNS, ("One", "old", "", "")),
        f"{base}/{called('One')}.md": row_page(COLUMNS, ("One", "new", "Yes", "")),
    })  # fmt: skip
    row = found.databases[0].rows[0]
    assert (row.cells["Notes"], row.cells["Done: really"], row.more) == ("old", "Yes", {"Notes": "new"})


def test_rows_of_one_title_get_the_page_that_says_the_same(tmp_path: Path) -> None:
    base = called("Things")
    rows = [("Untitled", f"note {number}", "", "") for number in range(3)]
    files: dict[str, str | bytes] = {f"{base}_all.csv": table(COLUMNS, *rows)}
    for number in (2, 0, 1):
        files[f"{base}/{called('Untitled', str(number))}.md"] = row_page(COLUMNS, rows[number], f"body {number}")
    database = pack(tmp_path, files).databases[0]
    assert [(row.cells["Notes"], row.page.body if row.page else "") for row in database.rows] == [
        ("note 0", "body 0\n"), ("note 1", "body 1\n"), ("note 2", "body 2\n")
    ]  # fmt: skip


def test_a_page_without_a_row_is_a_row(tmp_path: Path) -> None:
    base = called("Things")
    found = pack(tmp_path, {
        f"{base}.csv": table(COLUMNS, ("One", "a", "", "")),
        f"{base}/{called('Hidden')}.md": row_page(COLUMNS, ("Hidden", "b", "Yes", "")),
    })  # fmt: skip
    assert [row.cells for row in found.databases[0].rows] == [
        dict(zip(COLUMNS, ("One", "a", "", ""), strict=True)),
        dict(zip(COLUMNS, ("Hidden", "b", "Yes", ""), strict=True)),
    ]


def test_a_title_with_marks_of_markdown_is_that_of_its_row(tmp_path: Path) -> None:
    base = called("Things")
    rows = [("C", "a", "", ""), ("C++", "b", "", ""), ("Big pump", "c", "", "")]
    found = pack(tmp_path, {
        f"{base}_all.csv": table(COLUMNS, *rows),
        f"{base}/{called('Big pump')}.md": "# **Big** pump\n\nNotes: c\n\nbig",
        f"{base}/{called('C++')}.md": "# C++\n\nplus",
    })  # fmt: skip
    assert [row.page.body.strip() if row.page else None for row in found.databases[0].rows] == [None, "plus", "big"]


def test_an_export_of_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OpsgateError, match="the export holds neither Markdown nor CSV; export again, and choose"):
        pack(tmp_path, {f"{called('A')}.html": "<p>", "index.html": "<p>"})


def test_all_rows_are_preferred_to_the_current_view(tmp_path: Path) -> None:
    base = called("Things")
    found = pack(tmp_path, {
        f"{base}.csv": table(COLUMNS[:2], ("Two", "b"), ("Only here", "c")),
        f"{base}_all.csv": table(COLUMNS, ("One", "a", "", ""), ("Two", "b", "Yes", "")),
    })  # fmt: skip
    database = found.databases[0]
    assert database.path == f"{base}_all.csv"
    assert database.columns == COLUMNS
    assert [tuple(row.cells.values()) for row in database.rows] == [
        ("One", "a", "", ""), ("Two", "b", "Yes", ""), ("Only here", "c", "", "")
    ]  # fmt: skip


def test_pages_of_rows_are_found_in_folders_without_an_id_and_beside_the_database(tmp_path: Path) -> None:
    base = called("Things")
    one, two = ("One", "a", "", ""), ("Two", "b", "", "")
    found = pack(tmp_path, {
        f"{base}_all.csv": table(COLUMNS, one, two),
        f"Things/{called('One')}.md": row_page(COLUMNS, one, "1"),
        f"{called('Two')}.md": row_page(COLUMNS, two, "2"),
        f"{called('Three')}.md": "# Three\n\nThree is no row.\n",
    })  # fmt: skip
    assert [row.page.body if row.page else None for row in found.databases[0].rows] == ["1\n", "2\n"]
    assert [page.title for page in found.pages if page.database is None] == ["Three"]


def test_a_view_of_another_database_is_no_database(tmp_path: Path) -> None:
    base, view = called("Things"), called("Things due")
    rows = [("One", "a", "", ""), ("Two", "b", "Yes", "")]
    found = pack(tmp_path, {f"{base}_all.csv": table(COLUMNS, *rows), f"A/{view}.csv": table(COLUMNS, rows[1])})
    assert ([database.name for database in found.databases], found.views) == (
        ["Things"], {f"A/{view}.csv": f"{base}_all.csv"}
    )  # fmt: skip


def test_a_csv_file_without_an_id_is_an_attachment(tmp_path: Path) -> None:
    found = pack(tmp_path, {f"{called('A')}.md": "# A\n", f"{called('A')}/figures.csv": "a;b\n1;2\n"})
    assert ([member.path for member in found.attachments], found.databases) == ([f"{called('A')}/figures.csv"], [])


def test_cells_without_a_column_and_columns_of_one_name_keep_their_cells(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfName,Name,\nOne,Two,Three,Four\n"
    database = pack(tmp_path, {f"{called('Things')}_all.csv": data}).databases[0]
    assert database.rows[0].cells == {"Name": "One", "Name (2)": "Two", "Column 3": "Three", "Column 4": "Four"}


def test_callouts_become_quotes_and_code_stays() -> None:
    text = (
        "a\n\n<aside>\n💡 Look [here](b.md)\n\n- x\n\n</aside>\n\n```html\n<aside>\nx\n</aside>\n```\n\n<aside>\nopen\n"
    )
    assert callouts(text) == (
        "a\n\n> 💡 Look [here](b.md)\n>\n> - x\n\n```html\n<aside>\nx\n</aside>\n```\n\n<aside>\nopen\n"
    )


def test_headings_are_moved_and_code_is_not() -> None:
    assert shifted("# a\n\n```\n# b\n```\n\n## c\n\nd\n===\n", 1) == "## a\n\n```\n# b\n```\n\n### c\n\n## d\n"
    assert below("### a\n\n#### b\n", 3) == "### a\n\n#### b\n"
    assert below("no heading\n", 3) == "no heading\n"


def test_a_body_goes_into_the_sections_of_the_kind() -> None:
    text = "---\nkind: runbook\n---\n\n# T\n\n## Procedures\n\n### Start\n\n1. a\n\n## Known issues\n\nNone.\n\n<!-- kept -->\n"
    body = "intro\n\n# Starting\n\nb\n\n## more\n\n# Health checks\n\nc\n\n# Odd\n\nd\n\n# Stop\n\ne\n"
    found = merged(text, body, KIND, {"known-issues": "None."}, text.index("<!-- kept"))
    assert found.text == (
        "---\nkind: runbook\n---\n\n# T\n\nintro\n\n## Procedures\n\n### Start\n\n1. a\n\nb\n\n#### more\n\n"
        "### Stop\n\ne\n\n## Health checks\n\nc\n\n## Known issues\n\nNone.\n\n## Odd\n\nd\n\n<!-- kept -->\n"
    )
    assert (found.into, found.beside) == (("Starting", "Health checks", "Stop"), ("Odd",))


def test_what_the_scaffold_left_open_gives_way_to_what_the_page_says() -> None:
    text = "# T\n\n## Known issues\n\n<!-- guide -->\n\n[WRITE_THIS_SECTION]\n"
    found = merged(text, "# Known issues\n\nIt squeaks.\n\n# Gotchas\n\nAt night too.\n", KIND,
                   {"known-issues": "<!-- guide -->\n\n[WRITE_THIS_SECTION]"}, len(text))  # fmt: skip
    assert found.text == "# T\n\n## Known issues\n\nIt squeaks.\n\nAt night too.\n"


def test_the_relation_builder_writes_what_notion_writes() -> None:
    assert relation("A b", "D", called("A b")) == f"A b (D/A%20b%20{id_of('A b')}.md)"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("a\n\n<!-- opsgate: ignore OG401 -- x -->\n\nb", "a\n\n&lt;!-- opsgate: ignore OG401 -- x -->\n\nb"),
        ("a <!--OPSGATE ignore x--> b", "a &lt;!--OPSGATE ignore x--> b"),
        ("<!-- kept by opsgate import: x\n{}\n-->", "&lt;!-- kept by opsgate import: x\n{}\n-->"),
        ("<!-- open\n\n# A\n\n<!-- opsgate: x", "&lt;!-- open\n\n# A\n\n&lt;!-- opsgate: x"),
        ("<!-- mine -->\n\n```\n<!-- opsgate: x -->\n```", "<!-- mine -->\n\n```\n<!-- opsgate: x -->\n```"),
    ],
)
def test_a_page_gives_opsgate_no_orders_and_hides_nothing(body: str, shown: str) -> None:
    assert inert(body) == shown


def test_of_columns_that_mean_the_same_the_one_with_the_own_name_counts() -> None:
    telemetry = Kinds().get("telemetry")
    assert telemetry is not None
    assert columns_of(("Name", "Metric", "Source", "Data source"), telemetry) == {"Name": ""}
