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
    which is another rule's subject.
"""

import re
from collections.abc import Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
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
    """A value that is no longer in the list of a state that is still there: old rows keep it."""
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
