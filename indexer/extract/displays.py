"""Displays and comprehensions → plain expressions."""

from tree_sitter import Node

from indexer.extract import grammar, plain
from indexer.extract.dispatch import READ, Handler, operands, read
from indexer.extract.names import DICTIONARY_SPLAT
from indexer.extract.reader import Reader, line_of
from indexer.facts import (
    DEEPEST_EXPRESSION,
    MOST_ITEMS,
    Clause,
    Collection,
    Comprehension,
    Expression,
    Mapping,
)


def collection(kind: str, *, bracketed: bool = False) -> Handler:
    def handler(reader: Reader, node: Node, depth: int) -> Expression:
        if depth > DEEPEST_EXPRESSION:
            return reader.other(node)
        start, end = node.start_byte, node.end_byte
        found = plain.items(reader.text[start:end]) if bracketed and end - start <= plain.LONGEST else None
        items = operands(reader, node, depth + 1) if found is None else list(found)
        return Collection(kind, items, line_of(node))  # type: ignore[arg-type]

    return handler


def dictionary(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    keys: list[Expression | None] = []
    values: list[Expression] = []
    for child in node.children:
        kind = child.kind_id
        if kind == PAIR:
            pair = operands(reader, child, depth + 1)
            if len(pair) == 2:
                keys.append(pair[0])
                values.append(pair[1])
        elif kind == DICTIONARY_SPLAT:
            keys.append(None)
            values.append(read(reader, child.children[-1], depth + 1))
        if len(keys) > MOST_ITEMS:
            break
    return Mapping(keys, values, line_of(node))


def comprehension(kind: str) -> Handler:
    def handler(reader: Reader, node: Node, depth: int) -> Expression:
        if depth > DEEPEST_EXPRESSION:
            return reader.other(node)
        elements: list[Expression] = []
        clauses: list[Clause] = []
        for child in node.children:
            number = child.kind_id
            if number == FOR_IN:
                parts = operands(reader, child, depth + 1)
                if len(parts) > 2:  # Python 2: `for a in b, c`
                    parts = [parts[0], Collection("tuple", parts[1:], line_of(child))]
                if len(parts) == 2:
                    clauses.append(Clause(parts[0], parts[1], []))
            elif number == IF_CLAUSE:
                if clauses:
                    clauses[-1].tests.extend(operands(reader, child, depth + 1))
            elif number == PAIR:
                elements.extend(operands(reader, child, depth + 1))
            else:
                read_child = READ[number]
                if read_child is not None:
                    elements.append(read_child(reader, child, depth + 1))
        return Comprehension(kind, elements, clauses, line_of(node))  # type: ignore[arg-type]

    return handler


PAIR, FOR_IN, IF_CLAUSE = grammar.kind("pair"), grammar.kind("for_in_clause"), grammar.kind("if_clause")
