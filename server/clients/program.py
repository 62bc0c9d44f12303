"""How a client has to start Chesterton: clients run it in a place of their own, often without the shell's path."""

import shutil
import sys
from pathlib import Path

from server.clients.client import SERVER


def program() -> tuple[str, ...]:
    """The command as it was called just now, by its full path."""
    launcher = Path(sys.argv[0]).absolute()
    return (str(launcher),) if launcher.suffix != ".py" else (sys.executable, str(launcher))


def portable() -> tuple[str, ...] | None:
    """The command as it reads on every machine; None where the path of this shell does not find it."""
    return (SERVER,) if shutil.which(SERVER) else None
