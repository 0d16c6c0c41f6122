"""``opsgate explain``."""

from pathlib import Path

import click

from opsgate.doors import options as opt
from opsgate.doors.cli import emit, shared
from opsgate.doors.project import setup


@click.command("explain")
@click.argument("what", metavar="RULE|FILE")
@shared(opt.config, opt.level)
def command(what: str, config_file: Path | None, level: str | None) -> None:
    """Explain a rule, or why rules apply to a file."""
    from opsgate.edges.describe import explain_file, rule_page  # noqa: PLC0415 - all of the checks

    if not Path(what).exists():
        emit(rule_page(what, setup(Path.cwd(), config_file).kinds.names), None)
        return
    from opsgate.knowing.corpus import Reader, named_paths  # noqa: PLC0415 - only for files
    from opsgate.running.plan import Plan  # noqa: PLC0415 - only for files

    project = setup(Path.cwd(), config_file)
    reader = Reader(project.config, project.kinds, level)  # type: ignore[arg-type]
    for path in named_paths(project.config.root, [what], Path.cwd(), reader.paths()):
        emit(explain_file(reader, Plan(project.config), path), None)
