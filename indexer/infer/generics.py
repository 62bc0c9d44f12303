"""What type variables stand for: `Repo[User]`, `class Users(Repo[User])`, `def one(model: type[T]) -> T`.

A type variable is known by its name, within the class or function that it belongs to; it is bound to a class, anything
else stays unknown.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from indexer.expressions import last_name
from indexer.facts import Expression, Name, Subscript
from indexer.infer.annotations import LISTS, annotated, is_variable, items_of, pairs, parameters
from indexer.infer.arguments import Given, matched
from indexer.infer.containers import item_of
from indexer.infer.values import Applied, Known
from indexer.resolve.entities import Class, Entity, Function, Instance, Resolved
from indexer.resolve.names import Names

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

Bound = Mapping[str, Class]


class Substituted(Names):
    """Names of which some are type variables with a meaning."""

    def __init__(self, names: Names, bound: Bound) -> None:
        self.__dict__.update(names.__dict__)  # what was looked up is remembered once for both
        self._looked_up, self._bound = names, bound

    def resolve(self, expression: Expression, at: Entity) -> Resolved | None:
        if type(expression) is Name and expression.id in self._bound:
            return self._bound[expression.id]
        return self._looked_up.resolve(expression, at)


def returned(
    inference: "Inference", function: Function, receiver: Known | None, arguments: Given, skipped: int
) -> Known | None:
    """What a call gives whose function says so in type variables; None where they are not known."""
    bound = dict(_of_receiver(inference, function, receiver))
    bound.update(_of_arguments(inference, function, arguments, skipped))
    if not bound:
        return None
    at = function.parent or function.module
    return annotated(function.definition.returns, at, Substituted(inference.names, bound))


def _of_receiver(inference: "Inference", function: Function, receiver: Known | None) -> Bound:
    cls = receiver.of if isinstance(receiver, Instance) else receiver
    if function.owner is None or not isinstance(cls, Class):
        return {}
    given = dict(receiver.arguments) if isinstance(receiver, Applied) else {}
    if not given:
        known = inference.type_arguments.get((cls, function.owner))
        if known is None:
            known = inference.type_arguments[cls, function.owner] = _towards(inference, cls, function.owner, {}) or {}
        return known
    return _towards(inference, cls, function.owner, given) or {}


def _towards(inference: "Inference", cls: Class, ancestor: Class, bound: Bound) -> Bound | None:
    """What the type variables of an ancestor are for a class whose own are bound so."""
    if cls is ancestor:
        return bound
    names = Substituted(inference.names, bound)
    at = cls.parent or cls.module
    for base in cls.definition.bases:
        written = base.value if type(base) is Subscript else base
        above = names.resolve(written, at)
        if isinstance(above, Class) and above is not cls and ancestor in inference.classes.mro(above):
            items = items_of(base.index) if type(base) is Subscript else []
            return _towards(
                inference, above, ancestor, dict(pairs(parameters(above, inference.names), items, at, names))
            )
    return None


def _of_arguments(
    inference: "Inference", function: Function, arguments: Given, skipped: int
) -> Iterator[tuple[str, Class]]:
    at = function.parent or function.module
    for parameter, _, value, place in matched(inference.body(function), arguments, skipped):
        annotation = parameter.annotation
        if place is not None or annotation is None or value is None:
            continue
        inner = annotation
        if type(annotation) is Subscript:
            head = last_name(annotation.value)
            inner = items_of(annotation.index)[0]
            if head in LISTS:
                value = item_of(inference, value)
            elif head in ("type", "Type"):
                value = value.instance if isinstance(value, Class) else None
            else:
                continue
        if type(inner) is Name and isinstance(value, Instance) and isinstance(value.of, Class):
            own = inner.id in function.definition.type_parameters
            if own or is_variable(inner, at, inference.names):
                yield inner.id, value.of
