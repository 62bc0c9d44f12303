"""A text file replaced in one rename: nobody ever sees half of it, and a crash leaves the old one."""

import os
import tempfile
from pathlib import Path

from server.failure import CannotRun


def replace(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Keeps the permissions of the file that was there; a new one gets `mode`. Raises CannotRun."""
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else mode
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(mode)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CannotRun(f"cannot write {path.name}: {error.strerror}") from error
