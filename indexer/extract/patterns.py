"""`match` statements; patterns become expressions in the same words.

A capture and `_` are names, `A | B` is an operation, `C(x=1)` a call, `[a, *rest]` a list; `pattern as name` is the
pattern, and the name is bound.
"""

from collections.abc import Callable

from tree_sitter import Node

from indexer.extract import grammar
from indexer.extract.blocks import block_of, head_and_block, one, read_block
from indexer.extract.dispatch import READ, read
from indexer.extract.reader import Reader, line_of
from indexer.facts import (
    DEEPEST_EXPRESSION,
    Call,
    Collection,
    Constant,
    Expression,
    Mapping,
    Match,
    Name,
    Operation,
    Starred,
)


def match(reader: Reader, node: Node) -> None:
    parts, block = head_and_block(node)
    owner = reader.add(Match(reader.block, line_of(node), one(reader, parts, node)))
    for case in block.children if block is not None else ():
        if case.kind_id != CASE_CLAUSE:
            continue
        patterns: list[Expression] = []
        guard: Expression | None = None
        commas = 0
        for child in case.children:
            kind = child.kind_id
            if kind == CASE_PATTERN:
                patterns.append(_pattern(reader, child, 0))
            elif kind == COMMA:
                commas += 1
            elif kind == IF_CLAUSE:
                guard = read(reader, child.children[-1])
        line = line_of(case)
        test = patterns[0] if len(patterns) == 1 and not commas else Collection("tuple", patterns, line)
        read_block(reader, owner, "case", block_of(case), test=test, guard=guard)


def _pattern(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    handler = PATTERNS.get(node.kind_id)
    return handler(reader, node, depth + 1) if handler is not None else read(reader, node, depth)


def _inner(reader: Reader, node: Node, depth: int) -> list[Expression]:
    """The patterns below a node; a minus belongs to the number after it."""
    found: list[Expression] = []
    minus = False
    for child in node.children:
        kind = child.kind_id
        if kind == MINUS:
            minus = True
        elif kind in PATTERNS or READ[kind] is not None:
            value = _pattern(reader, child, depth)
            found.append(_negative(value) if minus else value)
            minus = False
    return found


def _negative(value: Expression) -> Expression:
    if type(value) is Constant and type(value.value) in (int, float):
        return Constant(-value.value)  # type: ignore[operator]
    return Operation("-", [value])


def _case(reader: Reader, node: Node, depth: int) -> Expression:
    found = _inner(reader, node, depth)
    return found[0] if found else reader.other(node)


def _capture(reader: Reader, node: Node, depth: int) -> Expression:
    value = read(reader, node)
    if type(value) is Name:
        _bind(reader, value.id)
    return value


def _bind(reader: Reader, name: str) -> None:
    if name != "_":
        reader.bind(name, "pattern")


def _alternatives(reader: Reader, node: Node, depth: int) -> Expression:
    return Operation("|", _inner(reader, node, depth))


def _list(reader: Reader, node: Node, depth: int) -> Expression:
    return Collection("list", _inner(reader, node, depth), line_of(node))


def _tuple(reader: Reader, node: Node, depth: int) -> Expression:
    """`(a, b)` and `(a,)`, but `(a)` is `a`."""
    items = _inner(reader, node, depth)
    if len(items) == 1 and type(items[0]) is not Starred and not any(c.kind_id == COMMA for c in node.children):
        return items[0]
    return Collection("tuple", items, line_of(node))


def _star(reader: Reader, node: Node, depth: int) -> Expression:
    name = reader.slice(node.children[-1])
    _bind(reader, name)
    return Starred(Name(name))


def _as(reader: Reader, node: Node, depth: int) -> Expression:
    found = [_pattern(reader, child, depth) for child in node.children if child.kind_id == CASE_PATTERN]
    _bind(reader, reader.slice(node.children[-1]))
    return found[0] if found else reader.other(node)


def _class(reader: Reader, node: Node, depth: int) -> Expression:
    arguments: list[Expression] = []
    keywords: list[tuple[str | None, Expression]] = []
    for child in node.children:
        if child.kind_id != CASE_PATTERN:
            continue
        inner = child.children[0] if child.children else child
        if inner.kind_id == KEYWORD_PATTERN:
            name = reader.slice(inner.children[0])
            keywords.append((name, (_inner(reader, inner, depth)[1:] or [Name("_")])[0]))
        else:
            arguments.append(_pattern(reader, child, depth))
    return Call(read(reader, node.children[0]), arguments, keywords, line_of(node))


def _wildcard(reader: Reader, node: Node, depth: int) -> Expression:
    return Name("_")


def _mapping(reader: Reader, node: Node, depth: int) -> Expression:
    keys: list[Expression | None] = []
    values: list[Expression] = []
    minus = False
    for child in node.children:
        kind = child.kind_id
        if kind == MINUS:
            minus = True
        elif kind == CASE_PATTERN:
            values.append(_pattern(reader, child, depth))
        elif kind == SPLAT_PATTERN:
            _bind(reader, reader.slice(child.children[-1]))
        elif READ[kind] is not None:
            key = read(reader, child)
            keys.append(_negative(key) if minus else key)
            minus = False
    return Mapping(keys[: len(values)], values[: len(keys)], line_of(node))


COMMA, MINUS = grammar.token(","), grammar.token("-")
CASE_CLAUSE, IF_CLAUSE, CASE_PATTERN, KEYWORD_PATTERN, SPLAT_PATTERN = (
    grammar.kind(k) for k in ("case_clause", "if_clause", "case_pattern", "keyword_pattern", "splat_pattern")
)
PATTERNS: dict[int, Callable[[Reader, Node, int], Expression]] = {
    CASE_PATTERN: _case,
    SPLAT_PATTERN: _star,
    grammar.token("_"): _wildcard,
    grammar.kind("dotted_name"): _capture,
    grammar.kind("union_pattern"): _alternatives,
    grammar.kind("list_pattern"): _list,
    grammar.kind("tuple_pattern"): _tuple,
    grammar.kind("as_pattern"): _as,
    grammar.kind("class_pattern"): _class,
    grammar.kind("dict_pattern"): _mapping,
}
