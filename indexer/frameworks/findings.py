"""What adapters find, in terms of entities: models, endpoints with what runs before them, other ways in, transactions.

Adapters fill one `Findings`; the rows of the graph are made from it afterwards, so no adapter knows about ids or SQL.
"""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from indexer.graph.migration_nodes import DriftKind, OperationKind, Scope
from indexer.graph.nodes import Access, AssertionKind, Certainty, TestKind, Use
from indexer.resolve.entities import Class, Entity, External, Function, Module, Variable
from indexer.resolve.evaluate.values import Site
from indexer.resolve.looked import Key
from indexer.resolve.program import Program


class ColumnFacts(Struct, kw_only=True):
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
    references: list[str] = []  # `table.column`
    default: str | None = None


class FieldFound(ColumnFacts, kw_only=True):
    declared_in: Class
    target: Class | External | str | None = None  # of a relation; a str where only a name is known
    related_name: str | None = None


class MigratedColumn(ColumnFacts, kw_only=True):
    migration: Class | Module  # that said so last
    target: str | None = None  # of a relation: app.model in lower case


class TableConstraintFound(Struct, kw_only=True):
    kind: Literal["unique", "check", "exclusion", "index"]
    name: str
    fields: list[str]
    text: str
    line: int


class ModelFound(Struct, kw_only=True):
    cls: Class
    framework: str
    app: str = ""
    table: str | None = None
    abstract: bool = False
    fields: dict[str, FieldFound] = {}  # by name; inherited ones too, in order
    constraints: list[TableConstraintFound] = []


class BeforeFound(Struct, kw_only=True):
    """Something that runs before a handler."""

    name: str  # dotted
    entity: Class | Function | None = None
    guards: bool = False  # it can refuse the caller
    origin: str = ""  # settings, middleware, url, router, class, base class, method, decorator, dependency, body
    arguments: str = ""  # what it is given, spelled in one way
    composed: str = ""  # the composition that it is an operand of
    certainty: Certainty = "inferred"  # of `guards`: exact where declared or known by name
    site: Site | None = None  # where it is put before the handler; None: at the route


class IdleGuardFound(Struct, kw_only=True):
    """A guard that is written at an endpoint and never runs."""

    name: str  # dotted
    arguments: str = ""
    reason: str  # above the route, above the view maker, after the view
    site: Site


class EndpointFound(Struct, kw_only=True):
    path: str  # full, with leading /
    methods: list[str] | None  # None: any, or not known
    handler: Class | Function
    method: Function | None = None  # of a class handler, where one method answers
    before: list[BeforeFound] = []  # outermost first
    idle: list[IdleGuardFound] = []
    access: Access = "unknown"
    framework: str
    site: Site | None = None  # where the route is written
    name: str = ""  # by which its path is asked for: orders:order-detail
    checks: Key | None = None  # the question whose answer is the last part of `before`
    opened: bool = False  # somebody wrote down that no login is needed


class OwnershipFilterFound(Struct, kw_only=True):
    """A query that who asks narrows."""

    function: Function
    line: int
    model: Class | None  # None: see what inference says of the line
    call: str
    path: str
    actor: str
    certainty: Certainty


class ShownToFound(Struct, kw_only=True):
    """A field that is shown, or hidden, only where a test on who asks holds."""

    cls: Class  # that says what is shown
    field: str  # '' for the whole class
    effect: str  # shown, hidden
    test: str
    function: Function
    line: int


class EntryPointFound(Struct, kw_only=True):
    entity: Class | Function | Variable  # a variable: an attribute that the framework answers by itself
    kind: Literal["task", "receiver", "listener", "command", "admin", "graphql", "rpc"]
    detail: str = ""


class TransactionFound(Struct, kw_only=True):
    function: Function
    by: Literal["decorator", "with", "call", "request"]
    line: int
    name: str  # dotted


