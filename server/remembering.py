"""Writing into `chesterton.toml`: what is there stays as it is written, comments included; nothing is taken away."""

from pathlib import Path
from typing import Any

from constraints.declared import FILE, read
from server.declared import declared_in
from server.replacing import replace

HEAD = "# What this code base holds itself to: reviewed like code, read by Chesterton.\n"


def remember(root: Path, table: str, values: dict[str, Any]) -> bool:
    """Adds one entry to an array of tables; False where the file says so already. Raises CannotRun."""
    import tomlkit  # keeps comments, order and style; only who writes has to load it

    declared_in(root)  # what cannot be read is not written to either
    path = root / FILE
    text = path.read_bytes().decode("utf-8-sig") if path.exists() else HEAD
    document = tomlkit.parse(text)
    entries = document.get(table)
    same = {key: value for key, value in values.items() if key != "reason"}
    if any(same.items() <= dict(entry).items() for entry in entries or ()):
        return False
    entry = tomlkit.table()
    entry.update(values)
    if entries is None:
        entries = tomlkit.aot()
        document.append(table, entries)
    entries.append(entry)
    written = tomlkit.dumps(document)
    read(written)  # what we write, we can read
    replace(path, written)
    return True
