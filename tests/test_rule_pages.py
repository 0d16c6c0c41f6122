"""The page of every rule is its test: each example must give exactly the findings that the page prints under it.

Fences that follow each other without a word between them are one example. A fence with a file name in its info
string is a file of it: ``markdown docs/runbook.md level=product``. What else the info string may say:

* ``level=``: the level of the run.
* ``escapes``: the file's bytes are written with ``\\xff`` and the like.
* ``times=1000``: the last line, or that with the number that ``line=`` says, is repeated so often.
* ``crash=RULE``: that check is made to fail.
* ``as-of=2026-11-22``: the day of the run.
* ``commit=2026-10-03``: the file is committed on that day (a commit for each day, in the order of the days), and the
  folder is a git repository. Without it in any file there is none.
* ``gate=2026-11-22``: ``opsgate gate`` judges by that day, instead of ``opsgate check``; with ``release=v1.2.0`` what
  that release needs. The files are in no git repository, and nothing is asked of the working tree.

Only findings of the page's rule are printed, for checks and for gates: a small document has other faults too.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from opsgate import __version__
from opsgate.doors.api import Ask, Options, Setup, check, gate, setup
from opsgate.edges.output import text
from opsgate.edges.output.paint import Paint
from opsgate.judging.catalog import BY_WORD, CHECKS
from opsgate.judging.check import Check, Reach
from opsgate.knowing.facts import today
from opsgate.running import plan
from opsgate.running.gatefindings import findings
from opsgate.running.report import Report
from opsgate.words.finding import Severity
from opsgate.words.place import Hit
from tests.repo import Repo

PAGES = Path(__file__).parents[1] / "docs" / "rules"
SECTIONS = ("Why", "Wrong", "Right", "Not flagged", "How to mend", "Precision")
OPTIONAL = ("Not flagged", "Precision")
_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,})(?P<info>.*)")


@dataclass(frozen=True)
class Example:
    """Files, how they are run, and the findings expected of them (none where the page prints none)."""

    section: str
    line: int
    files: dict[str, bytes] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    findings: str = ""


@dataclass(frozen=True)
class Page:
    rule: str
    summary: str
    severity: str
    sections: tuple[str, ...]
    examples: tuple[Example, ...]


def read_page(path: Path) -> Page:
    """A page: title, summary, severity, sections, examples."""
    lines = path.read_text("utf-8").splitlines()
    title, blank, summary, blank_too, severity = lines[:5]
    assert (title[:2], blank, blank_too) == ("# ", "", "")
    sections = []
    examples: list[Example] = []
    example = None
    for number, line, fence in _fences(lines):
        if fence is None:
            sections += [line[3:]] if line.startswith("## ") else []
            example = None
            continue
        words = fence[0].split()
        if example is None or example.findings:
            example = Example(sections[-1], number)
        if words == ["findings"]:
            example = replace(example, findings="\n".join(fence[1]))
            examples[-1] = example
        elif len(words) > 1:
            if not example.files:
                examples.append(example)
            options = dict(word.partition("=")[::2] for word in words[2:])
            assert words[1] not in example.files, f"{path.name}:{number}: two files of one name in one example"
            example.files[words[1]] = _bytes(fence[1], options)
            if "commit" in options:
                example.days[words[1]] = options.pop("commit")
            example.options.update(options)
    return Page(title[2:], summary, severity, tuple(sections), tuple(examples))


def _fences(lines: list[str]) -> Iterator[tuple[int, str, tuple[str, list[str]] | None]]:
    """Lines that are not blank, and fences as (info string, lines) in their place."""
    rest = iter(enumerate(lines, 1))
    for number, line in rest:
        opened = _FENCE.fullmatch(line)
        if opened:
            inside: list[str] = []
            for _, inner in rest:
                if inner == opened["marks"]:
                    break
                inside.append(inner)
            yield number, line, (opened["info"], inside)
        elif line.strip():
            yield number, line, None


def _bytes(lines: list[str], options: dict[str, str]) -> bytes:
    last = int(options.get("line", len(lines)))
    lines = [*lines[: last - 1], *lines[last - 1 : last] * int(options.get("times", 1)), *lines[last:]]
    content = "".join(f"{line}\n" for line in lines)
    return content.encode().decode("unicode_escape").encode("latin-1") if "escapes" in options else content.encode()


def run(example: Example, rule: Check, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What an example's files give of this rule, as ``opsgate check`` prints findings, without the summary line."""
    repo = Repo(folder)
    for day in sorted(set(example.days.values())):
        repo.write({name: example.files[name] for name, on in example.days.items() if on == day}).commit(day=day)
    repo.write(example.files)
    if "crash" in example.options:
        crash(example.options["crash"], monkeypatch)
    project = setup(folder)
    if project.findings:
        report = Report(__version__, today(), "hobby", (), (), project.findings, project.texts)
    elif "gate" in example.options:
        report = judged(project, folder, example.options)
    else:
        options = Options(
            level=example.options.get("level"),  # type: ignore[arg-type]
            select=[rule.id] if rule.run else (),
            as_of=datetime.date.fromisoformat(example.options["as-of"]) if "as-of" in example.options else None,
            allow_empty=not any(name.endswith(".md") for name in example.files),
        )
        report = check(project, options=options)
    report = replace(report, findings=tuple(f for f in report.findings if f.rule == rule.id))
    shown, _, _summary = text.render(report, Paint(colour=False), excerpts=False).rstrip("\n").rpartition("\n")
    return shown


