"""Edges of reading, front matter and structure that the rule pages do not show."""

import pytest

from tests.checks.case import PROCEDURES, Case, runbook
from tests.repo import Repo

HEAD = "---\nkind: runbook\ntitle: Gate\nservice: gate-api\n---\n\n"
MAPPED = {"opsgate.toml": '[kinds]\n"docs/*.md" = "runbook"\n'}
CARD = {
    "opsgate.toml": 'extend-kinds = ["kinds"]\n',
    "kinds/card.yaml": """\
kind: card
sections:
  - {id: one, heading: One}
  - id: two
    heading: Two
    sections:
      - {id: left, heading: Left}
      - {id: right, heading: Right, optional: true}
  - {id: three, heading: Three, level: product}
  - {id: four, heading: Four, needs: [{element: checklist, count: 2}]}
""",
}


def card(body: str) -> dict[str, str]:
    return {**CARD, "docs/card.md": f"---\nkind: card\n---\n\n{body}"}


READING = [
    Case(
        "columns count characters, not bytes",
        runbook("tags: [ü, '𝄞']\nreview_every: often\n"),
        [
            "docs/gate.md:6:15: error OG104 invalid-value: `review_every`: `often` is not a duration [write `30d`, `8h` or `P30D`]",
        ],
    ),
    Case(
        "lines may end in CR LF",
        {"docs/gate.md": f"{HEAD}# Gate\n\n{PROCEDURES}\nSee [here](a.md).\n".replace("\n", "\r\n")},
        [
            "docs/gate.md:19:5: warning OG413 vague-link-text: link text “here” does not say where it goes [name what the reader finds there, as in “the restore drill log”]",
        ],
    ),
    Case(
        "lines may end in CR",
        {"docs/gate.md": f"{HEAD}# Gate\n\n{PROCEDURES}\nSee [here](a.md).\n".replace("\n", "\r")},
        [
            "docs/gate.md:19:5: warning OG413 vague-link-text: link text “here” does not say where it goes [name what the reader finds there, as in “the restore drill log”]",
        ],
    ),
    Case(
        "a byte order mark has no column",
        {"docs/gate.md": f"\ufeff{HEAD}# Gate\n\n{PROCEDURES}\nSee [here](a.md).\n"},
        [
            "docs/gate.md:19:5: warning OG413 vague-link-text: link text “here” does not say where it goes [name what the reader finds there, as in “the restore drill log”]",
        ],
    ),
    Case(
        "blank lines above front matter",
        {"docs/gate.md": f"\n\n{HEAD}# Gate\n\n{PROCEDURES}"},
        [
            "docs/gate.md:3:1: error OG002 front-matter-syntax: front matter must begin on the first line [delete the blank lines above it]",
        ],
    ),
    Case(
        "front matter in TOML",
        {**MAPPED, "docs/gate.md": f'+++\ntitle = "Gate"\n+++\n\n# Gate\n\n{PROCEDURES}'},
        [
            "docs/gate.md:1:1: error OG002 front-matter-syntax: front matter is TOML (`+++`) [write it as YAML between `---` lines]",
        ],
    ),
    Case(
        "front matter that is a list",
        {**MAPPED, "docs/gate.md": f"---\n- title\n- service\n---\n\n# Gate\n\n{PROCEDURES}"},
        [
            "docs/gate.md:2:1: error OG002 front-matter-syntax: front matter is a list, not keys and values [write `key: value` lines]",
        ],
    ),
    Case(
        "front matter that says nothing",
        {**MAPPED, "docs/gate.md": f"---\n---\n\n# Gate\n\n{PROCEDURES}"},
        [
            "docs/gate.md:1:1: error OG101 missing-field: `service` is missing (a runbook needs it at hobby) [add `service:` (the service that this runbook operates, by the name people use for it; for example `checkout-api`)]",
            "docs/gate.md:1:1: error OG101 missing-field: `title` is missing (a runbook needs it at hobby) [add `title:` (the document's name as people say it)]",
        ],
    ),
    Case(
        "no front matter and no title",
        {**MAPPED, "docs/gate.md": PROCEDURES},
        [
            "docs/gate.md:1:1: error OG003 front-matter-missing: no front matter, but a runbook needs `title`, `service` [begin the file with a `---` line, these keys, and another `---` line]",
        ],
    ),
    Case(
        "an empty file",
        {**MAPPED, "docs/gate.md": ""},
        [
            "docs/gate.md:1:1: error OG003 front-matter-missing: no front matter, but a runbook needs `title`, `service` [begin the file with a `---` line, these keys, and another `---` line]",
            "docs/gate.md:1:1: error OG201 missing-section: section “Procedures” is missing (a runbook needs it at hobby) [add `## Procedures` with `### Start`, `### Stop`]",
        ],
    ),
    Case(
        "a tab before a key",
        runbook("relations:\n\ttelemetry: a.md\n"),
        [
            "docs/gate.md:6:1: error OG002 front-matter-syntax: not valid YAML: a tab stands where spaces belong [indent with spaces]",
        ],
    ),
    Case(
        "a key written three times",
        runbook("owner: a\nowner: b\nowner: c\n"),
        [
            "docs/gate.md:6:1: error OG004 duplicate-key: key `owner` is written twice; YAML readers keep one of the two without a word (see docs/gate.md:5:1) [keep one]",
            "docs/gate.md:7:1: error OG004 duplicate-key: key `owner` is written twice; YAML readers keep one of the two without a word (see docs/gate.md:5:1) [keep one]",
        ],
    ),
    Case(
        "a key written twice inside a value",
        runbook("reporting: {telemetry: a.md, telemetry: b.md}\n"),
        [
            "docs/gate.md:5:30: error OG004 duplicate-key: key `telemetry` is written twice; YAML readers keep one of the two without a word (see docs/gate.md:5:13) [keep one]",
        ],
    ),
    Case(
        "values that other readers change",
        runbook("product: No\ntags: [on, 1_000, 0x1F, 22:30, 1e3, 007]\n"),
        [
            'docs/gate.md:5:10: warning OG006 ambiguous-scalar: `No` is read as false by other YAML readers [write `"No"`]',
            'docs/gate.md:6:8: warning OG006 ambiguous-scalar: `on` is read as true by other YAML readers [write `"on"`]',
            'docs/gate.md:6:12: warning OG006 ambiguous-scalar: `1_000` is read as a number without its `_` by other YAML readers [write `"1_000"`]',
            'docs/gate.md:6:19: warning OG006 ambiguous-scalar: `0x1F` is read as a hexadecimal number by other YAML readers [write `"0x1F"`]',
            'docs/gate.md:6:25: warning OG006 ambiguous-scalar: `22:30` is read as a number in base 60 by other YAML readers [write `"22:30"`]',
            'docs/gate.md:6:32: warning OG006 ambiguous-scalar: `1e3` is read as a number with an exponent by other YAML readers [write `"1e3"`]',
            'docs/gate.md:6:37: warning OG006 ambiguous-scalar: `007` is read as an octal number by other YAML readers [write `"007"`]',
        ],
    ),
    Case(
        "the same values in quotes",
        runbook("product: 'No'\ntags: ['on', \"1_000\", '0x1F', '22:30', '1e3', '007']\n"),
        [],
    ),
    Case(
        "a list, a key or text with nothing in it",
        runbook("tags: ['']\nrelations: {telemetry: ''}\nid: ''\n"),
        [
            "docs/gate.md:5:8: error OG101 missing-field: `tags.0` is empty [fill in a value, or delete the item]",
            "docs/gate.md:6:24: error OG101 missing-field: `relations.telemetry` is empty [fill in `telemetry:` (for example `runbook.md`)]",
            "docs/gate.md:7:5: error OG101 missing-field: `id` is empty [fill in `id:` (a short name by which other documents refer to this one)]",
        ],
    ),
    Case(
        "a hint that can be written as it stands",
        runbook("owner: 'a@b@c'\n"),
        [
            'docs/gate.md:5:8: error OG104 invalid-value: `owner`: `a@b@c` is not a person or team: `@` stands in it [write `"@alex"`, `Alex`, `On-call` or `team:sre`]',
        ],
    ),
]
STRUCTURE = [
    Case(
        "what is missing belongs after what stands before it",
        card("# Card\n\n## One\n\nText.\n\n## Two\n\n### Left\n\nText.\n"),
        [
            "docs/card.md:11:1: error OG201 missing-section: section “Four” is missing (a card needs it at hobby) [add `## Four` with a checklist (`- [ ] …`)]",
        ],
    ),
    Case(
        "what is missing first belongs after the title",
        card("# Card\n\n## Two\n\n### Left\n\nText.\n\n## Four\n\n- [ ] a\n- [ ] b\n"),
        [
            "docs/card.md:5:1: error OG201 missing-section: section “One” is missing (a card needs it at hobby) [add `## One`]",
        ],
    ),
    Case(
        "what is missing below a section belongs to it",
        card("# Card\n\n## One\n\nText.\n\n## Two\n\nText.\n\n## Four\n\n- [ ] a\n- [ ] b\n"),
        [
            "docs/card.md:11:1: error OG201 missing-section: section “Left” is missing under “Two” (a card needs it at hobby) [add `### Left`]",
        ],
    ),
    Case(
        "in a document without headings it belongs to the front matter",
        card("Text.\n"),
        [
            "docs/card.md:1:1: error OG201 missing-section: section “Four” is missing (a card needs it at hobby) [add `## Four` with a checklist (`- [ ] …`)]",
            "docs/card.md:1:1: error OG201 missing-section: section “One” is missing (a card needs it at hobby) [add `## One`]",
            "docs/card.md:1:1: error OG201 missing-section: section “Two” is missing (a card needs it at hobby) [add `## Two` with `### Left`]",
        ],
    ),
    Case(
        "too few of what is asked for",
        card("# Card\n\n## One\n\nText.\n\n## Two\n\n### Left\n\nText.\n\n## Four\n\n- [ ] a\n"),
        [
            "docs/card.md:17:1: error OG205 missing-element: section “Four” has 1 of at least 2 boxes (`- [ ] …`) [add 1 more]",
        ],
    ),
    Case(
        "sections on the first level",
        card("# One\n\nText.\n\n# Two\n\n## Left\n\nText.\n\n# Four\n\n- [ ] a\n- [ ] b\n"),
        [],
    ),
    Case(
        "a section asked for at product alone",
        card("# Card\n\n## One\n\nText.\n\n## Two\n\n### Left\n\nText.\n\n## Three\n\n## Four\n\n- [ ] a\n- [ ] b\n"),
        [],
    ),
    Case(
        "the same at product",
        card("# Card\n\n## One\n\nText.\n\n## Two\n\n### Left\n\nText.\n\n## Three\n\n## Four\n\n- [ ] a\n- [ ] b\n"),
        [
            "docs/card.md:17:1: error OG202 empty-section: section “Three” is empty [write it, or say in a sentence why there is nothing to say]",
        ],
        {"level": "product"},
    ),
    Case(
        "headings under the line are headings",
        card("Card\n====\n\nOne\n---\n\nText.\n\nTwo\n---\n\n### Left\n\nText.\n\nFour\n----\n\n- [ ] a\n- [ ] b\n"),
        [],
    ),
    Case(
        "headings in code are none",
        card("# Card\n\n## One\n\n```md\n## Two\n##### Left\n```\n\n## Four\n\n- [ ] a\n- [ ] b\n"),
        [
            "docs/card.md:7:1: error OG201 missing-section: section “Two” is missing (a card needs it at hobby) [add `## Two` with `### Left`]",
        ],
    ),
    Case(
        "a heading that skips is reported once",
        card(
            "# Card\n\n## One\n\n##### Deep\n\nText.\n\n##### Deep too\n\n## Two\n\n### Left\n\nText.\n\n## Four\n\n- [ ] a\n- [ ] b\n"
        ),
        [
            "docs/card.md:9:1: warning OG210 heading-skip: level 5 heading “Deep” under level 2 “One” [write `### Deep`]",
        ],
    ),
]
CONTENT = [
    Case(
        "an image in a heading, a cell and a link",
        runbook("", "\n## Lamp ![](a.png)\n\n| A |\n|---|\n| ![ ](b/c.png) |\n\n[![](d.png)](e.md)\n"),
        [
            "docs/gate.md:19:9: warning OG412 missing-alt: image `a.png` has no alternative text [say in a few words what the reader should see in it]",
            "docs/gate.md:23:3: warning OG412 missing-alt: image `c.png` has no alternative text [say in a few words what the reader should see in it]",
            "docs/gate.md:25:2: warning OG412 missing-alt: image `d.png` has no alternative text [say in a few words what the reader should see in it]",
        ],
    ),
    Case(
        "an image with a text that says nothing",
        runbook("", "\n![Screenshot](a.png) ![IMG_0042.JPG](b.jpg) ![alt text](c.png)\n"),
        [
            "docs/gate.md:19:1: warning OG412 missing-alt: the alternative text `Screenshot` of image `a.png` says nothing about what it shows [say in a few words what the reader should see in it]",
            "docs/gate.md:19:22: warning OG412 missing-alt: the alternative text `IMG_0042.JPG` of image `b.jpg` says nothing about what it shows [say in a few words what the reader should see in it]",
            "docs/gate.md:19:45: warning OG412 missing-alt: the alternative text `alt text` of image `c.png` says nothing about what it shows [say in a few words what the reader should see in it]",
        ],
    ),
    Case(
        "an image without a name",
        runbook("", "\n![]()\n"),
        [
            "docs/gate.md:19:1: warning OG412 missing-alt: this image has no alternative text [say in a few words what the reader should see in it]",
        ],
    ),
    Case(
        "link texts that say nothing",
        runbook("", "\n[**Click here**](a.md), [»More«](b.md), [this page][c], [Learn more.](d.md)\n\n[c]: c.md\n"),
        [
            "docs/gate.md:19:1: warning OG413 vague-link-text: link text “Click here” does not say where it goes [name what the reader finds there, as in “the restore drill log”]",
            "docs/gate.md:19:25: warning OG413 vague-link-text: link text “»More«” does not say where it goes [name what the reader finds there, as in “the restore drill log”]",
            "docs/gate.md:19:41: warning OG413 vague-link-text: link text “this page” does not say where it goes [name what the reader finds there, as in “the restore drill log”]",
            "docs/gate.md:19:57: warning OG413 vague-link-text: link text “Learn more.” does not say where it goes [name what the reader finds there, as in “the restore drill log”]",
        ],
    ),
    Case(
        "link texts that say something",
        runbook("", "\n[more lamps](a.md), [Details of the drill](b.md), <https://example.com/here>\n"),
        [],
    ),
    Case(
        "dates in headings, cells and lists",
        runbook("", "\n## Until 1-2-2026\n\n| Since |\n|---|\n| 02.03.2026 |\n\n- 4/5/2026\n"),
        [
            "docs/gate.md:19:10: warning OG414 ambiguous-date: `1-2-2026` is read day first by some and month first by others [write `2026-01-02` or `2026-02-01`]",
            "docs/gate.md:23:3: warning OG414 ambiguous-date: `02.03.2026` is read day first by some and month first by others [write `2026-02-03` or `2026-03-02`]",
            "docs/gate.md:25:3: warning OG414 ambiguous-date: `4/5/2026` is read day first by some and month first by others [write `2026-04-05` or `2026-05-04`]",
        ],
    ),
    Case(
        "dates that can be read one way",
        runbook("", "\n13/4/2026, 4/13/2026, 4/4/2026, 2026-03-04, v1.2.2026.1, 10.4.5.2026, a/3/4/2026, 3/4/2026/x\n"),
        [],
    ),
    Case(
        "a placeholder in front matter, in lists and below keys",
        runbook("tags: [lamp, '[YOUR_TAG]']\nrelations: {telemetry: '[LINK_TO_REGISTER]'}\n"),
        [
            "docs/gate.md:5:15: error OG401 placeholder: placeholder `[YOUR_TAG]` in `tags.1` is not filled in [write the real value]",
            "docs/gate.md:6:25: error OG401 placeholder: placeholder `[LINK_TO_REGISTER]` in `relations.telemetry` is not filled in [write the real value]",
        ],
    ),
    Case(
        "placeholders in quotes, headings and code spans",
        runbook("", "\n> Ask [YOUR_NAME].\n\n## [SERVICE_NAME]\n\nRun `ssh [DOOR_HOST]`.\n"),
        [
            "docs/gate.md:19:7: error OG401 placeholder: placeholder `[YOUR_NAME]` is not filled in [write the real value, or delete the line]",
            "docs/gate.md:21:4: error OG401 placeholder: placeholder `[SERVICE_NAME]` is not filled in [write the real value, or delete the line]",
            "docs/gate.md:23:10: error OG401 placeholder: placeholder `[DOOR_HOST]` is not filled in [write the real value, or delete the line]",
        ],
    ),
    Case(
        "comments of a template are no placeholders", runbook("", "\n<!-- TODO: [YOUR_NAME] decides -->\n\nText.\n"), []
    ),
    Case(
        "a box and a word in a cell",
        runbook("", "\n| Step | State |\n|---|---|\n| Lamp | [x] done |\n| Bell | [ ] open |\n"),
        [],
    ),
]


@pytest.mark.parametrize("case", READING, ids=str)
def test_a_document_is_read_as_it_is_written(repo: Repo, case: Case) -> None:
    assert case.run(repo) == case.expected


@pytest.mark.parametrize("case", STRUCTURE, ids=str)
def test_what_is_missing_is_reported_where_it_belongs(repo: Repo, case: Case) -> None:
    assert case.run(repo) == case.expected


@pytest.mark.parametrize("case", CONTENT, ids=str)
def test_words_are_judged_where_a_reader_sees_them(repo: Repo, case: Case) -> None:
    assert case.run(repo) == case.expected
