"""Models with their fields and the constraints of their tables."""

import json
from collections.abc import Collection, Mapping
from typing import Literal

from msgspec import Struct

from indexer.graph.names import SymbolLike, ids_of
from indexer.graph.open import Graph
from indexer.graph.place import Place
from indexer.graph.spelling import best


class FieldView(Struct, frozen=True):
    model: str  # dotted name of the model that has it
    name: str
    kind: Literal["column", "relation"]
    type: str
    null: bool | None
    unique: bool | None
    primary_key: bool | None
    length: int | None  # longest value, in characters
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


class ModelView(Struct, frozen=True):
    name: str  # dotted
    framework: str
    app: str
    table: str | None
    abstract: bool
    place: Place
    summary: str
    layer: str


class TableConstraintView(Struct, frozen=True):
    model: str
    kind: str  # unique, check, exclusion, index
    name: str
    fields: tuple[str, ...]
    text: str
    place: Place


def models(graph: Graph, path: str | None = None) -> list[ModelView]:
    """Every model, or those declared in one file, by name."""
    where = "" if path is None else "WHERE s.path = :path"
    return _models(graph, where, {} if path is None else {"path": path})


def model(graph: Graph, name: str) -> list[ModelView]:
    """Models that `name` may mean: a dotted name, its end, or `app.Model`; in any case where nothing fits exactly."""
    wanted = {"name": name, "leaf": name.rpartition(".")[2], "end": f".{name}"}
    for fits in (
        "s.name = :name",
        "s.leaf = :leaf AND substr(s.name, -length(:end)) = :end",
        "s.leaf = :leaf AND m.app || '.' || s.leaf = :name",
        "lower(substr('.' || s.name, -length(:end))) = lower(:end) OR lower(m.app || '.' || s.leaf) = lower(:name)",
        'lower(m."table") = lower(:name)',
    ):
        if found := _models(graph, f"WHERE {fits}", wanted):
            return found
    return []


def fields(graph: Graph, model: SymbolLike) -> list[FieldView]:
    """All fields of one model, inherited ones included, in order of declaration."""
    where = "WHERE f.model IN (SELECT value FROM json_each(:ids)) ORDER BY f.model, f.id"
    return _fields(graph, where, {"ids": json.dumps(ids_of(graph, model))})


def find_fields(graph: Graph, name: str) -> list[FieldView]:
    """Fields that `name` may mean: `status`, `Order.status`, `orders.models.Order.status`, or a table's column.

    An inherited field is listed on each model that has it, the declaring model first.
    """
    owner, _, leaf = name.strip().strip("`'\"").rpartition(".")
    of_owner, owners = "", "[]"
    if owner:
        of_owner = "AND f.model IN (SELECT value FROM json_each(:owners))"
        owners = json.dumps([id for view in model(graph, owner) for id in ids_of(graph, view.name)])
    for fits in ("f.name = :leaf", 'f."column" = :leaf', "lower(f.name) = lower(:leaf)"):
        where = f"WHERE {fits} {of_owner} ORDER BY o.is_test, d.name, d.parent != f.model, o.name, f.id"
        if found := _fields(graph, where, {"leaf": leaf, "owners": owners}):
            return found
    return []


def inheriting(graph: Graph, field: FieldView) -> list[FieldView]:
    """The same declaration on the other models that have it."""
    where = """
        WHERE d.name = :declared AND p.path = :path AND d.line = :line AND o.name != :model ORDER BY o.name, f.id
    """
    place = field.place
    asked = {"declared": field.declared, "path": place.path, "line": place.line, "model": field.model}
    return _fields(graph, where, asked)


def nearest_fields(graph: Graph, name: str, k: int = 5) -> list[str]:
    """`Model.field` spelt most like `name`; of a model that is named rightly, its fields."""
    owner, _, leaf = name.rpartition(".")
    rows = graph.rows(
        "SELECT DISTINCT o.leaf, f.name FROM fields AS f JOIN symbols AS o ON o.id = f.model ORDER BY o.leaf, f.id"
    )
    owner_leaf = owner.rpartition(".")[2]
    if not owner_leaf:
        names = best(leaf, dict.fromkeys(field for _, field in rows), k)
        return [f"{cls}.{field}" for wanted in names for cls, field in rows if field == wanted][:k]
    cls = next(iter(best(owner_leaf, dict.fromkeys(cls for cls, _ in rows), 1)), None)
    return [f"{cls}.{field}" for field in best(leaf, [field for other, field in rows if other == cls], k)]


def table_constraints(graph: Graph, model: SymbolLike) -> list[TableConstraintView]:
    where = "WHERE c.model IN (SELECT value FROM json_each(:ids))"
    return _table_constraints(graph, where, {"ids": json.dumps(ids_of(graph, model))})


