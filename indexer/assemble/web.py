"""Rows of endpoints, of what runs before them, and of queries that who asks narrows."""

import json
import re
from collections.abc import Iterable

from indexer.assemble.symbols import Symbols
from indexer.frameworks.findings import BeforeFound, EndpointFound, Findings
from indexer.graph import nodes
from indexer.infer.edges import Edges
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
        self.before += [self._before(number, position, b, found.site) for position, b in enumerate(found.before)]
        self.idle_guards += [
            nodes.IdleGuard(number, i.name, i.arguments, i.reason, self.file_ids[i.site.path], i.site.line)
            for i in found.idle
        ]

    def _before(self, endpoint: int, position: int, found: BeforeFound, route: Site | None) -> nodes.Before:
        site = found.site or route
        file = self.file_ids.get(site.path) if site else None
        return nodes.Before(
            endpoint,
            position,
            found.name,
            self.symbols[found.entity] if found.entity is not None else None,
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
    filtered = {(use.entity, use.line, use.field): use.model for use in edges.field_uses if use.use == "filter"}
    found = []
    for f in findings.ownership_filters:
        field = f.path.rpartition(".")[2].partition("__")[0]
        model = f.model or filtered.get((f.function, f.line, field))
        symbol = symbols.get(model) if model is not None else None
        function = symbols[f.function]
        found.append(nodes.OwnershipFilter(function, f.line, symbol, f.call, f.path, f.actor, f.certainty))
    return found


def shown_to(findings: Findings, symbols: Symbols) -> list[nodes.ShownTo]:
    return [
        nodes.ShownTo(symbols[f.cls], f.field, f.effect, f.test, symbols[f.function], f.line) for f in findings.shown_to
    ]
