"""python-statemachine: `draft = State(initial=True)` and `submit = draft.to(review, cond="complete")` in a class body.

Source: "States" and "Transitions and events" in its documentation.
"""

from collections.abc import Iterator

from indexer.expressions import last_name
from indexer.facts import Assign, Attribute, Call, Collection, Constant, Expression, Name, Operation
from indexer.frameworks.findings import Findings, Framework, TransitionFound
from indexer.frameworks.machines.states import ANY, ASKED, START, state
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate import enums
from indexer.resolve.evaluate.values import Const, Made, Site
from indexer.resolve.program import Program

MACHINES = ("statemachine.StateMachine", "statemachine.StateChart", "statemachine.statemachine.StateMachine")
STATES = frozenset({"statemachine.State", "statemachine.state.State"})
EVENTS = frozenset({"statemachine.Event", "statemachine.event.Event"})
FROM_ENUM = frozenset({"statemachine.states.States.from_enum", "statemachine.States.from_enum"})
GUARDS = {"cond": "", "unless": "not ", "validators": "validator "}


def recognise(program: Program, findings: Findings) -> None:
    for cls in program.subclasses_of(*MACHINES):
        findings.transitions.extend(_Machine(program, cls).transitions())


class _Machine:
    def __init__(self, program: Program, cls: Class) -> None:
        self.program, self.cls = program, cls
        self.values: dict[str, str] = {}  # of the states, by the name in the class body
        self.first: list[tuple[str, int]] = []
        self.owners = [c for c in reversed(program.classes.mro(cls)) if isinstance(c, Class)]
        for owner in self.owners:
            for name, value in program.evaluator.class_body(owner).items():
                if isinstance(value, Made):
                    self._state(name, value)

    def transitions(self) -> Iterator[TransitionFound]:
        for value, line in self.first:
            yield self._found(START, value, "", [], line)
        for owner in self.owners:
            for statement in owner.scope.statements:
                if type(statement) is Assign and statement.value is not None and type(statement.targets[0]) is Name:
                    yield from self._event(statement.targets[0].id, statement.value)
            for method in owner.children.values():  # `@draft.to(review)` above what the event runs
                if isinstance(method, Function) and method.scope.definition is not None:
                    for decorator in method.definition.decorators:
                        yield from self._event(method.scope.name, decorator, method)

    def _state(self, name: str, made: Made) -> None:
        if made.name in STATES:
            value = state(made.arguments.get("value")) or name
            self.values[name] = value
            if made.arguments.get("initial") == Const(True):
                self.first.append((value, made.site.line))
        elif made.name in FROM_ENUM:
            listed = made.arguments.get("enum_type", 0)
            initial = state(made.arguments.get("initial", 1), by_name=True)
            for member in enums.members(self.program.evaluator, listed) if isinstance(listed, Class) else ():
                self.values[f"{name}.{member}"] = member
            if initial is not None:
                self.first.append((initial, made.site.line))

    def _event(self, name: str, expression: Expression, function: Function | None = None) -> Iterator[TransitionFound]:
        """`a.to(b) | b.to(c)`, `Event(a.to(b), name="go")`."""
        if type(expression) is Operation and expression.operator == "|":
            for operand in expression.operands:
                yield from self._event(name, operand, function)
        elif type(expression) is Call:
            if self.program.target(expression.function, self.cls) in EVENTS:
                for argument in [*expression.arguments[:1], *(v for k, v in expression.keywords if k == "transitions")]:
                    yield from self._event(name, argument, function)
            else:
                yield from self._transition(name, expression, function)

    def _transition(self, name: str, call: Call, function: Function | None) -> Iterator[TransitionFound]:
        called = call.function
        if type(called) is not Attribute:
            return
        itself = called.name == "itself" and type(called.value) is Attribute
        way = called.value.name if itself and type(called.value) is Attribute else called.name
        at = called.value.value if itself and type(called.value) is Attribute else called.value
        here = self._spelled(at)
        if here is None or way not in ("to", "from_"):
            return
        others = [here] if itself else [self._spelled(argument) or ASKED for argument in call.arguments]
        if way == "from_" and last_name(call) == "any":
            others = [ANY]
        guards = [f"{prefix}{condition}" for keyword, prefix in GUARDS.items() for condition in _named(call, keyword)]
        for other in others:
            source, target = (here, other) if way == "to" else (other, here)
            yield self._found(source, target, name, guards, call.line, function)

    def _spelled(self, expression: Expression) -> str | None:
        if type(expression) is Name:
            return self.values.get(expression.id)
        if type(expression) is Attribute and type(expression.value) is Name:
            return self.values.get(f"{expression.value.id}.{expression.name}")
        return None

    def _found(
        self, source: str, target: str, event: str, guards: list[str], line: int, function: Function | None = None
    ) -> TransitionFound:
        return TransitionFound(
            owner=self.cls,
            field="",
            source=source,
            target=target,
            trigger=event,
            function=function,
            guards=guards,
            by="python-statemachine",
            site=Site(self.cls.path, line),
        )


def _named(call: Call, keyword: str) -> Iterator[str]:
    for name, value in call.keywords:
        if name == keyword:
            for item in value.items if type(value) is Collection else [value]:
                if type(item) is Constant:
                    yield str(item.value)
                elif last_name(item):
                    yield last_name(item)


FRAMEWORK = Framework("python-statemachine", ("statemachine",), recognise)
