"""Text of the repository as quoted data: nothing in it can steer a terminal, hide from a reader or run on for ever."""

import re
import unicodedata

from server.wording.secrets import without_secrets

# Controls, format characters (bidirectional and zero-width ones, tags), surrogates, unassigned, private, line breaks.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
_VARIATION = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), range(0x180B, 0x1810), (0x034F, 0x115F, 0x1160, 0x3164))


def clean(text: str) -> str:
    """One line without any character that does not show."""
    if text.isascii() and text.isprintable():
        return text
    shown = (" " if char in "\t\n\r\x0b\x0c\x85\u2028\u2029" else char for char in text)
    return "".join(char for char in shown if not _hidden(char))


def shortened(text: str, length: int) -> str:
    """Cleaned, with runs of white space as one blank, without secrets, and cut."""
    words = without_secrets(" ".join(clean(text[: 20 * length]).split()))
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def quoted(text: str, length: int = 120) -> str:
    """Somebody's words, marked as such: a docstring, a comment, a value."""
    inside = shortened(text, length).replace("“", '"').replace("”", '"')
    return f"“{inside}”"


def as_said(text: str, length: int = 100) -> str:
    """What stands as evidence: words of the code, or ours about it; all of it quoted, once."""
    inside = text[1:-1]
    if text.startswith("“") and text.endswith("”") and not {"“", "”"} & set(inside):
        return quoted(inside, length)
    return quoted(text, length)


def identified(id: str) -> str:
    """An id as people and agents copy it; one that holds more than a name is quoted like all that somebody wrote."""
    is_name = id.isprintable() and not re.search(r"[\s`]", id)
    return id if is_name else f"`{shortened(id, 200).replace('`', chr(39))}`"


def within(dotted: str, path: str) -> str:
    """A dotted name as its file says it: without the module, which the path beside it names already.

    `shop.orders.views.OrderViewSet.refund` in `src/shop/orders/views.py` is `OrderViewSet.refund`; the module itself
    is `<module>`.
    """
    parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
    for start in range(len(parts)):
        module = ".".join(parts[start:])
        if dotted == module:
            return "<module>"
        if dotted.startswith(module + "."):
            return dotted[len(module) + 1 :]
    return dotted


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN or any(ord(char) in group for group in _VARIATION)
