"""opsgate as a library: what the commands do, without a terminal."""

from opsgate.doors.checking import Options, check
from opsgate.doors.gating import gate
from opsgate.doors.project import Setup, setup
from opsgate.running.gating import Ask
from opsgate.running.report import Report
from opsgate.running.verdict import Verdict
from opsgate.words.errors import NothingChecked, OpsgateError

__all__ = [
    "Ask", "NothingChecked", "OpsgateError", "Options", "Report", "Setup", "Verdict", "check", "gate", "setup",
]  # fmt: skip
