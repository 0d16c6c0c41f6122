"""Findings for programs, one a line: each as in ``json``, then a line with what ``json`` says of the whole."""

from opsgate.edges.output.json import to_data
from opsgate.edges.output.plain import to_json
from opsgate.running.report import Report


def render(report: Report) -> str:
    """One object a line: every finding, and last an object without ``findings`` that has the counts.

    A file that was cut off is one whose last line has no ``summary``; a clean run has that line alone.
    """
    data = to_data(report)
    rest = {key: value for key, value in data.items() if key != "findings"}
    return "".join(to_json(item, indent=None) for item in [*data["findings"], rest])
