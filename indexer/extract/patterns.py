"""`match` statements; patterns become expressions in the same words."""

from tree_sitter import Node

from indexer.extract import grammar
from indexer.extract.blocks import block_of, head_and_block, one, read_block
from indexer.extract.dispatch import SKIPPED, read
from indexer.extract.reader import Reader
from indexer.facts import Call, Collection, Constant, Expression, Mapping, Match, Name, Operation, Starred


def match(reader: Reader, node: Node) -> None:
    parts, block = head_and_block(node)
    owner = reader.add(Match(reader.block, reader.line(node.start_byte), one(reader, parts, node)))
    for case in block.children if block is not None else ():
        if case.kind_id != CASE_CLAUSE:
            continue
        patterns: list[Expression] = []
        guard: Expression | None = None
        for child in case.children:
            if child.kind_id == CASE_PATTERN:
                patterns.append(_pattern(reader, child))
            elif child.kind_id == IF_CLAUSE:
                guard = read(reader, child.children[-1])
        line = reader.line(case.start_byte)
        test = patterns[0] if len(patterns) == 1 else Collection("tuple", patterns, line)
        read_block(reader, owner, "case", block_of(case), test=test, guard=guard)


def _pattern(reader: Reader, node: Node) -> Expression:
    """A pattern in the words of expressions: captures and `_` are names, `A | B` an operation, `C(x=1)` a call."""
    kind = node.kind_id
    line = reader.line(node.start_byte)
    children = [c for c in node.children if c.kind_id not in SKIPPED]
    if kind in (CASE_PATTERN, LIST_PATTERN, TUPLE_PATTERN, UNION_PATTERN):
        inner = [_pattern(reader, c) for c in children if c.is_named]
        if kind == UNION_PATTERN:
            return Operation("|", inner)
        if kind != CASE_PATTERN:
            return Collection("list" if kind == LIST_PATTERN else "tuple", inner, line)
        if children and children[0].type == "-" and inner and type(inner[0]) is Constant:
            return Operation("-", inner)
        return inner[0] if inner else Name("_")
    if kind == DOTTED_NAME:
        value = read(reader, node)
        if type(value) is Name and value.id != "_":
            reader.bind(value.id, "pattern")
        return value
    if kind == SPLAT_PATTERN:
        name = reader.slice(children[-1])
        reader.bind(name, "pattern")
        return Starred(Name(name))
    if kind == AS_PATTERN:
        inner = [_pattern(reader, c) for c in children if c.kind_id == CASE_PATTERN]
        reader.bind(reader.slice(children[-1]), "pattern")
        return inner[0] if inner else reader.other(node)
    if kind == CLASS_PATTERN:
        arguments: list[Expression] = []
        keywords: list[tuple[str | None, Expression]] = []
        for child in children[1:]:
            if child.kind_id != CASE_PATTERN:
                continue
            inner_node = child.children[0] if child.children else child
            if inner_node.kind_id == KEYWORD_PATTERN:
                parts = inner_node.children
                keywords.append((reader.slice(parts[0]), _pattern(reader, parts[-1])))
            else:
                arguments.append(_pattern(reader, child))
        function = read(reader, children[0])
        return Call(function, arguments, keywords, line)
    if kind == DICT_PATTERN:
        keys: list[Expression | None] = []
        values: list[Expression] = []
        for child in children:
            if child.kind_id == CASE_PATTERN:
                values.append(_pattern(reader, child))
            elif child.is_named and child.kind_id != SPLAT_PATTERN:
                keys.append(read(reader, child))
            elif child.kind_id == SPLAT_PATTERN:
                reader.bind(reader.slice(child.children[-1]), "pattern")
        return Mapping(keys[: len(values)], values[: len(keys)], line)
    return read(reader, node)


CASE_CLAUSE, IF_CLAUSE, AS_PATTERN, CASE_PATTERN, DOTTED_NAME = (
    grammar.kind(k) for k in ("case_clause", "if_clause", "as_pattern", "case_pattern", "dotted_name")
)
LIST_PATTERN, TUPLE_PATTERN, UNION_PATTERN, SPLAT_PATTERN, CLASS_PATTERN, DICT_PATTERN, KEYWORD_PATTERN = (
    grammar.kind(k)
    for k in (
        "list_pattern",
        "tuple_pattern",
        "union_pattern",
        "splat_pattern",
        "class_pattern",
        "dict_pattern",
        "keyword_pattern",
    )
)
