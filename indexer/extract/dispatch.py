"""The two tables that a walk goes by: a handler per node kind, for expressions and for statements.

They are filled once, in `indexer.extract.tables`; the handlers import them from here because they call each other
through them. Children of a node are read once and picked by kind: fields, parents and siblings are the slow calls of
the binding.
"""

from collections.abc import Callable

from tree_sitter import Node

from indexer.extract import grammar
from indexer.extract.reader import Reader, line_of
from indexer.facts import DEEPEST_BLOCK, MOST_ITEMS, Define, Expression, Other, Problem

Handler = Callable[[Reader, Node, int], Expression]  # (reader, node, depth)
StatementHandler = Callable[[Reader, Node], None]

READ: list[Handler | None] = [None] * grammar.KINDS  # None: tokens and comments
STATEMENT: list[StatementHandler | None] = [None] * grammar.KINDS
SKIPPED = frozenset({grammar.COMMENT, grammar.LINE_CONTINUATION})


def read(reader: Reader, node: Node, depth: int = 0) -> Expression:
    handler = READ[node.kind_id]
    return handler(reader, node, depth) if handler is not None else reader.other(node)


def operands(reader: Reader, node: Node, depth: int = 0) -> list[Expression]:
    """Every child that is an expression, in order."""
    found: list[Expression] = []
    for child in node.children:
        handler = READ[child.kind_id]
        if handler is not None:
            found.append(handler(reader, child, depth))
            if len(found) > MOST_ITEMS:
                found[-1] = Other(f"... {node.named_child_count - MOST_ITEMS} more")
                break
    return found


def statements(reader: Reader, nodes: list[Node]) -> None:
    """Read the statements of one block into the reader's current block."""
    scope = reader.scope
    found = scope.statements
    for node in nodes:
        handler = STATEMENT[node.kind_id]
        if handler is not None:
            number = len(found)
            handler(reader, node)
            if len(found) > number and type(found[number]) is not Define:
                reader.spans.append((scope, number, node.start_byte, node.end_byte))


def deeper(reader: Reader, node: Node) -> None:
    """Read the statements below `node`, unless they nest deeper than CPython itself would read."""
    if reader.depth == DEEPEST_BLOCK:
        line = line_of(node)
        reader.problems.append(Problem(line, f"blocks nested deeper than {DEEPEST_BLOCK}: not read"))
        return
    reader.depth += 1
    statements(reader, node.children)
    reader.depth -= 1
