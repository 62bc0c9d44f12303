"""The value of an expression, worked out once a walk, and the edges that working it out shows.

Values come from names and imports, constructors, annotations, attributes set in classes, the order of ancestors, what
functions return and are called with, and the ORM. What is not known is None, and a call of it stays unresolved: never
is a method bound to the only class that has one of that name.

What one body says to others stands in cells. A body is walked again when a cell that it has read has grown, until
nothing grows any more. What is said through a value that may still grow (an argument for whatever a parameter holds, an
attribute of whatever a name stands for) waits until then, and is said by all bodies at once: a set that grows too large
has then never told anybody anything, and no order of walking makes a difference.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from indexer.discover import is_test
from indexer.facts import (
    Attribute,
    Await,
    Call,
    Collection,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    Expression,
    FString,
    Lambda,
    Mapping,
    Name,
    Operation,
    Starred,
    Subscript,
    Walrus,
    Yield,
)
from indexer.frameworks.findings import Findings
from indexer.infer import calls, containers, generics, members, names, operators, overrides, spelled, walk
from indexer.infer.body import OPEN, UNSEEN, Body, is_settled
from indexer.infer.cells import Cell, Gathered, Push
from indexer.infer.edges import Edges
from indexer.infer.given import Given
from indexer.infer.models import Models
from indexer.infer.outside import NamesWithModels
from indexer.infer.questions import MEANING, OF_TESTS, NotedNames, Question
from indexer.infer.values import MANY, MOST_CONSTANTS, Bound, Items, Known, Spelled, Table, either
from indexer.resolve.entities import Class, Entity, External, Function, Instance, Module, Resolved, Variable
from indexer.resolve.program import Program

PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
MOST_WALKS = 60  # of one body; a fixpoint is reached in far fewer
DEEPEST = 24  # bodies walked because another one asked for what they say
FRAMES = 10_000  # of Python, which that many bodies of deeply nested expressions stay below


class Inference:
    def __init__(
        self, program: Program, findings: Findings, *, records: bool = False, models: Models | None = None
    ) -> None:
        """`records`: note what each body asks of others, for `infer.records`; about a tenth more work."""
        self.program, self.classes, self.member = program, program.classes, program.classes.member
        self.models = models or Models(program, findings)
        self.names = NamesWithModels(program.names, self.models.outside)
        self.asked: dict[Body, set[Question]] = defaultdict(set)
        self.keeps_records = records
        if records:
            self.member = self._asked_member  # type: ignore[assignment]
            self.names = NotedNames(program.names, self.models.outside, self.ask)
        self.given = Given(self)
        self.order: list[Body] = []
        self._bodies: dict[Entity, Body] = {}
        self.attributes: dict[tuple[Class, str, bool], Cell[Known]] = {}  # set on objects of a class, in tests or not
        self._protocols: dict[Class, bool] = {}
        self.implementers: dict[Class, list[Class]] = {}  # of protocols
        self.versions: dict[tuple[Class, str, bool], list[tuple[Class, Function]]] = {}  # of methods, in heirs
        self.outside_above: dict[Class, str] = {}  # the one ancestor of a class outside, or ''
        self.makeable: dict[Class, bool] = {}  # is a class more than what others are built on?
        self.unreached: set[tuple[Class, str]] = set()  # attributes that no relation or framework gives
        self.settings: dict[tuple[Class, str], members.Settings] = {}
        self.methods: dict[tuple[Class, str, str], Bound] = {}  # of an object, by how it is known
        self._subclasses: dict[bool, dict[Class, list[Class]]] = {}
        self._metaclass_calls: dict[Class, Function | None] = {}
        self.type_arguments: dict[tuple[Class, Class], generics.Bound] = {}  # of a class's ancestor
        self.spelled: dict[str, Spelled | None] = {}  # by string
        self._waiting: set[Body] = set()
        self._telling: set[Body] = set()
        self._depth = 0
        self.events = 0  # how often a cell has grown
        self._open_bodies()
        self.current: Body = self.order[0] if self.order else UNSEEN
        self.edges = Edges()

    def _open_bodies(self) -> None:
        for module in self.program.modules:
            stack: list[Entity] = [module]
            of_tests = is_test(module.file_path)
            while stack:
                entity = stack.pop()
                body = self._bodies[entity] = Body(entity, len(self.order), is_test=of_tests)
                self.order.append(body)
                stack.extend(reversed(entity.children.values()))

    def body(self, entity: Entity) -> Body:
        found = self._bodies.get(entity)
        if found is None:  # the stand-in of something outside
            found = self._bodies[entity] = Body(entity, len(self.order))
        return found

    def again(self, entity: Entity) -> Body:
        """A body of which somebody else wants to know what its expressions stand for, once all is solved."""
        return self.body(entity)

    # ------------------------------------------------------------------------------------- the fixpoint

    def solve(self) -> Edges:
        self.settle()
        found = Edges()
        for body in self.order:
            found.calls += body.edges.calls
            found.field_uses += body.edges.field_uses
        found.calls += overrides.dispatched(self)
        return found

    def settle(self) -> None:
        """Walks all bodies in `order` until nothing grows any more."""
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, FRAMES))
        try:
            self._settle()
        finally:
            sys.setrecursionlimit(before)

    def _settle(self) -> None:
        for body in self.order:
            if not body.is_walked:
                self.walk(body)
        while self._waiting or self._telling:
            while self._waiting:
                waiting, self._waiting = sorted(self._waiting, key=lambda b: b.number), set()
                for body in waiting:
                    self.walk(body)
            telling, self._telling = self._telling, set()
            for body in sorted(telling, key=lambda b: b.number):
                self.current = body
                for cell, value in body.told:
                    self.push(cell, value)
                for constants, constant in body.told_constants:
                    self._push_constant(constants, constant)

    def walk(self, body: Body) -> None:
        if body.is_walked or body in self._waiting:
            self._waiting.discard(body)
            body.before, body.bound, body.seen_before, body.seen = body.bound, {}, body.seen, {}
            body.circles, body.walrus, body.edges = frozenset(), {}, Edges()
            body.told, body.told_constants = [], []
        body.is_walked = body.is_open = True
        body.again = False
        body.walks += 1
        outer = self.current, self.edges
        self.current, self.edges = body, body.edges
        self._depth += 1
        walk.walk(body, self)
        if body.outer or body.declared:
            names.tell(self, body)
        self.current, self.edges = outer
        self._depth -= 1
        body.is_open = False
        if (body.again or (body.circles and not is_settled(body))) and body.walks < MOST_WALKS:
            self._waiting.add(body)

    @contextmanager
    def within(self, body: Body) -> Iterator[None]:
        """What is worked out meanwhile is of this body: the edges are its own, what is read is read by it."""
        outer = self.current, self.edges
        self.current, self.edges = body, body.edges
        self._depth += 1
        try:
            yield
        finally:
            self.current, self.edges = outer
            self._depth -= 1

    def ensure(self, body: Body) -> None:
        """Walk a body first whose word is wanted, unless it is on the way already."""
        if not body.is_walked and self._depth < DEEPEST:
            self.walk(body)

    def read(self, cell: Cell[Any] | Gathered) -> Any:
        readers = cell.readers
        if readers is None:
            cell.readers = {self.current}
        else:
            readers.add(self.current)
        return cell.value

    def push(self, cell: Cell[Known], value: Known | None) -> None:
        if value is None or value is cell.value:
            return
        found = either(cell.value, value)
        if found is not cell.value and found != cell.value:
            cell.value = found
            self.note(cell, self.current)
            self.grown(cell)

    def tell(self, cell: Cell[Known], value: Known | None) -> None:
        """Pushes once nothing grows any more, if that is still what the body says then."""
        if value is not None and value is not cell.value:
            self.current.told.append((cell, value))
            self._telling.add(self.current)

    def tell_constant(self, cell: Cell[frozenset[str | int]], value: str | int) -> None:
        if cell.value is None or value not in cell.value:
            self.current.told_constants.append((cell, value))
            self._telling.add(self.current)

    def filling(self, made: Items | Table) -> Push:
        """How a body puts something into a container: its own it knows, another's may be one of many."""
        if made.body is self.current:
            return self.push
        return self.tell if made.body.is_test or not self.current.is_test else _nowhere

    def _push_constant(self, cell: Cell[frozenset[str | int]], value: str | int) -> None:
        known = cell.value or frozenset()
        if len(known) <= MOST_CONSTANTS and value not in known:
            cell.value = known | {value} if len(known) < MOST_CONSTANTS else MANY
            self.note(cell, self.current)
            self.grown(cell)

    def begun(self, cell: Cell[Any], by: Body) -> None:
        """Of a cell that holds something from the start."""
        self.note(cell, by)

    def note(self, cell: Cell[Any], by: Body) -> None:
        """Remembers who made a cell grow, and when: what rests on what, for a later refresh."""
        self.events += 1
        step = (self.events, by, cell.value)
        if cell.grown is None:
            cell.grown = [step]
        else:
            cell.grown.append(step)

    def grown(self, cell: Cell[Any] | Gathered) -> None:
        for reader in cell.read_by():
            if reader.is_open:
                reader.again = True
            else:
                self._waiting.add(reader)

    def metaclass_call(self, cls: Class) -> Function | None:
        """What `cls(...)` runs first, where a metaclass of ours says so."""
        if cls not in self._metaclass_calls:
            above = [c for c in self.classes.mro(cls) if isinstance(c, Class)]
            written = ((c, v) for c in above for k, v in c.definition.keywords if k == "metaclass")
            metaclasses = (self.names.resolve(v, c.parent or c.module) for c, v in written)
            found = next((self.member(m, "__call__") for m in metaclasses if isinstance(m, Class)), None)
            self._metaclass_calls[cls] = found[1] if found is not None and isinstance(found[1], Function) else None
        return self._metaclass_calls[cls]

    def is_only_declared(self, value: Known | None) -> bool:
        """An object of a protocol: what it really is, flows say better."""
        return isinstance(value, Instance) and isinstance(value.of, Class) and self.is_protocol(value.of)

    def is_protocol(self, cls: Class) -> bool:
        found = self._protocols.get(cls)
        if found is None:
            found = self._protocols[cls] = any(base.name in PROTOCOLS for base in self.classes.bases(cls))
        return found

    def ask(self, kind: str, of: Entity | None, name: str) -> None:
        """Notes that what the current body says depends on the answer, found or not: see `records`."""
        if self.keeps_records:
            self.asked[self.current].add((kind, of, name))

    def _asked_member(self, cls: Class, name: str) -> tuple[Class, Resolved] | None:
        self.ask(MEANING, cls, name)
        return self.classes.member(cls, name)

    def subclasses(self, cls: Class, *, of_tests: bool | None = None) -> list[Class]:
        """Direct and indirect ones, in the order of the source; those of tests for tests alone."""
        if of_tests is None:
            of_tests = self.current.is_test
            self.ask("subclasses", cls, OF_TESTS if of_tests else "")
        found = self._subclasses.get(of_tests)
        if found is None:
            found = self._subclasses[of_tests] = {}
            for each in self.program.classes_in_order:
                if of_tests or not self.body(each).is_test:
                    for above in self.classes.mro(each)[1:]:
                        if isinstance(above, Class):
                            found.setdefault(above, []).append(each)
        return found.get(cls, [])

    # ------------------------------------------------------------------------------------- values

    def value(self, expression: Expression, body: Body, index: int) -> Known | None:
        """What an expression of statement `index` stands for; its parts are worked out too, each once."""
        kind = type(expression)
        if kind is Name:
            return names.name(self, expression, body, index)  # type: ignore[arg-type]
        if kind is Constant:
            text = expression.value  # type: ignore[union-attr]
            return spelled.spelled(self, text) if type(text) is str and "." in text else None
        key = id(expression)
        found: Known | None = body.seen.get(key, UNSEEN)
        if found is not UNSEEN:
            if found is OPEN:
                body.circles |= {key}
                return body.seen_before.get(key)
            return found
        handler = HANDLERS.get(kind)
        if handler is None:
            return None
        body.seen[key] = OPEN
        value = handler(self, expression, body, index)
        if body.circles and key in body.circles:
            value = either(body.seen_before.get(key), value)
        body.seen[key] = value
        return value

    def settled(self, found: object) -> Known | None:
        if type(found) is Variable:
            return self.variable(found)
        if isinstance(found, Module | Class | Function | External):
            return found
        return None

    def variable(self, variable: Variable) -> Known | None:
        """A name of a module or class body: its annotation, or what its assignments leave behind."""
        return names.outer(self, self.body(variable.owner), variable.local_name)


def _nowhere(cell: Cell[Known], value: Known | None) -> None:
    """What tests put into containers of the product stays with them."""


HANDLERS: dict[type, Callable[[Inference, Any, Body, int], Known | None]] = {
    Attribute: members.attribute,
    Call: calls.call,
    Operation: operators.boolean,
    Conditional: operators.conditional,
    Collection: containers.display,
    Mapping: containers.mapping,
    Subscript: operators.subscript,
    Comprehension: operators.comprehension,
    Walrus: operators.walrus,
    Await: operators.inside,
    Starred: operators.inside,
    Lambda: operators.lambda_,
    Comparison: operators.parts,
    FString: operators.parts,
    Yield: operators.yielded,
}
