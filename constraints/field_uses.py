"""Where a field is written or shown outside tests, for rules that look at all fields: one question for all of them."""

from collections import defaultdict
from collections.abc import Callable

from indexer.graph import Graph
from indexer.graph.data import FieldView, UseView, uses_in
from indexer.graph.nodes import Use


def known_uses(graph: Graph, use: Use) -> Callable[[FieldView], list[UseView]]:
    """The uses of one kind that are certain enough to speak of, by field and in order of place."""
    by_field = defaultdict(list)
    for found in uses_in(graph, use=use):
        if found.certainty != "possible" and not found.is_test:
            by_field[found.model, found.field].append(found)

    def of(field: FieldView) -> list[UseView]:
        # What is written through the abstract model that declares it is written on every model that inherits it.
        owners = dict.fromkeys([field.model, field.declared.rpartition(".")[0]])
        return sorted((found for owner in owners for found in by_field[owner, field.name]), key=lambda one: one.place)

    return of