def relations_to(graph: Graph, model: SymbolLike) -> list[FieldView]:
    """Fields of models that point at this one."""
    where = "WHERE f.target_model IN (SELECT value FROM json_each(:ids)) ORDER BY o.name, f.id"
    return _fields(graph, where, {"ids": json.dumps(ids_of(graph, model))})


def models_touched(graph: Graph, path: str) -> list[ModelView]:
    """Models that a file declares, or whose fields it uses (`possible` uses left out)."""
    where = """
        WHERE s.path = :path OR m.id IN (
            SELECT f.model
            FROM files AS p
            JOIN symbols AS y ON y.file = p.id
            JOIN field_uses AS u ON u.function = y.id
            JOIN fields AS f ON f.id = u.field
            WHERE p.path = :path AND u.certainty IN ('exact', 'inferred')
        )
    """
    return _models(graph, where, {"path": path})


# The same for several models at once, given by dotted names; None is all of them.


def models_named(graph: Graph, names: Collection[str] | None) -> list[ModelView]:
    """By name."""
    return _models(graph, _of_those("m.id", names), _those(names))


def fields_of(graph: Graph, names: Collection[str] | None) -> list[FieldView]:
    return _fields(graph, f"{_of_those('f.model', names)} ORDER BY f.model, f.id", _those(names))


def table_constraints_of(graph: Graph, names: Collection[str] | None) -> list[TableConstraintView]:
    return _table_constraints(graph, _of_those("c.model", names), _those(names))


def _of_those(column: str, names: Collection[str] | None) -> str:
    if names is None:
        return ""
    return f"WHERE {column} IN (SELECT x.id FROM json_each(:names) AS w JOIN symbols AS x ON x.name = w.value)"


def _those(names: Collection[str] | None) -> dict[str, object]:
    return {} if names is None else {"names": json.dumps(list(names))}


def _table_constraints(graph: Graph, where: str, parameters: Mapping[str, object]) -> list[TableConstraintView]:
    rows = graph.rows(
        f"""
        SELECT s.name, c.kind, c.name, c.fields, c.text, s.path, c.line
        FROM table_constraints AS c JOIN located AS s ON s.id = c.model
        {where} ORDER BY s.path, c.line, c.kind, c.name
        """,
        **parameters,
    )
    return [
        TableConstraintView(owner, kind, name, tuple(json.loads(fields)), text, Place(path, line))
        for owner, kind, name, fields, text, path, line in rows
    ]


def _models(graph: Graph, where: str, parameters: Mapping[str, object]) -> list[ModelView]:
    rows = graph.rows(
        f"""
        SELECT s.name, m.framework, m.app, m."table", m.abstract, s.path, s.line, s.summary, s.layer
        FROM models AS m JOIN located AS s ON s.id = m.id
        {where} ORDER BY s.name, s.path, s.line
        """,
        **parameters,
    )
    return [
        ModelView(name, framework, app, table, bool(abstract), Place(path, line), summary, layer)
        for name, framework, app, table, abstract, path, line, summary, layer in rows
    ]


def _fields(graph: Graph, where: str, parameters: Mapping[str, object]) -> list[FieldView]:
    rows = graph.rows(
        f"""
        SELECT o.name, f.name, f.kind, f.type, f."null", f."unique", f.primary_key, f.length, f.choices, f."default",
            coalesce(t.name, f.target), f.on_delete, f."references", f.related_name,
            d.name, p.path, d.line, m.app, m."table", f."column"
        FROM fields AS f
        JOIN models AS m ON m.id = f.model
        JOIN located AS o ON o.id = f.model
        JOIN symbols AS d ON d.id = f.symbol
        JOIN files AS p ON p.id = d.file
        LEFT JOIN symbols AS t ON t.id = f.target_model
        {where}
        """,
        **parameters,
    )
    return [_field(*row) for row in rows]


def _field(
    model: str, name: str, kind: Literal["column", "relation"], type: str,
    null: int | None, unique: int | None, primary_key: int | None, length: int | None,
    choices: str | None, default: str | None,
    target: str | None, on_delete: str | None, references: str, related_name: str | None,
    declared: str, path: str, line: int, app: str, table: str | None, column: str | None,
) -> FieldView:  # fmt: skip
    return FieldView(
        model=model,
        name=name,
        kind=kind,
        type=type,
        null=_known(null),
        unique=_known(unique),
        primary_key=_known(primary_key),
        length=length,
        choices=None if choices is None else tuple(map(str, json.loads(choices))),
        default=default,
        target=target,
        on_delete=on_delete,
        references=tuple(json.loads(references)) if len(references) > len("[]") else (),
        related_name=related_name,
        declared=declared,
        place=Place(path, line),
        app=app,
        table=table,
        column=column,
    )


def _known(value: int | None) -> bool | None:
    return None if value is None else bool(value)
