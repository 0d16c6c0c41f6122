"""What the commands of a document start and stop, as far as their own words say so."""

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from opsgate.reading.outline import Section
from opsgate.words.text import Span

EVERYTHING = "*"
"""Whatever the program runs, as in ``docker compose down``."""

_PREFIXES = frozenset({"sudo", "doas", "exec", "nohup", "time", "command"})
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL)
_WITH_VALUE = frozenset(
    """
    -f --file -p --project-name --project-directory --profile --env-file -t --timeout -s --signal --scale --pull
    --wait-timeout -u --user -H --host -c --context --name -n --namespace --type
    """.split()
)
_SCRIPT = re.compile(r"(start|stop|startup|shutdown)(?:[-_](.+?))?(?:\.(?:sh|bash|ps1|bat|cmd))?", re.IGNORECASE)
_TARGETS = {"start": "start", "up": "start", "run": "start", "stop": "stop", "down": "stop"}
_COMPOSE = {"up": "start", "start": "start", "stop": "stop", "kill": "stop", "rm": "stop", "down": "stop"}
_ENGINE = {"start": "start", "stop": "stop", "kill": "stop", "rm": "stop"}
_MANAGER = {"start": "start", "stop": "stop", "delete": "stop", "kill": "stop"}
_LONGEST = 10_000


class Effect(NamedTuple):
    """That something is started or stopped: by what family of programs, its name, and where the command stands."""

    act: str
    family: str
    name: str
    span: Span


def effects(section: Section) -> Iterator[Effect]:
    """What the commands in the code of a section start and stop; a command of which nobody can tell gives nothing."""
    for block in section.all_blocks():
        if block.kind in ("fence", "code"):
            lines = block.text.split("\n")
            pending, at = "", block.span
            for index, line in enumerate(lines):
                at = at if pending else block.lines[index] if index < len(block.lines) else block.span
                pending += line.removesuffix("\\")
                if not line.endswith("\\"):
                    yield from _of_line(pending, at)
                    pending = ""
            yield from _of_line(pending, at)
        elif block.kind in ("paragraph", "cell"):
            for piece in block.inlines:
                if piece.kind == "code":
                    yield from _of_line(piece.text, piece.span)


def _of_line(line: str, span: Span) -> Iterator[Effect]:
    if not line.strip() or len(line) > _LONGEST:
        return
    lexer = shlex.shlex(re.sub(r"\A\s*[$>]\s+", "", line), posix=True, punctuation_chars=";&|<>")
    lexer.whitespace_split = True
    try:
        words = list(lexer)
    except ValueError:  # a quote that another line closes
        return
    command: list[str] = []
    for word in [*words, ";"]:
        if word and not word.strip(";&|"):
            for act, family, name in _of_command(command):
                yield Effect(act, family, name, span)
            command = []
        else:
            command.append(word)


def _of_command(words: Sequence[str]) -> list[tuple[str, str, str]]:
    rest = list(words)
    while rest and (rest[0] in _PREFIXES or _ASSIGNMENT.fullmatch(rest[0]) or rest[0] in ("-E", "-n")):
        rest = rest[1:]
    if not rest:
        return []
    program, rest = rest[0].rpartition("/")[2], rest[1:]
    if program in ("docker-compose", "podman-compose"):
        return _compose(rest)
    if program in ("docker", "podman"):
        return _compose(rest[1:]) if rest[:1] == ["compose"] else _engine(rest)
    if program == "systemctl":
        return _systemctl(rest)
    if program in ("service", "rc-service", "invoke-rc.d") and len(rest) > 1:
        return _named(_TARGETS.get(rest[1], ""), "system", rest[:1])
    if program in ("supervisorctl", "pm2"):
        plain = _plain(rest)
        names = _value(rest, "--name") or [name for name in plain[1:] if not re.search(r"[./]", name)]
        return _named(_MANAGER.get(plain[0], "") if plain else "", program, names)
    if program == "kubectl" and rest[:1] == ["scale"]:
        replicas = [word.partition("=")[2] for word in rest if word.startswith("--replicas=")]
        names = [name.rpartition("/")[2] for name in _plain(rest[1:])][-1:]
        return _named("stop" if replicas == ["0"] else "start", program, names) if replicas and names else []
    if program == "brew" and rest[:1] == ["services"]:
        return _named(_TARGETS.get(rest[1], ""), "system", rest[2:3]) if len(rest) > 1 else []
    if program in ("poweroff", "halt", "shutdown"):
        return [("stop", "", EVERYTHING)]
    return _script(program, rest)


def _compose(words: Sequence[str]) -> list[tuple[str, str, str]]:
    plain = _plain(words)
    return _named(_COMPOSE.get(plain[0], ""), "compose", plain[1:]) if plain else []


def _engine(words: Sequence[str]) -> list[tuple[str, str, str]]:
    rest = list(words[1:]) if words[:1] == ["container"] else list(words)
    if rest[:1] == ["run"]:
        detached = any(word in ("-d", "--detach") or re.fullmatch(r"-[a-z]*d[a-z]*", word) for word in rest)
        name = _value(rest, "--name")
        return _named("start", "docker", name) if detached and name else []
    plain = _plain(rest)
    names = [EVERYTHING if name.startswith("$(") or name.startswith("`") else name for name in plain[1:]]
    return _named(_ENGINE.get(plain[0], ""), "docker", names[:1] if EVERYTHING in names else names) if plain else []


def _systemctl(words: Sequence[str]) -> list[tuple[str, str, str]]:
    plain, now = _plain(words), "--now" in words
    acts = {"start": "start", "stop": "stop", **({"enable": "start", "disable": "stop"} if now else {})}
    names = [name.removesuffix(".service") for name in plain[1:]]
    if plain[:1] in (["poweroff"], ["halt"]):
        return [("stop", "", EVERYTHING)]
    return _named(acts.get(plain[0], ""), "system", names) if plain and names else []


def _script(program: str, rest: Sequence[str]) -> list[tuple[str, str, str]]:
    """`make start`, `npm run stop`, `./stop-worker.sh`, `lanternctl start`."""
    plain = _plain(rest)
    if program in ("make", "just", "npm", "yarn", "pnpm", "task"):
        npm = program in ("npm", "yarn", "pnpm")
        target = (plain[1:] if plain[:1] == ["run"] and (npm or len(plain) > 1) else plain)[:1]
        act, _, name = (target[0] if target else "").partition(":")
        return _named(_TARGETS.get(act, ""), program, [name] if name else [])
    found = _SCRIPT.fullmatch(program)
    if found:
        return _named("start" if found[1].lower().startswith("start") else "stop", "script", [found[2] or EVERYTHING])
    return _named(_TARGETS.get(plain[0], ""), program, plain[1:]) if plain and plain[0] in ("start", "stop") else []


def _named(act: str, family: str, names: Sequence[str]) -> list[tuple[str, str, str]]:
    said = [EVERYTHING if name == "all" else name for name in names] or [EVERYTHING]
    return [(act, family, name.casefold()) for name in said] if act else []


def _plain(words: Sequence[str]) -> list[str]:
    """The words of a command that are no options, nor their values, nor where its output goes."""
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _WITH_VALUE
        elif not word.strip("<>&0123456789"):
            skip = bool(word.strip("&0123456789"))
        else:
            found.append(word)
    return found


def _value(words: Sequence[str], option: str) -> list[str]:
    """The value of an option, as a list of one; empty where it is not given."""
    for index, word in enumerate(words):
        if word == option:
            return list(words[index + 1 : index + 2])
        if word.startswith(f"{option}="):
            return [word.partition("=")[2]]
    return []
