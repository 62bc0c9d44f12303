"""One builder at a time, across processes: a lock that the operating system frees with the process that holds it."""

import errno
import os
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The system's lock belongs to the process, so threads of one process exclude each other here.
_threads: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)


@contextmanager
def trying(path: Path) -> Iterator[bool]:
    """Yields whether the lock was free; where it was, it is held until the block ends."""
    among_threads = _threads[path]
    if not among_threads.acquire(blocking=False):
        yield False
        return
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            held = _take(file)
            try:
                yield held
            finally:
                if held:
                    _free(file)
        finally:
            os.close(file)
    finally:
        among_threads.release()


if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _free(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    # lockf and not flock: workers forked by a build do not inherit it, so an orphaned one cannot keep the lock.
    def _take(file: int) -> bool:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # A file system without locks: building twice is waste, not harm, since a finished index is renamed in.
            return error.errno not in (errno.EACCES, errno.EAGAIN)
        return True

    def _free(file: int) -> None:
        fcntl.lockf(file, fcntl.LOCK_UN)
