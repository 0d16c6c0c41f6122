"""A gate run over a project."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from opsgate.doors.project import Setup
from opsgate.edges.output.status import Standing
from opsgate.knowing.config import Config
from opsgate.knowing.corpus import Reader, named_paths
from opsgate.knowing.facts import Facts, today
from opsgate.knowing.kinds import Kinds
from opsgate.knowing.policy import Policy
from opsgate.running.base import base_policy, head_policy
from opsgate.running.gating import Ask, GateRun
from opsgate.running.progress import steps
from opsgate.running.verdict import GateVerdict, Verdict
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
    if verdict.idle and not allow_empty:
        raise NothingChecked(nothing, verdict)
    return verdict


def standing(
    project: Setup, paths: Sequence[str], ask: Ask, *, base: Path | None = None
) -> tuple[Verdict, list[Standing]]:
    """How far the project's documents are, or those that ``paths`` names or a release needs."""
    head = head_policy(project.config)
    run = gate_run(project.config, project.kinds, head, head, Facts(project.config.root), paths, ask, base)
    verdict = run.run()
    found = standings(run, verdict)
    if not found:
        raise NothingChecked(run.nothing)
    return verdict, found


def standings(run: GateRun, verdict: Verdict) -> list[Standing]:
    """How far each document is whose gates were judged, in the order of the verdict."""
    gates: dict[str, list[GateVerdict]] = {}
    for gate in verdict.gates:
        gates.setdefault(gate.document, []).append(gate)
    made = []
    for path, own in gates.items():
        subject = run.library.by_path[path]
        findings = run.findings(subject)
        sop, done = (tuple(steps(subject, shown, own, findings)) for shown in (subject.kind.sop, subject.kind.done))
        made.append(Standing(path, subject.kind.name, subject.status, tuple(own), sop, done))
    return made


def _gate(
    config: Config, kinds: Kinds, policy: Policy, head: Policy, facts: Facts,
    paths: Sequence[str], ask: Ask, base: Path | None,
) -> tuple[Verdict, str]:  # fmt: skip
    run = gate_run(config, kinds, policy, head, facts, paths, ask, base)
    return run.run(), run.nothing


def gate_run(
    config: Config, kinds: Kinds, policy: Policy, head: Policy, facts: Facts,
    paths: Sequence[str], ask: Ask, base: Path | None,
) -> GateRun:  # fmt: skip
    """A run over the project's documents, or over those that ``paths`` (relative to ``base``) names."""
    listed = Reader(config, kinds, ask.level).paths()
    chosen = named_paths(config.root, paths, base or Path.cwd(), listed) if paths else []
    every = sorted({*listed, *chosen})
    return GateRun(config, kinds, policy, head, facts, today(config.timezone), every, replace(ask, paths=tuple(chosen)))
