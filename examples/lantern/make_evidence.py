"""Make the evidence of every release anew: run the suites, list the parts, scan the cloud, sign the artifacts.

    python make_evidence.py [RELEASE...]

It needs pytest, PyYAML, cyclonedx-python-lib[json-validation] and ssh-keygen, and no network. The same artifacts give
the same test results, bill of materials and scan, byte for byte: what differs from run to run (durations, the name of
the machine, the clock) is left out or is the story's. Signatures are made with a key that exists for this run only;
its public half goes to `keys/allowed_signers`, so all artifacts are signed anew each time.
"""

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import uuid
import xml.etree.ElementTree as Xml
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parent
SIGNER = "release@lantern.example.com"
STRAY = "v2.5.0/lantern-cloud-2.5.0.compose.yaml"  # signed with somebody's own key instead of the release key
SUITES = {"unit": "09:12:07", "e2e": "09:40:07"}
KEPT = {"testsuites": ("tests", "failures", "errors", "skipped"),
        "testsuite": ("name", "tests", "failures", "errors", "skipped", "timestamp"),
        "property": ("name", "value"), "testcase": ("classname", "name"),
        "failure": ("message",), "error": ("message",), "skipped": ("message",)}  # fmt: skip


@dataclass(frozen=True)
class Release:
    """A release of the story: the day on which it was tested, and the newest app of that day."""

    name: str
    tested: str
    app: str

    @property
    def version(self) -> str:
        return self.name.removeprefix("v")

    @property
    def folder(self) -> Path:
        return ROOT / "evidence" / self.name

    @property
    def artifacts(self) -> dict[str, Path]:
        """What is shipped, by its part."""
        shipped = ROOT / "artifacts" / self.name
        return {"cloud": shipped / f"lantern-cloud-{self.version}.compose.yaml",
                "firmware": shipped / f"lantern-firmware-{self.version}.hex"}  # fmt: skip

    @property
    def commit(self) -> str:
        found = re.search(r"built from ([0-9a-f]{40})", self.artifacts["cloud"].read_text("utf-8"))
        return found[1] if found else ""


RELEASES = (Release("v2.3.1", "2026-09-10", "5.0.2"), Release("v2.4.0", "2026-11-16", "5.1.0"),
            Release("v2.5.0", "2026-11-19", "5.1.0"))  # fmt: skip


def main(names: Sequence[str]) -> int:
    """Make the evidence of the releases named, or of all; then sign every artifact."""
    known = {release.name: release for release in RELEASES}
    for release in [known[name] for name in names] or RELEASES:
        release.folder.mkdir(parents=True, exist_ok=True)
        for suite, time in SUITES.items():
            run_suite(release, suite, f"{release.tested}T{time}+00:00")
        write_json(release.folder / "sbom.cdx.json", bill_of_materials(release))
        write_json(release.folder / "scan.sarif", scan(release))
    sign_all()
    return 0


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=2) + "\n", "utf-8")


