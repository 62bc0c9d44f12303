"""Names, attributes, calls and subscripts → plain expressions."""

from tree_sitter import Node

from indexer.extract import grammar, plain
from indexer.extract.dispatch import READ, SKIPPED, operands, read
from indexer.extract.reader import Reader, line_of
from indexer.facts import (
    DEEPEST_EXPRESSION,
    MOST_ITEMS,
    Attribute,
    Call,
    Collection,
    Constant,
    Expression,
    Other,
    Subscript,
)


def identifier(reader: Reader, node: Node, depth: int) -> Expression:
    text = reader.text[node.start_byte : node.end_byte]
    return reader.names.get(text) or reader.new_name(text)


def attribute(reader: Reader, node: Node, depth: int) -> Expression:
    start = node.start_byte
    text = reader.text[start : node.end_byte]
    parts = plain.chain(text) if len(text) <= plain.LONGEST else ()
    if parts:
        line = node.start_point[0] + 1
        value: Expression = reader.names.get(parts[0]) or reader.new_name(parts[0])
        for part in parts[1:]:
            value = Attribute(value, part, line)
        return value
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    children = node.children
    last = children[-1]
    return Attribute(read(reader, children[0], depth + 1), reader.slice(last), line_of(last))


def call(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    depth += 1
    children = node.children
    first, last = children[0], children[-1]
    handler = READ[first.kind_id]
    function = handler(reader, first, depth) if handler is not None else reader.other(first)
    line = function.line if type(function) is Attribute else node.start_point[0] + 1
    if last.kind_id == GENERATOR:
        return Call(function, [read(reader, last, depth)], [], line)
    arguments, keywords = argument_list(reader, last, depth)
    return Call(function, arguments, keywords, line)


def argument_list(
    reader: Reader, node: Node, depth: int = 0
) -> tuple[list[Expression], list[tuple[str | None, Expression]]]:
    arguments: list[Expression] = []
    keywords: list[tuple[str | None, Expression]] = []
    if node.end_byte - node.start_byte == 2:  # `()`, as one in five: its brackets need not become nodes
        return arguments, keywords
    source = reader.text
    for child in node.children:
        kind = child.kind_id
        if kind == KEYWORD_ARGUMENT:
            text = source[child.start_byte : child.end_byte]
            keyword = plain.keyword(text) if len(text) <= plain.LONGEST else None
            if keyword is None:
                parts = child.children
                keyword = reader.slice(parts[0]), read(reader, parts[-1], depth)
            keywords.append(keyword)
            continue
        handler = READ[kind]
        if handler is None:  # punctuation
            continue
        if kind == DICTIONARY_SPLAT:
            keywords.append((None, read(reader, child.children[-1], depth)))
        elif kind != grammar.ERROR:
            arguments.append(handler(reader, child, depth))
            if len(arguments) > MOST_ITEMS:
                arguments[-1] = Other(f"... {node.named_child_count - MOST_ITEMS} more")
                break
    return arguments, keywords


def subscript(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    parts = operands(reader, node, depth + 1)
    if len(parts) == 2 and not _has_comma(node):
        return Subscript(parts[0], parts[1])
    return Subscript(parts[0], Collection("tuple", parts[1:], line_of(node)))


def _has_comma(node: Node) -> bool:
    return any(child.kind_id == COMMA for child in node.children)


def slice_(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    bounds: list[Expression] = [NOTHING]
    for child in node.children:
        handler = READ[child.kind_id]
        if handler is not None:
            bounds[-1] = handler(reader, child, depth + 1)
        elif child.kind_id == COLON:
            bounds.append(NOTHING)
    return Collection("slice", bounds, line_of(node))


def generic_type(reader: Reader, node: Node, depth: int) -> Expression:
    """`list[int]` where a type is expected: the grammar's own node, a Subscript to everyone else."""
    parts = [c for c in node.children if c.kind_id not in SKIPPED]
    if len(parts) != 2 or depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    items = operands(reader, parts[1], depth + 1)
    index = items[0] if len(items) == 1 else Collection("tuple", items, line_of(node))
    return Subscript(read(reader, parts[0], depth + 1), index)


COMMA, COLON = grammar.token(","), grammar.token(":")
GENERATOR = grammar.kind("generator_expression")
KEYWORD_ARGUMENT, DICTIONARY_SPLAT = grammar.kind("keyword_argument"), grammar.kind("dictionary_splat")
NOTHING = Constant(None)
