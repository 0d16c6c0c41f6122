"""The page as one HTML file that asks for nothing else: style and script stand in it, and their digests in its policy.

Everything that comes from a document is text: escaped by the template, on its line, with control characters spelt out.
"""

import base64
import hashlib
import re
from functools import cache
from typing import Any

from opsgate.edges.graph.words import plain
from opsgate.edges.page.model import STATES, Page
from opsgate.words.resources import resource

_LONGEST = 2_000
_CODE = re.compile("`([^`]+)`")
_COMMAND = re.compile(r"((?:opsgate|ssh-keygen|git) [^`;]*?)(?:(, or |, then |: )(.*))?\Z", re.DOTALL)
_POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0b5cad"/>'
    '<path d="M4 8.5l2.8 2.8L12 5.5" fill="none" stroke="#fff" stroke-width="2"/></svg>'
)


def render(page: Page) -> str:
    """The file's text; equal pages give equal text."""
    style, script = _shipped("page.css"), _shipped("page.js")
    policy = _POLICY.format(script=_digest(script), style=_digest(style))
    text: str = _template().render(
        page=page, style=style, script=script, policy=policy, icon=_image(_ICON), drawing=_image(page.drawing)
    )
    return text


@cache
def _shipped(name: str) -> str:
    return resource("templates", "report", name).read_text("utf-8")


def _digest(text: str) -> str:
    """SHA-256 of what stands between the tags, as a content security policy writes it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _image(svg: str) -> str:
    """A drawing as an address that holds it; empty for none."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" if svg else ""


@cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - 50 ms that only pages pay
    from markupsafe import Markup, escape  # noqa: PLC0415

    def shown(value: object) -> object:
        """Text from anywhere, on one line and of a bounded length."""
        return plain(value, _LONGEST) if isinstance(value, str) and not isinstance(value, Markup) else value

    def prose(text: str) -> Markup:
        """A sentence, with what stands between backquotes as code."""
        pieces = _CODE.split(plain(text, _LONGEST))
        return Markup().join(
            Markup("<code>{}</code>").format(piece) if number % 2 else escape(piece)
            for number, piece in enumerate(pieces)
        )

    def step(text: str) -> Markup:
        """What to do next: commands as code, each by itself, and anything else as prose."""
        text, pieces = plain(text, _LONGEST), []
        while found := _COMMAND.match(text):
            command, joint, text = found.groups(default="")
            pieces += [prose(f"`{command}`"), escape(joint)]
        return Markup().join([*pieces, prose(text)])

    environment = Environment(
        loader=FileSystemLoader(resource("templates", "report")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["prose"] = prose
    environment.filters["step"] = step
    environment.filters["raw"] = Markup
    environment.globals["states"] = STATES
    return environment.get_template("page.html.j2")
