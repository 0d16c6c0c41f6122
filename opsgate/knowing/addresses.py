"""Web addresses: which may be connected to, which are examples or templates, and whose 404 says nothing."""

import ipaddress
import re

_NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
            "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
            "::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10 "
            "fec0::/10 ff00::/8"
        ).split(),
    )
)
_DOCUMENTATION = tuple(
    map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"))
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_RESERVED = re.compile(
    r"(?:.*\.)?(?:example(?:\.(?:com|net|org|edu))?|invalid|test|localhost|local|onion|alt)\.?", re.IGNORECASE
)
_TEMPLATE = re.compile(
    r"""[${}<>*|^`\\\n] | %(?:24|3[Cc]|7[Bb]) | \.\.\. | …
    | \[(?![0-9A-Fa-f:.]+\])[A-Za-z]
    | %(?:[A-Z]+_[A-Z_]*|(?![0-9A-Fa-f]{2})[A-Za-z_]+)% | %s
    | (?<![A-Za-z])YOUR[_-] | __[A-Z] | (?<=[/=.@])(?i:your[_-][a-z]+|x{3,}|change-?me|placeholder)(?=[/.?&:\#]|\Z)""",
    re.VERBOSE,
)
# Chinese, Japanese or Korean text that no blank parts from an address in it.
_RUN_ON = re.compile(
    r"[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20]|\)[^\x00-\x7f]|[A-Za-z0-9](?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
)
_CODE_HOSTS = {"github.com": "github.com", "www.github.com": "github.com", "raw.githubusercontent.com": "github.com",
               "bitbucket.org": "bitbucket.org", "codeberg.org": "codeberg.org"}  # fmt: skip
_OPEN_TO_ALL = frozenset("blob tree raw blame src commit commits issues pull pulls releases tags wiki".split())


def public(address: str) -> bool:
    """Whether an IP address is one that anybody on the Internet may reach; False for what is no IP address.

    An IPv6 address that stands for an IPv4 address is judged as that one. The list is the IANA registries' of
    special-purpose addresses, with whole blocks left out where parts of them are global.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or (ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None)
        if inner is not None:
            return public(str(inner))
    return not any(found in network for network in _NOT_PUBLIC if network.version == found.version)


def reserved(host: str) -> bool:
    """Whether a host is nobody's: a name kept for examples or for the reader's own machine, or a documentation IP."""
    try:
        found = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return _RESERVED.fullmatch(host) is not None
    return any(found in network for network in _DOCUMENTATION if network.version == found.version)


def templated(url: str) -> bool:
    """Whether an address is one to be filled in: ``https://$HOST/``, ``{id}``, ``<region>``, ``your-org``."""
    return _TEMPLATE.search(url) is not None


def runs_on(url: str) -> bool:
    """Whether the address seems to hold words of the text that it stands in."""
    return not url.isascii() and _RUN_ON.search(url) is not None


def witnesses(host: str, path: str) -> tuple[tuple[str, str], ...] | None:
    """Hosts and paths that have to answer before a 404 of this one means that it is gone; None where it never does.

    Code hosts answer 404 for what a stranger may not see: a private repository, its settings, a team's page. Only
    what everybody may see in a repository that everybody may see is judged.
    """
    code = _CODE_HOSTS.get(host.lower().rstrip("."))
    if code is None:
        return ()
    parts = [part for part in path.partition("?")[0].split("/") if part]
    if host.lower().startswith("raw."):
        parts[2:2] = ["raw"]
    if len(parts) < 2:
        return ()
    if len(parts) == 2 or parts[2] not in _OPEN_TO_ALL:
        return None
    return ((code, f"/{parts[0]}/{parts[1]}"),)
