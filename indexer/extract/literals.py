"""The values of string and number literals, without running anything."""

import re
import unicodedata

from indexer.facts import LONGEST_STRING

ESCAPE = re.compile(
    r"\\(?:\n|([\\'\"abfnrtv])|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([^}]+)\})"
)
ESCAPE_OF_BYTES = re.compile(r"\\(?:\n|([\\'\"abfnrtv])|([0-7]{1,3})|x([0-9a-fA-F]{2}))")
SIMPLE = {"\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
LARGEST = 2**63
SURROGATES = range(0xD800, 0xE000)


def string_value(text: str) -> str:
    """The value of a string literal given as a latin-1 slice of UTF-8 source, cut at LONGEST_STRING."""
    start = 0
    raw = False
    while start < len(text) and text[start] not in "\"'":
        raw = raw or text[start] in "rR"
        start += 1
    quotes = 3 if text.startswith(('"""', "'''"), start) and len(text) - start >= 6 else 1
    body = text[start + quotes : max(start + quotes, len(text) - quotes)]
    if not body.isascii():
        body = body.encode("latin-1").decode("utf-8", "replace")
    if "\\" in body and not raw:
        body = ESCAPE.sub(_escape, body)
    return body[:LONGEST_STRING]


def bytes_value(text: str) -> bytes:
    """The value of a bytes literal given as a latin-1 slice; only ASCII may stand in one."""
    start = next((place for place, character in enumerate(text) if character in "\"'"), len(text))
    quotes = 3 if text.startswith(('"""', "'''"), start) and len(text) - start >= 6 else 1
    body = text[start + quotes : max(start + quotes, len(text) - quotes)]
    if "\\" in body and "r" not in text[:start].lower():
        body = ESCAPE_OF_BYTES.sub(_escape_of_bytes, body)
    return body.encode("latin-1")


def _escape_of_bytes(match: re.Match[str]) -> str:
    simple, octal, two = match.groups()
    if simple:
        return SIMPLE[simple]
    return chr(int(octal, 8) & 0xFF if octal else int(two, 16)) if octal or two else ""


def _escape(match: re.Match[str]) -> str:
    simple, octal, two, four, eight, named = match.groups()
    if simple:
        return SIMPLE[simple]
    if octal:
        return chr(int(octal, 8))
    if two or four or eight:
        code = int(two or four or eight, 16)
        return chr(code) if code <= 0x10FFFF and code not in SURROGATES else match.group()  # no text of their own
    if named:
        try:
            return unicodedata.lookup(named)
        except KeyError:
            return match.group()
    return ""  # a backslash at the end of a line


def number(text: str) -> int | float | None:
    """None for complex, Python 2 and very large numbers."""
    try:
        value: int | float = int(text.replace("_", ""), 0)
    except ValueError:
        try:
            value = float(text)
        except ValueError:
            return None
    return value if isinstance(value, float) or -LARGEST <= value < LARGEST else None
