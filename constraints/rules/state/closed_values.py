"""Fields that take only certain values.

What it notices
    A field with a closed list of values (choices, an enumeration), and the code that writes it.

Why it matters
    Most frameworks check the list in forms and serializers only: an assignment in a service stores anything. Code that
    compares with the known values then passes the row by, and a value that is taken away stays in old rows.

Example
    class Order(Model):
        status = CharField(choices=[("draft", "Draft"), ("paid", "Paid")])

    closed_values:shop.orders.models.Order.status: `Order.status` takes only `draft` and `paid`.

Limits
    Lists that are computed at run time are not known; an empty text may be allowed besides. Which value may follow
    which is another rule's subject. That nothing gives a value any more is told of functions that give another now.
"""

import re
from collections.abc import Iterator

from constraints.change import Change
from constraints.conduct import standing
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.conduct import assignments_in
from indexer.graph.data import FieldView
from indexer.graph.uses import UseView

TELLS_STATE = re.compile(r"(^|_)(status|state|stage|phase)$")
REFUSED_BY_DATABASE = ("Enum", "SAEnum", "ENUM")


def derive(subject: Subject) -> Iterator[Constraint]:
    writes = subject.known_uses("write")
    for model in subject.models:
        if model.abstract:  # its fields are those of the models that inherit them
            continue
        for field in subject.fields(model):
            if field.choices:
                yield constraint(field, field.choices, writes(field))


def broken(change: Change) -> Iterator[Violation]:
    """A value that is no longer in the list of a state that is still there, or that nothing gives it any more."""
    if not change.same("models", "fields"):
        yield from _narrowed(change)
    yield from _unreached(change)


def _narrowed(change: Change) -> Iterator[Violation]:
    after = {(field.model, field.name): field for model in change.head.models for field in change.head.fields(model)}
    for model in change.base.models:
        for field in change.base.fields(model) if not model.abstract else ():
            now = after.get((change.now(field.model), field.name))
            gone = [value for value in field.choices or () if now and now.choices and value not in now.choices]
            if now is None or not gone or not tells_state(field.name):
                continue
            name = f"{now.model}.{now.name}"
            yield Violation(
                constraint=f"closed_values:{name}",
                family="state",
                severity="suspicion",
                place=now.place,
                symbol=name,
                message=f"`{ending(name, 2)}` may no longer be {listing(gone)}: rows that are, stay so",
                evidence=(Evidence(field.place, f"allowed {listing(gone)}"),),
                fix="keep the value, or migrate the rows that have it",
            )


def _unreached(change: Change) -> Iterator[Violation]:
    """A value that a function gave, and that nothing gives any more although it gives the field another now."""
    told: set[tuple[str, str, str]] = set()
    for before, after in standing(change):
        now = {(one.model, one.field, str(value)) for one in after.steps for value in one.constants}
        for was in before.steps:
            key = change.now(was.model), was.field
            others = [value for model, field, value in now if (model, field) == key]
            for value in map(str, was.constants) if was.model and tells_state(was.field) and others else ():
                if value in others or (*key, value) in told or _given(change.head, *key, value):
                    continue
                told.add((*key, value))
                name = ".".join(key)
                yield Violation(
                    constraint=f"closed_values:{name}",
                    family="state",
                    severity="suspicion",
                    place=after.symbol.place,
                    symbol=after.symbol.name,
                    message=f"nothing makes `{ending(name, 2)}` `{value}` any more: `{ending(after.symbol.name, 2)}` "
                    f"did, and makes it {listing(sorted(set(others)), 3)} now",
                    evidence=(Evidence(was.place, f"made it {value}"),),
                    fix=f"give it `{value}` again, or take the value from the list and from what waits for it",
                )


def _given(subject: Subject, model: str, name: str, value: str) -> bool:
    """Does code outside tests, or the default, give the field this value?"""
    rows = assignments_in(subject.graph, model=model, field=name, through_setters=True)
    if any(value in map(str, one.constants) or not one.constants for one in rows):
        return True  # what is not known may be just that
    return any(
        field.name == name and value.casefold() in (field.default or "").casefold()
        for found in subject.models
        if found.name == model
        for field in subject.fields(found)
    )


def tells_state(name: str) -> bool:
    """Values of other fields are what clients know: a rule of compatibility."""
    return bool(TELLS_STATE.search(name))


def constraint(field: FieldView, values: tuple[str, ...], writes: list[UseView]) -> Constraint:
    name = f"{field.model}.{field.name}"
    places = {field.place: "declared here"} | {use.place: f"written by {ending(use.function, 2)}" for use in writes}
    return Constraint(
        id=f"closed_values:{name}",
        family="state",
        statement=f"`{ending(name, 2)}` takes only {listing(values, 12)}{' or null' if field.null else ''}",
        scope=Scope(
            symbols=tuple(dict.fromkeys([name, field.declared, *(use.function for use in writes)])),
            paths=tuple(sorted({place.path for place in places})),
        ),
        origin="enforced" if field.type in REFUSED_BY_DATABASE else "declared",
        severity="violation",
        evidence=tuple(Evidence(place, says) for place, says in places.items()),
    )
