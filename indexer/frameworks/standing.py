"""What an expression may stand for where it is written; locals of a function are followed to what they were given."""

from collections.abc import Iterator

from indexer.expressions import last_name
from indexer.facts import Assign, Attribute, Call, Collection, Evaluate, Expression, For, Name
from indexer.resolve.entities import Entity, Function, Variable
from indexer.resolve.evaluate.values import Member, Value
from indexer.resolve.looked import scanned
from indexer.resolve.names import Local
from indexer.resolve.program import Program


def method_calls(program: Program, *methods: str) -> Iterator[tuple[Call, Expression, Entity]]:
    """Calls `owner.method(...)` that are a whole statement, or its value: the call, the owner, the scope."""
    program.scanned_for.update(methods)
    for entities in (program.modules, program.classes_in_order, program.functions):
        for entity in entities:
            for call, owner in method_calls_of(entity, *methods):
                yield call, owner, entity


def method_calls_of(entity: Entity, *methods: str) -> Iterator[tuple[Call, Expression]]:
    for statement in scanned(entity.scope):
        if type(statement) is Evaluate or type(statement) is Assign:
            call = statement.value
            if type(call) is Call and type(call.function) is Attribute and call.function.name in methods:
                yield call, call.function.value


def values(program: Program, expression: Expression, at: Entity) -> Iterator[tuple[Value, str]]:
    """What an expression may stand for where it is written, with the name it has there or where it is made."""
    found = program.names.resolve(expression, at)
    if isinstance(found, Variable):
        value = program.evaluator.variable(found)
        if value is not None:
            yield value, found.local_name
    elif found is not None:
        yield found, last_name(expression)
    elif type(expression) is Name and isinstance(program.names.name(expression.id, at), Local):
        yield from _of_local(program, expression.id, at)
    elif type(expression) is Attribute and type(expression.value) is Name and _is_self(expression.value.id, at):
        yield Member(at.parent, expression.name), expression.name  # type: ignore[arg-type]
    elif type(expression) is Attribute:
        for owner, _ in values(program, expression.value, at):
            value = program.evaluator.attribute(owner, expression.name, 0)
            if value is not None:
                yield value, expression.name
    else:
        value = program.evaluator.value(expression, at)
        if value is not None:
            yield value, last_name(expression)


def _of_local(program: Program, name: str, at: Entity) -> Iterator[tuple[Value, str]]:
    for binding in at.bindings.get(name, ()):
        statement = at.scope.statements[binding.statement] if binding.statement < len(at.scope.statements) else None
        if type(statement) is Assign and statement.value is not None and statement.targets == [Name(name)]:
            if statement.value != Name(name):
                yield from values(program, statement.value, at)
        elif type(statement) is For and statement.target == Name(name):
            for item in items(statement.iterable):
                yield from values(program, item, at)


def _is_self(name: str, at: Entity) -> bool:
    return isinstance(at, Function) and at.owner is not None and next(at.parameters, None) == name


def items(expression: Expression | None) -> list[Expression]:
    if type(expression) is Collection:
        return expression.items
    return [expression] if expression is not None else []
