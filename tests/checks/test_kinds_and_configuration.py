"""Kinds of one's own and the configuration: faults where they stand, extensions and what they take away."""

import pytest

from opsgate.doors.api import setup
from tests.checks.case import PROCEDURES, Case, runbook
from tests.repo import Repo

EXTEND = {"opsgate.toml": 'extend-kinds = ["kinds"]\n'}


def kind(text: str, name: str = "card") -> dict[str, str]:
    return {**EXTEND, f"kinds/{name}.yaml": text, "docs/gate.md": runbook()["docs/gate.md"]}


def configured(toml: str) -> dict[str, str]:
    return {**runbook(), "opsgate.toml": toml}


KIND_FAULTS = [
    Case(
        "an unknown key",
        kind("kind: card\ntitel: Card\n"),
        [
            "kinds/card.yaml:2:1: error OG802 kind-error: unknown key `titel` [did you mean `title`?]",
        ],
    ),
    Case(
        "an unknown key deep inside",
        kind("kind: card\nsections:\n  - id: one\n    heading: One\n    neds: []\n"),
        [
            "kinds/card.yaml:5:5: error OG802 kind-error: unknown key `sections.0.neds` [did you mean `needs`?]",
        ],
    ),
    Case(
        "a value that is none of those allowed",
        kind("kind: card\nsections:\n  - {id: one, heading: One, level: prodct}\n"),
        [
            "kinds/card.yaml:3:36: error OG802 kind-error: `sections.0.level` is `prodct`, expected `hobby` or `product` [did you mean `product`?]",
        ],
    ),
    Case(
        "a key that is missing",
        kind("kind: card\nsections:\n  - heading: One\n"),
        [
            "kinds/card.yaml:3:5: error OG802 kind-error: `sections.0.id` is missing [add `id:` (the name by which criteria, fields and extending kinds speak of the section)]",
        ],
    ),
    Case(
        "a name that is none",
        kind("kind: My card\n"),
        [
            "kinds/card.yaml:1:7: error OG802 kind-error: `kind`: `My card` does not match `^[a-z][a-z0-9-]*$`",
        ],
    ),
    Case(
        "YAML that cannot be read",
        kind("kind: card\ntitle: Card: mine\n"),
        [
            "kinds/card.yaml:2:12: error OG802 kind-error: not valid YAML: `: ` stands inside a value [put the value in quotes]",
        ],
    ),
    Case(
        "an empty file",
        kind(""),
        [
            "kinds/card.yaml:1:1: error OG802 kind-error: a kind file is empty [write at least `kind:` and `title:`]",
        ],
    ),
    Case(
        "a kind without a name",
        kind("title: Card\n"),
        [
            "kinds/card.yaml:1:1: error OG802 kind-error: `kind` is missing [add `kind:` (the name that documents give as `kind:`)]",
        ],
    ),
    Case(
        "two files for one kind",
        {**kind("kind: card\n"), "kinds/other.yaml": "title: Card\nkind: card\n"},
        [
            "kinds/other.yaml:2:1: error OG802 kind-error: kind `card` is defined twice [it is also in `card.yaml`]",
        ],
    ),
    Case(
        "a required key that the kind does not have",
        kind("kind: card\nfront-matter:\n  required:\n    hobby: [owner, ownr]\n"),
        [
            "kinds/card.yaml:4:20: error OG802 kind-error: `ownr` names nothing in this kind [did you mean `owner`?]",
        ],
    ),
    Case(
        "a step shown by nothing",
        kind(
            "kind: card\nsop:\n  - step: Write it.\n    shown-by: [section/one, section/tow]\nsections:\n  - {id: one, heading: One}\n  - {id: two, heading: Two}\n"
        ),
        [
            "kinds/card.yaml:4:29: error OG802 kind-error: `section/tow` names nothing in this kind [did you mean `section/two`?]",
        ],
    ),
    Case(
        "a field at nothing",
        kind("kind: card\nfields:\n  - {name: Owner, at: meta/ownr}\n"),
        [
            "kinds/card.yaml:3:19: error OG802 kind-error: `meta/ownr` names nothing in this kind [did you mean `meta/owner`?]",
        ],
    ),
    Case(
        "an unknown base",
        kind("kind: card\nextends: runbok\n"),
        [
            "kinds/card.yaml:2:1: error OG802 kind-error: `runbok` is no kind that can be extended [did you mean `runbook`?]",
        ],
    ),
    Case(
        "a part that the base does not have",
        kind("kind: card\nextends: runbook\nwithout: [section/one]\n"),
        [
            "kinds/card.yaml:3:1: error OG802 kind-error: `section/one` is no part of `runbook` [write section/ID, criterion/GATE/ID, …]",
        ],
    ),
]
CONFIG_FAULTS = [
    Case(
        "an unknown key",
        configured('levl = "product"\n'),
        [
            "opsgate.toml:1:1: error OG801 config-error: unknown key `levl` [did you mean `level`?]",
        ],
    ),
    Case(
        "an unknown key in a table",
        configured("[policy]\nsla-targt = 0.9\n"),
        [
            "opsgate.toml:2:1: error OG801 config-error: unknown key `policy.sla-targt` [did you mean `sla-target`?]",
        ],
    ),
    Case(
        "an unknown key behind dots",
        configured("policy.sla-targt = 0.9\n"),
        [
            "opsgate.toml:1:1: error OG801 config-error: unknown key `policy.sla-targt` [did you mean `sla-target`?]",
        ],
    ),
    Case(
        "a value that is none of those allowed",
        configured('level = "prodct"\n'),
        [
            "opsgate.toml:1:9: error OG801 config-error: `level` is `prodct`, expected `hobby` or `product` [did you mean `product`?]",
        ],
    ),
    Case(
        "a value in another form",
        configured('[policy]\nreview-every = "often"\n'),
        [
            "opsgate.toml:2:16: error OG801 config-error: `policy.review-every`: `often` is not a duration [write `30d`, `8h` or `P30D`]",
        ],
    ),
    Case(
        "a severity that is none",
        configured('[rules]\nplaceholder = "errr"\n'),
        [
            "opsgate.toml:2:15: error OG801 config-error: `rules.placeholder` is `errr`, expected `off`, `note`, `warning` or `error` [did you mean `error`?]",
        ],
    ),
    Case(
        "a severity that is none, for a kind",
        configured('[rules.runbook]\nplaceholder = "errr"\n'),
        [
            "opsgate.toml:2:15: error OG801 config-error: `rules.runbook.placeholder` is `errr`, expected `off`, `note`, `warning` or `error` [did you mean `error`?]",
        ],
    ),
    Case(
        "an unknown rule",
        configured('[rules]\nmissing-secton = "off"\n'),
        [
            "opsgate.toml:2:1: error OG801 config-error: no rule is called `missing-secton` [did you mean `missing-section`?]",
        ],
    ),
    Case(
        "an unknown rule for a kind",
        configured('[rules.runbook]\nmissing-secton = "off"\n'),
        [
            "opsgate.toml:2:1: error OG801 config-error: no rule is called `missing-secton` [did you mean `missing-section`?]",
        ],
    ),
    Case(
        "an unknown kind for rules",
        configured('[rules.runbok]\nplaceholder = "off"\n'),
        [
            "opsgate.toml:1:2: error OG801 config-error: no kind is called `runbok` [did you mean `runbook`?]",
        ],
    ),
    Case(
        "an unknown kind for paths",
        configured('[kinds]\n"docs/*.md" = "runbok"\n'),
        [
            "opsgate.toml:2:15: error OG801 config-error: no kind is called `runbok` [did you mean `runbook`?]",
        ],
    ),
    Case(
        "unknown kinds that are required",
        configured('required = ["runbook", "owner-guide"]\n'),
        [
            "opsgate.toml:1:24: error OG801 config-error: no kind is called `owner-guide` [did you mean `owners-guide`?]",
        ],
    ),
    Case(
        "unknown kinds that gate a release",
        configured('[release]\ngates = ["owner-guide"]\n'),
        [
            "opsgate.toml:2:10: error OG801 config-error: no kind is called `owner-guide` [did you mean `owners-guide`?]",
        ],
    ),
    Case(
        "a folder of kinds that is not there",
        configured('extend-kinds = ["ops"]\n'),
        [
            "opsgate.toml:1:17: error OG801 config-error: `ops` is no folder [make it, or mend the name]",
        ],
    ),
    Case(
        "TOML that cannot be read",
        configured("level = product\n"),
        [
            "opsgate.toml:1:9: error OG801 config-error: not valid TOML: invalid value",
        ],
    ),
    Case(
        "settings in pyproject.toml",
        {**runbook(), "pyproject.toml": '[project]\nname = "x"\n\n[tool.opsgate]\nlevl = "product"\n'},
        [
            "pyproject.toml:5:1: error OG801 config-error: unknown key `levl` [did you mean `level`?]",
        ],
    ),
    Case("settings that are right", configured('level = "hobby"\n[rules]\nOG401 = "off"\n'), []),
]
EXTENSIONS = [
    Case(
        "asks what the base asks, and more",
        {
            **EXTEND,
            "kinds/night.yaml": "kind: night\nextends: runbook\nfront-matter:\n  required: {hobby: [owner]}\nsections:\n  - {id: lamps, heading: Lamps}\n",
            "docs/gate.md": "---\nkind: night\ntitle: Gate\n---\n\n# Gate\n\n## Procedures\n\n### Start\n\n1. Turn the key.\n",
        },
        [
            'docs/gate.md:1:1: error OG101 missing-field: `owner` is missing (a night needs it at hobby) [add `owner:` (who keeps the document true, a person or a team; for example `"@sam"`)]',
            "docs/gate.md:1:1: error OG101 missing-field: `service` is missing (a night needs it at hobby) [add `service:` (the service that this runbook operates, by the name people use for it; for example `checkout-api`)]",
            "docs/gate.md:8:1: error OG201 missing-section: section “Lamps” is missing (a night needs it at hobby) [add `## Lamps`]",
            "docs/gate.md:8:1: error OG201 missing-section: section “Stop” is missing under “Procedures” (a night needs it at hobby) [add `### Stop` with numbered steps or a command block]",
        ],
    ),
    Case(
        "does not ask what it takes away",
        {
            **EXTEND,
            "kinds/night.yaml": "kind: night\nextends: runbook\nwithout: [section/stop, required/hobby/service]\n",
            "docs/gate.md": "---\nkind: night\ntitle: Gate\n---\n\n# Gate\n\n## Procedures\n\n### Start\n\n1. Turn the key.\n",
        },
        [],
    ),
    Case(
        "may replace the kind that it extends",
        {
            **EXTEND,
            "kinds/runbook.yaml": "kind: runbook\nextends: runbook\nsections:\n  - {id: lamps, heading: Lamps}\n",
            "docs/gate.md": f"---\nkind: runbook\ntitle: Gate\nservice: x\n---\n\n# Gate\n\n{PROCEDURES}",
        },
        [
            "docs/gate.md:9:1: error OG201 missing-section: section “Lamps” is missing (a runbook needs it at hobby) [add `## Lamps`]",
        ],
    ),
]


