"""The Python grammar of tree-sitter: the parser, and tables indexed by the grammar's node kinds."""

from collections.abc import Callable
from typing import TypeVar

import tree_sitter
import tree_sitter_python

LANGUAGE = tree_sitter.Language(tree_sitter_python.language())
ERROR = 65535  # the kind of ERROR nodes; it lies outside the grammar's own kinds
KINDS = 65536

T = TypeVar("T")


def parse(source: bytes) -> tree_sitter.Node:
    """The root node of UTF-8 source."""
    return tree_sitter.Parser(LANGUAGE).parse(source).root_node


def kind(name: str) -> int:
    """The id of a named node kind; an unknown name is a bug of ours or a grammar we were not written for."""
    found = LANGUAGE.id_for_node_kind(name, True)
    if found is None:
        raise LookupError(f"the Python grammar has no node kind {name!r}")
    return found


def token(text: str) -> int:
    found = LANGUAGE.id_for_node_kind(text, False)
    if found is None:
        raise LookupError(f"the Python grammar has no token {text!r}")
    return found


def table(
    handlers: dict[str, Callable[..., T]], *, otherwise: Callable[..., T] | None
) -> list[Callable[..., T] | None]:
    """A handler per kind id: `handlers` by name, `otherwise` for the rest; None for tokens and comments."""
    found: list[Callable[..., T] | None] = [None] * KINDS
    for number in range(LANGUAGE.node_kind_count):
        if LANGUAGE.node_kind_is_named(number) and LANGUAGE.node_kind_is_visible(number):
            found[number] = otherwise
    for name, handler in handlers.items():
        found[kind(name)] = handler
    found[COMMENT] = found[LINE_CONTINUATION] = None
    found[ERROR] = otherwise
    return found


COMMENT = kind("comment")
LINE_CONTINUATION = kind("line_continuation")
