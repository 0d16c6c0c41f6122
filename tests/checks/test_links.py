"""Links, images and anchors: what leads nowhere is said once, where it stands, with what was most likely meant."""

from pathlib import Path

import pytest

from tests.checks.case import Case, runbook
from tests.repo import Repo

OTHER = "---\nkind: runbook\ntitle: Lock\nservice: lock\n---\n\n# Lock\n\n## Procedures\n\n### Open & close\n\n1. Turn it.\n"
RULES = ("OG301", "OG302", "OG303")


def gate(body: str, **files: str) -> dict[str, str]:
    """A runbook `docs/gate.md` with further text from line 19 on, and other files."""
    return {**runbook(body=f"\n{body}\n"), **files}


CASES = [
    Case(
        "a slip in one folder",
        {**gate("See [a](runboks/lock.md)."), "docs/runbooks/lock.md": OTHER},
        [
            "docs/gate.md:19:9: error OG301 broken-link: `runboks/lock.md` does not exist "
            "[did you mean `runbooks/lock.md`?]"
        ],
    ),
    Case(
        "one fault, one finding: the anchor of a missing file is not looked for",
        gate("See [a](lock.md#open) and [b](lock.md#close)."),
        [
            "docs/gate.md:19:9: error OG301 broken-link: `lock.md` does not exist [mend the path, or delete the link]",
            "docs/gate.md:19:31: error OG301 broken-link: `lock.md` does not exist [mend the path, or delete the link]",
        ],
    ),
    Case(
        "a definition is one fault however often it is used",
        gate("See [a][k], [b][k] and ![c][i].\n\n[k]: lock.md\n[i]: lock.png"),
        [
            "docs/gate.md:21:6: error OG301 broken-link: `lock.md` does not exist [mend the path, or delete the link]",
            "docs/gate.md:22:6: warning OG303 missing-image: `lock.png` does not exist "
            "[mend the path, or delete the image]",
        ],
    ),
    Case(
        "an anchor of another document, with the place of that document",
        {**gate("See [a](lock.md#open-close)."), "docs/lock.md": OTHER},
        [
            "docs/gate.md:19:9: warning OG302 broken-anchor: `lock.md` has no heading `#open-close` "
            "(see docs/lock.md:1:1) [did you mean `#open--close`?]"
        ],
    ),
    Case(
        "an anchor of a Markdown file that is no document",
        gate("See [a](../README.md#gone) and [b](../README.md#here).", **{"README.md": "# Here\n"}),
        [
            "docs/gate.md:19:9: warning OG302 broken-anchor: `../README.md` has no heading `#gone` "
            "[name a heading that it has, or delete the part from `#` on]"
        ],
    ),
    Case(
        "an anchor of a folder is one of its README",
        gate(
            "See [a](notes/#gone) and [b](notes/#here).",
            docs__notes__README_md="",
            **{"docs/notes/README.md": "# Here\n"},
        ),
        [
            "docs/gate.md:19:9: warning OG302 broken-anchor: `notes/` has no heading `#gone` "
            "[name a heading that it has, or delete the part from `#` on]"
        ],
    ),
    Case("headings that stand there again", gate("[a](#start) [b](#start-1)\n\n## Start"), []),
    Case(
        "anchors as on GitLab, old and new",
        gate(
            "[a](#open--close) [b](#open-close) [c](#open)\n\n## Open & close", **{"opsgate.toml": 'slugs = "gitlab"\n'}
        ),
        [
            "docs/gate.md:19:40: warning OG302 broken-anchor: this document has no heading `#open` "
            "[name a heading that it has, or delete the part from `#` on]"
        ],
    ),
    Case("no anchors", gate("[a](#open)", **{"opsgate.toml": 'slugs = "none"\n'}), []),
    Case(
        "a style that is set counts where a site generator is in use, too",
        gate("[a](#open-close)\n\n## Open & close", **{"mkdocs.yml": "", "opsgate.toml": 'slugs = "github"\n'}),
        [
            "docs/gate.md:19:5: warning OG302 broken-anchor: this document has no heading `#open-close` "
            "[did you mean `#open--close`?]"
        ],
    ),
    Case(
        "a name in other letters is told apart where it is one of several folders",
        gate("[a](Notes/a.md)", **{"docs/notes/a.md": ""}),
        [
            "docs/gate.md:19:5: error OG301 broken-link: `Notes/a.md` is called `notes/a.md`: it is not found where the "
            "case of letters counts [write `notes/a.md`]"
        ],
    ),
    Case(
        "a path that counts from the root, written without `/`",
        gate("[a](docs/keys.md) [b](src/log.py)", **{"docs/keys.md": "", "src/log.py": ""}),
        [
            "docs/gate.md:19:5: error OG301 broken-link: `docs/keys.md` does not exist [did you mean `keys.md`?]",
            "docs/gate.md:19:23: error OG301 broken-link: `src/log.py` does not exist [did you mean `../src/log.py`?]",
        ],
    ),
    Case(
        "what names hold blanks and marks",
        gate("[a](<a b#c.md>) [d](a%20b%23c.md)", **{"docs/a b": "", "docs/a b#c.md": ""}),
        [],
    ),
    Case(
        "no front matter, no finding: relations are no links",
        {**runbook("relations:\n  telemetry: none.md\n")},
        [],
    ),
    Case(
        "a draft is held to the same",
        {**runbook("status: draft\n", body="\n[a](none.md)\n")},
        ["docs/gate.md:20:5: error OG301 broken-link: `none.md` does not exist [mend the path, or delete the link]"],
    ),
    Case(
        "a suppression with a reason",
        gate("<!-- opsgate: ignore broken-link -- comes with the next release -->\n\n[a](none.md)"),
        [],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_links(case: Case, tmp_path: Path) -> None:
    found = case.run(Repo(tmp_path))
    assert [said for said in found if any(f" {rule} " in said for rule in RULES)] == case.expected
