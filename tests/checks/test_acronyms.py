"""Acronyms that nobody explains, in a document and in those that it names."""

import pytest

from tests.checks.case import Case, said
from tests.repo import Repo, line

HEAD = "---\nkind: runbook\ntitle: Gate\nservice: gate-api\n{front}---\n\n# Gate\n\n"
ARTICLE = "---\nkind: kb-article\ntitle: Words\ntopic: words\n---\n\n# Words\n\n"
HINT = "[write it out where it first stands, as in “the long form ({0})”, or link a glossary]"


def gate(body: str, front: str = "") -> dict[str, str]:
    return {"docs/gate.md": HEAD.format(front=front) + body}


def finding(place: str, name: str) -> str:
    return (
        f"{place}: note OG409 undefined-acronym: `{name}` is explained neither here nor in a document that this one "
        f"names {HINT.format(name)}"
    )


CASES = [
    Case(
        "each once, where it first stands",
        gate("The XQB holds the RPO.\n\nThe XQB and the RPO.\n"),
        [finding("docs/gate.md:9:5", "XQB"), finding("docs/gate.md:9:19", "RPO")],
    ),
    Case("explained later", gate("The XQB holds.\n\nThe xenon queue box (XQB) is red.\n"), []),
    Case("common ones", gate("The API answers over HTTP; its CPU is idle.\n"), []),
    Case("the service itself", gate("The XQB holds.\n", "product: XQB cloud\n"), []),
    Case(
        "explained in a document that this one links to",
        {**gate("The XQB holds, see [words](words.md).\n"), "docs/words.md": f"{ARTICLE}- XQB: xenon queue box\n"},
        [],
    ),
    Case(
        "explained in a document that this one does not name",
        {**gate("The XQB holds.\n"), "docs/words.md": f"{ARTICLE}The xenon queue box (XQB) is red.\n"},
        [finding("docs/gate.md:9:5", "XQB")],
    ),
    Case("in a kind that nobody follows step by step", {"docs/words.md": f"{ARTICLE}The XQB holds.\n"}, []),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_acronym_is_reported_where_nobody_explains_it(case: Case, repo: Repo) -> None:
    report = repo.write(case.files).check(select=["OG409"], cached=False)
    assert list(map(said, report.findings)) == case.expected


def test_a_glossary_that_names_the_document_by_relation_explains_its_acronyms(repo: Repo) -> None:
    words = "---\nkind: owners-guide\ntitle: Words\n---\n\n# Words\n\nThe xenon queue box (XQB) is red.\n"
    repo.write({**gate("The XQB holds.\n", "relations:\n  owners-guide: guide.md\n"), "docs/guide.md": words})
    assert list(map(line, repo.check(select=["OG409"]).findings)) == []
