"""What each file looked like on disk when it was read: enough to tell whether a graph still stands for its folder."""

from typing import NamedTuple

from indexer.graph.open import Graph


class Stamp(NamedTuple):
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


def stamps(graph: Graph) -> dict[str, Stamp]:
    """Of the source files, by path."""
    rows = graph.rows("SELECT path, size, mtime_ns, ctime_ns, inode FROM files")
    return {path: Stamp(*stamp) for path, *stamp in rows}


def document_stamps(graph: Graph) -> dict[str, Stamp]:
    """Of what was read besides because code names it, by path."""
    rows = graph.rows("SELECT path, size, mtime_ns, ctime_ns, inode FROM documents")
    return {path: Stamp(*stamp) for path, *stamp in rows}


def hashes(graph: Graph) -> dict[str, str]:
    """Of the content of each file, by path."""
    return dict(graph.rows("SELECT path, hash FROM files ORDER BY path"))
