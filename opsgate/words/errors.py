"""The errors that reach a person as one sentence."""


class OpsgateError(Exception):
    """Something a person can mend; the message says what and how."""

    exit_code = 2


class NothingChecked(OpsgateError):
    """No document of any kind was found, so nothing can be said to be clean."""

    exit_code = 3

    def __init__(self, message: str, report: object = None) -> None:
        super().__init__(message)
        self.report = report
