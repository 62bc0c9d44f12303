"""The Python grammar of tree-sitter: the parser, and tables indexed by the grammar's node kinds."""

import re
from bisect import bisect_right
from collections.abc import Callable
from operator import attrgetter
from typing import TypeVar

import tree_sitter
import tree_sitter_python

LANGUAGE = tree_sitter.Language(tree_sitter_python.language())
ERROR = 65535  # the kind of ERROR nodes; it lies outside the grammar's own kinds
KINDS = 65536
MOST_IN_A_ROW = 500  # comments, or lines of nothing but a backslash
LONG_RUN = re.compile(rb"(?:^[ \t\f]*(?:#[^\n]*|\\)?\n){501,}", re.MULTILINE)

T = TypeVar("T")


def parse(source: bytes) -> tree_sitter.Node:
    """The root node of UTF-8 source. Of very many comments in a row it has only the first."""
    if source.count(b"#") + source.count(b"\\\n") > MOST_IN_A_ROW < source.count(b"\n"):  # few files have so many
        source = LONG_RUN.sub(_blank, source)
    return tree_sitter.Parser(LANGUAGE).parse(source).root_node  # parsers do not bear being shared by threads


def _blank(run: re.Match[bytes]) -> bytes:
    """The parser looks ahead over all the comments that follow at each of them: 50,000 in a row took a minute."""
    lines = run.group().split(b"\n")
    lines[MOST_IN_A_ROW:] = (b" " * len(line) for line in lines[MOST_IN_A_ROW:])
    return b"\n".join(lines)


def smallest(node: tree_sitter.Node, position: int) -> tuple[tree_sitter.Node, tree_sitter.Node]:
    """The smallest node around a position, and its parent. The binding's own search goes through siblings one by one:
    a hundred thousand comments in a row took a minute."""
    parent = node
    while True:
        children = node.children
        place = bisect_right(children, position, key=START) - 1
        if place < 0 or children[place].end_byte <= position:
            return node, parent
        parent, node = node, children[place]


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


START = attrgetter("start_byte")
COMMENT = kind("comment")
LINE_CONTINUATION = kind("line_continuation")
