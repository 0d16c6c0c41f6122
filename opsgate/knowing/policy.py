"""What a project asks of its documents: the limits, roles, people and keys that a gate is judged by.

Policy is a ceiling. It is read from the working tree, or from the revision that a change is to be merged into, so that
no change can move its own goalposts.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from opsgate.knowing.config import Config
from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.people import Person
from opsgate.reading.values.times import Duration

BLOCKING = ("owners-guide", "runbook", "release-checklist", "backup-dr", "versioning-policy", "operation-guide")
_DEFAULTS: Mapping[str, Any] = {
    "restore-drill-max-age": "3mo",
    "review-every": "1mo",
    "eol-notice": "90d",
    "sla-target": 0.95,
    "max-waiver": "90d",
    "kb-top-topics": 10,
    "security-level": "warning",
}

ReadFile = Callable[[str], bytes | None]


@dataclass(frozen=True)
class Policy:
    """A project's decisions, with the files that they consist of: configuration, kinds, keys (path → bytes).

    ``source`` says where they were read: ``working tree``, or the name of a revision.
    """

    config: Config
    files: Mapping[str, bytes]
    source: str = "working tree"

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the policy's files, 64 hex digits."""
        parts = {path: hashlib.sha256(data).hexdigest() for path, data in sorted(self.files.items())}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def get(self, name: str) -> Any:
        """A setting of ``[policy]``, or what opsgate takes where the project says nothing; None where nothing is."""
        return self.config.data.get("policy", {}).get(name, _DEFAULTS.get(name))

    def duration(self, name: str) -> Duration | None:
        """A limit of ``[policy]`` as a duration."""
        said = self.get(name)
        try:
            found: Any = TYPES["duration"].parse(said) if isinstance(said, str) else None
        except BadValue:
            return None
        return found if isinstance(found, Duration) else None

    def words(self, name: str) -> tuple[str, ...] | None:
        """A list of ``[policy]``, or None where the project has none."""
        said = self.get(name)
        return tuple(map(str, said)) if isinstance(said, list) else None

    @property
    def identity(self) -> str:
        """``claimed``, ``git`` or ``signed``: how the person behind an attestation is made sure of."""
        return str(self.config.data.get("identity", "git" if self.config.level == "product" else "claimed"))

    @property
    def sidecar(self) -> bool:
        """Whether attestations stand in files of their own."""
        return self.config.data.get("attestations") == "sidecar"

    @property
    def blocking(self) -> tuple[str, ...]:
        """The kinds whose gates block a release."""
        return tuple(self.config.data.get("release", {}).get("gates", BLOCKING))

    @property
    def required(self) -> tuple[str, ...]:
        """The kinds of which there has to be a document."""
        return tuple(self.config.data.get("required", ()))

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that evidence may come from, beside the repository."""
        return tuple(self.config.data.get("evidence", {}).get("folders", ()))

    @cached_property
    def people(self) -> Mapping[str, tuple[str, ...]]:
        """Handle → addresses, both as they are compared."""
        said = self.config.data.get("people", {})
        return {handle(name): tuple(item.strip().casefold() for item in mails) for name, mails in said.items()}

    @cached_property
    def roles(self) -> Mapping[str, frozenset[str]]:
        """Role → handles of those who have it; roles without case."""
        said = self.config.data.get("roles", {})
        return {role.strip().casefold(): frozenset(map(handle, names)) for role, names in said.items()}

    def person(self, said: str) -> str:
        """The handle of whoever is meant: an address means its person; handles with one address are one."""
        word = handle(said)
        addresses = {word, *self.people.get(word, ())}
        return next((name for name, mails in self.people.items() if addresses & set(mails)), word)

    def has_role(self, who: str, role: str) -> bool:
        return self.person(who) in {self.person(name) for name in self.roles.get(role.strip().casefold(), ())}

    def roles_of(self, who: str) -> tuple[str, ...]:
        """The roles that somebody has."""
        return tuple(role for role in self.roles if self.has_role(who, role))

    def knows(self, who: str) -> bool:
        """Whether somebody is in ``[people]`` or ``[roles]``; everybody is known where the project names nobody."""
        if not self.people and not self.roles:
            return True
        return self.person(who) in self.people or bool(self.roles_of(who))

    @property
    def keys(self) -> Mapping[str, bytes]:
        """The public keys that evidence may be signed with, by path."""
        names = self.config.data.get("trust", {}).get("keys", ())
        return {name: self.files[name] for name in names if name in self.files}

    @property
    def lost(self) -> tuple[str, ...]:
        """Keys and signers that the configuration names and that cannot be read."""
        trust = self.config.data.get("trust", {})
        named = [*trust.get("keys", ()), *([trust["allowed-signers"]] if "allowed-signers" in trust else [])]
        return tuple(name for name in named if name not in self.files)

    @property
    def allowed_signers(self) -> bytes | None:
        """The file of SSH signers that the project trusts."""
        name = self.config.data.get("trust", {}).get("allowed-signers")
        return self.files.get(name) if isinstance(name, str) else None

    @property
    def verdicts(self) -> Mapping[str, bytes]:
        """Stored verdicts of releases, by path."""
        folder = f"{verdict_folder(self.config)}/"
        return {path: data for path, data in self.files.items() if path.startswith(folder) and path.endswith(".json")}

    @property
    def waivers(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(self.config.data.get("waivers", ()))


def handle(said: str) -> str:
    """What identifies a person: ``@Alex``, ``Alex`` and ``@alex`` are one."""
    try:
        found: Any = TYPES["person"].parse(said)
    except BadValue:
        return said.strip().removeprefix("@").casefold()
    return found.handle if isinstance(found, Person) else said.strip().casefold()


def verdict_folder(config: Config) -> str:
    """The folder of stored verdicts, from the root of the repository."""
    return str(config.data.get("release", {}).get("verdicts", "verdicts")).strip("/")


def policy_files(config: Config, read: ReadFile, names: Callable[[str], list[str]]) -> dict[str, bytes]:
    """The files that a project's policy consists of; ``names`` lists those below a folder."""
    data = config.data
    trust = data.get("trust", {})
    wanted = [config.path] if config.path else []
    for folder in (*data.get("extend-kinds", ()), verdict_folder(config)):
        wanted.extend(names(folder))
    wanted.extend(trust.get("keys", ()))
    if isinstance(trust.get("allowed-signers"), str):
        wanted.append(trust["allowed-signers"])
    found = {path: read(path) for path in wanted}
    return {path: content for path, content in found.items() if content is not None}


def policy_changes(base: Policy, head: Policy) -> Iterator[tuple[str, str]]:
    """What a change makes of the policy that it is judged by: the part, and what becomes of it."""
    before, after = dict(_leaves(base.config.data)), dict(_leaves(head.config.data))
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old != new:
            yield key, f"{_shown(old)} becomes {_shown(new)}"
    for path in sorted(base.files.keys() | head.files.keys()):
        if path in (base.config.path, head.config.path):
            continue
        if base.files.get(path) != head.files.get(path):
            word = "is new" if path not in base.files else "is gone" if path not in head.files else "is changed"
            yield path, word


def _leaves(data: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from _leaves(value, f"{above}.{key}" if above else str(key))
    else:
        yield above, data


def _shown(value: Any) -> str:
    return "nothing" if value is None else f"`{json.dumps(value, ensure_ascii=False, default=str)}`"
