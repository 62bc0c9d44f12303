"""Pieces whose text tells all: read from the text alone, since the nodes of a tree cost more than anything else here.

The same few thousand pieces come again and again, so each is worked out once. What carries a line is not among them.
"""

import re
from functools import cache

from indexer.extract.literals import number, string_value
from indexer.facts import Constant, Expression, Name

LONGEST = 120  # characters; longer pieces seldom come twice
MOST = 20_000  # pieces of each kind that are remembered

VALUE = r"'[^'\\\n]*'|\"[^\"\\\n]*\"|0|[1-9][0-9]{0,15}|[A-Za-z_]\w*"
KEYWORD = re.compile(rf"(\w+)\s?=\s?({VALUE})")
ITEMS = re.compile(rf"[(\[]\s*(?:{VALUE})(?:\s*,\s*(?:{VALUE}))*\s*,?\s*[)\]]")
ITEM = re.compile(VALUE)
CONSTANTS = {"None": Constant(None), "True": Constant(True), "False": Constant(False)}


@cache
def chain(text: str) -> tuple[str, ...]:
    """The names of `a.b.c`; none where there is more to it."""
    parts = text.split(".")
    plain = text.isascii() and parts[0] not in CONSTANTS and all(map(str.isidentifier, parts))
    return tuple(parts) if plain else ()


@cache
def string(text: str) -> Constant:
    return Constant(string_value(text))


@cache
def keyword(text: str) -> tuple[str, Expression] | None:
    """`name=value` for a short name, string or number."""
    found = KEYWORD.fullmatch(text) if text.isascii() else None
    return (found.group(1), _value(found.group(2))) if found else None


@cache
def items(text: str) -> tuple[Expression, ...] | None:
    """The items of a tuple or list of short names, strings and numbers."""
    return tuple(map(_value, ITEM.findall(text))) if text.isascii() and ITEMS.fullmatch(text) else None


def forget() -> None:
    """Between files: what has grown too large begins anew. (`lru_cache` would do it by itself, at twice the price.)"""
    for known in (chain, string, keyword, items):
        if known.cache_info().currsize > MOST:
            known.cache_clear()


def _value(text: str) -> Expression:
    if text[0] in "\"'":
        return Constant(text[1:-1])
    if text[0].isdigit():
        return Constant(number(text))
    return CONSTANTS.get(text) or Name(text)
