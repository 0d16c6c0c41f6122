"""Which variables and programs a document tells its reader of: in tables, lists, words, comments and by doing so."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from opsgate.knowing.marks.naming import LEAVES, Surroundings
from opsgate.knowing.programs import Naming, Programs, programs
from opsgate.reading.outline import Outline
from opsgate.reading.shell import Assigned, Command, Script
from opsgate.words.patterns import lazy
from opsgate.words.text import Span

_IDENTIFIER = lazy(r"(?<![A-Za-z0-9_])[A-Za-z_][A-Za-z0-9_]*")
_USUAL = lazy(
    r"[A-Z](?<![A-Za-z0-9_][A-Z])(?:[A-Z0-9]*(?:_[A-Z0-9]+)+(?![A-Za-z0-9_])|(?<=[`${][A-Z])[A-Z0-9_]+(?=[`}]))"
)
_NAME = lazy(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_CODED = lazy(r"`([a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*)`")
_TOKEN = lazy(r"(?<![\w.+-])[a-zA-Z0-9][\w.+-]*")
_CALLED = lazy(r"[ -](?:CLI|command|tool|binary)\b", re.IGNORECASE)
_INSTALLERS = frozenset(
    "apt apt-get aptitude yum dnf zypper apk brew snap pacman choco winget scoop pip pip3 pipx uv npm pnpm yarn gem "
    "cargo go conda mamba asdf mise nix-env krew port pkg helm rustup gcloud".split()
)
_INSTALLS = frozenset("install add i -S -Sy -Syu -i tap global tool get reinstall cask --cask".split())
_FETCHERS = frozenset("curl wget git tar unzip install chmod mv cp ln rpm dpkg".split())
_BUILDERS = frozenset("npm yarn pnpm bundle poetry pipenv uv make".split())
_BUILDS = frozenset("install ci i sync setup bootstrap".split())
_CHECKS = frozenset(["--version", "-version", "version", "-V", "--help"])
_ASKS = frozenset("which type whereis hash command".split())
_ONWARD = lazy(r"[>|]")
_EMPTY = lazy(r"=[ \t]*(?:[;&|)]|\Z)")
_OWN = lazy(r'="?\$\{?([A-Za-z_]\w*)\}?"?(?=[\s;&|)]|\Z)')
_MOST = 50
_FAR = 400


@dataclass
class Told:
    """Names that the document tells of, each with where it first does.

    ``required`` are programs that no list knows and that stand, as code, among requirements.

    From ``unknown_from`` on, if it is there, any variable may have been set by a file or a program that is not the
    document's own. ``brings_own`` says that the document installs what a file of the project lists.
    """

    variables: dict[str, Span] = field(default_factory=dict)
    programs: dict[str, Span] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    unknown_from: int | None = None
    brings_own: bool = False


def told(outline: Outline, found: Sequence[Script], variables: Collection[str], called: Collection[str]) -> Told:
    """What the document tells of; ``variables`` and ``called`` programs are looked for beside the usual names."""
    tells = Told()
    known = programs()
    for script in found:
        _by_doing(outline.raw, script, tells, known)
    around = Surroundings(outline, found)
    _variables(outline, around, tells, variables)
    _programs(outline, around, tells, called)
    return tells


def _by_doing(raw: str, script: Script, tells: Told, known: Programs) -> None:
    """What code sets, installs, makes, or asks for."""
    for assigned in script.assigned:
        if _gives_value(raw, assigned):
            tells.variables.setdefault(assigned.name, assigned.span)
    for word in (*script.functions, *script.created):
        tells.programs.setdefault(word.text.rstrip("/").rpartition("/")[2], word.span)
    for command in script.commands:
        name, texts = command.program.text, command.texts
        if name in ("source", ".", "eval") and texts[:1] != ("/dev/null",) and tells.unknown_from is None:
            tells.unknown_from = command.span[1]
        tells.brings_own = tells.brings_own or _brings_own(name, texts)
        for named, span in (*_asked(command), *_brought(command, known)):
            package = known.by_program.get(named)
            for program in package.programs if package else (named,):
                tells.programs.setdefault(program, span)
        printed = name in ("echo", "printf") and not _ONWARD.search(raw, *_rest(raw, command.span[1]))
        for word in command.arguments if not printed else ():
            head, equals, _ = word.text.partition("=")
            if equals and _NAME.match(head):
                tells.variables.setdefault(head, word.span)


def _gives_value(raw: str, assigned: Assigned) -> bool:
    """Whether a value is given: not by ``export NAME``, ``NAME=`` without a comment, or ``NAME=$NAME``."""
    start, end = assigned.span
    if assigned.how in ("export", "readonly") and raw[end : end + 1] not in ("=", "+", "["):
        return False
    rest = slice(*_rest(raw, end))
    own = _OWN.match(raw[rest])
    return not _EMPTY.match(raw[rest]) and not (own is not None and own[1] == raw[start:end])


def _rest(raw: str, offset: int) -> Span:
    """The rest of a line, at most a few hundred characters."""
    end = raw.find("\n", offset, offset + _FAR)
    return (offset, end if end >= 0 else min(len(raw), offset + _FAR))


def _brings_own(name: str, texts: Sequence[str]) -> bool:
    """Whether a command installs what a file of the project lists: ``npm install``, ``pip install -r``."""
    if name in _BUILDERS:
        return not texts or texts[0] in _BUILDS
    return texts[:1] == ("install",) and bool({"-r", "-e", "."} & set(texts))


def _asked(command: Command) -> Iterator[tuple[str, Span]]:
    """Programs that a command asks for: ``command -v psql``, ``psql --version``."""
    if command.texts[:1] and command.texts[0] in _CHECKS and len(command.texts) < 3:
        yield command.program.text, command.span
    if command.program.text in _ASKS:
        yield from ((word.text, word.span) for word in command.arguments)


def _brought(command: Command, known: Programs) -> Iterator[tuple[str, Span]]:
    """Programs that a command installs or fetches, by the names of its arguments."""
    name, texts = command.program.text, command.texts
    if name in _INSTALLERS and _INSTALLS & set(texts[:3]):
        words = [word for word in command.arguments if not word.text.startswith("-") and word.text not in _INSTALLS]
    else:
        words = list(command.arguments) if name in _FETCHERS else []
    for word in words:
        yield from ((each, word.span) for each in known.installed(word.text.removesuffix(".git")))


def _variables(outline: Outline, around: Surroundings, tells: Told, used: Collection[str]) -> None:
    spans = {match.span(): match[0] for match in _USUAL.finditer(outline.raw)}
    for match, name in _standing(outline, _IDENTIFIER, used):
        spans[match.span()] = match[0] if match[0] in used else name
    spans = {span: name for span, name in sorted(spans.items()) if name not in tells.variables}
    for span, block in around.blocks(list(spans)):
        name = spans[span]
        if name not in tells.variables and around.tells(block, span, name):
            tells.variables[name] = span


def _standing(outline: Outline, word: re.Pattern[str], names: Iterable[str]) -> Iterator[tuple[re.Match[str], str]]:
    """Each of a document's words that is one of the names but for its case and for dots behind it, with that name."""
    folded = {name.lower(): name for name in names}
    if len(folded) > _MOST:  # a look at every word is cheaper than so many looks for a name
        starts = (match.start() for match in word.finditer(outline.raw))
    else:
        starts = (start for name in folded for start in outline.places(name))
    for start in starts:
        match = word.match(outline.raw, start)
        name = folded.get(match[0].rstrip(".-").lower()) if match else None
        if match and name is not None:
            yield match, name


