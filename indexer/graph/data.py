"""Models, their fields, and every place that uses a field."""

from dataclasses import dataclass
from typing import Literal

from indexer.graph.names import SymbolLike
from indexer.graph.nodes import Certainty, Use
from indexer.graph.open import Graph
from indexer.graph.place import Place


@dataclass(frozen=True, slots=True)
class FieldView:
    model: str  # dotted name of the model that has it
    name: str
    kind: Literal["column", "relation"]
    type: str
    null: bool | None
    unique: bool | None
    primary_key: bool | None
    choices: tuple[str, ...] | None
    default: str | None  # as written
    target: str | None  # the related model: dotted where it is in the repository, else as resolved
    on_delete: str | None
    references: tuple[str, ...]  # `table.column`
    related_name: str | None
    declared: str  # dotted name of the declaring field: on the model itself, or on an abstract model or mixin
    place: Place  # of the declaration
    app: str
    table: str | None
    column: str | None


@dataclass(frozen=True, slots=True)
class ModelView:
    name: str  # dotted
    framework: str
    app: str
    table: str | None
    abstract: bool
    place: Place
    summary: str
    layer: str


@dataclass(frozen=True, slots=True)
class UseView:
    model: str  # dotted
    field: str  # name of the field
    function: str  # dotted; a module for code at its top level
    layer: str  # of the function's module
    is_test: bool
    place: Place
    use: Use
    certainty: Certainty
    rule: str


@dataclass(frozen=True, slots=True)
class TableConstraintView:
    model: str
    kind: str  # unique, check, exclusion, index
    name: str
    fields: tuple[str, ...]
    text: str
    place: Place


def models(graph: Graph, path: str | None = None) -> list[ModelView]:
    """Every model, or those declared in one file, by name."""
    raise NotImplementedError


def model(graph: Graph, name: str) -> list[ModelView]:
    """Models that `name` may mean: a dotted name, its end, or `app.Model`; in any case where nothing fits exactly."""
    raise NotImplementedError


def fields(graph: Graph, model: SymbolLike) -> list[FieldView]:
    """All fields of one model, inherited ones included, in order of declaration."""
    raise NotImplementedError


def find_fields(graph: Graph, name: str) -> list[FieldView]:
    """Fields that `name` may mean: `status`, `Order.status`, `orders.models.Order.status`, or a table's column.

    An inherited field is listed on each model that has it, the declaring model first.
    """
    raise NotImplementedError


def nearest_fields(graph: Graph, name: str, k: int = 5) -> list[str]:
    """`Model.field` spelt most like `name`."""
    raise NotImplementedError


def uses(graph: Graph, field: FieldView, use: Use | None = None) -> list[UseView]:
    """By use (write, read, ...), then by place; those in tests last."""
    raise NotImplementedError


def uses_in(graph: Graph, *, path: str | None = None, symbol: SymbolLike | None = None) -> list[UseView]:
    """Field uses of one file or of one function."""
    raise NotImplementedError


def table_constraints(graph: Graph, model: SymbolLike) -> list[TableConstraintView]:
    raise NotImplementedError


def relations_to(graph: Graph, model: SymbolLike) -> list[FieldView]:
    """Fields of other models that point at this one."""
    raise NotImplementedError


def models_touched(graph: Graph, path: str) -> list[ModelView]:
    """Models that a file declares, or whose fields it uses (`possible` uses left out)."""
    raise NotImplementedError
