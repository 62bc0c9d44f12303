"""Rows of calls and of uses of fields."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from indexer.frameworks.findings import FieldUseFound
from indexer.graph import nodes
from indexer.infer.edges import CallEdge, FieldUse
from indexer.resolve.entities import Class, Entity

AnyUse = FieldUse | FieldUseFound


class Numbers(Protocol):
    """The symbols of entities; `get` gives none for what has none yet."""

    def get(self, entity: Entity, /) -> int | None: ...

    def __getitem__(self, entity: Entity, /) -> int: ...


class FieldNumbers(Protocol):
    def get(self, field: tuple[Class, str], /) -> int | None: ...


def calls(edges: Iterable[CallEdge], numbers: Numbers) -> list[nodes.Call]:
    found = []
    for edge in edges:
        callee, target, instantiates = None, edge.target, edge.instantiates
        if edge.callee is not None:
            callee = numbers.get(edge.callee)
            if callee is None:  # a model of an installed package
                target, instantiates = f"<external>:{target}", False
        found.append(
            nodes.Call(numbers[edge.caller], callee, target, edge.line, edge.certainty, edge.rule, instantiates)
        )
    return found


def field_uses(uses: Iterable[AnyUse], fields: FieldNumbers, numbers: Numbers) -> list[nodes.FieldUse]:
    found: dict[tuple[int, int, int, nodes.Use], nodes.FieldUse] = {}
    for use in uses:
        field = fields.get((use.model, use.field))
        if field is not None:
            key = field, numbers[use.entity], use.line, use.use
            if key not in found:
                found[key] = nodes.FieldUse(*key, use.certainty, use.rule)
    return list(found.values())


def outside_uses(uses: Iterable[FieldUse], models: Mapping[Class, object], numbers: Numbers) -> list[nodes.OutsideUse]:
    """A model outside has no symbol: its name stands for it."""
    found: dict[tuple[str, str, int, int, str], nodes.OutsideUse] = {}
    for use in uses:
        if use.model not in models:
            function = numbers[use.entity]
            row = nodes.OutsideUse(use.model.name, use.field, function, use.line, use.use, use.certainty, use.rule)
            found.setdefault((row.model, row.field, row.function, row.line, row.use), row)
    return list(found.values())
