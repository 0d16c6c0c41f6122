"""opsgate: entrance and exit gates for operations documents kept as Markdown."""

__version__ = "0.1.0"