def _programs(outline: Outline, around: Surroundings, tells: Told, used: Collection[str]) -> None:
    raw, known = outline.raw, programs()
    namings = {(naming.start, naming.end): naming for naming in known.namings(raw)}
    for match in _CODED.finditer(raw):
        if match[1] not in known.by_program and match[1] not in known.base:
            namings.setdefault(match.span(1), Naming(*match.span(1), (match[1],), False))
    namings.update(_unlisted(outline, [name for name in used if name not in known.by_program]))
    for span, block in around.blocks(sorted(namings)):
        naming = namings[span]
        if all(program in tells.programs for program in naming.programs):
            continue
        if block.kind not in LEAVES:
            says = around.advises(block, span[0])
        elif naming.wherever or around.requires(block, span):
            words = around.around(block, span)
            plainly = naming.wherever and not (naming.bare and words != "code")
            says = bool(words) and (plainly or around.requires(block, span))
        else:
            says = False
        for program in naming.programs if says else ():
            tells.programs.setdefault(program, span)
            if program not in known.by_program:
                tells.required.add(program)


def _unlisted(outline: Outline, names: Sequence[str]) -> Iterator[tuple[Span, Naming]]:
    """Where a text may name programs that no list knows: as they are called, in any case, or as “… CLI”."""
    raw = outline.raw
    for match, name in _standing(outline, _TOKEN, names):
        word = match[0].rstrip(".-")
        span = (match.start(), match.start() + len(word))
        if word == name or len(name) > 5 or _CALLED.match(raw, span[1]):
            yield span, Naming(*span, (name,), True)
    for name in [name for name in names if "-" in name][:_MOST]:
        loose = re.escape(name).replace(r"\-", "[ -]")
        for match in re.finditer(rf"(?<![\w.-]){loose}(?= (?:CLI|command|tool|binary)\b)", raw, re.IGNORECASE):
            yield match.span(), Naming(*match.span(), (name,), True)
