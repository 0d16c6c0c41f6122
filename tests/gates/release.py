"""A repository with the release v1.2.0 of the product tide, about which every fact holds until a test changes one."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tests.repo import Repo

DOCUMENT = "docs/releases/v1.2.0.md"
COMMIT = "9f2c41e07b3d5a8846c1de90f7a2b35c6d18e4f0"
OTHER_COMMIT = "1111111111111111111111111111111111111111"
TAR, IMAGE = b"tide 1.2.0\n", b"foam 1.2.0\n"
BODY = "\n# tide v1.2.0\n\n## Release notes\n\n- Faster.\n\n## Known issues\n\nNone known.\n"
DRILL = "docs/records/rollback.md"


def sha(data: bytes | str) -> str:
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def artifact(name: str = "tide", data: bytes = TAR, **more: str) -> dict[str, str]:
    return {"path": f"dist/{name}.tar", "sha256": f"sha256:{sha(data)}", **more}


def junit(
    *cases: str, suite: str = "unit", commit: str | None = COMMIT, day: str = "2026-11-16", properties: str = ""
) -> str:
    """Results with one suite: its cases as ``<testcase …/>`` or as names of passing ones."""
    rows = [case if case.startswith("<") else f'<testcase name="{case}"/>' for case in cases or ("starts", "stops")]
    said = f'<property name="commit" value="{commit}"/>' if commit else ""
    head = f'<testsuites>\n<testsuite name="{suite}" timestamp="{day}T09:00:00">\n'
    return head + f"<properties>{said}{properties}</properties>\n" + "\n".join(rows) + "\n</testsuite></testsuites>\n"


def sarif(*results: Mapping[str, Any], commit: str | None = COMMIT, **run: Any) -> str:
    tool = {"driver": {"name": "image-scan", "rules": []}}
    whole = {"tool": tool, "results": list(results), **run}
    if commit:
        whole["versionControlProvenance"] = [{"repositoryUri": "https://git.example.com/tide", "revisionId": commit}]
    return json.dumps({"version": "2.1.0", "runs": [whole]})


def component(name: str, license: str | None = "MIT", digest: str | None = None, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "library", "name": name, "version": "3.1", **more}
    if license:
        found["licenses"] = [{"expression": license}]
    if digest:
        found["hashes"] = [{"alg": "SHA-256", "content": digest}]
    return found


def sbom(
    *components: Mapping[str, Any], name: str = "tide", version: str | None = "1.2.0", digest: str | None = sha(TAR)
) -> str:
    main: dict[str, Any] = {"type": "application", "name": name}
    if version:
        main["version"] = version
    if digest:
        main["hashes"] = [{"alg": "SHA-256", "content": digest}]
    listed = list(components) or [component("ripple")]
    whole = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": main},
        "components": listed,
    }
    return json.dumps(whole)


def record(**changes: Any) -> str:
    said = {"kind": "record", "title": "Way back", "type": "drill", "subject": DOCUMENT, "version": "v1.2.0", "status": "final",
            "participant": "@kim", "date": "2026-11-17", "result": "pass", **changes}  # fmt: skip
    return front(said) + "\n# Way back\n\n## Log\n\n- 09:00: went back to v1.1.0.\n"


def front(said: Mapping[str, Any]) -> str:
    """Front matter with a key on each line; a key with None is left out."""
    lines = [f"{key}: {json.dumps(value)}\n" for key, value in said.items() if value is not None]
    return f"---\n{''.join(lines)}---\n"


def checklist(body: str = BODY, **changes: Any) -> str:
    """The checklist; its keys stand in lines 2 to 16 in this order, and a new one behind them."""
    said = {
        "kind": "release-checklist", "title": "tide v1.2.0", "product": "tide", "release": "v1.2.0", "version": "v1.2.0",
        "status": "ready", "owner": "@lee", "commit": COMMIT, "artifacts": [artifact()],
        "evidence": ["evidence/unit.xml", "evidence/scan.sarif"], "sbom": "evidence/sbom.json", "licenses": ["MIT", "ISC"],
        "known_issues": [],
        "rollback": {"target": "v1.1.0", "last_drill": "2026-11-17 Pass", "record": "../records/rollback.md"},
    }  # fmt: skip
    return front({**said, **changes}) + body


def earlier(**changes: Any) -> str:
    """The checklist of the release before."""
    said = {"title": "tide v1.1.0", "release": "v1.1.0", "version": "v1.1.0", "status": "published", "commit": OTHER_COMMIT,
            "evidence": ["evidence/v1.1.0/unit.xml"]}  # fmt: skip
    return checklist(**{**said, **changes})


def release(
    repo: Repo, files: Mapping[str, str | bytes] | None = None, *, level: str = "product", config: str = "",
    body: str = BODY, **changes: Any,
) -> Repo:  # fmt: skip
    """Write the repository; ``changes`` are keys of the checklist, ``files`` come last."""
    return repo.write({
        "opsgate.toml": f'level = "{level}"\nidentity = "claimed"\n{config}',
        DOCUMENT: checklist(body, **changes),
        "docs/releases/v1.1.0.md": earlier(),
        DRILL: record(),
        "dist/tide.tar": TAR,
        "evidence/unit.xml": junit(),
        "evidence/scan.sarif": sarif(),
        "evidence/sbom.json": sbom(),
        "evidence/v1.1.0/unit.xml": junit("starts", commit=OTHER_COMMIT, day="2026-10-01"),
        **(files or {}),
    })  # fmt: skip


def told(repo: Repo, name: str, **options: Any) -> list[str]:
    """What became of a criterion of the checklist: verdict, place, reason; the places it refers to; then what else is as bad."""
    gate, _, id = name.partition("/")
    verdict = repo.gate(DOCUMENT, stage=gate, **options)
    found = [one for each in verdict.gates if (each.document, each.gate) == (DOCUMENT, gate)
             for one in each.criteria if one.criterion.id == id]  # fmt: skip
    assert len(found) == 1
    one = found[0]
    assert one.next or one.verdict not in ("fail", "unknown", "not-attested")
    related = "".join(f" [{at.path}:{at.start.line}:{at.start.column}]" for at in one.related)
    rule = f" <{one.rule}>" if one.rule and one.rule not in ("gate-failed", "gate-unknown") else ""
    return [
        f"{one.verdict}{rule} {one.region.path}:{one.region.start.line}:{one.region.start.column} {one.reason}{related}",
        *one.also,
    ]
