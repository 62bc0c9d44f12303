"""Inference taken up again where a fixpoint was left: a few bodies are walked on top of what all others have said.

Cells begin with what they held in the end or, with a `horizon`, before that step. What others read of bodies that are
walked again must come out as it was: `grew` tells of any cell that would hold more, `gives` whether a body still gives
what it once did. With both, the old fixpoint is that of the new code too: each step of the old one can be taken again.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from indexer.discover import is_test
from indexer.frameworks.findings import Findings
from indexer.infer.body import Body
from indexer.infer.cells import Cell, Gathered
from indexer.infer.edges import CallEdge
from indexer.infer.inference import Inference
from indexer.infer.kept import ALONE, NAMED, OWN, Address, Keeper, Makers, Place, Places, Steps
from indexer.infer.models import Models
from indexer.infer.values import (
    Items,
    Known,
    Rows,
    Table,
    either,
)
from indexer.infer.values_read import READERS, Unread, unread
from indexer.resolve.entities import Class, Entity, Function
from indexer.resolve.late import LateProgram

KeptBody = dict[str, Any]


class Memory:
    """What a fixpoint left: of each body its cells, and what all classes are built on."""

    def __init__(
        self,
        program: LateProgram,
        body: Callable[[Place], KeptBody],
        ancestors: list[tuple[Place, list[Place]]],
        called_on: dict[Place, list[Place]],
        subjects: dict[Place, Any],
    ) -> None:
        self.program, self.body, self.called_on, self.subjects = program, body, called_on, subjects
        self._ancestors = ancestors  # of each class, in the order of the source
        self._heirs: dict[Place, list[Place]] | None = None

    def heirs(self, place: Place) -> list[Place]:
        if self._heirs is None:
            self._heirs = {}
            for heir, above in self._ancestors:
                for each in above:
                    self._heirs.setdefault(tuple(each), []).append(tuple(heir))  # type: ignore[arg-type]
        return self._heirs.get(place, [])


class Resumed(Inference):
    def __init__(
        self, memory: Memory, models: Models, changed: Collection[Place], *, horizon: int | None = None
    ) -> None:
        self.memory, self.changed, self.horizon = memory, frozenset(changed), horizon
        self.grew: list[tuple[Cell[Any] | Gathered, Body]] = []
        self._fresh: dict[int, Cell[Any]] = {}  # cells that nobody has read before
        self._said: dict[int, list[Any]] = {}  # what was said to cells, by identity
        self._walked_again: set[Body] = set()
        super().__init__(memory.program, Findings(), models=models)
        self.attributes = _Attributes(self)
        self.given.subjects = _Subjects(self)
        for place in sorted(self.changed):
            body = self.body(memory.program.entity(*place))
            self.order.append(body)
            self._walked_again.add(body)

    def _open_bodies(self) -> None:
        """Bodies are opened when they are asked for."""

    def body(self, entity: Entity) -> Body:
        found = self._bodies.get(entity)
        if found is None:
            found = self._bodies[entity] = Body(entity, len(self._bodies), is_test=is_test(entity.path))
            place = self.memory.program.place_of(entity)
            found.is_walked = place not in self.changed
            if place is not None:
                self._remember(found, self.memory.body(place))
        return found

    def again(self, entity: Entity) -> Body:
        """A body walked once more that did not change: for the edges that it shows."""
        body = self.body(entity)
        if body not in self._walked_again:
            self._walked_again.add(body)
            body.is_walked = False
            self.order = [body]
            asking = self.current
            self.settle()
            self.current = asking
        return body

    @property
    def walked(self) -> list[Body]:
        """All that was looked at."""
        return list(self._bodies.values())

    def keeper(self) -> Keeper:
        """Writes down values of this state; containers as far as they were kept before."""
        keeper = Keeper(self, _LatePlaces(self.memory.program))
        for body in self._bodies.values():
            if isinstance(body.containers, _Containers):
                keeper.numbers.update((id(made), number) for number, made in enumerate(body.containers.numbered))
        return keeper

    def extra(self) -> "Iterator[Cell[Any] | Gathered]":
        """Cells that would hold more than they did, but for what is new and of nobody's concern."""
        own = {
            id(cell)
            for body in self._bodies.values()
            for made in body.containers.values()
            for cell in (
                (*made.places, made.anywhere) if isinstance(made, Items) else (*made.entries.values(), made.anywhere)
            )
            if not isinstance(body.containers, _Containers) or id(made) not in body.containers.shared
        }
        for cell, _ in self.grew:
            if id(cell) not in own and id(cell) not in self._fresh:
                yield cell

    def gives(self, address: Address, value: Any) -> bool:
        """Does a cell hold what it once got?"""
        cell = self._at(address)
        if cell is None:
            return False
        wanted = self.read_back(value)
        if isinstance(wanted, frozenset):
            return cell.value is not None and wanted <= cell.value
        return either(cell.value, wanted) == cell.value

    def says(self, address: Address, value: Any) -> bool:
        """Was it said to a cell by what was walked, whatever the cell held by then?"""
        cell = self._at(address)
        if cell is None:
            return False
        wanted = self.read_back(value)
        return any(either(said, wanted) == said for said in self._said.get(id(cell), ()))

    def push(self, cell: Cell[Known], value: Known | None) -> None:
        self._say(cell, value)
        super().push(cell, value)

    def tell(self, cell: Cell[Known], value: Known | None) -> None:
        self._say(cell, value)
        super().tell(cell, value)

    def _say(self, cell: Cell[Known], value: Known | None) -> None:
        if value is not None:
            self._said.setdefault(id(cell), []).append(value)

    def subclasses(self, cls: Class, *, of_tests: bool | None = None) -> list[Class]:
        if of_tests is None:
            of_tests = self.current.is_test
        known = self._subclasses.setdefault(of_tests, {})
        found = known.get(cls)
        if found is None:
            place = self.memory.program.place_of(cls)
            heirs = (self.memory.program.entity(*p) for p in self.memory.heirs(place)) if place is not None else ()
            found = known[cls] = [e for e in heirs if isinstance(e, Class) and (of_tests or not is_test(e.path))]
        return found

    def dispatched(self, body: Body) -> Iterator[CallEdge]:
        """What the calls on `self` of one body mean: see `overrides.dispatched`."""
        for call in body.edges.dispatched:
            place = self.memory.program.place_of(call.caller)
            on = self.memory.called_on.get(place) if place is not None else None
            called = set(on) if on is not None else None
            met = any(
                called is None
                or not called.isdisjoint(filter(None, map(self.memory.program.place_of, self._classes_above(holder))))
                for holder in call.holders
                if self._has(holder, call.caller)
            )
            sure = "inferred" if met else "possible"
            yield CallEdge(body.entity, call.version, call.version.name, call.line, sure, "override", False)  # type: ignore[arg-type]

    def _classes_above(self, cls: Class) -> Iterator[Class]:
        return (c for c in self.classes.mro(cls) if isinstance(c, Class))

    def _has(self, cls: Class, method: Function) -> bool:
        found = self.member(cls, method.scope.name)
        return found is not None and found[1] is method

    # ------------------------------------------------------------------------------------- what is noted

    def begun(self, cell: Cell[Any], by: Body) -> None:
        self._fresh[id(cell)] = cell

    def note(self, cell: Cell[Any], by: Body) -> None:
        self.grew.append((cell, by))

    def grown(self, cell: Cell[Any] | Gathered) -> None:
        if isinstance(cell, Gathered):
            self.grew.append((cell, self.current))
        for reader in cell.read_by():
            if reader.is_open:
                reader.again = True
            elif reader in self._walked_again:
                self._waiting.add(reader)

    # ------------------------------------------------------------------------------------- what is remembered

    def _remember(self, body: Body, kept: KeptBody) -> None:
        if "containers" in kept:
            _Containers(self, body, kept["containers"])
        anew = () if body.is_walked else [name for name in OWN if name not in kept.get("read", ())]
        for name in anew:
            self.begun(getattr(body, name), body)
        for name in ALONE:
            if name in kept and name not in anew:
                setattr(body, name, self.cell(kept[name]))
        for name in NAMED:
            if name in kept:
                setattr(body, name, _Cells(self, kept[name]))
        if body.is_walked:
            body.passed = frozenset(kept.get("passed", ()))
            body.called_back = frozenset(kept.get("called_back", ()))
        for name, members in kept.get("decorated", {}).items():
            body.decorated[name] = Gathered({self.read_back(m): None for m in members})

    def cell(self, steps: Steps) -> Cell[Any]:
        """As it was in the end, or before the horizon."""
        value = None
        for when, _, written in steps:
            if self.horizon is not None and when >= self.horizon:
                break
            value = written
        return Cell(self.read_back(value))

    def read_back(self, written: Any) -> Any:
        """A value as `kept` wrote it down. Raises Unread where that cannot be."""
        if written is None or isinstance(written, str | int):
            return written
        return READERS.get(written[0], unread)(self, written)

    def container(self, place: Place, number: int) -> Items | Table:
        body = self.body(self.memory.program.entity(*place))
        if not isinstance(body.containers, _Containers):
            raise Unread("a container")
        return body.containers.numbered[number]

    def _at(self, address: Address) -> Cell[Any] | None:
        place, kind, rest = (address[0], address[1]), address[2], address[3:]
        entity = self.memory.program.entity(*place)
        body = self.body(entity)
        if kind in ALONE:
            found: Cell[Any] | None = getattr(body, kind)
            return found
        if kind in NAMED:
            return getattr(body, kind).get(rest[0])  # type: ignore[no-any-return]
        if kind == "attributes":
            return self.attributes.get((entity, rest[0], rest[1]))  # type: ignore[arg-type]
        made = self.container(place, rest[0])
        if len(rest) == 1:
            return made.anywhere
        if isinstance(made, Items):
            return made.places[rest[1]] if rest[1] < len(made.places) else None
        return made.entries.get(rest[1])


