"""The rows of the graph: what the pipeline hands to the store and what questions hand back.

Every row is a named tuple whose fields are the columns of the table of the same name in `schema.sql`, in order. Ids are
integers given while building; they never leave `indexer` (callers get dotted symbols and `path:line`).
"""

from collections.abc import Set
from typing import Literal, NamedTuple

from indexer.graph.conduct_nodes import (
    Answer,
    Assignment,
    Binding,
    Context,
    Effect,
    Query,
    Refusal,
    SchemaField,
    Verdict,
)
from indexer.graph.migration_nodes import Drift, MigratedColumn, MigratedConstraint, MigratedTable, Migration, Revision
from indexer.graph.web_nodes import Access as Access
from indexer.graph.web_nodes import Before as Before
from indexer.graph.web_nodes import Certainty as Certainty
from indexer.graph.web_nodes import Endpoint as Endpoint
from indexer.graph.web_nodes import IdleGuard as IdleGuard
from indexer.graph.web_nodes import OwnershipFilter as OwnershipFilter
from indexer.graph.web_nodes import ShownTo as ShownTo

SymbolKind = Literal["module", "class", "function", "method", "variable", "field"]
ImportKind = Literal["runtime", "type_checking", "lazy", "conditional", "dynamic"]
Use = Literal["write", "read", "filter", "order", "expose", "migrate"]
TestKind = Literal["happy", "boundary", "regression"]
AssertionKind = Literal["status", "exception", "field"]


class File(NamedTuple):
    id: int
    path: str  # relative to the repository root, with /
    hash: str  # of the content
    size: int  # bytes
    mtime_ns: int
    ctime_ns: int
    inode: int
    lines: int


class Document(NamedTuple):
    """A file other than Python that code names."""

    path: str  # relative to the repository root, with /
    hash: str  # of the content, '' where it was not there or not read
    size: int  # bytes
    mtime_ns: int
    ctime_ns: int
    inode: int  # 0 where it was not there


class Problem(NamedTuple):
    """Something that could not be read: a syntax error, a file too large, a value too deep."""

    path: str
    line: int
    message: str


class Symbol(NamedTuple):
    """Anything with a dotted name: `shop.orders.models.Order.status`."""

    id: int
    name: str  # dotted, unique but where two source roots hold the same module
    qualname: str  # as CPython writes it inside the file: `Order.pay`, `outer.<locals>.inner`, `<module>`
    kind: SymbolKind
    file: int
    line: int
    end_line: int
    parent: int | None  # the symbol that this one is written in
    summary: str  # first line of the docstring, or of the value for a variable
    decorators: str  # dotted names as resolved, one a line
    signature: str  # `(self, order, *, force=False)` for functions, '' else
    is_async: bool = False


class Module(NamedTuple):
    id: int  # the module's symbol id
    root: str  # source root, '' for the repository root
    is_package: bool
    is_test: bool
    role: str  # entry point, service, data access, model, ...: see indexer.assemble.roles
    layer: str  # first folder names below the root package that tell areas of the code apart: 'orders'


class Base(NamedTuple):
    """One written base of a class, in order."""

    cls: int
    position: int
    base: int | None  # a class of the repository
    name: str  # dotted, also when it lies outside


class Override(NamedTuple):
    method: int
    overridden: int


class Import(NamedTuple):
    importer: int  # module
    imported: int | None  # module of the repository
    target: str  # dotted name as imported (`django.db.models`)
    line: int
    kind: ImportKind
    defined: int | None = None  # module that the name is written in, where another hands it on


class Call(NamedTuple):
    """A call site seen from its function; `callee` is None where the target lies outside or stays unresolved."""

    caller: int  # function, method or module (for module-level code)
    callee: int | None  # function or method; a class when `instantiates`
    target: (
        str  # dotted: the callee, `<builtin>:len`, `<external>:smtplib.SMTP`, or the text as written when unresolved
    )
    line: int
    certainty: Certainty
    rule: str  # how it was bound: import, local, self, super, constructor, annotation, ...
    instantiates: bool


class Model(NamedTuple):
    id: int  # the class's symbol id
    framework: str  # django, sqlalchemy, sqlmodel
    app: str  # Django app label, '' else
    table: str | None
    abstract: bool


class Field(NamedTuple):
    """One column or relation of one model; inherited ones are listed on every concrete model too."""

    id: int
    model: int
    name: str
    symbol: int  # the declaring field's symbol
    kind: Literal["column", "relation"]
    column: str | None
    type: str  # last part of the class: ForeignKey, String
    null: bool | None
    unique: bool | None
    primary_key: bool | None
    length: int | None  # longest value, in characters
    choices: str | None  # JSON list
    target: str | None  # class name or dotted name of the related model, as resolved
    target_model: int | None
    on_delete: str | None
    references: str  # JSON list of `table.column`
    default: str | None  # as written
    related_name: str | None


class TableConstraint(NamedTuple):
    """A unique, check or exclusion constraint or an index, declared on a model."""

    model: int
    kind: str  # unique, check, exclusion, index
    name: str
    fields: str  # JSON list of field names
    text: str  # as written, shortened
    line: int


