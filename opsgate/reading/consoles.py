"""Which blocks hold shell code, and which of their lines: all of them, or what stands behind a prompt."""

import re
from collections.abc import Iterator, Sequence

from opsgate.reading.nodes import Block
from opsgate.words.patterns import lazy
from opsgate.words.text import Span

_SCRIPT = frozenset(
    "bash sh shell zsh ksh dash bsh shellscript shell-script command commands cmdline nohighlight posix-shell".split()
)
_CONSOLE = frozenset(
    "console shell-session sh-session shellsession bash-session zsh-session terminal session shell_session".split()
)
_DOLLARS = frozenset(
    "perl pl perl5 raku php make makefile mk jsonnet awk html htm xml svg vue svelte jinja jinja2 j2 erb django liquid "
    "twig smarty handlebars hbs mustache ejs gotemplate latex tex math katex markdown md mdx fish csh tcsh "
    "promql logql sql".split()
)
"""Languages, and shells of another grammar, in which ``$ `` begins something else than a command of the shell."""
_TYPED = lazy(r"[ \t]*\$ (?=[A-Za-z_./~])")
_UNLABELLED = frozenset(["", "text", "txt", "plaintext", "plain", "none"])
_LABEL = lazy(r"[{.\s]*(?:code-block\}?\s*|code\}?\s*|sourcecode\}?\s*|hljs\s+)?(?:lang(?:uage)?-)?([\w+-]*)")

_PROMPT = lazy(
    r"""[ \t]*(?:\([\w.-]+\)[ \t]?)?(?:
        [$%❯➜](?=[ \t]|$)
      | \[[\w.-]{1,64}@[\w.-]{1,64}[^\]\n]{0,60}\][ \t]?[$#%](?=[ \t]|$)
      | [\w.-]{1,64}@[\w.-]{1,64}(?:[: ][^\s$#%>]{0,80})?[ \t]?[$#%](?=[ \t]|$)
      | (?:ba|da|z|k)?sh-\d[\w.]*[$#](?=[ \t]|$)
      | (?:~|/)[\w./-]{0,60}[ \t]?[$#](?=[ \t])
    )[ \t]?""",
    re.VERBOSE,
)
_ROOT = lazy(r"[ \t]*#[ \t](?=[a-z][\w./-]*(?:[ \t]|$))")
_CONTINUED = lazy(r"[ \t]*>[ \t]?")
_OTHER_PROMPT = lazy(
    r"[ \t]*(?:>>>[ ]|\.\.\.[ ]|(?:mysql|MariaDB \[[^\]]*\]|sqlite|mongo|rs\d+:\w+|irb[^>]*|pry[^>]*|s?ftp|"
    r"redis[^>]*|127\.0\.0\.1:\d+)>|[\w-]+=[#>]|[\w-]+[-(][#>]|PS [^>]*>|[A-Z]:\\[^>]*>)"
)
_HEREDOC = lazy(r"<<-?[ \t]*(['\"\\]?)([A-Za-z_]\w*)")
_QUOTED = lazy(r"""\\.|'[^']*'|"(?:\\.|[^"\\])*"|(?<!\S)#.*""", re.DOTALL)
_OPENERS = lazy(r"(?:^|[;&|(\s])(?:do|then|case)(?=\s|$)")
_CLOSERS = lazy(r"(?:^|[;&|(\s])(?:done|fi|esac)(?=[\s;|&)]|$)")
_MORE = lazy(r"(?:\\|\||&&|\|\||\{)[ \t]*\Z")
_ASSIGNMENT = lazy(r"[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*=\S")
_FURTHER = 100
_LONGEST = 8000


def code_lines(raw: str, block: Block) -> tuple[tuple[Span, ...], bool] | None:
    """Spans of a block's lines of shell code, and whether it is a console transcript; None where it is not shell."""
    if block.kind not in ("fence", "code"):
        return None
    match = _LABEL.match(block.info) if block.kind == "fence" else None
    label = match[1].lower().partition("+")[0] if match else ""
    if label not in _SCRIPT and label not in _CONSOLE and label not in _UNLABELLED:
        typed = label not in _DOLLARS and any(_TYPED.match(raw, start, end) for start, end in block.lines)
        return (tuple(_behind_prompts(raw, block.lines, _TYPED)), True) if typed else None
    prompted = any(raw.startswith("$ ", start + _indent(raw, start, end)) for start, end in block.lines)
    if not prompted and label not in _SCRIPT:
        prompted = any(_PROMPT.match(raw, start, end) for start, end in block.lines)
    if prompted:
        return tuple(_behind_prompts(raw, block.lines, _PROMPT)), True
    if label in _UNLABELLED:
        return None
    if label in _CONSOLE and _looks_like_root(raw, block.lines):
        return tuple(_behind_prompts(raw, block.lines, _ROOT)), True
    return tuple(line for line in block.lines if not _OTHER_PROMPT.match(raw, *line)), False


def _indent(raw: str, start: int, end: int) -> int:
    line = raw[start:end]
    return len(line) - len(line.lstrip(" \t"))


def _looks_like_root(raw: str, lines: Sequence[Span]) -> bool:
    """Whether ``# `` is a prompt here: every command would be a comment otherwise."""
    first = next((line for line in lines if raw[slice(*line)].strip()), None)
    if first is None or not _ROOT.match(raw, *first):
        return False
    follows = lines[lines.index(first) + 1 :]
    return not follows or raw[slice(*follows[0])].lstrip()[:1] in ("", "#") or " " in raw[slice(*first)].strip()[2:]


def _behind_prompts(raw: str, lines: Sequence[Span], prompt: re.Pattern[str]) -> Iterator[Span]:
    """What stands behind prompts, with the lines that continue an unfinished command; all else is output,
    but for variables that are set above the first prompt.
    """
    command = ""
    further = 0
    begun = False
    for start, end in lines:
        match = prompt.match(raw, start, end)
        if command and not match and further < _FURTHER and len(command) < _LONGEST and _unfinished(command):
            mark = _CONTINUED.match(raw, start, end)
            inner = mark.end() if mark else start
            further += 1
            command += "\n" + raw[inner:end]
            yield (inner, end)
        elif match:
            command, further, begun = raw[match.end() : end], 0, True
            yield (match.end(), end)
        else:
            command = ""
            if not begun and _ASSIGNMENT.match(raw, start, end) and not _OTHER_PROMPT.match(raw, start, end):
                yield (start, end)


def _unfinished(command: str) -> bool:
    """Whether the shell would ask for another line."""
    heredoc = _HEREDOC.search(command)
    if heredoc and command[heredoc.start() - 1 : heredoc.start()] != "<":
        body = command.split("\n")[1:]
        return not any(line.strip() == heredoc[2] for line in body)
    bare = _QUOTED.sub(" ", command.rstrip(" \t"))
    return bool(
        _MORE.search(command) or "'" in bare or '"' in bare or len(_OPENERS.findall(bare)) > len(_CLOSERS.findall(bare))
    )
