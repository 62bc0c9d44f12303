"""What bodies do, in terms of entities: refusals, queries, effects. Rows of the graph are made from it afterwards."""

from typing import NamedTuple

from msgspec import Struct

from indexer.graph.conduct_nodes import ContextKind, EffectKind, RefusalKind, ValueKind
from indexer.resolve.entities import Class, Entity, Function


class Refusal(NamedTuple):
    """A test that leaves the function, or the turn of a loop."""

    entity: Entity
    line: int  # of what leaves
    test: str  # that holds where it leaves
    given: tuple[str, ...]  # the tests of the branches around it, outermost first, as they hold there
    outcome: str  # `raise PermissionDenied()`, `return None`, `continue`
    kind: RefusalKind
    status: int | None
    names: tuple[str, ...]  # chains of names that the test reads, sorted
    denies: bool  # it means "not you"


class Binding(NamedTuple):
    """One condition of a query."""

    path: str  # as written, without the lookup: `project__owner`, `User.id`; '' where the method names none
    model: Class | None  # that has the field at the end of the path
    field: str  # its name there, '' where it is not known
    operator: str  # exact, in, gt ...; '' where the method decides
    value: str
    negated: bool
    alternative: bool  # one side of an "or"
    method: str


class Query(NamedTuple):
    """A chain of calls that asks the database something, or that is built to."""

    entity: Entity
    line: int
    model: Class | None
    model_name: str  # dotted, also where it lies outside; '' where it is not known
    source: str  # what the chain begins with: `Order.objects`, `self.get_queryset()`, `session`
    manager: str  # attribute of the model that it began through, '' else
    methods: tuple[str, ...]  # in order
    terminal: str  # get, first, create, update, iterate ...; '' where it is kept or passed on
    locks: bool
    raw: bool
    tables: tuple[str, ...]  # that raw SQL names
    text: str
    base: int | None  # place among the queries of what it goes on from: a local name bound to another chain
    bindings: tuple[Binding, ...]


class Effect(NamedTuple):
    """A call made for what it does."""

    entity: Entity
    line: int
    callee: Function | Class | None  # of the repository
    target: str  # where there is no callee: as in calls
    kind: EffectKind
    text: str
    after_commit: bool
    given: tuple[str, ...] = ()  # the tests of the branches around it, outermost first; of statements


class Context(NamedTuple):
    """An item of a `with`, or a `try`."""

    entity: Entity
    line: int
    end_line: int
    kind: ContextKind
    name: str  # dotted name of what makes it, or as written; '' for a try
    text: str  # '' for a try
    caught: tuple[str, ...]  # by handler, dotted where known: `KeyError|ValueError`
    ends: tuple[str, ...]  # by handler, what it does last
    does: tuple[str, ...]  # by handler, last names of what its statements call: `rollback|delete`
    swallows: bool  # one that catches everything, or a failure of the database, tells nobody


class Assignment(NamedTuple):
    """A value that a field of a model is given."""

    entity: Entity
    line: int
    model: Class | None  # None: not known
    field: str
    value: str
    kind: ValueKind
    by: str  # attribute, setattr, constructor, or the method: create, update ...
    constants: tuple[str | int | float | bool | None, ...]  # that it can be, () where that is not known
    operator: str  # `=`, `+=`
    given: tuple[str, ...]  # tests that held, for fields that tell a state
    was: tuple[str | int | float | bool | None, ...] = ()  # what it was before, as those tests or the fetch say
    was_not: tuple[str | int | float | bool | None, ...] = ()  # what it was not


class Answer(NamedTuple):
    """What a function gives back that a client may read."""

    entity: Entity
    line: int
    status: int | None
    keys: tuple[str, ...]  # in the order in which they are written
    is_open: bool  # there may be more keys, or others
    schema: str  # dotted name of the declared schema, '' where none is declared


class Verdict(NamedTuple):
    """What a predicate of rights returns, or tests on the way."""

    entity: Entity
    line: int
    text: str  # of what is returned; `if ...` for a test
    names: tuple[str, ...]  # chains of names that it reads, sorted


class SchemaField(NamedTuple):
    """A field that a schema of requests or answers declares."""

    cls: Class
    line: int
    name: str
    type: str  # as written
    required: bool
    only: str  # read or write, where clients may not do both


class Conduct(Struct):
    refusals: list[Refusal] = []
    queries: list[Query] = []
    effects: list[Effect] = []
    contexts: list[Context] = []
    assignments: list[Assignment] = []
    answers: list[Answer] = []
    verdicts: list[Verdict] = []
    schema_fields: list[SchemaField] = []
