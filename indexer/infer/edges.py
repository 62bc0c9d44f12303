"""Calls and field uses, each with how it was bound and how sure that is."""

from msgspec import Struct

from indexer.facts import Call
from indexer.graph.nodes import Certainty, Use
from indexer.resolve.entities import Class, Entity, Function


class CallEdge(Struct, frozen=True):
    caller: Entity  # function, lambda, class body or module
    callee: Function | Class | None
    target: str  # dotted name of the callee; `<builtin>:len`, `<external>:smtplib.SMTP`, or as written when unresolved
    line: int
    certainty: Certainty
    rule: str
    instantiates: bool


class FieldUse(Struct, frozen=True):
    model: Class
    field: str
    entity: Entity
    line: int
    use: Use
    certainty: Certainty
    rule: str


class QueryCall(Struct, frozen=True):
    """A call that is part of a query, or that may be one; the chain that it stands in is put together later."""

    statement: int
    call: Call
    model: Class | None  # None: not known


class Dispatch(Struct, frozen=True):
    """A call on `self` of a method that is left to others: on objects of these classes it is one of `version`."""

    caller: Function
    version: Function
    holders: list[Class]
    line: int


class Edges(Struct, eq=False):
    calls: list[CallEdge] = []
    field_uses: list[FieldUse] = []
    queries: list[QueryCall] = []  # of one body, while it is walked; the whole keeps none
    dispatched: list[Dispatch] = []
    receivers: list[tuple[Function, Class]] = []  # methods with what they are called on
    made: list[QueryCall] = []  # calls of models, likewise
