"""Every file's facts: from the cache where the content is known, else extracted, in several processes where it pays."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from indexer.discover import Skipped, SourceFile
from indexer.facts import FileFacts
from indexer.workers import Extracted, digest, extract_all, extract_one

if TYPE_CHECKING:
    from indexer.cache import Cache

WORTH_A_PROCESS = 400_000  # bytes of source; below that, starting a worker costs more than it saves
MOST_JOBS = 8

DECODER = msgspec.msgpack.Decoder(FileFacts)


class FileRead(Struct, frozen=True):
    source: SourceFile
    digest: str  # of the content
    facts: FileFacts


class Reading(Struct):
    files: list[FileRead] = []  # in the order asked
    skipped: list[Skipped] = []  # gone or unreadable meanwhile
    extracted: int = 0  # not found in the cache


def read(
    root: Path,
    files: list[SourceFile],
    *,
    cache: "Cache | None" = None,
    jobs: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Reading:
    known = _from_cache(root, files, cache)
    facts: dict[str, tuple[str, FileFacts]] = {}
    for path, (content_digest, encoded) in known.items():
        decoded = _decoded(encoded)
        if decoded is not None:
            facts[path] = (content_digest, decoded)
    missing = [f for f in files if f.path not in facts]
    say = _counter(progress, len(files) - len(missing), len(files))
    reading = Reading(extracted=len(missing))
    fresh = _extracted(root, missing, jobs=jobs, say=say)
    for extracted in fresh.values():
        decoded = _decoded(extracted.facts) if not extracted.error else None
        if decoded is not None:
            facts[extracted.path] = (extracted.digest, decoded)
        else:
            reading.skipped.append(Skipped(extracted.path, extracted.error or "could not be read"))
    if cache is not None:
        cache.put_many((e.digest, e.facts) for e in fresh.values() if not e.error)
    reading.files = [FileRead(f, *facts[f.path]) for f in files if f.path in facts]
    return reading


def _from_cache(root: Path, files: list[SourceFile], cache: "Cache | None") -> dict[str, tuple[str, bytes]]:
    if cache is None or not cache.knows_any():
        return {}
    digests: dict[str, str] = {}
    for file in files:
        try:
            digests[file.path] = digest((root / file.path).read_bytes())
        except OSError:
            continue  # found out again, and said, when it is extracted
    found = cache.get_many(list(dict.fromkeys(digests.values())))
    return {path: (d, found[d]) for path, d in digests.items() if d in found}


def _extracted(
    root: Path, files: list[SourceFile], *, jobs: int | None, say: Callable[[int], None]
) -> dict[str, Extracted]:
    """By path, in the order asked."""
    size = sum(f.size for f in files)
    workers = min(jobs or _processors(), MOST_JOBS, max(1, size // WORTH_A_PROCESS))
    found: dict[str, Extracted] = {}
    if workers > 1:
        # The largest first, so that no worker is left with a long one at the end.
        sizes = {f.path: f.size for f in sorted(files, key=lambda f: (-f.size, f.path))}
        found = extract_all(root, sizes, jobs=workers, done=say)
    ordered: dict[str, Extracted] = {}
    for file in files:
        if file.path not in found:
            found[file.path] = extract_one(root, file.path)
            say(1)
        ordered[file.path] = found[file.path]
    return ordered


def _processors() -> int:
    """Those that this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _decoded(encoded: bytes) -> FileFacts | None:
    try:
        return DECODER.decode(encoded)
    except msgspec.MsgspecError:
        return None


def _counter(progress: Callable[[str, int, int], None] | None, start: int, total: int) -> Callable[[int], None]:
    done = start

    def say(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress("reading", done, total)

    say(0)
    return say
