"""Versions, ranges of them in npm's grammar, and lists of what goes with what."""

import re
from dataclasses import dataclass, field

from opsgate.reading.values.base import BadValue, Ordered, ValueType, show

_IDS = r"[0-9A-Za-z-]{1,40}(?:\.[0-9A-Za-z-]{1,40}){0,9}"
_VERSION = rf"""(?x) (?P<v>[vV])? (?P<numbers> [0-9]{{1,15}} (?:\.[0-9]{{1,15}}){{0,2}} )
    (?: -(?P<pre>{_IDS}) | (?P<joined> (?:a|b|c|rc|alpha|beta|dev|pre) \.? [0-9]{{0,9}} ) )?
    (?: \+(?P<build>{_IDS}) )? (?: \ + \(?(?P<label>[A-Za-z][A-Za-z0-9 -]{{0,30}})\)? )?
"""
_STRICT = r"""(?x) (?:0|[1-9][0-9]*) \. (?:0|[1-9][0-9]*) \. (?:0|[1-9][0-9]*)
    (?: - (?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*) (?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))* )?
    (?: \+ [0-9A-Za-z-]+ (?:\.[0-9A-Za-z-]+)* )?
"""


@dataclass(frozen=True, slots=True, eq=False)
class Version(Ordered):
    """A version in the order of semver, where missing parts count as 0: ``v1.2`` equals ``1.2.0``.

    ``build`` and a ``label`` such as "LTS" do not count. ``strict``: it was written as semver wants it;
    ``written``: its numbers as they stood ("22.04").
    """

    numbers: tuple[int, ...]
    prerelease: tuple[str, ...] = ()
    build: str = ""
    label: str = ""
    strict: bool = False
    written: str = ""

    @property
    def major(self) -> int:
        return self._padded[0]

    @property
    def minor(self) -> int:
        return self._padded[1]

    @property
    def patch(self) -> int:
        return self._padded[2]

    @property
    def _padded(self) -> tuple[int, ...]:
        return (*self.numbers, 0, 0)[:3]

    @property
    def is_prerelease(self) -> bool:
        return bool(self.prerelease)

    @property
    def semver(self) -> str:
        """The three numbers and the pre-release: what npm understands, and how a fix would write it."""
        return ".".join(str(number) for number in self._padded) + self._pre

    @property
    def _pre(self) -> str:
        return f"-{'.'.join(self.prerelease)}" if self.prerelease else ""

    def _key(self) -> tuple[object, ...]:
        # A release comes after its pre-releases; a number before a word.
        rank = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.prerelease)
        return (self._padded, not self.prerelease, rank)

    def __str__(self) -> str:
        build = f"+{self.build}" if self.build else ""
        label = f" {self.label}" if self.label else ""
        numbers = self.written or ".".join(str(number) for number in self.numbers)
        return numbers + self._pre + build + label


def _version(text: str) -> Version | None:
    match = re.fullmatch(_VERSION, text)
    if not match:
        if re.fullmatch(r"[vV]?[0-9]+(?:\.[0-9]+){3,}", text):
            raise BadValue("a version has at most three numbers", "write `1.2.3`")
        if re.match(r"[<>=^~]", text):
            raise BadValue("it is a range", "name one version, such as `1.2`")
        return None
    pre = match["pre"] or ".".join(re.findall(r"[a-z]+|[0-9]+", match["joined"] or ""))
    ids = tuple((part.lstrip("0") or "0") if part.isdigit() else part for part in pre.split(".") if part)
    numbers = tuple(int(number) for number in match["numbers"].split("."))
    label = " ".join((match["label"] or "").split())
    return Version(numbers, ids, match["build"] or "", label, bool(re.fullmatch(_STRICT, text)), match["numbers"])


VERSION = ValueType("version", _version, "a version such as `1.2`, `v1.2` or `1.2.3-rc.1`", "1.2.3", limit=200)


@dataclass(frozen=True, slots=True)
class VersionRange:
    """A range of versions in npm's grammar. Equal when they come to the same comparators.

    ``npm`` is the range with every shorthand resolved (``^1.4`` is ``>=1.4.0 <2.0.0``); ``written`` as it stood.
    """

    npm: str
    written: str = field(default="", compare=False)

    @property
    def has_comma(self) -> bool:
        """Whether it was written with commas: read as "and" here, not understood by npm."""
        return "," in self.written

    def satisfied_by(self, version: Version) -> bool:
        """What npm says: a pre-release only satisfies a range that names a pre-release of the same numbers."""
        # node-semver takes 30 ms to import: only those who compare versions pay.
        import nodesemver  # type: ignore[import-untyped]  # noqa: PLC0415

        return bool(nodesemver.satisfies(version.semver, self.npm, loose=False))

    def __str__(self) -> str:
        return self.npm


_OR_LATER = r"(?i)(v?[0-9][0-9A-Za-z.-]*)(?:\+|\s+(?:or|and)\s+(?:later|newer|above|higher|up))"


