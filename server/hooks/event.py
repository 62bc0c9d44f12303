"""What a client says of the moment in which it runs a hook: who edits, and where."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.failure import CannotRun
from server.worktree import FOLDER, common_folder, git_folder, repository_of, top_of


@dataclass(frozen=True, slots=True)
class Event:
    session: str  # of an agent or of one of its sub-agents; '' where the client names none
    folder: Path  # where the agent stands
    project: Path | None  # that the client has open, where it says so
    file: Path | None  # that the tool was given, where it was given one
    again: bool  # the agent goes on because this hook held it back before


def read(text: str) -> Event:
    """Of the JSON object that clients write to a hook. Raises CannotRun."""
    try:
        said = json.loads(text)
    except ValueError as error:
        raise CannotRun(f"the client sent no JSON ({error}); this command is for its hooks") from error
    if not isinstance(said, dict):
        raise CannotRun("the client sent no JSON object; this command is for its hooks")
    agent = _word(said, "agent_id", "agentId")
    session = _word(said, "session_id", "sessionId", "conversation_id")
    project = os.environ.get("CLAUDE_PROJECT_DIR")
    given = said.get("tool_input")
    file = _word(given, "file_path", "filePath", "notebook_path") if isinstance(given, dict) else ""
    return Event(
        session=f"{session}/{agent}" if agent else session,
        folder=Path(_word(said, "cwd") or project or Path.cwd()),
        project=Path(project) if project else None,
        file=Path(file) if file else None,
        again=bool(said.get("stop_hook_active", False)),
    )


def worktrees(event: Event, served: Path | None) -> list[Path]:
    """The folders to look at: of where the agent stands, and of the file that it was given where that is elsewhere.

    An agent may stand outside of the project for a moment, and its sub-agents in worktrees of their own; a file of
    another repository is nobody's business. `served` is the folder to check within a worktree. Raises CannotRun.
    """
    home = _top(event.project) if event.project else None
    here = _top(event.folder)
    first = here if here is not None and (home is None or _are_one(here, home)) else home
    if first is None:
        raise CannotRun(f"{event.folder} does not exist any more")
    found = [first]
    other = _top(event.file.parent) if event.file and event.file.is_absolute() else None
    if other is not None and other != first and _are_one(other, first):
        found.append(other)
    return [repository_of(top / served) if served else repository_of(top) for top in found if _is_ours(top)]


def _top(folder: Path) -> Path | None:
    """The worktree of a folder; the folder itself outside git; None where it is gone."""
    try:
        return top_of(folder.resolve(strict=True))
    except (OSError, RuntimeError):
        return None


def _is_ours(top: Path) -> bool:
    """Outside git, only where an index was made: there is nothing to compare with otherwise."""
    return git_folder(top) is not None or (top / FOLDER).is_dir()


def _are_one(one: Path, other: Path) -> bool:
    """Whether two folders are of one repository."""
    return one == other or (common_folder(one) is not None and common_folder(one) == common_folder(other))


def _word(said: dict[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := said.get(name), str) and value), "")
