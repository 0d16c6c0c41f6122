"""A gate run over a project."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from opsgate.doors.project import Setup
from opsgate.knowing.config import Config
from opsgate.knowing.corpus import Reader, named_paths
from opsgate.knowing.facts import Facts, today
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.policy import Policy
from opsgate.running.base import base_policy, head_policy
from opsgate.running.gating import Ask, GateRun
from opsgate.running.verdict import Verdict
from opsgate.words.errors import NothingChecked


def gate(
    project: Setup,
    paths: Sequence[str] = (),
    ask: Ask | None = None,
    *,
    policy_from: str | None = None,
    allow_empty: bool = False,
    base: Path | None = None,
) -> Verdict:
    """Verdict over the gates of the project's documents, or of those that ``paths`` names or a release needs.

    ``policy_from`` names the revision whose configuration, kinds, waivers, roles and keys judge. Raises NothingChecked
    where there is no gate to judge, OpsgateError for what makes no sense.
    """
    facts = Facts(project.config.root)
    head = head_policy(project.config)
    if policy_from is None:
        verdict, nothing = _gate(project.config, project.kinds, head, head, facts, paths, ask or Ask(), base)
    else:
        with base_policy(project.config, facts, policy_from) as (config, kinds, policy):
            verdict, nothing = _gate(config, kinds, policy, head, facts, paths, ask or Ask(), base)
    if not verdict.gates and not verdict.problems and not allow_empty:
        raise NothingChecked(nothing)
    return verdict


def _gate(
    config: Config, kinds: Kinds, policy: Policy, head: Policy, facts: Facts,
    paths: Sequence[str], ask: Ask, base: Path | None,
) -> tuple[Verdict, str]:  # fmt: skip
    listed = Reader(config, kinds, ask.level).paths()
    chosen = named_paths(config.root, paths, base or Path.cwd(), listed) if paths else []
    day = today(config.data.get("timezone"))
    run = GateRun(
        config, kinds, policy, head, facts, day, sorted({*listed, *chosen}), replace(ask, paths=tuple(chosen))
    )
    return run.run(), run.nothing
