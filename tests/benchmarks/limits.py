"""A process that is ended when it takes too long or too much memory."""

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_POLLED: Final = 0.2
#: How Python and the kernel say that memory ran out.
_MEMORY_ERROR: Final = "MemoryError"
_KILLED: Final = -9


class LimitError(Exception):
    """Why a process did not come to its end, in words for the table."""


class OutOfMemoryError(LimitError):
    """It held more memory than it may, or than there is."""

    def __init__(self) -> None:
        super().__init__("out of memory")


class OutOfTimeError(LimitError):
    """It took longer than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"over {seconds / 60:g} minutes")


def run(command: Sequence[str], seconds: float | None, most_bytes: int) -> None:
    """Run a command to its end. Raises `LimitError` if it takes longer, holds more memory, or fails."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            _watch(process, seconds, most_bytes)
        finally:
            process.kill()
        said = process.stderr.read() if process.stderr else ""
    if process.returncode:
        last = (said.strip().splitlines() or [f"exit status {process.returncode}"])[-1]
        if process.returncode == _KILLED or _MEMORY_ERROR in last:
            raise OutOfMemoryError
        raise LimitError(last)


def _watch(process: subprocess.Popen[str], seconds: float | None, most_bytes: int) -> None:
    begun = time.monotonic()
    while process.poll() is None:
        if seconds is not None and time.monotonic() - begun > seconds:
            raise OutOfTimeError(seconds)
        if _resident(process.pid) > most_bytes:
            raise OutOfMemoryError
        time.sleep(_POLLED)


def _resident(pid: int) -> int:
    """The bytes of memory that a process holds (RSS, Linux)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:")), 0)
