"""Cursor: `.cursor/mcp.json` of a project or of a user.

Source: https://cursor.com/docs/context/mcp
"""

from collections.abc import Iterator

from server.clients.client import SERVER, Client, Place, Setting


def settings(place: Place) -> Iterator[Setting]:
    folder = place.project if place.scope == "project" else place.home
    command, *arguments = place.serve("${workspaceFolder}")
    value = {"type": "stdio", "command": command, "args": arguments}
    yield Setting(folder / ".cursor" / "mcp.json", ("mcpServers", SERVER), value)


CLIENT = Client(
    name="cursor",
    title="Cursor",
    scopes=("project", "user"),
    settings=settings,
    hooks=None,
    then="Open the project in Cursor and enable the server under Settings, MCP.",
)
