"""Runs the pipeline of the indexer for one repository, and passes on how far it is."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.discover import discover
from server.building import Progress, Watch
from server.failure import CannotRun

if TYPE_CHECKING:
    from indexer.build import Report


def refuse_empty(root: Path) -> None:
    """Before anything is written: raises CannotRun where there is nothing to index."""
    if not discover(root).files:
        raise CannotRun(f"no Python files in {root.name}; name the folder of a Python backend: chesterton index PATH")


def index(root: Path, target: Path, *, watch: Watch, jobs: int | None) -> "Report":
    from indexer.build import build
    from indexer.cache import Cache

    began = time.time()
    with Cache.of_user() as cache:
        return build(
            root,
            target,
            cache=cache,
            progress=lambda stage, done, total: watch(Progress(stage, done, total, began)),
            jobs=jobs,
        )
