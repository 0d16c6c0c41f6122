"""``opsgate rules``."""

import json

import click

from opsgate.doors.cli import emit
from opsgate.edges.describe import rules_data


@click.command("rules")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the list.")
def command(form: str) -> None:
    """List the rules with their default severity."""
    rules = rules_data()
    if form == "json":
        emit(json.dumps(rules, ensure_ascii=False, indent=2) + "\n", None)
        return
    width = max(len(rule["name"]) for rule in rules)
    emit("".join(f"{r['id']}  {r['name']:<{width}}  {r['severity']:<7}  {r['summary']}\n" for r in rules), None)
