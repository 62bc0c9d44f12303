"""Who owns a field: its model and layer, what holds for it, and everything that writes, reads or shows it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from constraints.companions import event
from constraints.constraint import Constraint
from constraints.derive import on_field
from indexer.graph import Graph
from indexer.graph.conduct import effects_in
from indexer.graph.data import (
    FieldView,
    TableConstraintView,
    find_fields,
    inheriting,
    model,
    nearest_fields,
    table_constraints,
)
from indexer.graph.migrations import MigrationView, migrations_of
from indexer.graph.names import SymbolView
from indexer.graph.permissions import ShownToView, shown_to
from indexer.graph.schemas import EndpointNaming, endpoints_naming
from indexer.graph.states import START, StateMachine, machine_of
from indexer.graph.uses import UseView, uses
from server.failure import NoAnswer
from server.tools.ambiguous import Ambiguous, Candidate
from server.tools.why import Remark, owners_of

if TYPE_CHECKING:
    from server.project import Project


TELLS_STATE = re.compile(r"(^|_)(status|state|stage|phase)$")
OWN_PAGES = ("admin", "form", "table", "filterset")  # rules of exposures


@dataclass(frozen=True, slots=True)
class FieldOwner:
    field: FieldView
    layer: str
    inherited_by: tuple[str, ...]  # models that have the field from this declaration
    table_constraints: tuple[TableConstraintView, ...]  # those that name the field
    constraints: tuple[Constraint, ...]
    machine: StateMachine | None  # of a field that tells a state
    goes_along: Mapping[str, tuple[str, ...]]  # by function that makes a step: what it tells others by, dotted
    writers: tuple[UseView, ...]  # outside tests, exact or inferred; the same for the uses below
    readers: tuple[UseView, ...]
    filters: tuple[UseView, ...]
    orders: tuple[UseView, ...]
    exposures: tuple[UseView, ...]
    possible: tuple[UseView, ...]  # uses that may be of this field: the receiver's type is not known for sure
    in_tests: int
    shown_to: tuple[ShownToView, ...]  # where what exposes it shows it to some callers only
    endpoints: tuple[EndpointNaming, ...]  # whose handlers name what exposes the field
    migrations: tuple[MigrationView, ...]
    people: tuple[Remark, ...]  # whom the team names for the model's file, and who changed it most


def who_owns_field(
    project: "Project",
    field: Annotated[str, "Order.status, or orders.models.Order.status where several models share the name"],
    detail: Annotated[bool, "all uses instead of the top ones"] = False,
    cursor: Annotated[str | None, "where the last answer stopped"] = None,
) -> FieldOwner | Ambiguous:
    """
    Ask before you write or change a model field: the model and layer that own it, who writes, reads, filters, exposes
    and migrates it, its invariants, and the people to ask.
    """
    graph = project.graph()
    declarations = _declarations(find_fields(graph, field.strip()))
    if not declarations:
        raise NoAnswer(
            f"no model has a field {field!r}",
            tuple(nearest_fields(graph, field.strip())),
            tool="who_owns_field",
            argument="field",
        )
    if len(declarations) > 1:
        return _ambiguous(field, declarations)
    return owner_of(project, graph, declarations[0])


def declared_by(graph: Graph, symbol: SymbolView) -> list[FieldView]:
    """The field that a symbol declares: on the model that it is written in, or on those that inherit it."""
    found = find_fields(graph, symbol.name) or find_fields(graph, symbol.name.rpartition(".")[2])
    return [view for view in found if view.declared == symbol.name and view.place == symbol.place]


def _declarations(views: list[FieldView]) -> list[list[FieldView]]:
    """Fields grouped by where they are written: one written on a mixin is one field, however many models have it."""
    grouped: dict[tuple[str, str, int], list[FieldView]] = {}
    for view in views:
        grouped.setdefault((view.declared, view.place.path, view.place.line), []).append(view)
    return list(grouped.values())


def _ambiguous(field: str, declarations: list[list[FieldView]]) -> Ambiguous:
    candidates = [
        Candidate(f"{views[0].model}.{views[0].name}", f"{views[0].kind} {views[0].type}", views[0].place)
        for views in declarations
    ]
    return Ambiguous(field, "who_owns_field", "field", tuple(sorted(candidates, key=lambda c: (c.name, c.place))))


def owner_of(project: "Project", graph: Graph, views: list[FieldView]) -> FieldOwner:
    """`views`: one field, on the model asked about first and then on others that have it from the same declaration."""
    owner = views[0]
    declares = owner.declared == f"{owner.model}.{owner.name}"
    heirs = inheriting(graph, owner) if declares else views[1:]
    found = sorted(
        {use for view in (views[:1] if declares else views) for use in uses(graph, view)},
        key=lambda use: (use.place, use.use, use.function, use.model),
    )
    sure = [use for use in found if not use.is_test and use.certainty in ("exact", "inferred")]
    by_use = {
        kind: tuple(use for use in sure if use.use == kind) for kind in ("write", "read", "filter", "order", "expose")
    }
    layers = [view.layer for view in model(graph, owner.model) if view.name == owner.model]
    names = {owner.declared, *(f"{view.model}.{view.name}" for view in [owner, *heirs])}
    machine = _machine(graph, owner, [view.model for view in heirs])
    return FieldOwner(
        field=owner,
        layer=layers[0] if layers else "",
        inherited_by=tuple(view.model for view in heirs),
        table_constraints=tuple(
            constraint for constraint in table_constraints(graph, owner.model) if owner.name in constraint.fields
        ),
        constraints=tuple(on_field(graph, names, dict.fromkeys([owner.model, *(view.model for view in heirs)]))),
        machine=machine,
        goes_along=_goes_along(graph, machine),
        writers=by_use["write"],
        readers=by_use["read"],
        filters=by_use["filter"],
        orders=by_use["order"],
        exposures=by_use["expose"],
        shown_to=tuple(shown_to(graph, {owner.model, *(use.function for use in by_use["expose"])}, owner.name)),
        possible=tuple(use for use in found if not use.is_test and use.certainty not in ("exact", "inferred")),
        in_tests=sum(use.is_test for use in found),
        endpoints=tuple(endpoints_naming(graph, _outward_first(by_use["expose"]))),
        migrations=tuple(migrations_of(graph, owner.model, owner.name)),
        people=tuple(owners_of(project.declared(), project.history(), owner.place.path)),
    )


def _machine(graph: Graph, field: FieldView, heirs: list[str]) -> StateMachine | None:
    if field.kind != "column" or not (field.choices or TELLS_STATE.search(field.name)):
        return None
    found = machine_of(graph, field, heirs)
    return found if found.declared or found.made else None


def _goes_along(graph: Graph, machine: StateMachine | None) -> dict[str, tuple[str, ...]]:
    """The effects beside each step: messages, events, records, in the order in which they stand."""
    made = {step.function for step in machine.made if START not in step.sources} if machine else set()
    found: dict[str, list[str]] = {}
    for effect in effects_in(graph, made) if made else ():
        name = event(effect)
        if name and name not in found.setdefault(effect.symbol, []):
            found[effect.symbol].append(name)
    return {function: tuple(names) for function, names in found.items() if names}


def _outward_first(exposures: Iterable[UseView]) -> list[str]:
    """What shows it to clients before what shows it on the repository's own pages; each once."""
    ranked = sorted(exposures, key=lambda use: use.rule in OWN_PAGES)
    return list(dict.fromkeys(use.function for use in ranked))
