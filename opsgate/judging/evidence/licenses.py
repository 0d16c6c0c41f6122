"""Whether a licence, written as an SPDX expression, is allowed by a list of licences."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

Verdict = Literal["allowed", "refused", "unknown"]

LENGTH = 8192  # characters of an expression
DEPTH = 64  # parentheses within each other
BINDS = {"OR": 1, "AND": 2}
VERSIONED = re.compile(r"(A?GPL|LGPL|GFDL)-\d+\.\d+")  # GNU names that were written without "-only" until 2018
RETIRED = {
    "GPL-2.0-with-autoconf-exception": "GPL-2.0-only WITH Autoconf-exception-2.0",
    "GPL-2.0-with-bison-exception": "GPL-2.0-only WITH Bison-exception-2.2",
    "GPL-2.0-with-classpath-exception": "GPL-2.0-only WITH Classpath-exception-2.0",
    "GPL-2.0-with-font-exception": "GPL-2.0-only WITH Font-exception-2.0",
    "GPL-2.0-with-GCC-exception": "GPL-2.0-only WITH GCC-exception-2.0",
    "GPL-3.0-with-autoconf-exception": "GPL-3.0-only WITH Autoconf-exception-3.0",
    "GPL-3.0-with-GCC-exception": "GPL-3.0-only WITH GCC-exception-3.1",
}


@dataclass(frozen=True)
class Answer:
    """`allowed`, `refused` (the list lacks a licence that is needed) or `unknown` (nothing can be said), and why."""

    verdict: Verdict
    reason: str = ""


def allowed(expression: str | None, allowed: Sequence[str]) -> Answer:
    """Whether a list of SPDX expressions allows one.

    Of licences joined with OR one must be listed, of those joined with AND each. A licence WITH an exception is
    listed only together with that exception. "Or later" holds the version it names: `X-only` listed allows
    `X-or-later`, never the reverse. An entry `A OR B` lists both; an entry with AND says nothing that can be used.
    """
    stated = (expression or "").strip()
    if stated.upper() in {"", "NOASSERTION", "NONE"}:
        return Answer("unknown", f"says {stated.upper()}" if stated else "states no licence")
    try:
        words = _words(stated)
    except ValueError as error:
        return Answer("unknown", str(error))
    try:
        listed = frozenset(term for entry in allowed for term in _listed(entry))
    except ValueError as error:
        return Answer("unknown", f"the list of allowed licences: {error}")
    if not listed:
        return Answer("unknown", "no licence is listed as allowed")
    refused = _refused(words, listed)
    if refused is None:
        return Answer("allowed")
    return Answer("refused", f"{_and(refused)} {'is' if len(refused) == 1 else 'are'} not allowed")


def _words(expression: str) -> list[str]:
    """Terms, AND, OR and parentheses of a correct expression, in the spelling of the SPDX list.

    Raises:
        ValueError: it is malformed, too long or too deep, or names a licence that is not on the SPDX list.
    """
    if len(expression) > LENGTH:
        raise ValueError(f"a licence expression of more than {LENGTH} characters")
    depth = 0
    for character in expression:
        depth += (character == "(") - (character == ")")
        if depth > DEPTH:
            raise ValueError(f"a licence expression with more than {DEPTH} parentheses within each other")
    try:
        canonical = canonicalize_license_expression(expression)
    except InvalidLicenseExpression as error:
        shown = expression if len(expression) <= 60 else expression[:59] + "…"
        unknown = re.match(r"Unknown license(?: exception)?: '(.{1,60})'", str(error))
        fault = f"{unknown[1]!r} is not on the SPDX list" if unknown else "not a licence expression of SPDX"
        raise ValueError(f"{shown!r}: {fault}") from None
    return list(_terms(canonical.replace("(", "( ").replace(")", " )").split()))


def _terms(words: list[str]) -> Iterator[str]:
    """Words with each licence brought into its present form, and joined to its exception."""
    position = 0
    while position < len(words):
        word = words[position]
        if word not in {"(", ")", "AND", "OR"}:
            word = _present(word)
            if words[position + 1 : position + 2] == ["WITH"]:
                word = f"{word} WITH {words[position + 2]}"
                position += 2
        yield word
        position += 1


def _present(name: str) -> str:
    """`GPL-2.0` is `GPL-2.0-only`, `GPL-2.0+` is `GPL-2.0-or-later`; references are compared without case."""
    if name.lower().startswith("licenseref-"):
        return "LicenseRef-" + name[len("LicenseRef-") :].lower()
    base = name.removesuffix("+")
    bare = base.removesuffix("-only")
    if VERSIONED.fullmatch(bare):
        return f"{bare}-or-later" if base != name else f"{bare}-only"
    if base.endswith("-or-later"):
        return base
    return RETIRED.get(name, name)


def _choices(term: str) -> set[str]:
    """The term, and where it says "or later" the version that it names."""
    name, _, exception = term.partition(" WITH ")
    names = {name}
    if name.endswith("-or-later"):
        names.add(name.removesuffix("-or-later") + "-only")
    elif name.endswith("+"):
        names.add(name.removesuffix("+"))
    return {f"{choice} WITH {exception}" if exception else choice for choice in names}


def _listed(entry: str) -> list[str]:
    words = _words(entry.strip())
    if "AND" in words:
        raise ValueError(f"{entry[:60]!r} joins licences with AND; list each licence alone")
    return [word for word in words if word not in {"(", ")", "OR"}]


def _refused(words: list[str], listed: frozenset[str]) -> tuple[str, ...] | None:
    """The terms for whose lack the expression is refused; None where it is allowed. By stacks, not by recursion."""
    values: list[tuple[str, ...] | None] = []
    waiting: list[str] = []

    def settle(binding: int) -> None:
        while waiting and waiting[-1] != "(" and BINDS[waiting[-1]] >= binding:
            right, left = values.pop(), values.pop()
            values.append(_joined(waiting.pop(), left, right))

    for word in words:
        if word == "(":
            waiting.append(word)
        elif word == ")":
            settle(0)
            waiting.pop()
        elif word in BINDS:
            settle(BINDS[word])
            waiting.append(word)
        else:
            values.append(None if _choices(word) & listed else (word,))
    settle(0)
    return values[0]


def _joined(operator: str, left: tuple[str, ...] | None, right: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if operator == "OR" and (left is None or right is None):
        return None
    both = tuple(dict.fromkeys((left or ()) + (right or ())))
    return both or None


def _and(terms: Sequence[str]) -> str:
    shown = list(terms[:3]) + ([f"{len(terms) - 3} more"] if len(terms) > 3 else [])
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
