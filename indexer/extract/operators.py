"""Operators, comparisons, conditions and the expressions that wrap one other → plain expressions."""

from tree_sitter import Node

from indexer.extract import grammar
from indexer.extract.dispatch import READ, SKIPPED, operands, read
from indexer.extract.reader import Reader, line_of
from indexer.facts import (
    DEEPEST_EXPRESSION,
    Await,
    Collection,
    Comparison,
    Conditional,
    Constant,
    Expression,
    Operation,
    Starred,
    Walrus,
    Yield,
)


def inner(reader: Reader, node: Node, depth: int) -> Expression:
    """Parentheses and wrappers that stand for the one expression in them."""
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    for child in node.children:
        handler = READ[child.kind_id]
        if handler is not None:
            return handler(reader, child, depth + 1)
    return reader.other(node)


def flattened(reader: Reader, node: Node, depth: int) -> Expression:
    """Binary and boolean operators; the left spine of one operator becomes one operation, however long."""
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    kind = node.kind_id
    right: list[Expression] = []
    operator = ""
    while True:
        first, sign, second = _two_operands(node)
        if sign is None or second is None or (operator and sign.type != operator):
            right.append(read(reader, node, depth + 1) if operator else reader.other(node))
            break
        operator = sign.type
        right.append(read(reader, second, depth + 1))
        if first.kind_id != kind:
            left = read(reader, first, depth + 1)
            if kind == BINARY and type(left) is Operation and left.operator == operator and len(left.operands) > 1:
                right.extend(reversed(left.operands))  # `(a + b) + c`
            else:
                right.append(left)
            break
        node = first
    right.reverse()
    return Operation(operator, right) if operator else right[0]


def _two_operands(node: Node) -> tuple[Node, Node | None, Node | None]:
    parts = [c for c in node.children if c.kind_id not in SKIPPED]
    if len(parts) != 3:
        return node, None, None
    return parts[0], parts[1], parts[2]


def unary(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    children = node.children
    operand = read(reader, children[-1], depth + 1)
    operator = children[0].type
    if operator == "-" and type(operand) is Constant and type(operand.value) in (int, float):
        return Constant(-operand.value)  # type: ignore[operator]
    return Operation(operator, [operand])


def comparison(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    operators: list[str] = []
    values: list[Expression] = []
    for child in node.children:
        kind = child.kind_id
        if kind in COMPARISON_TOKENS:
            operators.append(child.type)
            continue
        handler = READ[kind]
        if handler is not None:
            values.append(handler(reader, child, depth + 1))
    return Comparison(operators, values)


def conditional(reader: Reader, node: Node, depth: int) -> Expression:
    parts = operands(reader, node, depth + 1) if depth <= DEEPEST_EXPRESSION else []
    return Conditional(parts[1], parts[0], parts[2]) if len(parts) == 3 else reader.other(node)


def walrus(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    children = node.children
    name = reader.slice(children[0])
    value = read(reader, children[-1], depth + 1)
    reader.bind(name, "walrus")
    return Walrus(name, value)


def await_(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    return Await(read(reader, node.children[-1], depth + 1))


def yield_(reader: Reader, node: Node, depth: int) -> Expression:
    reader.scope.is_generator = True
    values = operands(reader, node, depth + 1) if depth <= DEEPEST_EXPRESSION else []
    delegates = any(child.kind_id == FROM for child in node.children)
    if not values:
        return Yield(None, False)
    value = values[0] if len(values) == 1 else Collection("tuple", values, line_of(node))
    return Yield(value, delegates)


def starred(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    return Starred(read(reader, node.children[-1], depth + 1))


def union(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    return Operation("|", operands(reader, node, depth + 1))


FROM, BINARY = grammar.token("from"), grammar.kind("binary_operator")
COMPARISON_TOKENS = frozenset(
    grammar.token(t) for t in ("<", "<=", "==", "!=", ">=", ">", "<>", "in", "not in", "is", "is not")
)
