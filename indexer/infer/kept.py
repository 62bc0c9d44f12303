"""What the fixpoint rests on, as plain values: for a refresh that looks at a few bodies and takes the rest as it is.

Of each body are kept the cells that others read or that it shares with its later self (what it returns, is called with,
leaves behind, puts into containers), each with its steps: when it grew, by whom, to what. A body is named by the places
of its module and of its scope. Steps are a proof: whatever a cell holds follows from steps before. So a body that is
changed may be walked again on top of all else, and what it once made grow tells what it must still give.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from indexer.expressions import expressions_of, parts_of
from indexer.facts import Call, Collection, Constant, Expression, Mapping, Name, Scope
from indexer.infer.body import Body
from indexer.infer.cells import Cell
from indexer.infer.values import (
    UNKNOWN,
    Applied,
    Bound,
    ContainerMethod,
    Generated,
    Items,
    Listed,
    OneOf,
    Partial,
    Rows,
    RowsMethod,
    Several,
    Spelled,
    Table,
)
from indexer.resolve.entities import Class, Entity, External, Function, Instance, Module

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

Place = tuple[int, int]  # of a module among all, and of a scope in it
OUTSIDE: Place = (-1, 0)  # of a class that is written nowhere in the repository
Steps = list[list[Any]]  # [when, by whom (a place, or None), value]
NAMED = ("given", "defaults", "constants", "outer", "written")  # cells of a body by name
ALONE = ("returned", "yielded", "wrapped")  # one of each
OWN = ("returned", "yielded")  # that a body alone makes grow
MAKERS = (Collection, Mapping, Call)  # expressions that make containers


class Places:
    """Where each entity of a program is written."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self.of: dict[Entity, Place] = {}
        for place, module in enumerate(modules):
            stack: list[tuple[int, Entity]] = [(0, module)]
            while stack:
                number, entity = stack.pop()
                self.of[entity] = (place, number)
                stack.extend(entity.children.items())


class Keeper:
    """Writes down the cells of a solved inference."""

    def __init__(self, inference: "Inference", places: Places) -> None:
        self.inference, self.places = inference, places
        self._known: dict[int, Any] = {}  # values by identity, which live as long as the inference
        self.numbers: dict[int, int] = {}  # of containers in their body, those that others may hold

    def bodies(self) -> dict[Place, dict[str, Any]]:
        """What is kept of each body of which anything is."""
        found: dict[Place, dict[str, Any]] = {}
        inference, of = self.inference, self.places.of
        self.numbers = self._shared()
        for body in inference.order:
            kept = self._body(body)
            if kept:
                found[of[body.entity]] = kept
        for (cls, name, of_tests), cell in inference.attributes.items():
            if cell.grown and cls in of:
                kept = found.setdefault(of[cls], {})
                kept.setdefault("attributes", []).append([name, of_tests, self._steps(cell)])
        return found

    def _shared(self) -> dict[int, int]:
        """Containers that another cell holds than one of a container that is nobody else's, numbered in their body."""
        inference = self.inference
        cells: list[Cell[Any]] = list(inference.attributes.values())
        for body in inference.order:
            cells += [getattr(body, name) for name in ALONE]
            for kind in NAMED:
                held = getattr(body, kind)
                if held:
                    cells += held.values()
        found: dict[int, int] = {}
        numbers: dict[Body, int] = {}
        waiting = [value for cell in cells for _, _, value in cell.grown or ()]
        while waiting:
            value = waiting.pop()
            if (type(value) is Items or type(value) is Table) and id(value) not in found:
                number = numbers.get(value.body, 0)
                found[id(value)], numbers[value.body] = number, number + 1
                held = value.places if type(value) is Items else list(value.entries.values())
                waiting += [inside for cell in (*held, value.anywhere) for _, _, inside in cell.grown or ()]
            else:
                waiting += _inside(value)
        return found

    def _body(self, body: Body) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for name in ALONE:
            cell = getattr(body, name)
            if cell.grown:
                kept[name] = self._steps(cell)
        for name in NAMED:
            held = getattr(body, name)
            cells = {key: self._steps(cell) for key, cell in held.items() if cell.grown} if held else None
            if cells:
                kept[name] = cells
        read = [n for n in OWN if (readers := getattr(body, n).readers) and (len(readers) > 1 or body not in readers)]
        if read:
            kept["read"] = read
        if body.passed:
            kept["passed"] = sorted(body.passed)
        if body.called_back:
            kept["called_back"] = sorted(body.called_back)
        if body.decorated:
            decorated = {k: [self.value(m) for m in g.members] for k, g in body.decorated.items() if g.members}
            if decorated:
                kept["decorated"] = decorated
        made = body.containers
        shared = [(self.numbers[id(c)], k, c) for k, c in made.items() if id(c) in self.numbers] if made else None
        if shared:
            keys = Makers(body.entity.scope)
            shared.sort(key=lambda each: each[0])
            kept["containers"] = [self._container(keys.named(k), c) for _, k, c in shared]
        if body.edges.receivers and not body.is_test:
            of = self.places.of
            kept["receivers"] = sorted({(of[f], of.get(c, OUTSIDE)) for f, c in body.edges.receivers if f in of})
        return kept

    def _container(self, key: Any, made: Items | Table) -> list[Any]:
        anywhere = self._steps(made.anywhere)
        if isinstance(made, Items):
            return [key, made.kind, [self._steps(cell) for cell in made.places], anywhere]
        return [key, None, [[name, self._steps(cell)] for name, cell in made.entries.items()], anywhere]

    def _steps(self, cell: Cell[Any]) -> Steps:
        of = self.places.of
        return [[when, of.get(by.entity), self.value(value)] for when, by, value in cell.grown or ()]

    # ------------------------------------------------------------------------------------- values

    def value(self, value: Any) -> Any:
        if value is None or isinstance(value, str | int):
            return value
        known = self._known.get(id(value), self)
        if known is self:
            known = self._known[id(value)] = self._written(value)
        return known

    def _entity(self, entity: Entity) -> Any:
        place = self.places.of.get(entity)
        if place is not None:
            return ("e", *place)
        if isinstance(entity, Class) and not entity.module.file_path:
            return ("o", entity.name)
        return ("?", entity.name)

    def _written(self, value: Any) -> Any:
        kind = type(value)
        if kind is Class or kind is Function or kind is Module:
            return self._entity(value)
        if kind is External:
            return ("x", value.name)
        if kind is Applied:
            return ("a", self.value(value.of), tuple((n, self.value(c)) for n, c in value.arguments))
        if kind is Instance:
            return ("i", self.value(value.of))
        if kind is Rows:
            return ("r", self.value(value.model), self.value(value.manager))
        if kind is Listed:
            return ("l", self.value(value.item))
        if kind is Several:
            return ("s", tuple(self.value(item) for item in value.items))
        if kind is Bound:
            return ("b", self.value(value.function), self.value(value.receiver), value.rule)
        if kind is RowsMethod:
            return ("m", self.value(value.rows), value.name)
        if kind is Items or kind is Table:
            place = self.places.of.get(value.body.entity)
            return ("c", *place, self.numbers[id(value)]) if place is not None else ("?", "container")
        if kind is ContainerMethod:
            return ("k", self.value(value.container), value.name)
        if kind is Generated:
            return ("g", self.value(value.function))
        if kind is Partial:
            return ("p", self.value(value.callee), value.given)
        if kind is Spelled:
            return ("n", self.value(value.entity), value.part)
        if kind is OneOf:
            return ("|", tuple(sorted((self.value(m) for m in value.members), key=repr)))
        if kind is frozenset:
            return ("f", tuple(sorted(value, key=repr)))
        return ("?", kind.__name__)


