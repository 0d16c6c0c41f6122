"""Forms of cells that hold more than one value: ``15m/Basic``, ``sha256:…; sig:…``, ``P3 cosmetic``, ``Eng/QA/PM``."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from opsgate.reading.values import TYPES, BadValue
from opsgate.reading.values.base import is_placeholder, show
from opsgate.reading.yamledit import Given


class BadCell(Exception):
    """A cell that does not hold what it should: what stands there, and what is expected."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Form:
    """How a cell is read and written. With ``keys`` it is about these keys of front matter, else about one value.

    ``part`` is a form that tells only a part of the value, on purpose.
    """

    read: Callable[[str], Any]
    show: Callable[[Any], str]
    keys: tuple[str, ...] = ()
    part: bool = False


def pieces(text: str, separators: str) -> list[str]:
    """The parts of a text between separators, without blanks around them and without empty ones."""
    return [part.strip() for part in re.split(f"[{re.escape(separators)}]", text) if part.strip()]


def _product_version(text: str) -> dict[str, Given]:
    match = re.fullmatch(r"(?P<product>\S.*?)\s+(?P<version>[vV]?[0-9]\S*(?: LTS)?)", text, re.DOTALL)
    if match and _is("version", match["version"]):
        return {"product": match["product"], "version": match["version"]}
    return {"product": text}


def _product_shown(meta: Mapping[str, Any]) -> str:
    return " ".join(str(meta[key]) for key in ("product", "version") if key in meta)


def _time_skill(text: str) -> dict[str, Given]:
    parts = pieces(text, "/,;") or [text]
    found: dict[str, Given] = {}
    for part in parts:
        if _is("skill", part) and "skill" not in found:
            found["skill"] = part.lower()
        elif (_is("duration", part) or is_placeholder(part)) and "time" not in found:
            found["time"] = part
        else:
            raise BadCell(f"{show(text)} is not a time/skill pair", "write the time and the skill, as in `15m/Basic`")
    return found


def _time_shown(meta: Mapping[str, Any]) -> str:
    return "/".join(str(meta[key]) for key in ("time", "skill") if key in meta)


def _roles(text: str) -> list[Given]:
    """Roles that have to approve; who did, and when, is for `opsgate approve` to say."""
    try:
        names = TYPES["roles"].parse(text)
    except BadValue as bad:
        raise BadCell(bad.message, "write the roles alone, as in `Eng/QA/PM`; `opsgate approve` says who did") from bad
    return [{"role": role, "who": "[WHO]", "date": "[DATE]"} for role in dict.fromkeys(getattr(names, "names", ()))]


def _roles_shown(value: Any) -> str:
    held = value if isinstance(value, list) else []
    roles = [str(entry.get("role", "")) for entry in held if isinstance(entry, Mapping)]
    return "/".join(dict.fromkeys(role for role in roles if role))


def _issues(text: str) -> list[Given]:
    if text.strip(" .").casefold() in ("none", "none known", "no known issues", "-", "–", "—", "n/a"):
        return []
    found: list[Given] = []
    for part in re.split(r"\n+|;\s*(?=[Pp][0-4]\b)", text):
        match = re.fullmatch(r"\s*([Pp][0-4])\b[\s:,.–—-]*(.*?)\s*", part, re.DOTALL)
        if not match:
            hint = "begin every issue with `P0` to `P4`, as in `P3 cosmetic`, and part them with `;`"
            raise BadCell(f"{show(part)} does not say how severe it is", hint)
        found.append({"severity": match[1].upper(), "summary": match[2] or "[SUMMARY]"})
    return found


def _issues_shown(value: Any) -> str:
    if not value:
        return "None"
    return "; ".join(_joined(issue, ("severity", "summary"), " ") for issue in value)


def _joined(held: Any, keys: tuple[str, ...], between: str) -> str:
    said = held if isinstance(held, Mapping) else {}
    return between.join(str(said[key]) for key in keys if key in said and said[key] != f"[{key.upper()}]")


_BACK = re.compile(r"(?:(?:revert|roll\s?back|go back|back|return)\s+to\s+)?(\S+)", re.IGNORECASE)


def _rollback(text: str) -> dict[str, Given]:
    match = _BACK.fullmatch(text)
    if match and re.search("[0-9]", match[1]) and _is("version", match[1]):
        return {"target": match[1]}
    return _labelled(text, ("target", "plan", "last_drill", "record"), {"to": "target", "drill": "last_drill"})


