"""What the hooks of a worktree remember from one run to the next: derived, small, and no loss when it is gone."""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from server.failure import CannotRun
from server.hooks.sight import Sight, content
from server.replacing import replace
from server.state import state_folder

MOST_SESSIONS = 40


@dataclass(slots=True)
class Session:
    commit: str = ""  # HEAD when the session was first seen
    task: str = ""  # the first that was opened since
    told: str = ""  # the stamps of the sight whose verdict it heard


@dataclass(slots=True)
class Memory:
    stamps: str = ""  # of the last sight that was checked
    young: dict[str, str] = field(default_factory=dict)
    base: str = ""  # what it was compared with
    reason: str = ""  # what a violation says; '' where nothing was dropped
    sessions: dict[str, Session] = field(default_factory=dict)  # the latest last

    def knows(self, root: Path, sight: Sight) -> bool:
        """Whether that sight is the last one, file for file."""
        if sight.stamps != self.stamps:
            return False
        return all(content(root, name) == was for name, was in self.young.items())

    def session(self, name: str, commit: str) -> Session:
        found = self.sessions.pop(name, None) or Session(commit)
        self.sessions[name] = found
        return found


def recall(root: Path) -> Memory:
    try:
        said = json.loads(_place(root).read_text(encoding="utf-8"))
        sessions = {name: Session(**one) for name, one in said.pop("sessions").items()}
        return Memory(**said, sessions=sessions)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Memory()


def keep(root: Path, memory: Memory) -> None:
    """Where it cannot be kept, the next run looks again."""
    memory.sessions = dict(list(memory.sessions.items())[-MOST_SESSIONS:])
    place = _place(root)
    with suppress(OSError, CannotRun):
        place.parent.mkdir(parents=True, exist_ok=True)
        replace(place, json.dumps(asdict(memory)))


def lock_of(root: Path) -> Path:
    """Held by whoever looks: one at a time."""
    return _place(root).with_suffix(".lock")


def _place(root: Path) -> Path:
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    return state_folder() / "hooks" / f"{name}.json"
