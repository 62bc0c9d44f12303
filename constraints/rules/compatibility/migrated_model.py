"""Models and the migrations that make their tables.

What it notices
    A model whose table migrations make: its columns with type, null, uniqueness and length, as the migrations leave
    them when they are run in order.

Why it matters
    Whoever adds, renames, removes or tightens a field and writes no migration ships code that asks the database for
    columns which it does not have, or that promises what old rows do not keep.

Example
    class Order(Model):
        number = CharField(max_length=20)

    migrated_model:shop.orders.models.Order: migrations make the 4 columns of `Order`.

Limits
    Where a migration cannot be read whole, the models before and after a change are compared instead, and any operation
    on the table that the change brings is taken for the migration. Without any migrations what may break is only a
    suspicion.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Severity, Violation
from constraints.phrases import ending
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.data import FieldView, ModelView
from indexer.graph.migrations import DriftView, RevisionView, drift, migrated_columns, operations, revisions

SAID = {  # what a drift of a field means
    "type": "is {here} and migrations make it {there}",
    "null": "{null} null and migrations say otherwise",
    "unique": "{unique} unique and migrations say otherwise",
    "length": "takes {here} characters and migrations make it {there}",
    "target": "leads to `{here}` and migrations say `{there}`",
}


def derive(subject: Subject) -> Iterator[Constraint]:
    known = revisions(subject.graph)
    for model in subject.models:
        if model.abstract or subject.is_test(model.place.path):
            continue
        columns = migrated_columns(subject.graph, model.name)
        if columns:
            yield constraint(model, len(columns), max(column.place for column in columns))
        elif columns is None and model.table:
            yield from unread(model, known)


def broken(change: Change) -> Iterator[Violation]:
    """What a model says, its migrations do not, and both agreed on in the base."""
    if change.same(*LOOKED_AT):
        return
    yield from drifted(change)
    yield from unmigrated(change)


LOOKED_AT = ("drift", "migrations", "migrated_tables", "migrated_columns", "models", "fields", "table_constraints")


def drifted(change: Change) -> Iterator[Violation]:
    before = {(change.now(found.model), found.field, found.kind) for found in drift(change.base.graph)}
    new = [f for f in drift(change.head.graph) if (f.model, f.field, f.kind) not in before]
    told: dict[tuple[Place, str, str], list[tuple[DriftView, str]]] = {}
    for found in new:
        renamed = new_name(found, new)
        if found.kind == "no migrations" and not change.is_new(found.model):
            continue
        if found.kind == "not in migrations" and any(new_name(other, new) == found.field for other in of(found, new)):
            continue  # told as the renaming
        place, symbol = written(change, found, renamed)
        told.setdefault((place, symbol, found.kind), []).append((found, renamed))
    for (place, symbol, _), several in told.items():
        found, renamed = several[0]
        others = f", as for {len(several) - 1} more that inherit it" if len(several) > 1 else ""
        yield Violation(
            constraint=f"migrated_model:{found.model}",
            family="compatibility",
            severity="violation",
            place=place,
            symbol=symbol,
            message=f"`{ending(found.model)}{found.field and f'.{found.field}'}` {said(found, renamed)}{others}",
            evidence=tuple(evidence(change, found)),
            fix="add the migration to the same change, with a default for old rows where the field is required",
        )


def written(change: Change, found: DriftView, renamed: str) -> tuple[Place, str]:
    """Where the field is written, and its dotted name there: one change of an abstract model differs on every model
    that inherits it."""
    field = field_of(change, change.head, found.model, renamed or found.field)
    if field is not None and field.declared.rpartition(".")[0] != found.model:
        return field.place, field.declared
    was = field_of(change, change.base, change.was(found.model), found.field) if field is None else None
    if was is not None and was.declared.rpartition(".")[0] != was.model:
        return change.place(was.declared.rpartition(".")[0], was.place), change.now(was.declared)
    return found.place, f"{found.model}.{found.field}".rstrip(".")


def field_of(change: Change, subject: Subject, model: str, name: str) -> FieldView | None:
    models = change.derived(("models", id(subject)), lambda: {one.name: one for one in subject.models})
    fields = subject.fields(models[model]) if model in models else []
    return next((field for field in fields if field.name == name), None)


def of(found: DriftView, new: list[DriftView]) -> list[DriftView]:
    return [other for other in new if other.model == found.model]


def new_name(found: DriftView, new: list[DriftView]) -> str:
    """What a field that is gone from its model is called now, where one alone is gone and one alone has come."""
    if found.kind != "not in model":
        return ""
    gone = [other for other in of(found, new) if other.kind == "not in model"]
    come = [other for other in of(found, new) if other.kind == "not in migrations"]
    return come[0].field if len(gone) == len(come) == 1 and come[0].model_says == found.migrations_say else ""


def said(found: DriftView, renamed: str) -> str:
    if found.kind == "no migrations":
        return "is a new model and no migration makes its table"
    if found.kind == "not in migrations":
        return "is a new field and no migration adds its column"
    if renamed:
        return f"is now called `{renamed}` and no migration renames its column"
    if found.kind == "not in model":
        return "was removed and no migration drops its column"
    null = "may be" if found.model_says == "true" else "may no longer be"
    unique = "is now" if found.model_says == "true" else "is no longer"
    return SAID[found.kind].format(here=found.model_says, there=found.migrations_say, null=null, unique=unique)


def evidence(change: Change, found: DriftView) -> Iterator[Evidence]:
    columns = migrated_columns(change.head.graph, found.model) or []
    for column in columns:
        if column.name == found.field:
            yield Evidence(column.place, f"the migration that says so: {column.type}")


# Where migrations cannot be read whole


@dataclass(frozen=True)
class Unmigrated:
    field: FieldView
    place: Place
    words: str


def unmigrated(change: Change) -> Iterator[Violation]:
    severity: Severity = "violation" if revisions(change.base.graph) else "suspicion"
    touched = {step.model for step in operations(change.head.graph) if step.place.path in change.difference.paths}
    after = {model.name: model for model in change.head.models}
    told: set[tuple[Place, str]] = set()
    for model in change.base.models:
        now = after.get(change.now(model.name))
        if now is None or model.abstract or now.abstract or change.base.is_test(model.place.path):
            continue
        if {now.table, now.name.rpartition(".")[2].lower()} & touched:
            continue
        if migrated_columns(change.base.graph, model.name) is not None:
            continue
        for found in changed(change, model, now):
            if (found.place, found.words) in told:
                continue
            told.add((found.place, found.words))
            yield Violation(
                constraint=f"migrated_model:{now.name}",
                family="compatibility",
                severity=severity,
                place=found.place,
                symbol=f"{now.name}.{found.field.name}",
                message=f"`{ending(now.name)}.{found.field.name}` {found.words}, and the change has no migration",
                evidence=(Evidence(model.place, "the table that old rows are in"),),
                fix="add the migration to the same change, with a default for old rows where the field is required",
            )


def changed(change: Change, model: ModelView, now: ModelView) -> Iterator[Unmigrated]:
    """Columns that are gone, new and required, or tighter than they were."""
    before = {field.name: field for field in change.base.fields(model) if field.kind == "column"}
    after = {field.name: field for field in change.head.fields(now) if field.kind == "column"}
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    renamed = len(gone) == len(come) == 1 and before[min(gone)].type == after[min(come)].type
    for name in sorted(gone):
        if renamed and before[name].column == after[min(come)].column:
            continue  # the attribute alone has another name
        words = f"is now called `{min(come)}`" if renamed else "was removed"
        yield Unmigrated(before[name], after[min(come)].place if renamed else now.place, words)
    for name in sorted(come if not renamed else ()):
        if after[name].null is False and after[name].default is None and not after[name].primary_key:
            yield Unmigrated(after[name], after[name].place, "is new and required")
    for name in sorted(before.keys() & after.keys()):
        old, new = before[name], after[name]
        if old.null and new.null is False:
            yield Unmigrated(new, new.place, "may no longer be null")
        elif old.column != new.column and old.column and new.column:
            yield Unmigrated(new, new.place, f"is now in the column `{new.column}`")


def constraint(model: ModelView, columns: int, last: Place) -> Constraint:
    return Constraint(
        id=f"migrated_model:{model.name}",
        family="compatibility",
        statement=f"migrations make the {columns} columns of `{ending(model.name)}`: a changed field needs one",
        scope=Scope(symbols=(model.name,), paths=(model.place.path,)),
        origin="enforced",
        severity="violation",
        evidence=(Evidence(model.place, "the model"), Evidence(last, "the last migration of its columns")),
    )


def unread(model: ModelView, known: list[RevisionView]) -> Iterator[Constraint]:
    """Of a model whose table the migrations make in a way that is not read whole."""
    of_app = [revision for revision in known if model.framework != "django" or revision.app == model.app]
    if of_app:
        yield Constraint(
            id=f"migrated_model:{model.name}",
            family="compatibility",
            statement=f"the table of `{ending(model.name)}` changes by migrations: a changed field needs one",
            scope=Scope(symbols=(model.name,), paths=(model.place.path,)),
            origin="enforced",
            severity="violation",
            evidence=(Evidence(model.place, "the model"), Evidence(of_app[-1].place, "the last migration")),
        )
