"""What answers an error of the house: `@app.exception_handler(NotLoggedIn)`, `add_exception_handler(...)`, a table.

A function that raises such an error turns the caller away as its handler says. Sources: "Handling Errors" of FastAPI,
"Exceptions" of Starlette, "Handling Application Errors" of Flask, "Handling errors" of django-ninja.
"""

from collections.abc import Iterator

from indexer.expressions import last_name
from indexer.facts import Assign, Attribute, Call, Evaluate, Expression, Mapping, Name, Subscript
from indexer.frameworks.findings import Findings, Framework
from indexer.resolve.entities import Class, Entity, Function, Module
from indexer.resolve.looked import scanned
from indexer.resolve.program import Program

DECORATORS = frozenset({"exception_handler", "errorhandler", "app_errorhandler"})
METHODS = frozenset({"add_exception_handler", "register_error_handler"})
TABLE = "exception_handlers"


def prepare(program: Program) -> None:
    program.scanned_for.update(METHODS)
    for error, handler, at in _written(program):
        cls, function = (program.names.resolve(written, at) for written in (error, handler))
        if isinstance(cls, Class) and isinstance(function, Function):
            program.answered_by[cls] = function


def recognise(program: Program, findings: Findings) -> None:
    """It is asked where something is raised."""


FRAMEWORK = Framework("error handlers", ("fastapi", "starlette", "flask", "ninja"), recognise, prepare)


def _written(program: Program) -> Iterator[tuple[Expression, Expression, Entity]]:
    """An error and its handler, as they are written, and where."""
    for function in program.functions:
        for decorator in function.definition.decorators:
            if type(decorator) is Call and last_name(decorator) in DECORATORS and decorator.arguments:
                at = function.parent or function.module
                yield decorator.arguments[0], Name(function.scope.name), at
    entities: tuple[Module | Function, ...] = (*program.modules, *program.functions)
    for entity in entities:
        for statement in scanned(entity.scope):
            if type(statement) is Assign and statement.value is not None and isinstance(entity, Module):
                yield from ((*pair, entity) for pair in _in_table(statement.targets, statement.value))
            value = statement.value if type(statement) is Evaluate or type(statement) is Assign else None
            if type(value) is Call:
                yield from ((*pair, entity) for pair in _in_call(value))


def _in_table(targets: list[Expression], value: Expression) -> Iterator[tuple[Expression, Expression]]:
    for target in targets:
        if type(target) is Subscript and last_name(target.value) == TABLE:
            yield target.index, value
        elif type(target) in (Name, Attribute) and last_name(target) == TABLE:
            yield from _pairs(value)


def _in_call(call: Call) -> Iterator[tuple[Expression, Expression]]:
    if type(call.function) is Attribute and call.function.name in METHODS and len(call.arguments) == 2:
        yield call.arguments[0], call.arguments[1]
    for key, value in call.keywords:
        if key == TABLE:
            yield from _pairs(value)


def _pairs(table: Expression) -> Iterator[tuple[Expression, Expression]]:
    for key, value in zip(table.keys, table.values, strict=True) if type(table) is Mapping else ():
        if key is not None:
            yield key, value
