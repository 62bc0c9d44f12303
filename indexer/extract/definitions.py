"""Functions, classes and lambdas → scopes with their headers."""

import re
from itertools import pairwise

from tree_sitter import Node

from indexer.extract import grammar
from indexer.extract.dispatch import READ, SKIPPED, deeper, operands, read
from indexer.extract.names import argument_list
from indexer.extract.reader import Reader, line_of
from indexer.facts import (
    DEEPEST_EXPRESSION,
    Constant,
    Define,
    Definition,
    Evaluate,
    Expression,
    Lambda,
    Name,
    Parameter,
    Return,
    Scope,
    Starred,
)


def decorated(reader: Reader, node: Node) -> None:
    decorators: list[Expression] = []
    lines: list[int] = []
    for child in node.children:
        kind = child.kind_id
        if kind == DECORATOR:
            values = operands(reader, child)
            if values:
                decorators.append(values[0])
                lines.append(line_of(child))
        elif kind == FUNCTION:
            function(reader, child, decorators, lines)
        elif kind == CLASS:
            class_(reader, child, decorators, lines)


def function(
    reader: Reader, node: Node, decorators: list[Expression] | None = None, lines: list[int] | None = None
) -> None:
    name, parameters, returns, type_parameters, block, is_async = "", [], None, [], None, False
    for child in node.children:
        kind = child.kind_id
        if kind == IDENTIFIER:
            name = reader.slice(child)
        elif kind == PARAMETERS:
            parameters = _parameters(reader, child)
        elif kind == TYPE:
            returns = read(reader, child)
        elif kind == TYPE_PARAMETER:
            type_parameters = _type_parameters(reader, child)
        elif kind == BLOCK:
            block = child
        elif kind == ASYNC:
            is_async = True
    definition = Definition(
        line_of(node),
        node.end_point[0] + 1,
        decorators or [],
        lines or [],
        parameters,
        returns,
        [],
        [],
        type_parameters,
        is_async,
    )
    _define(reader, "function", name, definition, node.start_point[1], block)


def class_(
    reader: Reader, node: Node, decorators: list[Expression] | None = None, lines: list[int] | None = None
) -> None:
    name, type_parameters, block = "", [], None
    bases: list[Expression] = []
    keywords: list[tuple[str | None, Expression]] = []
    for child in node.children:
        kind = child.kind_id
        if kind == IDENTIFIER:
            name = reader.slice(child)
        elif kind == ARGUMENTS:
            bases, keywords = argument_list(reader, child)
        elif kind == TYPE_PARAMETER:
            type_parameters = _type_parameters(reader, child)
        elif kind == BLOCK:
            block = child
    definition = Definition(
        line_of(node),
        node.end_point[0] + 1,
        decorators or [],
        lines or [],
        [],
        None,
        bases,
        keywords,
        type_parameters,
        False,
    )
    _define(reader, "class", name, definition, node.start_point[1], block)


def lambda_(reader: Reader, node: Node, depth: int) -> Expression:
    if depth > DEEPEST_EXPRESSION:
        return reader.other(node)
    parameters: list[Parameter] = []
    value: Node | None = None
    for child in node.children:
        if child.kind_id == LAMBDA_PARAMETERS:
            parameters = _parameters(reader, child)
        elif READ[child.kind_id] is not None:
            value = child
    line = line_of(node)
    definition = Definition(line, node.end_point[0] + 1, [], [], parameters, None, [], [], [], False)
    around = reader.scope, reader.number, reader.block
    scope = reader.open_scope("lambda", "<lambda>", definition)
    number = len(reader.scopes) - 1
    reader.scope, reader.number, reader.block = scope, number, 0
    if value is not None:
        reader.add(Return(0, line, read(reader, value, depth + 1)))
    reader.scope, reader.number, reader.block = around
    return Lambda(number)


def _define(reader: Reader, kind: str, name: str, definition: Definition, column: int, block: Node | None) -> None:
    around = reader.scope, reader.number, reader.block
    scope = reader.open_scope(kind, name, definition)
    number = len(reader.scopes) - 1
    reader.columns[number] = column
    reader.bind(name, "define")
    reader.add(Define(reader.block, definition.line, number))
    if block is not None:
        reader.scope, reader.number, reader.block = scope, number, 0
        deeper(reader, block)
        find_docstring(scope)
        reader.scope, reader.number, reader.block = around


