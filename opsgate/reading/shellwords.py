"""What the words of a command mean: programs that start others, variables that builtins set, files that come to be."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from opsgate.reading.shellnodes import Assigned, Command, Redirect, Word
from opsgate.words.patterns import lazy

if TYPE_CHECKING:
    from tree_sitter import Node

_EXPANDED = frozenset(
    "simple_expansion expansion command_substitution process_substitution arithmetic_expansion brace_expression".split()
)
_ESCAPE = lazy(r"\\(.)", re.DOTALL)

_PREFIXES: dict[str, tuple[str, int]] = {
    # program: (options that take a value, arguments of its own before the program that it starts)
    "sudo": ("-u -g -h -p -C -r -t -T -U -D -R --user --group --host --chdir", 0),
    "doas": ("-u -C", 0),
    "env": ("-u -C --unset --chdir", 0),
    "xargs": ("-I -n -P -L -l -d -a -s -E --max-args --max-procs --delimiter --replace --arg-file", 0),
    "time": ("-f -o", 0),
    "gtime": ("-f -o", 0),
    "nohup": ("", 0),
    "exec": ("-a", 0),
    "builtin": ("", 0),
    "command": ("", 0),
    "noglob": ("", 0),
    "watch": ("-n --interval", 0),
    "timeout": ("-s -k --signal --kill-after", 1),
    "gtimeout": ("-s -k --signal --kill-after", 1),
    "nice": ("-n", 0),
    "ionice": ("-c -n -p", 0),
    "chrt": ("", 1),
    "taskset": ("", 1),
    "stdbuf": ("-i -o -e", 0),
    "setsid": ("", 0),
    "unbuffer": ("", 0),
    "strace": ("-e -o -p -s", 0),
    "ltrace": ("-e -o -p -s", 0),
    "flock": ("-w -E", 1),
    "chroot": ("", 1),
    "parallel": ("-j -N --jobs", 0),
    "aws-vault": ("", 2),
    "chronic": ("", 0),
    "caffeinate": ("", 0),
    "!": ("", 0),
}
_SSH_VALUES = frozenset("-i -p -l -o -F -J -L -R -D -W -b -c -E -e -I -m -O -Q -S -w".split())
_CONTAINER = frozenset("docker podman nerdctl docker-compose podman-compose".split())
_CLUSTER = frozenset("kubectl oc k k3s microk8s".split())
_IN_CONTAINER = frozenset(
    "-e -u -w --env --user --workdir --index -c --container -n --namespace -v --volume -p --publish --name --network "
    "--entrypoint --mount -l --label --context --cluster --kubeconfig -f --file --project-name --hostname -h --net "
    "--env-file --platform --restart -m --memory --cpus --add-host --image".split()
)
_SHELLS = frozenset("bash sh zsh ksh dash ash /bin/bash /bin/sh /bin/zsh /usr/bin/bash".split())
_ASSIGNMENT = lazy(r"([A-Za-z_]\w*)\+?=")
_NAME = lazy(r"[A-Za-z_]\w*\Z")
_READ_VALUES = frozenset("-p -t -n -N -d -u -i".split())


def unwrap(words: Sequence[Word]) -> Iterator[Command]:
    """The command, and the one that it starts, and the one that that one starts."""
    prefixes: tuple[str, ...] = ()
    away = False
    rest = list(words)
    while rest:
        name = _base(rest[0].text)
        start, elsewhere = _starts(name, rest)
        own = rest[1:start] if start else rest[1:]
        yield Command(rest[0], tuple(own), prefixes, away)
        if not start or len(prefixes) > 5:
            return
        prefixes, away, rest = (*prefixes, name), away or elsewhere, rest[start:]


def _base(program: str) -> str:
    return program.rpartition("/")[2] if program.startswith(("/bin/", "/usr/", "/sbin/")) else program.lstrip("\\")


def _starts(name: str, words: Sequence[Word]) -> tuple[int, bool]:
    """Index of the program that a command starts (0 where it starts none), and whether elsewhere."""
    texts = [word.text for word in words]
    if name in _PREFIXES:
        return _after_prefix(name, texts), False
    if name == "ssh":
        return _after_options(texts, 1, _SSH_VALUES, positional=1), True
    if name in _CLUSTER:
        doing = next((text for text in texts[1:] if text in ("exec", "rsh", "run", "debug")), "")
        if not doing:
            return 0, True
        if "--" in texts[1:]:
            return _at(texts, texts.index("--") + 1), True
        start = texts.index(doing) + 1
        return (_after_options(texts, start, _IN_CONTAINER, positional=1) if doing in ("exec", "rsh") else 0), True
    if name in _CONTAINER:
        doing = next((text for text in texts[1:] if text in ("exec", "run")), "")
        start = texts.index(doing) + 1 if doing else 0
        return (_after_options(texts, start, _IN_CONTAINER, positional=1) if doing else 0), True
    if name == "find":
        return next(
            (_at(texts, i + 1) for i, text in enumerate(texts) if text in ("-exec", "-execdir", "-ok")), 0
        ), False
    return 0, False


def _after_prefix(name: str, texts: Sequence[str]) -> int:
    values, positional = _PREFIXES[name]
    if name == "command" and texts[1:2] and texts[1] in ("-v", "-V"):
        return 0
    if name in ("sudo", "doas") and any(text in ("-i", "-s", "-l", "-v", "-e", "-k") for text in texts[1:2]):
        return _after_options(texts, 2, frozenset(values.split()), 0)
    if name in ("aws-vault",) and texts[1:2] != ["exec"]:
        return 0
    if "--" in texts[1:] and name == "aws-vault":
        return _at(texts, texts.index("--") + 1)
    return _after_options(texts, 1, frozenset(values.split()), positional)


def _after_options(texts: Sequence[str], start: int, values: frozenset[str], positional: int) -> int:
    """Index of the first word behind options, assignments and the given number of arguments; 0 where there is none."""
    index = start
    left = positional
    while index < len(texts):
        text = texts[index]
        if text == "--":
            index += 1
            if not left:
                break
        elif text.startswith("-") and len(text) > 1:
            index += 2 if text in values else 1
        elif _ASSIGNMENT.match(text) and not positional:
            index += 1
        elif left:
            left -= 1
            index += 1
        else:
            break
    return _at(texts, index)


def _at(texts: Sequence[str], index: int) -> int:
    return index if index < len(texts) else 0


def inner_code(words: Sequence[Word]) -> Iterator[tuple[Word, bool]]:
    """Arguments that are shell code themselves (``bash -c '…'``, ``ssh host '…'``), and whether it runs elsewhere."""
    for command in unwrap(words):
        name = _base(command.program.text)
        texts = command.texts
        if name in _SHELLS or name.rpartition("/")[2] in ("bash", "sh", "zsh"):
            index = next((i for i, text in enumerate(texts) if re.fullmatch(r"-\w*c", text)), -1)
            if 0 <= index < len(texts) - 1:
                yield command.arguments[index + 1], command.away
        elif " " in command.program.text and command.prefixes and command.prefixes[-1] in ("ssh", "watch", "eval"):
            yield command.program, command.away


def names_assigned(words: Sequence[Word]) -> Iterator[Assigned]:
    """Variables that a builtin sets: ``read``, ``mapfile``, ``printf -v``, ``getopts``, and ``env NAME=value``."""
    name, rest = words[0].text, words[1:]
    for word in rest if name in ("env", "sudo", "export", "set", "setenv", "let") else ():
        match = _ASSIGNMENT.match(word.text)
        if match:
            start = word.span[0] + (1 if word.fixed and word.span[1] - word.span[0] > len(word.text) else 0)
            yield Assigned(match[1], (start, start + len(match[1])), name if name in ("export", "let") else "prefix")
    named: list[Word] = []
    if name == "read":
        named = _operands(rest, _READ_VALUES)
    elif name in ("mapfile", "readarray"):
        named = _operands(rest, frozenset("-d -n -O -s -u -C -c".split()))
    elif len(rest) > 1 and (name == "getopts" or (name == "printf" and rest[0].text == "-v")):
        named = [rest[1]]
    elif name == "setenv" and rest:
        named = [rest[0]]
    yield from (Assigned(word.text, word.span, name) for word in named if _NAME.match(word.text))


def _operands(words: Sequence[Word], values: frozenset[str]) -> list[Word]:
    found, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word.text in values or (
            word.text.startswith("-") and word.text[-1:] in "ptnNdui" and "-" + word.text[-1:] in values
        ):
            skip = True
        elif word.text == "-a" or not word.text.startswith("-"):
            found.append(word)
    return found


def enters(command: Command) -> str:
    """``shell`` or ``prompt`` where what follows is typed into a shell or a program that this command opens."""
    name = _base(command.program.text)
    texts = command.texts
    if command.fed:
        return ""
    if name in _DIALOGUES:
        batch = any(_BATCH.fullmatch(text) for text in texts)
        return "" if batch else "prompt"
    if name in _INTERPRETERS:
        return "" if [text for text in texts if text != "-i"] else "prompt"
    if "console" in texts[:3] or "dbconsole" in texts[:3]:
        return "prompt"
    return "shell" if _opens_shell(name, texts, command) else ""


def _opens_shell(name: str, texts: tuple[str, ...], command: Command) -> bool:
    """Whether a program opens a shell elsewhere: on another machine, in a container, as another user."""
    if name in _SHELLS:
        return command.away and not [text for text in texts if text not in ("-i", "-l", "-il", "--login")]
    if name == "ssh":
        return bool(texts) and _after_options(["ssh", *texts], 1, _SSH_VALUES, 1) == 0 and not _SSH_STAYS & set(texts)
    if name in ("oc", "kubectl"):
        return texts[:1] in (("rsh",), ("debug",)) and len(texts) > 1
    if name == "su":
        return "-c" not in texts
    if name == "chroot":
        return len(texts) == 1
    if name == "toolbox":
        return not texts or texts[0] == "enter"
    asks = "ssh" in texts[:-1] and not {"--", "-c", "--command"} & set(texts)
    return asks or (name, *texts) == ("vagrant", "ssh")


_SSH_STAYS = frozenset("-N -f -V -fN -Nf -fNT -NL -O -G -Q".split())
_DIALOGUES = frozenset("psql mysql mariadb sqlite3 mongo mongosh sqlplus cqlsh cypher-shell clickhouse-client".split())
_INTERPRETERS = frozenset(
    "python python2 python3 ipython irb pry redis-cli gdb lldb ftp sftp telnet bc fdisk parted gdisk node".split()
)
_BATCH = lazy(
    r"-[A-Za-z]*[cfelV]|--(?:command|file|execute|eval|list|version|help|query|norc|batch)(?:=.*)?|-[ce].+", re.DOTALL
)


_WRITES_LAST = frozenset("cp mv install ln".split())
_WRITES_ALL = frozenset("touch mkdir tee mktemp".split())
_WRITES_OPTION = {
    "curl": ("-o", "--output"), "wget": ("-O", "--output-document"), "sort": ("-o",), "ssh-keygen": ("-f",),
    "openssl": ("-out", "-keyout"), "pg_dump": ("-f", "--file"), "go": ("-o",), "gcc": ("-o",),
    "gpg": ("-o", "--output"),
    "tar": ("-f", "-cf", "-czf", "czf", "cf", "cvf", "czvf", "-cvf", "-czvf", "-cvzf", "cvzf"), "zip": (),
}  # fmt: skip


def created(commands: Sequence[Command], redirects: Sequence[Redirect]) -> Iterator[Word]:
    """Files and folders that the code brings into being, as it names them."""
    found = [redirect.target for redirect in redirects if redirect.writes and redirect.target.text != "/dev/null"]
    for command in commands:
        name = _base(command.program.text)
        plain = [word for word in command.arguments if not word.text.startswith("-")]
        if name in _WRITES_LAST and len(plain) > 1:
            found.append(plain[-1])
        elif name in _WRITES_ALL:
            found.extend(plain)
        elif name == "git" and command.texts[:1] == ("clone",) and len(plain) > 1 and plain[-1].fixed:
            found.append(plain[2] if len(plain) > 2 else _cloned(plain[1]))
        options = _WRITES_OPTION.get(name, ())
        follows = zip(command.arguments, command.arguments[1:], strict=False)
        found.extend(value for option, value in follows if option.text in options)
    yield from sorted(set(found), key=lambda word: word.span)


def _cloned(word: Word) -> Word:
    """The folder that ``git clone`` makes of an address."""
    return replace(word, text=word.text.rstrip("/").rpartition("/")[2].removesuffix(".git"))


def expands(node: "Node") -> bool:
    """Whether a word holds an expansion or a substitution."""
    waiting = [node]
    while waiting:
        child = waiting.pop()
        if child.type in _EXPANDED:
            return True
        waiting.extend(child.children)
    return False


def literal(node: "Node", text_of: Callable[["Node"], str]) -> str:
    """A word without its quotes and backslashes; it holds no expansion."""
    parts: list[str] = []
    waiting = [node]
    while waiting:
        piece = waiting.pop()
        if piece.type in ("concatenation", "command_name"):
            waiting.extend(reversed(piece.children))
            continue
        text = text_of(piece)
        if piece.type == "raw_string":
            parts.append(text[1:-1])
        elif piece.type in ("string", "translated_string"):
            parts.append(re.sub(r"\\([\\\"$`])", r"\1", text.removeprefix("$")[1:-1]))
        elif piece.type == "ansi_c_string":
            parts.append(text[2:-1])
        else:
            parts.append(_ESCAPE.sub(r"\1", text))
    return "".join(parts)
