"""Checks in the methods of a view: the one that answers, and those that give it its rows."""

from collections.abc import Iterator

from indexer.expressions import expressions_of, parts_within
from indexer.facts import Attribute, Name
from indexer.frameworks.django.decorators import Decorators
from indexer.frameworks.findings import BeforeFound
from indexer.frameworks.refusal import Bodies, Refusals
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.values import Items
from indexer.resolve.looked import Key, asked, reads, unit
from indexer.resolve.program import Program

NAME = "django"
ROWS = ("get_object", "get_queryset")  # the first one calls the second
ASK_FOR_ROWS = frozenset({"get_object", "get_queryset", "filter_queryset", "paginate_queryset", "super"})
WITHOUT_ROWS = frozenset({"create"})  # actions of REST framework that read nothing


class ViewBodies:
    def __init__(self, program: Program, refusals: Refusals, decorators: Decorators) -> None:
        self.program = program
        self.bodies = Bodies(program, refusals, NAME, lambda function: any(d.guards for d in decorators.of(function)))
        self._of: dict[tuple[Class, str], list[BeforeFound]] = {}

    def of(self, handler: Class | Function, method: str) -> list[BeforeFound]:
        """`method`: of a class, the one that answers; '' where several do."""
        if isinstance(handler, Function):
            return self.bodies.of(handler)
        return asked(self.program, "view checks", handler, lambda: self._remembered(handler, method), (method,))

    def last(self, handler: Class | Function, method: str) -> list[BeforeFound]:
        """What comes last before the endpoints that it answers."""
        kind, _, further = self.question(handler, method)
        return unit(self.program, kind, handler, lambda: self.of(handler, method), further)

    def question(self, handler: Class | Function, method: str) -> Key:
        """By which `last` can be asked again."""
        return ("checks", handler, (NAME,)) if isinstance(handler, Function) else ("checks", handler, (NAME, method))

    def names(self, cls: Class, method: str) -> list[str]:
        answer = lambda: [b.name for b in self.of(cls, method)]  # noqa: E731
        return asked(self.program, "view checks by name", cls, answer, (method,), compared=True)

    def _remembered(self, handler: Class, method: str) -> list[BeforeFound]:
        key = handler, method
        if key not in self._of:
            found = self._of[key] = list(self._of_dispatch(handler))
            found += self._of_method(handler, method) if method else ()
        return self._of[key]

    def _of_dispatch(self, cls: Class) -> Iterator[BeforeFound]:
        """Of one that the repository writes, and that is not known to refuse whoever asks: that is told already."""
        dispatch = self._method(cls, "dispatch")
        if dispatch is not None and not self.bodies.refusals.by_function(dispatch):
            yield from self.bodies.of(dispatch)

    def _of_method(self, cls: Class, method: str) -> Iterator[BeforeFound]:
        answering = self._method(cls, method)
        if answering is not None:
            yield from self.bodies.of(answering)
        if not asks_for_rows(self.program, answering) if answering is not None else method in WITHOUT_ROWS:
            return
        for name in ROWS:
            giving = self._method(cls, name)
            if giving is not None:
                yield from self.bodies.of(giving)
                if not asks_for_rows(self.program, giving):
                    return  # it finds its rows in its own way
        backends = self.program.evaluator.class_attribute(cls, "filter_backends")
        for backend in backends.items if isinstance(backends, Items) else ():
            narrows = self._method(backend, "filter_queryset") if isinstance(backend, Class) else None
            if narrows is not None:
                yield from self.bodies.of(narrows)

    def _method(self, cls: Class, name: str) -> Function | None:
        found = self.program.classes.member(cls, name)
        return found[1] if found is not None and isinstance(found[1], Function) else None


def asks_for_rows(program: Program, function: Function) -> bool:
    """Does it, or does it call what does? Asked for every endpoint, where many share the method of a base class."""
    return asked(program, "asks for rows", function, lambda: _remembered(program, function), compared=True)


def _remembered(program: Program, function: Function) -> bool:
    known = program.shared(_nothing_yet)
    reads(program, function)
    if function not in known:
        known[function] = _asks_for_rows(function)
    return known[function]


def _nothing_yet(program: Program) -> dict[Function, bool]:
    return {}


def _asks_for_rows(function: Function) -> bool:
    return any(
        (type(part) is Attribute and part.name in ASK_FOR_ROWS) or (type(part) is Name and part.id == "super")
        for statement in function.scope.statements
        for expression in expressions_of(statement)
        for part in parts_within(expression)
    )
