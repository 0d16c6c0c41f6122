"""What names in a Notion export mean, and what files are called afterwards."""

import re
import unicodedata
from urllib.parse import unquote

from opsgate.edges.exchange import filenames
from opsgate.edges.exchange.filenames import DEVICE, alike, cut

_HEX = r"[0-9a-f]{32}"
_ID = re.compile(rf"(?:\A|(?<=[ _-]))({_HEX})(?![0-9A-Za-z])", re.IGNORECASE)
_DASHED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_NOTION = re.compile(
    r"https?://(?:[\w-]+\.)*notion\.(?:so|site|com)/([^?#\s]*)(?:\?[^#\s]*)?(?:#(\S*))?", re.IGNORECASE
)
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def split_id(stem: str) -> tuple[str, str]:
    """A name without its extension, as title and id: 32 small hexadecimal digits, or nothing where it has none."""
    match = re.search(rf"(?:\A|[ _-])({_HEX})\Z", stem, re.IGNORECASE)
    if match:
        return stem[: match.start()].strip(), match[1].lower()
    match = re.search(rf"(?:\A|[ _-])({_DASHED.pattern})\Z", stem, re.IGNORECASE)
    return (stem[: match.start()].strip(), match[1].replace("-", "").lower()) if match else (stem.strip(), "")


def stem(path: str) -> tuple[str, str]:
    """The last name of a path, as stem and extension (in small letters, with its dot); ``.md``, ``.csv`` or another."""
    name = path.rpartition("/")[2]
    front, dot, ending = name.rpartition(".")
    return (front, f".{ending.lower()}") if dot and front else (name, "")


def notion_id(address: str) -> tuple[str, str] | None:
    """The id of a page and the anchor that an address of Notion names; None for any other address."""
    match = _NOTION.match(address)
    if not match:
        return None
    last = unquote(match[1]).rstrip("/").rpartition("/")[2]
    found = _ID.findall(last) or [dashed.replace("-", "") for dashed in _DASHED.findall(last)]
    return (found[-1].lower(), match[2] or "") if found else None


def is_block(anchor: str) -> bool:
    """Whether an anchor is the id of a block, which no heading of a file has."""
    return re.fullmatch(_HEX, anchor.replace("-", ""), re.IGNORECASE) is not None


def slug(title: str) -> str:
    """A title as a file name without extension; one without letters and digits is untitled."""
    return filenames.slug(title) or "untitled"


def file_name(name: str) -> str:
    """An attachment's name as every system takes it: nearly always as it is."""
    clean = "".join(char for char in _UNSAFE.sub("-", name) if unicodedata.category(char) not in ("Cf", "Cc", "Cs"))
    clean = clean.rstrip(". ").lstrip(" ")
    if clean.startswith("."):
        clean = f"_{clean[1:]}"
    front, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > 10:
        front, ending = clean, ""
    front = cut(front) or "file"
    if DEVICE.match(front.partition(".")[0].strip()):
        front = f"_{front}"
    return f"{front}.{ending}" if ending else front


class Taken:
    """The files and folders of a tree that have their names; no two differ in case or in Unicode form alone."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}

    def file(self, folder: str, front: str, ending: str, id: str = "") -> str:
        """Name a file in a folder: as wished, else with the beginning of its id, else with a number."""
        found = self._free(folder, front, ending, id)
        self._taken.add(alike(found))
        self._note(folder)
        return found

    def folder(self, above: str, front: str, id: str = "") -> str:
        """Name a new folder in another one, in the same way."""
        found = self._free(above, front, "", id)
        self._note(found)
        return found

    def _note(self, folder: str) -> None:
        while folder:
            self._taken.add(alike(folder))
            folder = folder.rpartition("/")[0]

    def _free(self, folder: str, front: str, ending: str, id: str) -> str:
        first = f"{folder}/{front}" if folder else front
        for name in [first, *([f"{first}-{id[:6]}"] if id else [])]:
            if alike(name + ending) not in self._taken:
                return name + ending
        key = alike(first + ending)
        number = self._numbers.get(key, 2)
        while alike(f"{first}-{number}{ending}") in self._taken:
            number += 1
        self._numbers[key] = number + 1
        return f"{first}-{number}{ending}"
