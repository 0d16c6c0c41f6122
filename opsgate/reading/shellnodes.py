"""What shell code holds: commands, variables, redirections, each with its exact span in the document."""

from dataclasses import dataclass

from opsgate.reading.nodes import Block
from opsgate.words.text import Span


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command.

    ``text`` is what the shell makes of it, quotes and backslashes gone, where it is ``fixed``; otherwise, when it
    holds an expansion, a substitution or a placeholder (``<pod>``), it is the source as written.
    """

    text: str
    span: Span
    fixed: bool = True


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments.

    What starts another program is a command of its own, whose arguments end where the other begins:
    ``sudo -u ops ls -l`` is ``sudo -u ops`` and ``ls -l``, the second with ``sudo`` among its ``prefixes``.
    ``away`` says that it runs elsewhere than in the reader's own shell: on another machine, in a container, in the
    prompt of a program. ``fed`` says that its input comes from a pipe, a file or a here-document, ``nested`` that it
    stands in a substitution. ``sure`` is false where the grammar gave up.
    """

    program: Word
    arguments: tuple[Word, ...] = ()
    prefixes: tuple[str, ...] = ()
    away: bool = False
    fed: bool = False
    nested: bool = False
    sure: bool = True

    @property
    def span(self) -> Span:
        return (self.program.span[0], (self.arguments[-1] if self.arguments else self.program).span[1])

    @property
    def texts(self) -> tuple[str, ...]:
        """The arguments' texts."""
        return tuple(word.text for word in self.arguments)


@dataclass(frozen=True, slots=True)
class Read:
    """A variable whose value is used; ``told`` when the code says what happens without one (``${PORT:-80}``)."""

    name: str
    span: Span
    told: bool = False
    away: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Assigned:
    """A variable that gets a value; ``how`` is ``=``, ``prefix`` (of one command) or the name of the builtin."""

    name: str
    span: Span
    how: str = "="


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirection from or to a file."""

    operator: str
    target: Word
    away: bool = False

    @property
    def writes(self) -> bool:
        return ">" in self.operator


@dataclass(frozen=True, slots=True)
class Heredoc:
    """A here-document; ``span`` is that of its body, and nothing in it is expanded where it is ``quoted``."""

    delimiter: str
    span: Span
    quoted: bool


@dataclass(frozen=True, slots=True)
class Script:
    """Shell code of one block or of one line, everything in document order.

    ``lines`` are the spans of what was read as code: of a console transcript, the commands without their prompts.
    ``functions`` are the functions and aliases that it defines. ``opens`` says that it ends in a shell elsewhere, which
    it opened and did not leave. ``whole`` is false where the grammar did not fit
    somewhere (what it gave up on is not ``sure``), or the code was too large to be read; ``unread`` are the lines of
    which nobody can tell what they hold, comments and empty ones too.
    """

    lines: tuple[Span, ...] = ()
    commands: tuple[Command, ...] = ()
    reads: tuple[Read, ...] = ()
    assigned: tuple[Assigned, ...] = ()
    functions: tuple[Word, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    heredocs: tuple[Heredoc, ...] = ()
    created: tuple[Word, ...] = ()
    console: bool = False
    whole: bool = True
    unread: tuple[Span, ...] = ()
    opens: bool = False
    block: Block | None = None
