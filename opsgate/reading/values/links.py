"""Where something is: links, paths, URLs, globs, ports, and the digest of what lies there."""

import re
from dataclasses import dataclass, field
from typing import Literal

from opsgate.reading.values.base import BadValue, ValueType, is_placeholder

_HOST = r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.[^\W_](?:[\w-]{0,61}[^\W_])?){0,20})"
_URL = rf"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{{1,30}})://(?:(?P<user>[^\s/@]+)@)?)?(?P<host>{_HOST})(?::(?P<port>[0-9]{{1,5}}))?(?P<rest>[/?#]\S*)?"
_UNSAFE = r"(?i)\s*(?:javascript|data|vbscript|file):"


@dataclass(frozen=True, slots=True)
class Url:
    """A URL, or a host alone (its ``scheme`` is then empty); scheme and host are in small letters."""

    scheme: str
    host: str
    port: int | None = None
    rest: str = ""
    user: str = ""

    def __str__(self) -> str:
        scheme = f"{self.scheme}://" if self.scheme else ""
        user = f"{self.user}@" if self.user else ""
        return f"{scheme}{user}{self.host}{'' if self.port is None else f':{self.port}'}{self.rest}"


def _url(text: str) -> Url | None:
    if match := re.match(_UNSAFE, text):
        raise BadValue(
            f"`{match[0]}` is no place that a reader may be sent to", "write an `https://` address", match.span()
        )
    match = re.fullmatch(_URL, text)
    if not match:
        if re.search(r"\s", text) and "://" in text:
            raise BadValue("a blank stands in it", "write `%20` for a blank")
        return None
    if ":" in (match["user"] or ""):
        raise BadValue(
            "a password stands in it", "take the password out, and change it: it has been published", match.span("user")
        )
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 1 <= port <= 65_535:
        raise BadValue(f"there is no port {port}", "write a port from 1 to 65535", match.span("port"))
    host = re.sub("[A-Z]+", lambda letters: letters[0].lower(), match["host"])
    return Url((match["scheme"] or "").lower(), host, port, match["rest"] or "", match["user"] or "")


URL = ValueType("url", _url, "a URL such as `https://example.com/status`", "https://example.com/status", limit=2_000)


@dataclass(frozen=True, slots=True)
class FilePath:
    """A path with ``/``, without ``./`` and doubled slashes; a slash at its end does not count."""

    text: str
    directory: bool = field(default=False, compare=False)

    @property
    def absolute(self) -> bool:
        return self.text.startswith("/")

    def __str__(self) -> str:
        return f"{self.text}/" if self.directory and self.text != "/" else self.text


def _path(text: str) -> FilePath:
    if match := re.search(r"[\x00-\x1f\x7f]", text):
        raise BadValue("an invisible character stands in it", "write the path on one line", match.span())
    if match := re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text):
        raise BadValue("it is a URL", "write a path in the repository, such as `docs/runbook.md`", match.span())
    if "\\" in text or re.match(r"[A-Za-z]:/", text):
        said = re.sub(r"\A[A-Za-z]:/+", "", text.replace("\\", "/"))
        raise BadValue("it is in the form of one operating system", f"write `{said[:80] or 'docs'}`")
    parts = [part for piece in text.split("/") if (part := piece.strip()) not in ("", ".")]
    root = "/" if text.startswith("/") else ""
    path = root + "/".join(parts) or "."
    if is_placeholder(path):
        raise BadValue("", placeholder=True)
    return FilePath(path, text.endswith("/"))


PATH = ValueType("path", _path, "a path such as `docs/runbook.md`", "docs/runbook.md", limit=1_000)

LinkKind = Literal["url", "path", "anchor", "unresolved"]


@dataclass(frozen=True, slots=True)
class Link:
    """A target and what it is: a URL, a relative path, an anchor in this document, or a name still to be resolved."""

    target: str
    kind: LinkKind

    def __str__(self) -> str:
        return self.target


_MARKDOWN = r"\[[^\[\]]*\]\(\s*<?([^<>()\s]+)>?(?:\s+\"[^\"]*\")?\s*\)|<([^<>\s]+)>"


def _link(text: str) -> Link | None:
    if match := re.fullmatch(_MARKDOWN, text):
        return LINK.part(text, *match.span(1 if match[1] else 2))
    if match := re.match(_UNSAFE, text):
        raise BadValue(
            f"`{match[0]}` is no place that a reader may be sent to", "write an `https://` address", match.span()
        )
    if re.fullmatch(r"(?i)mailto:\S+@\S+", text):
        return Link(text, "url")
    if "://" in text:
        url = URL.read(text)
        return None if url is None else Link(str(url), "url")
    if re.search(r"[\x00-\x1f\x7f<>\[\]]|\.\.\.|…", text):
        raise BadValue("it is neither a path nor a URL nor a name")
    if re.fullmatch(r"#\S+", text):
        return Link(text, "anchor")
    if "\\" in text:
        PATH.read(text)
    target = text.partition("#")[0].partition("?")[0]
    is_path = "/" in target or re.search(r"[^\s.]\.[A-Za-z][A-Za-z0-9]{0,9}\Z", target) or target in (".", "..")
    return Link(text, "path" if is_path else "unresolved")


