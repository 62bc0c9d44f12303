"""The next call to make, as the reader would write it: an MCP call or a command."""

import shlex

from server.failure import NoAnswer
from server.wording.budget import Voice
from server.wording.quoting import clean

LISTS = frozenset({"targets"})  # arguments that take several values


def ask(tool: str, argument: str, value: str, voice: Voice) -> str:
    if voice == "command line":
        return f"chesterton {tool.replace('_', '-')} {shlex.quote(value)}"
    shown = f'["{value}"]' if argument in LISTS else f'"{value}"'
    return f"{tool}({argument}={shown})"


def refusal(problem: NoAnswer, voice: Voice) -> str:
    """What was wrong, the nearest names and the next call."""
    if not problem.nearest:
        hint = "; try the end of its dotted name, as in Order.refund, or path:line" if problem.tool else ""
        return clean(f"{problem.message}{hint}")
    names = ", ".join(problem.nearest)
    following = f"; next: {ask(problem.tool, problem.argument, problem.nearest[0], voice)}" if problem.tool else ""
    return clean(f"{problem.message}; nearest: {names}{following}")
