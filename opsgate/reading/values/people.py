"""Who: people, teams, roles and addresses, compared without case and without the ``@``."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from opsgate.reading.values.base import BadValue, ValueType

PersonKind = Literal["handle", "name", "team", "email"]

_ADDRESS = (
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}"
)
_NAMED_ADDRESS = rf"(?P<name>[^<>]+?)\s*<(?P<address>{_ADDRESS})>"
_TEAM = r"(?i)(?:team|group)\s*:\s*(?P<team>[\w.-]+(?:/[\w.-]+)?)"
_USER = r"(?i)user\s*:\s*(?P<user>[\w.-]+(?:/[\w.-]+)?)"
_HANDLE = r"@(?P<handle>[\w][\w.-]*(?:/[\w.-]+)?)"


def _email(text: str) -> str | None:
    local = text.partition("@")[0]
    if not re.fullmatch(_ADDRESS, text) or ".." in local or local[0] == "." or local[-1] == ".":
        return None
    return text.lower()


EMAIL = ValueType("email", _email, "an email address such as `alex@example.com`", "alex@example.com", limit=254)


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """A person, a team or a duty ("On-call"). Two are equal when their ``handle`` is."""

    name: str
    kind: PersonKind

    @property
    def handle(self) -> str:
        """What identifies them: without case, ``@`` and double blanks. A team keeps its ``team:``."""
        name = unicodedata.normalize("NFKC", self.name).casefold()
        return f"team:{name}" if self.kind == "team" else " ".join(name.split())

    def __eq__(self, other: object) -> bool:
        return self.handle == other.handle if isinstance(other, Person) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.handle)

    def __str__(self) -> str:
        return {"handle": "@", "team": "team:"}.get(self.kind, "") + self.name


def _person(text: str) -> Person | None:
    if match := re.fullmatch(_NAMED_ADDRESS, text):
        return Person(match["address"], "email")
    if re.fullmatch(_ADDRESS, text) and EMAIL.read(text):
        return Person(text, "email")
    if match := re.fullmatch(_TEAM, text):
        return Person(match["team"], "team")
    if match := re.fullmatch(_USER, text) or re.fullmatch(_HANDLE, text):
        return Person(match[1], "handle")
    if re.search(r"[/,;&]|\sand\s", text):
        raise BadValue("it names several, one is expected", "name one person or team, such as `team:sre`")
    return Person(_name(text), "name")


def _name(text: str) -> str:
    """A name: letters first, then letters, digits, blanks and the marks that names have."""
    for at, char in enumerate(text):
        if unicodedata.category(char)[0] not in ("LMN" if at else "LN") and (at == 0 or char not in " .'’_-()"):
            what = f"`{char}`" if char.isprintable() else f"the invisible character U+{ord(char):04X}"
            raise BadValue(f"{what} stands in it", "write `@alex`, `Alex`, `On-call` or `team:sre`", (at, at + 1))
    return " ".join(text.split())


PERSON = ValueType(
    "person", _person, "a person or team such as `@alex`, `Alex`, `On-call` or `team:sre`", "@alex", limit=160
)


@dataclass(frozen=True, slots=True, eq=False)
class Roles:
    """Roles in the order written; compared as a set, without case."""

    names: tuple[str, ...]

    @property
    def handles(self) -> frozenset[str]:
        """The roles as they are compared."""
        return frozenset(unicodedata.normalize("NFKC", name).casefold() for name in self.names)

    def __eq__(self, other: object) -> bool:
        return self.handles == other.handles if isinstance(other, Roles) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.handles)

    def __str__(self) -> str:
        return "/".join(self.names)


def _roles(text: str) -> Roles:
    names: list[str] = []
    seen: set[str] = set()
    for match in re.finditer(r"[^/,;&+]+", text):
        word = match[0].strip()
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if not word:
            continue
        name = ROLE.part(text, start, start + len(word))
        handle = unicodedata.normalize("NFKC", name).casefold()
        if handle in seen:
            raise BadValue(f"`{name}` comes twice", "name each role once", (start, start + len(word)))
        seen.add(handle)
        names.append(name)
    if not names:
        raise BadValue("it names no role")
    return Roles(tuple(names))


def _role(text: str) -> str:
    return _name(text.removeprefix("@"))


ROLE = ValueType("role", _role, "a role such as `Eng`, `QA` or `on-call`", "QA", limit=80)
ROLES = ValueType("roles", _roles, "a list of roles such as `Eng/QA/PM`", "Eng/QA/PM")
