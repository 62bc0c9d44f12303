"""How statements spell names and lists, so that all rules read alike."""

from collections.abc import Sequence


def ending(name: str, parts: int = 1) -> str:
    """The last parts of a dotted name: enough for a reader, while the id of the constraint holds all of it."""
    return ".".join(name.rsplit(".", parts)[-parts:])


def listing(words: Sequence[str], most: int = 6) -> str:
    """`a`, `b` and `c`, or the first few and how many more."""
    quoted = [f"`{word}`" if word else "''" for word in words[:most]]
    if len(words) > most:
        return f"{', '.join(quoted)} and {len(words) - most} more"
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def quote(text: str, most: int = 160) -> str:
    """Somebody's words on one line, marked as such, so that they are read as data wherever they end up."""
    line = " ".join(text.split()).replace("“", '"').replace("”", '"')
    return f"“{line if len(line) <= most else line[: most - 1].rstrip() + '…'}”"
