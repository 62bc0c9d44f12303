"""Runs module bodies, class bodies and small functions abstractly: which objects are made, and what is done to them.

Statements run in order over an environment of values. Where a test is not known both branches run; where a loop's items
are known the body runs once for each. Functions of the repository are followed when they are called while a module is
being evaluated, within a budget; what lies outside stands as `Made`. Nothing of the repository is executed.
"""

from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from indexer.facts import Attribute, Expression, Name
from indexer.flow import Flow
from indexer.resolve.classes import CLOSED, Classes
from indexer.resolve.entities import Class, Entity, External, Function, Module, Variable
from indexer.resolve.evaluate import calls, enums, generated, marks, operators, settings, standard, statements
from indexer.resolve.evaluate.changes import Changes
from indexer.resolve.evaluate.values import (
    Arguments,
    Closure,
    Const,
    Default,
    EnumMember,
    Items,
    Made,
    Member,
    Site,
    Value,
)
from indexer.resolve.names import UNSEEN, Local, Names

MOST_STEPS = 100_000  # statements run on behalf of one module
MOST_IN_ALL = 1_000_000  # on behalf of all; past that each has few
FEW_STEPS = 1_000
DEEPEST_CALL = 16

Environment = dict[str, Value | None]
Meaning = Callable[[Arguments], Value | None]
AttributeMeaning = Callable[[Value, str], Value | None]
MethodMeaning = Callable[[Made, str, Arguments, Site], Value | None]
Result = TypeVar("Result")


class Stop(Exception):
    """The budget of this module is used up: what is known so far stands."""


class Frame(Struct, eq=False):
    """One body being run."""

    entity: Entity
    environment: dict[str, Value | None]
    depth: int
    flow: Flow
    returned: list[Value | None] = []
    fallbacks: list[Value | None] = []  # returned by handlers of what is not expected to fail
    yielded: list[Value | None] = []
    of_module: set[str] = set()  # names declared `global`


