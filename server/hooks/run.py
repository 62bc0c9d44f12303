"""The command of a hook, without what only the other commands need: it runs after each edit of an agent."""

import json
import sys
from pathlib import Path

from server.clients.client import Event
from server.failure import CannotRun
from server.hooks.event import read, worktrees
from server.hooks.look import look

HELD_BACK = 2  # the one exit code with which clients hold an agent back, and show it what the error stream says
FAILED = 1  # any other lets it go on
INTERRUPTED = 130


def asked(arguments: list[str]) -> tuple[Event, Path | None] | None:
    """What to do, where it was written as `setup` writes it; None where the command line has to read it."""
    match arguments:
        case ["hook", ("post-edit" | "stop") as moment]:
            return moment, None
        case ["hook", ("post-edit" | "stop") as moment, "--root", root]:
            return moment, Path(root)
    return None


def run(moment: Event, root: Path | None) -> int:
    """The exit code."""
    try:
        event = read("{}" if sys.stdin.isatty() else sys.stdin.read())  # a person asks about where they stand
        if moment == "stop" and event.again:
            return 0
        outcomes = [look(place, moment, event.session) for place in worktrees(event, root)]
    except KeyboardInterrupt:
        return INTERRUPTED
    except CannotRun as problem:
        return _failed(str(problem))
    except Exception as problem:
        return _failed(f"{type(problem).__name__}: {problem}")
    for outcome in outcomes:
        if outcome.kind == "dropped":
            print(outcome.says, file=sys.stderr)
            return HELD_BACK
    for outcome in outcomes:
        if outcome.kind == "failed" or (outcome.kind == "late" and moment == "stop"):
            return _failed(outcome.says)
        if outcome.kind == "late":
            said = f"Chesterton: {outcome.says}, and the end of the turn will tell."
            print(json.dumps({"systemMessage": said}))
    return 0


def _failed(why: str) -> int:
    """Loudly, and in nobody's way."""
    print(f"chesterton: the hook could not check this work ({why}); nobody is held back", file=sys.stderr)
    return FAILED
