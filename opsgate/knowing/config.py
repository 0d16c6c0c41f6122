"""A project's configuration: ``opsgate.toml`` or ``[tool.opsgate]`` in ``pyproject.toml``."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from opsgate.knowing.kind import Level
from opsgate.knowing.tomlplace import locate, locate_value
from opsgate.reading.slugs import Style
from opsgate.reading.validate import Schema, Violation
from opsgate.reading.yamlvalue import Fault
from opsgate.words.resources import resource
from opsgate.words.text import Span, Text

NAMES = ("opsgate.toml", ".opsgate.toml")


@dataclass(frozen=True)
class Config:
    """What a project decided. ``root`` is the folder that every path is relative to.

    ``faults`` are places in ``path`` that could not be taken; nothing runs while there are any.
    """

    root: Path
    path: str | None = None
    text: Text = field(default_factory=lambda: Text(""))
    data: Mapping[str, Any] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def level(self) -> Level:
        level: Level = self.data.get("level", "hobby")
        return level

    @property
    def kinds(self) -> Mapping[str, str]:
        """Path pattern → kind, for documents whose front matter does not say."""
        found: Mapping[str, str] = self.data.get("kinds", {})
        return found

    @property
    def include(self) -> tuple[str, ...]:
        return tuple(self.data.get("include", ("**/*.md", "**/*.markdown")))

    @property
    def exclude(self) -> tuple[str, ...]:
        return tuple(self.data.get("exclude", ()))

    @property
    def kind_folders(self) -> tuple[Path, ...]:
        return tuple(self.root / folder for folder in self.data.get("extend-kinds", ()))

    @property
    def unknown_fields(self) -> str:
        return str(self.data.get("unknown-fields", "near"))

    @property
    def timezone(self) -> str | None:
        """The zone whose day is today, a name of the IANA database; None for UTC."""
        found = self.data.get("timezone")
        return found if isinstance(found, str) else None

    @property
    def slugs(self) -> Style:
        """How headings become anchors."""
        found: Style = self.data.get("slugs", "github")
        return found

    def severity(self, rule: str, name: str, kind: str | None) -> str | None:
        """The severity that the project gives a rule, for this kind first, or None."""
        rules = self.data.get("rules", {})
        for scope in (rules.get(kind, {}) if kind else {}, rules):
            for word in (rule, name):
                if isinstance(scope.get(word), str):
                    return str(scope[word])
        return None

    def span(self, keys: tuple[str | int, ...], *, value: bool = False) -> Span:
        """Where a setting stands in the file (its key, or its ``value``), or the nearest that does."""
        return (locate_value if value else locate)(self.text.raw, (*self.prefix, *keys))


@cache
def config_schema() -> Any:
    """The JSON Schema of the configuration."""
    return json.loads(resource("schemas", "config.schema.json").read_text("utf-8"))


def find_config(start: Path) -> Config:
    """The nearest configuration from ``start`` upward, no further than the repository; none is a default one."""
    start = start.resolve()
    root = repository_root(start)
    for folder in (start, *start.parents):
        for name in NAMES:
            if (folder / name).is_file():
                return read_config(folder / name)
        project = folder / "pyproject.toml"
        if project.is_file() and b"tool.opsgate" in project.read_bytes():
            config = read_config(project)
            if config.data or config.faults:
                return config
        if folder == root:
            break
    return Config(root or start)


def repository_root(start: Path) -> Path | None:
    """The folder that holds ``.git``, from ``start`` upward."""
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), None)


def read_config(path: Path) -> Config:
    """Read a configuration file; its faults are kept, each with its place."""
    prefix = ("tool", "opsgate") if path.name == "pyproject.toml" else ()
    try:
        text = Text(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        fault = Fault("config-error", (0, 0), f"cannot be read: {error}", "save it as UTF-8 text")
        return Config(path.parent, path.name, faults=(fault,))
    try:
        data: Any = tomllib.loads(text.raw)
    except tomllib.TOMLDecodeError as error:
        return Config(path.parent, path.name, text, faults=(_toml_fault(error, text),))
    for key in prefix:
        data = data.get(key, {}) if isinstance(data, dict) else {}
    config = Config(path.parent, path.name, text, data, prefix)
    return Config(path.parent, path.name, text, data, prefix, tuple(_faults(config)))


def _faults(config: Config) -> list[Fault]:
    plain = json.loads(json.dumps(config.data, default=str))
    found = Schema(config_schema()).violations(plain)
    return [_fault(config, violation) for violation in found]


def _fault(config: Config, violation: Violation) -> Fault:
    message, hint = violation.explain()
    at_value = violation.keyword not in ("required", "additionalProperties")
    return Fault("config-error", config.span(violation.keys, value=at_value), message, _in_toml(hint))


_KEY = re.compile(r"`([\w-]+):(?: ([^`]*))?`")


def _in_toml(hint: str) -> str:
    """A hint that was written for YAML, with its keys and texts as TOML has them."""

    def rewrite(match: re.Match[str]) -> str:
        if match[2] is None:
            return f"`{match[1]} =`"
        bare = re.sub(r"(?<=[\[, ])(?![\"\[])[^\[\],\"]+(?=[,\]])", lambda word: f'"{word[0].strip()}"', match[2])
        return f"`{match[1]} = {bare}`"

    return _KEY.sub(rewrite, hint).replace(
        "`key = value` lines below it, indented", "a table `[…]` with `key = value` lines"
    )


def _toml_fault(error: tomllib.TOMLDecodeError, text: Text) -> Fault:
    line = getattr(error, "lineno", None)
    column = getattr(error, "colno", None)
    message = str(error)
    if line is None and "(at line " in message:
        message, _, where = message.partition(" (at line ")
        numbers = [int(part) for part in where.replace(",", " ").replace(")", " ").split() if part.isdigit()]
        line, column = numbers[0], numbers[1]
    message = message.partition(" (at ")[0]
    offset = text.offset(line, column) if line and column else len(text)
    return Fault("config-error", (offset, offset), f"not valid TOML: {message[:1].lower()}{message[1:]}")
