"""What adapters found of functions that changed, or from reading them: asked again, and what comes out otherwise.

A question whose answer is a plain value is answered again; where the answer is as it was, nobody else is concerned.
What is found of one function or view is found again and its rows are replaced. All else is a Reason to build anew.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from indexer.discover import is_test
from indexer.frameworks import aiohttp, ownership, shown_to, transactions
from indexer.frameworks.django import guards as django
from indexer.frameworks.django.bodies import ViewBodies, asks_for_rows
from indexer.frameworks.django.class_views import ClassViews
from indexer.frameworks.django.decorators import Decorators
from indexer.frameworks.fastapi import routes as fastapi
from indexer.frameworks.findings import (
    AssertionFound,
    BeforeFound,
    EndpointFound,
    OwnershipFilterFound,
    RequestFound,
    ShownToFound,
    TestFound,
    TransactionFound,
)
from indexer.frameworks.flask import connexion
from indexer.frameworks.flask import routes as flask
from indexer.frameworks.refusal import Bodies, Narrowing, Refusals, by_raising
from indexer.frameworks.refusal.statuses import whoever_asks
from indexer.frameworks.tested import assertions, requests
from indexer.frameworks.tested.paths import Paths
from indexer.frameworks.tested.targets import Targets
from indexer.infer.looks import UNASKABLE, Looks, Place, PlacedKey, Ref
from indexer.infer.memory import DECODER, ENCODER
from indexer.refresh.edited import Reason
from indexer.resolve.entities import Class, Entity, Function
from indexer.resolve.late import LateProgram
from indexer.resolve.looked import Further

BODIES: dict[str, Callable[[LateProgram], Bodies]] = {
    flask.NAME: flask.bodies,
    fastapi.NAME: fastapi.bodies,
    fastapi.DEPENDENCIES: fastapi.dependency_bodies,
    connexion.NAME: connexion.bodies,
    aiohttp.NAME: aiohttp.bodies,
}


@dataclass
class Found:
    """By what it was found of; what is not there is as it was."""

    changed: list[Function] = field(default_factory=list)
    ownership: dict[Function, list[OwnershipFilterFound]] = field(default_factory=dict)
    shown_to: dict[Function, list[ShownToFound]] = field(default_factory=dict)
    transactions: dict[Function, list[TransactionFound]] = field(default_factory=dict)
    requests: dict[Function, list[RequestFound]] = field(default_factory=dict)
    assertions: dict[Function, list[AssertionFound]] = field(default_factory=dict)
    tests: dict[Function, TestFound] = field(default_factory=dict)
    checks: dict[PlacedKey, list[BeforeFound]] = field(default_factory=dict)


class Adapters:
    """Those that can be asked about one function or view, made when they are asked for."""

    def __init__(self, program: LateProgram) -> None:
        self.program = program
        self._bodies: dict[str, Bodies] = {}

    @cached_property
    def refusals(self) -> Refusals:
        return self.program.shared(Refusals)

    @cached_property
    def narrowing(self) -> Narrowing:
        return self.program.shared(Narrowing)

    @cached_property
    def views(self) -> ViewBodies:
        return django.view_bodies(self.program)

    @cached_property
    def class_views(self) -> ClassViews:
        return ClassViews(self.program, self.refusals, Decorators(self.program, self.refusals))

    def bodies(self, framework: str) -> Bodies:
        if framework not in self._bodies:
            made = BODIES[framework](self.program) if framework in BODIES else self.views.bodies
            self._bodies[framework] = made
        return self._bodies[framework]

    def checks(self, of: Any, further: Any) -> list[BeforeFound]:
        framework, *method = further
        if isinstance(of, Class) or framework not in BODIES:
            return self.views.last(of, *(method or [""]))
        return self.bodies(framework).last(of)


ANSWERS: dict[str, Callable[[Adapters, Any, Any], Any]] = {
    "refuses": lambda adapters, function, further: adapters.refusals.by_function(function, depth=further[0]),
    "refuses by raising": lambda adapters, function, further: adapters.program.shared(by_raising).by_function(
        function, depth=further[0]
    ),
    "answers": lambda adapters, function, further: whoever_asks(adapters.program, function),
    "asks for rows": lambda adapters, function, further: asks_for_rows(adapters.program, function),
    "narrows by": lambda adapters, function, further: adapters.narrowing.by_parameter(function, further[0]),
    "checks it": lambda adapters, function, further: adapters.bodies(further[0]).checks(function, further[1]),
    "view checks by name": lambda adapters, cls, further: adapters.views.names(cls, further[0]),
    "hook": lambda adapters, function, further: adapters.class_views.hook(function),
}


class Recognised:
    """`bodies`: places of the functions that changed. `paths`: gives what leads from paths to endpoints."""

    def __init__(
        self,
        program: LateProgram,
        looks: Looks,
        bodies: Iterable[Place],
        *,
        openers: Iterable[Place],
        paths: Callable[[], Paths],
    ) -> None:
        self.program, self.looks, self.bodies = program, looks, list(bodies)
        self._openers, self._paths = openers, paths
        self.adapters = Adapters(program)
        self.found = Found()

    def run(self) -> Found:
        for key in sorted(self._again(), key=repr):
            self._unit(*key)
        self.found.changed = self._with_lambdas(self._function(place) for place in self.bodies)
        for function in self.found.changed:
            self._of_function(function)
        return self.found

    # ------------------------------------------------------------------------------------- questions

    def _again(self) -> set[PlacedKey]:
        """What has to be found again, since it rests on what changed."""
        waiting, seen, units = sorted(self.looks.readers(self.bodies)), set[Ref](), set[PlacedKey]()
        while waiting:
            ref = waiting.pop()
            if ref in seen:
                continue
            seen.add(ref)
            question, key = self.looks.question(ref), self.looks.key(ref)
            if question.is_unit:
                units.add(key)
            elif not question.is_compared or self._answer(key) != question.answer:
                if UNASKABLE in question.by:
                    raise Reason(f"{self.program.entity(*key[1]).name}: {key[0]!r} is answered otherwise")
                waiting += question.by
        return units

    def _answer(self, key: PlacedKey) -> Any:
        kind, place, further = key
        if kind not in ANSWERS:
            raise Reason(f"nobody can be asked {kind!r} again")
        return DECODER.decode(ENCODER.encode(ANSWERS[kind](self.adapters, self.program.entity(*place), further)))

    # ------------------------------------------------------------------------------------- findings

    def _unit(self, kind: str, place: Place, further: Further) -> None:
        if kind == "checks":
            of = self.program.entity(*place)
            self.found.checks[kind, place, further] = self.adapters.checks(of, further)
        elif kind in UNITS:
            for function in self._with_lambdas([self._function(place)]):
                UNITS[kind](self, function)
        else:
            raise Reason(f"nobody can be asked {kind!r} again")

    def _function(self, place: Place) -> Function:
        found = self.program.entity(*place)
        assert isinstance(found, Function)
        return found

    def _with_lambdas(self, functions: Iterable[Function]) -> list[Function]:
        """With all that has the same symbol: what a lambda does is said of the function around it."""
        found: dict[Function, None] = {}
        for function in functions:
            outer: Entity = function
            while outer.scope.kind == "lambda" and outer.parent is not None:
                outer = outer.parent
            if not isinstance(outer, Function):
                raise Reason(f"{outer.path}: a lambda outside of functions is looked at again")
            waiting: list[Entity] = [outer]
            while waiting:
                entity = waiting.pop()
                if isinstance(entity, Function):
                    found[entity] = None
                    waiting += [child for child in entity.children.values() if child.scope.kind == "lambda"]
        return list(found)

    def _of_function(self, function: Function) -> None:
        """What is found of each function alone is found again of one that changed."""
        if is_test(function.path):
            self._requests(function)
        else:
            self._ownership(function)
            self._shown_to(function)
        self._transactions(function)

    def _ownership(self, function: Function) -> None:
        if self._asked_for(ownership.FRAMEWORK) and function not in self.found.ownership:
            self.found.ownership[function] = ownership.ownership(self.program, self.adapters.narrowing, function)

    def _shown_to(self, function: Function) -> None:
        if self._asked_for(shown_to.FRAMEWORK) and function.owner is not None:
            self.found.shown_to[function] = shown_to.shown_to(self.program, function, function.owner)

    def _transactions(self, function: Function) -> None:
        if self._asked_for(transactions.FRAMEWORK):
            openers = {self.program.entity(*place) for place in self._openers}
            self.found.transactions[function] = transactions.opened_in(self.program, function, openers)

    def _requests(self, function: Function) -> None:
        """And what it asserts of the answers."""
        if function in self.found.assertions or function.scope.kind != "function":
            return
        sent: list[RequestFound] = []
        if self._asked_for(requests.FRAMEWORK):
            sent = requests.requests(self.program, function, self._known_paths, self._targets)
            self.found.requests[function] = sent
        if self._asked_for(assertions.FRAMEWORK):
            made = self.found.assertions[function] = assertions.assertions(self.program, function, sent)
            if function.scope.name.startswith("test"):
                self.found.tests[function] = assertions.tested(function, made)

    @cached_property
    def _known_paths(self) -> Paths:
        return self._paths()

    @cached_property
    def _targets(self) -> Targets:
        return Targets(self.program)

    def _asked_for(self, framework: Any) -> bool:
        return bool(framework.asked_for_by(self.program))


UNITS: dict[str, Callable[[Recognised, Function], None]] = {
    "ownership": Recognised._ownership,
    "shown to": Recognised._shown_to,
    "requests": Recognised._requests,
    "assertions": Recognised._requests,
}


def paths_of(rows: Iterable[tuple[int, str, list[str] | None, str]]) -> tuple[Paths, dict[int, int]]:
    """From the rows of endpoints (number, path, methods, name); and their numbers by identity of what is found."""
    numbers: dict[int, int] = {}
    found: list[EndpointFound] = []
    for number, path, methods, name in rows:
        endpoint = EndpointFound(path=path, methods=methods, handler=NOBODY, framework="", name=name)
        numbers[id(endpoint)] = number
        found.append(endpoint)
    return Paths(found), numbers


NOBODY: Any = None
