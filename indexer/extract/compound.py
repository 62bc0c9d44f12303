"""Compound statements: if, for, while, try, with."""

from tree_sitter import Node

from indexer.extract import grammar
from indexer.extract.blocks import BLOCK, ELSE_CLAUSE, block_of, else_, head_and_block, one, read_block
from indexer.extract.dispatch import READ, deeper, operands, read
from indexer.extract.reader import Reader, line_of
from indexer.extract.simple import bind_target
from indexer.facts import Collection, Expression, For, If, Name, Try, While, With


def if_(reader: Reader, node: Node) -> None:
    """An `elif` opens an If in the else block of the one before, so that every If has one test and two ways out."""
    outer = reader.block
    owner = _if_then(reader, node)
    for child in node.children:
        kind = child.kind_id
        if kind == ELIF_CLAUSE:
            reader.open_block(owner, "else")
            owner = _if_then(reader, child)
        elif kind == ELSE_CLAUSE:
            read_block(reader, owner, "else", block_of(child))
    reader.block = outer


def _if_then(reader: Reader, node: Node) -> int:
    test, block = head_and_block(node)
    owner = reader.add(If(reader.block, line_of(node), one(reader, test, node)))
    read_block(reader, owner, "then", block)
    return owner


def for_(reader: Reader, node: Node) -> None:
    parts, block = head_and_block(node)
    values = [read(reader, p) for p in parts]
    if len(values) < 2:
        values = (values + [reader.other(node)] * 2)[:2]
    iterable = values[1] if len(values) == 2 else Collection("tuple", values[1:], line_of(node))
    bind_target(reader, values[0], "loop")
    owner = reader.add(For(reader.block, line_of(node), values[0], iterable))
    read_block(reader, owner, "loop", block)
    else_(reader, owner, node)


def while_(reader: Reader, node: Node) -> None:
    parts, block = head_and_block(node)
    owner = reader.add(While(reader.block, line_of(node), one(reader, parts, node)))
    read_block(reader, owner, "loop", block)
    else_(reader, owner, node)


def try_(reader: Reader, node: Node) -> None:
    owner = reader.add(Try(reader.block, line_of(node)))
    for child in node.children:
        kind = child.kind_id
        if kind == BLOCK:
            read_block(reader, owner, "try", child)
        elif kind == EXCEPT_CLAUSE:
            _handler(reader, owner, child)
        elif kind == ELSE_CLAUSE:
            read_block(reader, owner, "else", block_of(child))
        elif kind == FINALLY_CLAUSE:
            read_block(reader, owner, "finally", block_of(child))


def _handler(reader: Reader, owner: int, node: Node) -> None:
    name: Name | None = None
    caught: list[Expression] = []
    for child in node.children:
        kind = child.kind_id
        if kind == AS_PATTERN:
            parts = operands(reader, child)
            caught.append(parts[0])
            if len(parts) > 1 and type(parts[1]) is Name:
                name = parts[1]
        elif kind != BLOCK and READ[kind] is not None:
            caught.append(read(reader, child))
    test = None
    if caught:
        test = caught[0] if len(caught) == 1 else Collection("tuple", caught, line_of(node))
    before = reader.open_block(owner, "handler", test=test, name=name.id if name else None)
    if name:
        # Bound as the handler is entered: the statement about to be added is the first of its block.
        reader.bind(name.id, "handler")
    block = block_of(node)
    if block is not None:
        deeper(reader, block)
    reader.block = before


def with_(reader: Reader, node: Node) -> None:
    items: list[tuple[Expression, Expression | None]] = []
    block: Node | None = None
    for child in node.children:
        if child.kind_id == WITH_CLAUSE:
            for item in child.children:
                if item.kind_id == WITH_ITEM:
                    items.append(_with_item(reader, item))
        elif child.kind_id == BLOCK:
            block = child
    for _, target in items:
        if target is not None:
            bind_target(reader, target, "with")
    owner = reader.add(With(reader.block, line_of(node), items))
    read_block(reader, owner, "with", block)


def _with_item(reader: Reader, node: Node) -> tuple[Expression, Expression | None]:
    first = node.children[0]
    if first.kind_id == AS_PATTERN:
        parts = operands(reader, first)
        if len(parts) == 2:
            return parts[0], parts[1]
    return read(reader, first), None


def nested(reader: Reader, node: Node) -> None:
    """A piece that could not be parsed: whatever whole statements lie in it are still read."""
    deeper(reader, node)


ELIF_CLAUSE, EXCEPT_CLAUSE, FINALLY_CLAUSE, WITH_CLAUSE, WITH_ITEM, AS_PATTERN = (
    grammar.kind(k)
    for k in ("elif_clause", "except_clause", "finally_clause", "with_clause", "with_item", "as_pattern")
)
