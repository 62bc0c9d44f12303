"""What a class outside the repository is given by those of ours that are built on it: by `super()` or by its name."""

from typing import TYPE_CHECKING

from indexer.resolve.classes import CLOSED
from indexer.resolve.entities import Entity, External, Function
from indexer.resolve.evaluate.values import Arguments, Const, Made, Value

if TYPE_CHECKING:
    from indexer.resolve.evaluate.evaluator import Evaluator

INITIALISER = ".__init__"


def initialised(evaluator: "Evaluator", initialiser: External, arguments: Arguments) -> bool:
    """`Base.__init__(self, ...)` of a class outside."""
    if not initialiser.name.endswith(INITIALISER):
        return False
    me = arguments.get("", 0)
    cls = evaluator.class_of(me) if isinstance(me, Made) else None
    if cls is None or not isinstance(me, Made):
        return False
    if External(initialiser.name.removesuffix(INITIALISER)) not in evaluator.classes.mro(cls):
        return False
    into_outside(me, Arguments(arguments.positional[1:], arguments.named, arguments.complete))
    return True


def outside_first(evaluator: "Evaluator", me: Made, at: Entity, found: Function) -> bool:
    """Stands a class outside between the method that calls `super()` and the one of ours that is found behind it?"""
    cls = evaluator.class_of(me)
    order = evaluator.classes.mro(cls) if cls is not None else []
    if not isinstance(at, Function) or at.owner not in order or found.owner not in order:
        return False
    between = order[order.index(at.owner) + 1 : order.index(found.owner)]
    return any(isinstance(c, External) and c.name not in CLOSED for c in between)


def into_outside(me: Made, arguments: Arguments) -> Value:
    """What an object counts as made with is what the class outside is given."""
    me.arguments = arguments if arguments.positional or arguments.named else me.arguments
    return Const(None)
