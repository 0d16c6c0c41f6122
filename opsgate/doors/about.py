"""What ``opsgate --version`` says: the version, and which readers are at work."""

import platform
from importlib.metadata import PackageNotFoundError, version

import yaml

from opsgate import __version__


def about() -> str:
    """One line for the version, one for what reads Markdown, YAML and schemas."""
    fast = _version("pyromark")
    schemas = _version("jsonschema-rs")
    parts = (
        f"Markdown: pyromark {fast}" if fast else f"Markdown: markdown-it-py {_version('markdown-it-py')}",
        f"schemas: jsonschema-rs {schemas}" if schemas else f"schemas: jsonschema {_version('jsonschema')}",
        f"libyaml: {'yes' if getattr(yaml, '__with_libyaml__', False) else 'no'}",
        f"Python {platform.python_version()}",
    )
    return f"opsgate {__version__}\n{'; '.join(parts)}"


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
