"""The rows of what bodies do: refusals, queries, effects, contexts, assignments, answers, verdicts, schemas.

As in `nodes`, every row is a named tuple whose fields are the columns of its table, in order.
"""

from typing import Literal, NamedTuple

RefusalKind = Literal["raise", "return", "abort", "assert", "jump"]
EffectKind = Literal["statement", "value", "handed"]
ContextKind = Literal["with", "try"]
ValueKind = Literal["constant", "enum", "name", "expression", "f_expression"]
SETTER = "setter"  # what gives a value where the function that does is called with it


class Refusal(NamedTuple):
    """A test that leaves a function, or the turn of a loop."""

    symbol: int
    line: int  # of what leaves
    test: str  # that holds where it leaves
    given: str  # JSON list of the tests of the branches around it, '' for none
    outcome: str
    kind: RefusalKind
    status: int | None
    names: str  # JSON list of chains of names, '' for none
    denies: bool


class Query(NamedTuple):
    """A chain of calls that asks the database, or is built to."""

    id: int
    symbol: int  # function, class or module symbol
    line: int
    model: int | None
    model_name: str  # of a model outside, '' else
    source: str
    manager: str
    methods: str  # JSON list
    terminal: str
    locks: bool
    raw: bool
    tables: str  # JSON list, '' for none
    text: str
    base: int | None  # query


class Binding(NamedTuple):
    """One condition of a query."""

    query: int
    path: str
    field: int | None
    operator: str
    value: str
    negated: bool
    alternative: bool
    method: str


class Effect(NamedTuple):
    """A call made for what it does."""

    symbol: int  # function, class or module symbol
    line: int
    callee: int | None
    target: str | None
    kind: EffectKind
    text: str
    after_commit: bool
    given: str  # JSON list of the tests of the branches around it, '' for none


class Context(NamedTuple):
    """An item of a `with`, or a `try`."""

    symbol: int  # function, class or module symbol
    line: int
    end_line: int
    kind: ContextKind
    name: str
    text: str
    caught: str  # JSON list, one a handler; '' for none
    ends: str  # JSON list, one a handler; '' for none
    does: str  # JSON list, one a handler; '' for none
    swallows: bool


class Assignment(NamedTuple):
    """A value that a field of a model is given."""

    symbol: int  # function, class or module symbol
    line: int
    model: int | None
    field: str
    value: str
    kind: ValueKind
    by: str  # attribute, setattr, constructor, or the method: create, update ...
    constants: str  # JSON list, '' where it is not known what it can be
    operator: str
    given: str  # JSON list, '' for none
    was: str  # JSON list of values before, '' where that is not known
    was_not: str  # JSON list of values that it did not have, '' for none


class Answer(NamedTuple):
    """What a function gives back that a client may read."""

    symbol: int  # function or method
    line: int
    status: int | None
    keys: str  # JSON list, '' for none
    is_open: bool
    schema: str  # dotted, '' for none


class Verdict(NamedTuple):
    """What a predicate of rights returns, or tests on the way."""

    symbol: int  # function or method
    line: int
    text: str
    names: str  # JSON list of chains of names, '' for none


class SchemaField(NamedTuple):
    """A field that a schema of requests or answers declares."""

    cls: int  # class symbol
    line: int
    name: str
    type: str  # as written
    required: bool
    only: str  # read or write, '' for both
