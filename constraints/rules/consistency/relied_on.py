"""What code takes for granted of a table, and whether the schema keeps it.

What it notices
    Fields by which code looks for the one row (`get`, `get_or_create`, a look before a row is made), values that it
    uses without asking whether they are there, plain columns that hold another row's key; and where the schema lacks
    the unique key, the `NOT NULL` or the foreign key that would keep it so.

Why it matters
    Two rows where code expects one end in an error for every request that asks; a null ends in an `AttributeError` far
    from where it was stored; a key without a row behind it is found out by a customer.

Example
    PushToken.objects.get_or_create(user=user, token=token)

    relied_on:shop.models.PushToken.token+user: one `PushToken` is looked for by `token` and `user`; nothing in the
    schema keeps a second from being stored.

Limits
    Lookups that say more than equality of the model's own fields are left alone. What has no type counts by its name
    only where the column, or the relation, and one model alone are called like it. That a relation is followed counts
    once it may be null where it could not, and for functions that stayed as they were. Keys that only a migration knows
    are not seen.
"""

from collections import defaultdict
from collections.abc import Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Scope, Violation
from constraints.phrases import ending, listing
from constraints.reliance import Reliance, kept_by, one_row, rows_elsewhere, unasked, values
from constraints.subject import Subject
from indexer.graph.data import FieldView, ModelView
from indexer.graph.reliance import Taken
from indexer.graph.statements import prints_in

MOST_EVIDENCE = 8
BREAKS = {
    "one row": "a second row can be stored now",
    "a value": "it may be null now",
    "a row elsewhere": "nothing keeps the row that it names",
}
ANEW = {
    "one row": "keep the unique key, or have the code expect several",
    "a value": "keep it not null, or ask first in what uses it",
    "a row elsewhere": "keep the foreign key, or have the code expect that nothing is found",
}


def derive(subject: Subject) -> Iterator[Constraint]:
    """What is relied on and not kept; what a model merely declares so is said once for all its fields."""
    models = [model for model in subject.models if not model.abstract]
    by_name = {model.name: model for model in models}
    fields = [field for model in models for field in subject.fields(model)]
    nullable = [field for field in fields if field.null]
    declared: defaultdict[str, list[Reliance]] = defaultdict(list)
    for one in [*one_row(subject, models), *values(subject, nullable), *rows_elsewhere(subject, fields)]:
        model = by_name.get(one.model)
        if model is None or kept_by(subject, model, one):
            continue
        if one.functions:
            yield _constraint(model, one)
        else:
            declared[one.model].append(one)
    for name, those in declared.items():
        yield _never_null(by_name[name], those)


def broken(change: Change) -> Iterator[Violation]:
    """A key, a `NOT NULL` or a foreign key that code still relies on, and the model no longer has."""
    if change.same("models", "fields", "table_constraints"):
        return
    before = {model.name: model for model in change.base.models if not model.abstract}
    for model in change.head.models:
        stood = before.get(change.was(model.name))
        if stood is None or _same(change, stood, model):
            continue
        loose = _loosened(change, stood, model)
        nullable = [field for field in loose if field.null]
        followed = unasked(change.head, nullable, lambda one: _is_as_it_was(change, one)) if nullable else []
        relied = [*one_row(change.head, [model]), *values(change.head, nullable), *rows_elsewhere(change.head, loose)]
        for one in [*relied, *followed]:
            kept = kept_by(change.base, stood, one) if one.functions else ""
            if kept and not kept_by(change.head, model, one):
                yield _violation(model, one, kept)


def _same(change: Change, before: ModelView, after: ModelView) -> bool:
    """Has nothing been loosened: the usual case, told without asking who relies on what?"""
    if _keys(change.base, before) - _keys(change.head, after):
        return False
    return not _loosened(change, before, after)


def _keys(subject: Subject, model: ModelView) -> set[tuple[str, ...]]:
    found = {(field.name,) for field in subject.fields(model) if field.unique or field.primary_key}
    return found | {
        tuple(sorted(table.fields))
        for table in subject.table_constraints(model)
        if table.kind == "unique" and table.fields
    }


def _loosened(change: Change, before: ModelView, after: ModelView) -> list[FieldView]:
    """Fields that may be null now and could not, or that no longer point at a row."""
    stood = {field.name: field for field in change.base.fields(before)}
    return [
        field
        for field in change.head.fields(after)
        if (was := stood.get(field.name)) and ((field.null and was.null is False) or (was.target and not field.target))
    ]


def _is_as_it_was(change: Change, one: Taken) -> bool:
    """Does the function say what it said when there had to be something?"""
    path = one.place.path
    if path not in change.difference.paths:
        return True
    before = prints_in(change.base.graph, change.difference.paths).get(change.was(one.function))
    return before == prints_in(change.head.graph, [path]).get(one.function)


def _violation(model: ModelView, one: Reliance, kept: str) -> Violation:
    of = listing(one.fields)
    return Violation(
        constraint=f"relied_on:{one.model}.{'+'.join(one.fields)}",
        family="consistency",
        severity="suspicion",
        place=model.place,
        symbol=one.model,
        message=f"{_who(one)} {_relies(one)}, which `{ending(model.name)}` kept by `{kept}`: "
        f"{BREAKS[one.kind]} in {of}",
        evidence=one.evidence[:MOST_EVIDENCE],
        fix=ANEW[one.kind],
    )


def _constraint(model: ModelView, one: Reliance) -> Constraint:
    lacking = {
        "one row": "nothing in the schema keeps a second from being stored",
        "a value": "the schema allows null",
        "a row elsewhere": "no foreign key says so",
    }
    return Constraint(
        id=f"relied_on:{one.model}.{'+'.join(one.fields)}",
        family="consistency",
        statement=f"{_who(one)} {_relies(one)}; {lacking[one.kind]}",
        scope=Scope(
            symbols=(one.model, *one.functions),
            paths=tuple(sorted({model.place.path, *(evidence.place.path for evidence in one.evidence)})),
        ),
        origin="inferred",
        severity="suspicion",
        evidence=one.evidence[:MOST_EVIDENCE],
    )


def _never_null(model: ModelView, those: list[Reliance]) -> Constraint:
    names = [name for one in those for name in one.fields]
    return Constraint(
        id=f"relied_on:{model.name}",
        family="consistency",
        statement=f"no code stores null in {listing(names)} of `{ending(model.name)}`, or asks the database for it; "
        "the schema allows it",
        scope=Scope(symbols=(model.name,), paths=(model.place.path,)),
        origin="inferred",
        severity="note",
        evidence=tuple(evidence for one in those for evidence in one.evidence)[:MOST_EVIDENCE],
    )


def _who(one: Reliance) -> str:
    names = [ending(name, 2) for name in one.functions]
    return f"`{names[0]}`" if len(names) == 1 else f"`{names[0]}` and {len(names) - 1} more"


def _relies(one: Reliance) -> str:
    several = len(one.functions) > 1
    model = ending(one.model)
    if one.kind == "one row":
        return f"{'look' if several else 'looks'} for one `{model}` by {listing(one.fields)}"
    if one.kind == "a value":
        return f"{'take' if several else 'takes'} `{model}.{one.fields[0]}` for given"
    return f"{'take' if several else 'takes'} `{model}.{one.fields[0]}` for the key of a `{ending(one.target)}`"
