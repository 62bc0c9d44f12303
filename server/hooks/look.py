"""One run of a hook: nothing where nothing changed, the verdict where it is known, a bounded look where it is not."""

import contextlib
import gc
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from server import lock
from server.clients.client import Event as Moment
from server.hooks.memory import keep, lock_of, recall
from server.hooks.sight import see
from server.worktree import commit_of

# Seconds by the clock that an agent is kept waiting at most. The work goes on behind; the next run finds it done.
PATIENCE: dict[Moment, float] = {"post-edit": 10.0, "stop": 100.0}
BUSY = 2.0  # where an earlier run looks already: it may be one that took too long
POLL = 0.05


@dataclass(frozen=True, slots=True)
class Outcome:
    """`dropped` holds the agent back; `late` and `failed` do not."""

    kind: Literal["nothing", "dropped", "late", "failed"]
    says: str = ""


NOTHING = Outcome("nothing")


def look(root: Path, moment: Moment, session: str, *, patience: float | None = None) -> Outcome:
    """After an edit a session hears each verdict once; at the end of a turn it hears it again."""
    outcome = _known(root, moment, session)
    if outcome is not None:
        return outcome
    patience = PATIENCE[moment] if patience is None else patience
    if moment == "post-edit" and _is_under_way(root):
        patience = min(patience, BUSY)
    failure = _bounded(lambda: _check(root, session), patience)
    if failure is None:
        return Outcome("late", f"the check of {root.name} takes longer than an edit can wait; it goes on")
    if failure:
        return Outcome("failed", failure)
    return _known(root, moment, session) or NOTHING  # files that changed meanwhile are looked at next time


def _known(root: Path, moment: Moment, session: str) -> Outcome | None:
    """None where it has to be looked at."""
    memory = recall(root)
    sight = see(root)
    if not sight.stamps:
        return NOTHING
    if not memory.knows(root, sight):
        return None
    heard = memory.session(session, commit_of(root))
    if not memory.reason or (moment == "post-edit" and heard.told == sight.stamps):
        return NOTHING
    heard.told = sight.stamps
    keep(root, memory)
    return Outcome("dropped", memory.reason)


def _is_under_way(root: Path) -> bool:
    place = lock_of(root)
    if not place.exists():
        return False
    with lock.trying(place) as free:
        return not free


def _check(root: Path, session: str) -> None:
    from server.hooks.verdict import verdict  # all of the indexer: only where something changed

    place = lock_of(root)
    place.parent.mkdir(parents=True, exist_ok=True)
    while True:
        with lock.trying(place) as free:
            sight, memory = see(root), recall(root)
            known = memory.knows(root, sight)
            if known and not free:
                return
            if free:
                asking = memory.session(session, commit_of(root))
                if not known:
                    found = verdict(root, asking)
                    memory.stamps, memory.young = sight.stamps, sight.young
                    memory.base, memory.reason = found.base, found.reason
                    asking.task = asking.task or found.task
                keep(root, memory)
                return
        time.sleep(POLL)


def _bounded(work: Callable[[], None], patience: float) -> str | None:
    """'' when the work is done, why it failed, or None when it is not done in time and goes on without us."""
    if not hasattr(os, "fork"):
        return _tried(work)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _detach()
        gc.disable()  # one look, and the process ends
        with contextlib.suppress(OSError):
            os.write(writing, _tried(work).encode("utf-8", "replace")[:4000])
        os._exit(0)
    os.close(writing)
    return _heard(reading, patience)


def _heard(reading: int, patience: float) -> str | None:
    """All that the other process writes until it ends; None where that takes too long."""
    import selectors

    said = b""
    until = time.monotonic() + patience
    with selectors.DefaultSelector() as selector:
        selector.register(reading, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, until - time.monotonic())):
                return None
            part = os.read(reading, 4096)
            if not part:
                return said.decode("utf-8", "replace")
            said += part


def _detach() -> None:
    """Of the client: it may end its hook, and it waits until everybody has closed what the hook prints to."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    empty = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(empty, stream)


def _tried(work: Callable[[], None]) -> str:
    try:
        work()
    except Exception as error:
        return str(error) or type(error).__name__
    return ""
