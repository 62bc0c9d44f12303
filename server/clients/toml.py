"""Edits a TOML file in one place through tomlkit, which keeps comments, order and style."""

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from server.clients.jsonc import Malformed


def with_member(text: str, keys: Sequence[str], value: Mapping[str, Any]) -> str:
    """The text in which the table `keys` holds `value`; other keys of that table stay. Raises Malformed."""
    import tomlkit
    from tomlkit.items import Table

    document = _parsed(text)
    parent: Any = document
    for key in keys[:-1]:
        if key not in parent:
            parent[key] = tomlkit.table(is_super_table=True)
        parent = parent[key]
        if not isinstance(parent, Mapping):
            raise Malformed(f"{key} is no table")
    table = parent.get(keys[-1])
    if table is not None and not isinstance(table, MutableMapping):
        raise Malformed(f"{'.'.join(keys)} is no table")
    if table is None:
        table = tomlkit.table()
        table.update(value)
        if isinstance(parent, Table) or parent is document:
            parent[keys[-1]] = table
        else:  # an inline table holds inline tables alone
            parent[keys[-1]] = dict(value)
    else:
        for name, one in value.items():
            if table.get(name) != one:
                table[name] = one
    return tomlkit.dumps(document)


def without_member(text: str, keys: Sequence[str]) -> str:
    """The text without that table, and without tables that are empty then. Raises Malformed."""
    import tomlkit

    document = _parsed(text)
    parents: list[Any] = [document]
    for key in keys[:-1]:
        parent = parents[-1].get(key)
        if not isinstance(parent, Mapping):
            return text
        parents.append(parent)
    if keys[-1] not in parents[-1]:
        return text
    for parent, key in zip(reversed(parents), reversed(keys), strict=True):
        if key == keys[-1] or not parent[key]:
            del parent[key]
    return tomlkit.dumps(document)


def _parsed(text: str) -> Any:
    import tomlkit
    from tomlkit.exceptions import ParseError

    try:
        return tomlkit.parse(text)
    except ParseError as error:
        raise Malformed(f"line {error.line}: {str(error).partition(' at line')[0].lower()}") from error
