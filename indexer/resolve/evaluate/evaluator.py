"""Runs module bodies, class bodies and small functions abstractly: which objects are made, and what is done to them.

Statements run in order over an environment of values. Where a test is not known both branches run; where a loop's items
are known the body runs once for each. Functions of the repository are followed when they are called while a module is
being evaluated, within a budget; what lies outside stands as `Made`. Nothing of the repository is executed.
"""

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
                self._block(0, frame)
            except Stop:
                pass
            finally:
                self._steps = outer
        return found

    def _flow(self, entity: Entity) -> Flow:
        found = self._flows.get(entity)
        if found is None:
            found = self._flows[entity] = Flow(entity.scope)
        return found

    def _block(self, block: int, frame: Frame) -> None:
        for index in frame.flow.inside[block]:
            self._steps += 1
            if self._steps > MOST_STEPS:
                raise Stop
            self._statement(index, frame.entity.scope.statements[index], frame)

    def _statement(self, index: int, statement: Statement, frame: Frame) -> None:  # one case per kind of statement
        match statement:
            case Assign():
                self._assign(statement, frame)
            case Evaluate(value=value):
                self._evaluate(value, frame)
            case Define():
                self._define(statement, frame)
            case Return(value=value):
                frame.returned.append(self._evaluate(value, frame) if value is not None else Const(None))
            case If(test=test):
                self._branches(index, self._evaluate(test, frame), frame)
            case For():
                self._loop(index, statement, frame)
            case With(items=items):
                for context, target in items:
                    value_ = self._evaluate(context, frame)
                    if target is not None:
                        self._bind(target, value_, frame)
                self._blocks(index, frame, "with")
            case Try():
                self._blocks(index, frame, "try", "else", "finally")
                self._fallbacks(index, frame)
            case While():
                self._blocks(index, frame, "loop")
            case Match():
                self._blocks(index, frame, "case")
            case Delete(targets=targets):
                for target in targets:
                    if type(target) is Name:
                        frame.environment.pop(target.id, None)
            case Import():
                self._import(statement, frame)
            case Jump() | Raise() | _:
                pass

    def _branches(self, index: int, test: Value | None, frame: Frame) -> None:
        known = operators.truth(test)
        for block in frame.flow.opened.get(index, ()):
            role = frame.entity.scope.blocks[block].role
            if known is None or known == (role == "then"):
                self._block(block, frame)

    def _blocks(self, index: int, frame: Frame, *roles: str) -> None:
        for block in frame.flow.opened.get(index, ()):
            if frame.entity.scope.blocks[block].role in roles:
                self._block(block, frame)

    def _fallbacks(self, index: int, frame: Frame) -> None:
        """A handler supplies only what the try block did not bind."""
        for block in frame.flow.opened.get(index, ()):
            if frame.entity.scope.blocks[block].role == "handler":
                before = dict(frame.environment)
                self._block(block, frame)
                for name, value in before.items():
                    if value is not None:
                        frame.environment[name] = value

    def _loop(self, index: int, statement: For, frame: Frame) -> None:
        iterable = self._evaluate(statement.iterable, frame)
        items = self.iterate(iterable)
        if items is None:
            self._bind(statement.target, None, frame)
            self._blocks(index, frame, "loop")
        else:
            for item in items[:MOST_ROUNDS]:
                self._bind(statement.target, item, frame)
                self._blocks(index, frame, "loop")
        self._blocks(index, frame, "else")

    # ------------------------------------------------------------------------------------------- binding

    def _assign(self, statement: Assign, frame: Frame) -> None:
        if statement.value is None:
            return
        value = self._evaluate(statement.value, frame)
        if statement.operator and statement.operator != "type":
            before = self._evaluate(statement.targets[0], frame)
            if statement.operator == "+" and isinstance(before, Items):
                operators.extend(before, value)  # in place: other names for the list see it too
                return
            value = operators.binary(statement.operator, before, value)
        for target in statement.targets:
            self._bind(target, value, frame)

    def _bind(self, target: Expression, value: Value | None, frame: Frame) -> None:
        if type(target) is Name:
            frame.environment[target.id] = value
        elif type(target) is CollectionExpression:
            items = operators.unpack(value, target.items)
            for part, item in zip(target.items, items, strict=True):
                self._bind(part, item, frame)
        elif type(target) is Attribute:
            owner = self._evaluate(target.value, frame)
            if isinstance(owner, Made):
                owner.attributes[target.name] = value
        elif type(target) is Subscript:
            owner = self._evaluate(target.value, frame)
            if isinstance(owner, Table):
                owner.entries.append((self._evaluate(target.index, frame), value))
            elif isinstance(owner, Items):
                owner.complete = False

    def _define(self, statement: Define, frame: Frame) -> None:
        entity = frame.entity.children[statement.scope]
        if not isinstance(entity, Class | Function):
            return
        value: Value | None = entity
        if isinstance(entity, Function) and isinstance(frame.entity, Function):
            value = Closure(entity, frame.environment)
        for decorator, line in zip(
            reversed(entity.definition.decorators), reversed(entity.definition.decorator_lines), strict=True
        ):
            value = self._decorated(decorator, line, entity, value, frame)
        frame.environment[entity.scope.name] = value

    def _import(self, statement: Import, frame: Frame) -> None:
        """Bound as the statement runs, as in Python; what a module that is still running has not got yet is left to
        be looked up when it is used."""
        for name, alias in statement.names:
            bound = alias or (name.partition(".")[0] if statement.module is None and not statement.level else name)
            value = self.settled(self.names.imported(frame.entity.module, statement, bound))
            if value is not None:
                frame.environment[bound] = value

    def _decorated(
        self, decorator: Expression, line: int, entity: Class | Function, value: Value | None, frame: Frame
    ) -> Value | None:
        """`@router.get("/x")`: a call of the router's method that knows what it decorates."""
        call = decorator if type(decorator) is Call else None
        chain = call.function if call is not None else decorator
        if type(chain) is Attribute:
            owner = self._evaluate(chain.value, frame)
            if isinstance(owner, Made):
                arguments = self._arguments(call, frame) if call is not None else Arguments()
                site = Site(frame.entity.path, line)
                owner.effects.append(Effect(chain.name, arguments, site, entity))
                return value
        found = self._evaluate(decorator, frame)
        applied = calls.decorate(self, found, value, entity, frame.depth, Site(frame.entity.path, line))
        return applied if applied is not None else value

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
