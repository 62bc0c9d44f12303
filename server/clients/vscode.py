"""Visual Studio Code: `.vscode/mcp.json` of a workspace, or `mcp.json` of the user's profile.

Source: https://code.visualstudio.com/docs/copilot/reference/mcp-configuration
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from server.clients.client import SERVER, Client, Place, Setting


def settings(place: Place) -> Iterator[Setting]:
    folder = place.project / ".vscode" if place.scope == "project" else _profile(place.home)
    command, *arguments = place.serve("${workspaceFolder}")
    yield Setting(folder / "mcp.json", ("servers", SERVER), {"type": "stdio", "command": command, "args": arguments})


def _profile(home: Path) -> Path:
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Code" / "User"
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming") / "Code" / "User"
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "Code" / "User"


CLIENT = Client(
    name="vscode",
    title="Visual Studio Code",
    scopes=("project", "user"),
    settings=settings,
    hooks=None,
    then="Open the project in VS Code, start the server from the file and choose Agent in the chat.",
)
