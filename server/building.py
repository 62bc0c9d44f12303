"""Building the index of one repository: one builder at a time across processes, and everyone can see how far it is."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.graph import Graph, NotAnIndex, OtherSchema
from server import lock
from server.failure import CannotRun, Indexing
from server.storage import Storage, prepare

POLL = 0.1  # seconds between looks at a build of another process
SHARED = 0.25  # seconds between notes of our own progress for others


# Where each stage begins, as a share of the whole, and how much of it counts files: rough, for "ask again in".
STAGES = {"reading": (0.0, 0.45), "resolving": (0.45, 0.0), "storing": (0.75, 0.0)}


@dataclass(frozen=True, slots=True)
class Progress:
    stage: str = ""
    done: int = 0
    total: int = 0
    started: float = 0.0  # seconds since the epoch

    def remaining(self) -> float | None:
        """Seconds, as a straight line from what is done; None at the start."""
        begin, counting = STAGES.get(self.stage, (0.0, 1.0))
        share = begin + (counting * self.done / self.total if self.total else 0.0)
        passed = time.time() - self.started
        return passed * (1 - share) / share if share > 0 and passed > 0 else None

    def as_indexing(self) -> Indexing:
        return Indexing(self.stage, self.done, self.total, self.remaining())


Watch = Callable[[Progress], None]
Builder = Callable[[Watch], None]


def build_once(storage: Storage, build: Builder, *, is_done: Callable[[], bool], watch: Watch) -> None:
    """Runs `build`, or waits while another process does; `is_done` then says whether that one was enough."""
    prepare(storage)
    waited = False
    while True:
        with lock.trying(storage.lock) as free:
            if free:
                if not (waited and is_done()):
                    _build(storage, build, watch)
                return
        waited = True
        watch(_of_another_process(storage.progress))
        time.sleep(POLL)


def open_or_reason(database: Path) -> Graph | str:
    """The graph, or why it has to be built. Raises CannotRun where building would destroy what is not ours."""
    try:
        return Graph.open(database)
    except OtherSchema:
        return "the index was written by another version"
    except NotAnIndex as error:
        if not database.exists():
            return "there is no index yet"
        if "another program" in str(error) or (database.parent.name != ".chesterton" and "no database" in str(error)):
            raise CannotRun(
                f"{database} is not an index of Chesterton ({error}) and is left alone; name another file with --db"
            ) from error
        return f"the index cannot be used ({error})"


def _build(storage: Storage, build: Builder, watch: Watch) -> None:
    noted = 0.0

    def share(progress: Progress) -> None:
        nonlocal noted
        watch(progress)
        if time.monotonic() - noted >= SHARED:
            noted = time.monotonic()
            _note(storage.progress, progress)

    try:
        build(share)
    finally:
        storage.progress.unlink(missing_ok=True)


def _note(path: Path, progress: Progress) -> None:
    """One rename, so that a reader sees all of a note."""
    written = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        written.write_text(json.dumps(asdict(progress)), encoding="utf-8")
        written.replace(path)
    except OSError:
        return  # nobody else will know how far it is; the build itself is what matters


def _of_another_process(path: Path) -> Progress:
    try:
        return Progress(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Progress("waiting for another process that builds it")
