"""The parts that compound statements share: a head of expressions, and blocks of statements."""

from tree_sitter import Node

from indexer.extract import grammar
from indexer.extract.dispatch import READ, deeper, read
from indexer.extract.reader import Reader, line_of
from indexer.facts import Collection, Expression, Other, Role


def read_block(reader: Reader, owner: int, role: Role, node: Node | None, **block: Expression | None) -> None:
    """Read the statements below `node` as a block of statement `owner`."""
    before = reader.open_block(owner, role, **block)  # type: ignore[arg-type]
    if node is not None:
        deeper(reader, node)
    reader.block = before


def head_and_block(node: Node) -> tuple[list[Node], Node | None]:
    """The expressions before the colon, and the block after it."""
    head: list[Node] = []
    block: Node | None = None
    for child in node.children:
        kind = child.kind_id
        if kind == BLOCK:
            block = child
            break
        if kind != grammar.ERROR and READ[kind] is not None:
            head.append(child)
    return head, block


def one(reader: Reader, parts: list[Node], node: Node) -> Expression:
    values = [read(reader, p) for p in parts]
    if len(values) == 1:
        return values[0]
    return Collection("tuple", values, line_of(node)) if values else Other("")


def else_(reader: Reader, owner: int, node: Node) -> None:
    for child in node.children:
        if child.kind_id == ELSE_CLAUSE:
            read_block(reader, owner, "else", block_of(child))


def block_of(node: Node) -> Node | None:
    for child in node.children:
        if child.kind_id == BLOCK:
            return child
    return None


BLOCK, ELSE_CLAUSE = grammar.kind("block"), grammar.kind("else_clause")
