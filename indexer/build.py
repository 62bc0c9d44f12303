"""The pipeline: a repository in, a graph out."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.assemble import assemble
from indexer.conduct import observe
from indexer.discover import Skipped, discover
from indexer.documents import Documents
from indexer.frameworks import recognise
from indexer.graph import store
from indexer.infer import Inference
from indexer.read import read
from indexer.resolve.program import Program

if TYPE_CHECKING:
    from indexer.cache import Cache

Progress = Callable[[str, int, int], None]  # stage, files done, files in all


@dataclass(slots=True)
class Report:
    """What a build did: counts, and CPU seconds by stage, those of worker processes included."""

    files: int = 0
    extracted: int = 0  # the others came from the cache
    skipped: list[Skipped] = field(default_factory=list)
    timing: dict[str, float] = field(default_factory=dict)


def build(
    root: Path,
    target: Path,
    *,
    cache: "Cache | None" = None,
    progress: Progress | None = None,
    jobs: int | None = None,
) -> Report:
    """Index the repository at `root` into a new database at `target`; an old one there is replaced when all is done."""
    report = Report()
    with _without_collector():
        with _timed(report, "discover"):
            discovery = discover(root)
            report.files, report.skipped = len(discovery.files), discovery.skipped
        with _timed(report, "extract"):
            reading = read(root, discovery.files, cache=cache, jobs=jobs, progress=progress)
            report.extracted = reading.extracted
            report.skipped = [*discovery.skipped, *reading.skipped]
        _say(progress, "resolving", report)
        with _timed(report, "resolve"):
            documents = Documents(root, discovery.documents)
            program = Program(((f.source, f.facts) for f in reading.files), documents)
        with _timed(report, "recognise"):
            findings = recognise(program)
        with _timed(report, "infer"):
            inference = Inference(program, findings)
            edges = inference.solve()
        with _timed(report, "conduct"):
            conduct = observe(program, inference)
            del inference
        _say(progress, "storing", report)
        with _timed(report, "assemble"):
            files = [(f.source, f.digest) for f in reading.files]
            snapshot = assemble(program, edges, findings, conduct, files=files, skipped=report.skipped)
        with _timed(report, "store"):
            store.write(snapshot, target, _meta(root, report))
    return report


def _meta(root: Path, report: Report) -> dict[str, str]:
    """Facts about the index itself; `root` tells one that was made elsewhere."""
    return {
        "root": str(root),
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "tool": _version(),
        **{f"timing.{stage}": f"{seconds:.4f}" for stage, seconds in report.timing.items()},
    }


def _version() -> str:
    try:
        return f"chesterton {version('chesterton')}"
    except PackageNotFoundError:
        return "chesterton (not installed)"


def _say(progress: Progress | None, stage: str, report: Report) -> None:
    if progress is not None:
        progress(stage, report.files, report.files)


@contextmanager
def _timed(report: Report, stage: str) -> Iterator[None]:
    start = _cpu()
    yield
    report.timing[stage] = _cpu() - start


def _cpu() -> float:
    """Of this process and of the workers that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@contextmanager
def _without_collector() -> Iterator[None]:
    """Facts are millions of live objects without cycles: walking them again and again finds nothing to free."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