def run_suite(release: Release, suite: str, timestamp: str) -> None:
    """Run a suite with pytest, and write its results without what is about this machine or this minute."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "results.xml"
        command = [sys.executable, "-m", "pytest", f"tests/{suite}", "--release", release.name, "--app", release.app,
                   "--junitxml", str(raw), "-o", f"junit_suite_name={suite}", "--tb=short"]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        if done.returncode not in (0, 1):
            raise SystemExit(f"{suite} of {release.name}: pytest ended with {done.returncode}")
        results = Xml.parse(raw).getroot()  # noqa: S314 - pytest wrote it a moment ago
    for element in results.iter():
        if "timestamp" in element.attrib:
            element.set("timestamp", timestamp)
        kept = {key: element.attrib[key] for key in KEPT.get(element.tag, ()) if key in element.attrib}
        element.attrib.clear()
        element.attrib.update(kept)
        if element.tag == "skipped":
            element.text = None  # the place in full; why it was skipped is the message
    Xml.indent(results)
    path = release.folder / f"{suite}.xml"
    path.write_text(Xml.tostring(results, "unicode", xml_declaration=True) + "\n", "utf-8")


def bill_of_materials(release: Release) -> dict[str, Any]:
    """CycloneDX 1.6: the artifacts with their digests, and what is inside them by `deploy/components`."""
    with (ROOT / "deploy/components" / f"{release.name}.csv").open(encoding="utf-8", newline="") as file:
        parts = list(csv.DictReader(file))
    shipped = release.artifacts
    serial = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(sha256(path) for path in shipped.values()))
    bom = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": f"{release.tested}T09:55:00Z",
            "component": {"type": "application", "bom-ref": "lantern", "name": "lantern", "version": release.version},
        },
        "components": [*(artifact(part, path, release) for part, path in shipped.items()), *map(component, parts)],
        "dependencies": [
            {"ref": "lantern", "dependsOn": list(shipped)},
            *({"ref": name, "dependsOn": [part["purl"] for part in parts if part["artifact"] == name]}
              for name in shipped),
        ],
    }  # fmt: skip
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bom))
    if fault is not None:
        raise SystemExit(f"the bill of materials of {release.name} is not valid: {fault}")
    return bom


def artifact(part: str, path: Path, release: Release) -> dict[str, Any]:
    return {
        "type": "firmware" if part == "firmware" else "file",
        "bom-ref": part,
        "name": path.name,
        "version": release.version,
        "hashes": [{"alg": "SHA-256", "content": sha256(path)}],
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }


def component(part: Mapping[str, str]) -> dict[str, Any]:
    """A part of an artifact; a licence that names several is an expression."""
    said = part["license"]
    return {
        "type": part["type"],
        "bom-ref": part["purl"],
        "name": part["name"],
        "version": part["version"],
        "purl": part["purl"],
        "licenses": [{"expression": said} if " " in said else {"license": {"id": said}}],
    }


RULES = {
    "image-without-digest": "An image that is named without its digest can be another one tomorrow.",
    "port-open-to-all": "A port that is not bound to 127.0.0.1 is open to whoever reaches the host.",
    "privileged-container": "A privileged container can do anything on the host.",
    "secret-in-file": "A password in the compose file is known to everybody who can read the release.",
}


def scan(release: Release) -> dict[str, Any]:
    """SARIF 2.1.0: what the cloud's containers leave open."""
    path = release.artifacts["cloud"]
    uri = path.relative_to(ROOT).as_posix()
    results = [
        {"ruleId": rule, "level": "error", "message": {"text": f"{service}: {RULES[rule]}"},
         "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}}}]}
        for service, rule in weaknesses(yaml.safe_load(path.read_text("utf-8"))["services"])
    ]  # fmt: skip
    rules = [{"id": rule, "shortDescription": {"text": text}} for rule, text in RULES.items()]
    run = {
        "tool": {"driver": {"name": "compose-scan", "version": "1.0.0", "rules": rules}},
        "versionControlProvenance": [
            {"repositoryUri": "https://git.example.com/lantern", "revisionId": release.commit}
        ],
        "invocations": [{"executionSuccessful": True, "endTimeUtc": f"{release.tested}T10:02:11Z"}],
        "artifacts": [{"location": {"uri": uri}, "hashes": {"sha-256": sha256(path)}}],
        "results": results,
    }
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def weaknesses(services: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Service and rule of everything that is open."""
    for name, service in services.items():
        if not re.search(r"@sha256:[0-9a-f]{64}$", service["image"]):
            yield name, "image-without-digest"
        if any(not str(port).startswith("127.0.0.1:") for port in service.get("ports", ())):
            yield name, "port-open-to-all"
        if service.get("privileged"):
            yield name, "privileged-container"
        if re.search(r"(?i)password|secret", " ".join(map(str, service.get("environment", ())))):
            yield name, "secret-in-file"


def sign_all() -> None:
    """Sign every artifact with a new key, and trust that key alone."""
    with tempfile.TemporaryDirectory() as folder:
        release_key, own_key = (new_key(Path(folder) / name) for name in ("release", "own"))
        for path in sorted((ROOT / "artifacts").glob("*/*")):
            if path.suffix == ".sig":
                continue
            key = own_key if path.as_posix().endswith(STRAY) else release_key
            path.with_name(f"{path.name}.sig").unlink(missing_ok=True)
            run("ssh-keygen", "-Y", "sign", "-q", "-n", "file", "-f", str(key), str(path))
        kind, public = release_key.with_suffix(".pub").read_text("ascii").split()[:2]
    (ROOT / "keys/allowed_signers").write_text(f'{SIGNER} namespaces="file" {kind} {public}\n', "ascii")


def new_key(path: Path) -> Path:
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path))
    return path


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
