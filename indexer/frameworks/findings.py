"""What adapters find, in terms of entities: models, endpoints with what runs before them, other ways in, transactions.

Adapters fill one `Findings`; the rows of the graph are made from it afterwards, so no adapter knows about ids or SQL.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from indexer.graph.nodes import Access, Certainty, Use
from indexer.resolve.entities import Class, External, Function, Module, Variable
from indexer.resolve.evaluate.values import Site
from indexer.resolve.program import Program


@dataclass(slots=True, kw_only=True)
class FieldFound:
    name: str
    declared_in: Class
    line: int
    kind: Literal["column", "relation"] = "column"
    column: str | None = None
    type: str = ""  # last part of the class as written: ForeignKey, String
    null: bool | None = None  # None: not known
    unique: bool | None = None
    primary_key: bool | None = None
    choices: list[str] | None = None
    target: Class | External | str | None = None  # of a relation; a str where only a name is known
    on_delete: str | None = None
    references: list[str] = field(default_factory=list)  # `table.column`
    default: str | None = None
    related_name: str | None = None


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


@dataclass(slots=True, kw_only=True)
class EndpointFound:
    path: str  # full, with leading /
    methods: list[str] | None  # None: any, or not known
    handler: Class | Function
    method: Function | None = None  # of a class handler, where one method answers
    before: list[BeforeFound] = field(default_factory=list)  # outermost first
    access: Access = "unknown"
    framework: str
    site: Site | None = None  # where the route is written


@dataclass(slots=True, kw_only=True)
class EntryPointFound:
    entity: Class | Function | Variable  # a variable: an attribute that the framework answers by itself
    kind: Literal["task", "receiver", "command", "admin", "graphql", "rpc"]
    detail: str = ""


@dataclass(slots=True, kw_only=True)
class TransactionFound:
    function: Function
    by: Literal["decorator", "with", "call"]
    line: int
    name: str  # dotted


@dataclass(slots=True, kw_only=True)
class MigrationFound:
    entity: Class | Module
    app: str
    name: str
    position: int
    operation: str
    model: str = ""  # lower-case model name, or table
    field: str = ""
    line: int


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
    entry_points: list[EntryPointFound] = field(default_factory=list)
    transactions: list[TransactionFound] = field(default_factory=list)
    migrations: list[MigrationFound] = field(default_factory=list)
    field_uses: list[FieldUseFound] = field(default_factory=list)


Preparer = Callable[[Program], None]
Recogniser = Callable[[Program, Findings], None]


@dataclass(slots=True, frozen=True)
class Framework:
    """One adapter: it runs where the repository imports one of its packages."""

    name: str
    packages: tuple[str, ...]
    recognise: Recogniser
    prepare: Preparer | None = None  # before any adapter asks anything: what the framework's own calls mean
