"""OG8xx: the rules themselves: configuration, kinds, suppressions, waivers.

They speak of files that no document check sees; the engine makes their findings.
"""

from opsgate.judging.check import Check, declare
from opsgate.words.finding import Severity

config_error = declare("OG801", "config-error", "The configuration says something that cannot be taken.")
kind_error = declare("OG802", "kind-error", "A kind file says something that cannot be taken.")
unused_suppression = declare("OG803", "unused-suppression", "A suppression that suppresses nothing.", Severity.WARNING)
suppression_without_reason = declare("OG804", "suppression-without-reason", "A suppression that does not say why.")
waiver_expired = declare("OG805", "waiver-expired", "A waiver whose last day has passed.", Severity.WARNING)
unused_waiver = declare("OG806", "unused-waiver", "A waiver for something that needs none.", Severity.WARNING)
waiver_not_allowed = declare("OG807", "waiver-not-allowed", "A waiver that the policy does not allow.")
stale_baseline = declare("OG808", "stale-baseline", "A baseline accepts what is no longer there.", Severity.WARNING)

CHECKS: tuple[Check, ...] = (
    config_error, kind_error, unused_suppression, suppression_without_reason,
    waiver_expired, unused_waiver, waiver_not_allowed, stale_baseline,
)  # fmt: skip
