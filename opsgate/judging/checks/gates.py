"""OG6xx and OG7xx: gates and the evidence for them.

`opsgate gate` makes their findings, `opsgate check` never does. No configuration and no comment changes what becomes of
them: a gate can only be waived.
"""

from opsgate.judging.check import Check, declare
from opsgate.words.finding import Severity

CHECKS: tuple[Check, ...] = (
    declare("OG601", "gate-failed", "A gate's criterion does not hold."),
    declare("OG602", "gate-not-attested", "A criterion that nobody has vouched for yet."),
    declare("OG603", "gate-stale", "An attestation or approval that is too old, or of another text."),
    declare("OG604", "gate-unknown", "A criterion that nobody can decide, which keeps the gate shut."),
    declare("OG605", "missing-document", "A document that is needed and not there, not in force or not judged."),
    declare("OG606", "duplicate-release", "A release with two checklists."),
    declare("OG607", "invalid-attestation", "An attestation or approval that cannot be what it claims to be."),
    declare("OG608", "role-not-allowed", "An attestation or approval by somebody who may not give it."),
    declare("OG609", "level-lowered", "A document that asks for a lower level than the policy.", Severity.WARNING),
    declare("OG610", "policy-relaxed", "A document that allows itself more than the policy does."),
    declare("OG701", "evidence-missing", "Evidence that is not there, cannot be read, or shows something else."),
    declare("OG702", "tests-not-green", "Test results that do not show that everything passed."),
    declare("OG703", "digest-mismatch", "A file that is not the one whose digest was written down."),
    declare("OG704", "signature-invalid", "A signature that is missing, does not hold, or is not by anybody trusted."),
    declare("OG705", "sbom-invalid", "A bill of materials that cannot be that of the artifacts."),
    declare("OG706", "license-not-allowed", "A component whose licence is not allowed."),
    declare("OG707", "approval-missing", "A role that has to approve and has not."),
)  # fmt: skip
