"""What can be worked out with nothing started first: values that only constants, names and calls of packages make.

An application is started before its values are asked for, since what it registers may be part of them. A constant of a
class, a member of an enumeration or an error that is raised mostly need none of it: whatever was run before, they come
out the same.
"""

from collections.abc import Iterable

from indexer.expressions import parts_of
from indexer.facts import (
    Assign,
    Attribute,
    Call,
    Collection,
    Comparison,
    Conditional,
    Constant,
    Define,
    Evaluate,
    Expression,
    FString,
    Jump,
    Mapping,
    Name,
    Operation,
    Statement,
)
from indexer.resolve.entities import Class, Entity, External, Function, Module, Variable
from indexer.resolve.names import Local
from indexer.resolve.program import Program

SETTINGS = "django.conf.settings"  # what they hold is known by running them
MADE_OF_PARTS = (Collection, Comparison, Conditional, FString, Mapping, Operation)
OF_PROPERTIES = frozenset({"setter", "getter", "deleter"})


class Plain:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._bodies: dict[Class, bool] = {}
        self._makers: dict[Class, bool] = {}

    def expression(self, expression: Expression | None, at: Entity) -> bool:
        kind = type(expression)
        if expression is None or kind is Constant:
            return True
        if kind is Name or kind is Attribute:
            return self._named(expression, at)
        if kind is Call:
            return self._call(expression, at)  # type: ignore[arg-type]
        return kind in MADE_OF_PARTS and self._all(parts_of(expression), at)

    def attribute(self, cls: Class, name: str) -> bool:
        """Is what a class or one above it binds a name to made of nothing else, or does none of them bind it?"""
        above = self._program.classes.mro(cls)
        owner = next((c for c in above if isinstance(c, Class) and name in c.bindings), None)
        return owner is None or self.body(owner)

    def body(self, cls: Class) -> bool:
        found = self._bodies.get(cls)
        if found is None:
            self._bodies[cls] = True  # while it is looked at
            found = all(self._statement(s, cls) for s in cls.scope.statements)
            self._bodies[cls] = found
        return found

    def _all(self, expressions: Iterable[Expression | None], at: Entity) -> bool:
        return all(self.expression(part, at) for part in expressions)

    def _named(self, expression: Expression, at: Entity) -> bool:
        found = self._program.names.resolve(expression, at)
        if isinstance(found, External):
            return not found.name.startswith(SETTINGS)
        if isinstance(found, Variable):
            return isinstance(found.owner, Class) and self.body(found.owner)
        if found is None:  # a local, or a name that nobody binds
            return type(expression) is Name and isinstance(self._program.names.name(expression.id, at), Local | None)
        return isinstance(found, Module | Class | Function)

    def _call(self, call: Call, at: Entity) -> bool:
        if type(call.function) not in (Name, Attribute):
            return False
        if not self._all((*call.arguments, *(value for _, value in call.keywords)), at):
            return False
        callee = self._program.names.resolve(call.function, at)
        if isinstance(callee, External):
            return not callee.name.startswith(SETTINGS) and not self._program.means(callee.name)
        return isinstance(callee, Class) and self.makes(callee)

    def _statement(self, statement: Statement, cls: Class) -> bool:
        if statement.block != 0:
            return False
        if type(statement) is Assign:
            names_only = all(type(target) is Name for target in statement.targets)
            return names_only and not statement.operator and self.expression(statement.value, cls)
        if type(statement) is Define:
            child = cls.children[statement.scope]
            nested = self.body(child) if isinstance(child, Class) else True
            return nested and all(self._decorator(d, cls) for d in child.definition.decorators)
        return type(statement) is Jump or (type(statement) is Evaluate and type(statement.value) is Constant)

    def _decorator(self, decorator: Expression, cls: Class) -> bool:
        if type(decorator) is Attribute and decorator.name in OF_PROPERTIES:
            return True
        written = decorator.function if type(decorator) is Call else decorator
        found = self._program.names.resolve(written, cls)
        return isinstance(found, External) and self.expression(decorator, cls) and not self._program.means(found.name)

    # ------------------------------------------------------------------------------------- objects

    def makes(self, cls: Class) -> bool:
        """Does calling a class run nothing but what stores things on the object?"""
        found = self._makers.get(cls)
        if found is None:
            self._makers[cls] = False
            above = [c for c in self._program.classes.mro(cls) if isinstance(c, Class)]
            made = (self._initialises(c) for c in above)
            found = self._makers[cls] = all(map(self.body, above)) and all(made)
        return found

    def _initialises(self, cls: Class) -> bool:
        if "__new__" in cls.bindings:
            return False
        bound = self._program.names.member(cls, "__init__") if "__init__" in cls.bindings else None
        if not isinstance(bound, Function):
            return bound is None
        defaults = (parameter.default for parameter in bound.definition.parameters)
        return self._all(defaults, cls) and all(self._stores(s, bound) for s in bound.scope.statements)

    def _stores(self, statement: Statement, function: Function) -> bool:
        if type(statement) is Evaluate:
            return type(statement.value) is Constant or self._goes_on(statement.value, function)
        if type(statement) is not Assign or statement.operator or statement.block != 0:
            return False
        first = next(function.parameters, None)
        on_itself = all(
            type(t) is Name or (type(t) is Attribute and t.value == Name(first or "")) for t in statement.targets
        )
        return on_itself and self.expression(statement.value, function)

    def _goes_on(self, value: Expression, function: Function) -> bool:
        """`super().__init__(message)`"""
        if type(value) is not Call or type(value.function) is not Attribute or value.function.name != "__init__":
            return False
        owner = value.function.value
        above = type(owner) is Call and owner.function == Name("super") and not owner.arguments
        return above and self._all((*value.arguments, *(given for _, given in value.keywords)), function)
