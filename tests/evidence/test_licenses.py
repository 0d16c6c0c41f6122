"""Licence expressions against a list of allowed ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsgate.judging.evidence.licenses import Answer, allowed

ALLOWED = Answer("allowed")


def refused(*terms: str) -> Answer:
    named = terms[0] if len(terms) == 1 else ", ".join(terms[:-1]) + " and " + terms[-1]
    return Answer("refused", f"{named} {'is' if len(terms) == 1 else 'are'} not allowed")


@pytest.mark.parametrize(
    ("expression", "listed", "answer"),
    [
        ("MIT", ["MIT"], ALLOWED),
        ("mit", ["MIT"], ALLOWED),
        ("MIT", ["mit"], ALLOWED),
        ("  MIT\t", ["MIT"], ALLOWED),
        ("MIT", ["Apache-2.0"], refused("MIT")),
        ("MIT-0", ["MIT"], refused("MIT-0")),
        ("MIT OR GPL-3.0-only", ["MIT"], ALLOWED),
        ("GPL-3.0-only or MIT", ["MIT"], ALLOWED),
        ("MIT AND GPL-3.0-only", ["MIT"], refused("GPL-3.0-only")),
        ("GPL-3.0-only AND MIT", ["MIT"], refused("GPL-3.0-only")),
        ("MIT AND Apache-2.0", ["MIT", "Apache-2.0"], ALLOWED),
        ("ISC OR Zlib", ["MIT"], refused("ISC", "Zlib")),
        ("ISC AND ISC", ["MIT"], refused("ISC")),
        ("ISC OR Zlib OR Unlicense OR 0BSD OR BSL-1.0", ["MIT"], refused("ISC", "Zlib", "Unlicense", "2 more")),
        # AND binds closer than OR, whichever comes first
        ("MIT OR ISC AND Zlib", ["MIT"], ALLOWED),
        ("ISC AND Zlib OR MIT", ["MIT"], ALLOWED),
        ("(MIT OR ISC) AND Zlib", ["MIT"], refused("Zlib")),
        ("Zlib AND (ISC OR MIT)", ["MIT"], refused("Zlib")),
        ("MIT AND (ISC OR (Zlib AND MIT))", ["MIT", "Zlib"], ALLOWED),
        ("((MIT))", ["MIT"], ALLOWED),
        # entries that are expressions
        ("Apache-2.0", ["MIT OR Apache-2.0"], ALLOWED),
        ("MIT AND Apache-2.0", ["(MIT OR Apache-2.0)"], ALLOWED),
        # an exception belongs to its licence
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["GPL-2.0-only WITH Classpath-exception-2.0"], ALLOWED),
        (
            "GPL-2.0-only WITH Classpath-exception-2.0",
            ["GPL-2.0-only"],
            refused("GPL-2.0-only WITH Classpath-exception-2.0"),
        ),
        ("GPL-2.0-only", ["GPL-2.0-only WITH Classpath-exception-2.0"], refused("GPL-2.0-only")),
        ("Apache-2.0 WITH LLVM-exception AND MIT", ["MIT", "Apache-2.0 WITH LLVM-exception"], ALLOWED),
        ("GPL-2.0 with classpath-exception-2.0", ["GPL-2.0-only WITH Classpath-exception-2.0"], ALLOWED),
        ("GPL-2.0-with-classpath-exception", ["GPL-2.0-only WITH Classpath-exception-2.0"], ALLOWED),
        ("GPL-2.0+ WITH Classpath-exception-2.0", ["GPL-2.0-only WITH Classpath-exception-2.0"], ALLOWED),
        # names that were replaced, and "or later"
        ("GPL-2.0", ["GPL-2.0-only"], ALLOWED),
        ("GPL-2.0-only", ["GPL-2.0"], ALLOWED),
        ("GPL-2.0+", ["GPL-2.0-or-later"], ALLOWED),
        ("LGPL-2.1-or-later", ["LGPL-2.1+"], ALLOWED),
        ("GPL-2.0-or-later", ["GPL-2.0-only"], ALLOWED),
        ("GPL-2.0", ["GPL-2.0-or-later"], refused("GPL-2.0-only")),
        ("GPL-2.0-or-later", ["GPL-3.0-or-later"], refused("GPL-2.0-or-later")),
        ("GPL-3.0-or-later", ["LGPL-3.0-or-later"], refused("GPL-3.0-or-later")),
        ("AGPL-3.0", ["GPL-3.0"], refused("AGPL-3.0-only")),
        ("Apache-2.0+", ["Apache-2.0"], ALLOWED),
        ("Apache-2.0", ["Apache-2.0+"], refused("Apache-2.0")),
        # references
        ("LicenseRef-Tide-House", ["LicenseRef-Tide-House"], ALLOWED),
        ("LicenseRef-Tide-House", ["MIT"], refused("LicenseRef-tide-house")),
        ("LicenseRef-A AND LicenseRef-B", ["LicenseRef-a"], refused("LicenseRef-b")),
    ],
)
def test_an_expression_is_allowed_or_refused(expression: str, listed: list[str], answer: Answer) -> None:
    assert allowed(expression, listed) == answer


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (None, "states no licence"),
        ("", "states no licence"),
        ("  ", "states no licence"),
        ("NOASSERTION", "says NOASSERTION"),
        ("noassertion", "says NOASSERTION"),
        ("NONE", "says NONE"),
        ("MIT OR", "'MIT OR': not a licence expression of SPDX"),
        ("MIT Apache-2.0", "'MIT Apache-2.0': not a licence expression of SPDX"),
        ("(MIT", "'(MIT': not a licence expression of SPDX"),
        ("MIT)", "'MIT)': not a licence expression of SPDX"),
        ("MIT () MIT", "'MIT () MIT': not a licence expression of SPDX"),
        ("WITH MIT", "'WITH MIT': not a licence expression of SPDX"),
        ("(MIT) WITH LLVM-exception", "'(MIT) WITH LLVM-exception': not a licence expression of SPDX"),
        ("MIT AND NOASSERTION", "'MIT AND NOASSERTION': 'noassertion' is not on the SPDX list"),
        ("Tide-House-1.0", "'Tide-House-1.0': 'tide-house-1.0' is not on the SPDX list"),
        ("MIT WITH nothing", "'MIT WITH nothing': 'nothing' is not on the SPDX list"),
        (
            "DocumentRef-x:LicenseRef-y",
            "'DocumentRef-x:LicenseRef-y': 'documentref-x:licenseref-y' is not on the SPDX list",
        ),
        ("MIT; import os", "'MIT; import os': not a licence expression of SPDX"),
        ("(" * 10_000 + "MIT" + ")" * 10_000, "a licence expression of more than 8192 characters"),
        ("(" * 65 + "MIT" + ")" * 65, "a licence expression with more than 64 parentheses within each other"),
    ],
)
def test_what_states_no_licence_is_unknown(expression: str | None, reason: str) -> None:
    assert allowed(expression, ["MIT"]) == Answer("unknown", reason)


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        ([], "no licence is listed as allowed"),
        (["MIT", ""], "the list of allowed licences: '': not a licence expression of SPDX"),
        (["MIT", "*"], "the list of allowed licences: '*': '*' is not on the SPDX list"),
        (
            ["MIT AND ISC"],
            "the list of allowed licences: 'MIT AND ISC' joins licences with AND; list each licence alone",
        ),
    ],
)
def test_a_list_that_cannot_be_used_decides_nothing(listed: list[str], reason: str) -> None:
    assert allowed("MIT", listed) == Answer("unknown", reason)


def test_parentheses_within_the_limit_are_read() -> None:
    assert allowed("(" * 64 + "MIT" + ")" * 64, ["MIT"]) == ALLOWED


def test_a_long_chain_is_read() -> None:
    assert allowed(" AND ".join(["MIT"] * 1000), ["MIT"]) == ALLOWED


TERMS = ["MIT", "ISC", "Zlib", "Apache-2.0 WITH LLVM-exception"]
Tree = str | tuple[str, "Tree", "Tree"]
EXPRESSIONS = st.recursive(
    st.sampled_from(TERMS), lambda inner: st.tuples(st.sampled_from(["AND", "OR"]), inner, inner), max_leaves=12
)


def written(tree: Tree) -> str:
    return tree if isinstance(tree, str) else f"({written(tree[1])} {tree[0]} {written(tree[2])})"


def holds(tree: Tree, listed: set[str]) -> bool:
    if isinstance(tree, str):
        return tree in listed
    parts = [holds(tree[1], listed), holds(tree[2], listed)]
    return all(parts) if tree[0] == "AND" else any(parts)


@given(EXPRESSIONS, st.sets(st.sampled_from(TERMS), min_size=1))
def test_an_expression_is_allowed_exactly_where_its_logic_holds(tree: Tree, listed: set[str]) -> None:
    assert (allowed(written(tree), sorted(listed)).verdict == "allowed") == holds(tree, listed)


@given(
    st.lists(st.sampled_from(["MIT", "ISC", "AND", "OR", "WITH", "(", ")", "not", "+", "LLVM-exception"]), max_size=9)
)
def test_no_order_of_words_stops_it_or_opens_it_without_an_allowed_licence(words: list[str]) -> None:
    answer = allowed(" ".join(words), ["MIT"])
    assert answer.verdict != "allowed" or "MIT" in words
