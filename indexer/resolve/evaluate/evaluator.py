"""Runs module bodies, class bodies and small functions abstractly: which objects are made, and what is done to them.

Statements run in order over an environment of values. Where a test is not known both branches run; where a loop's items
are known the body runs once for each. Functions of the repository are followed when they are called while a module is
being evaluated, within a budget; what lies outside stands as `Made`. Nothing of the repository is executed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from indexer.facts import (
    Assign,
    Attribute,
    Call,
    Define,
    Delete,
    Evaluate,
    Expression,
    For,
    If,
    Import,
    Jump,
    Match,
    Name,
    Raise,
    Return,
    Statement,
    Subscript,
    Try,
    While,
    With,
)
from indexer.facts import Collection as CollectionExpression
from indexer.flow import Flow
from indexer.resolve.classes import Classes
from indexer.resolve.entities import Class, Entity, External, Function, Module, Variable
from indexer.resolve.evaluate import calls, enums, operators
from indexer.resolve.evaluate.values import (
    Arguments,
    Closure,
    Const,
    Effect,
    EnumMember,
    Items,
    Made,
    Member,
    Site,
    Table,
    Value,
)
from indexer.resolve.names import Local, Names

MOST_STEPS = 20_000  # statements run on behalf of one module
DEEPEST_CALL = 8
MOST_ROUNDS = 500  # of one loop


Meaning = Callable[[Arguments], Value | None]


class Stop(Exception):
    """The budget of this module is used up: what is known so far stands."""


@dataclass(slots=True)
class Frame:
    """One body being run."""

    entity: Entity
    environment: dict[str, Value | None]
    depth: int
    returned: list[Value | None]
    flow: Flow


class Evaluator:
    def __init__(self, names: Names, classes: Classes) -> None:
        self.names = names
        self.classes = classes
        self.made: list[Made] = []  # every object made, in order
        self.meanings: dict[str, Meaning] = {}  # what calls of installed packages give, told before anything is asked
        self._modules: dict[Entity, dict[str, Value | None]] = {}
        self._flows: dict[Entity, Flow] = {}
        self._steps = 0
        self._running: set[Entity] = set()

    # ------------------------------------------------------------------------------------------- what adapters ask

    def module(self, module: Module) -> dict[str, Value | None]:
        """The names of a module after its body has run."""
        return self._body(module)

    def class_body(self, cls: Class) -> dict[str, Value | None]:
        """The names of a class body (own, not inherited) after it has run."""
        return self._body(cls)

    def class_attribute(self, cls: Class, name: str) -> Value | None:
        """The value of a class attribute, own or inherited."""
        for owner in self.classes.mro(cls):
            if isinstance(owner, Class) and name in owner.bindings:
                return self.class_body(owner).get(name)
        return None

    def value(self, expression: Expression, at: Entity) -> Value | None:
        """An expression as written in the body of a module or class, or at the start of a function."""
        environment = self._body(at) if isinstance(at, Module | Class) else {}
        return self._evaluate(expression, Frame(at, environment, 0, [], self._flow(at)))

    def variable(self, variable: Variable) -> Value | None:
        return self._body(variable.owner).get(variable.local_name)

    def run(self, function: Function) -> Value | None:
        """Run a function nobody was seen calling (an application factory) with parameters that are not known."""
        if function in self._running:
            return None
        self._steps = 0
        try:
            return self.call(function, Arguments(complete=False), depth=0)
        except Stop:
            return None

    # ------------------------------------------------------------------------------------------- bodies

    def _body(self, entity: Entity) -> dict[str, Value | None]:
        found = self._modules.get(entity)
        if found is None:
            found = self._modules[entity] = {}  # shared with those who import it while it runs, as in Python
            outer, self._steps = self._steps, 0
            frame = Frame(entity, found, 0, [], self._flow(entity))
            try:
                statements.run_block(self, 0, frame)
            except (Stop, RecursionError):
                pass
            finally:
                self._steps = outer
        return found

    def step(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise Stop

    def _flow(self, entity: Entity) -> Flow:
        found = self._flows.get(entity)
        if found is None:
            found = self._flows[entity] = Flow(entity.scope)
        return found

    # ------------------------------------------------------------------------------------------- expressions

    def _evaluate(self, expression: Expression, frame: Frame) -> Value | None:
        return operators.evaluate(self, expression, frame)

    def name(self, name: str, frame: Frame) -> Value | None:
        if name in frame.environment:
            return frame.environment[name]
        if name == "__name__":
            return Const(frame.entity.module.name)
        found = self.names.name(name, frame.entity)
        if isinstance(found, Local):
            return None
        return self.settled(found)

    def settled(self, found: "Value | Variable | None") -> Value | None:
        return self.variable(found) if isinstance(found, Variable) else found

    def attribute(self, owner: Value | None, name: str, depth: int) -> Value | None:
        """`owner.name`: looked up in modules, class bodies and objects; a Member where it is not known further."""
        if owner is None:
            return None
        if isinstance(owner, Module | External):
            return self.settled(self.names.attribute(owner, name))
        if isinstance(owner, Class):
            return self._of_class(owner, name)
        if isinstance(owner, Made):
            return self._of_object(owner, name, depth)
        if name == "value" and isinstance(owner, EnumMember | Const):  # a member that is a string stands as one
            return owner.value if isinstance(owner, EnumMember) else owner
        if name == "name" and isinstance(owner, EnumMember):
            return Const(owner.name)
        return Member(owner, name)

    def iterate(self, value: Value | None) -> list[Value | None] | None:
        """What a loop over the value sees; None where that is not known."""
        if isinstance(value, Class):
            return list(enums.members(self, value).values()) or None
        return operators.iterate(value)

    def _of_class(self, owner: Class, name: str) -> Value | None:
        found = self.classes.member(owner, name)
        if found is None:
            return enums.listed(self, owner, name) or Member(owner, name)
        value = self.settled(found[1])
        if isinstance(value, Function):
            return Member(owner, name)
        if isinstance(found[1], Variable) and enums.is_enum(self, owner):
            return enums.members(self, owner).get(name, value)
        return value

    def _of_object(self, owner: Made, name: str, depth: int) -> Value | None:
        if name in owner.attributes:
            return owner.attributes[name]
        if isinstance(owner.callee, Class):
            found = self.classes.member(owner.callee, name)
            if found is not None:
                if isinstance(found[1], Function):
                    if is_property(found[1]):
                        return self.call(found[1], Arguments((owner,)), depth=depth + 1)
                    return Member(owner, name)
                return self.settled(found[1])
        return Member(owner, name)

    def _arguments(self, call: Call, frame: Frame) -> Arguments:
        return operators.arguments(self, call, frame)

    # ------------------------------------------------------------------------------------------- calls

    def make(self, callee: Value, arguments: Arguments, site: Site) -> Made:
        made = Made(callee, arguments, site)
        self.made.append(made)
        if isinstance(callee, Class):
            self._construct(made, callee)
        return made

    def _construct(self, made: Made, cls: Class) -> None:
        found = self.classes.member(cls, "__init__")
        if found is not None and isinstance(found[1], Function):
            given = Arguments((made, *made.arguments.positional), made.arguments.named, made.arguments.complete)
            self.call(found[1], given, depth=1)

    def call(
        self,
        function: Function,
        arguments: Arguments,
        *,
        depth: int,
        environment: dict[str, Value | None] | None = None,
    ) -> Value | None:
        """The value a function of the repository returns; None where it is not known or the budget ends."""
        if depth > DEEPEST_CALL or function in self._running or function.scope.is_generator:
            return None
        self._running.add(function)
        try:
            local = dict(environment or {})
            local.update(calls.bound_parameters(self, function, arguments))
            frame = Frame(function, local, depth, [], self._flow(function))
            self._block(0, frame)
            return operators.merged(frame.returned)
        finally:
            self._running.discard(function)

    def super_member(self, frame: Frame, name: str) -> tuple[Function, Value | None] | None:
        """What `super().name` is inside a method, and the object it is called on."""
        method = frame.entity
        if not isinstance(method, Function) or method.owner is None:
            return None
        first = next(method.parameters, None)
        me = frame.environment.get(first) if first else None
        cls = me.callee if isinstance(me, Made) and isinstance(me.callee, Class) else method.owner
        found = self.classes.member(cls, name, after=method.owner)
        if found is not None and isinstance(found[1], Function):
            return found[1], me
        return None


def is_property(function: Function) -> bool:
    return any(_decorator_name(d) in ("property", "cached_property") for d in function.definition.decorators)


def _decorator_name(decorator: Expression) -> str:
    if type(decorator) is Attribute:
        return decorator.name
    return decorator.id if type(decorator) is Name else ""
