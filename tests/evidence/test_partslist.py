"""Lists of parts are read by their column names, and rows at fault are told."""

import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.judging.evidence import partslist
from opsgate.judging.evidence.partslist import Fault, Part, PartsList, read_parts
from opsgate.judging.evidence.trouble import Unreadable

BOM = Path(__file__).parents[2] / "examples" / "lantern" / "hardware" / "bom.csv"


def read(text: str) -> PartsList:
    return read_parts(text.encode(), "hardware/bom.csv")


def faults(text: str) -> list[tuple[int, str]]:
    return [(line, message) for line, message in read(text).faults]


def refused(data: bytes) -> tuple[str, int]:
    with pytest.raises(Unreadable) as caught:
        read_parts(data, "bom.csv")
    assert caught.value.hint
    return caught.value.reason, caught.value.line


def test_the_example_is_read() -> None:
    found = read_parts(BOM.read_bytes(), "hardware/bom.csv")
    assert (found.path, len(found.parts), found.faults) == ("hardware/bom.csv", 10, ())
    assert found.named(" bat-210 ") == (
        Part("BAT-210", "Battery pack, 5200 mAh, with plug", Decimal(1), "pc", "D", "released", 4),
    )
    assert found.columns == {"part number", "description", "quantity", "unit", "revision", "status"}


@pytest.mark.parametrize(
    "title",
    [
        "PN",
        "P/N",
        "Part number",
        "part_number",
        "PartNumber",
        "Part No.",
        "Part #",
        "MPN",
        " Mfr. Part Number ",
        "SKU",
        "ITEM NO",
    ],
)
def test_a_part_number_goes_by_many_names(title: str) -> None:
    assert [part.number for part in read(f"Qty,{title}\n2,A-1\n").parts] == ["A-1"]


def test_the_best_name_is_taken() -> None:
    assert [part.number for part in read("Item No,MPN,Part Number\n1,X,A-1\n").parts] == ["A-1"]
    assert [part.number for part in read("Item No,MPN\n1,X\n").parts] == ["X"]


@pytest.mark.parametrize(
    "text",
    ["PN;Qty\nA-1;2\n", "PN\tQty\nA-1\t2\n", "sep=;\nPN;Qty\nA-1;2\n", "\ufeffPN,Qty\r\nA-1,2\r\n", "PN,Qty\rA-1,2"],
)
def test_separators_line_ends_and_a_byte_order_mark_do_not_matter(text: str) -> None:
    found = read(text)
    assert [(part.number, part.quantity) for part in found.parts] == [("A-1", Decimal(2))]
    assert found.faults == ()


def test_lines_count_from_the_top_of_the_file() -> None:
    assert [part.line for part in read('sep=,\nPN,Name\n"A-1","two\nlines"\n\nA-2,b\n').parts] == [3, 6]


@pytest.mark.parametrize(
    ("status", "released"),
    [
        ("released", True),
        ("Released", True),
        ("", None),
        ("not released", False),
        ("draft", False),
        ("obsolete", False),
    ],
)
def test_only_released_is_released(status: str, released: bool | None) -> None:
    assert [part.released for part in read(f"PN,Status\nA-1,{status}\n").parts] == [released]


def test_a_list_without_a_status_says_nothing_of_it() -> None:
    assert [part.released for part in read("PN\nA-1\n").parts] == [None]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("PN,Qty\nA-1,1\n a-1 ,2\n", [(3, "the part number `a-1` stands in line 2 already")]),
        ("PN,Qty\n,1\n", [(2, "the row has no part number")]),
        ("PN,Qty\nA-1\n", [(2, "the row has 1 cells, the header 2, with a comma between them")]),
        ("PN,Qty\nA-1,1,x\n", [(2, "the row has 3 cells, the header 2: `x` is in no column")]),
        ("PN,Qty\nA-1,1,,\n", []),
        ("PN,Qty\n,\n  ,\n", []),
        ("PN,Qty\nA-1,many\n", [(2, "`many` is no quantity; a number such as `4` is expected")]),
        ("PN,Qty\nA-1,-1\n", [(2, "`-1` is no quantity; a number such as `4` is expected")]),
        ("PN,Qty\nA-1,1e9\n", [(2, "`1e9` is no quantity; a number such as `4` is expected")]),
        ("PN,Qty\nA-1,A/R\n", []),
        (
            'PN,Qty\nA-1,1\n"A-2,2\nA-3,3\n',
            [(3, "a quote opens in this row and is never closed: all that follows is read as one cell")],
        ),
    ],
)
def test_rows_at_fault_are_told_with_their_line(text: str, told: list[tuple[int, str]]) -> None:
    assert faults(text) == told


