"""Where the user's own state is kept: what was decided, and what setting up a client replaced."""

import hashlib
import os
import sys
from pathlib import Path

from server.worktree import FOLDER, common_folder

LEDGER = "ledger.db"


def ledger_path(root: Path) -> Path:
    """One file a repository, shared by its worktrees; in `.chesterton` where the state folder cannot be written."""
    origin = common_folder(root) or root
    folder = state_folder() / hashlib.sha256(os.fsencode(os.path.realpath(origin))).hexdigest()[:16]
    return folder / LEDGER if _is_writable(folder) else root / FOLDER / LEDGER


def state_folder() -> Path:
    """`$XDG_STATE_HOME/chesterton` or what the platform has for it."""
    given = os.environ.get("XDG_STATE_HOME")
    if given and Path(given).is_absolute():
        return Path(given) / "chesterton"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "chesterton"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "chesterton" / "State"
    return Path.home() / ".local" / "state" / "chesterton"


def _is_writable(folder: Path) -> bool:
    """Whether the folder is there and can be written to, or can be made."""
    for candidate in (folder, *folder.parents):
        if candidate.exists():
            return candidate.is_dir() and os.access(candidate, os.W_OK | os.X_OK)
    return False
