"""Where the user's own state is kept: what was decided, and what setting up a client replaced."""

import os
import sys
from pathlib import Path


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
