"""One body being walked: its flow, what its names were bound to, and what it gives to others and gets from them."""

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field

from indexer.facts import (
    Assign,
    Binding,
    Collection,
    Constant,
    Declare,
    Expression,
    For,
    Name,
    Parameter,
    Starred,
    Statement,
    Try,
    With,
)
from indexer.flow import Flow
from indexer.infer.cells import Cell, Gathered
from indexer.infer.edges import Edges
from indexer.infer.values import Items, Known, Table
from indexer.resolve.entities import Entity, Resolved
from indexer.resolve.names import Local

if TYPE_CHECKING:
    from indexer.infer.arguments import Signature

UNSEEN: Any = object()
OPEN: Any = object()  # being worked out


class Rest(NamedTuple):
    """What a star takes of a list: all but so many at the front and at the back."""

    front: int
    back: int


Way = list[int | Rest]  # down through tuples to a name


class Body(Struct, eq=False):
    """`seen`, `bound`, `walrus`, `edges` and what is told are of one walk; cells and containers stay."""

    entity: Entity
    number: int  # in the order of the source
    is_test: bool = False  # what tests say is for tests alone
    edges: Edges = field(default_factory=Edges)
    told: list[tuple[Cell[Known], Known]] = []  # what it says to others once nothing grows any more
    told_constants: list[tuple[Cell[frozenset[str | int]], str | int]] = []
    seen: dict[int, Known | None] = {}  # by id of the expression; facts live as long as the program
    bound: dict[int, Known | None] = {}  # by number of the binding
    before: dict[int, Known | None] = {}  # the same, of the walk before
    seen_before: dict[int, Known | None] = {}
    circles: frozenset[int] = frozenset()  # expressions, and bindings as -1 - number, needed to work themselves out
    inner: dict[str, Known | None] = {}  # variables of the comprehensions around the expression
    walrus: dict[str, Known | None] = {}
    numbers: dict[str, list[int]] = {}  # of the bindings of a name
    parameters: dict[str, Parameter] = {}
    declared: list[tuple[str, str]] = []  # `global` or `nonlocal`, and the name
    meanings: dict[str, Resolved | Local | None] = {}  # of names, before their values are asked for
    signature: "Signature | None" = None
    narrowed: frozenset[str] | None = None  # the names that an `isinstance` speaks of
    known_flow: Flow | None = None
    # The state of its walk.
    is_walked: bool = False
    walks: int = 0
    is_open: bool = False  # on the way
    again: bool = False  # something it read has grown meanwhile
    # What it gives and gets.
    returned: Cell[Known] = field(default_factory=Cell)
    yielded: Cell[Known] = field(default_factory=Cell)
    wrapped: Cell[Known] = field(default_factory=Cell)  # what the outermost decorator made of it, where that is another
    passed: frozenset[str] = frozenset()  # parameters that it returns as they are
    called_back: frozenset[str] = frozenset()  # parameters that it calls, to return what they give
    given: dict[str, Cell[Known]] = {}  # parameters, from calls
    defaults: dict[str, Cell[Known]] = {}  # of parameters, from where the function is defined
    constants: dict[str, Cell[frozenset[str | int]]] = {}  # the strings and numbers among them
    decorated: dict[str, Gathered] = {}  # by parameter, what it was called with as a decorator
    outer: dict[str, Cell[Known]] = {}  # names that other bodies have read
    written: dict[str, Cell[Known]] = {}  # names that other bodies set: `global`, `nonlocal`
    containers: dict[object, Items | Table] = {}  # by what makes it: the id of an expression, mostly
    known_parameters: dict[str, tuple[Known | None, bool]] = {}  # by annotation, and whether that says it all
    fixed: dict[str, Known | None] = {}  # parameters that are the same wherever they are read

    def __post_init__(self) -> None:
        scope, numbers = self.entity.scope, self.numbers
        for number, binding in enumerate(scope.bindings):
            known = numbers.get(binding.name)
            if known is None:
                numbers[binding.name] = [number]
            else:
                known.append(number)
        if scope.definition is not None:
            for parameter in scope.definition.parameters:
                self.parameters[parameter.name] = parameter
        if numbers:
            self.declared = [(s.kind, n) for s in scope.statements if type(s) is Declare for n in s.names]

    @property
    def flow(self) -> Flow:
        if self.known_flow is None:
            self.known_flow = Flow(self.entity.scope)
        return self.known_flow


def value_bound(binding: Binding, entity: Entity) -> tuple[str, Expression | None, Way, Expression | None]:
    """How a binding gets its value: (how, expression, way down through tuples, annotation).

    `how` is `value`, `item` (a loop over the expression), `enter` (a `with`), `caught`, or `unknown`.
    """
    statements = entity.scope.statements
    statement = statements[binding.statement] if binding.statement < len(statements) else None
    kind = binding.kind
    if kind == "assign" and type(statement) is Assign:
        for target in statement.targets:
            way = way_to(target, binding.name)
            if way is not None:
                return "value", statement.value, way, statement.annotation if not way else None
    elif kind == "loop" and type(statement) is For:
        way = way_to(statement.target, binding.name)
        if way is not None:
            return "item", statement.iterable, way, None
    elif kind == "with" and type(statement) is With:
        for context, entered in statement.items:
            way = way_to(entered, binding.name) if entered is not None else None
            if way is not None:
                return "enter", context, way, None
    elif kind == "handler" and statement is not None:
        block = entity.scope.blocks[statement.block]
        if block.role == "handler" and type(entity.scope.statements[block.owner]) is Try:
            return "caught", block.test, [], None
    return "unknown", None, [], None


def way_to(target: Expression, name: str) -> Way | None:
    """The steps that lead to a name in a target: `(a, (b, c))` has c at [1, 1]."""
    if type(target) is Name:
        return [] if target.id == name else None
    if type(target) is Collection:
        star = False
        for index, item in enumerate(target.items):
            if type(item) is Starred:
                star = True
                if way_to(item.value, name) is not None:
                    return [Rest(index, len(target.items) - index - 1)]
                continue
            way = way_to(item, name)
            if way is not None:
                return [index - len(target.items) if star else index, *way]
    return None


def is_none(expression: Expression | None) -> bool:
    return type(expression) is Constant and expression.value is None


def position(entity: Entity, statement: Statement) -> int:
    """The index of a statement in its scope: by identity, since equal statements may stand there twice."""
    return next((i for i, found in enumerate(entity.scope.statements) if found is statement), 0)


def is_settled(body: Body) -> bool:
    """Did everything that needed itself come out as in the walk before?"""
    for key in body.circles:
        now, before = (body.seen, body.seen_before) if key >= 0 else (body.bound, body.before)
        place = key if key >= 0 else -1 - key
        if now.get(place) != before.get(place):
            return False
    return True
