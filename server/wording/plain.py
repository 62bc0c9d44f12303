"""Values as programs take them: plain JSON types, without secrets, since what a program reads a model may read too."""

from typing import Any

from server.wording.secrets import without_secrets_of


def plain(value: object) -> Any:
    """Of any value that msgspec knows."""
    from msgspec import to_builtins  # programs ask for it, agents and people hardly ever

    return _told(to_builtins(value))


def _told(value: Any, *, beside: str = "") -> Any:
    """`beside`: the name that the object around it has."""
    match value:
        case str():
            return without_secrets_of(beside, value)
        case dict():
            name = value.get("name")
            return {key: _told(inner, beside=name if isinstance(name, str) else "") for key, inner in value.items()}
        case list() | tuple():
            return [_told(inner, beside=beside) for inner in value]
    return value
