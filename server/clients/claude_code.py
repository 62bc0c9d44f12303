"""Claude Code: `.mcp.json` and `.claude/settings.json` of a project, or `~/.claude.json` and `~/.claude/settings.json`.

Sources: https://code.claude.com/docs/en/mcp and https://code.claude.com/docs/en/hooks
"""

import os
from collections.abc import Iterator
from pathlib import Path

from server.clients.client import SERVER, Client, Place, Setting, hooks_in

# The shell too: what a script or a heredoc wrote is an edit like any other.
EDITS = "Edit|Write|MultiEdit|NotebookEdit|Bash"


def settings(place: Place) -> Iterator[Setting]:
    file = place.project / ".mcp.json" if place.scope == "project" else _user_folder(place) / ".claude.json"
    command, *arguments = place.serve()
    yield Setting(file, ("mcpServers", SERVER), {"type": "stdio", "command": command, "args": arguments})


def hooks(place: Place) -> Iterator[Setting]:
    folder = place.project / ".claude" if place.scope == "project" else _configuration(place)
    file = folder / "settings.json"
    yield from hooks_in(file, place, edits=EDITS)


def _user_folder(place: Place) -> Path:
    given = os.environ.get("CLAUDE_CONFIG_DIR")
    return Path(given) if given else place.home


def _configuration(place: Place) -> Path:
    given = os.environ.get("CLAUDE_CONFIG_DIR")
    return Path(given) if given else place.home / ".claude"


CLIENT = Client(
    name="claude-code",
    title="Claude Code",
    scopes=("project", "user"),
    settings=settings,
    hooks=hooks,
    then="Start Claude Code in the project and approve the server; `claude mcp list` shows it.",
)