def find_docstring(scope: Scope) -> None:
    """A string that opens a module, class or function is its docstring."""
    found = scope.statements
    if found and type(found[0]) is Evaluate and type(found[0].value) is Constant:
        value = found[0].value.value
        if isinstance(value, str) and not any(b.statement == 0 for b in scope.bindings):
            scope.docstring = value


def _parameters(reader: Reader, node: Node) -> list[Parameter]:
    found: list[Parameter] = []
    kind = "either"
    for child in node.children:
        number = child.kind_id
        if number == IDENTIFIER:
            found.append(Parameter(reader.slice(child), kind, None, None))  # type: ignore[arg-type]
        elif number == POSITIONAL_SEPARATOR:
            found = [Parameter(p.name, "positional", p.annotation, p.default) for p in found]
        elif number == KEYWORD_SEPARATOR:
            kind = "keyword"
        elif number in PARAMETER_KINDS:
            parameter = _parameter(reader, child, kind)
            if parameter.kind == "star":
                kind = "keyword"
            found.append(parameter)
    return found


def _parameter(reader: Reader, node: Node, kind: str) -> Parameter:
    number = node.kind_id
    annotation: Expression | None = None
    default: Expression | None = None
    target: Expression
    if number in (DEFAULT_PARAMETER, TYPED_PARAMETER, TYPED_DEFAULT_PARAMETER):
        parts = [c for c in node.children if c.kind_id not in SKIPPED]
        target = read(reader, parts[0])
        for before, part in pairwise(parts):
            if part.kind_id == TYPE:
                annotation = read(reader, part)
            elif before.kind_id == EQUALS:
                default = read(reader, part)
    else:
        target = read(reader, node)
    if type(target) is Starred:
        # `*args` and `**kwargs` read alike as expressions; the text tells them apart.
        kind = "double_star" if reader.text.startswith("**", node.start_byte) else "star"
        target = target.value
    name = target.id if type(target) is Name else ""
    return Parameter(name, kind, annotation, default)  # type: ignore[arg-type]


def _type_parameters(reader: Reader, node: Node) -> list[str]:
    """The names in `[T: int, *Ts, **P = [int]]`, from the text: defaults are newer than the grammar."""
    found: list[str] = []
    depth = 0
    awaited = False  # a name, at the start of a parameter
    for sign, name in TYPE_PARAMETER_TOKEN.findall(reader.slice(node)):
        if sign in ("[", "(", "{"):
            depth += 1
        elif sign in ("]", ")", "}"):
            depth -= 1
        elif name and depth == 1 and awaited:
            found.append(name)
        awaited = depth == 1 and (sign in ("[", ",") or (awaited and sign in ("*", "**")))
    return found


TYPE_PARAMETER_TOKEN = re.compile(r"([][(){},:=]|\*\*?)|(\w+)")
DECORATOR, FUNCTION, CLASS = (grammar.kind(k) for k in ("decorator", "function_definition", "class_definition"))
IDENTIFIER, PARAMETERS, LAMBDA_PARAMETERS, TYPE, TYPE_PARAMETER, BLOCK, ARGUMENTS = (
    grammar.kind(k)
    for k in ("identifier", "parameters", "lambda_parameters", "type", "type_parameter", "block", "argument_list")
)
POSITIONAL_SEPARATOR, KEYWORD_SEPARATOR = grammar.kind("positional_separator"), grammar.kind("keyword_separator")
DEFAULT_PARAMETER, TYPED_PARAMETER, TYPED_DEFAULT_PARAMETER = (
    grammar.kind(k) for k in ("default_parameter", "typed_parameter", "typed_default_parameter")
)
PARAMETER_KINDS = frozenset(
    {DEFAULT_PARAMETER, TYPED_PARAMETER, TYPED_DEFAULT_PARAMETER}
    | {grammar.kind(k) for k in ("list_splat_pattern", "dictionary_splat_pattern", "tuple_pattern")}
)
ASYNC, EQUALS = grammar.token("async"), grammar.token("=")
