"""Extraction in several processes, of which the caller's is one: paths go in, encoded facts come out.

Plain subprocesses in isolated mode rather than `multiprocessing`: its children put the current folder first on the path
before anything of ours runs, and the current folder is the repository, which is untrusted.
"""

import hashlib
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

CHUNK = 250_000  # bytes of source that a worker is given at a time, a file at least
FRAME = struct.Struct("<I")

# What a worker runs: its search path comes as arguments, since `-I` ignores the environment and the current folder.
PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from indexer.workers import serve; serve(sys.argv[1])"


class Extracted(msgspec.Struct, array_like=True, gc=False):
    path: str
    digest: str  # of the content that was read
    facts: bytes  # encoded FileFacts; empty where the file could not be read
    error: str


def extract_all(
    root: Path, sizes: Mapping[str, int], *, jobs: int, done: Callable[[int], None]
) -> dict[str, Extracted]:
    """Facts by path; `sizes` are those of the files, largest first. A path that is missing from the result was given to
    a worker that died.

    This process is one of the `jobs`: it would only wait, and a worker costs as much as reading thirty files before it
    reads its first."""
    todo = deque(_chunks(sizes))
    found: dict[str, Extracted] = {}
    workers: list[subprocess.Popen[bytes]] = []
    threads: list[threading.Thread] = []
    said = 0
    try:
        for _ in range(jobs - 1):
            try:
                workers.append(_start(root))
            except OSError:  # no process can be started: all is left to this one
                break
            threads.append(threading.Thread(target=_feed, args=(workers[-1], todo, found), daemon=True))
            threads[-1].start()
        while todo:
            with suppress(IndexError):  # a worker has taken the last one meanwhile
                found.update((path, extract_one(root, path)) for path in todo.popleft())
            ready = len(found)
            done(ready - said)  # said here: an error of the listener is the caller's
            said = ready
        for thread in threads:
            while thread.is_alive():  # in slices, so that Ctrl-C is heard
                thread.join(0.1)
                ready = len(found)
                done(ready - said)
                said = ready
        done(len(found) - said)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
            for stream in (worker.stdin, worker.stdout):
                if stream is not None:
                    with suppress(OSError):  # what was still to be sent to a worker that is no more
                        stream.close()
    return found


def extract_one(root: Path, path: str) -> Extracted:
    from indexer.extract import extract

    try:
        content = (root / path).read_bytes()
    except OSError as error:
        return Extracted(path, "", b"", error.strerror or "cannot be read")
    return Extracted(path, digest(content), msgspec.msgpack.encode(extract(content)), "")


def digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def serve(root: str) -> None:
    """The worker's loop: ends when its input does."""
    import gc

    gc.disable()
    given, answer = sys.stdin.buffer, sys.stdout.buffer
    while (frame := _receive(given)) is not None:
        paths = msgspec.msgpack.decode(frame, type=list[str])
        _send(answer, msgspec.msgpack.encode([extract_one(Path(root), p) for p in paths]))


def _chunks(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    chunk: list[str] = []
    room = CHUNK
    for path, size in sizes.items():
        if chunk and size > room:
            yield chunk
            chunk, room = [], CHUNK
        chunk.append(path)
        room -= size
    if chunk:
        yield chunk


def _start(root: Path) -> "subprocess.Popen[bytes]":
    path = [entry for entry in sys.path if entry]
    return subprocess.Popen(
        [sys.executable, "-I", "-c", PROGRAM, str(root), *path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the parent, which then ends the workers
    )


def _feed(
    worker: "subprocess.Popen[bytes]",
    todo: "deque[list[str]]",
    found: dict[str, Extracted],
) -> None:
    assert worker.stdin is not None and worker.stdout is not None
    while True:
        try:
            chunk = todo.popleft()
        except IndexError:
            return
        try:
            _send(worker.stdin, msgspec.msgpack.encode(chunk))
            frame = _receive(worker.stdout)
            if frame is None:
                return
            for extracted in msgspec.msgpack.decode(frame, type=list[Extracted]):
                found[extracted.path] = extracted
        except (OSError, ValueError, msgspec.MsgspecError):
            return


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(FRAME.pack(len(message)) + message)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    head = stream.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    (length,) = FRAME.unpack(head)
    message = stream.read(length)
    return message if len(message) == length else None
