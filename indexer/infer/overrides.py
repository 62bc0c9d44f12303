"""Methods that subclasses have versions of: which of them may be meant, and which must be."""

from typing import TYPE_CHECKING

from indexer.expressions import last_name
from indexer.facts import Raise
from indexer.graph.nodes import Certainty
from indexer.infer import recording
from indexer.infer.body import Body
from indexer.resolve.entities import Class, Function

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

MOST_OVERRIDES = 8  # named as possible; of more nothing is said


def overridden(inference: "Inference", cls: Class, function: Function, body: Body, line: int) -> None:
    """The object may be of a subclass that has its own version. An abstract method with one version means that one."""
    name = function.scope.name
    if name.startswith("__"):
        return
    found = []
    for sub in inference.subclasses(cls):
        if name in sub.bindings:
            own = inference.names.member(sub, name)
            if isinstance(own, Function) and own is not function:
                found.append(own)
    if found and len(found) <= MOST_OVERRIDES:
        sure: Certainty = "inferred" if len(found) == 1 and is_abstract(function) else "possible"
        for own in found:
            recording.edge(inference, body.entity, own, line, sure, "override")


def is_abstract(function: Function) -> bool:
    """Does it do nothing but say that others must?"""
    if any(last_name(d) in ("abstractmethod", "abstractproperty") for d in function.definition.decorators):
        return True
    statements = function.scope.statements[1 if function.scope.docstring is not None else 0 :]
    last = statements[0] if len(statements) == 1 else None
    return type(last) is Raise and last.value is not None and last_name(last.value) == "NotImplementedError"