LINK = ValueType(
    "link", _link, "a link such as `runbook.md`, `../kb/login.md` or `https://example.com`", "runbook.md", limit=2_000
)


@dataclass(frozen=True, slots=True)
class Glob:
    """A pattern of paths in the repository: ``*``, ``?`` and ``[ab]`` within a folder, ``**`` across folders."""

    pattern: str

    def __str__(self) -> str:
        return self.pattern


def _glob(text: str) -> Glob:
    text = re.sub(r"\A(?:\./+\s*)+(?=.)", "", text)
    if is_placeholder(text):
        raise BadValue("", placeholder=True)
    if match := re.search(r"[\x00-\x1f\x7f\\]", text):
        raise BadValue("a backslash or an invisible character stands in it", "part folders with `/`", match.span())
    if text.startswith("/") or re.match(r"[A-Za-z]:", text):
        raise BadValue("it is absolute", f"write it from the repository's root: `{text.lstrip('/')[:80]}`", (0, 1))
    if match := re.search(r"(?:^|/)(\.\.)(?:/|$)", text):
        raise BadValue("it leaves the repository", "write it from the repository's root", match.span(1))
    for opening, closing in ("[]", "{}"):
        if text.count(opening) != text.count(closing):
            raise BadValue(f"`{opening}` and `{closing}` do not pair", f"close every `{opening}` with a `{closing}`")
    return Glob(text)


GLOB = ValueType("glob", _glob, "a pattern of paths such as `src/**/*.py`", "src/**/*.py")


@dataclass(frozen=True, slots=True)
class Ports:
    """A port, or a range of them, perhaps of one protocol."""

    first: int
    last: int
    protocol: str = ""

    def overlaps(self, other: "Ports") -> bool:
        """Whether a port is in both; a protocol that goes without saying may be any."""
        same = self.protocol == other.protocol or not self.protocol or not other.protocol
        return same and self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        numbers = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        return f"{numbers}/{self.protocol}" if self.protocol else numbers


def _ports(text: str) -> Ports | None:
    match = re.fullmatch(
        r"(?P<first>[0-9]{1,9})(?:\s*[-–]\s*(?P<last>[0-9]{1,9}))?(?:\s*/\s*(?P<protocol>[A-Za-z]{2,10}))?", text
    )
    if not match:
        if re.fullmatch(r"[0-9]+(?:\s*[,;]\s*[0-9]+)+", text):
            raise BadValue("it holds several ports", "write one row for each, or a range such as `8000-8010`")
        return None
    for name in ("first", "last"):
        if match[name] and not 1 <= int(match[name]) <= 65_535:
            raise BadValue(f"there is no port {match[name]}", "write a port from 1 to 65535", match.span(name))
    first, last = int(match["first"]), int(match["last"] or match["first"])
    if last < first:
        raise BadValue("the range ends before it begins", f"write `{last}-{first}`")
    return Ports(first, last, (match["protocol"] or "").lower())


PORT = ValueType("port", _ports, "a port such as `443`, `443/tcp` or `8000-8010`", "443", limit=80)

_LENGTHS = {"sha256": 64, "sha512": 128}


@dataclass(frozen=True, slots=True)
class Digest:
    """An algorithm and the digest in small hexadecimal digits."""

    algorithm: str
    value: str

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.value}"


def _digest(text: str) -> Digest | None:
    match = re.fullmatch(r"(?P<name>[A-Za-z0-9-]{2,12})[:=]\s*(?P<hex>.*)", text)
    if not match:
        named = [name for name, length in _LENGTHS.items() if re.fullmatch(rf"[0-9a-fA-F]{{{length}}}", text)]
        return Digest(named[0], text.lower()) if named else None
    name, digits = match["name"].lower().replace("-", ""), match["hex"]
    if name not in _LENGTHS:
        raise BadValue(f"`{match['name']}` is not taken", "write a `sha256:` or `sha512:` digest", match.span("name"))
    if not digits:
        raise BadValue("", f"write the {_LENGTHS[name]} hexadecimal digits behind `{name}:`", placeholder=True)
    if bad := re.search(r"[^0-9a-fA-F]", digits):
        start = match.start("hex") + bad.start()
        raise BadValue(
            f"`{bad[0]}` is no hexadecimal digit", "write digits from `0` to `9` and `a` to `f`", (start, start + 1)
        )
    if len(digits) != _LENGTHS[name]:
        raise BadValue(
            f"it has {len(digits)} hexadecimal digits, {name} has {_LENGTHS[name]}",
            "copy the whole digest",
            match.span("hex"),
        )
    return Digest(name, digits.lower())


DIGEST = ValueType(
    "digest", _digest, "a digest such as `sha256:` and 64 hexadecimal digits", "sha256:" + "0" * 64, limit=200
)
