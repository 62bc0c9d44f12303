"""Methods that subclasses have versions of: which of them may be meant, and which must be."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexer.expressions import last_name
from indexer.facts import Raise
from indexer.graph.nodes import Certainty
from indexer.infer import recording
from indexer.infer.body import Body
from indexer.infer.edges import CallEdge, Dispatch
from indexer.infer.questions import OF_TESTS
from indexer.resolve.entities import Class, Entity, Function

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

MOST_OVERRIDES = 8  # of a method that does something itself: named as possible; of more nothing is said
FEWEST_METHODS = 2  # of a protocol that a class is known by; to have one method of that name says little
ABSTRACT = frozenset({"abstractmethod", "abstractproperty"})


def called(
    inference: "Inference",
    cls: Class,
    function: Function,
    body: Body,
    line: int,
    *,
    rule: str,
    sure: Certainty = "inferred",
    on_self: bool = False,
) -> None:
    """A method is called on an object of the class, or of one that has its own version. Of an abstract method one of
    the versions is meant, none of them a guess; what only names it is not met then."""
    owner = function.owner
    never_runs = _is_declared_abstract(function) or (owner is not None and inference.is_protocol(owner))
    abstract = never_runs or is_abstract(function)
    versions: dict[Function, list[Class]] = {}
    if abstract or not function.scope.name.startswith("__"):
        of_tests = inference.current.is_test
        inference.ask("versions", cls, OF_TESTS + function.scope.name if of_tests else function.scope.name)
        for holder, own in versions_of(inference, cls, function.scope.name, of_tests=of_tests):
            if own is not function and not _is_declared_abstract(own):
                versions.setdefault(own, []).append(holder)
    recording.edge(inference, body.entity, function, line, "possible" if never_runs and versions else sure, rule)
    caller = _method_around(body.entity) if on_self else None
    for own, holders in versions.items():
        if abstract and caller is not None:
            inference.edges.dispatched.append(Dispatch(caller, own, holders, line))
        elif abstract or len(versions) <= MOST_OVERRIDES:
            recording.edge(inference, body.entity, own, line, "inferred" if abstract else "possible", "override")


def dispatched(inference: "Inference") -> Iterator[CallEdge]:
    """Calls on `self`, once all is known: a version is met on objects that have the caller from above and that the
    caller is called on, as far as code of the repository (not its tests alone) calls it."""
    called_on: dict[Function, set[Class]] = {}
    for body in inference.order:
        if not body.is_test:
            for method, cls in body.edges.receivers:
                called_on.setdefault(method, set()).add(cls)
    for body in inference.order:
        for call in body.edges.dispatched:
            on = called_on.get(call.caller)
            having = [holder for holder in call.holders if _inherits(inference, holder, call.caller)]
            met = any(on is None or not on.isdisjoint(inference.classes.mro(holder)) for holder in having)
            sure: Certainty = "inferred" if met else "possible"
            yield CallEdge(body.entity, call.version, call.version.name, call.line, sure, "override", False)


def versions_of(inference: "Inference", cls: Class, name: str, *, of_tests: bool) -> list[tuple[Class, Function]]:
    """Who has a version of a method of the class, and which; those of tests for tests alone."""
    key = (cls, name, of_tests)
    found = inference.versions.get(key)
    if found is None:
        found = inference.versions[key] = list(_versions_of(inference, cls, name, of_tests=of_tests))
    return found


def _versions_of(inference: "Inference", cls: Class, name: str, *, of_tests: bool) -> Iterator[tuple[Class, Function]]:
    for sub in inference.subclasses(cls, of_tests=of_tests):
        if name in sub.bindings:
            own = inference.names.member(sub, name)
            if isinstance(own, Function):
                yield sub, own
    if inference.is_protocol(cls):
        for like in implementers(inference, cls):
            found = inference.member(like, name)
            met = of_tests or not inference.body(like).is_test
            if met and found is not None and isinstance(found[1], Function):
                yield like, found[1]


def implementers(inference: "Inference", protocol: Class) -> list[Class]:
    """Classes that have every method of a protocol without naming it."""
    found = inference.implementers.get(protocol)
    if found is None:
        found = inference.implementers[protocol] = []
        functions = (m for m in protocol.children.values() if isinstance(m, Function) and m.scope.kind == "function")
        wanted = {m.scope.name for m in functions if not m.scope.name.startswith("__")}
        if len(wanted) >= FEWEST_METHODS:
            heirs = {protocol, *inference.subclasses(protocol, of_tests=True)}
            classes = (c for c in inference.program.classes_in_order if c not in heirs)
            having = (c for c in classes if all(inference.member(c, name) is not None for name in wanted))
            found += [c for c in having if not inference.is_protocol(c)]
    return found


def _method_around(entity: Entity | None) -> Function | None:
    while entity is not None and not (isinstance(entity, Function) and entity.owner is not None):
        entity = entity.parent
    return entity


def _inherits(inference: "Inference", cls: Class, method: Function) -> bool:
    found = inference.member(cls, method.scope.name)
    return found is not None and found[1] is method


def can_be_made(inference: "Inference", cls: Class) -> bool:
    """Not a protocol, nor a class that leaves a method to its heirs."""
    known = inference.makeable.get(cls)
    if known is None:
        above = [c for c in inference.classes.mro(cls) if isinstance(c, Class)]
        left = (m for c in above for m in c.children.values() if isinstance(m, Function) and _is_declared_abstract(m))
        known = not inference.is_protocol(cls) and not any(_inherits(inference, cls, method) for method in left)
        inference.makeable[cls] = known
    return known


def made_instead(inference: "Inference", cls: Class) -> list[Class]:
    return [heir for heir in inference.subclasses(cls) if can_be_made(inference, heir)]


def is_abstract(function: Function) -> bool:
    """Does it do nothing but say that others must?"""
    if _is_declared_abstract(function):
        return True
    statements = function.scope.statements[1 if function.scope.docstring is not None else 0 :]
    last = statements[0] if len(statements) == 1 else None
    return type(last) is Raise and last.value is not None and last_name(last.value) == "NotImplementedError"


def _is_declared_abstract(function: Function) -> bool:
    return not ABSTRACT.isdisjoint(function.decorated)
