"""Every file's facts, from the cache where its content is known."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.discover import Skipped, SourceFile
from indexer.extract import extract
from indexer.facts import FileFacts

if TYPE_CHECKING:
    from indexer.cache import Cache


@dataclass(slots=True, frozen=True)
class FileRead:
    source: SourceFile
    digest: str
    facts: FileFacts


@dataclass(slots=True)
class Reading:
    files: list[FileRead] = field(default_factory=list)  # in the order asked
    skipped: list[Skipped] = field(default_factory=list)  # gone or unreadable meanwhile
    extracted: int = 0  # not found in the cache


def read(
    root: Path,
    files: list[SourceFile],
    *,
    cache: "Cache | None" = None,
    jobs: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Reading:
    reading = Reading()
    for number, source in enumerate(files):
        content = (root / source.path).read_bytes()
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        reading.files.append(FileRead(source, digest, extract(content)))
        reading.extracted += 1
        if progress is not None:
            progress("reading", number + 1, len(files))
    return reading