class Evaluator:
    def __init__(self, names: Names, classes: Classes) -> None:
        self.names = names
        self.classes = classes
        self.made: list[Made] = []  # every object made, in order
        self.followed: set[Function] = set()  # every function that was seen called
        # what installed packages give, told before anything is asked: calls, attributes, methods of objects
        self.meanings: dict[str, Meaning] = {}
        self.attribute_meanings: list[AttributeMeaning] = []
        self.method_meanings: list[MethodMeaning] = []
        self.generated: dict[Class, dict[str, Value | None]] = {}  # classes that calls of `type` made: what they hold
        self.changes = Changes()
        self.marks: dict[Function, dict[str, Value | None]] = {}  # attributes that code gives to functions
        self.known_members: dict[str, frozenset[str]] = {}  # of classes of installed packages: all that they have
        self.undecided = 0  # how often a test was met that is not known
        self._modules: dict[Entity, dict[str, Value | None]] = {}
        self._flows: dict[Entity, Flow] = {}
        self.most_steps = MOST_STEPS  # of one budget; less where much is run of which little matters
        self._steps = self._in_all = 0
        self._budgets = 0  # that are open
        self._running: set[tuple[Function, object]] = set()
        self._loading: set[Module] = set()

    # ------------------------------------------------------------------------------------------- what adapters ask

    def module(self, module: Module) -> dict[str, Value | None]:
        """The names of a module after its body has run."""
        return self._body(module)

    def load(self, module: Module) -> None:
        """Run a module's body, unless it is running or about to."""
        if module not in self._loading:
            self._body(module)

    def class_body(self, cls: Class) -> dict[str, Value | None]:
        """The names of a class body (own, not inherited) after it has run."""
        return self._body(cls)

    def class_attribute(self, cls: Class, name: str) -> Value | None:
        """The value of a class attribute, own or inherited."""
        if not self.generated and not self.classes.may_bind(cls, name):
            return None
        for owner in self.classes.mro(cls):
            if isinstance(owner, Class) and (name in owner.bindings or name in self.generated.get(owner, ())):
                return self.class_body(owner).get(name)
        return None

    def of_its_class(self, made: Made, name: str) -> Value | None:
        """The class attribute that an object shows while it has none of its own."""
        return self.class_attribute(made.callee, name) if isinstance(made.callee, Class) else None

    def lacks(self, owner: Value | None, name: str) -> bool:
        """Is it known that a class, or an object of one, has no such attribute?"""
        function = marks.function_of(self, owner)
        if function is not None:
            return name not in self.marks.get(function, ()) and not name.startswith("__")
        cls = self.class_of(owner) if isinstance(owner, Made) else owner
        if not isinstance(cls, Class) or self._may_have(cls, name) or self.classes.member(cls, "__getattr__"):
            return False
        if self.generated and generated.given(self, cls, name) is not None:
            return False
        if isinstance(owner, Made) and (name in owner.attributes or self._assigns(cls, name)):
            return False
        return self.classes.member(cls, name) is None

    def _may_have(self, cls: Class, name: str) -> bool:
        """Has it an ancestor outside the repository that may have the attribute?"""
        outside = [c for c in self.classes.mro(cls) if isinstance(c, External) and c.name not in CLOSED]
        return any(name in self.known_members[c.name] if c.name in self.known_members else True for c in outside)

    def _assigns(self, cls: Class, name: str) -> bool:
        return any(name in self.classes.instance_attributes(c) for c in self.classes.mro(cls) if isinstance(c, Class))

    def hold(self, cls: Class, attributes: "dict[str, Value | None]") -> None:
        """Give a generated class its body."""
        self.generated[cls] = self._modules[cls] = attributes

    def value(
        self, expression: Expression, at: Entity, environment: Environment | None = None, *, most_steps: int = 0
    ) -> Value | None:
        """An expression as written in the body of a module or class, or at the start of a function (`environment`: of
        what a closure saw); not known where that takes more than `most_steps`, if they are given."""
        if environment is None:
            environment = self._body(at) if (type(at) is Module or type(at) is Class) else {}
        frame = Frame(at, environment, 0, self._flow(at))
        return self._within_budget(lambda: self.value_in(expression, frame), most_steps)

    def variable(self, variable: Variable) -> Value | None:
        return self._body(variable.owner).get(variable.local_name)

    def run(self, function: Function) -> Value | None:
        """Run a function nobody was seen calling (an application factory) with parameters that are not known."""
        return self.follow(function, Arguments(complete=False))

    def follow(self, function: Function | Closure, arguments: Arguments) -> Value | None:
        """Run a function as the framework calls it."""
        closure = function if isinstance(function, Closure) else Closure(function, {})
        return self._within_budget(
            lambda: self.call(closure.function, arguments, depth=0, environment=closure.environment)
        )

    def returns(self, function: Function, arguments: Arguments) -> list[Value | None] | None:
        """Every value that a function may return, run as the framework calls it; None where it cannot be run."""
        frame = self._within_budget(lambda: self._run(function, arguments, 0, None))
        return (frame.returned or [Const(None)]) if frame is not None else None

    # ------------------------------------------------------------------------------------------- bodies

    def _body(self, entity: Entity) -> dict[str, Value | None]:
        found = self._modules.get(entity)
        if found is not None:
            return found
        if isinstance(entity, Module):
            self._import_first(entity)
            found = self._modules.get(entity)
        return found if found is not None else self._run_body(entity)

    def _import_first(self, module: Module) -> None:
        """Run what a module imports before its own body, and what that imports before: all without deep recursion."""
        self._loading.add(module)
        waiting = [(module, iter(self.names.modules.imported_first(module)))]
        while waiting:
            current, imported = waiting[-1]
            following = next((m for m in imported if m not in self._loading), None)
            if following is not None:
                self._loading.add(following)
                waiting.append((following, iter(self.names.modules.imported_first(following))))
                continue
            waiting.pop()
            if current not in self._modules:
                self._run_body(current)

    def _run_body(self, entity: Entity) -> dict[str, Value | None]:
        environment = self._modules[entity] = {}  # shared with those who import it while it runs, as in Python
        frame = Frame(entity, environment, 0, self._flow(entity))
        self._within_budget(lambda: statements.run_block(self, 0, frame))
        return environment

    def _within_budget(self, work: Callable[[], Result], most_steps: int = 0) -> Result | None:
        outer, self._steps = self._steps, self.most_steps - most_steps if most_steps else 0
        self._budgets += 1
        try:
            return work()
        except (Stop, RecursionError):
            return None
        finally:
            self._steps = outer
            self._budgets -= 1

    def _flow(self, entity: Entity) -> Flow:
        found = self._flows.get(entity)
        if found is None:
            found = self._flows[entity] = Flow(entity.scope)
        return found

    def step(self, count: int = 1) -> None:
        self._steps += count
        self._in_all += count
        if self._steps > (self.most_steps if self._in_all < MOST_IN_ALL else FEW_STEPS):
            raise Stop

    # ------------------------------------------------------------------------------------------- expressions

    def bind(self, target: Expression, value: Value | None, frame: Frame) -> None:
        statements.bind(self, target, value, frame)

    def value_in(self, expression: Expression, frame: Frame) -> Value | None:
        return operators.evaluate(self, expression, frame)

    def name(self, name: str, frame: Frame) -> Value | None:
        known: Value | None = frame.environment.get(name, UNSEEN)
        if known is not UNSEEN:
            return known
        if name == "__name__":
            return Const(frame.entity.module.name)
        if name in frame.of_module:
            return self.module(frame.entity.module).get(name)
        found = self.names.name(name, frame.entity)
        if type(found) is Local:
            return None
        return self.variable(found) if type(found) is Variable else found  # type: ignore[return-value]

    def settled(self, found: "Value | Variable | None") -> Value | None:
        return self.variable(found) if type(found) is Variable else found

    def attribute(self, owner: Value | None, name: str, depth: int) -> Value | None:
        """`owner.name`: looked up in modules, class bodies and objects; a Member where it is not known further."""
        if owner is None:
            return None
        if type(owner) is Module:
            return self.settled(self.names.attribute(owner, name)) or self._meant(owner, name)
        if type(owner) is External:
            return self._meant(owner, name) or self.settled(self.names.attribute(owner, name))
        if type(owner) is Class:
            return self._of_class(owner, name)
        if type(owner) is Made:
            return self._of_object(owner, name, depth)
        if type(owner) is Default:
            return settings.by_default(self.attribute(owner.value, name, depth), owner)
        if name == "value" and isinstance(owner, EnumMember | Const):  # a member that is a string stands as one
            return owner.value if type(owner) is EnumMember else owner
        if name == "name" and type(owner) is EnumMember:
            return Const(owner.name)
        function = marks.function_of(self, owner)
        if function is not None and (mark := marks.of_function(self, function, name)) is not None:
            return mark
        return self._meant(owner, name) or Member(owner, name)

    def _meant(self, owner: Value, name: str) -> Value | None:
        """What installed packages say an attribute is."""
        for meaning in self.attribute_meanings:
            found = meaning(owner, name)
            if found is not None:
                return found
        return None

    def iterate(self, value: Value | None) -> list[Value | None] | None:
        """What a loop over the value sees; None where that is not known."""
        if isinstance(value, Class):
            return list(enums.members(self, value).values()) or None
        return operators.iterate(value)

    def _of_class(self, owner: Class, name: str) -> Value | None:
        held = generated.given(self, owner, name) if self.generated else None
        if held is not None:
            return Member(owner, name) if isinstance(held, Closure | Function) else held
        if name == "__name__":
            return Const(owner.scope.name)
        found = self.classes.member(owner, name)
        if found is None:
            return enums.listed(self, owner, name) or self._meant(owner, name) or Member(owner, name)
        value = self.settled(found[1])
        if isinstance(value, Function):
            return Member(owner, name)
        if isinstance(found[1], Variable) and enums.is_enum(self, owner):
            return enums.members(self, owner).get(name, value)
        return value

    def _of_object(self, owner: Made, name: str, depth: int) -> Value | None:
        if name in owner.attributes:
            return owner.attributes[name]
        cls = self.class_of(owner)
        found = self.classes.member(cls, name) if cls is not None else None
        if cls is None or found is None:
            field = marks.of_named_tuple(self, owner, name)
            return field or self._meant(owner, name) or Member(owner, name)
        if isinstance(found[1], Function):
            if is_property(found[1]):
                value = self.call(found[1], Arguments((owner,)), depth=depth + 1)
                if value is not None and is_property(found[1], "cached_property"):
                    owner.attributes[name] = value
                return value
            return Member(owner, name)
        if isinstance(found[1], Variable) and name not in self.class_body(found[0]):
            return Member(owner, name)  # `Model: type[Base]` says what it is, not which
        return settings.field(self, cls, self.settled(found[1]))

    def class_of(self, made: Made) -> Class | None:
        """The class of the repository that an object is of: the one called, or what the called function says."""
        if isinstance(made.callee, Class):
            return made.callee
        if isinstance(made.callee, Function) and made.callee.definition.returns is not None:
            found = self.names.resolve(made.callee.definition.returns, made.callee.parent or made.callee.module)
            return found if isinstance(found, Class) else None
        return None

    # ------------------------------------------------------------------------------------------- calls

    def make(self, callee: Value, arguments: Arguments, site: Site, depth: int = 0) -> Made:
        made = Made(callee, arguments, site)
        self.made.append(made)
        if isinstance(callee, Class):
            made.holds = standard.container(self.classes.ancestors(callee), arguments)
            self._construct(made, callee, depth)
        return made

    def _construct(self, made: Made, cls: Class, depth: int) -> None:
        found = self.classes.member(cls, "__init__")
        if found is not None and isinstance(found[1], Function):
            given = Arguments((made, *made.arguments.positional), made.arguments.named, made.arguments.complete)
            self.call(found[1], given, depth=depth + 1)

    def call(
        self,
        function: Function,
        arguments: Arguments,
        *,
        depth: int,
        environment: dict[str, Value | None] | None = None,
    ) -> Value | None:
        """The value a function of the repository returns; None where it is not known or the budget ends."""
        if not self._budgets:  # asked from outside, by an attribute or a class
            return self._within_budget(lambda: self.call(function, arguments, depth=depth, environment=environment))
        frame = self._run(function, arguments, depth, environment)
        if frame is None:
            return None
        if function.scope.is_generator:
            return Items("list", frame.yielded)
        return operators.merged(frame.returned or frame.fallbacks)

    def _run(
        self, function: Function, arguments: Arguments, depth: int, environment: dict[str, Value | None] | None
    ) -> Frame | None:
        given = tuple(a if type(a) is Const else id(a) for a in arguments.positional)
        key = (function, given)  # a tree may be walked by recursion
        if depth > DEEPEST_CALL or key in self._running:
            return None
        self._running.add(key)
        self.followed.add(function)
        try:
            local = {**(environment or {}), **calls.bound_parameters(self, function, arguments)}
            frame = Frame(function, local, depth, self._flow(function))
            statements.run_block(self, 0, frame)
            return frame
        finally:
            self._running.discard(key)

    def super_member(self, frame: Frame, name: str) -> tuple[Function, Value | None] | None:
        """What `super().name` is inside a method, and the object it is called on."""
        method = frame.entity
        if not isinstance(method, Function) or method.owner is None:
            return None
        first = next(method.parameters, None)
        me = frame.environment.get(first) if first else None
        cls = me.callee if isinstance(me, Made) and isinstance(me.callee, Class) else method.owner
        found = self.classes.member(cls, name, after=method.owner)
        return (found[1], me) if found is not None and isinstance(found[1], Function) else None


def is_property(function: Function, *names: str) -> bool:
    wanted = names or ("property", "cached_property")
    return any(_decorator_name(d) in wanted for d in function.definition.decorators)


def _decorator_name(decorator: Expression) -> str:
    if type(decorator) is Attribute:
        return decorator.name
    return decorator.id if type(decorator) is Name else ""
