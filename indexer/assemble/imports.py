"""Rows of imports."""

from typing import Protocol

from indexer.graph import nodes
from indexer.resolve.entities import Entity, External
from indexer.resolve.modules import ImportEdge
from indexer.resolve.program import Program


class Numbers(Protocol):
    def __getitem__(self, entity: Entity, /) -> int: ...


def import_row(program: Program, edge: ImportEdge, numbers: Numbers) -> nodes.Import:
    return nodes.Import(
        numbers[edge.importer],
        numbers[edge.imported] if edge.imported else None,
        edge.target,
        edge.line,
        edge.kind,
        _defined(program, edge, numbers),
    )


def _defined(program: Program, edge: ImportEdge, numbers: Numbers) -> int | None:
    """Where a name that another module hands on was written."""
    name = edge.target.removeprefix(f"{edge.imported.name}.") if edge.imported else edge.target
    if edge.imported is None or name == edge.target or "." in name:
        return None
    found = program.names.member(edge.imported, name)
    if type(found) is External or found is None or found.module is edge.imported:
        return None
    return numbers[found.module]
