"""Proposals for people: what a file is, why, what would be written, and what is still to do."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from shlex import quote

from opsgate.edges.adopt.diff import unified
from opsgate.edges.adopt.guess import Reason, Scored
from opsgate.edges.adopt.proposal import Proposal
from opsgate.edges.output.paint import Paint, visible
from opsgate.words.near import an

_REASONS = 5
_MANY = 10
_HEADS = ("---", "+++")
_STYLES = {"+": "green", "-": "red", "@": "cyan"}
_SHOWN = 12


def render(proposals: Sequence[Proposal], patterns: Mapping[str, str], paint: Paint, *, wrote: bool) -> str:
    """All proposals, the patterns to paste, and a summary; ``wrote`` says that the files were to be written."""
    many = len(proposals) > _MANY or wrote
    told = [each for each in proposals if each.named or each.state in ("adopt", "written", "blocked")]
    brief = [each for each in told if many and _is_perhaps(each) and not each.named]
    whole = [each for each in told if each.state != "none" and not (many and _is_perhaps(each) and not each.named)]
    parts = ["\n".join(_lines(each, paint)) for each in whole]
    nones = ["\n".join(_none(proposal, paint)) for proposal in told if proposal.state == "none"]
    if nones:
        parts.append("\n".join(nones))
    if brief:
        parts.append("\n".join(_brief(brief, paint)))
    if patterns:
        parts.append("\n".join(_patterns(patterns, paint)))
    parts.append(_summary(proposals, wrote=wrote))
    return "\n\n".join(parts) + "\n"


def _is_perhaps(proposal: Proposal) -> bool:
    """Whether a first guess waits for a person."""
    return proposal.state in ("adopt", "blocked") and proposal.kind is not None and not proposal.sure


def _brief(proposals: Sequence[Proposal], paint: Paint) -> Iterator[str]:
    """A line for each file of which the guess is not sure, the surest of each kind first."""
    yield paint("dim", "Perhaps; not sure enough to be written. `opsgate adopt --kind KIND FILE` takes a guess:")
    yield ""
    rows = [(each.kind or "", each.guess.best.score, each) for each in proposals if each.guess and each.guess.best]
    wide = max(len(kind) for kind, _, _ in rows)
    for kind, score, each in sorted(rows, key=lambda row: (row[0], -row[1], row[2].path)):
        says = f" ({visible(each.says)})" if each.says else ""
        other = each.guess.runner_up if each.guess else None
        near = f" (or {other.kind}, {other.score})" if other else ""
        yield f"  {kind.ljust(wide)}  {score:3}  {visible(each.path)}{near}{says}"


def _lines(proposal: Proposal, paint: Paint) -> Iterator[str]:
    path = paint("bold", f"{visible(proposal.path)}:")
    kind = an(proposal.kind) if proposal.kind else ""
    if proposal.state == "already":
        yield f"{path} already {kind}, nothing to do"
        return
    if proposal.state == "blocked":
        looks = "by its looks" if proposal.sure else "perhaps"
        of = f" ({looks} {kind})" if kind and proposal.guess else ""
        yield f"{path} {paint('red', 'not adopted')}{of}: {visible(proposal.says)}"
        return
    best = proposal.guess.best if proposal.guess else None
    guessed = paint("green", kind) if proposal.sure else paint("yellow", f"perhaps {kind}")
    yield f"{path} {guessed}" + (f", score {best.score} of 100" if best else ", as you said")
    if best and proposal.guess:
        yield from _why(best, paint)
        other = proposal.guess.runner_up
        if other:
            yield f"  {paint('dim', 'or:')} {an(other.kind)}, score {other.score}: `--kind {other.kind}`"
    if not proposal.sure:
        taken = f"opsgate adopt --kind {proposal.kind} --write {visible(quote(proposal.path))}"
        yield f"  {paint('dim', 'not sure, so --write leaves it alone; to take the guess:')} `{taken}`"
    yield from _sections(proposal, paint)
    yield from _fields(proposal, paint)
    for advice in proposal.advice:
        yield f"  {paint('yellow', 'advice:')} {visible(advice)}"
    if proposal.state == "written":
        yield f"  {paint('green', 'written:')} {', '.join(f'`{entry.key}`' for entry in proposal.entries)}"
    else:
        yield from _diff(proposal, paint)


def _why(scored: Scored, paint: Paint) -> Iterator[str]:
    over = scored.because and scored.raw > scored.limit
    capped = f"; counts {scored.limit} at most: {scored.because}" if over else ""
    yield f"  {paint('dim', 'why:')} {_reasons(scored.reasons)}{capped}"


def _reasons(reasons: Sequence[Reason]) -> str:
    """The weightiest reasons, those that speak for it first."""
    best = sorted((reason for reason in reasons if reason.points > 0), key=lambda reason: -reason.points)[:_REASONS]
    worst = sorted((reason for reason in reasons if reason.points < 0), key=lambda reason: reason.points)[:2]
    return "; ".join(f"{visible(reason.text)} ({reason.points:+})" for reason in (*best, *worst))


def _sections(proposal: Proposal, paint: Paint) -> Iterator[str]:
    asked = proposal.found + len(proposal.missing)
    if not asked:
        return
    for counts in proposal.counts[:_SHOWN]:
        yield f"  {paint('dim', 'counts:')} “{visible(counts.heading)}” is the section “{visible(counts.section)}”"
    if proposal.missing:
        names = ", ".join(f"“{visible(name)}”" for name in proposal.missing)
        yield f"  {paint('yellow', 'missing:')} {names}"


def _fields(proposal: Proposal, paint: Paint) -> Iterator[str]:
    for entry in proposal.entries:
        if entry.found:
            yield f"  {paint('dim', 'found:')} `{entry.key}: {visible(entry.value)}`, from {visible(entry.whence)}"
    if proposal.fields:
        yield f"  {paint('yellow', 'fill in:')} {', '.join(f'`{key}`' for key in proposal.fields)}"


def _diff(proposal: Proposal, paint: Paint) -> Iterator[str]:
    """What would change, in colour."""
    for number, line in enumerate(unified(proposal.path, proposal.before, proposal.after, proposal.body)):
        style = "bold" if number < len(_HEADS) else _STYLES.get(line[0])
        yield paint(style, visible(line)) if style else visible(line)


def _none(proposal: Proposal, paint: Paint) -> Iterator[str]:
    path = paint("bold", f"{visible(proposal.path)}:")
    guess = proposal.guess
    best = guess.best if guess else None
    near = ""
    if guess and best and best.score:
        near = f" (nearest: {best.kind}, score {best.score} of the {guess.known.perhaps} that it takes)"
    yield f"{path} of no kind{near}"
    if proposal.named:
        if best:
            yield from _why(best, paint)
        else:
            against = guess.against if guess else ()
            text = _reasons(against) if against else "nothing in path, title, headings or tables tells of a kind"
            yield f"  {paint('dim', 'why:')} {text}"
        yield f"  {paint('dim', 'if you know better:')} `--kind KIND`"


def _patterns(patterns: Mapping[str, str], paint: Paint) -> Iterator[str]:
    yield paint("dim", "Instead of a `kind:` in each document, opsgate.toml can give folders their kind:")
    yield ""
    yield "[kinds]"
    for pattern, kind in patterns.items():
        quoted = visible(pattern).replace("\\", "\\\\").replace('"', '\\"')
        yield f'"{quoted}" = "{kind}"'


def _summary(proposals: Sequence[Proposal], *, wrote: bool) -> str:
    perhaps = [each for each in proposals if _is_perhaps(each)]
    states = Counter(each.state for each in proposals if not _is_perhaps(each))
    kinds = Counter(each.kind for each in proposals if each.state in ("adopt", "written") and each.sure)
    names = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    parts = [
        f"{states['written']} adopted ({names})" if states["written"] else "",
        f"{states['adopt']} to adopt ({names})" if states["adopt"] else "",
        f"{len(perhaps)} perhaps of a kind" if perhaps else "",
        f"{states['already']} of a kind already" if states["already"] else "",
        f"{states['blocked']} not adopted" if states["blocked"] else "",
        f"{states['none']} of no kind" if states["none"] else "",
    ]
    counted = f"{len(proposals)} file{'' if len(proposals) == 1 else 's'}"
    more = ""
    if (states["adopt"] or perhaps) and not wrote:
        more = "; nothing is written without --write"
    elif states["written"]:
        more = "; `opsgate check` says what is still to do"
    return f"{counted}: {', '.join(part for part in parts if part)}{more}"
