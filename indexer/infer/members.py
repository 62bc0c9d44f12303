"""What `owner.name` stands for: members of modules and classes, attributes of objects, methods of rows."""

from typing import TYPE_CHECKING

from msgspec import Struct

from indexer.expressions import last_name
from indexer.facts import Attribute, Call, Constant, Expression, FString, Name
from indexer.graph.nodes import Certainty
from indexer.infer import calls, overrides, protocols, recording
from indexer.infer import rows as orm
from indexer.infer.annotations import annotated
from indexer.infer.arguments import hand_over, of_values
from indexer.infer.body import Body
from indexer.infer.cells import Cell
from indexer.infer.questions import MEANING
from indexer.infer.values import (
    UNKNOWN,
    Bound,
    ContainerMethod,
    Items,
    Known,
    OneOf,
    Rows,
    RowsMethod,
    Spelled,
    Table,
    either,
    joined,
    members_of,
)
from indexer.resolve.entities import Class, External, Function, Instance, Module, Variable

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

PROPERTIES = frozenset({"property", "cached_property", "hybrid_property", "setter", "deleter"})
MOST_SUBCLASSES = 4  # that may have what a class of ours speaks of and does not have itself


def attribute(inference: "Inference", expression: Attribute, body: Body, index: int) -> Known | None:
    of = expression.value
    owner = inference.value(of, body, index)
    if owner is None:
        if type(of) is FString or (type(of) is Constant and isinstance(of.value, str)):
            return External(f"builtins.str.{expression.name}")
        return None
    kind = type(owner)
    if kind is External:  # three in ten: nothing has to be looked up
        return External(f"{owner.name}.{expression.name}")  # type: ignore[union-attr]
    if owner is UNKNOWN:
        return UNKNOWN
    rule = _rule(of, owner)
    if kind is not OneOf:
        return member(inference, owner, expression.name, body, expression.line, rule=rule)
    found = [member(inference, one, expression.name, body, expression.line, rule=rule) for one in members_of(owner)]
    return joined(found)


def member(inference: "Inference", owner: Known, name: str, body: Body, line: int, *, rule: str) -> Known | None:
    if type(owner) is External:
        return External(f"{owner.name}.{name}")
    if isinstance(owner, Instance):
        of = owner.of
        if type(of) is External:
            return inference.given.of_outside(of, name) or External(f"{of.name}.{name}")
        return _of_object(inference, owner, of, name, body, line, rule)
    if type(owner) is Class:
        return _of_class(inference, owner, name, body, line, rule)
    if type(owner) is Module:
        return inference.settled(inference.names.member(owner, name))
    if type(owner) is Rows:
        return _of_rows(inference, owner, name)
    if type(owner) is Items or type(owner) is Table:
        return ContainerMethod(owner, name)
    return External(f"builtins.str.{name}") if type(owner) is Spelled else None


def set_attribute(inference: "Inference", cls: Class, name: str, value: Known | None, *, fixed: bool = False) -> None:
    """`obj.name = value` on an object of the class, or on the class."""
    if value is not None:
        of_tests = inference.current.is_test and not inference.body(cls).is_test
        (inference.push if fixed else inference.tell)(_cell(inference, cls, name, of_tests=of_tests), value)


def _cell(inference: "Inference", cls: Class, name: str, *, of_tests: bool = False) -> "Cell[Known]":
    found = inference.attributes.get((cls, name, of_tests))
    if found is None:
        found = inference.attributes[cls, name, of_tests] = Cell()
    return found


def _of_class(inference: "Inference", cls: Class, name: str, body: Body, line: int, rule: str) -> Known | None:
    if inference.models.is_model(cls) and inference.models.field(cls, name) is not None:
        recording.column(inference, cls, name, body.entity, line)
        return None
    found = inference.member(cls, name)
    if found is not None:
        if type(found[1]) is Variable:
            if inference.models.is_model(cls):
                manager = inference.models.manager(cls, found[1], inference)
                if manager is not None:
                    return manager
            if inference.models.is_enum(cls):
                return cls.instance
            value = inference.settled(found[1])
            return either(value, _set_on(inference, cls, name))
        if isinstance(found[1], Function) and found[1].receives == "class":
            return Bound(found[1], cls, "class")
        return inference.settled(found[1])
    if orm.is_manager_name(name) and (inference.models.is_model(cls) or _is_mixed_into_models(inference, cls)):
        return Rows(cls)
    if name == "__class__":
        return None
    return _set_on(inference, cls, name)


