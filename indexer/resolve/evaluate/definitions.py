"""Definitions while a body runs: what a class body and decorators do, and what the name stands for afterwards."""

from typing import TYPE_CHECKING

from indexer.facts import Attribute, Call, Define, Expression
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate import calls, operators
from indexer.resolve.evaluate.values import Arguments, Closure, Effect, Made, Member, Site, Value

if TYPE_CHECKING:
    from indexer.resolve.evaluate.evaluator import Evaluator, Frame

OF_PROPERTIES = frozenset({"setter", "getter", "deleter"})


def define(evaluator: "Evaluator", statement: Define, frame: "Frame") -> None:
    entity = frame.entity.children[statement.scope]
    if type(entity) is not Class and type(entity) is not Function:
        return
    value: Value | None = entity
    if isinstance(entity, Function) and isinstance(frame.entity, Function):
        value = Closure(entity, frame.environment)
    if isinstance(entity, Class) and _registers_methods(entity):
        evaluator.class_body(entity)
    for decorator, line in zip(
        reversed(entity.definition.decorators), reversed(entity.definition.decorator_lines), strict=True
    ):
        value = _decorated(evaluator, decorator, line, entity, value, frame)
    frame.environment[entity.scope.name] = value


def _registers_methods(cls: Class) -> bool:
    """Is a method decorated with something of an object (`@router.get(...)`)? Then the body does more than define."""
    for child in cls.children.values():
        if isinstance(child, Function) and child.scope.kind == "function":
            for decorator in child.definition.decorators:
                chain = decorator.function if type(decorator) is Call else decorator
                if type(chain) is Attribute and chain.name not in OF_PROPERTIES:
                    return True
    return False


def _decorated(
    evaluator: "Evaluator",
    decorator: Expression,
    line: int,
    entity: Class | Function,
    value: Value | None,
    frame: "Frame",
) -> Value | None:
    """`@router.get("/x")`: a call of the router's method that knows what it decorates."""
    call = decorator if type(decorator) is Call else None
    chain = call.function if call is not None else decorator
    site = Site(frame.entity.path, line)
    if type(chain) is Attribute:
        owner, name = operators.evaluate(evaluator, chain.value, frame), chain.name
        if isinstance(owner, Member):
            owner, name = calls.held_by(Member(owner, name))
        if isinstance(owner, Made) and not _is_ours(evaluator, owner, name):
            arguments = operators.arguments(evaluator, call, frame) if call is not None else Arguments()
            closure = value if isinstance(value, Closure) else None
            owner.effects.append(Effect(name, arguments, site, entity, closure))
            return value
    found = operators.evaluate(evaluator, decorator, frame)
    applied = calls.decorate(evaluator, found, value, entity, frame.depth, site)
    return applied if applied is not None else value


def _is_ours(evaluator: "Evaluator", owner: Made, name: str) -> bool:
    """Is it a method that the repository wrote? Then it is followed, and what it does counts."""
    cls = evaluator.class_of(owner)
    known = evaluator.attribute(owner, name, 0)
    if known is not None and not isinstance(known, Member):
        return True
    found = evaluator.classes.member(cls, name) if cls is not None else None
    return found is not None and isinstance(found[1], Function)
