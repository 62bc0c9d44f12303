"""Runs the pipeline of the indexer for one repository, and passes on how far it is."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.discover import discover
from server.building import Progress, Watch
from server.failure import CannotRun

if TYPE_CHECKING:
    from indexer.build import Report
    from indexer.cache import Cache


def refuse_empty(root: Path) -> None:
    """Before anything is written: raises CannotRun where there is nothing to index."""
    if not discover(root).files:
        raise CannotRun(f"no Python files in {root.name}; name the folder of a Python backend: chesterton index PATH")


def index(root: Path, target: Path, *, watch: Watch, jobs: int | None, near: Iterable[Path] = ()) -> "Report":
    """From the first graph of those `near` that can be brought to the files as they are now, else anew."""
    from indexer.cache import Cache

    began = time.time()
    with Cache.of_user() as cache:
        refreshed = _refreshed(root, target, near, cache)
        if not isinstance(refreshed, str):
            return refreshed
        from indexer.build import build

        report = build(
            root,
            target,
            cache=cache,
            progress=lambda stage, done, total: watch(Progress(stage, done, total, began)),
            jobs=jobs,
            because=refreshed,
        )
    return report


def _refreshed(root: Path, target: Path, near: Iterable[Path], cache: "Cache") -> "Report | str":
    """What was done, or why nothing could be; '' where there is nothing to go on from."""
    from indexer.graph import Graph, NotAnIndex, OtherSchema
    from indexer.refresh import Reason, refresh

    why = ""
    for before in near:
        try:
            with Graph.open(before):
                return refresh(root, before, target, cache=cache)
        except Reason as reason:
            why = why or str(reason)
        except (NotAnIndex, OtherSchema, OSError):
            continue  # as if it were not there
    return why
