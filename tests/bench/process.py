"""One command, run to its end, with the CPU seconds and the memory that it took."""

import compileall
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Finished:
    output: str
    seconds: float  # CPU, user and system, of the process and of those that it waited for
    megabytes: float  # peak resident memory of the largest of them


class Failed(Exception):
    """A command of ours or of the bench ended badly; the message says which, how and its last words."""


def run(command: Sequence[str], *, given: str = "", environment: Mapping[str, str] | None = None) -> Finished:
    """`environment` is added to ours; `given` is its standard input."""
    with tempfile.TemporaryFile() as entered, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        entered.write(given.encode())
        entered.seek(0)
        started = subprocess.Popen(
            command, stdin=entered, stdout=output, stderr=errors, env={**os.environ, **(environment or {})}
        )
        _, status, usage = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if started.returncode:
            words = " ".join(Path(word).name for word in command[1:])
            last = errors.read().decode(errors="replace").strip()[-800:]
            raise Failed(f"`{words}` ended with {started.returncode}: {last}")
        per_megabyte = 1024 if sys.platform != "darwin" else 1024 * 1024  # Linux says kilobytes, macOS bytes
        return Finished(
            output=output.read().decode(),
            seconds=usage.ru_utime + usage.ru_stime,
            megabytes=usage.ru_maxrss / per_megabyte,
        )


def compiled() -> None:
    """Leaves bytecode of our code, as an installation has it: some environments forbid Python to write its own."""
    for folder in ("server", "indexer", "constraints"):
        compileall.compile_dir(REPOSITORY / folder, quiet=2)


def chesterton(*arguments: str) -> list[str]:
    return [sys.executable, str(REPOSITORY / "chesterton.py"), *arguments]


def own_folders(work: Path) -> dict[str, str]:
    """The environment in which the fact cache and the ledger live under `work` and not in the user's folders."""
    return {"XDG_CACHE_HOME": str(work / "cache"), "XDG_STATE_HOME": str(work / "state")}
