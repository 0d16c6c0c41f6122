"""The plain types: text, numbers, yes or no, names, steps, languages and licences."""

import re
from dataclasses import dataclass
from decimal import Decimal

from opsgate.reading.values.base import BadValue, ValueType, is_placeholder

_ENDLESS = 1_000_000
"""The limit of types that hold prose: a document cannot be longer."""


def _text(text: str) -> str:
    return text


TEXT = ValueType("text", _text, "some text", "Heat caution", limit=10 * _ENDLESS, prose=True)


def _integer(text: str) -> int | None:
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:[,_ ][0-9]{3})+", text):
        raise BadValue("thousands are parted", f"write `{re.sub('[,_ ]', '', text)}`")
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,15}", text) else None


def _number(text: str) -> Decimal | None:
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        whole, part = text.split(",")
        raise BadValue("the comma could part thousands or decimals", f"write `{whole}{part}` or `{whole}.{part}`")
    return Decimal(text) if re.fullmatch(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{1,15})?|\.[0-9]{1,15})", text) else None


def _boolean(text: str) -> bool | None:
    meant = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}.get(text.lower())
    if meant:
        raise BadValue("", f"write `{meant}`")
    return {"true": True, "false": False}.get(text.lower())


INTEGER = ValueType("integer", _integer, "a whole number such as `3`", "3", limit=80)
NUMBER = ValueType("number", _number, "a number such as `0.95`", "0.95", limit=80)
BOOLEAN = ValueType("boolean", _boolean, "a truth value such as `true` or `false`", "true", limit=80)


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no, and what was noted behind it."""

    yes: bool
    notes: str = ""

    def __str__(self) -> str:
        answer = "Yes" if self.yes else "No"
        return f"{answer}: {self.notes}" if self.notes else answer


def _yes_no(text: str) -> YesNo | None:
    match = re.match(r"(?i)(y|yes|n|no)(?![\w/])\s*", text)
    if not match:
        if re.fullmatch(r"(?i)y(?:es)?\s*/\s*n(?:o)?", text):
            raise BadValue("", "write `Yes` or `No`", placeholder=True)
        return None
    rest = text[match.end() :]
    if bracketed := re.fullmatch(r"(?s)\(([^()]*)\)", rest):
        rest = f": {bracketed[1]}"
    notes = " ".join(re.sub(r"\A(?:[:;,.–—-]\s*)+", "", rest).split())
    if notes and notes == " ".join(rest.split()) and not notes.startswith("("):
        # "No longer supports v1" breaks things: a "no" that goes on without a mark may mean yes.
        raise BadValue(
            "its first word may not be the answer",
            "write a colon behind the answer: `Yes: drops v1 API`",
            match.span(1),
        )
    return YesNo(match[1].lower().startswith("y"), notes)


YES_NO = ValueType(
    "yes-no", _yes_no, "an answer such as `N` or `Yes: drops v1 API`", "Yes: drops v1 API", limit=_ENDLESS, prose=True
)


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps in their order, without numbers; ``placeholder`` when only ``1..n`` or the like stands there."""

    items: tuple[str, ...]
    placeholder: bool = False

    def __str__(self) -> str:
        if self.placeholder:
            return "1..n"
        return ("\n" if any(";" in item for item in self.items) else "; ").join(self.items)


_NUMBERED = r"(?:[0-9]{1,3}[.)](?:\s+|\Z)|[-*•](?:\s+|\Z))+"


def _steps(text: str) -> Steps | None:
    items = _items(text)
    if is_placeholder(text) or (len(items) == 1 and is_placeholder(items[0])):
        return Steps((), placeholder=True)
    return Steps(items) if items else None


def _items(text: str) -> tuple[str, ...]:
    lines = text.split("\n") if "\n" in text else text.split(";")
    items = (" ".join(re.sub(rf"\A{_NUMBERED}", "", line.strip()).split()) for line in lines)
    return tuple(item for item in items if item)


STEPS = ValueType(
    "steps",
    _steps,
    "a list of steps such as `Unplug it; remove the screws`",
    "Unplug it; remove the screws",
    limit=_ENDLESS,
    prose=True,
)


def _identifier(text: str) -> str | None:
    if re.search(r"\s", text):
        raise BadValue(
            "a blank stands in it", f"write `{re.sub(r'[^A-Za-z0-9]+', '-', text)[:60].strip('-') or 'TC-compat-03'}`"
        )
    return text if re.fullmatch(r"[^\W_][\w./:#@+=,\[\]()-]*", text) else None


def _part_number(text: str) -> str | None:
    return text.upper() if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/#+-]*", text) else None


IDENTIFIER = ValueType("identifier", _identifier, "an identifier such as `TC-compat-03`", "TC-compat-03", limit=200)
PART_NUMBER = ValueType("part-number", _part_number, "a part number such as `LCD-123`", "LCD-123", limit=80)

_TAG = r"""(?x) (?P<language>[A-Za-z]{2,3}) (?P<extended> (?:-[A-Za-z]{3}(?![A-Za-z0-9])){0,3} )
    (?: -(?P<script>[A-Za-z]{4}) (?![A-Za-z0-9]) )? (?: -(?P<region>[A-Za-z]{2}|[0-9]{3}) (?![A-Za-z0-9]) )?
    (?P<rest> (?: -(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}) ){0,4}
      (?: -[0-9A-WYZa-wyz](?:-[A-Za-z0-9]{2,8}){1,4} ){0,3} (?: -[xX](?:-[A-Za-z0-9]{1,8}){1,4} )? )
"""


def _language(text: str) -> str | None:
    if "_" in text and re.fullmatch(_TAG, text.replace("_", "-")):
        raise BadValue("an underscore stands in it", f"write `{text.replace('_', '-')}`")
    match = re.fullmatch(_TAG, text)
    if not match:
        return None
    script, region = (match["script"] or "").title(), (match["region"] or "").upper()
    head = "-".join(part for part in (match["language"].lower() + match["extended"].lower(), script, region) if part)
    return head + match["rest"].lower()


LANGUAGE = ValueType("language", _language, "a language tag such as `en` or `pt-BR`", "en", limit=80)


@dataclass(frozen=True, slots=True)
class Spdx:
    """A licence expression in its canonical form."""

    expression: str

    @property
    def ids(self) -> frozenset[str]:
        """The licences and exceptions that it names."""
        return frozenset(re.findall(r"[A-Za-z0-9.+-]+", self.expression)) - {"AND", "OR", "WITH"}

    def __str__(self) -> str:
        return self.expression


def _spdx(text: str) -> Spdx:
    # packaging's licence list takes 20 ms to import: only those who name a licence pay.
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression  # noqa: PLC0415

    if text.upper() in {"NONE", "NOASSERTION"}:
        raise BadValue("it says that nobody knows", "name the licence, such as `Apache-2.0`")
    try:
        return Spdx(canonicalize_license_expression(text))
    except InvalidLicenseExpression as bad:
        why, _, what = str(bad).partition(": ")
        hint = "join licences with `AND` or `OR`" if re.search(r"[,;/&]|\sand/or\s", text) else ""
        raise BadValue(f"unknown licence `{what.strip(chr(39))}`" if why.startswith("Unknown") else "", hint) from None
    except (ValueError, RecursionError, MemoryError):  # it has Python's own parser judge the brackets
        raise BadValue("its brackets cannot be followed") from None


SPDX = ValueType(
    "spdx", _spdx, "an SPDX licence expression such as `Apache-2.0` or `MIT OR BSD-3-Clause`", "Apache-2.0"
)
