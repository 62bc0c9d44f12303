"""Fields that clients see.

What it notices
    A model's field that a serializer, schema, GraphQL type, filter, form, table or admin shows under its name.

Why it matters
    Clients outside the repository read it: whoever renames, removes, retypes or narrows the field changes the API,
    though no caller in the repository breaks.

Example
    class OrderSerializer(ModelSerializer):
        class Meta:
            model = Order
            fields = ["id", "status"]

    exposed_field:shop.orders.models.Order.status: clients see `Order.status` through `OrderSerializer`.

Limits
    Responses built by hand from dictionaries are not read, and a schema may be declared and never served. Forms, tables
    and the admin belong to the repository's own pages: what only they show is a note.
"""

from collections.abc import Iterator

from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.data import FieldView
from indexer.graph.uses import UseView

OWN_PAGES = ("admin", "form", "table")


def derive(subject: Subject) -> Iterator[Constraint]:
    exposing = subject.known_uses("expose")
    for model in subject.models:
        for field in subject.fields(model):
            if uses := exposing(field):
                yield constraint(field, uses)


def broken(change: Change) -> Iterator[Violation]:
    """A field that is still there, and a serializer or schema that is still there and no longer shows it."""
    if change.sameness.kept("exposures"):
        return
    shown = change.head.known_uses("expose")
    after = {(field.model, field.name): field for model in change.head.models for field in change.head.fields(model)}
    exposing = change.base.known_uses("expose")
    for model in change.base.models:
        for field in change.base.fields(model):
            now = after.get((change.now(field.model), field.name))
            for use in exposing(field) if now else ():
                stands = change.stands(use.function)
                if now is None or stands is None or use.rule in OWN_PAGES:
                    continue
                if any(other.function == stands.name for other in shown(now)):
                    continue
                name = f"{now.model}.{now.name}"
                yield Violation(
                    constraint=f"exposed_field:{name}",
                    family="compatibility",
                    severity="violation",
                    place=stands.place,
                    symbol=f"{stands.name}.{now.name}",
                    message=f"clients no longer see `{ending(name, 2)}` through `{ending(stands.name)}`",
                    evidence=(Evidence(use.place, "shown here"),),
                    fix="keep showing it, or version the interface and say so to its clients",
                )


def constraint(field: FieldView, exposing: list[UseView]) -> Constraint:
    name = f"{field.model}.{field.name}"
    outward = [use for use in exposing if use.rule not in OWN_PAGES]
    through = list(dict.fromkeys(use.function for use in outward or exposing))
    says = f"clients see `{ending(name, 2)}`" if outward else f"`{ending(name, 2)}` is on pages"
    places = {use.place: f"exposed by {ending(use.function)}" for use in exposing}
    places.setdefault(field.place, "declared here")
    return Constraint(
        id=f"exposed_field:{name}",
        family="compatibility",
        statement=f"{says} through {listing([ending(function) for function in through], 3)}",
        scope=Scope(
            symbols=tuple(dict.fromkeys([name, field.declared, *(use.function for use in exposing)])),
            paths=tuple(sorted({place.path for place in places})),
        ),
        origin="enforced",
        severity="violation" if outward else "note",
        evidence=tuple(Evidence(place, says) for place, says in places.items()),
    )
