"""Lock 23: a bill of materials that names nothing, says nothing, or is that of another artifact."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.locks.project import CHECKLIST, SAM, bad, shipped

BILL = "evidence/sbom.cdx.json"
AT = f"{CHECKLIST}:15:7"
VALID, ALLOWED = "exit/sbom-valid", "exit/licenses-allowed"
NOTHING = f"fail {AT} {BILL}: it names no component"
SILENT = {"type": "library", "name": "NOASSERTION", "version": "NOASSERTION"}
Change = Callable[[dict[str, Any]], object]

CHEATS: dict[str, tuple[Change, dict[str, str]]] = {
    "no components": (lambda bill: bill.update(components=[]), {VALID: NOTHING, ALLOWED: NOTHING}),
    "not even the key": (lambda bill: bill.pop("components"), {VALID: NOTHING, ALLOWED: NOTHING}),
    "nothing asserted": (
        lambda bill: bill.update(components=[SILENT]),
        {VALID: f"fail {AT} {BILL}: no component in it has a name"},
    ),
    "a licence that is not asserted": (
        lambda bill: bill["components"][0].update(licenses=[{"license": {"name": "NOASSERTION"}}]),
        {ALLOWED: f'unknown {AT} {BILL}: gearbox 3.1 names the licence "NOASSERTION", which is not an SPDX identifier'},
    ),
    "no licence": (
        lambda bill: bill["components"][0].pop("licenses"),
        {ALLOWED: f"unknown {AT} {BILL}: gearbox 3.1 states no licence"},
    ),
    "a licence that is not allowed": (
        lambda bill: bill["components"][0].update(licenses=[{"license": {"id": "GPL-3.0-only"}}]),
        {ALLOWED: f"fail {AT} {BILL}: gearbox 3.1 has the licence `GPL-3.0-only`: GPL-3.0-only is not allowed by the "
                  "policy's `licenses`"},
    ),
    "another artifact's digest": (
        lambda bill: bill["metadata"]["component"]["hashes"][0].update(content="0" * 64),
        {VALID: f"fail {AT} {BILL} describes sha256:{'0' * 64}, which is none of the artifacts"},
    ),
    "of nothing in particular": (
        lambda bill: bill.pop("metadata"),
        {VALID: f"unknown {AT} nothing ties `{BILL}` to `dist/canopy-1.1.0.tar.gz`: neither its digest nor product and "
                "version stand in it"},
    ),
    "nothing but the artifact": (
        lambda bill: bill.update(components=[bill["metadata"]["component"]]),
        {VALID: f"fail {AT} {BILL} names nothing but the artifacts themselves"},
    ),
    "no bill at all": (
        lambda bill: bill.clear(),
        {VALID: f"fail {AT} {BILL}:1: this is neither CycloneDX nor SPDX: it has neither `bomFormat` nor `spdxVersion`"},
    ),
}  # fmt: skip


def test_honestly_the_bill_is_that_of_the_artifact(tmp_path: Path) -> None:
    repo = shipped(tmp_path)

    assert (bad(repo.judged()), repo.decided(CHECKLIST, VALID)) == ([], f"pass {AT} {BILL}: CycloneDX, 1 listed")


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_hollow_bill_does_not_pass(tmp_path: Path, cheat: str) -> None:
    change, wanted = CHEATS[cheat]
    repo = shipped(tmp_path)
    bill = json.loads(repo.text(BILL))
    change(bill)
    repo.write({BILL: json.dumps(bill)}).commit("another bill", mail=SAM)

    assert {name: repo.decided(CHECKLIST, name).partition(" (and")[0] for name in wanted} == wanted
    assert repo.release() == "fail"


def test_the_bill_of_the_release_before_does_not_pass(tmp_path: Path) -> None:
    repo = shipped(tmp_path)
    repo.write({BILL: repo.text("evidence/1.0.0/sbom.cdx.json")}).commit("the old bill", mail=SAM)

    assert (repo.decided(CHECKLIST, VALID).partition(" (and")[0], repo.release()) == (
        f"fail {AT} {BILL} is of version `1.0.0`, the release is `v1.1.0`", "fail"
    )  # fmt: skip