def _rollback_shown(value: Any) -> str:
    if isinstance(value, Mapping) and set(value) == {"target"}:
        return f"Revert to {value['target']}"
    return _labels(value, ("target", "plan", "last_drill", "record"))


def _labelled(text: str, keys: tuple[str, ...], aliases: Mapping[str, str]) -> dict[str, Given]:
    """``key: value`` parts between semicolons."""
    found: dict[str, Given] = {}
    for part in pieces(text, ";\n"):
        label, colon, value = part.partition(":")
        word = re.sub(r"[\s-]+", "_", label.strip().lower())
        key = aliases.get(word, word)
        if not colon or key not in keys or not value.strip() or key in found:
            raise BadCell(f"{show(part)} does not say what it is", f"write it as in `{keys[0]}: …; {keys[-1]}: …`")
        found[key] = value.strip()
    return found


def _labels(value: Any, keys: tuple[str, ...]) -> str:
    held = value if isinstance(value, Mapping) else {}
    return "; ".join(f"{key.replace('_', ' ')}: {held[key]}" for key in keys if key in held)


def _artifacts(text: str) -> list[Given]:
    found: list[Given] = []
    for line in pieces(text, "\n"):
        artifact: dict[str, Given] = {}
        for part in pieces(line, ";"):
            key, value = _artifact_part(part)
            if key in artifact or not value:
                raise BadCell(f"{show(part)} does not say what it is", _ARTIFACT)
            artifact[key] = value
        if "path" not in artifact and "url" not in artifact:
            artifact = {"path": "[PATH]", **artifact}
        found.append({**artifact, "sha256": artifact.get("sha256", "[SHA256]")})
    return found


_ARTIFACT = "write a file or address, its digest and its signature: `dist/app.zip; sha256:…; sig:dist/app.zip.sig`"
_LABELS = {"sha256": "sha256", "hash": "sha256", "sig": "signature", "signature": "signature", "name": "name"}


def _artifact_part(part: str) -> tuple[str, str]:
    label, colon, value = part.partition(":")
    key = _LABELS.get(label.strip().lower()) if colon else None
    if key:
        return key, value.strip()
    return ("url" if "://" in part else "path"), part


def _artifacts_shown(value: Any) -> str:
    lines = []
    for artifact in value if isinstance(value, list) else ():
        held = artifact if isinstance(artifact, Mapping) else {}
        said = [str(held[key]) for key in ("path", "url") if key in held and held[key] != "[PATH]"]
        said += [f"name:{held['name']}"] if "name" in held else []
        if held.get("sha256") not in (None, "[SHA256]"):
            said.append(f"sha256:{str(held['sha256']).removeprefix('sha256:')}")
        said += [f"sig:{held['signature']}"] if "signature" in held else []
        lines.append("; ".join(said))
    return "\n".join(lines)


def _update(text: str) -> dict[str, Given]:
    match = re.fullmatch(r"(\S+?)(,?\s+LTS)?(?:[,\s]+([0-9]{4}-[0-9]{2}-[0-9]{2}))?", text, re.IGNORECASE)
    if not match or not (_is("version", match[1]) or is_placeholder(match[1])):
        raise BadCell(f"{show(text)} is not a version", "write the version, as in `1.3 LTS` or `1.3 2027-06-30`")
    found: dict[str, Given] = {"version": match[1]}
    if match[3]:
        found["date"] = match[3]
    if match[2]:
        found["lts"] = True
    return found


def _update_shown(value: Any) -> str:
    held = value if isinstance(value, Mapping) else {}
    return " ".join(
        part for part in (str(held.get("version", "")), "LTS" if held.get("lts") else "", str(held.get("date", "")))
        if part
    )  # fmt: skip


def _is(name: str, text: str) -> bool:
    try:
        TYPES[name].parse(text)
    except BadValue:
        return False
    return True


FORMS: Mapping[str, Form] = {
    "product-version": Form(_product_version, _product_shown, ("product", "version")),
    "time-skill": Form(_time_skill, _time_shown, ("time", "skill")),
    "roles": Form(_roles, _roles_shown, part=True),
    "meta/known_issues": Form(_issues, _issues_shown),
    "meta/rollback": Form(_rollback, _rollback_shown),
    "meta/artifacts": Form(_artifacts, _artifacts_shown),
    "meta/final_update": Form(_update, _update_shown),
}
"""By the type of a kind's field, or by the key of front matter."""
