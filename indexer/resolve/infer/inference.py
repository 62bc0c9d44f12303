"""The value of an expression, worked out once, and the edges that working it out shows.

Values come from names and imports, constructors, annotations, attributes set in classes, the order of ancestors, and
the ORM. What is not known is None, and a call of it stays unresolved: never is a method bound to the only class that
has one of that name.
"""

from collections.abc import Callable
from typing import Any

from indexer.facts import (
    Attribute,
    Await,
    Call,
    Collection,
    Comparison,
    Comprehension,
    Conditional,
    Expression,
    FString,
    Lambda,
    Mapping,
    Name,
    Operation,
    Starred,
    Subscript,
    Walrus,
    Yield,
)
from indexer.frameworks.findings import Findings
from indexer.resolve.edges import Edges
from indexer.resolve.entities import Class, Entity, External, Function, Module, Variable
from indexer.resolve.infer import calls, members, names, operators
from indexer.resolve.infer.annotations import annotated
from indexer.resolve.infer.body import UNSEEN, Body, position
from indexer.resolve.infer.given import Given
from indexer.resolve.infer.models import Models
from indexer.resolve.infer.outside import NamesWithModels
from indexer.resolve.infer.values import Known
from indexer.resolve.program import Program


class Inference:
    def __init__(self, program: Program, findings: Findings) -> None:
        self.classes = program.classes
        self.models = Models(program, findings)
        self.names = NamesWithModels(program.names, self.models.outside)
        self.given = Given(self)
        self.edges = Edges()
        self._bodies: dict[Entity, Body] = {}
        self.returns: dict[Function, Known | None] = {}
        self.open: set[object] = set()  # what is being worked out: a circle is not known
        self.depth = 0

    def body(self, entity: Entity) -> Body:
        found = self._bodies.get(entity)
        if found is None:
            found = self._bodies[entity] = Body(entity)
        return found

    def value(self, expression: Expression, body: Body, index: int) -> Known | None:
        """What an expression of statement `index` stands for; its parts are worked out too, each once."""
        if type(expression) is Name:
            return names.name(self, expression, body, index)
        handler = HANDLERS.get(type(expression))
        if handler is None:  # a constant
            return None
        key = id(expression)
        found = body.seen.get(key, UNSEEN)
        if found is not UNSEEN:
            return found  # type: ignore[return-value]
        body.seen[key] = None  # while it is being worked out
        value = body.seen[key] = handler(self, expression, body, index)
        return value

    def settled(self, found: object) -> Known | None:
        if isinstance(found, Variable):
            return self.variable(found)
        if isinstance(found, Module | Class | Function | External):
            return found
        return None

    def variable(self, variable: Variable) -> Known | None:
        """A name of a module or class body: its annotation, or the one value it is given."""
        statement = variable.statement
        if statement is None or variable in self.open:
            return None
        self.open.add(variable)
        try:
            if statement.annotation is not None:
                found = annotated(statement.annotation, variable.owner, self.names)
                if found is not None:
                    return found
            several = variable.owner.bindings.get(variable.local_name, ())
            if statement.value is None or statement.operator or len(several) > 1 or len(statement.targets) != 1:
                return None
            if type(statement.targets[0]) is not Name:
                return None
            body = self.body(variable.owner)
            return self.value(statement.value, body, position(variable.owner, statement))
        finally:
            self.open.discard(variable)


HANDLERS: dict[type, Callable[[Inference, Any, Body, int], Known | None]] = {
    Attribute: members.attribute,
    Call: calls.call,
    Operation: operators.boolean,
    Conditional: operators.conditional,
    Collection: operators.collection,
    Subscript: operators.subscript,
    Comprehension: operators.comprehension,
    Walrus: operators.walrus,
    Await: operators.inside,
    Starred: operators.inside,
    Lambda: operators.lambda_,
    Comparison: operators.parts,
    Mapping: operators.parts,
    FString: operators.parts,
    Yield: operators.parts,
}