def _is_mixed_into_models(inference: "Inference", cls: Class) -> bool:
    """A class that only models are built on: its `cls.query` is over the one that is asked."""
    built = inference.subclasses(cls)
    return bool(built) and all(inference.models.is_model(sub) for sub in built)


def _of_object(
    inference: "Inference", owner: Instance, cls: Class, name: str, body: Body, line: int, rule: str
) -> Known | None:
    known = inference.methods.get((cls, name, rule)) if owner is cls.instance else None
    if known is not None:
        return known
    if inference.models.is_model(cls) and inference.models.field(cls, name) is not None:
        recording.used(inference, cls, name, body.entity, line, "read", "inferred", "attribute")
        return inference.models.related(cls, name)
    found = inference.member(cls, name)
    value: Known | None = None
    if found is not None:
        member = found[1]
        if isinstance(member, Function):
            if not PROPERTIES.isdisjoint(member.decorated):
                return _property(inference, owner, found[0], member, body, line, rule)
            bound = Bound(member, owner.of if member.receives == "class" else owner, rule)
            if owner is cls.instance and not inference.keeps_records:
                inference.methods[cls, name, rule] = bound
            return bound
        value = inference.settled(member)
        if isinstance(value, Function) and type(member) is Variable and value.receives != "":
            return Bound(value, owner, rule)  # `alias = method` in the class body
        if value is not None and _described(inference, value, "__get__"):
            described = [protocols.special(inference, m, ("__get__",), body, line) for m in members_of(value)]
            return joined(described)
    value = either(value, _set_on(inference, cls, name))
    if value is None and (cls, name) not in inference.unreached:
        uses = len(inference.edges.field_uses)
        value = recording.reached(inference, cls, name, body.entity, line)
        if value is None and len(inference.edges.field_uses) == uses:
            inference.unreached.add((cls, name))
    if value is None and found is None:
        if name == "__class__":
            return cls
        if rule == "self" and not inference.classes.is_open(cls):
            value = _of_subclasses(inference, cls, name, body, line)
    return value


def _property(
    inference: "Inference",
    owner: Instance,
    holder: Class | External,
    method: Function,
    body: Body,
    line: int,
    rule: str,
) -> Known | None:
    getter = _getter(inference, holder, method.scope.name) or method
    if rule in ("self", "type") and isinstance(owner.of, Class):
        overrides.called(inference, owner.of, getter, body, line, rule="property", on_self=rule == "self")
    else:
        recording.edge(inference, body.entity, getter, line, "inferred", "property")
    return calls.returned(inference, getter, owner)


def _of_subclasses(inference: "Inference", cls: Class, name: str, body: Body, line: int) -> Known | None:
    """What only subclasses have: a mixin speaks of what it is mixed into, a class of what its heirs must bring. It is
    no more than possible where others have it from outside."""
    found: Known | None = None
    several = inference.subclasses(cls)
    holders: dict[object, Known] = {}
    others = False
    for sub in several:
        inference.ask(MEANING, sub, name)
        if inference.models.field(sub, name) is not None:
            return None
        own = inference.member(sub, name)
        if own is not None and isinstance(own[1], Function):
            holders[own[1]] = Bound(own[1], sub.instance, "subclass")
        elif own is not None:
            value = inference.settled(own[1])
            if value is not None:
                holders[value] = value
        else:
            value = _set_on(inference, sub, name)
            if value is not None:
                holders[value] = value
            elif inference.classes.is_open(sub) and not inference.subclasses(sub):
                others = True
        if len(holders) > MOST_SUBCLASSES:
            return None
    for value in holders.values():
        if others and isinstance(value, Bound):
            value = Bound(value.function, value.receiver, "mixed in")
        if isinstance(value, Bound) and not PROPERTIES.isdisjoint(value.function.decorated):
            sure: Certainty = "possible" if others else "inferred"
            recording.edge(inference, body.entity, value.function, line, sure, "property")
            value = calls.returned(inference, value.function, value.receiver)
        found = either(found, value)
    return found


