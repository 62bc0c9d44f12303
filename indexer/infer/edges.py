"""Calls and field uses, each with how it was bound and how sure that is."""

from dataclasses import dataclass, field
from typing import NamedTuple

from indexer.facts import Call
from indexer.graph.nodes import Certainty, Use
from indexer.resolve.entities import Class, Entity, Function


class CallEdge(NamedTuple):
    caller: Entity  # function, lambda, class body or module
    callee: Function | Class | None
    target: str  # dotted name of the callee; `<builtin>:len`, `<external>:smtplib.SMTP`, or as written when unresolved
    line: int
    certainty: Certainty
    rule: str
    instantiates: bool


class FieldUse(NamedTuple):
    model: Class
    field: str
    entity: Entity
    line: int
    use: Use
    certainty: Certainty
    rule: str


class QueryCall(NamedTuple):
    """A call that is part of a query, or that may be one; the chain that it stands in is put together later."""

    statement: int
    call: Call
    model: Class | None  # None: not known


@dataclass(slots=True)
class Edges:
    calls: list[CallEdge] = field(default_factory=list)
    field_uses: list[FieldUse] = field(default_factory=list)
    queries: list[QueryCall] = field(default_factory=list)  # of one body, while it is walked; the whole keeps none
