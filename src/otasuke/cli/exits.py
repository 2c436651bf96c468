"""How a command ends: named exit codes, and the error that carries one."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the process tells the shell. Detections are results, not failures: a scan that finds an attack ends with OK.

    FAULT is a fault of ours, with a traceback: what Python itself gives for an uncaught exception.
    """

    OK = 0
    FAULT = 1
    USAGE = 2
    BAD_INPUT = 3
    BAD_RULES = 4
    UNWELL = 5
    INTERRUPTED = 130
    CLOSED_PIPE = 141


class CliError(Exception):
    """What the user can mend: `main` prints the message and the hint, and ends with the exit code.

    message  what is wrong, with the offending value.
    hint     what to do about it; may be empty.
    """

    def __init__(self, message: str, *, hint: str = "", exit_code: Exit = Exit.BAD_INPUT) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code
