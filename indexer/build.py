"""The pipeline: a repository in, a graph out."""

import gc
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from indexer.assemble import assemble
from indexer.conduct import observe
from indexer.discover import Skipped, SourceFile, discover
from indexer.documents import Documents
from indexer.frameworks import recognise
from indexer.graph import store
from indexer.graph.nodes import Kept, KeptWhole
from indexer.infer import Inference
from indexer.infer.memory import remembered
from indexer.read import read
from indexer.resolve.looked import noting
from indexer.resolve.program import Program

if TYPE_CHECKING:
    from indexer.cache import Cache

Progress = Callable[[str, int, int], None]  # stage, files done, files in all


class Report(Struct):
    """What a build did: counts, and CPU seconds by stage, those of worker processes included."""

    files: int = 0
    extracted: int = 0  # the others came from the cache
    refreshed: int = 0  # files whose changed bodies were looked at again; 0 where all was built anew
    because: str = ""  # why an older graph could not be brought forward, '' where there was none
    skipped: list[Skipped] = []
    timing: dict[str, float] = {}


def build(
    root: Path,
    target: Path,
    *,
    cache: "Cache | None" = None,
    progress: Progress | None = None,
    jobs: int | None = None,
    because: str = "",
) -> Report:
    """Index the repository at `root` into a new database at `target`; an old one there is replaced when all is done.

    `because`: why an older one could not be brought forward."""
    report = Report(because=because)
    with without_collector():
        with timed(report, "discover"):
            discovery = discover(root)
            report.files, report.skipped = len(discovery.files), discovery.skipped
        with timed(report, "extract"):
            reading = read(root, discovery.files, cache=cache, jobs=jobs, progress=progress)
            report.extracted = reading.extracted
            report.skipped = [*discovery.skipped, *reading.skipped]
        _say(progress, "resolving", report)
        with timed(report, "resolve"):
            documents = Documents(root, discovery.documents)
            program = Program(((f.source, f.facts) for f in reading.files), documents)
        with timed(report, "recognise"), noting(program) as looked:
            findings = recognise(program)
        with timed(report, "infer"):
            inference = Inference(program, findings)
            edges = inference.solve()
        with timed(report, "conduct"):
            conduct = observe(program, inference)
        with timed(report, "keep"):
            memory = remembered(program, findings, inference, looked)
            del inference
        _say(progress, "storing", report)
        with timed(report, "assemble"):
            files = [(f.source, f.digest) for f in reading.files]
            snapshot = assemble(program, edges, findings, conduct, files=files, skipped=report.skipped)
            snapshot = snapshot._replace(
                kept=[
                    Kept(place + 1, memory.bodies.get(place, b""), memory.asked.get(place, b""))
                    for place in sorted({*memory.bodies, *memory.asked})
                ],
                kept_whole=[KeptWhole(name, value) for name, value in sorted(memory.whole.items())],
            )
        with timed(report, "store"):
            said = {
                **meta(root, report),
                "discovered": discovered(discovery.files, report.skipped),
                "lineage": secrets.token_hex(8),  # graphs that are brought forward from this one have its numbers
            }
            store.write(snapshot, target, said)
    return report


def discovered(files: list[SourceFile], skipped: list[Skipped]) -> str:
    """A hash of which files there are, under which names, and what was left out and why."""
    said = [(f.path, f.module, f.root, f.is_package) for f in files], [(s.path, s.reason) for s in skipped]
    return hashlib.blake2b(repr(said).encode(errors="replace"), digest_size=16).hexdigest()


def meta(root: Path, report: Report) -> dict[str, str]:
    """Facts about the index itself; `root` tells one that was made elsewhere."""
    return {
        "root": str(root),
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "because": report.because,
        **{f"timing.{stage}": f"{seconds:.4f}" for stage, seconds in report.timing.items()},
    }


def _say(progress: Progress | None, stage: str, report: Report) -> None:
    if progress is not None:
        progress(stage, report.files, report.files)


@contextmanager
def timed(report: Report, stage: str) -> Iterator[None]:
    start = _cpu()
    yield
    report.timing[stage] = _cpu() - start


def _cpu() -> float:
    """Of this process and of the workers that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@contextmanager
def without_collector() -> Iterator[None]:
    """Facts are millions of live objects without cycles: walking them again and again finds nothing to free."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
