"""The clients that `chesterton setup` knows, one file each: which of their files say what."""

from server.clients import claude_code, codex, cursor, vscode

CLIENTS = (claude_code.CLIENT, codex.CLIENT, cursor.CLIENT, vscode.CLIENT)
