"""Whether a graph still stands for the files as they are now."""

from dataclasses import dataclass
from pathlib import Path

from indexer.discover import discover
from indexer.graph import Graph
from indexer.graph.modules import problems
from indexer.graph.stamps import Stamp, document_stamps, stamps


@dataclass(frozen=True, slots=True)
class Changes:
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def __str__(self) -> str:
        said = (f"{len(paths)} {kind}" for kind, paths in self._kinds() if paths)
        return ", ".join(said) or "none"

    def _kinds(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ("added", self.added), ("removed", self.removed), ("changed", self.changed)


def changes(root: Path, graph: Graph) -> Changes:
    """Files that differ in size, times or number from what the graph was built from."""
    before = stamps(graph)
    now = {file.path: Stamp(file.size, file.mtime_ns, file.ctime_ns, file.inode) for file in discover(root).files}
    unread = _unread(graph)
    named = document_stamps(graph)
    built = graph.path.stat().st_mtime_ns
    return Changes(
        added=tuple(sorted(path for path in now.keys() - before.keys() - unread)),
        removed=tuple(sorted(before.keys() - now.keys())),
        changed=tuple(
            sorted(
                [path for path in now.keys() & before.keys() if now[path] != before[path]]
                + [path for path in now.keys() & unread if now[path].ctime_ns > built]
                + [path for path, stamp in named.items() if stamp != _stamp(root / path)]
            )
        ),
    )


def _stamp(path: Path) -> Stamp:
    """As it is kept of what code names and is no source; zeros where there is none."""
    try:
        found = path.lstat()
    except OSError:
        return Stamp(0, 0, 0, 0)
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def _unread(graph: Graph) -> set[str]:
    """Files that could not be read then; they have no stamp, but would be newer than the graph had they changed."""
    return {problem.place.path for problem in problems(graph)} - stamps(graph).keys()
