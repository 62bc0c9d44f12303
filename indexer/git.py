"""Asks git for what it knows, by plumbing commands that run nothing the repository brought along."""

import os
import shutil
import subprocess
from pathlib import Path

# Each of these can name a program to run, a file to read elsewhere, or a host to ask.
HARMLESS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    f"core.excludesFile={os.devnull}",
    "log.showSignature=false",
    "protocol.allow=never",
    "submodule.recurse=false",
)


def git(folder: Path | str, *arguments: str, timeout: float = 30) -> bytes | None:
    """What git prints when run in `folder`; None where it is absent, refuses, fails or takes too long."""
    return git_with_input(folder, b"", *arguments, timeout=timeout)


def git_with_input(folder: Path | str, given: bytes, *arguments: str, timeout: float = 30) -> bytes | None:
    program = shutil.which("git")
    if program is None or not os.path.isabs(program):  # a relative PATH could find a "git" of the repository's own
        return None
    settings = [word for setting in HARMLESS for word in ("-c", setting)]
    try:
        done = subprocess.run(
            [program, "--no-pager", "--literal-pathspecs", *settings, *arguments],
            cwd=folder,
            env=_environment(),
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_ALLOW_PROTOCOL": "none",  # the repository may allow `ext` for itself; this outranks what it says
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
