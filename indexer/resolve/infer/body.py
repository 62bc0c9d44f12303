"""One body being walked: its flow, what its names were bound to, and what is already known of its expressions."""

from indexer.facts import (
    Assign,
    Binding,
    Collection,
    Constant,
    Expression,
    For,
    Name,
    Statement,
    Try,
    With,
)
from indexer.flow import Flow
from indexer.resolve.entities import Entity
from indexer.resolve.infer.values import Known

UNSEEN = object()


class Body:
    __slots__ = ("_flow", "bound", "entity", "inner", "numbers", "seen", "walrus")

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self._flow: Flow | None = None
        self.seen: dict[int, Known | None] = {}  # by id of the expression; facts live as long as the program
        self.bound: dict[int, Known | None] = {}  # by number of the binding
        self.numbers: dict[str, list[int]] = {}  # of the bindings of a name
        for number, binding in enumerate(entity.scope.bindings):
            self.numbers.setdefault(binding.name, []).append(number)
        self.inner: dict[str, Known | None] = {}  # variables of the comprehensions around the expression
        self.walrus: dict[str, Known | None] = {}

    @property
    def flow(self) -> Flow:
        if self._flow is None:
            self._flow = Flow(self.entity.scope)
        return self._flow


def value_bound(binding: Binding, entity: Entity) -> tuple[str, Expression | None, list[int], Expression | None]:
    """How a binding gets its value: (how, expression, way down through tuples, annotation).

    `how` is `value`, `item` (a loop over the expression), `enter` (a `with`), `caught`, or `unknown`.
    """
    statements = entity.scope.statements
    statement = statements[binding.statement] if binding.statement < len(statements) else None
    if binding.kind == "assign" and isinstance(statement, Assign):
        for target in statement.targets:
            way = way_to(target, binding.name)
            if way is not None:
                return "value", statement.value, way, statement.annotation if not way else None
    elif binding.kind == "loop" and isinstance(statement, For):
        way = way_to(statement.target, binding.name)
        if way is not None:
            return "item", statement.iterable, way, None
    elif binding.kind == "with" and isinstance(statement, With):
        for context, entered in statement.items:
            if type(entered) is Name and entered.id == binding.name:
                return "enter", context, [], None
    elif binding.kind == "handler" and statement is not None:
        block = entity.scope.blocks[statement.block]
        if block.role == "handler" and type(entity.scope.statements[block.owner]) is Try:
            return "caught", block.test, [], None
    return "unknown", None, [], None


def way_to(target: Expression, name: str) -> list[int] | None:
    """The indexes that lead to a name in a target: `(a, (b, c))` has c at [1, 1]; None where a star makes it unsure."""
    if type(target) is Name:
        return [] if target.id == name else None
    if type(target) is Collection:
        for index, item in enumerate(target.items):
            way = way_to(item, name)
            if way is not None:
                return [index, *way]
    return None


def is_none(expression: Expression | None) -> bool:
    return type(expression) is Constant and expression.value is None


def position(entity: Entity, statement: Statement) -> int:
    """The index of a statement in its scope: by identity, since equal statements may stand there twice."""
    return next((i for i, found in enumerate(entity.scope.statements) if found is statement), 0)