class Makers:
    """What makes a container, named so that the same body read again has the same names: by its place among
    expressions of its kind."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._places: dict[int, str] | None = None

    def named(self, key: Any) -> Any:
        """Of the key that a body has: the id of an expression, alone or in a tuple."""
        if type(key) is int:
            return self._place(key)
        if type(key) is tuple:
            if key[0] == "rest":
                return [key[0], key[1], *key[2]]
            return [key[0], self._place(key[1]) if type(key[1]) is int else self.named(key[1])]
        return key

    def _place(self, identity: int) -> str:
        if self._places is None:
            self._places = _places(self._scope)
        return self._places.get(identity, "")


def _places(scope: Scope) -> dict[int, str]:
    roots: list[Expression] = []
    for statement in scope.statements:
        roots.extend(expressions_of(statement))
    for block in scope.blocks:
        roots.extend(e for e in (block.test, block.guard) if e is not None)
    places: dict[int, str] = {}
    counts: dict[type, int] = dict.fromkeys(MAKERS, 0)
    for root in roots:
        waiting = [root]
        while waiting:
            expression = waiting.pop()
            kind = type(expression)
            if kind is Name or kind is Constant:  # most
                continue
            if kind in counts and id(expression) not in places:
                places[id(expression)] = f"{kind.__name__} {counts[kind]}"
                counts[kind] += 1
            waiting += parts_of(expression)
    return places


def _inside(value: Any) -> Iterable[Any]:
    """The values that a value is made of."""
    kind = type(value)
    if kind is OneOf:
        return value.members  # type: ignore[no-any-return]
    if kind is Several:
        return value.items  # type: ignore[no-any-return]
    if kind is Listed:
        return (value.item,)
    if kind is Bound:
        return (value.receiver,)
    if kind is ContainerMethod:
        return (value.container,)
    if kind is Partial:
        return (value.callee,)
    return ()


# ------------------------------------------------------------------------------------- who made what grow


Address = list[Any]  # of a cell: place of its body, kind, name or place in the kind


def steps_by_body(bodies: dict[Place, dict[str, Any]]) -> dict[Place, list[list[Any]]]:
    """Of each body what it made grow: [when, address, value], in order."""
    found: dict[Place, list[list[Any]]] = {}
    for place, kept in bodies.items():
        for address, steps in _addressed(place, kept):
            for when, by, value in steps:
                if by is not None:
                    found.setdefault(by, []).append([when, address, value])
    for steps in found.values():
        steps.sort(key=lambda step: step[0])
    return found


def _addressed(place: Place, kept: dict[str, Any]) -> Iterator[tuple[Address, Steps]]:
    for name in ALONE:
        if name in kept:
            yield [*place, name], kept[name]
    for kind in NAMED:
        for name, steps in kept.get(kind, {}).items():
            yield [*place, kind, name], steps
    for name, of_tests, steps in kept.get("attributes", ()):
        yield [*place, "attributes", name, of_tests], steps
    for number, (_, kind, places, anywhere) in enumerate(kept.get("containers", ())):
        for at, inner in enumerate(places):
            yield [*place, "containers", number, at if kind is not None else inner[0]], inner if kind else inner[1]
        yield [*place, "containers", number], anywhere
    return


# UNKNOWN is told apart by identity: a set of no members is read as it.
assert OneOf(frozenset()) == UNKNOWN
