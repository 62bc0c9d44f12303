"""Codex: `.codex/config.toml` and `.codex/hooks.json`, of a user or of a project that the user trusts.

Sources: https://developers.openai.com/codex/mcp and https://developers.openai.com/codex/hooks
"""

import os
from collections.abc import Iterator
from pathlib import Path

from server.clients.client import SERVER, Client, Place, Setting, hooks_in

EDITS = "Bash|apply_patch|Edit|Write"


def settings(place: Place) -> Iterator[Setting]:
    command, *arguments = place.serve()
    value = {"command": command, "args": arguments, "startup_timeout_sec": 30}
    yield Setting(_folder(place) / "config.toml", ("mcp_servers", SERVER), value)


def hooks(place: Place) -> Iterator[Setting]:
    file = _folder(place) / "hooks.json"
    yield from hooks_in(file, place, edits=EDITS)


def _folder(place: Place) -> Path:
    given = os.environ.get("CODEX_HOME")
    return place.project / ".codex" if place.scope == "project" else Path(given or place.home / ".codex")


CLIENT = Client(
    name="codex",
    title="Codex",
    scopes=("user", "project"),
    settings=settings,
    hooks=hooks,
    then="Start Codex and trust the hooks with `/hooks`; `codex mcp list` shows the server.",
)
