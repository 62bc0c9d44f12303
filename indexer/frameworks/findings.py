"""What adapters find, in terms of entities: models, endpoints with what runs before them, other ways in, transactions.

Adapters fill one `Findings`; the rows of the graph are made from it afterwards, so no adapter knows about ids or SQL.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from indexer.graph.migration_nodes import DriftKind, OperationKind, Scope
from indexer.graph.nodes import Access, AssertionKind, Certainty, TestKind, Use
from indexer.resolve.entities import Class, Entity, External, Function, Module, Variable
from indexer.resolve.evaluate.values import Site
from indexer.resolve.looked import Key
from indexer.resolve.program import Program


@dataclass(slots=True, kw_only=True)
class ColumnFacts:
    """What a model, or a migration, says of a column or relation."""

    name: str
    line: int
    kind: Literal["column", "relation"] = "column"
    column: str | None = None
    type: str = ""  # last part of the class as written: ForeignKey, String
    base: str = ""  # last part of the installed package's class that it is one of; '' where that is not known
    null: bool | None = None  # None: not known
    unique: bool | None = None
    primary_key: bool | None = None
    length: int | None = None  # longest value, in characters
    choices: list[str] | None = None
    on_delete: str | None = None
    references: list[str] = field(default_factory=list)  # `table.column`
    default: str | None = None


@dataclass(slots=True, kw_only=True)
class FieldFound(ColumnFacts):
    declared_in: Class
    target: Class | External | str | None = None  # of a relation; a str where only a name is known
    related_name: str | None = None


@dataclass(slots=True, kw_only=True)
class MigratedColumn(ColumnFacts):
    migration: Class | Module  # that said so last
    target: str | None = None  # of a relation: app.model in lower case


@dataclass(slots=True, kw_only=True)
class TableConstraintFound:
    kind: Literal["unique", "check", "exclusion", "index"]
    name: str
    fields: list[str]
    text: str
    line: int


@dataclass(slots=True, kw_only=True)
class ModelFound:
    cls: Class
    framework: str
    app: str = ""
    table: str | None = None
    abstract: bool = False
    fields: dict[str, FieldFound] = field(default_factory=dict)  # by name; inherited ones too, in order
    constraints: list[TableConstraintFound] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class BeforeFound:
    """Something that runs before a handler."""

    name: str  # dotted
    entity: Class | Function | None = None
    guards: bool = False  # it can refuse the caller
    origin: str = ""  # settings, middleware, url, router, class, base class, method, decorator, dependency, body
    arguments: str = ""  # what it is given, spelled in one way
    composed: str = ""  # the composition that it is an operand of
    certainty: Certainty = "inferred"  # of `guards`: exact where declared or known by name
    site: Site | None = None  # where it is put before the handler; None: at the route


@dataclass(slots=True, kw_only=True)
class IdleGuardFound:
    """A guard that is written at an endpoint and never runs."""

    name: str  # dotted
    arguments: str = ""
    reason: str  # above the route, above the view maker, after the view
    site: Site


@dataclass(slots=True, kw_only=True)
class EndpointFound:
    path: str  # full, with leading /
    methods: list[str] | None  # None: any, or not known
    handler: Class | Function
    method: Function | None = None  # of a class handler, where one method answers
    before: list[BeforeFound] = field(default_factory=list)  # outermost first
    idle: list[IdleGuardFound] = field(default_factory=list)
    access: Access = "unknown"
    framework: str
    site: Site | None = None  # where the route is written
    name: str = ""  # by which its path is asked for: orders:order-detail
    checks: Key | None = None  # the question whose answer is the last part of `before`
    opened: bool = False  # somebody wrote down that no login is needed


@dataclass(slots=True, kw_only=True)
class OwnershipFilterFound:
    """A query that who asks narrows."""

    function: Function
    line: int
    model: Class | None  # None: see what inference says of the line
    call: str
    path: str
    actor: str
    certainty: Certainty


@dataclass(slots=True, kw_only=True)
class ShownToFound:
    """A field that is shown, or hidden, only where a test on who asks holds."""

    cls: Class  # that says what is shown
    field: str  # '' for the whole class
    effect: str  # shown, hidden
    test: str
    function: Function
    line: int


@dataclass(slots=True, kw_only=True)
class EntryPointFound:
    entity: Class | Function | Variable  # a variable: an attribute that the framework answers by itself
    kind: Literal["task", "receiver", "listener", "command", "admin", "graphql", "rpc"]
    detail: str = ""


@dataclass(slots=True, kw_only=True)
class TransactionFound:
    function: Function
    by: Literal["decorator", "with", "call", "request"]
    line: int
    name: str  # dotted


@dataclass(slots=True, kw_only=True)
class TransitionFound:
    """One step of a declared state machine."""

    owner: Class | Module  # model, class of a machine, or where a table stands
    field: str  # that holds the state; of a machine without one '', of a table in a module its name
    source: str  # '' for a new object, * for any state, ? where that is decided as it runs
    target: str
    trigger: str = ""  # method or event that makes it, or the table that allows it
    function: Function | None = None  # that makes it
    guards: list[str] = dataclasses.field(default_factory=list)  # names of the conditions that have to hold
    by: str  # library, or table
    site: Site


@dataclass(slots=True, kw_only=True)
class RequestFound:
    """A request that a test, or what helps it, sends."""

    function: Function
    endpoint: EndpointFound | None  # None: none that is known
    method: str  # upper-case, '' where it is not known
    target: str  # path or name of a route, `{}` for what is not known
    line: int
    response: str  # the name it is bound to, '' where it has none
    certainty: Certainty


@dataclass(slots=True, kw_only=True)
class AssertionFound:
    function: Function
    kind: AssertionKind
    subject: str  # a field's name, '' for a status or an exception
    value: str
    line: int
    request: int  # line of the request whose response it is about; 0 where that is not known


@dataclass(slots=True, kw_only=True)
class TestFound:
    __test__ = False

    function: Function
    kind: TestKind
    ticket: str  # a number that its name or words give, '' where there is none


@dataclass(slots=True, kw_only=True)
class RevisionFound:
    """One migration among all that there are."""

    entity: Class | Module
    app: str
    name: str
    sequence: int  # the place among all migrations in which it runs, from 0
    depends_on: list[str]  # `app.name` with Django, else the revisions
    leaf: bool  # none of its app builds on it
    replaced: bool = False  # by a squashed one that is there too


@dataclass(slots=True, kw_only=True)
class MigrationFound:
    """One operation; of one on several fields one for each."""

    entity: Class | Module
    app: str
    name: str
    position: int
    operation: str
    kind: OperationKind
    model: str = ""  # lower-case model name, or table
    field: str = ""
    line: int
    scope: Scope = "both"
    online: bool | None = None  # an index or constraint made without locking the table
    reversible: bool | None = None  # of code and SQL: the way back is written
    before: MigratedColumn | None = None
    after: MigratedColumn | None = None  # as the operation has it, a default for old rows included


@dataclass(slots=True, kw_only=True)
class MigratedTable:
    """A table as all migrations leave it."""

    app: str = ""
    model: str = ""  # lower-case, '' where migrations know tables only
    table: str | None = None  # None: not known
    columns: dict[str, MigratedColumn] = field(default_factory=dict)  # by name
    constraints: list[TableConstraintFound] = field(default_factory=list)
    complete: bool = True  # all that was done to it could be read
    managed: bool = True  # it has a table of its own: no proxy, not left to others
    migration: Class | Module
    line: int


@dataclass(slots=True)
class DriftFound:
    """Something that a model says and its migrations do not, or the other way round."""

    model: Class
    field: str  # '' for the whole table
    kind: DriftKind
    model_says: str
    migrations_say: str
    line: int  # in the model's file


@dataclass(slots=True, kw_only=True)
class FieldUseFound:
    """A field named in a declaration: a serializer's, form's, admin's or schema's field list."""

    model: Class
    field: str
    entity: Class | Function | Module  # that exposes or migrates it
    line: int
    use: Use
    certainty: Certainty
    rule: str


@dataclass(slots=True)
class Findings:
    models: dict[Class, ModelFound] = field(default_factory=dict)  # in order of the source
    endpoints: list[EndpointFound] = field(default_factory=list)
    ownership_filters: list[OwnershipFilterFound] = field(default_factory=list)
    shown_to: list[ShownToFound] = field(default_factory=list)
    entry_points: list[EntryPointFound] = field(default_factory=list)
    transactions: list[TransactionFound] = field(default_factory=list)
    transitions: list[TransitionFound] = field(default_factory=list)
    tests: list[TestFound] = field(default_factory=list)
    requests: list[RequestFound] = field(default_factory=list)
    assertions: list[AssertionFound] = field(default_factory=list)
    revisions: list[RevisionFound] = field(default_factory=list)
    migrations: list[MigrationFound] = field(default_factory=list)
    migrated: list[MigratedTable] = field(default_factory=list)
    drift: list[DriftFound] = field(default_factory=list)
    field_uses: list[FieldUseFound] = field(default_factory=list)
    openers: set[Entity] = field(default_factory=set)  # functions that open a transaction for whoever enters them


Preparer = Callable[[Program], None]
Recogniser = Callable[[Program, Findings], None]


@dataclass(slots=True, frozen=True)
class Framework:
    """One adapter: it runs where the repository imports one of its packages, or everywhere where it names none."""

    name: str
    packages: tuple[str, ...]
    recognise: Recogniser
    prepare: Preparer | None = None  # before any adapter asks anything: what the framework's own calls mean

    def asked_for_by(self, program: Program) -> bool:
        return not self.packages or program.imports_any(*self.packages)