class TransitionFound(Struct, kw_only=True):
    """One step of a declared state machine."""

    owner: Class | Module  # model, class of a machine, or where a table stands
    field: str  # that holds the state; of a machine without one '', of a table in a module its name
    source: str  # '' for a new object, * for any state, ? where that is decided as it runs
    target: str
    trigger: str = ""  # method or event that makes it, or the table that allows it
    function: Function | None = None  # that makes it
    guards: list[str] = []  # names of the conditions that have to hold
    by: str  # library, or table
    site: Site


class RequestFound(Struct, kw_only=True):
    """A request that a test, or what helps it, sends."""

    function: Function
    endpoint: EndpointFound | None  # None: none that is known
    method: str  # upper-case, '' where it is not known
    target: str  # path or name of a route, `{}` for what is not known
    line: int
    response: str  # the name it is bound to, '' where it has none
    certainty: Certainty


class AssertionFound(Struct, kw_only=True):
    function: Function
    kind: AssertionKind
    subject: str  # a field's name, '' for a status or an exception
    value: str
    line: int
    request: int  # line of the request whose response it is about; 0 where that is not known


class TestFound(Struct, kw_only=True):
    __test__ = False

    function: Function
    kind: TestKind
    ticket: str  # a number that its name or words give, '' where there is none


class RevisionFound(Struct, kw_only=True):
    """One migration among all that there are."""

    entity: Class | Module
    app: str
    name: str
    sequence: int  # the place among all migrations in which it runs, from 0
    depends_on: list[str]  # `app.name` with Django, else the revisions
    leaf: bool  # none of its app builds on it
    replaced: bool = False  # by a squashed one that is there too


class MigrationFound(Struct, kw_only=True):
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


class MigratedTable(Struct, kw_only=True):
    """A table as all migrations leave it."""

    app: str = ""
    model: str = ""  # lower-case, '' where migrations know tables only
    table: str | None = None  # None: not known
    columns: dict[str, MigratedColumn] = {}  # by name
    constraints: list[TableConstraintFound] = []
    complete: bool = True  # all that was done to it could be read
    managed: bool = True  # it has a table of its own: no proxy, not left to others
    migration: Class | Module
    line: int


class DriftFound(Struct):
    """Something that a model says and its migrations do not, or the other way round."""

    model: Class
    field: str  # '' for the whole table
    kind: DriftKind
    model_says: str
    migrations_say: str
    line: int  # in the model's file


class FieldUseFound(Struct, kw_only=True):
    """A field named in a declaration: a serializer's, form's, admin's or schema's field list."""

    model: Class
    field: str
    entity: Class | Function | Module  # that exposes or migrates it
    line: int
    use: Use
    certainty: Certainty
    rule: str


class Findings(Struct):
    models: dict[Class, ModelFound] = {}  # in order of the source
    endpoints: list[EndpointFound] = []
    ownership_filters: list[OwnershipFilterFound] = []
    shown_to: list[ShownToFound] = []
    entry_points: list[EntryPointFound] = []
    transactions: list[TransactionFound] = []
    transitions: list[TransitionFound] = []
    tests: list[TestFound] = []
    requests: list[RequestFound] = []
    assertions: list[AssertionFound] = []
    revisions: list[RevisionFound] = []
    migrations: list[MigrationFound] = []
    migrated: list[MigratedTable] = []
    drift: list[DriftFound] = []
    field_uses: list[FieldUseFound] = []
    openers: set[Entity] = set()  # functions that open a transaction for whoever enters them


Preparer = Callable[[Program], None]
Recogniser = Callable[[Program, Findings], None]


class Framework(Struct, frozen=True):
    """One adapter: it runs where the repository imports one of its packages, or everywhere where it names none."""

    name: str
    packages: tuple[str, ...]
    recognise: Recogniser
    prepare: Preparer | None = None  # before any adapter asks anything: what the framework's own calls mean

    def asked_for_by(self, program: Program) -> bool:
        return not self.packages or program.imports_any(*self.packages)
