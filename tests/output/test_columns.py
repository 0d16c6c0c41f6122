"""Columns in code points, UTF-16 units and bytes of UTF-8: three ways to count the same characters."""

from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.words.text import Position, Text

LINES = st.text(st.sampled_from("aé𝛑\u20ac|\t\u2028\x0b ") | st.sampled_from("\r\n"), max_size=20)


@settings(deadline=None)
@given(LINES, st.booleans(), st.data())
def test_the_three_columns_name_the_same_character(raw: str, mark: bool, data: st.DataObject) -> None:
    text = Text("\ufeff" * mark + raw)
    offset = data.draw(st.integers(0, len(text)))
    position = text.position(offset)
    assert text.offset(*position) == offset
    before = text.raw[text.starts[position.line - 1] : offset]
    bom = 3 if mark and position.line == 1 else 0
    assert text.utf8(position) == (position.line, len(before.encode()) + bom + 1)
    assert text.utf16(position) == (position.line, len(before.encode("utf-16-le")) // 2 + 1)


def test_columns_differ_where_characters_are_wide() -> None:
    text = Text("\ufeffa𝛑b\nä|")
    assert [text.utf8(Position(1, column)) for column in (1, 2, 3, 4)] == [(1, 4), (1, 5), (1, 9), (1, 10)]
    assert [text.utf16(Position(1, column)) for column in (1, 2, 3, 4)] == [(1, 1), (1, 2), (1, 4), (1, 5)]
    assert text.utf8(Position(2, 2)) == (2, 3)
