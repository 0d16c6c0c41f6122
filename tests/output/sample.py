"""A small report with one finding of every sort, and hostile ones for properties."""

import datetime
import re

from hypothesis import strategies as st

from opsgate.edges.output.paint import visible
from opsgate.judging.catalog import BY_WORD
from opsgate.knowing.corpus import Skipped
from opsgate.running.outcome import Entry
from opsgate.running.report import Report
from opsgate.words.finding import Finding, Region, Related, Severity
from opsgate.words.place import Edit, Fix
from opsgate.words.text import Position, Text

DAY = datetime.date(2026, 11, 22)
TEXT = Text('---\nkind: runbook\ntitle: "Größe 𝛑"; onwer: x\n---\n\n# Pumpe\n')


def finding(
    rule: str = "OG102",
    name: str = "unknown-field",
    severity: Severity = Severity.ERROR,
    message: str = "unknown key `onwer`",
    *,
    path: str = "docs/pump.md",
    at: tuple[int, int, int, int] = (3, 19, 3, 24),
    place: str = "meta/onwer",
    **more: object,
) -> Finding:
    line, column, end_line, end_column = at
    region = Region(path, Position(line, column), Position(end_line, end_column))
    hint = more.pop("hint", "")
    return Finding(rule, name, severity, message, str(hint), region, "runbook", place, **more)  # type: ignore[arg-type]


def report(*findings: Finding, **more: object) -> Report:
    given: dict[str, object] = {"documents": (Entry("docs/pump.md", "runbook", "hobby", "active"),), "skipped": (),
                                "texts": {}} | more  # fmt: skip
    return Report("0.1.0", DAY, "hobby", findings=findings, **given)  # type: ignore[arg-type]


OWNER = finding(
    hint="did you mean `owner`?",
    fix=Fix("write `owner`", (Edit((TEXT.raw.index("onwer"), TEXT.raw.index("onwer") + 5), "owner"),)),
)
VAGUE = finding("OG413", "vague-link-text", Severity.WARNING, "link text “here” does not say where it goes",
                at=(6, 3, 6, 8), place="pumpe")  # fmt: skip
AGAIN = finding("OG413", "vague-link-text", Severity.WARNING, "link text “here” does not say where it goes",
                at=(9, 1, 9, 5), place="pumpe")  # fmt: skip
QUIET = finding("OG401", "placeholder", Severity.ERROR, "placeholder `TODO` is not filled in", at=(7, 1, 7, 5),
                place="pumpe", suppressed="the machine is called that")  # fmt: skip
CYCLE = finding(
    "OG304", "dangling-relation", Severity.ERROR, "`a|b.md` does not exist", path="docs/ä b:%1.md", at=(4, 1, 5, 1),
    place="meta/relations", related=(Related(Region("docs/pump.md", Position(2, 1), Position(2, 5)), "meta"),),
)  # fmt: skip
OLD = finding("OG207", "empty-cell", Severity.ERROR, "“Action” is empty in this row", at=(8, 1, 8, 1), place="pumpe/1")
WHOLE = finding("OG605", "missing-document", Severity.NOTE, "a `runbook` is required: there is none", path=".",
                at=(1, 1, 1, 1), place="gates", hint="opsgate new runbook")  # fmt: skip

SAMPLE = report(
    OWNER, VAGUE, QUIET, AGAIN, CYCLE, WHOLE,
    documents=(Entry("docs/pump.md", "runbook", "hobby", "active"), Entry("docs/quiet.md", "kb-article", "hobby", None)),
    skipped=(Skipped("README.md", "no kind"),), baselined=(OLD,), texts={"docs/pump.md": TEXT},
)  # fmt: skip
CLEAN = report()
NOTHING = report(documents=())

NASTY = [
    "::error::x", "##[error]x", "##vso[task.setvariable variable=a]b", "::stop-commands::t", "%0A::add-mask::x", "]]>",
    "<!--", "-->", "<script>alert(1)</script>", "<img src=x onerror=y>", "</details>", "@sam", "@acme/ops", "#12", "GH-3",
    "acme/pump#4", "https://x.example/a", "http://x.example", "www.x.example", "a@x.example", ":bug:", "!7", "~label",
    "&amp;", "|", "\\|", "\\", "`", "``", "`|`", "**b**", "_i_", "~~s~~", "[a](https://x.example)", "![a](b)", "[a](1)",
    "[^1]", "$x$", "{0}", "{{", "deadbeefdeadbeef", "\x1b[31m", "\x00", "\x07", "\r", "\n", "\r\n", "\t", "\x85", "\x9b",
    "\u2028", "\u2029", "\u202e", "\u2066", "\ufffe", "\uffff", "\ufeff", "🜁", "é", " ", "  ", '"', "'", ",", ":", ";", "%",
    "%0A", "a", "word", "/", ".", "..", "-", "1.", "+", "=", "<br>", "\udcff", "\udc80\udc81", "\ud800",
]  # fmt: skip
WORDS = st.lists(st.sampled_from(NASTY) | st.text(max_size=4), max_size=8).map("".join)
NAMES = (
    st.lists(
        st.sampled_from([word for word in NASTY if word not in ("\x00", "\ud800")])
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=4),
        min_size=1,
        max_size=6,
    )
    .map("".join)
    .filter(bool)
)
RULES = ["OG009", "OG102", "OG304", "OG404", "OG601"]
SEVERITIES = st.sampled_from([Severity.NOTE, Severity.WARNING, Severity.ERROR])


@st.composite
def hostile(draw: st.DrawFn) -> Finding:
    check = BY_WORD[draw(st.sampled_from(RULES))]
    line, column, more = draw(st.integers(1, 50)), draw(st.integers(1, 50)), draw(st.integers(0, 3))
    end = (line, column + draw(st.integers(0, 9))) if not more else (line + more, draw(st.integers(1, 9)))
    path = draw(NAMES | st.sampled_from(["docs/pump.md", "."]))
    related = draw(
        st.lists(NAMES.map(lambda name: Related(Region(name, Position(1, 1), Position(1, 2)), "x")), max_size=2)
    )
    return finding(
        check.id, check.name, draw(SEVERITIES), draw(WORDS), path=path, at=(line, column, *end), place=draw(NAMES),
        hint=draw(WORDS), related=tuple(related), suppressed=draw(st.none() | st.none() | WORDS),
    )  # fmt: skip


REPORTS = st.builds(
    lambda found, old, since: report(*found, baselined=tuple(old), since=since),
    st.lists(hostile(), max_size=5), st.lists(hostile(), max_size=2), st.sampled_from(["", "", "main|@sam"]),
)  # fmt: skip

CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def as_read(text: str) -> str:
    """A text as JSON holds it: bytes of a file name that are no UTF-8 are spelt out."""

    def spelt(match: re.Match[str]) -> str:
        code = ord(match[0])
        return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"

    return re.sub("[\ud800-\udfff]", spelt, text)


def spaced(text: str) -> str:
    """A text as a reader sees it: control characters spelt out, runs of spaces as one."""
    return " ".join(visible(text).split())