def _range(text: str) -> VersionRange | None:
    if match := re.fullmatch(_OR_LATER, text):
        said = f">={match[1]}"
    elif text.lower() in {"any", "all"}:
        said = "*"
    else:
        said = re.sub(r"(?i)\s+and\s+", " ", text.replace("≥", ">=").replace("≤", "<="))
        said = re.sub(r"(?i)\s+or\s+", " || ", said)
    if match := re.search(r"=[<>]", said):
        raise BadValue(
            f"`{match[0]}` is no comparison", f"write `{match[0][::-1]}`", match.span() if said == text else None
        )
    if not re.fullmatch(r"[0-9A-Za-z.+*<>=~^|, -]+", said) or re.search(r"[0-9]{16}", said):
        return None
    if re.search(r"(?:^|,|\|\|)\s*(?:,|\|\||$)", said):
        raise BadValue("nothing stands between two separators", "write `>=1.2 <2`, or `1.x || 2.x`")
    npm = _npm(said.replace(",", " "))
    if npm is None:
        if re.fullmatch(r"[A-Za-z].*", text) and re.search(r"[0-9*]", text):
            raise BadValue("it names more than versions", "write the range alone, such as `>=2.0`")
        return None
    return VersionRange(npm, text)


def _npm(said: str) -> str | None:
    """The range as npm resolves it; ``None`` when it is not one."""
    # node-semver takes 30 ms to import: only those who have a range pay.
    import nodesemver  # noqa: PLC0415

    try:
        resolved = nodesemver.valid_range(re.sub(r"(?<![0-9A-Za-z-])0+(?=[0-9])", "", said), loose=False)
    except (ValueError, TypeError, AttributeError, IndexError):  # what it raises on odd input, by version
        return None
    return str(resolved) if resolved else None


VERSION_RANGE = ValueType(
    "version-range", _range, "a range of versions such as `>=2.0`, `^1.4`, `1.x` or `>=1.2 <2`", ">=2.0", limit=200
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A component and the versions of it."""

    component: str
    range: VersionRange

    def __str__(self) -> str:
        return f"{self.component} {self.range}"


@dataclass(frozen=True, slots=True)
class Compat:
    """What something is compatible with, in the order written."""

    requirements: tuple[Requirement, ...]

    def __str__(self) -> str:
        return "; ".join(str(requirement) for requirement in self.requirements)


_WORD = r"[A-Za-z@][^\s<>=~^≥≤*;,|]*"
_NAME = rf"{_WORD}(?:\s+(?![vV]?[0-9]|[xX]\b|(?i:any|all)\s*$){_WORD}){{0,5}}"
_COMPONENT = rf"(?P<name>{_NAME})\s*(?P<range>\S.*)?"
_SPLIT = rf"\s*(?:[;\n]|,(?=\s*(?![vV]?[0-9]|[xX]\b){_WORD}))\s*"


def _compat(text: str) -> Compat | None:
    requirements: list[Requirement] = []
    start = 0
    for end, after in [*(match.span() for match in re.finditer(_SPLIT, text)), (len(text), len(text))]:
        if text[start:end].strip():
            requirements.append(_requirement(text, start, end))
        start = after
    names = [requirement.component.casefold() for requirement in requirements]
    for name in names:
        if names.count(name) > 1:
            raise BadValue(f"{show(name)} comes twice", "write one range for each component, such as `App >=2.0 <3`")
    return Compat(tuple(requirements)) if requirements else None


def _requirement(text: str, start: int, end: int) -> Requirement:
    match = re.compile(_COMPONENT).fullmatch(text, start, end)
    if not match:
        raise BadValue(
            f"{show(text[start:end])} names no component", f"write `App {show(text[start:end])[1:-1]}`", (start, end)
        )
    name = " ".join(match["name"].split())
    if match["range"] is None:
        raise BadValue(f"`{name}` has no versions", f"write `{name} >=2.0`, or `{name} *` for all", (start, end))
    return Requirement(name, VERSION_RANGE.part(text, *match.span("range")))


COMPAT = ValueType(
    "compat",
    _compat,
    "a list of components and versions such as `App>=2.0` or `App >=2.0; Cloud ^3`",
    "App>=2.0",
    limit=1_000,
)


@dataclass(frozen=True, slots=True)
class ProductVersion:
    """A product and its version: ``Device v1``."""

    product: str
    version: Version

    def __str__(self) -> str:
        return f"{self.product} {self.version}"


def _product_version(text: str) -> ProductVersion | None:
    match = re.fullmatch(r"(\S.*?)(?:\s+|@)([vV]?[0-9][^\s@/]*(?:\s\(?LTS\)?)?)", text)
    return ProductVersion(" ".join(match[1].split()), VERSION.part(text, *match.span(2))) if match else None


PRODUCT_VERSION = ValueType(
    "product-version", _product_version, "a product and its version such as `Device v1`", "Device v1"
)
