"""Strings, numbers and constants → plain expressions; f-strings keep what they interpolate."""

import re

from tree_sitter import Node

from indexer.extract import grammar, plain
from indexer.extract.dispatch import READ, operands
from indexer.extract.literals import bytes_value, number, string_value
from indexer.extract.reader import Reader, repaired
from indexer.facts import DEEPEST_EXPRESSION, LONGEST_BYTES, Bytes, Constant, Expression, FString, Other

PREFIX = re.compile("[a-zA-Z]*")


def other(reader: Reader, node: Node, depth: int) -> Expression:
    """Literals and syntax that are not taken apart."""
    return reader.other(node)


def string(reader: Reader, node: Node, depth: int) -> Expression:
    text = reader.text[node.start_byte : node.end_byte]
    if text[0] not in "\"'":
        prefix = PREFIX.match(text).group().lower()  # type: ignore[union-attr]
        if "f" in prefix or "t" in prefix:
            return interpolated(reader, node, depth)
        if "b" in prefix:
            return Bytes(bytes_value(text)) if len(text) <= LONGEST_BYTES else reader.other(node)
    return plain.string(text) if len(text) <= plain.LONGEST else Constant(string_value(text))


def interpolated(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    parts: list[Expression] = []
    for child in node.children:
        kind = child.kind_id
        if kind == STRING_CONTENT:
            parts.append(Constant(repaired(reader.text[child.start_byte : child.end_byte])))
        elif kind == INTERPOLATION:
            parts.extend(_interpolation(reader, child, depth + 1))
    return FString(parts)


def _interpolation(reader: Reader, node: Node, depth: int) -> list[Expression]:
    found: list[Expression] = []
    for child in node.children:
        kind = child.kind_id
        if kind == FORMAT_SPECIFIER:
            for inner in child.children:
                if inner.kind_id in (INTERPOLATION, FORMAT_EXPRESSION) and depth < DEEPEST_EXPRESSION:
                    found.extend(_interpolation(reader, inner, depth + 1))
        elif kind != TYPE_CONVERSION:
            handler = READ[kind]
            if handler is not None:
                found.append(handler(reader, child, depth))
    return found


def concatenated(reader: Reader, node: Node, depth: int) -> Expression:
    parts = operands(reader, node, depth + 1)
    if all(type(p) is Constant for p in parts):
        return Constant("".join(str(p.value) for p in parts if type(p) is Constant))
    if any(type(p) is Other or type(p) is Bytes for p in parts):
        together = [p.value for p in parts if type(p) is Bytes]
        whole = len(together) == len(parts) and sum(map(len, together)) <= LONGEST_BYTES
        return Bytes(b"".join(together)) if whole else reader.other(node)
    flat: list[Expression] = []
    for part in parts:
        flat.extend(part.parts if type(part) is FString else [part])
    return FString(flat)


def number_(reader: Reader, node: Node, depth: int) -> Expression:
    value = number(reader.text[node.start_byte : node.end_byte])
    return reader.other(node) if value is None else Constant(value)


def true(reader: Reader, node: Node, depth: int) -> Expression:
    return TRUE


def false(reader: Reader, node: Node, depth: int) -> Expression:
    return FALSE


def none(reader: Reader, node: Node, depth: int) -> Expression:
    return NOTHING


TRUE, FALSE, NOTHING = Constant(True), Constant(False), Constant(None)
STRING_CONTENT, INTERPOLATION = grammar.kind("string_content"), grammar.kind("interpolation")
FORMAT_SPECIFIER, FORMAT_EXPRESSION = grammar.kind("format_specifier"), grammar.kind("format_expression")
TYPE_CONVERSION = grammar.kind("type_conversion")
