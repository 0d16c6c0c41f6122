"""Where the data that ships with opsgate lies: schemas, kinds, templates, rule pages."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_IN_CHECKOUT = {"rules": "docs/rules"}


def resource(*parts: str) -> Path:
    """Path of a shipped file or folder: inside the installed package, or in the checkout of an editable install.

    Raises FileNotFoundError with the name asked for when neither has it.
    """
    installed = _PACKAGE.joinpath(*parts)
    if installed.exists():
        return installed
    first, *rest = parts
    checkout = _PACKAGE.parent.joinpath(_IN_CHECKOUT.get(first, first), *rest)
    if checkout.exists():
        return checkout
    raise FileNotFoundError(f"opsgate is installed without its data file {'/'.join(parts)}")