def test_faults_are_in_the_order_of_lines() -> None:
    assert read("PN,Qty\n,1\nA-1\nA-2,x\n").faults == (
        Fault(2, "the row has no part number"),
        Fault(3, "the row has 1 cells, the header 2, with a comma between them"),
        Fault(4, "`x` is no quantity; a number such as `4` is expected"),
    )


def test_both_parts_of_one_number_are_found() -> None:
    assert [part.line for part in read("PN\nA-1\nA-1\n").named("A-1")] == [2, 3]
    assert read("PN\nA-1\n").named("A-2") == ()


@pytest.mark.parametrize(("text", "quantity"), [("4", Decimal(4)), ("0.5", Decimal("0.5")), ("0;5", None)])
def test_quantities_are_decimal(text: str, quantity: Decimal | None) -> None:
    assert [part.quantity for part in read(f"PN,Qty\nA-1,{text}\n").parts] == [quantity]


def test_a_comma_may_be_a_decimal_sign() -> None:
    assert [part.quantity for part in read("PN;Qty\nA-1;0,5\n").parts] == [Decimal("0.5")]


def test_a_header_alone_has_no_parts() -> None:
    assert (read("PN,Qty\n").parts, read("PN,Qty").faults) == ((), ())


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", "the file is empty; a header and rows are expected", 1),
        (b"\xef\xbb\xbf\n\n", "the file is empty; a header and rows are expected", 1),
        ("PN\nA".encode("utf-16"), "the file is saved as UTF-16", 1),
        (gzip.compress(b"PN"), "the file is compressed, or a workbook; CSV is expected", 1),
        (b"PK\x03\x04...", "the file is compressed, or a workbook; CSV is expected", 1),
        (b"PN\nA\nk\xfcche", "the file is not UTF-8: byte 0xfc cannot be read", 3),
        (b"PN\nA\0", "the file is binary: it holds a zero byte", 2),
        (b"Name,Qty\nA,1\n", "no column is the part number: the first row names `Name`, `Qty`", 1),
        (b"sep=;\nName;Qty\n", "no column is the part number: the first row names `Name`, `Qty`", 2),
        (b"PN,pn\nA,B\n", "two columns are named `PN`", 1),
        (b'PN,"Qty\nA,1\n', "a quote opens in the header and is never closed", 1),
        (b"PN" + b"," * 2_000, "the header has 2,001 columns, at most 1,000 are read", 1),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, reason: str, line: int) -> None:
    assert refused(data) == (reason, line)


def test_headers_cells_and_rows_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(b"a," * 500_000) == ("the header is longer than 65,536 characters", 1)
    assert refused(b"PN\n" + b"," * 2_500_000) == ("there are about 2,500,001 cells, at most 2,000,000 are read", 1)
    monkeypatch.setattr(partslist, "MAX_ROWS", 2)
    assert refused(b"PN\nA\nB\n\nC\n") == ("there are more than 2 rows", 5)


def test_what_is_too_large_is_refused() -> None:
    assert refused(b" " * (partslist.MAX_BYTES + 1)) == ("20.0 MiB is more than the 20 MiB that are read", 1)


@given(st.lists(st.text(st.sampled_from('Aa1,;\n\r"\t =')), max_size=12))
def test_every_row_is_a_part_or_a_fault(rows: list[str]) -> None:
    found = read("PN,Qty\n" + "\n".join(rows))
    lines = {part.line for part in found.parts} | {fault.line for fault in found.faults}
    assert lines or not any(character in "Aa1=" for row in rows for character in row)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", b"PN\n"):
        try:
            assert read_parts(start + data, "x").path == "x"
        except Unreadable as error:
            assert error.line >= 1
