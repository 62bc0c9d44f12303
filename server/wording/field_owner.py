"""Who owns a field, in words."""

from collections.abc import Iterable

from indexer.graph.data import FieldView, TableConstraintView
from indexer.graph.schemas import EndpointNaming
from indexer.graph.web import EndpointView
from server.tools.who_owns_field import FieldOwner
from server.wording import machine
from server.wording.budget import Page, Section, Voice
from server.wording.constraint import one_line
from server.wording.evidence import At, by_file, counted, mark, uses_at
from server.wording.quoting import identified, quoted, shortened
from server.wording.reasons import remark

FILTERS = "filterset"  # rule of an exposure


def page(answer: FieldOwner, voice: Voice) -> Page:
    field = answer.field
    outside = [use for use in answer.writers if use.layer != answer.layer]
    elsewhere = f", {len(outside)} outside layer {answer.layer}" if outside and answer.layer else ""
    sections = [
        *machine.sections(answer.machine, answer.goes_along),
        Section(f"invariants: {len(_invariants(answer))}", _invariants(answer)),
        Section(
            f"writers found: {len(answer.writers)}{elsewhere}",
            by_file(uses_at(answer.writers, home=answer.layer)),
            show=8,
        ),
        Section(
            f"uses that may be of this field: {len(answer.possible)} (its receiver's type is not known)",
            by_file(At(use.place, use.function, note=use.use) for use in answer.possible),
            show=2,
        ),
        *_exposed(answer),
        Section(
            f"filters and orderings: {len(answer.filters) + len(answer.orders)}",
            by_file(uses_at((*answer.filters, *answer.orders))),
            show=3,
        ),
        Section(f"readers: {len(answer.readers)}", by_file(uses_at(answer.readers)), show=3),
        Section(
            f"migrations: {len(answer.migrations)}",
            [f"{found.migration} {found.operation} {found.place}" for found in answer.migrations],
            show=3,
        ),
        Section(f"inherited by {counted(len(answer.inherited_by), 'model')}", list(answer.inherited_by), show=2),
    ]
    lead = [
        f"{field.model}.{field.name}: {_described(field)}  {field.place}",
        "owner: "
        + ", ".join(
            part
            for part in (
                f"model {field.model}",
                f"app {field.app}" if field.app else "",
                f"layer {answer.layer}" if answer.layer else "",
                f"table {field.table}" if field.table else "",
                f"column {field.column}" if field.column and field.column != field.name else "",
            )
            if part
        ),
    ]
    if answer.people:
        lead.append(f"people: {'; '.join(remark(one) for one in answer.people)}")
    closing = [f"and {counted(answer.in_tests, 'use')} in tests"] if answer.in_tests else []
    if not answer.writers:
        through = "; forms and serializers that expose it may write it" if answer.exposures else ""
        lead.append(f"no writer found: that is what the index can see, not a proof{through}")
    return Page(lead, sections, closing)


def _exposed(answer: FieldOwner) -> list[Section]:
    """What shows the field to clients, what does so on pages, and last what only lets them filter by it."""
    shown = [use for use in answer.exposures if use.rule != FILTERS]
    filters = [use for use in answer.exposures if use.rule == FILTERS]
    names = {use.function for use in shown}
    endpoints = [found for found in answer.endpoints if found.schema in names]
    told = {found.endpoint for found in endpoints}
    filtering = len({found.endpoint for found in answer.endpoints} - told)
    also = f" (+{filtering} that only filter by it)" if filtering else ""
    return [
        Section(f"exposed: {len(shown)}", by_file(uses_at(shown)), show=4),
        Section(
            f"shown to some callers only: {len(answer.shown_to)}",
            [
                f"{one.cls.rsplit('.', 1)[-1]}: {one.effect} where {quoted(one.test, 120)} {one.place}"
                for one in answer.shown_to
            ],
            show=3,
        ),
        Section(f"endpoints whose handler names what exposes it: {len(told)}{also}", _endpoints(endpoints), show=4),
        Section(f"filter sets that offer it: {len(filters)}", by_file(uses_at(filters)), show=1),
    ]


def _endpoints(found: Iterable[EndpointNaming]) -> list[str]:
    """`DeviceSerializer: GET|POST /devices/ shop/views.py:88`: the methods of one path on one line."""
    ways: dict[tuple[str, str], list[EndpointNaming]] = {}
    told: set[EndpointView] = set()
    for one in found:
        if one.endpoint not in told:
            told.add(one.endpoint)
            ways.setdefault((one.schema, one.endpoint.path), []).append(one)
    return [
        f"{schema.rsplit('.', 1)[-1]}: "
        f"{'|'.join(sorted({method for one in same for method in one.endpoint.methods})) or 'any'} "
        f"{shortened(path, 120)}{mark(max(one.certainty for one in same))} {min(one.endpoint.place for one in same)}"
        for (schema, path), same in ways.items()
    ]


def _described(field: FieldView) -> str:
    said = [field.type]
    if field.target:
        said.append(f"to {field.target}" + (f" on_delete {field.on_delete}" if field.on_delete else ""))
    said += [word for word, holds in (("primary key", field.primary_key), ("unique", field.unique)) if holds]
    if field.null is not None:
        said.append("null" if field.null else "not null")
    if field.default is not None:
        said.append(f"default {shortened(field.default, 40)}")
    return ", ".join(said)


def _invariants(answer: FieldOwner) -> list[str]:
    """What a rule derived says it better; the rest as it is declared."""
    lines = [one_line(constraint, answer.field.place) for constraint in answer.constraints]
    stated = {evidence.place for constraint in answer.constraints for evidence in constraint.evidence}
    lines += [
        _table_constraint(constraint)
        for constraint in answer.table_constraints
        if constraint.kind != "index" and constraint.place not in stated
    ]
    if answer.field.choices is not None and not any(found.rule == "closed_values" for found in answer.constraints):
        lines.append(f"choices {quoted(', '.join(answer.field.choices), 160)} {answer.field.place}")
    return lines


def _table_constraint(constraint: TableConstraintView) -> str:
    named = f" {identified(constraint.name)}" if constraint.name else ""
    return f"{constraint.kind}{named}: {quoted(constraint.text, 100)} {constraint.place}"
