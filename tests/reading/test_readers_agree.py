"""The two readers give equal trees on whatever is written: each is the other's oracle."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgate.reading.readers import fast, reference
from tests.reading.readers_agree import both, sound

_WORDS = st.sampled_from(
    "word deploy *em* **strong** ***both*** _em_ __s__ ~~gone~~ ~5 `code` ``co`de`` [link](url) [l](<a b> 'title') "
    "[ref] [text][ref] [ref][] ![alt](p.png) ![*a*][ref] <https://x.y> <me@x.y> <b> </b> <!--c--> \\* \\[ \\| \\ "
    "&amp; &copy; &#35; &nope; & é 🎉 e\u0301 日本語 * _ ** [ ] ( ) ! ` ~ | a_b_c http://x.y x*y*z - + 1. # > : "
    "[ref]: [broken]( **a* *a** [a[b]c](d) `a".split(" ")
)
_TEXT = st.lists(_WORDS, min_size=1, max_size=6).map(" ".join)
_GLUED = st.lists(_WORDS, min_size=1, max_size=6).map("".join)
_LINE = st.one_of(_TEXT, _TEXT, _GLUED)
_END = st.sampled_from(["", "  ", "\\", " ", "\t"])


def _paragraph() -> st.SearchStrategy[list[str]]:
    return st.lists(st.tuples(_LINE, _END).map("".join), min_size=1, max_size=3)


def _table() -> st.SearchStrategy[list[str]]:
    row = st.lists(st.one_of(_LINE, st.just("")), min_size=1, max_size=4).map(lambda cells: f"| {' | '.join(cells)} |")
    head = st.lists(_LINE, min_size=1, max_size=3).map(
        lambda cells: [f"| {' | '.join(cells)} |", "|" + ":-:|" * len(cells)]
    )
    return st.tuples(head, st.lists(row, max_size=3)).map(lambda parts: parts[0] + parts[1])


_LEAF = st.one_of(
    _paragraph(),
    _LINE.map(lambda text: [f"## {text}"]),
    st.tuples(_LINE, st.sampled_from(["===", "---", "=", " --"])).map(list),
    _table(),
    st.tuples(st.sampled_from(["```", "~~~~", "```py a"]), _LINE, _LINE).map(
        lambda parts: [parts[0], "# no heading", parts[1], "", "  " + parts[2], parts[0][:3] + parts[0][0]]
    ),
    _LINE.map(lambda text: ["    " + text, "", "      " + text]),
    _LINE.map(lambda text: ["<div>", text, "</div>"]),
    _LINE.map(lambda text: ["<!-- " + text, "", "-->"]),
    st.just(["***"]),
    _LINE.map(lambda text: [f"[ref]: /to 'ti{text[:1].strip()}t'"]),
    st.just(["[Other Label]: <to a>"]),
)


def _join(parts: list[list[str]], loose: bool) -> list[str]:
    lines: list[str] = []
    for part in parts:
        lines += part
        if loose:
            lines.append("")
    return lines


def _deeper(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    several = st.tuples(st.lists(inner, min_size=1, max_size=3), st.booleans()).map(lambda given: _join(*given))
    marker = st.sampled_from(["- ", "* ", "1. ", "10) ", "- [ ] ", "- [x] ", "-   "])
    item = st.tuples(marker, several).map(
        lambda given: [
            (given[0] if not number else " " * len(given[0].split("[")[0]) if line else "") + line
            for number, line in enumerate(given[1])
        ]
    )
    quote = several.map(lambda lines: ["> " + line if line else ">" for line in lines])
    return st.one_of(item, st.lists(item, min_size=1, max_size=3).map(lambda items: _join(items, False)), quote)


_DOCUMENT = st.tuples(
    st.lists(st.recursive(_LEAF, _deeper, max_leaves=6), min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from(["\n", "\n", "\r\n"]),
).map(lambda given: given[2].join(_join(given[0], given[1])))


@settings(max_examples=400, derandomize=True, deadline=None)
@given(_DOCUMENT)
def test_both_readers_give_the_same_on_generated_documents(raw: str) -> None:
    both(raw)


@settings(max_examples=500, derandomize=True, deadline=None)
@given(st.text(st.sampled_from("ab \n\n\t#>-*_`~[]()!<>&;|\\1.:=\"'é🎉\r\0"), max_size=40))
def test_both_readers_give_the_same_on_noise(raw: str) -> None:
    both(raw)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(_DOCUMENT, st.sampled_from(["---\nkind: é\n---\n", "---\r\na: 🎉\r\n---\r\n"]))
def test_what_stands_before_the_markdown_only_shifts_it(raw: str, front: str) -> None:
    both(front + raw, len(front))
    assert len(fast.read(front + raw, len(front)).blocks) == len(fast.read(raw).blocks)


@pytest.mark.parametrize("raw", ["", "\n", "  ", "\t\n \n", "\r\n", "\u00a0", "\ud800 a"])
def test_texts_with_next_to_nothing_in_them(raw: str) -> None:
    both(raw)


def test_generated_documents_are_mostly_read_by_the_fast_reader_itself() -> None:
    sound(reference.read("a"), "a")
    assert fast.attempt("# a\n\n- b\n\n| c |\n|---|\n| d |\n") is not None