class FieldUse(NamedTuple):
    field: int
    function: int  # function, method or module symbol
    line: int
    use: Use
    certainty: Certainty
    rule: str  # attribute, constructor, create, update, serializer, ...


class OutsideUse(NamedTuple):
    """A use of a field whose model an installed package declares."""

    model: str  # dotted: django.contrib.auth.models.User
    field: str
    function: int  # function, method or module symbol
    line: int
    use: Use
    certainty: Certainty
    rule: str


class EntryPoint(NamedTuple):
    """A way into the code other than HTTP: task, receiver, command, admin."""

    symbol: int
    kind: str
    detail: str  # signal, schedule, command name


class Transaction(NamedTuple):
    symbol: int  # the function that opens it
    by: Literal["decorator", "with", "call", "request"]  # request: a setting opens one for each
    line: int
    name: str  # dotted: django.db.transaction.atomic
    end_line: int  # last line that runs in it


class Transition(NamedTuple):
    """A step of a state machine that the code declares."""

    owner: int  # model, class of the machine, or variable that holds the table
    field: str  # of the model; '' where there is none or it is not known
    source: str  # '' for a new object, * for any state, ? where that is decided as it runs
    target: str
    event: str  # method or event, or the table that allows it
    function: int | None
    guards: str  # JSON list, '' for none
    by: str  # library that reads it, or table
    file: int
    line: int


class Test(NamedTuple):
    """A test function or method."""

    symbol: int
    kind: TestKind
    ticket: str  # a number that its name or words give


class Request(NamedTuple):
    """A request that a test, or what helps it, sends; one that may lead to several endpoints has a row for each."""

    function: int
    endpoint: int | None
    method: str  # upper-case, '' where it is not known
    target: str  # path, or name of a route; {} for what is not known
    line: int
    certainty: Certainty


class Assertion(NamedTuple):
    function: int
    kind: AssertionKind
    subject: str  # a field's name, '' for a status or an exception
    value: str
    line: int
    request: int  # line of the request that it is about; 0 where that is not known


class Comment(NamedTuple):
    """A comment that someone left to protect or explain; plain section rulers and commented-out code are not kept."""

    file: int
    line: int
    symbol: int  # the innermost function, class or module that it belongs to
    text: str
    subject: int | None = None  # the function or class that it stands above
    protects: bytes = b""  # prints of the statement that it stands at


class Prints(NamedTuple):
    """What the statements of a scope say, as numbers of 4 bytes, little-endian."""

    symbol: int
    prints: bytes


class Asserted(NamedTuple):
    """What a test function says, and whether it runs."""

    symbol: int
    assertions: bytes  # prints
    skipped: str  # dotted name of what keeps it from running


class Fingerprint(NamedTuple):
    """What `similar_implementations` compares; sets of short strings."""

    symbol: int
    role: str  # view, service, task, model, test, function ...
    data: Set[str]  # models and fields touched
    calls: Set[str]  # dotted targets, last two parts
    structure: Set[str]  # shape of the control flow as shingles
    words: Set[str]  # parts of identifiers


class Kept(NamedTuple):
    """What the bodies of a file said to others, for a refresh."""

    file: int
    bodies: bytes  # see indexer.infer.memory
    asked: bytes  # see indexer.infer.looks


class KeptWhole(NamedTuple):
    """What a refresh needs to know of the whole repository."""

    name: str
    value: bytes


class Snapshot(NamedTuple):
    """Everything that one build found, ready to be written at once."""

    files: list[File]
    documents: list[Document]
    problems: list[Problem]
    symbols: list[Symbol]
    modules: list[Module]
    bases: list[Base]
    overrides: list[Override]
    imports: list[Import]
    calls: list[Call]
    models: list[Model]
    fields: list[Field]
    table_constraints: list[TableConstraint]
    field_uses: list[FieldUse]
    outside_uses: list[OutsideUse]
    endpoints: list[Endpoint]
    before: list[Before]
    idle_guards: list[IdleGuard]
    ownership_filters: list[OwnershipFilter]
    shown_to: list[ShownTo]
    entry_points: list[EntryPoint]
    transactions: list[Transaction]
    transitions: list[Transition]
    refusals: list[Refusal]
    queries: list[Query]
    bindings: list[Binding]
    effects: list[Effect]
    tests: list[Test]
    requests: list[Request]
    assertions: list[Assertion]
    contexts: list[Context]
    assignments: list[Assignment]
    answers: list[Answer]
    verdicts: list[Verdict]
    schema_fields: list[SchemaField]
    revisions: list[Revision]
    migrations: list[Migration]
    migrated_tables: list[MigratedTable]
    migrated_columns: list[MigratedColumn]
    migrated_constraints: list[MigratedConstraint]
    drift: list[Drift]
    comments: list[Comment]
    prints: list[Prints]
    asserted: list[Asserted]
    fingerprints: list[Fingerprint]
    kept: list[Kept]
    kept_whole: list[KeptWhole]