class _LatePlaces(Places):
    """Of entities that were read."""

    def __init__(self, program: LateProgram) -> None:
        self.of = _PlaceOf(program)  # type: ignore[assignment]


class _PlaceOf:
    def __init__(self, program: LateProgram) -> None:
        self.get = program.place_of


class _Cells(dict[str, Cell[Any]]):
    """Cells by name, each made when it is asked for: what it holds may lead to many files."""

    def __init__(self, inference: Resumed, kept: dict[str, Steps]) -> None:
        super().__init__()
        self._inference, self._kept = inference, kept

    def get(self, name: str, default: Any = None) -> Any:
        if name in self._kept and not super().__contains__(name):
            self[name] = self._inference.cell(self._kept[name])
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self._kept or super().__contains__(name)

    def __getitem__(self, name: str) -> Cell[Any]:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found  # type: ignore[no-any-return]

    def setdefault(self, name: str, default: Any = None) -> Any:
        if self.get(name) is None:
            self[name] = default
        return super().__getitem__(name)

    def items(self) -> Any:
        for name in self._kept:
            self.get(name)
        return super().items()

    def __bool__(self) -> bool:
        return bool(self._kept) or len(self) > 0


class _Containers(dict[object, Items | Table]):
    """Containers that others hold, found again by the place of what makes them."""

    def __init__(self, inference: Resumed, body: Body, kept: list[list[Any]]) -> None:
        super().__init__()
        self._makers = Makers(body.entity.scope)
        self.numbered: list[Items | Table] = []
        self._named: dict[str, Items | Table] = {}
        body.containers = self
        cells: list[tuple[Items | Table, list[Any], Steps]] = []
        for key, kind, places, anywhere in kept:  # all of them first: one may hold another
            made: Items | Table = Table({}, Cell(), body) if kind is None else Items(kind, [], Cell(), body)
            self.numbered.append(made)
            self._named[repr(key)] = made
            cells.append((made, places, anywhere))
        self.shared = {id(made) for made in self.numbered}
        for made, places, anywhere in cells:
            made.anywhere = inference.cell(anywhere)
            if isinstance(made, Items):
                made.places = [inference.cell(steps) for steps in places]
            else:
                made.entries = {name: inference.cell(steps) for name, steps in places}

    def get(self, key: object, default: Any = None) -> Any:
        found = super().get(key)
        if found is None:
            found = self._named.get(repr(self._makers.named(key)))
            if found is not None:
                self[key] = found
        return found if found is not None else default


class _Attributes(dict[tuple[Class, str, bool], Cell[Known]]):
    """What is set on objects of classes."""

    def __init__(self, inference: Resumed) -> None:
        super().__init__()
        self._inference = inference
        self._asked: set[Class] = set()

    def get(self, key: Any, default: Any = None) -> Any:
        cls = key[0]
        if cls not in self._asked:
            self._asked.add(cls)
            place = self._inference.memory.program.place_of(cls)
            kept = self._inference.memory.body(place) if place is not None else {}
            for name, of_tests, steps in kept.get("attributes", ()):
                self[cls, name, of_tests] = self._inference.cell(steps)
        return super().get(key, default)


class _Subjects(dict[Class, Rows | None]):
    """Whose rows classes of a framework are about."""

    def __init__(self, inference: Resumed) -> None:
        super().__init__()
        self._inference = inference

    def get(self, cls: Any, default: Any = None) -> Any:
        memory = self._inference.memory
        if cls not in self and (place := memory.program.place_of(cls)) in memory.subjects:
            self[cls] = self._inference.read_back(memory.subjects[place])
        return super().get(cls, default)
