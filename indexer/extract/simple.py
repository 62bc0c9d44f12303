"""Simple statements: assignments, jumps, declarations."""

from tree_sitter import Node

from indexer.extract import grammar
from indexer.extract.dispatch import READ, SKIPPED, operands, read
from indexer.extract.reader import Reader, line_of
from indexer.facts import (
    Assert,
    Assign,
    Attribute,
    Call,
    Collection,
    Declare,
    Delete,
    Evaluate,
    Expression,
    Jump,
    Name,
    Raise,
    Return,
    Starred,
    Subscript,
)


def expression_statement(reader: Reader, node: Node) -> None:
    children = node.children
    if not children:
        return
    first = children[0]
    kind = first.kind_id
    handler = READ[kind]
    if kind == ASSIGNMENT:
        assignment(reader, first)
    elif kind == AUGMENTED:
        _augmented(reader, first)
    elif len(children) == 1 and handler is not None:
        value = handler(reader, first, 0)
        reader.add(Evaluate(reader.block, line_of(node), value))
    else:
        values = operands(reader, node)
        if values:
            line = line_of(node)
            value = values[0] if len(values) == 1 else Collection("tuple", values, line)
            reader.add(Evaluate(reader.block, line, value))


def assignment(reader: Reader, node: Node) -> None:
    """`a = b = value` and `a: annotation = value`; a chain nests to the right in the tree."""
    line = line_of(node)
    children = node.children
    if len(children) == 3 and children[1].kind_id == EQUALS and children[2].kind_id not in NO_VALUE:
        target, value = read(reader, children[0]), read(reader, children[2])  # as most of them
        bind_target(reader, target, "assign")
        reader.add(Assign(reader.block, line, [target], value, None, ""))
    else:
        _annotated_or_chained(reader, node, line)


def _annotated_or_chained(reader: Reader, node: Node, line: int) -> None:
    targets: list[Expression] = []
    annotation: Expression | None = None
    value: Expression | None = None
    while True:
        rest: Node | None = None
        equals = False
        for child in node.children:
            kind = child.kind_id
            if kind == EQUALS:
                equals = True
            elif kind == TYPE:
                annotation = read(reader, child)
            elif kind == ASSIGNMENT:
                rest = child
            elif READ[kind] is not None:
                if equals:
                    value = read(reader, child)
                else:
                    targets.append(read(reader, child))
        if rest is None:
            break
        node = rest
    for target in targets:
        bind_target(reader, target, "assign")
    reader.add(Assign(reader.block, line, targets, value, annotation, ""))


def _augmented(reader: Reader, node: Node) -> None:
    parts = [c for c in node.children if c.kind_id not in SKIPPED]
    if len(parts) < 3:
        return
    target, value = read(reader, parts[0]), read(reader, parts[-1])
    if type(target) is Name:
        reader.bind(target.id, "augment")
    reader.add(Assign(reader.block, line_of(node), [target], value, None, parts[1].type.rstrip("=")))


def bind_target(reader: Reader, target: Expression, kind: str) -> None:
    if type(target) is Name:
        reader.bind(target.id, kind)
    elif type(target) is Collection:
        for item in target.items:
            bind_target(reader, item, kind)
    elif type(target) is Starred:
        bind_target(reader, target.value, kind)


def type_alias(reader: Reader, node: Node) -> None:
    values = operands(reader, node)
    if len(values) != 2:
        return
    line = line_of(node)
    if type(values[0]) is Attribute:
        # The grammar also takes `type(x).name = value` for an alias.
        reader.add(Assign(reader.block, line, [_call_of_type(values[0], line)], values[1], None, ""))
        return
    bind_target(reader, values[0].value if type(values[0]) is Subscript else values[0], "assign")
    reader.add(Assign(reader.block, line, values[:1], values[1], None, "type"))


def _call_of_type(target: Expression, line: int) -> Expression:
    if type(target) is Attribute:
        return Attribute(_call_of_type(target.value, line), target.name, target.line)
    arguments = target.items if type(target) is Collection else [target]
    return Call(Name("type"), arguments, [], line)


def return_(reader: Reader, node: Node) -> None:
    values = operands(reader, node)
    reader.add(Return(reader.block, line_of(node), values[0] if values else None))


def raise_(reader: Reader, node: Node) -> None:
    values = operands(reader, node)
    reader.add(
        Raise(
            reader.block,
            line_of(node),
            values[0] if values else None,
            values[1] if len(values) > 1 else None,
        )
    )


def assert_(reader: Reader, node: Node) -> None:
    values = operands(reader, node)
    if values:
        message = values[1] if len(values) > 1 else None
        reader.add(Assert(reader.block, line_of(node), values[0], message))


def delete(reader: Reader, node: Node) -> None:
    targets: list[Expression] = []
    for value in operands(reader, node):
        targets.extend(value.items if type(value) is Collection else [value])
    for target in targets:
        bind_target(reader, target, "delete")
    reader.add(Delete(reader.block, line_of(node), targets))


def jump(reader: Reader, node: Node) -> None:
    kind = node.children[0].type
    reader.add(Jump(reader.block, line_of(node), kind))  # type: ignore[arg-type]


def declare(reader: Reader, node: Node) -> None:
    children = node.children
    names = [reader.slice(c) for c in children if c.kind_id == IDENTIFIER]
    reader.add(Declare(reader.block, line_of(node), children[0].type, names))  # type: ignore[arg-type]


def print_or_exec(reader: Reader, node: Node) -> None:
    """Python 2: the arguments are read as those of a call of the builtin."""
    values = operands(reader, node)
    line = line_of(node)
    reader.add(Evaluate(reader.block, line, Call(Name(node.children[0].type), values, [], line)))


ASSIGNMENT, AUGMENTED, TYPE, IDENTIFIER = (
    grammar.kind(k) for k in ("assignment", "augmented_assignment", "type", "identifier")
)
EQUALS = grammar.token("=")
NO_VALUE = SKIPPED | {ASSIGNMENT}