def set_property(inference: "Inference", cls: Class, name: str, value: Known | None, body: Body, line: int) -> None:
    """`obj.name = value` calls the setter of a property, or of a descriptor of ours."""
    found = inference.member(cls, name)
    if found is not None and isinstance(found[1], Variable):
        descriptor = inference.settled(found[1])
        if _described(inference, descriptor, "__set__"):
            for each in members_of(descriptor):
                protocols.special(inference, each, ("__set__",), body, line)
    if found is None or not isinstance(found[1], Function) or not found[1].definition.decorators:
        return
    for binding in found[0].bindings.get(name, ()):
        setter = inference.names.bound(found[0], binding)
        if isinstance(setter, Function) and "setter" in setter.decorated:
            recording.edge(inference, body.entity, setter, line, "inferred", "property")
            hand_over(inference, setter, of_values(value), 1, body=body)


def _described(inference: "Inference", value: Known | None, method: str) -> bool:
    """Is it an object whose class of ours says what an attribute of that name gives or takes?"""
    return any(
        isinstance(m, Instance) and isinstance(m.of, Class) and inference.member(m.of, method) is not None
        for m in members_of(value)
    )


def _getter(inference: "Inference", owner: Class | External, name: str) -> Function | None:
    """Of a property with a setter both are bound to the name: the getter is the one that reads."""
    if isinstance(owner, Class):
        for binding in owner.bindings.get(name, ()):
            found = inference.names.bound(owner, binding)
            if isinstance(found, Function):
                return found
    return None


class Settings(Struct, eq=False):
    """Where an attribute of objects of a class is set: the methods of its classes that do, what they declare, and the
    cells that hold what is set, there or elsewhere."""

    methods: list[Body]
    declared: Known | None
    cells: list[Cell[Known]]
    readers: set[Body]  # of all these cells together
    cells_of_tests: list[Cell[Known]] | None = None  # of what tests set on objects of the product, once a test asks
    readers_of_tests: set[Body] = set()


def _set_on(inference: "Inference", cls: Class, name: str) -> Known | None:
    """What is assigned to the attribute of objects of this class, in the methods of its classes and elsewhere."""
    settings = settings_of(inference, cls, name)
    for body in settings.methods:
        if not body.is_walked:
            inference.ensure(body)
    found = settings.declared
    if found is not None and not inference.is_only_declared(found):
        return found
    current = inference.current
    settings.readers.add(current)
    cells = settings.cells
    if current.is_test:
        settings.readers_of_tests.add(current)
        if settings.cells_of_tests is None:
            settings.cells_of_tests = _cells(inference, cls, name, settings.readers_of_tests, of_tests=True)
        cells = cells + settings.cells_of_tests
    for cell in cells:
        if cell.value is not None:
            found = either(found, cell.value)
    return found


def _cells(
    inference: "Inference", cls: Class, name: str, readers: set[Body], *, of_tests: bool = False
) -> "list[Cell[Known]]":
    """One for each class that may have set the attribute; who reads one of them reads all."""
    owners = (owner for owner in inference.classes.mro(cls) if type(owner) is Class)
    cells = [_cell(inference, owner, name, of_tests=of_tests) for owner in owners]
    for cell in cells:
        if cell.together is None:
            cell.together = [readers]
        else:
            cell.together.append(readers)
    return cells


def settings_of(inference: "Inference", cls: Class, name: str) -> Settings:
    found = inference.settings.get((cls, name))
    if found is None:
        found = inference.settings[cls, name] = _settings(inference, cls, name)
    return found


def _settings(inference: "Inference", cls: Class, name: str) -> Settings:
    methods: list[Body] = []
    declared: Known | None = None
    for owner in inference.classes.mro(cls):
        if type(owner) is not Class:
            continue
        for method, statement in inference.classes.instance_attributes(owner).get(name, ()):
            methods.append(inference.body(method))
            if statement.annotation is not None:
                declared = either(declared, annotated(statement.annotation, method, inference.names))
    readers: set[Body] = set()
    return Settings(methods, declared, _cells(inference, cls, name, readers), readers)


def _of_rows(inference: "Inference", owner: Rows, name: str) -> Known | None:
    if owner.manager is not None:
        found = inference.member(owner.manager, name)
        if found is not None and isinstance(found[1], Function):
            return Bound(found[1], owner, "manager")
    return RowsMethod(owner, name)


def _rule(expression: Expression, owner: Known) -> str:
    if type(expression) is Name and expression.id in ("self", "cls"):
        return "self"
    if isinstance(owner, Instance):
        if type(expression) is Call and last_name(expression) == owner.of.name.rpartition(".")[2]:
            return "constructed"  # of this class and no other
        return "type"
    return "type" if type(owner) is OneOf else "import"
