"""Which programs every reader has, which belong together, and what texts call them: ``schemas/programs.json``."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate

from opsgate.words.resources import resource

_TOKEN = re.compile(r"([A-Za-z0-9.][\w.+*-]*)")
_TAIL = re.compile(r"(?:[@=~<>:].*|[-_.]?v?\d[\w.+~-]*|[-_.](?:linux|darwin|macos|x86|amd64|arm64)[\w.+-]*)\Z")
_DIGITS = re.compile(r"[\d.]+")
_ENGLISH = frozenset(
    """
    act age ant axel bat black bolt boundary borg bow buf bun cap celery chef convert crane cue curator dart dialog
    dive dot drone erb expect fab fastlane fd flask flux fly func fx go goose grunt gulp hadoop helm hey hive http hub
    iex
    identify influx jar just kind knife lua mail make migrate mix nats newman node nomad op packer parallel pass
    patch perf pod poetry pulumi puppet railway render restic rook ruby ruff rails salt sam serve serverless siege
    slack snyk solr squid stack step stern stripe swagger swift task temporal thanos tilt tox turbo vault vegeta vite
    vagrant
    """.split()
)


@dataclass(frozen=True, slots=True)
class Package:
    """Programs that come together.

    ``title`` is what a message calls them, ``names`` are what texts call them anywhere, ``products`` what a list of
    requirements may call them.
    """

    title: str
    programs: tuple[str, ...]
    names: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """A name of a package that stands in a text; ``wherever`` says that it counts outside lists of requirements too.

    ``bare`` names are English words too: they count only as inline code.
    """

    start: int
    end: int
    programs: tuple[str, ...]
    wherever: bool
    bare: bool = False


@dataclass(frozen=True)
class Programs:
    """``base`` may be called without a word, ``variables`` are set by shells, logins and the system."""

    base: frozenset[str]
    variables: frozenset[str]
    packages: tuple[Package, ...]

    @cached_property
    def by_program(self) -> Mapping[str, Package]:
        return {program: package for package in self.packages for program in package.programs}

    def english(self, program: str) -> bool:
        """Whether a program is called by an English word."""
        return program in _ENGLISH

    def namings(self, text: str) -> Iterator[Naming]:
        """Every name of a package in a text, the longest at each place."""
        parts = _TOKEN.split(text)  # words at odd indexes, what stands between them at even ones
        words = parts[1::2]
        folded = {word: word.rstrip(".").casefold() for word in set(words)}
        first = {word: self._names[fold] for word, fold in folded.items() if fold in self._names}
        starts = list(accumulate(map(len, parts)))[::2]
        for index in [index for index, word in enumerate(words) if word in first]:
            start = starts[index]
            for name, programs, wherever in first[words[index]]:
                end = start + len(name)
                there = text[start:end]
                loose = len(name) > 5 and name not in _ENGLISH and there.casefold() == name.casefold()
                ends = not text[end : end + 1].isalnum() and text[end : end + 1] not in ("_", "-")
                if ends and (there == name or loose):
                    yield Naming(start, end, programs, wherever, name in _ENGLISH)
                    break

    def installed(self, word: str) -> frozenset[str]:
        """Programs that a package of that name brings: ``postgresql-client-16``, ``awscli``, ``pm2@latest``."""
        name = word.rstrip("/").rpartition("/")[2].casefold()
        found = {name, _TAIL.sub("", name), _DIGITS.sub("", name)}
        for each in tuple(found):
            found.update(p for _, programs, _ in self._names.get(each, ()) for p in programs if " " not in each)
        return frozenset(found - {""})

    @cached_property
    def _names(self) -> Mapping[str, tuple[tuple[str, tuple[str, ...], bool], ...]]:
        """First word of a name, folded, to the names that begin with it, longest first."""
        found: dict[str, list[tuple[str, tuple[str, ...], bool]]] = {}
        for package in self.packages:
            named = [(name, package.programs, True) for name in package.names]
            named += [(name, package.programs, True) for name in package.programs]
            named += [(name, package.programs, False) for name in package.products]
            for entry in named:
                first = _TOKEN.match(entry[0])
                found.setdefault(first[0].rstrip(".").casefold() if first else entry[0], []).append(entry)
        return {
            first: tuple(sorted(names, key=lambda entry: (-len(entry[0]), not entry[2])))
            for first, names in found.items()
        }


@cache
def programs() -> Programs:
    """The shipped list."""
    data = json.loads(resource("schemas", "programs.json").read_text("utf-8"))
    packages = tuple(
        Package(p["title"], tuple(p["programs"]), tuple(p.get("names", ())), tuple(p.get("products", ())))
        for p in data["packages"]
    )
    base = frozenset(word for lines in data["base"].values() for line in lines for word in line.split())
    return Programs(base, frozenset(word for line in data["variables"] for word in line.split()), packages)
