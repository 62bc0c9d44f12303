"""transitions: `Machine(model=self, states=[...], transitions=[...], initial="new")`, and `add_transition` on one.

Source: the README of transitions, "States", "Transitions", "Initialization options". Methods `to_STATE()`, which it
adds for every state, are not listed: they go from anywhere.
"""

from collections.abc import Iterator, Sequence

from indexer.expressions import expressions_of, last_name, parts_of
from indexer.facts import Call, Expression, Name
from indexer.frameworks.findings import Findings, Framework, TransitionFound
from indexer.frameworks.machines.states import ANY, ASKED, START, conditions, state
from indexer.resolve.entities import Class, Entity, Function, Module
from indexer.resolve.evaluate.values import Const, Items, Made, Site, Table, Value
from indexer.resolve.program import Program, walk

PACKAGE = "transitions."
POSITIONS = ("model", "states", "initial", "transitions")
OF_ONE = ("trigger", "source", "dest", "conditions", "unless")
SAME = "="


def recognise(program: Program, findings: Findings) -> None:
    machines = {cls for cls in program.classes_in_order if _is_machine(program, cls)}
    for module in program.modules:
        for entity in walk(module):
            for statement in entity.scope.statements:
                for call in _calls(expressions_of(statement)):
                    findings.transitions.extend(_of_call(program, entity, call, machines))


def _calls(expressions: Sequence[Expression]) -> Iterator[Call]:
    for expression in expressions:
        if type(expression) is Call:
            yield expression
        yield from _calls(parts_of(expression))


def _of_call(program: Program, entity: Entity, call: Call, machines: set[Class]) -> Iterator[TransitionFound]:
    owner = _owner(entity)
    name = last_name(call)
    if name in ("add_transition", "add_transitions") and isinstance(owner, Class):
        yield from _added(program, entity, owner, call)
    elif name.endswith("Machine") or name == "__init__":
        named = program.target(call.function, entity)
        outside = named.startswith(PACKAGE) and named.endswith(("Machine", "Machine.__init__"))
        own = owner in machines and name == "__init__"
        if outside or own or any(cls.name == named for cls in machines):
            yield from _machine(program, entity, owner, call)


def _machine(program: Program, entity: Entity, owner: Class | Module, call: Call) -> Iterator[TransitionFound]:
    given = {name: value for name, value in call.keywords if name}
    positional = call.arguments[1:] if last_name(call) == "__init__" and _is_self(call) else call.arguments
    given = dict(zip(POSITIONS, positional, strict=False)) | given
    values = {name: _value(program, entity, value) for name, value in given.items()}
    attribute = values.get("model_attribute")
    field = str(attribute.value) if isinstance(attribute, Const) else "state"
    known = [name for value in _listed(values.get("states")) for name in _named(value)]
    site = Site(owner.path, call.line)
    initial = _name(values.get("initial")) if "initial" in given else "initial"
    if initial is not None and initial:
        yield _found(owner, field, START, initial, site)
    for row in _listed(values.get("transitions")):
        yield from _row(program, owner, field, _fields(row), known, site)


def _added(program: Program, entity: Entity, owner: Class, call: Call) -> Iterator[TransitionFound]:
    """`self.machine.add_transition("pay", "new", "paid", conditions=...)`."""
    site = Site(owner.path, call.line)
    if last_name(call) == "add_transitions":
        rows = _listed(_value(program, entity, call.arguments[0])) if call.arguments else []
        for row in rows:
            yield from _row(program, owner, "state", _fields(row), [], site)
        return
    given: dict[str, Value | None] = {
        name: _value(program, entity, value) for name, value in zip(OF_ONE, call.arguments, strict=False)
    }
    given |= {name: _value(program, entity, value) for name, value in call.keywords if name}
    yield from _row(program, owner, "state", given, [], site)


def _row(
    program: Program, owner: Class | Module, field: str, given: dict[str, Value | None], known: list[str], site: Site
) -> Iterator[TransitionFound]:
    source, dest = given.get("source"), given.get("dest")
    sources = [_name(one) for one in _listed(source)] if isinstance(source, Items) else [_name(source)]
    target = _name(dest)
    guards = [*_guards(program, given.get("conditions"), ""), *_guards(program, given.get("unless"), "not ")]
    trigger = state(given.get("trigger")) or ""
    for one in sources:
        to = one if target == SAME or dest == Const(None) else target
        yield _found(owner, field, one or ASKED, to or ASKED, site, trigger=trigger, guards=guards)


def _guards(program: Program, value: Value | None, prefix: str) -> list[str]:
    return [f"{prefix}{name}" for name in conditions(program, value)] if value is not None else []


def _found(
    owner: Class | Module,
    field: str,
    source: str,
    target: str,
    site: Site,
    trigger: str = "",
    guards: Sequence[str] = (),
) -> TransitionFound:
    return TransitionFound(
        owner=owner,
        field=field,
        source=source,
        target=target,
        trigger=trigger,
        guards=list(guards),
        by="transitions",
        site=site,
    )


def _fields(row: Value | None) -> dict[str, Value | None]:
    """A transition is written as a dictionary, or as a list in this order."""
    if isinstance(row, Table):
        return {str(key.value): value for key, value in row.entries if isinstance(key, Const)}
    if isinstance(row, Items):
        return dict(zip(OF_ONE, row.items, strict=False))
    return {}


def _listed(value: Value | None) -> list[Value | None]:
    return value.items if isinstance(value, Items) else []


def _named(value: Value | None) -> Iterator[str]:
    name = _name(value)
    if name is not None:
        yield name


def _name(value: Value | None) -> str | None:
    """States are texts, members of an enumeration (by name), dictionaries with a name, or `State` objects."""
    if isinstance(value, Table):
        value = value.get(Const("name"))
    elif isinstance(value, Made):
        value = value.arguments.get("name", 0)
    found = state(value, by_name=True)
    return ANY if found == "*" else found


def _value(program: Program, entity: Entity, expression: Expression) -> Value | None:
    """Written in a method: what `self.states` or `Order.states` is in the class, and what a local is bound to once."""
    if type(expression) is Name and isinstance(entity, Function):
        bound = entity.bindings.get(expression.id, [])
        if len(bound) == 1 and bound[0].kind == "assign":
            statement = entity.scope.statements[bound[0].statement]
            expression = getattr(statement, "value", None) or expression
    owner = _owner(entity)
    found = program.evaluator.value(expression, entity)
    if found is None and isinstance(owner, Class) and last_name(expression):
        found = program.evaluator.class_attribute(owner, last_name(expression))
    return found


def _owner(entity: Entity) -> Class | Module:
    at: Entity | None = entity
    while at is not None and not isinstance(at, Class):
        at = at.parent
    return at if at is not None else entity.module


def _is_self(call: Call) -> bool:
    """`Machine.__init__(self, ...)`, and not `super().__init__(...)`."""
    return bool(call.arguments) and call.arguments[0] == Name("self")


def _is_machine(program: Program, cls: Class) -> bool:
    return any(
        name.startswith(PACKAGE) and name.endswith("Machine")
        for name in (getattr(c, "name", "") for c in program.classes.mro(cls)[1:])
    )


FRAMEWORK = Framework("transitions", ("transitions",), recognise)
