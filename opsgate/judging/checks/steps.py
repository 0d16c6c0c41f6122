"""OG4xx: steps that do not say what should come of them, or that nobody can take back."""

import re
from collections.abc import Iterator, Sequence

from opsgate.judging.check import Check, Reach, check
from opsgate.judging.irreversible import Loss, losses
from opsgate.judging.numbering import lists, misnumbered, renumbered, spoken_of
from opsgate.judging.steps import Around, Judged, Procedure, Runs, in_english, judge, procedures
from opsgate.judging.verbs import verbs
from opsgate.reading.outline import Section
from opsgate.words.finding import Severity
from opsgate.words.patterns import lazy
from opsgate.words.place import Hit
from opsgate.words.text import Span

_PASSING = lazy(r"\bclean(?:ing)?[\s-]*up\b|\btear(?:ing)?[\s-]*down\b|\buninstall|\bexample|\btests?\b", re.IGNORECASE)
_SEVERAL = 20
_BEHIND = 100
_ITEM = lazy(r"\n[ \t>]*(?:\d+[.)]|[-*+])[ \t]")
_TARGET = lazy(r"\]\([^()\s]*\)")
_FORBIDDEN = lazy(
    r"(?:(?:\A|[.,;:!?(]\s|\n|\b(?:please|and|but|then|so|always)\s)(?:[\s*_>-]|\d+[.)])*(?:do[\s*_]+not|don['’]t|never)"
    r"|\b(?:must|should|may)[\s*_]+(?:not|never))\b"
    r"(?:(?!\b(?:without|unless|until|before|after|if|when|except|only|forget|skip|omit|neglect|fail)\b"
    r"|\n\s*(?:\n|[-*+#|>]|\d+[.)]))[^.,;:!?()]){0,80}\Z",
    re.IGNORECASE,
)
"""What a sentence that forbids something has before the words that it forbids; not “Never go on without a backup”."""

_CLAUSE = 120
_OWN_BRANCH = lazy(r"\brebas|\bsquash|\byour (?:own )?(?:branch|fork)|\bpull request", re.IGNORECASE)
_FIRST_TIME = lazy(r"\binitiali[sz]|\binstall|\bset(?:ting)?[\s-]?up|\bcreat|\blocal|\bdevelop", re.IGNORECASE)


@check("OG211", "step-numbering", severity=Severity.WARNING)
def step_numbering(here: Reach) -> Iterator[Hit]:
    """A numbered step is written with another number than readers see."""
    raw = here.document.text.raw
    wrong = list(misnumbered(raw, lists(here.subject)))
    said = spoken_of(raw) if wrong else frozenset()
    for found in wrong:
        index = found.first_wrong
        shown = found.written[0] + index
        stands = raw[slice(*found.spans[index])]
        if found.swallows:
            hint = "a step before it is not read as one: begin its line as the others begin, with a space after the dot"
        elif found.several:
            hint = "is it another list? indent it, or put a sentence in front of it; else number the steps as one list"
        else:
            hint = (
                f"write the steps of this list with the numbers {found.written[0]} to {found.block.children[-1].number}"
            )
        yield here.document.at(found.spans[index]).hit(
            f"the step written `{stands}` is shown as {shown}", hint=hint, fix=renumbered(raw, found, said)
        )


@check("OG410", "step-without-expectation", severity=Severity.NOTE, unfinished=True)
def step_without_expectation(here: Reach) -> Iterator[Hit]:
    """A step changes something and does not say what should come of it, or a procedure what to do if it does not."""
    asked_for = here.level == "product" and here.kind.followed and here.subject.stage != "history"
    found = list(procedures(here.outline)) if asked_for else []
    if not found or not in_english(here.outline):
        return
    runs, around = Runs(here.outline), Around(here.outline)
    wanted = [section for spec, section in here.subject.sections() if any("steps" in n.elements for n in spec.needs)]
    for procedure in found:
        judged = [judge(runs, step) for step in procedure.steps]
        changing = [index for index, step in enumerate(judged) if step.changes]
        if not changing or (procedure.section.children and not any(step.runs for step in judged)):
            continue  # steps in words above sections that tell each of them are an overview
        bare = [index for index in changing if not _is_told(judged, index, around.checks(procedure.section))]
        otherwise = around.says_otherwise(procedure.section)
        asked = any(section.span[0] <= procedure.section.span[0] < section.span[1] for section in wanted)
        if bare or (asked and not otherwise):
            item = procedure.steps[(bare or changing)[0]].item
            yield here.document.at(_first_line(here.document.text.raw, item.span)).hit(
                _missing(procedure, bare or changing, bare=bool(bare), otherwise=otherwise),
                hint=_EXPECT if bare else _ELSE,
            )


