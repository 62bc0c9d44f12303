"""Statements as rows: what each scope says, and what tests assert."""

import re
import struct
from collections.abc import Iterator, Sequence

from indexer.assemble.symbols import Symbols
from indexer.discover import is_test
from indexer.expressions import dotted, last_name
from indexer.facts import (
    Assert,
    Assign,
    Attribute,
    Block,
    Call,
    Collection,
    Comparison,
    Constant,
    Evaluate,
    Expression,
    Jump,
    Name,
    Operation,
    Raise,
    Scope,
    Statement,
    With,
)
from indexer.graph import nodes
from indexer.resolve.entities import Class, Function, Module
from indexer.resolve.program import Program

ASSERTS = re.compile(r"^_?(assert|should|expect|fail|raises$|warns$)|^check_\w+$", re.IGNORECASE)
PERHAPS_HOLLOW = frozenset({Assert, Evaluate, Jump})
SKIPS = re.compile(r"^(skip\w*|SkipTest|xfail|expectedFailure|importorskip)$")


def prints(program: Program, symbols: Symbols) -> list[nodes.Prints]:
    found: dict[int, list[int]] = {}
    for module in program.modules:
        entities = by_scope(module)
        for number, scope in enumerate(module.facts.scopes):
            if scope.prints and number in entities:
                said = prints_in(scope, of_tests=is_test(module.file_path))
                found.setdefault(symbols[entities[number]], []).extend(said)
    return [nodes.Prints(symbol, packed(numbers)) for symbol, numbers in found.items()]


def prints_in(scope: Scope, *, of_tests: bool) -> list[int]:
    if not of_tests:
        return scope.prints
    said = zip(scope.statements, scope.prints, strict=False)
    return [n for s, n in said if type(s) not in PERHAPS_HOLLOW or not is_hollow(s)]


def asserted(program: Program, symbols: Symbols) -> list[nodes.Asserted]:
    """Functions and methods that a test runner collects by their name."""
    found = []
    for module in program.modules:
        if not is_test(module.file_path):
            continue
        for entity in by_scope(module).values():
            if isinstance(entity, Function) and is_collected(entity):
                found.append(asserted_in(entity, symbols[entity]))
    return found


def is_collected(function: Function) -> bool:
    """By a test runner, if its module is one of tests."""
    return function.scope.name.startswith("test") and isinstance(function.parent, Class | Module)


def asserted_in(function: Function, symbol: int) -> nodes.Asserted:
    scope = function.scope
    skipped = _skips(function) or next(filter(None, _skipped_around(function)), "")
    says = [n for s, n in zip(scope.statements, scope.prints, strict=False) if _asserts(s) and not is_hollow(s)]
    return nodes.Asserted(symbol, packed(says), skipped)


def prints_at(scope: Scope, number: int) -> list[int]:
    """Of one statement and of what stands in its blocks."""
    inside = {number}
    found = []
    for at in range(number, min(len(scope.statements), len(scope.prints))):
        if at == number or _owner(scope.blocks, scope.statements[at]) in inside:
            inside.add(at)
            found.append(scope.prints[at])
        else:
            break
    return [one for one in found if one]


def packed(numbers: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def by_scope(module: Module) -> dict[int, Class | Function | Module]:
    """Modules, classes and functions of a file by the number of their scope; lambdas too."""
    found: dict[int, Class | Function | Module] = {0: module}
    stack: list[Class | Function | Module] = [module]
    while stack:
        for number, child in stack.pop().children.items():
            if type(child) is Class or type(child) is Function:
                found[number] = child
                stack.append(child)
    return found


def _owner(blocks: list[Block], statement: Statement) -> int:
    return blocks[statement.block].owner


def _asserts(statement: Statement) -> bool:
    if type(statement) is Evaluate:
        return type(statement.value) is Call and bool(ASSERTS.match(last_name(statement.value.function)))
    if type(statement) is With:
        return any(type(c) is Call and ASSERTS.match(last_name(c.function)) for c, _ in statement.items)
    return type(statement) is Assert


def is_hollow(statement: Statement) -> bool:
    """Nothing at all, or an assertion that holds whatever happens: of a constant, of something and itself."""
    if type(statement) is Assert:
        return _always(statement.test)
    if type(statement) is Jump:
        return statement.kind == "pass"
    if type(statement) is not Evaluate or type(statement.value) is not Call:
        return False
    name, given = last_name(statement.value.function), statement.value.arguments
    if name in ("assertTrue", "assertIsNotNone", "assert_") and len(given) in (1, 2):
        return _always(given[0])
    return name in ("assertEqual", "assertEquals", "assertIs", "assertIn") and len(given) > 1 and _is_same(*given[:2])


def _is_same(one: Expression, other: Expression) -> bool:
    """Of what is called twice, that the answers agree may be what is tested."""
    return one == other and type(one) in (Constant, Name, Attribute)


def _always(test: Expression) -> bool:
    if type(test) is Constant:
        return bool(test.value)
    if type(test) is Comparison:
        return test.operators in (["=="], ["is"]) and _is_same(test.operands[0], test.operands[1])
    return type(test) is Operation and test.operator == "or" and any(map(_always, test.operands))


def _skipped_around(function: Function) -> Iterator[str]:
    owner = function.parent
    while isinstance(owner, Class):
        yield _decorated(owner.definition.decorators)
        owner = owner.parent
    for binding in function.module.bindings.get("pytestmark", ()):
        statement = function.module.scope.statements[binding.statement]
        if type(statement) is Assign and statement.value is not None:
            yield _decorated(statement.value.items if type(statement.value) is Collection else [statement.value])


def _skips(function: Function) -> str:
    """By a decorator, or by the body before it does anything else on some way."""
    said = _decorated(function.definition.decorators)
    for statement in function.scope.statements if not said else ():
        if statement.block == 0 and type(statement) in (Evaluate, Raise):
            said = _decorated([statement.value] if statement.value is not None else [])  # type: ignore[union-attr]
            if said:
                break
    return said


def _decorated(expressions: list[Expression]) -> str:
    for expression in expressions:
        called = expression.function if type(expression) is Call else expression
        if SKIPS.match(last_name(called)):
            name = dotted(called)
            if name:
                return name
    return ""