def judged(project: Setup, folder: Path, options: dict[str, str]) -> Report:
    """What is open by the verdict of ``opsgate gate``."""
    day = datetime.date.fromisoformat(options["gate"])
    ask = Ask(release=options.get("release"), as_of=day, simulate=True, allow_dirty=True)
    return Report(__version__, day, "hobby", (), (), findings(gate(project, (), ask, base=folder)), {})


def crash(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_here: Reach) -> Iterator[Hit]:
        raise ZeroDivisionError("division by zero")

    broken = tuple(replace(c, run=fail) if c.name == word else c for c in CHECKS)
    monkeypatch.setattr(plan, "CHECKS", broken)


def severity_line(rule: Check) -> str:
    """What a page says of the severity."""
    if not rule.unfinished:
        return f"Severity: {rule.severity}."
    return f"Severity: {rule.severity}; {'a warning' if rule.severity > Severity.WARNING else 'never more'} in drafts."


def index() -> str:
    """The text of ``docs/rules/README.md``."""
    head = [
        "# Rules",
        "",
        "Every rule with its page. `opsgate explain RULE` prints a page on the terminal, `opsgate rules` this list.",
        "`OG6`, `OG7` and `OG805` to `OG807` come from `opsgate gate` (see [gates](../gates.md)); nothing in `[rules]` changes",
        "them. The severity of the others can be changed in the configuration, for all documents or for a kind:",
        "",
        "```toml",
        "[rules]",
        'vague-link-text = "off"',
        "",
        "[rules.kb-article]",
        'placeholder = "warning"',
        "```",
        "",
        "| id | name | severity | summary |",
        "|---|---|---|---|",
    ]
    rows = [
        f"| [{c.id}]({c.id}.md) | `{c.name}` | {c.severity}{' (draft: warning)' * _softer(c)} | {c.summary} |"
        for c in CHECKS
    ]
    return "\n".join([*head, *rows]) + "\n"


def _softer(rule: Check) -> bool:
    return rule.unfinished and rule.severity > Severity.WARNING


EXAMPLES = [
    pytest.param(BY_WORD[path.stem], example, id=f"{path.stem}-{example.section}-{example.line}")
    for path in sorted(PAGES.glob("OG*.md"))
    if path.stem in BY_WORD
    for example in read_page(path).examples
]


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert sorted(path.stem for path in PAGES.glob("OG*.md")) == [rule.id for rule in CHECKS]


@pytest.mark.parametrize("rule", CHECKS, ids=lambda rule: rule.id)
def test_a_page_says_what_its_check_is(rule: Check) -> None:
    page = read_page(PAGES / f"{rule.id}.md")
    assert (page.rule, page.summary, page.severity) == (f"{rule.id} {rule.name}", rule.summary, severity_line(rule))
    assert page.sections == tuple(name for name in SECTIONS if name in page.sections or name not in OPTIONAL)
    assert all(example.findings for example in page.examples if example.section == "Wrong")
    assert not any(example.findings for example in page.examples if example.section != "Wrong")
    assert {"Wrong", "Right"} <= {example.section for example in page.examples}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_gives_exactly_the_findings_printed_under_it(
    rule: Check, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(example, rule, tmp_path, monkeypatch) == example.findings


def test_the_index_lists_every_rule_as_it_is() -> None:
    assert (PAGES / "README.md").read_text("utf-8") == index()
