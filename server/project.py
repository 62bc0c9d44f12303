"""One repository, opened to be asked: its root, its index as fresh as its files, and the line that begins answers."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from constraints.declared import Declared
from indexer.graph import Graph, NotAnIndex
from indexer.graph.stamps import document_stamps, stamps
from server.building import Progress, Watch, build_once, open_or_reason
from server.declared import declared_in
from server.failure import CannotRun, Indexing
from server.freshness import changes
from server.indexing import index, refuse_empty
from server.ledger import login
from server.storage import Storage, storage_of
from server.watched import Watched
from server.worktree import branch_of, commit_of, repository_of

if TYPE_CHECKING:
    from constraints.constraint import Constraint
    from indexer.build import Report
    from indexer.history import History, Unread

T = TypeVar("T")

DAMAGED = "the index is damaged"
PATIENCE = 3.0  # seconds that a tool call waits for the index
CLOSING = 0.5  # seconds that closing waits for a build to stop


class Closed(Exception):
    """The project was closed while its index was being built; nothing is left half done."""


class Project:
    """Safe to ask from several threads.

    With `patience` None a question takes as long as the index does, which is built in the thread that asks. Otherwise
    it is built in the background, and a question that comes too early raises Indexing after `patience` seconds.
    """

    def __init__(
        self,
        root: Path,
        storage: Storage,
        *,
        patience: float | None,
        watch: Watch | None,
        jobs: int | None,
        near: tuple[Path, ...] = (),
    ) -> None:
        self.root = root
        self.storage = storage
        self.rebuilt_because = ""  # why the last build was needed
        self._actor = ContextVar("actor", default="")  # over HTTP several clients ask at once
        self.report: Report | None = None  # of the last build that ran here
        self._patience = patience
        self._watch = watch
        self._jobs = jobs
        self._near = near  # graphs of other states that an index may be brought forward from
        self._progress = Progress()
        self._lock = threading.RLock()
        self._opened: tuple[tuple[int, int, int], Graph] | None = None
        self._watched: tuple[Graph | None, Watched | None] = (None, None)
        self._pinned = threading.local()
        self._derived: tuple[Graph, Declared, tuple[Constraint, ...]] | None = None
        self._remembered: tuple[str, History | Unread] | None = None
        self._damaged: tuple[int, int, int] | None = None  # the file in which a question met damage
        self._builder: threading.Thread | None = None
        self._failure: Exception | None = None
        self._closed = threading.Event()

    @classmethod
    def open(
        cls,
        path: Path | None = None,
        *,
        database: Path | None = None,
        patience: float | None = None,
        watch: Watch | None = None,
        jobs: int | None = None,
        near: tuple[Path, ...] = (),
    ) -> "Project":
        """Raises CannotRun where nothing could ever be asked. Builds nothing yet."""
        root = repository_of(path)
        return cls(root, storage_of(root, database), patience=patience, watch=watch, jobs=jobs, near=near)

    @property
    def actor(self) -> str:
        """Who asks, for what is written down."""
        return self._actor.get() or login()

    @actor.setter
    def actor(self, name: str) -> None:
        self._actor.set(name)

    def under_way(self) -> Indexing | None:
        """How far a build in the background is; None where there is none."""
        return self._progress.as_indexing() if self._is_building() else None

    def graph(self) -> Graph:
        """The graph of the files as they are now. Raises Indexing or CannotRun."""
        pinned: Graph | None = getattr(self._pinned, "graph", None)
        if pinned is not None:
            return pinned
        if self._patience is None:
            return self.usable() or self.build()
        asked = time.monotonic()
        while True:
            if not self._is_building():
                found = self.usable()
                if found is not None:
                    return found
            started = self.start()
            graph = self._awaited(asked + self._patience)
            if started:  # later than the question: it has seen all that the question may be about
                return graph

    @contextmanager
    def one_graph(self, graph: Graph | None = None) -> Iterator[Graph]:
        """All that this thread asks inside is answered from one graph: the given one, or one that is fresh now."""
        self._pinned.graph = graph or self.graph()
        try:
            yield self._pinned.graph
        finally:
            self._pinned.graph = None

    def asked(self, ask: Callable[[Graph], T]) -> T:
        """The answer from one fresh graph; where its file turns out to be damaged, from a new one."""
        try:
            with self.one_graph() as graph:
                return ask(graph)
        except NotAnIndex:
            self._distrust()
        with self.one_graph() as graph:
            return ask(graph)

    def usable(self) -> Graph | None:
        """The index on disk if it stands for the files as they are now."""
        found = self.on_disk()
        if isinstance(found, str):
            self.rebuilt_because = found
            return None
        graph, watched = self._watched
        if graph is found and watched and watched.is_unchanged():
            return found
        try:
            difference = changes(self.root, found)
        except NotAnIndex:
            self.rebuilt_because = self._distrust()
            return None
        self.rebuilt_because = f"files differ from the index: {difference}" if difference else ""
        if difference:
            return None
        # A command asks once and is gone: watching pays from the second question on.
        self._watched = (
            found,
            Watched(self.root, (*stamps(found), *document_stamps(found))) if graph is found else None,
        )
        return found

    def on_disk(self) -> Graph | str:
        """The index as it was built, fresh or not; or why there is none that can be used."""
        with self._lock:
            identity = self._identity()
            if identity == self._damaged:
                return DAMAGED
            if self._opened and self._opened[0] == identity:
                return self._opened[1]
            found = open_or_reason(self.storage.database)
            if isinstance(found, str):
                return found
            if found.meta.get("root", str(self.root)) != str(self.root):
                return "the index was made for another folder"
            self._opened = (identity, found)
            return found

    def build(self) -> Graph:
        """Builds the index here and now, or waits for the process that does."""
        self.on_disk()  # raises where the place holds what is not ours
        refuse_empty(self.root)
        began = time.time()
        build_once(
            self.storage,
            self._index,
            is_done=lambda: self.usable() is not None,
            watch=lambda progress: self._see(progress, began),
        )
        found = self.on_disk()
        if isinstance(found, str):
            raise CannotRun(f"{found} right after it was built; run `chesterton doctor`")
        return found

    def start(self) -> bool:
        """Begins to build in the background what is not there or not fresh; False where that is under way."""
        with self._lock:
            if self._is_building():
                return False
            self._failure = None
            self._progress = Progress(started=time.time())
            self._builder = threading.Thread(target=self._in_background, name="chesterton-index", daemon=True)
            self._builder.start()
            return True

    def declared(self) -> Declared:
        """What the team wrote down, as it stands now. Raises CannotRun where it cannot be read."""
        return declared_in(self.root)

    def constraints(self, graph: Graph) -> tuple["Constraint", ...]:
        """Derived once from each graph and what is declared beside it."""
        from constraints.derive import derive

        declared = self.declared()
        with self._lock:
            if self._derived is None or self._derived[0] is not graph or self._derived[1] != declared:
                self._derived = (graph, declared, tuple(derive(graph, declared)))
            return self._derived[2]

    def history(self) -> "History | Unread":
        """What git remembers, as HEAD sees it; read when it is first asked for, and again when HEAD moves."""
        from server.past import history_of

        commit = commit_of(self.root)
        with self._lock:
            if self._remembered is not None and commit and self._remembered[0] == commit:
                return self._remembered[1]
            found = history_of(self.root)
            self._remembered = (commit, found) if getattr(found, "complete", False) else None
            return found

    def head(self, graph: Graph) -> str:
        """The first line of every answer: what it is about and how fresh it is."""
        return f"{self.root.name} · {branch_of(self.root)} · index fresh ({len(stamps(graph)):,} files)"

    def edition(self) -> str:
        """Names the index that an answer was given from, so that a cursor into another one is refused."""
        return hashlib.sha256(repr(self._identity()).encode()).hexdigest()[:6]

    def close(self) -> bool:
        """Stops a build in the background where it next looks up; False where it has not done so yet.

        An index that is not finished is never seen: whoever is in a hurry may end the process.
        """
        self._closed.set()
        if self._builder is not None:
            self._builder.join(timeout=CLOSING)
        return not self._is_building()

    def _index(self, share: Watch) -> None:
        own = () if isinstance(self.on_disk(), str) else (self.storage.database,)
        self.report = index(self.root, self.storage.database, watch=share, jobs=self._jobs, near=(*own, *self._near))

    def _distrust(self) -> str:
        """Of the file as it is now: what is built next is another one."""
        self._damaged = self._identity()
        return DAMAGED

    def _identity(self) -> tuple[int, int, int]:
        """Of the database file: another process may rename a newer one over it at any time."""
        try:
            found = self.storage.database.stat()
        except OSError:
            return (0, 0, 0)
        return (found.st_ino, found.st_mtime_ns, found.st_size)

    def _is_building(self) -> bool:
        return self._builder is not None and self._builder.is_alive()

    def _in_background(self) -> None:
        try:
            if self.usable() is None:
                self.build()
        except Closed:
            pass
        except Exception as error:
            self._failure = error

    def _awaited(self, until: float) -> Graph:
        builder = self._builder
        if builder is not None:
            builder.join(timeout=max(0.0, until - time.monotonic()))
            if builder.is_alive():
                raise self._progress.as_indexing()
        if self._failure is not None:
            raise self._failure
        found = self.on_disk()
        if isinstance(found, str):
            raise Indexing("starting", 0, 0, None)
        return found

    def _see(self, progress: Progress, began: float) -> None:
        if self._closed.is_set() and threading.current_thread() is self._builder:
            raise Closed  # not in threads that only report: the build would take their end for lost files
        self._progress = progress
        if self._watch is not None:
            self._watch(progress)
