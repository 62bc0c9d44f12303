"""What setting up a client means: values that belong under certain keys of certain files, and nothing else of them."""

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Scope = Literal["project", "user"]
Event = Literal["post-edit", "stop"]

SERVER = "chesterton"  # what clients call the server
_HOOK = re.compile(rf"\b{SERVER}(\.py|\.exe)?['\"]? hook (post-edit|stop)\b")
# Seconds that a client waits for a hook: more than what the hook itself takes at most.
HOOK_TIMEOUT: dict[Event, int] = {"post-edit": 30, "stop": 120}


@dataclass(frozen=True, slots=True)
class Setting:
    """One value in one file."""

    file: Path
    keys: tuple[str, ...]  # where in the file
    value: Any
    item: bool = False  # one of the items of a list, and not all that stands there


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how this installation is to be run."""

    scope: Scope
    project: Path  # the folder that the client opens
    home: Path
    program: tuple[str, ...]  # the command that starts Chesterton
    served: str  # the folder to serve within the project; '' where it is the project itself

    def serve(self, root: str = "") -> list[str]:
        """The command of the server. `root` is how the client names the project, where it does."""
        folder = "/".join(part for part in (root, self.served) if part)
        return [*self.program, "serve", *([folder] if folder else [])]

    def hook(self, event: Event) -> list[str]:
        return [*self.program, "hook", event, *(["--root", self.served] if self.served else [])]


@dataclass(frozen=True, slots=True)
class Client:
    name: str  # as typed: `chesterton setup NAME`
    title: str
    scopes: tuple[Scope, ...]  # the first is the usual one
    settings: Callable[[Place], Iterator[Setting]]
    hooks: Callable[[Place], Iterator[Setting]] | None  # None where the client runs none that can hold an edit back
    then: str  # what is left for a person to do


def hooks_in(file: Path, place: Place, *, edits: str) -> Iterator[Setting]:
    """In the form that clients share: after the tools that `edits` names, and where an agent or one below it stops."""
    yield Setting(file, ("hooks", "PostToolUse"), {"matcher": edits, **_run(place, "post-edit")}, item=True)
    yield Setting(file, ("hooks", "Stop"), _run(place, "stop"), item=True)
    yield Setting(file, ("hooks", "SubagentStop"), _run(place, "stop"), item=True)


def is_hook(group: Any) -> bool:
    """Whether an item of a list of hooks is one that we wrote, from whatever place we ran: with ours and no other."""
    commands = _commands(group)
    return bool(commands) and all(_is_ours(command) for command in commands)


def runs_hook(group: Any) -> bool:
    """Whether ours is among the hooks of an item."""
    return any(_is_ours(command) for command in _commands(group))


def _run(place: Place, event: Event) -> dict[str, object]:
    command = shlex.join(place.hook(event))
    return {"hooks": [{"type": "command", "command": command, "timeout": HOOK_TIMEOUT[event]}]}


def _is_ours(command: Any) -> bool:
    return isinstance(command, str) and bool(_HOOK.search(command))


def _commands(group: Any) -> list[Any]:
    hooks = group.get("hooks") if isinstance(group, dict) else None
    return [hook.get("command") for hook in hooks if isinstance(hook, dict)] if isinstance(hooks, list) else []
