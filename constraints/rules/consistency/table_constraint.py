"""What the database refuses to store.

What it notices
    Unique, check and exclusion constraints of a table and unique fields of a model, with the code that writes them.

Why it matters
    Whoever writes these fields has to expect the refusal, and whoever relies on them (a lookup that takes the first
    row, a `get_or_create`, an idempotency key) breaks silently when the constraint goes.

Example
    class Order(Model):
        number = CharField(max_length=20)
        class Meta:
            constraints = [UniqueConstraint(fields=["organisation", "number"], name="one_number")]

    table_constraint:shop.orders.models.Order.one_number: no two rows of `Order` share `organisation` and `number`.

Limits
    Constraints that only a migration or the database itself knows are not seen. A condition is quoted, not understood.
"""

from collections.abc import Callable, Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.data import FieldView, ModelView, TableConstraintView
from indexer.graph.migrations import migrations_of
from indexer.graph.uses import UseView

BINDING = ("unique", "check", "exclusion")
NULLS = "nulls_distinct"  # a constraint as written that says itself what null equals
CONDITIONS = ("condition", "where", "Q(")  # words in a constraint as written that narrow the rows it binds


def derive(subject: Subject) -> Iterator[Constraint]:
    yield from _declared(subject, subject.known_uses("write"))


def _alone(subject: Subject) -> Iterator[Constraint]:
    """Without those who write: what is declared is all that a comparison looks at."""
    yield from _declared(subject, lambda field: [])


def _declared(subject: Subject, writes: Callable[[FieldView], list[UseView]]) -> Iterator[Constraint]:
    for model in subject.models:
        fields = {field.name: field for field in subject.fields(model)}
        tables = [table for table in subject.table_constraints(model) if table.kind in BINDING]
        for position, table in enumerate(tables, 1):
            name = table.name or "+".join(table.fields) or f"{table.kind}_{position}"
            bound = [fields[field] for field in table.fields if field in fields]
            writing = [use for field in bound for use in writes(field)]
            yield constraint(model, name, said(model, table, bound), declared=table.place, writing=writing)
        if model.abstract:  # its unique fields are those of the models that inherit them
            continue
        for field in fields.values():
            if field.unique and not field.primary_key:
                statement = f"no two rows of `{ending(model.name)}` share `{field.name}`{unless_null([field])}"
                yield constraint(model, field.name, statement, declared=field.place, writing=writes(field))


def broken(change: Change) -> Iterator[Violation]:
    """A constraint of a model that is still there, gone without a migration that takes it away."""
    if change.same("table_constraints", "models", "fields"):
        return
    for before, after in change.held(_alone):
        model, _, name = before.symbol.rpartition(".")
        stands = change.stands(model)
        if after is not None or stands is None or migrates(change, stands.name):
            continue
        told = change.derived("table constraints", lambda: {one.id: one for one in derive(change.base)})
        yield Violation(
            constraint=f"table_constraint:{stands.name}.{name}",
            family="consistency",
            severity="violation",
            place=stands.place,
            symbol=f"{stands.name}.{name}",
            message=f"no longer declared: {before.statement}; no migration of this change says so",
            evidence=told[before.id].evidence[:4],
            fix="keep the constraint; if it has to go, add the migration and look at all that relies on it",
        )


def migrates(change: Change, model: str) -> bool:
    """Does a migration that the change adds speak of this model?"""
    added = set(change.difference.added)
    return any(step.place.path in added for step in migrations_of(change.head.graph, model))


def said(model: ModelView, table: TableConstraintView, fields: list[FieldView]) -> str:
    row = f"`{ending(model.name)}`"
    if table.kind != "unique" or not table.fields:
        return f"every row of {row} keeps `{table.text}`"
    nulls = unless_null(fields) if NULLS not in table.text else ""
    condition = f", as far as `{table.text}` says" if any(word in table.text for word in CONDITIONS) else ""
    return f"no two rows of {row} share {listing(table.fields)}{nulls}{condition}"


def unless_null(fields: list[FieldView]) -> str:
    """To a database, null is never equal to null."""
    nullable = [field.name for field in fields if field.null]
    return f" (rows whose {listing(nullable)} is null may)" if nullable else ""


def constraint(model: ModelView, name: str, statement: str, *, declared: Place, writing: list[UseView]) -> Constraint:
    places = {declared: "declared here"}
    places |= {use.place: f"{ending(use.function, 2)} writes {use.field}" for use in writing}
    return Constraint(
        id=f"table_constraint:{model.name}.{name}",
        family="consistency",
        statement=statement,
        scope=Scope(
            symbols=tuple(dict.fromkeys([model.name, *(use.function for use in writing)])),
            paths=tuple(sorted({model.place.path, *(place.path for place in places)})),
        ),
        origin="enforced",
        severity="violation",
        evidence=tuple(Evidence(place, says) for place, says in places.items()),
    )
