"""Where places of files lead: a code host, or the files themselves beside the page; never a script."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from opsgate.edges.page.model import Spot
from opsgate.words.errors import OpsgateError
from opsgate.words.finding import Region

_WRONG = re.compile(r"[\x00-\x20\x7f-\x9f\\\"<>`^|]")
_EXPECTED = (
    "expected one such as `https://code.example.com/team/project/blob/main`, or with `{path}` and `{line}` in it"
)


@dataclass(frozen=True, slots=True)
class Links:
    """An address with ``{path}`` and ``{line}`` in it; an empty one links nothing, and none leads to missing files."""

    template: str = ""
    missing: frozenset[str] = frozenset()

    def to(self, path: str, line: int) -> Spot:
        """A line of a file, by its path from the project's root, and the address that leads there."""
        if not self.template or path in self.missing:
            return Spot(path, line)
        quoted = quote(path.encode("utf-8", "surrogateescape"), safe="/")
        return Spot(path, line, self.template.replace("{line}", str(line)).replace("{path}", quoted))

    def at(self, region: Region) -> Spot:
        return self.to(region.path, region.start.line)


def based(said: str) -> Links:
    """Links below an address that a person gave. Raises OpsgateError for what is no web address, nor a relative one."""
    if not said.strip() or _WRONG.search(said):
        raise OpsgateError(f"--link-base {said!r} is no address; {_EXPECTED}")
    try:
        parts = urlsplit(said)
    except ValueError as error:
        raise OpsgateError(f"--link-base `{said}`: {error}; {_EXPECTED}") from None
    web = parts.scheme in ("http", "https") and parts.hostname
    relative = not parts.scheme and not parts.netloc and ":" not in said.partition("/")[0]
    if not (web or relative):
        raise OpsgateError(f"--link-base `{said}` is neither http(s) nor relative; {_EXPECTED}")
    return Links(said if "{path}" in said else f"{said.rstrip('/')}/{{path}}#L{{line}}")


def beside(up: int) -> Links:
    """Links to the files themselves, from a page that lies ``up`` folders below the project's root."""
    return Links("../" * up + "{path}#L{line}" if up else "./{path}#L{line}")