def _is_told(judged: Sequence[Judged], index: int, checked: bool) -> bool:
    """Whether a step, or the one that follows it, says or shows what should come of it; ``checked``: or a section."""
    if judged[index].told:
        return True
    following = judged[index + 1] if index + 1 < len(judged) else None
    return following.told or following.looks if following else checked


def _first_line(raw: str, span: Span) -> Span:
    end = raw.find("\n", *span)
    return (span[0], end if end >= 0 else span[1])


_EXPECT = "say what the reader should see when it worked, or add a step that checks it; then what to do when it did not"
_ELSE = "say what to do when a step does not go as it should: “Otherwise …”, the way back, or whom to call"


def _missing(procedure: Procedure, steps: Sequence[int], *, bare: bool, otherwise: bool) -> str:
    """Which steps of a procedure change something, and what it does not say of them."""
    numbers = [str(procedure.steps[index].number) for index in steps]
    several = len(numbers) > 1
    listed = f"{', '.join(numbers[:-1])} and {numbers[-1]}" if several else numbers[0]
    subject = f"steps {listed} change" if several else f"step {listed} changes"
    if not bare:
        return f"{subject} something, and nothing says what to do when that does not go as expected"
    rest = "" if otherwise else ", and nothing says what to do when it fails"
    return f"{subject} something and {'do' if several else 'does'} not say what to expect{rest}"


@check("OG411", "irreversible-step", severity=Severity.NOTE, unfinished=True)
def irreversible_step(here: Reach) -> Iterator[Hit]:
    """A step that cannot be undone and says neither how to get back nor that there is no way back."""
    found: dict[int, list[Loss]] = {}
    for loss in losses(here.outline) if here.kind.followed and here.subject.stage != "history" else ():
        found.setdefault(id(here.outline.section_at(loss.span[0])), []).append(loss)
    if not found or not in_english(here.outline):
        return
    told = _Told(here.document.text.raw)
    for several in found.values():
        lost = _each_once(here.document.text.raw, several)
        if told.way_back(here.outline.section_at(lost[0].span[0]), lost):
            continue
        more = f" (nor can {len(lost) - 1} more below it)" if len(lost) > 1 else ""
        yield here.document.at(lost[0].span).hit(
            f"`{lost[0].text}` cannot be undone{more}, and its section names no way back",
            hint="say how to get it back (a backup, a snapshot, a rollback), or that there is no way back",
        )


def _each_once(raw: str, lost: Sequence[Loss]) -> list[Loss]:
    """Losses without the sentences that only introduce the command behind them."""
    kept = []
    for index, loss in enumerate(lost):
        then = lost[index + 1] if loss.said and index + 1 < len(lost) else None
        distance = then.span[0] - loss.span[1] if then is not None and not then.said else _BEHIND
        if distance >= _BEHIND or _ITEM.search(raw, loss.span[1], loss.span[1] + distance):
            kept.append(loss)
    return kept


class _Told:
    """Where a document names ways back; what stands directly under a heading is read once."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._own: dict[int, bool] = {}

    def way_back(self, section: Section, lost: Sequence[Loss]) -> bool:
        """Whether a section, one below it, or what its parents say themselves names a way back."""
        if _PASSING.search(section.title) or all(_is_harmless(self._raw, section, loss) for loss in lost[:_SEVERAL]):
            return True
        start = section.heading.span[1] if section.heading else section.span[0]
        commands = [loss.span for loss in lost if not loss.said]
        if verbs().ways_back.match(section.title) or _offers(self._without(commands, start, section.span[1])):
            return True
        above = section.parent
        while above is not None:
            if self._says(above):
                return True
            above = above.parent
        return False

    def _says(self, section: Section) -> bool:
        if id(section) not in self._own:
            end = section.children[0].span[0] if section.children else section.span[1]
            text = self._without([], section.span[0], end)
            self._own[id(section)] = _offers(text)
        return self._own[id(section)]

    def _without(self, spans: Sequence[Span], start: int, end: int) -> str:
        """A part of the text without these spans and without the targets of links."""
        pieces = []
        for begin, stop in spans:
            pieces.append(self._raw[start : max(start, begin)])
            start = max(start, stop)
        return _TARGET.sub("]", " ".join([*pieces, self._raw[start:end]]))


def _offers(text: str) -> bool:
    """Whether a text names a way back, or says that there is none, other than by forbidding it."""
    found = verbs().ways_back.finditer(text)
    return any(not _FORBIDDEN.search(text, max(0, way.start() - _CLAUSE), way.start()) for way in found)


def _is_harmless(raw: str, section: Section, loss: Loss) -> bool:
    """Whether a push rewrites the reader's own branch, or a migration makes a database that is new."""
    if loss.text.startswith("git push"):
        return _OWN_BRANCH.search(raw, *section.span) is not None
    return "migrate" in loss.text and _FIRST_TIME.search(section.title) is not None


CHECKS: tuple[Check, ...] = (step_numbering, step_without_expectation, irreversible_step)
