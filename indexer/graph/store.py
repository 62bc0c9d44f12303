"""Writes a snapshot into a new database file and renames it into place: a reader sees the old graph or the new one."""

from collections.abc import Mapping
from pathlib import Path

from indexer.graph.nodes import Snapshot


def write(snapshot: Snapshot, path: Path, meta: Mapping[str, str]) -> None:
    raise NotImplementedError
