"""Rows of endpoints, of what runs before them, and of queries that who asks narrows."""

import json
import re
from collections.abc import Iterable, Mapping

from indexer.assemble.symbols import Symbols
from indexer.frameworks.findings import BeforeFound, EndpointFound, Findings, OwnershipFilterFound
from indexer.graph import nodes
from indexer.infer.edges import Edges, FieldUse
from indexer.resolve.entities import Class, Entity
from indexer.resolve.evaluate.values import Site

SLASHES = re.compile("/{2,}")


class EndpointRows:
    """The rows of endpoints, and those that belong to one."""

    def __init__(self, found: Iterable[EndpointFound], symbols: Symbols, file_ids: dict[str, int]) -> None:
        self.symbols, self.file_ids = symbols, file_ids
        self.endpoints: list[nodes.Endpoint] = []
        self.before: list[nodes.Before] = []
        self.idle_guards: list[nodes.IdleGuard] = []
        for number, endpoint in enumerate(found, 1):
            self._add(number, endpoint)

    def _add(self, number: int, found: EndpointFound) -> None:
        name = found.handler.scope.qualname
        if found.method is not None:
            name = f"{name}.{found.method.scope.name}"
        self.endpoints.append(
            nodes.Endpoint(
                number,
                SLASHES.sub("/", found.path),  # an empty prefix from configuration leaves two
                json.dumps(found.methods) if found.methods else "",
                self.symbols[found.handler],
                name,
                self.file_ids[found.handler.path],
                found.handler.line,
                found.access,
                found.framework,
                self.file_ids.get(found.site.path) if found.site else None,
                found.site.line if found.site else 0,
                found.name,
            )
        )
        for position, before in enumerate(found.before):
            symbol = self.symbols[before.entity] if before.entity is not None else None
            row = before_row(number, position, before, found.site, symbol=symbol, file_ids=self.file_ids)
            self.before.append(row)
        self.idle_guards += [
            nodes.IdleGuard(number, i.name, i.arguments, i.reason, self.file_ids[i.site.path], i.site.line)
            for i in found.idle
        ]


def before_row(
    endpoint: int,
    position: int,
    found: BeforeFound,
    route: Site | None,
    *,
    symbol: int | None,
    file_ids: Mapping[str, int],
) -> nodes.Before:
    """`symbol`: of the entity that it is; `route`: where it stands unless it says so itself."""
    site = found.site or route
    file = file_ids.get(site.path) if site else None
    return nodes.Before(
        endpoint,
        position,
        found.name,
        symbol,
        found.guards,
        found.origin,
        found.arguments,
        found.composed,
        found.certainty,
        file,
        site.line if site and file is not None else 0,
    )


def ownership_filters(findings: Findings, edges: Edges, symbols: Symbols) -> list[nodes.OwnershipFilter]:
    """The model is what the query is known to filter at that line, where the call alone does not say it."""
    filtered: dict[tuple[Entity, int, str], list[FieldUse]] = {}
    for use in edges.field_uses:
        if use.use == "filter":
            filtered.setdefault((use.entity, use.line, use.field), []).append(use)
    found = []
    for f in findings.ownership_filters:
        model = f.model or filtered_model(filtered.get((f.function, f.line, narrowed_field(f)), ()))
        symbol = symbols.get(model) if model is not None else None
        function = symbols[f.function]
        found.append(nodes.OwnershipFilter(function, f.line, symbol, f.call, f.path, f.actor, f.certainty))
    return found


def narrowed_field(found: OwnershipFilterFound) -> str:
    return found.path.rpartition(".")[2].partition("__")[0]


def filtered_model(uses: Iterable[FieldUse]) -> Class | None:
    """Of several that a query may ask for, always the same one."""
    return min((use.model for use in uses), key=lambda model: model.name, default=None)


def shown_to(findings: Findings, symbols: Symbols) -> list[nodes.ShownTo]:
    return [
        nodes.ShownTo(symbols[f.cls], f.field, f.effect, f.test, symbols[f.function], f.line) for f in findings.shown_to
    ]