@pytest.mark.parametrize("case", KIND_FAULTS, ids=str)
def test_a_fault_in_a_kind_file_is_reported_where_it_stands(repo: Repo, case: Case) -> None:
    assert case.run(repo) == case.expected


@pytest.mark.parametrize("case", CONFIG_FAULTS, ids=str)
def test_a_fault_in_the_configuration_is_reported_where_it_stands(repo: Repo, case: Case) -> None:
    assert case.run(repo) == case.expected


@pytest.mark.parametrize("case", EXTENSIONS, ids=str)
def test_an_extended_kind_is_held_to_base_and_extension(repo: Repo, case: Case) -> None:
    assert case.run(repo) == case.expected


def test_what_an_extension_takes_away_is_listed(repo: Repo) -> None:
    repo.write(
        {
            **EXTEND,
            "kinds/night.yaml": """\
kind: night
extends: runbook
without: [section/maintenance-windows, required/product/maintenance_windows, criterion/exit/recovery-drill, relation/backup-dr]
statuses: {unfinished: [draft, review], in-force: [active], history: [retired]}
severities: {placeholder: note}
sections:
  - {id: health-checks, heading: Health checks, optional: true}
  - id: alerts
    heading: Alerts
    needs:
      - element: table
        columns:
          - {key: action, name: Action, empty: true}
""",
        }
    )
    night = setup(repo.root).kinds.get("night")
    assert night is not None
    assert (night.extends, list(night.weakened)) == (
        "runbook",
        [
            "front matter `maintenance_windows` is no longer required at product",
            "section “Health checks” is optional",
            "section “Alerts” needs less: table",
            "section “Maintenance windows” is gone",
            "exit gate: criterion `recovery-drill` is gone",
            "relation `backup-dr` is gone or asks less",
            "rule `placeholder` is `note`",
            "statuses are mapped differently",
        ],
    )


def test_an_extension_that_only_adds_takes_nothing_away(repo: Repo) -> None:
    repo.write(
        {**EXTEND, "kinds/night.yaml": "kind: night\nextends: runbook\nsections: [{id: lamps, heading: Lamps}]\n"}
    )
    night = setup(repo.root).kinds.get("night")
    assert night is not None
    assert night.weakened == ()
